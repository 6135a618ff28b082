"""Today has a line for visitors to ring, for what nobody signed for, for what is watched and for extensions asked."""

from datetime import date, timedelta

import pytest

from deputy_station.features.demands.models import Channel, Demand, DemandExtension, DemandState
from deputy_station.features.demands.service.calls import list_calls_due
from deputy_station.features.deputies.models import Station
from deputy_station.features.today.service import TodoRow, read_today
from deputy_station.store.context import now
from deputy_station.store.database import Database

TODAY = date(2026, 11, 20)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture
def station_id(database: Database) -> int:
    with database.transaction() as session:
        station = Station(
            name="青禾镇人大代表之家", code="青禾", township="青禾镇", district="禾城区", is_home=True
        )
        session.add(station)
        session.flush()
        return station.id


def add(database: Database, station_id: int, number: int, state: DemandState, **more: object) -> int:
    """A demand in a state."""
    with database.transaction() as session:
        demand = Demand(
            station_id=station_id,
            year=2026,
            number=number,
            title=f"第{number}件",
            words="路灯不亮",
            channel=Channel.PHONE,
            received_at=now(session),
            state=state,
            **more,
        )
        session.add(demand)
        session.flush()
        return demand.id


def lines(database: Database) -> list[TodoRow]:
    with database.reading() as session:
        return list(read_today(session).todo)


def test_whom_to_ring_is_one_line_with_as_many_as_the_round_has(database: Database, station_id: int) -> None:
    for number, call_on in enumerate((None, YESTERDAY, TODAY, TOMORROW), 1):
        add(database, station_id, number, DemandState.INFORMED, informed_on=YESTERDAY, call_on=call_on)
    [line] = lines(database)
    with database.reading() as session:
        round_of_today = list_calls_due(session)
    assert (line.sentence, line.view, line.do) == (
        "3 位来访人今天要打电话回访",
        "to_follow_up",
        "call_back",
    )
    assert len(round_of_today) == 3


def test_what_no_unit_signed_for_in_time_is_told_from_the_day_after(
    database: Database, station_id: int
) -> None:
    for number, due in enumerate((YESTERDAY, TODAY, None), 1):
        add(database, station_id, number, DemandState.ASSIGNED, step_due_on=due)
    add(database, station_id, 4, DemandState.HANDLING, step_due_on=YESTERDAY)
    [line] = lines(database)
    assert (line.sentence, line.kind, line.view) == (
        "1 件过了签收期限，单位还没有签收",
        "overdue",
        "to_accept",
    )


def test_watched_matters_are_told_while_open_and_extensions_until_decided(
    database: Database, station_id: int
) -> None:
    add(database, station_id, 1, DemandState.HANDLING, supervised_on=YESTERDAY)
    add(database, station_id, 2, DemandState.SETTLED, supervised_on=YESTERDAY)
    demand_id = add(database, station_id, 3, DemandState.HANDLING)
    with database.transaction() as session:
        for decided_on in (None, YESTERDAY):
            session.add(
                DemandExtension(
                    demand_id=demand_id,
                    round=1,
                    asked_on=YESTERDAY,
                    until=TOMORROW,
                    reason="等备件",
                    decided_on=decided_on,
                    granted=None if decided_on is None else True,
                    due_before=TODAY,
                )
            )
    assert [(line.sentence, line.view) for line in lines(database)] == [
        ("1 件申请延期，等着批", "extension"),
        ("1 件督办的还没有办结", "supervised"),
    ]
