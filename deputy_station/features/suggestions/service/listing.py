"""Lists of suggestions with filters, one suggestion whole, and the monthly livelihood suggestions by deputy."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, extract, func, or_, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import search_form
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.service.rows import demand_number
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.roster import deputies_in_office
from deputy_station.features.matters.models import Unit
from deputy_station.features.suggestions.models import Suggestion, SuggestionSigner
from deputy_station.features.suggestions.rules import (
    ACCEPTED_STATES,
    STEPS,
    SignRole,
    SuggestionKind,
    SuggestionSatisfaction,
    SuggestionState,
    SuggestionStep,
)
from deputy_station.store import context
from deputy_station.store.edits import get_row


@dataclass(frozen=True)
class Signer:
    """A deputy who leads or co-signs."""

    deputy_id: int
    name: str


@dataclass(frozen=True)
class SuggestionRow:
    """A suggestion in a list; `overdue_days` is 0 unless the reply is late."""

    id: int
    title: str
    kind: SuggestionKind
    proposed_on: date
    lead: str
    co_signers: tuple[str, ...]
    state: SuggestionState
    unit: str
    deadline_on: date | None
    overdue_days: int
    replied_on: date | None
    satisfaction: SuggestionSatisfaction | None
    excellent: bool
    version: int


@dataclass(frozen=True)
class SuggestionDetail:
    """Everything about one suggestion; `steps` are what can be done to it now."""

    id: int
    title: str
    text: str
    kind: SuggestionKind
    proposed_on: date
    lead: Signer
    co_signers: tuple[Signer, ...]
    state: SuggestionState
    steps: tuple[SuggestionStep, ...]
    accepted_on: date | None
    unit_id: int | None
    unit: str
    assigned_on: date | None
    deadline_on: date | None
    overdue_days: int
    replied_on: date | None
    reply: str
    satisfaction: SuggestionSatisfaction | None
    excellent: bool
    refusal_reason: str
    demand_id: int | None
    demand_number: str
    version: int


@dataclass(frozen=True)
class SuggestionCounts:
    """The figures of a year (by the day of proposal) for the chips of the page. Livelihood suggestions are
    counted apart: a month's harvest is read together, not assigned one by one."""

    total: int
    drafts: int
    to_assign: int
    handling: int
    overdue: int
    to_appraise: int
    closed: int
    livelihood: int


@dataclass(frozen=True)
class LivelihoodRow:
    """How many livelihood suggestions a deputy led in each month of a year."""

    deputy_id: int
    deputy: str
    group: str
    months: tuple[int, ...]

    @property
    def total(self) -> int:
        """All twelve months together."""
        return sum(self.months)


def _overdue(today: date) -> ColumnElement[bool]:
    return and_(Suggestion.state == SuggestionState.ASSIGNED, Suggestion.deadline_on < today)


def _filtered(
    session: Session,
    search: str,
    kinds: Collection[SuggestionKind],
    state: SuggestionState | None,
    deputy_id: int | None,
    first: date | None,
    last: date | None,
    overdue: bool,
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for word in search.split():
        signed = (
            select(SuggestionSigner.suggestion_id)
            .join(Deputy, SuggestionSigner.deputy_id == Deputy.id)
            .where(Deputy.search_keys.contains(search_form(word), autoescape=True))
        )
        conditions.append(
            or_(
                Suggestion.title.contains(word, autoescape=True),
                Suggestion.text.contains(word, autoescape=True),
                Suggestion.id.in_(signed),
                Suggestion.unit_id.in_(select(Unit.id).where(Unit.name.contains(word, autoescape=True))),
            )
        )
    if kinds:
        conditions.append(Suggestion.kind.in_(kinds))
    if state is not None:
        conditions.append(Suggestion.state == state)
    if deputy_id is not None:
        conditions.append(
            Suggestion.id.in_(
                select(SuggestionSigner.suggestion_id).where(SuggestionSigner.deputy_id == deputy_id)
            )
        )
    if first is not None:
        conditions.append(Suggestion.proposed_on >= first)
    if last is not None:
        conditions.append(Suggestion.proposed_on <= last)
    if overdue:
        conditions.append(_overdue(context.today(session)))
    return conditions


def list_suggestions(
    session: Session,
    *,
    search: str = "",
    kinds: Collection[SuggestionKind] = (),
    state: SuggestionState | None = None,
    deputy_id: int | None = None,
    first: date | None = None,
    last: date | None = None,
    overdue: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> list[SuggestionRow]:
    """Suggestions: overdue first, then in hand by deadline, then the rest, newest first.

    `kinds` keeps those kinds (none given: all). `search`: each word in the title, the text, a signer's name or pinyin, or the unit. `deputy_id`: led or
    co-signed by. `first` and `last` bound the day of proposal.
    """
    today = context.today(session)
    conditions = _filtered(session, search, kinds, state, deputy_id, first, last, overdue)
    urgency = case((_overdue(today), 0), (Suggestion.state == SuggestionState.ASSIGNED, 1), else_=2)
    by_deadline = case((Suggestion.state == SuggestionState.ASSIGNED, Suggestion.deadline_on))
    query = (
        select(Suggestion, Unit.name)
        .outerjoin(Unit, Suggestion.unit_id == Unit.id)
        .where(*conditions)
        .order_by(urgency, by_deadline.nulls_last(), Suggestion.proposed_on.desc(), Suggestion.id.desc())
        .offset(offset)
        .limit(limit)
    )
    found = [(suggestion, unit or "") for suggestion, unit in session.execute(query)]
    signers = _signers(session, [suggestion.id for suggestion, _ in found])
    return [_row(suggestion, unit, *signers[suggestion.id], today) for suggestion, unit in found]


def count_suggestions(
    session: Session,
    *,
    search: str = "",
    kinds: Collection[SuggestionKind] = (),
    state: SuggestionState | None = None,
    deputy_id: int | None = None,
    first: date | None = None,
    last: date | None = None,
    overdue: bool = False,
) -> int:
    """How many `list_suggestions` would list with these filters."""
    conditions = _filtered(session, search, kinds, state, deputy_id, first, last, overdue)
    return session.scalar(select(func.count(Suggestion.id)).where(*conditions)) or 0


def count_by_state(session: Session, *, year: int) -> SuggestionCounts:
    """The figures of a year."""

    def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    state = Suggestion.state
    figures = session.execute(
        select(
            func.count(Suggestion.id),
            count(state == SuggestionState.DRAFT),
            count(state == SuggestionState.ACCEPTED),
            count(state == SuggestionState.ASSIGNED),
            count(_overdue(context.today(session))),
            count(state == SuggestionState.REPLIED),
            count(state == SuggestionState.CLOSED),
        ).where(
            Suggestion.kind != SuggestionKind.LIVELIHOOD,
            Suggestion.proposed_on.between(date(year, 1, 1), date(year, 12, 31)),
        )
    ).one()
    livelihood = count_suggestions(
        session, kinds=[SuggestionKind.LIVELIHOOD], first=date(year, 1, 1), last=date(year, 12, 31)
    )
    total, drafts, to_assign, handling, overdue, to_appraise, closed = figures
    return SuggestionCounts(
        total, drafts, to_assign, handling, overdue, to_appraise, closed, livelihood=livelihood
    )


def _signers(session: Session, suggestion_ids: Sequence[int]) -> dict[int, tuple[Signer, tuple[Signer, ...]]]:
    leads: dict[int, Signer] = {}
    others: dict[int, list[Signer]] = {}
    for start in range(0, len(suggestion_ids), 500):
        query = (
            select(SuggestionSigner.suggestion_id, SuggestionSigner.role, Deputy.id, Deputy.name)
            .join(Deputy, SuggestionSigner.deputy_id == Deputy.id)
            .where(SuggestionSigner.suggestion_id.in_(suggestion_ids[start : start + 500]))
            .order_by(Deputy.sort_key, Deputy.id)
        )
        for suggestion_id, role, deputy_id, name in session.execute(query):
            if role is SignRole.LEAD:
                leads[suggestion_id] = Signer(deputy_id, name)
            else:
                others.setdefault(suggestion_id, []).append(Signer(deputy_id, name))
    nobody = Signer(0, "")
    return {each: (leads.get(each, nobody), tuple(others.get(each, ()))) for each in suggestion_ids}


def _overdue_days(suggestion: Suggestion, today: date) -> int:
    if suggestion.state is not SuggestionState.ASSIGNED or suggestion.deadline_on is None:
        return 0
    return max(0, (today - suggestion.deadline_on).days)


def _row(
    suggestion: Suggestion, unit: str, lead: Signer, co_signers: tuple[Signer, ...], today: date
) -> SuggestionRow:
    return SuggestionRow(
        suggestion.id,
        suggestion.title,
        suggestion.kind,
        suggestion.proposed_on,
        lead.name,
        tuple(signer.name for signer in co_signers),
        suggestion.state,
        unit,
        suggestion.deadline_on,
        _overdue_days(suggestion, today),
        suggestion.replied_on,
        suggestion.satisfaction,
        suggestion.excellent,
        suggestion.version,
    )


def get_suggestion(session: Session, *, suggestion_id: int) -> SuggestionDetail:
    """One suggestion. Raises NotFound."""
    each = get_row(session, Suggestion, suggestion_id, "代表建议")
    lead, co_signers = _signers(session, [each.id])[each.id]
    demand = session.get(Demand, each.demand_id) if each.demand_id is not None else None
    return SuggestionDetail(
        id=each.id,
        title=each.title,
        text=each.text,
        kind=each.kind,
        proposed_on=each.proposed_on,
        lead=lead,
        co_signers=co_signers,
        state=each.state,
        steps=tuple(STEPS[each.state]),
        accepted_on=each.accepted_on,
        unit_id=each.unit_id,
        unit=each.unit.name if each.unit else "",
        assigned_on=each.assigned_on,
        deadline_on=each.deadline_on,
        overdue_days=_overdue_days(each, context.today(session)),
        replied_on=each.replied_on,
        reply=each.reply,
        satisfaction=each.satisfaction,
        excellent=each.excellent,
        refusal_reason=each.refusal_reason,
        demand_id=each.demand_id,
        demand_number=demand_number(demand) if demand is not None else "",
        version=each.version,
    )


def list_livelihood(session: Session, *, year: int, level: Level = Level.TOWN) -> list[LivelihoodRow]:
    """Every deputy in office (this year: today; an earlier one: on its last day) with the accepted livelihood
    suggestions they led, month by month; who gave least comes first."""
    counted: dict[int, list[int]] = {}
    month = extract("month", Suggestion.proposed_on)
    query = (
        select(SuggestionSigner.deputy_id, month, func.count(Suggestion.id))
        .join(Suggestion, SuggestionSigner.suggestion_id == Suggestion.id)
        .where(
            SuggestionSigner.role == SignRole.LEAD,
            Suggestion.kind == SuggestionKind.LIVELIHOOD,
            Suggestion.state.in_(ACCEPTED_STATES),
            Suggestion.proposed_on.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .group_by(SuggestionSigner.deputy_id, month)
    )
    for deputy_id, number, count in session.execute(query):
        counted.setdefault(deputy_id, [0] * 12)[int(number) - 1] = count
    on = min(context.today(session), date(year, 12, 31))
    rows = [
        LivelihoodRow(row.id, row.name, row.group, tuple(counted.get(row.id, [0] * 12)))
        for row in deputies_in_office(session, on=on, level=level)
    ]
    return sorted(rows, key=lambda row: row.total)
