"""Lists of suggestions: views and filters, and how many each view holds."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import islice

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import search_form
from deputy_station.features.accounts.rules import sees_confidential
from deputy_station.features.accounts.service import role_of
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.matters.models import Unit
from deputy_station.features.matters.service.catalogue import list_units
from deputy_station.features.matters.service.unit_names import units_named_now
from deputy_station.features.suggestions.models import Suggestion, SuggestionPromise, SuggestionSigner
from deputy_station.features.suggestions.rules.choices import (
    OPEN_PROMISES,
    WITH_UNITS,
    SuggestionKind,
    SuggestionState,
)
from deputy_station.features.suggestions.rules.numbering import read_number
from deputy_station.features.suggestions.service.rows import SuggestionRow, names_hidden, row_of, signers_of
from deputy_station.store import context

LONGEST_WORD, MOST_WORDS = 4_000, 40
"""Signs of a word, and words, that are looked for: a pasted page is told by its beginning."""
SOON_DAYS = 14
"""A reply is owed soon when at most so many calendar days are left."""


class View(Enum):
    """What the list can be narrowed to."""

    ALL = ""
    OVERDUE = "overdue"
    SOON = "soon"
    DRAFT = "draft"
    TO_REVIEW = "submitted"
    TO_ASSIGN = "accepted"
    TO_SIGN = "handed"
    HANDLING = "assigned"
    TO_APPRAISE = "replied"
    SUPERVISED = "supervised"
    PROMISED = "promised"
    TO_LOOK_BACK = "look_back"
    REFUSED = "refused"
    CLOSED = "closed"
    LIVELIHOOD = "livelihood"


OF_ALL_YEARS = frozenset(View) - {View.ALL, View.DRAFT, View.REFUSED, View.CLOSED, View.LIVELIHOOD}
"""Views of what is to be done: what waits from an earlier year waits still."""

_STATE_OF_VIEW = {
    View.DRAFT: SuggestionState.DRAFT,
    View.TO_REVIEW: SuggestionState.SUBMITTED,
    View.TO_ASSIGN: SuggestionState.ACCEPTED,
    View.TO_SIGN: SuggestionState.HANDED,
    View.HANDLING: SuggestionState.ASSIGNED,
    View.TO_APPRAISE: SuggestionState.REPLIED,
    View.REFUSED: SuggestionState.REFUSED,
    View.CLOSED: SuggestionState.CLOSED,
}
_FORMAL = Suggestion.kind != SuggestionKind.LIVELIHOOD
"""Handled one by one; a month's harvest of livelihood suggestions is read together."""


@dataclass(frozen=True)
class SuggestionCounts:
    """How many are in each view; those of a year (by the day of proposal) are `total`, `drafts`, `refused`, `closed`
    and `livelihood`, the rest are of all years."""

    total: int
    drafts: int
    to_review: int
    to_assign: int
    to_sign: int
    handling: int
    overdue: int
    soon: int
    to_appraise: int
    supervised: int
    promised: int
    to_look_back: int
    refused: int
    closed: int
    livelihood: int

    @property
    def waiting(self) -> int:
        """How many wait for the station itself, or are late."""
        return self.overdue + self.to_review + self.to_assign + self.to_appraise + self.promised

    def of(self, view: View) -> int:
        """The number of one view."""
        return int(getattr(self, _FIELD_OF_VIEW[view]))


_FIELD_OF_VIEW = {
    View.ALL: "total",
    View.OVERDUE: "overdue",
    View.SOON: "soon",
    View.DRAFT: "drafts",
    View.TO_REVIEW: "to_review",
    View.TO_ASSIGN: "to_assign",
    View.TO_SIGN: "to_sign",
    View.HANDLING: "handling",
    View.TO_APPRAISE: "to_appraise",
    View.SUPERVISED: "supervised",
    View.PROMISED: "promised",
    View.TO_LOOK_BACK: "to_look_back",
    View.REFUSED: "refused",
    View.CLOSED: "closed",
    View.LIVELIHOOD: "livelihood",
}


def list_suggestions(
    session: Session,
    *,
    search: str = "",
    kinds: Collection[SuggestionKind] = (),
    state: SuggestionState | None = None,
    view: View | None = None,
    deputy_id: int | None = None,
    unit_id: int | None = None,
    first: date | None = None,
    last: date | None = None,
    overdue: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> list[SuggestionRow]:
    """Suggestions: overdue first, then in hand by deadline, then the rest, newest first.

    `kinds` keeps those kinds (none given: all). `view`: one of the page's views; those of what is to be done hold all
    years, whatever `first` and `last` say, which else bound the day of proposal. `search`: each word in the number,
    title, text, a signer's name or pinyin, or the unit. `deputy_id`: led or co-signed by.
    """
    today = context.today(session)
    conditions = _filtered(
        session, search, kinds, state, view, deputy_id, unit_id, first, last, overdue=overdue
    )
    urgency = case((_late(today), 0), (Suggestion.state.in_(WITH_UNITS), 1), else_=2)
    by_deadline = case((Suggestion.state.in_(WITH_UNITS), Suggestion.deadline_on))
    # What is sorted are ids: with their texts, thousands of hits would be sorted for the few that are shown.
    query = (
        select(Suggestion.id)
        .where(*conditions)
        .order_by(urgency, by_deadline.nulls_last(), Suggestion.proposed_on.desc(), Suggestion.id.desc())
        .offset(offset)
        .limit(limit)
    )
    found = _fetch(session, session.scalars(query).all())
    signers = signers_of(session, [suggestion.id for suggestion, _ in found])
    return [
        row_of(
            suggestion,
            unit,
            *signers[suggestion.id],
            today,
            hidden=names_hidden(session, confidential=suggestion.confidential),
        )
        for suggestion, unit in found
    ]


def _fetch(session: Session, ids: Sequence[int]) -> list[tuple[Suggestion, str]]:
    """These suggestions with the names of their units, in the order of the ids."""
    found: dict[int, tuple[Suggestion, str]] = {}
    for start in range(0, len(ids), 500):
        query = (
            select(Suggestion, Unit.name)
            .outerjoin(Unit, Suggestion.unit_id == Unit.id)
            .where(Suggestion.id.in_(ids[start : start + 500]))
        )
        found |= {suggestion.id: (suggestion, unit or "") for suggestion, unit in session.execute(query)}
    return [found[each] for each in ids]


def count_suggestions(
    session: Session,
    *,
    search: str = "",
    kinds: Collection[SuggestionKind] = (),
    state: SuggestionState | None = None,
    view: View | None = None,
    deputy_id: int | None = None,
    unit_id: int | None = None,
    first: date | None = None,
    last: date | None = None,
    overdue: bool = False,
) -> int:
    """How many `list_suggestions` would list with these filters."""
    conditions = _filtered(
        session, search, kinds, state, view, deputy_id, unit_id, first, last, overdue=overdue
    )
    return session.scalar(select(func.count(Suggestion.id)).where(*conditions)) or 0


def count_by_view(session: Session, *, year: int) -> SuggestionCounts:
    """The numbers of the chips: each as many as its view lists for that year."""
    today = context.today(session)
    in_year = Suggestion.proposed_on.between(date(year, 1, 1), date(year, 12, 31))
    conditions = {
        _FIELD_OF_VIEW[view]: _view(view, today)
        if view in OF_ALL_YEARS
        else and_(_view(view, today), in_year)
        for view in View
    }
    columns = [func.coalesce(func.sum(case((each, 1), else_=0)), 0) for each in conditions.values()]
    figures = session.execute(select(*columns)).one()
    return SuggestionCounts(**dict(zip(conditions, map(int, figures), strict=True)))


def _late(today: date) -> ColumnElement[bool]:
    return and_(Suggestion.state.in_(WITH_UNITS), Suggestion.deadline_on < today)


def _view(view: View, today: date) -> ColumnElement[bool]:
    if view in _STATE_OF_VIEW:
        return and_(_FORMAL, Suggestion.state == _STATE_OF_VIEW[view])
    if view is View.OVERDUE:
        return _late(today)
    if view is View.SOON:
        last = date.fromordinal(today.toordinal() + SOON_DAYS)
        return and_(Suggestion.state.in_(WITH_UNITS), Suggestion.deadline_on.between(today, last))
    if view is View.SUPERVISED:
        open_states = (*WITH_UNITS, SuggestionState.ACCEPTED, SuggestionState.REPLIED)
        return and_(Suggestion.supervised_on.is_not(None), Suggestion.state.in_(open_states))
    if view is View.PROMISED:
        return exists().where(
            SuggestionPromise.suggestion_id == Suggestion.id,
            SuggestionPromise.state.in_(OPEN_PROMISES),
            SuggestionPromise.due_on < today,
        )
    if view is View.TO_LOOK_BACK:
        return and_(Suggestion.state == SuggestionState.CLOSED, Suggestion.step_due_on < today)
    if view is View.LIVELIHOOD:
        return Suggestion.kind == SuggestionKind.LIVELIHOOD
    return _FORMAL


def _filtered(
    session: Session,
    search: str,
    kinds: Collection[SuggestionKind],
    state: SuggestionState | None,
    view: View | None,
    deputy_id: int | None,
    unit_id: int | None,
    first: date | None,
    last: date | None,
    *,
    overdue: bool,
) -> list[ColumnElement[bool]]:
    today = context.today(session)
    conditions = [word_fits(session, word) for word in words_of(search)]
    if kinds:
        conditions.append(Suggestion.kind.in_(kinds))
    if state is not None:
        conditions.append(Suggestion.state == state)
    if view is not None:
        conditions.append(_view(view, today))
    if deputy_id is not None:
        signed = select(SuggestionSigner.suggestion_id).where(SuggestionSigner.deputy_id == deputy_id)
        conditions.append(Suggestion.id.in_(signed))
        conditions += _names_shown(session)
    if unit_id is not None:
        conditions.append(Suggestion.unit_id == unit_id)
    if first is not None and view not in OF_ALL_YEARS:
        conditions.append(Suggestion.proposed_on >= first)
    if last is not None and view not in OF_ALL_YEARS:
        conditions.append(Suggestion.proposed_on <= last)
    if overdue:
        conditions.append(_late(today))
    return conditions


def words_of(search: str) -> list[str]:
    """The typed words in search form, each once; of a pasted page the first MOST_WORDS."""
    forms = (form for form in map(search_form, search.split()) if form)
    return list(islice(dict.fromkeys(forms), MOST_WORDS))


def _units_named(session: Session, form: str) -> set[int]:
    """Units that bear or once bore the word, and those merged since into one that bears it now."""
    named = {one.id for one in list_units(session, retired=True, search=form)}
    return named.union(*(one.unit_ids for one in units_named_now(session, [form])))


def word_fits(session: Session, word: str) -> ColumnElement[bool]:
    """A word (in search form) in the title, the text, the session, a name of the unit, as the number, or in a signer's
    name in any spelling; a name that is kept from whoever searches gives no hit, which would tell whose it is."""
    form = word[:LONGEST_WORD]
    signed = (
        select(SuggestionSigner.suggestion_id)
        .join(Deputy, SuggestionSigner.deputy_id == Deputy.id)
        .where(Deputy.search_keys.contains(form, autoescape=True))
    )
    ways = [
        # No LIKE: it folds cases letter by letter and takes five times as long; both sides are in search form.
        (func.instr if session.get_bind().dialect.name == "sqlite" else func.strpos)(
            Suggestion.search_text, form
        )
        > 0,
        and_(Suggestion.id.in_(signed), *_names_shown(session)),
        Suggestion.unit_id.in_(_units_named(session, form)),
    ]
    typed = read_number(word)
    if typed is not None:
        session_name, number = typed
        ways.append(
            and_(
                Suggestion.number == number, *([Suggestion.session_name == session_name] * bool(session_name))
            )
        )
    return or_(*ways)


def _names_shown(session: Session) -> list[ColumnElement[bool]]:
    return [] if sees_confidential(role_of(session)) else [Suggestion.confidential.is_(False)]
