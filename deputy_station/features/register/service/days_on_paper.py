"""What the books lack on paper of the records of some days: for a check, which looks at a quarter of everybody."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words
from deputy_station.features.deputies.models import Term
from deputy_station.features.register.rules.book import Book, Entry
from deputy_station.features.register.rules.forms import FORMS, form_of
from deputy_station.features.register.rules.lacks import LackKind, OnPaper, lacks_of, short_form
from deputy_station.features.register.service.activity_rows import attendance_entries
from deputy_station.features.register.service.claim_rows import claim_entries
from deputy_station.features.register.service.deed_rows import deed_entries
from deputy_station.features.register.service.matter_rows import demand_entries, suggestion_entries
from deputy_station.features.register.service.pages_back import pages_back
from deputy_station.features.register.service.people import read_people
from deputy_station.features.register.service.places import PageKey, PrintedRow, printed_rows
from deputy_station.features.register.service.scope import Scope
from deputy_station.store import context

# The assessment of a year is worked out from all its records, and belongs to no quarter.
_SOURCES = (attendance_entries, deed_entries, suggestion_entries, demand_entries, claim_entries)


@dataclass(frozen=True)
class PaperOfDays:
    """A book's rows of these days: how many are printed, the days of those that are not, where rows say something else
    than their records (表八第 3 页第 2 行), and the pages whose newest rows have not come back signed (none where no page
    of the book ever did: nothing is known then); `ever` whether any row of the book was printed at all."""

    ever: bool
    printed: int
    unprinted: tuple[date, ...]
    changed: tuple[str, ...]
    unsigned: tuple[str, ...] = ()


def read_paper_of_days(
    session: Session, *, first: date, last: date, deputy_ids: Collection[int]
) -> dict[int, PaperOfDays]:
    """By deputy, for records from `first` to `last` (both included) in the terms of these days. A few queries a term,
    however many deputies."""
    found: dict[int, PaperOfDays] = {}
    terms = session.scalars(
        select(Term).where(Term.starts_on <= last, Term.ends_on >= first).order_by(Term.starts_on)
    )
    for term in terms:
        for deputy_id, paper in _of_term(session, term, first, last, deputy_ids).items():
            before = found.get(deputy_id)
            found[deputy_id] = paper if before is None else _both(before, paper)
    return found


def _of_term(
    session: Session, term: Term, first: date, last: date, deputy_ids: Collection[int]
) -> dict[int, PaperOfDays]:
    people = read_people(session, term, deputy_ids)
    days = max(first, term.starts_on), min(last, term.ends_on)
    scope = Scope(
        *days,
        sorted({each.deputy_id for each in people}),
        {each.deputy_id: each.spans for each in people},
        context.today(session),
        {},
    )
    entries: dict[int, dict[str, list[Entry]]] = defaultdict(lambda: {form.key: [] for form in FORMS})
    for source in _SOURCES:
        for deputy_id, entry in source(session, scope):
            entries[deputy_id][entry.form].append(entry)
    printed = printed_rows(session, term_id=term.id, deputy_ids=[each.deputy_id for each in people])
    back = pages_back(session, term_id=term.id, deputy_ids=[each.deputy_id for each in people])
    words = frozenset(
        day_words(days[0] + timedelta(number)) for number in range((days[1] - days[0]).days + 1)
    )
    return {
        each.deputy_id: _paper(
            entries[each.deputy_id], printed.get(each.deputy_id, ()), words, back.get(each.deputy_id)
        )
        for each in people
    }


def _paper(
    entries: dict[str, list[Entry]],
    printed: tuple[PrintedRow, ...],
    days: frozenset[str],
    back: Mapping[PageKey, datetime] | None,
) -> PaperOfDays:
    """A printed row is of these days by its record, or, where that is of other days or gone, by the day it says."""
    there = {entry.key for rows in entries.values() for entry in rows}
    mine = [row for row in printed if row.key in there or row.words.get("on") in days]
    book = Book(0, "", "", 0, "", "", "", {}, {form: tuple(rows) for form, rows in entries.items()})
    lacks = lacks_of(
        book, [OnPaper(row.form, row.subject, row.subject_id, row.place, row.words) for row in mine]
    ).rows
    return PaperOfDays(
        bool(printed),
        len(mine),
        tuple(sorted(lack.on for lack in lacks if lack.kind is LackKind.UNPRINTED and lack.on is not None)),
        tuple(
            f"{short_form(form_of(lack.form))}第 {lack.place.page} 页第 {lack.place.row} 行"
            for lack in lacks
            if lack.kind in (LackKind.CHANGED, LackKind.GONE) and lack.place is not None
        ),
        () if back is None else _unsigned(mine, back),
    )


def _unsigned(printed: Iterable[PrintedRow], back: Mapping[PageKey, datetime]) -> tuple[str, ...]:
    """The pages on which a row was printed since they last came back."""
    newest: dict[PageKey, datetime] = {}
    for row in printed:
        page = row.form, row.place.page
        newest[page] = max(row.printed_at, newest.get(page, row.printed_at))
    return tuple(
        f"{short_form(form_of(form))}第 {number} 页"
        for (form, number), at in newest.items()
        if (came := back.get((form, number))) is None or came < at
    )


def _both(one: PaperOfDays, other: PaperOfDays) -> PaperOfDays:
    """Of a quarter in which one term ends and the next begins: two books."""
    return PaperOfDays(
        one.ever or other.ever,
        one.printed + other.printed,
        (*one.unprinted, *other.unprinted),
        (*one.changed, *other.changed),
        (*one.unsigned, *other.unsigned),
    )
