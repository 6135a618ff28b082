"""The demands list at 100,000 demands, against the same at 100."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from deputy_station.features.demands.models import Channel, Demand, DemandState
from deputy_station.features.demands.service.listing import list_demands
from deputy_station.features.deputies.models import Station
from deputy_station.store.database import Database
from tests.benchmarks.measuring import Comparison, timed
from tests.benchmarks.stations import MORNING, empty_station

MANY, FEW = 100_000, 100
ROUNDS = 15
BATCH = 20_000
STATES = (
    *(DemandState.STRUCK_OFF,) * 94,
    DemandState.REGISTERED,
    DemandState.ASSIGNED,
    DemandState.HANDLING,
    DemandState.HANDLED,
    DemandState.INFORMED,
    DemandState.SETTLED,
)


def fill(database: Database, count: int) -> None:
    """`count` demands, one every five minutes up to this morning, mostly struck off. They go straight into the
    table: a session would keep a step of each for 撤销."""
    with database.transaction() as session:
        session.add(Station(name="测速站", code="测速", township="测速镇", district="测速区", is_home=True))
    first = MORNING.astimezone(UTC) - timedelta(minutes=5 * count)
    with database.engine.begin() as connection:
        for start in range(1, count + 1, BATCH):
            numbers = range(start, min(start + BATCH, count + 1))
            connection.execute(insert(Demand.__table__), [_demand(number, first) for number in numbers])
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def _demand(number: int, first: datetime) -> dict[str, object]:
    return {
        "station_id": 1,
        "year": 2026,
        "number": number,
        "title": f"第 {number} 件，村里主路破损",
        "words": "下雨天老人孩子都摔过，想请政府给修一修。",
        "channel": Channel.RECEPTION,
        "received_at": first + timedelta(minutes=5 * number),
        "state": STATES[number % len(STATES)],
        "deadline_on": datetime(2026, 11, 1, tzinfo=UTC).date() + timedelta(days=number % 60),
        "search_text": f"测速-2026-{number:04d}|村里主路破损",
        "version": 1,
    }


def first_page(database: Database) -> float:
    """The best of the rounds, processor seconds, the first time left out."""

    def read() -> None:
        with database.reading() as session:
            assert len(list_demands(session)) == FEW

    read()
    return min(timed(read) for _ in range(ROUNDS))


def measure() -> list[Comparison]:
    """The same question to both databases."""
    with empty_station() as many, empty_station() as few:
        fill(many, MANY)
        fill(few, FEW)
        return [
            Comparison("demands list, first page: 100,000 / 100", first_page(many), first_page(few), aim=2)
        ]
