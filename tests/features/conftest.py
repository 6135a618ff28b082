"""A small town for the tests of several areas: one station, two groups, six deputies, one elected in July 2026."""

from datetime import date

import pytest

from deputy_station.features.deputies.models import Deputy, Group, Level, Mandate, Station
from deputy_station.store.database import Database

ELECTED = date(2021, 12, 20)
PEOPLE = (
    # name, order in lists, group, levels, day of election
    ("王建国", "wjg", "第一代表小组", (Level.TOWN, Level.DISTRICT), ELECTED),
    ("李秀英", "lxy", "第一代表小组", (Level.TOWN,), ELECTED),
    ("张守田", "zst", "第二代表小组", (Level.TOWN,), ELECTED),
    ("曾国藩", "zgf", "第二代表小组", (Level.TOWN,), ELECTED),
    ("赵敏", "zm", "第二代表小组", (Level.TOWN,), date(2026, 7, 1)),
    ("买买提·艾力", "mmtal", None, (Level.CITY,), ELECTED),
)


def write_people(database: Database) -> dict[str, int]:
    """Write the station and its six deputies; their ids by name."""
    with database.transaction() as session:
        session.add(
            Station(
                name="青石镇东街代表联络站",
                code="东街",
                township="青石镇",
                district="杜集区",
                address="东街社区服务中心一楼接待室",
                phone="0561－5550123",
                is_home=True,
            )
        )
        groups = {
            name: Group(name=name, position=place)
            for place, name in enumerate(["第一代表小组", "第二代表小组"])
        }
        session.add_all(groups.values())
        deputies = []
        for name, order, group, levels, elected in PEOPLE:
            deputy = Deputy(name=name, sort_key=order, search_keys=f"{name} {order}")
            deputy.group = groups[group] if group else None
            deputy.mandates = [Mandate(level=level, started_on=elected) for level in levels]
            session.add(deputy)
            deputies.append(deputy)
        session.flush()
        return {deputy.name: deputy.id for deputy in deputies}


@pytest.fixture
def people(database: Database) -> dict[str, int]:
    """The ids of the six deputies by name; the station is the home station."""
    return write_people(database)
