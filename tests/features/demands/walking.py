"""A demand taken along its way, each step in a transaction of its own, as desks do it."""

from collections.abc import Callable
from datetime import UTC, datetime

from deputy_station.core.clock import Clock
from deputy_station.features.demands.rules.choices import InformedHow
from deputy_station.features.demands.service import register, steps
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.store.database import Database

from .conftest import Town


def on_day(database: Database, month: int, day: int, hour: int = 9, year: int = 2026) -> None:
    """It is that hour of that day in Beijing."""
    database.clock = Clock.fixed(datetime(year, month, day, hour - 8, tzinfo=UTC))


def take_down(database: Database, words: str = "村口路灯不亮", **more: object) -> DemandRow:
    """A demand, just registered."""
    with database.transaction() as session:
        return register.register_demand(session, words=words, **more)  # type: ignore[arg-type]


def move(database: Database, step: Callable[..., DemandRow], row: DemandRow, **given: object) -> DemandRow:
    """One step."""
    with database.transaction() as session:
        return step(session, demand_id=row.id, version=row.version, **given)


def assigned(database: Database, town: Town, **more: object) -> DemandRow:
    """A demand handed over to 镇村建办 on the day it was taken down."""
    given = {"unit_id": town.units["镇村建办"], **more}
    return move(database, steps.assign_demand, take_down(database), **given)


def handling(database: Database, town: Town, **more: object) -> DemandRow:
    """A demand 镇村建办 signed for on the day it got it."""
    return move(database, steps.accept_demand, assigned(database, town, **more))


def informed(database: Database, town: Town) -> DemandRow:
    """A demand whose visitor was told the result on the day it was taken down."""
    row = move(database, steps.record_result, handling(database, town), note="换了灯泡", seen_by="王建国")
    return move(database, steps.inform_visitor, row, how=InformedHow.PHONE)
