"""A reception day today, Friday 20 November 2026, with 王建国 and 李秀英 on duty, units and categories."""

from dataclasses import dataclass
from datetime import date

import pytest

from deputy_station.features.matters.service.catalogue import list_categories, load_categories, load_units
from deputy_station.features.reception.rules.phrase import read_plan_rule
from deputy_station.features.reception.service import days, listing, planning, rota
from deputy_station.features.reception.service.planning import PlanWish
from deputy_station.store.database import Database
from tests.features.conftest import write_people
from tests.laid_down import Beginning

TODAY = date(2026, 11, 20)


@dataclass(frozen=True)
class Opened:
    """The opened day: its id, the ids of all deputies by name."""

    day_id: int
    people: dict[str, int]


def _open_the_day(database: Database) -> Opened:
    people = write_people(database)
    with database.transaction() as session:
        planning.plan_year(session, wish=PlanWish(2026, read_plan_rule("11月20日"), per_day=2))
        row = listing.find_day(session, on=TODAY)
        rota.set_rota(
            session, day_id=row.id, version=row.version, deputy_ids=[people["王建国"], people["李秀英"]]
        )
    with database.transaction() as session:
        load_units(session)
        load_categories(session)
        row = listing.find_day(session, on=TODAY)
        days.open_day(session, day_id=row.id, version=row.version)
    return Opened(row.id, people)


_OPENED = Beginning(_open_the_day)


@pytest.fixture
def beginning(request: pytest.FixtureRequest) -> Beginning[Opened] | None:
    """Who asks for the day finds it open from the beginning."""
    return _OPENED if "day_id" in request.fixturenames else None


@pytest.fixture
def people(database: Database, beginning: Beginning[Opened] | None) -> dict[str, int]:
    """The ids of the six deputies by name; the station is the home station."""
    return write_people(database) if beginning is None else beginning.returned.people


@pytest.fixture
def day_id(database: Database, beginning: Beginning[Opened]) -> int:
    """The day's id; 王建国 and 李秀英 are on duty, nobody came yet."""
    return beginning.returned.day_id


@pytest.fixture
def categories(database: Database, day_id: int) -> dict[str, int]:
    """The ids of the shipped categories by path."""
    with database.reading() as session:
        return {row.path: row.id for row in list_categories(session)}
