"""A town whose year 2025 is closed and published, for the tests of closing and objections."""

from datetime import date, timedelta
from typing import Any

from deputy_station.core.clock import Clock
from deputy_station.features.points.rules.claiming import ObjectionSort, ObjectionWay
from deputy_station.features.points.rules.facts import Fact
from deputy_station.features.points.service import (
    closed,
    closing,
    library,
    objections,
)
from deputy_station.store import context
from deputy_station.store.database import Database
from tests.conftest import MORNING
from tests.features.points.town_points import TOWN, YEAR, town_scores

TODAY = date(2026, 11, 20)


def do(database: Database, function: Any, **values: Any) -> Any:
    with database.transaction() as session:
        return function(session, **values)


def do_later(database: Database, days: int, function: Any, **values: Any) -> Any:
    """The same, so many days after 20 November 2026."""
    with database.transaction() as session:
        session.info[context.CLOCK] = Clock.fixed(MORNING + timedelta(days=days))
        return function(session, **values)


def close(database: Database, people: dict[str, int], facts: list[Fact], **values: Any) -> Any:
    """Close 2025 by the town's scheme with these facts; nobody was marked, which is accepted."""
    with database.reading() as session:
        chosen = library.year_scheme(session, year=2025).scheme
    if chosen != "qingshi":
        adopt(database, 2025)
    given = {"despite_open": True, **values}
    return do(database, closing.close_period, period=YEAR, present=town_scores(people, facts), **given)


def adopt(database: Database, year: int, answers: dict[str, str] | None = None) -> None:
    """Score a year by the town's scheme."""
    do(database, library.create_scheme, key="qingshi", text=TOWN)
    do(database, library.adopt_scheme, key="qingshi", year=year, answers=answers or {}, version=None)


def published(database: Database, people: dict[str, int], facts: list[Fact]) -> Any:
    row = close(database, people, facts)
    return do(database, closing.publish_period, closing_id=row.id, version=row.version, objection_days=7)


def pending(database: Database, closing_id: int, people: dict[str, int], facts: list[Fact]) -> Any:
    with database.reading() as session:
        return closing.differences(session, closing_id=closing_id, present=town_scores(people, facts))


def held(database: Database, closing_id: int, name: str) -> Any:
    with database.reading() as session:
        return next(row for row in closed.closed_scores(session, closing_id=closing_id) if row.deputy == name)


def object_to(database: Database, deputy_id: int, **values: Any) -> Any:
    given = {"sort": ObjectionSort.MISSING, "text": "5月4日的捐款没有算", "way": ObjectionWay.SLIP, **values}
    return do(database, objections.record_objection, period=YEAR, deputy_id=deputy_id, item="A1", **given)
