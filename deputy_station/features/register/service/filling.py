"""The books of a term as the records fill them: each deputy's facts and, by form, the rows that stand in it.

Nothing of it is stored. Both ways of keeping a register come together here: what the organiser registers are
attendances, deeds, suggestions and demands; what the deputy fills in and the office approves are claims, which wait.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.errors import NotFound
from deputy_station.features.deputies.models import Deputy, Station, Term
from deputy_station.features.register.rules.book import Book, Entry, RowKey
from deputy_station.features.register.rules.forms import FORMS
from deputy_station.features.register.service.activity_rows import attendance_entries
from deputy_station.features.register.service.assessment_rows import assessment_entries
from deputy_station.features.register.service.claim_rows import claim_entries
from deputy_station.features.register.service.deed_rows import deed_entries
from deputy_station.features.register.service.matter_rows import demand_entries, suggestion_entries
from deputy_station.features.register.service.people import Person, read_people
from deputy_station.features.register.service.scope import Scope, count_evidence
from deputy_station.store import context
from deputy_station.store.edits import get_row

READ_TABLES = frozenset(
    {
        "stations",
        "terms",
        "deputies",
        "mandates",
        "constituencies",
        "deputy_groups",
        "activities",
        "attendances",
        "reception_days",
        "visits",
        "deeds",
        "suggestions",
        "suggestion_signers",
        "demands",
        "demand_deputies",
        "demand_voices",
        "units",
        "point_claims",
        "point_closings",
        "assessments",
        "evidence",
    }
)
"""Every table a book is read from: a change in one of them makes a shown book stale."""

_SOURCES = (
    attendance_entries,
    deed_entries,
    suggestion_entries,
    demand_entries,
    claim_entries,
    assessment_entries,
)


@dataclass(frozen=True)
class TermOfBooks:
    """A term there are books of."""

    id: int
    name: str
    starts_on: date
    ends_on: date


def terms_of_books(session: Session) -> list[TermOfBooks]:
    """The terms that began, the running one first; one still to come has no book."""
    today = context.today(session)
    rows = session.scalars(select(Term).where(Term.starts_on <= today).order_by(Term.starts_on.desc()))
    return [TermOfBooks(term.id, term.name, term.starts_on, term.ends_on) for term in rows]


def read_book(session: Session, *, deputy_id: int, term_id: int) -> Book:
    """One deputy's book. Raises NotFound for a term or deputy that is not there, or not in office in that term.

    An entry's `subject_id` is the row number of its record; of an attendance that of its activity, of an assessment
    the year.
    """
    get_row(session, Deputy, deputy_id, "代表")
    books = read_books(session, term_id=term_id, deputy_ids=[deputy_id])
    if not books:
        raise NotFound("这一届在任的这位代表")
    return books[0]


def read_books(
    session: Session,
    *,
    term_id: int,
    deputy_ids: Collection[int] | None = None,
    looked_at: Mapping[int, Collection[RowKey]] | None = None,
) -> list[Book]:
    """The books of everybody in office on any day of the term (or of those named), in roster order: by group, then
    name. As many queries for one as for all. With `looked_at`, by deputy, the cells of other rows may be empty: working
    out the words takes most of the time. Raises NotFound for a term that is not there."""
    term = get_row(session, Term, term_id, "届别")
    people = read_people(session, term, deputy_ids)
    if not people:
        return []
    scope = Scope(
        term.starts_on,
        term.ends_on,
        None if deputy_ids is None else sorted(set(deputy_ids)),
        {each.deputy_id: each.spans for each in people},
        context.today(session),
        count_evidence(session),
        looked_at,
    )
    found: dict[int, list[Entry]] = defaultdict(list)
    for source in _SOURCES:
        for deputy_id, entry in source(session, scope):
            found[deputy_id].append(entry)
    home = session.scalar(select(Station).where(Station.is_home))
    return [_book(each, term, home, found.get(each.deputy_id, ())) for each in people]


def _book(person: Person, term: Term, home: Station | None, entries: Iterable[Entry]) -> Book:
    by_form: dict[str, list[Entry]] = {form.key: [] for form in FORMS}
    for entry in sorted(entries, key=lambda one: (one.on, one.subject, one.subject_id)):
        by_form[entry.form].append(entry)
    return Book(
        person.deputy_id,
        person.name,
        person.group,
        term.id,
        term.name,
        home.name if home else "",
        home.township if home else "",
        person.facts,
        {form: tuple(rows) for form, rows in by_form.items()},
    )
