"""朔里: a station with two deputies, the shipped categories and units."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from deputy_station.features.deputies.models import Deputy, Station
from deputy_station.features.matters.models import Unit
from deputy_station.features.matters.service.catalogue import list_categories, load_categories, load_units
from deputy_station.store.database import Database
from tests.laid_down import Beginning


@dataclass(frozen=True)
class Town:
    """Ids by name."""

    station: int
    deputies: dict[str, int]
    units: dict[str, int]
    categories: dict[str, int]


def write_town(database: Database) -> Town:
    """Write the town of the fixture `town` into an empty database."""
    with database.transaction() as session:
        station = Station(
            name="朔里镇人大代表之家",
            code="朔里",
            township="朔里镇",
            district="杜集区",
            address="镇政府一楼",
            is_home=True,
        )
        people = [Deputy(name="王建国", sort_key="a"), Deputy(name="李秀英", sort_key="b")]
        session.add_all([station, *people])
        load_units(session)
        load_categories(session)
        session.flush()
        units = {unit.name: unit.id for unit in session.scalars(select(Unit))}
        categories = {row.path: row.id for row in list_categories(session)}
        return Town(station.id, {one.name: one.id for one in people}, units, categories)


_TOWN = Beginning(write_town)


@pytest.fixture
def beginning(request: pytest.FixtureRequest) -> Beginning[Town] | None:
    """Who asks for the town finds it in the database from the beginning."""
    return _TOWN if "town" in request.fixturenames else None


@pytest.fixture
def town(database: Database, beginning: Beginning[Town]) -> Town:
    """The home station 朔里镇人大代表之家, deputies 王建国 and 李秀英, the shipped units and categories."""
    return beginning.returned
