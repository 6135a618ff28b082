"""How many: figures read off the tallies, so that they cost the same at a thousand demands and at a million."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from deputy_station.features.demands.models import Demand, DemandExtension, DemandTally
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.rules.deadlines import SOON_DAYS
from deputy_station.features.demands.rules.facets import Fact
from deputy_station.features.demands.service.filters import (
    OPEN_STATES,
    VIEW_STATES,
    DemandFilter,
    View,
    below,
    mine_of,
    own_village,
    question_of,
)
from deputy_station.features.demands.service.index_query import count_places
from deputy_station.features.demands.service.indexing import tally_key
from deputy_station.features.demands.service.indexing_many import COUNTED_BY
from deputy_station.store import context
from deputy_station.store.settling import settle_for


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
    call_today: int
    mine: int
    village: int
    supervised: int
    extension: int


def count_for_chips(session: Session, *, station_id: int | None = None) -> DemandCounts:
    """All figures of the chips."""
    settle_for(session)
    today = context.today(session)
    in_state = _by_state(session, station_id, DemandTally.kind == "all")
    days = _due_days(session, station_id)
    soon_until = (today + timedelta(days=SOON_DAYS)).isoformat()
    key = today.isoformat()

    def of(states: Collection[DemandState]) -> int:
        return sum(in_state.get(state, 0) for state in states)

    def of_view(view: View) -> int:
        where = DemandFilter(view=view, station_id=station_id)
        found = count_by_tally(session, where)
        return count_places(session, question_of(session, where)) if found is None else found

    return DemandCounts(
        total=of(tuple(DemandState)),
        year=_in_year(session, today.year, station_id),
        open=of(OPEN_STATES),
        overdue=sum(number for (kind, day), number in days.items() if kind == "due" and day < key),
        soon=sum(
            number for (kind, day), number in days.items() if kind == "due" and key <= day <= soon_until
        ),
        to_assign=of(VIEW_STATES[View.TO_ASSIGN]),
        to_accept=of(VIEW_STATES[View.TO_ACCEPT]),
        handling=of(VIEW_STATES[View.HANDLING]),
        to_inform=of(VIEW_STATES[View.TO_INFORM]),
        to_follow_up=of(VIEW_STATES[View.TO_FOLLOW_UP]),
        to_strike_off=of(VIEW_STATES[View.TO_STRIKE_OFF]),
        call_today=sum(number for (kind, day), number in days.items() if kind == "call" and day <= key),
        mine=of_view(View.MINE),
        village=of_view(View.VILLAGE),
        supervised=of_view(View.SUPERVISED),
        extension=_extensions(session, station_id),
    )


def count_by_tally(session: Session, where: DemandFilter) -> int | None:
    """How many demands a filter holds, where one tally tells it; else None."""
    given = {one.name for one in fields(where) if getattr(where, one.name) not in (None, "", View.ALL)}
    states = VIEW_STATES.get(where.view, tuple(DemandState)) if where.state is None else (where.state,)
    narrowing = given - {"view", "state", "station_id"}
    if where.state is not None and where.view is not View.ALL:
        return None
    kind, keys = "all", [""]
    if where.view in (View.OVERDUE, View.SOON, View.CALL_TODAY, View.EXTENSION):
        return None if narrowing or where.view is View.EXTENSION else _due(session, where)
    if where.view is View.MINE:
        if mine_of(session)[1:]:
            return None  # what a deputy follows is counted by nobody else
        kind, keys = "taken_by", [context.actor(session)]
    if where.view is View.VILLAGE:
        kind, keys = "village", [own_village(session)]
    elif where.view is View.SUPERVISED:
        kind = "supervised"
    if narrowing:
        name = narrowing.pop()
        if narrowing or kind != "all" or name not in _ONE_FACT:
            return None
        kind = COUNTED_BY[_ONE_FACT[name]]
        value = getattr(where, name)
        keys = list(map(tally_key, below(session, value) if name == "category_id" else [value]))
    found = _by_state(session, where.station_id, DemandTally.kind == kind, DemandTally.key.in_(keys))
    return sum(found.get(state, 0) for state in states)


_ONE_FACT = {
    "unit_id": Fact.UNIT,
    "category_id": Fact.CATEGORY,
    "route": Fact.ROUTE,
    "village": Fact.VILLAGE,
    "taken_by": Fact.TAKEN_BY,
}


def _due(session: Session, where: DemandFilter) -> int:
    today = context.today(session)
    key, soon = today.isoformat(), (today + timedelta(days=SOON_DAYS)).isoformat()
    days = _due_days(session, where.station_id)
    if where.view is View.CALL_TODAY:
        return sum(number for (kind, day), number in days.items() if kind == "call" and day <= key)
    late = where.view is View.OVERDUE
    return sum(
        number
        for (kind, day), number in days.items()
        if kind == "due" and (day < key if late else key <= day <= soon)
    )


def months_of(session: Session, states: Collection[DemandState]) -> list[tuple[str, int]]:
    """How many of these states came in by each month (2026-11), the newest first."""
    query = (
        select(DemandTally.key, func.sum(DemandTally.demands))
        .where(DemandTally.kind == "month", DemandTally.state.in_(states))
        .group_by(DemandTally.key)
        .order_by(DemandTally.key.desc())
    )
    return [(month, int(number)) for month, number in session.execute(query)]


def _by_state(
    session: Session, station_id: int | None, *conditions: ColumnElement[bool]
) -> dict[DemandState, int]:
    query = (
        select(DemandTally.state, func.sum(DemandTally.demands))
        .where(*conditions)
        .group_by(DemandTally.state)
    )
    if station_id is not None:
        query = query.where(DemandTally.station_id == station_id)
    return {state: int(number) for state, number in session.execute(query)}


def _due_days(session: Session, station_id: int | None) -> dict[tuple[str, str], int]:
    query = (
        select(DemandTally.kind, DemandTally.key, func.sum(DemandTally.demands))
        .where(DemandTally.kind.in_(("due", "call")))
        .group_by(DemandTally.kind, DemandTally.key)
    )
    if station_id is not None:
        query = query.where(DemandTally.station_id == station_id)
    return {(kind, key): int(number) for kind, key, number in session.execute(query)}


def _in_year(session: Session, year: int, station_id: int | None) -> int:
    found = _by_state(
        session, station_id, DemandTally.kind == "month", DemandTally.key.between(f"{year}-01", f"{year}-12")
    )
    return sum(found.values())


def _extensions(session: Session, station_id: int | None) -> int:
    query = select(func.count(DemandExtension.demand_id.distinct())).where(
        DemandExtension.decided_on.is_(None)
    )
    if station_id is not None:
        query = query.where(DemandExtension.demand_id == Demand.id, Demand.station_id == station_id)
    return session.scalar(query) or 0
