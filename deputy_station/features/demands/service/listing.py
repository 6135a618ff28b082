"""Lists of demands: filters, search, pages that cost the same at 100 and at 100,000 demands, counts, one detail."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_line, search_form
from deputy_station.core.clock import from_local, last_of_month
from deputy_station.core.errors import NotFound
from deputy_station.features.demands.models import Demand, DemandDeputy
from deputy_station.features.demands.rules.choices import DemandState, Route
from deputy_station.features.demands.rules.deadlines import ANSWER_OWED, SOON_DAYS
from deputy_station.features.demands.rules.numbering import read_number
from deputy_station.features.demands.rules.steps import CLOSED_STATES
from deputy_station.features.demands.service.rows import (
    DemandRow,
    row_of,
    select_rows,
)
from deputy_station.features.deputies.models import Station
from deputy_station.features.matters.models import Category
from deputy_station.store import context
from deputy_station.store.base import UtcInstant
from deputy_station.store.edits import get_row

PAGE_SIZE = 100


class View(Enum):
    """The lists the desk works through, named as in `go("demands", view="overdue")`; the value is the key."""

    ALL = "all"
    OPEN = "open"
    OVERDUE = "overdue"
    SOON = "soon"
    TO_ASSIGN = "to_assign"
    TO_ACCEPT = "to_accept"
    HANDLING = "handling"
    TO_INFORM = "to_inform"
    TO_FOLLOW_UP = "to_follow_up"
    TO_STRIKE_OFF = "to_strike_off"


_VIEW_STATE = {
    View.TO_ASSIGN: DemandState.REGISTERED,
    View.TO_ACCEPT: DemandState.ASSIGNED,
    View.HANDLING: DemandState.HANDLING,
    View.TO_INFORM: DemandState.HANDLED,
    View.TO_FOLLOW_UP: DemandState.INFORMED,
    View.TO_STRIKE_OFF: DemandState.SETTLED,
}
_OPEN_STATES = [state for state in DemandState if state not in CLOSED_STATES]


@dataclass(frozen=True)
class DemandFilter:
    """Which demands; every field given narrows the list. `category_id` includes what lies below it; `year` and
    the days are of the reception (`first_day` to `last_day`, both included)."""

    view: View = View.ALL
    search: str = ""
    state: DemandState | None = None
    route: Route | None = None
    unit_id: int | None = None
    category_id: int | None = None
    year: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    deputy_id: int | None = None
    visit_id: int | None = None
    station_id: int | None = None


EVERYTHING = DemandFilter()


@dataclass(frozen=True)
class DemandCounts:
    """The figures on the chips. `year` is how many came in this year."""

    total: int
    year: int
    open: int
    overdue: int
    soon: int
    to_assign: int
    to_accept: int
    handling: int
    to_inform: int
    to_follow_up: int
    to_strike_off: int


def list_demands(
    session: Session,
    *,
    where: DemandFilter = EVERYTHING,
    after: DemandRow | None = None,
    offset: int = 0,
    limit: int | None = PAGE_SIZE,
    order: str = "",
    descending: bool = False,
    total: int | None = None,
) -> list[DemandRow]:
    """A page of demands, newest first; overdue and soon ones by deadline, the longest overdue first.

    `after` is the last row already shown: the next page costs the same wherever it lies. `offset` jumps to a
    position instead (a scroll bar does), or so many rows on from `after`. An `order` of its own, "number" or
    "deadline" (demands without one last), goes with `offset` alone. `limit` None gives all. With `total`, how many
    there are, a position past the middle is counted from the end, so that the end costs what the beginning costs.
    """
    conditions = _conditions(session, where)
    by_deadline = where.view in (View.OVERDUE, View.SOON)
    if after is not None:
        conditions.append(_after_by_deadline(after) if by_deadline else _after_by_time(after))
    ordering = _ordering(order, descending=descending, by_deadline=by_deadline)
    # The ids come from an index alone; only the rows of the page are read and joined.
    if total is not None and limit is not None and offset > total // 2 and order != "deadline":
        from_end = max(0, total - offset - limit)
        limit, offset = min(limit, max(0, total - offset)), from_end
        back = _ordering(order, descending=descending, by_deadline=by_deadline, from_end=True)
        ids = select(Demand.id).where(*conditions).order_by(*back).limit(limit).offset(offset or None)
    else:
        ids = select(Demand.id).where(*conditions).order_by(*ordering).limit(limit).offset(offset or None)
    query = select_rows().where(Demand.id.in_(ids)).order_by(*ordering)
    today = context.today(session)
    return [row_of(found, today) for found in session.execute(query)]


def count_demands(session: Session, *, where: DemandFilter = EVERYTHING) -> int:
    """How many demands a filter holds."""
    return session.scalar(select(func.count(Demand.id)).where(*_conditions(session, where))) or 0


def count_for_chips(session: Session, *, station_id: int | None = None) -> DemandCounts:
    """All figures of the chips in one query, which reads an index and no row."""
    today = context.today(session)
    query = _counts_query(today, station_id)
    found = {row.state: row for row in session.execute(query)}

    def of(*states: DemandState) -> int:
        return sum(found[state].demands for state in states if state in found)

    return DemandCounts(
        total=of(*DemandState),
        year=sum(row.this_year for row in found.values()),
        open=of(*_OPEN_STATES),
        overdue=sum(found[state].overdue for state in ANSWER_OWED if state in found),
        soon=sum(found[state].soon for state in ANSWER_OWED if state in found),
        to_assign=of(DemandState.REGISTERED),
        to_accept=of(DemandState.ASSIGNED),
        handling=of(DemandState.HANDLING),
        to_inform=of(DemandState.HANDLED),
        to_follow_up=of(DemandState.INFORMED),
        to_strike_off=of(DemandState.SETTLED),
    )


def count_by_month(session: Session, *, year: int) -> dict[date, int]:
    """How many came in by each month of a year, up to the present one; by the first day of the month."""
    today = context.today(session)
    last = 12 if year < today.year else today.month
    firsts = [date(year, month, 1) for month in range(1, last + 1)]
    counts = [
        func.count(case((and_(*_received(first, last_of_month(first))), Demand.id))).label(first.isoformat())
        for first in firsts
    ]
    within = _received(firsts[0], last_of_month(firsts[-1]))
    return dict(zip(firsts, session.execute(select(*counts).where(*within)).one(), strict=True))


def find_demand_id(session: Session, number: str) -> int:
    """The demand of a typed number (朔里-2026-0431, 2026-431, or 431 of this year). Raises NotFound."""
    condition = _number_condition(session, number)
    found = None if condition is None else session.scalars(select(Demand.id).where(condition)).first()
    if found is None:
        raise NotFound(f"编号为“{clean_line(number)}”的诉求")
    return found


def _counts_query(today: date, station_id: int | None) -> Select[*tuple[Any, ...]]:
    soon_until = today + timedelta(days=SOON_DAYS)

    def how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    query = select(
        Demand.state,
        func.count().label("demands"),
        how_many(Demand.deadline_on < today).label("overdue"),
        how_many(Demand.deadline_on.between(today, soon_until)).label("soon"),
        how_many(Demand.year == today.year).label("this_year"),
    ).group_by(Demand.state)
    return query if station_id is None else query.where(Demand.station_id == station_id)


def _conditions(session: Session, where: DemandFilter) -> list[ColumnElement[bool]]:
    conditions = _view_conditions(where.view, context.today(session))
    for column, value in (
        (Demand.state, where.state),
        (Demand.route, where.route),
        (Demand.unit_id, where.unit_id),
        (Demand.visit_id, where.visit_id),
        (Demand.station_id, where.station_id),
    ):
        if value is not None:
            conditions.append(column == value)
    if where.category_id is not None:
        conditions.append(_in_category(session, where.category_id))
    if where.year is not None:
        where = replace(
            where,
            first_day=max(where.first_day or date.min, date(where.year, 1, 1)),
            last_day=min(where.last_day or date.max, date(where.year, 12, 31)),
        )
    conditions += _received(where.first_day, where.last_day)
    if where.deputy_id is not None:
        linked = select(DemandDeputy.demand_id).where(DemandDeputy.deputy_id == where.deputy_id)
        conditions.append(Demand.id.in_(linked))
    if where.search.strip():
        conditions.append(_search_condition(session, where.search))
    return conditions


def _view_conditions(view: View, today: date) -> list[ColumnElement[bool]]:
    if view is View.OPEN:
        return [Demand.state.in_(_OPEN_STATES)]
    if view is View.OVERDUE:
        return [Demand.deadline_on < today, Demand.state.in_(ANSWER_OWED)]
    if view is View.SOON:
        until = today + timedelta(days=SOON_DAYS)
        return [Demand.deadline_on.between(today, until), Demand.state.in_(ANSWER_OWED)]
    return [Demand.state == _VIEW_STATE[view]] if view in _VIEW_STATE else []


def _in_category(session: Session, category_id: int) -> ColumnElement[bool]:
    path = get_row(session, Category, category_id, "这个类别").path
    below = select(Category.id).where(
        or_(Category.id == category_id, Category.path.startswith(f"{path}/", autoescape=True))
    )
    return Demand.category_id.in_(below)


def _search_condition(session: Session, search: str) -> ColumnElement[bool]:
    """Every typed word must be found. A whole number (2026-0431) finds that one; a bare 431 also what holds it."""
    number = _number_condition(session, search)
    if number is not None and "-" in search_form(search):
        return number
    words = [form for form in map(search_form, search.split()) if form]
    found = (
        and_(*(Demand.search_text.contains(word, autoescape=True) for word in words)) if words else false()
    )
    return found if number is None else or_(number, found)


def _number_condition(session: Session, text: str) -> ColumnElement[bool] | None:
    typed = read_number(text)
    if typed is None:
        return None
    parts = [Demand.number == typed.number, Demand.year == (typed.year or context.today(session).year)]
    if typed.code:
        parts.append(Demand.station_id.in_(select(Station.id).where(Station.code == typed.code)))
    return and_(*parts)


def _ordering(order: str, *, descending: bool, by_deadline: bool, from_end: bool = False) -> Sequence[Any]:
    columns: tuple[Any, ...]
    if order == "number":
        columns = (Demand.year, Demand.number, Demand.id)
    elif order == "deadline":
        first = Demand.deadline_on.desc() if descending else Demand.deadline_on
        return (first.nulls_last(), Demand.id)
    elif by_deadline:
        columns = (Demand.deadline_on, Demand.id)
    else:
        columns, descending = (Demand.received_at, Demand.id), True
    return tuple(column.desc() for column in columns) if descending is not from_end else columns


def _after_by_time(row: DemandRow) -> ColumnElement[bool]:
    # A comparison of pairs is one range of the index on both engines; spelt out with OR it is not.
    return tuple_(Demand.received_at, Demand.id) < tuple_(
        literal(row.received_at, UtcInstant()), literal(row.id)
    )


def _after_by_deadline(row: DemandRow) -> ColumnElement[bool]:
    return tuple_(Demand.deadline_on, Demand.id) > tuple_(literal(row.deadline_on), literal(row.id))


def _received(first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    """Received from the first day to the last, both included; None leaves an end open."""
    ends = []
    if first is not None:
        ends.append(Demand.received_at >= start_of(first))
    if last is not None:
        ends.append(Demand.received_at < start_of(last + timedelta(days=1)))
    return ends


def start_of(day: date) -> datetime:
    """The first instant of a day at the station."""
    return from_local(datetime.combine(day, time()))
