"""Category and unit are suggested from the station's own settled demands, with the reason, when sure enough."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle

import numpy as np
import pytest
from sqlalchemy import select

from deputy_station.core.clock import Clock
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.rules.choices import Channel, DemandState
from deputy_station.features.demands.rules.learning import Experience, Texts, nearest, sure_from
from deputy_station.features.demands.service import learned
from deputy_station.features.demands.service.learned import Suggested, suggest
from deputy_station.features.matters.models import Category, Unit
from deputy_station.store.capture import insert_all
from deputy_station.store.database import Database

from .conftest import Town

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
LAMPS = ("{}的路灯不亮", "{}路灯坏了没人修", "{}晚上没有路灯", "{}路灯一直闪")
WAGES = ("{}工地拖欠工资", "{}老板欠工资不给", "{}工资拖了半年没发", "{}讨要工资没人管")
STREETS = ("北街", "南街", "东街", "西街", "朱庄", "六村")


@pytest.fixture(autouse=True)
def _nothing_learned_before() -> Iterator[None]:
    learned._taught.clear()
    yield
    learned._taught.clear()


@pytest.fixture
def settled(database: Database, town: Town) -> dict[str, int]:
    """24 lamps settled by the first unit, 24 unpaid wages by the second; the ids of their categories and units."""
    database.clock = Clock.fixed(NOON)
    leaves = [path for path in town.categories if path.count("/") == 2]
    lamps = next(path for path in leaves if path.startswith("城乡建设/"))
    wages = next(path for path in leaves if path.startswith("劳动和社会保障/"))
    units = list(town.units.values())[:2]
    found = {
        "lamps": town.categories[lamps],
        "wages": town.categories[wages],
        "power": units[0],
        "labour": units[1],
    }
    rows = []
    for kinds, category, unit in ((LAMPS, found["lamps"], units[0]), (WAGES, found["wages"], units[1])):
        for number, (kind, street) in enumerate(zip(cycle(kinds), STREETS * 4, strict=False)):
            rows.append((kind.format(street), category, unit, number))
    with database.transaction() as session:
        insert_all(
            session,
            Demand,
            [
                {
                    "station_id": town.station,
                    "year": 2026,
                    "number": place,
                    "title": title,
                    "words": f"{title}，请帮忙解决",
                    "channel": Channel.VISIT,
                    "received_at": NOON - timedelta(days=place),
                    "state": DemandState.STRUCK_OFF,
                    "category_id": category,
                    "unit_id": unit,
                    "search_text": title,
                    "version": 1,
                }
                for place, (title, category, unit, _) in enumerate(rows, start=1)
            ],
        )
    return found


def test_category_and_unit_are_suggested_with_the_demands_alike(
    database: Database, settled: dict[str, int]
) -> None:
    with database.reading() as session:
        found = suggest(session, words="我们那里路灯不亮，请来修一修")
        path = session.get_one(Category, settled["lamps"]).path
    assert found.category is not None
    assert found.unit is not None
    assert (found.category.key, found.category.words) == (settled["lamps"], path.replace("/", " / "))
    assert found.unit.key == settled["power"]
    assert found.category.reason.startswith("与 ")
    assert "件相似：" in found.category.reason
    assert "路灯" in found.category.reason
    assert "工资" not in found.category.reason


def test_with_a_category_chosen_only_the_unit_is_suggested(
    database: Database, settled: dict[str, int]
) -> None:
    with database.reading() as session:
        found = suggest(session, words="老板欠工资不给", category_id=settled["lamps"])
    assert found.category is None
    assert found.unit is not None
    assert found.unit.key == settled["labour"]


@pytest.mark.parametrize("typed", ["", "路灯", "今天来问一个办证的手续", "\u202e\x00😀😀😀😀😀", "%%%%%%%%"])
def test_nothing_is_suggested_where_nothing_is_sure(
    database: Database, settled: dict[str, int], typed: str
) -> None:
    with database.reading() as session:
        found = suggest(session, words=typed)
    assert (found.category, found.unit) == (None, None)


def test_a_station_without_settled_demands_suggests_the_usual_unit_of_the_category_alone(
    database: Database, town: Town
) -> None:
    path, key = next((path, key) for path, key in town.categories.items() if path.count("/") == 2)
    name, unit_id = next(iter(town.units.items()))
    with database.transaction() as session:
        above = session.get_one(Category, session.get_one(Category, key).parent_id)
        above.unit_id = unit_id
    with database.reading() as session:
        assert suggest(session, words="路灯不亮好几天了").unit is None
        found = suggest(session, words="路灯不亮好几天了", category_id=key)
    assert found.unit == Suggested(unit_id, name, f"“{path.split('/')[1]}”一般交这里")


def test_a_unit_that_was_merged_is_suggested_as_the_one_that_took_it_over_and_a_retired_one_not_at_all(
    database: Database, settled: dict[str, int], town: Town
) -> None:
    other = list(town.units.values())[5]
    with database.transaction() as session:
        unit = session.get_one(Unit, settled["power"])
        unit.retired, unit.merged_into_id = True, other
        session.get_one(Unit, settled["labour"]).retired = True
        session.get_one(Category, settled["wages"]).retired = True
    with database.reading() as session:
        lamp = suggest(session, words="我们那里路灯不亮，请来修一修")
        wage = suggest(session, words="工地老板拖欠工资不给")
    assert lamp.unit is not None
    assert lamp.unit.key == other
    assert wage.unit is None
    assert wage.category is None or wage.category.key != settled["wages"]


def test_what_was_made_secret_or_reopened_since_is_not_named(
    database: Database, settled: dict[str, int]
) -> None:
    with database.reading() as session:
        assert suggest(session, words="我们那里路灯不亮，请来修一修").category is not None
    with database.transaction() as session:
        for demand in session.scalars(select(Demand).where(Demand.category_id == settled["lamps"])):
            demand.confidential = True
    with database.reading() as session:
        assert suggest(session, words="我们那里路灯不亮，请来修一修").category is None


def test_it_is_learned_anew_when_a_twentieth_more_is_settled(
    database: Database, settled: dict[str, int]
) -> None:
    with database.reading() as session:
        before = learned.learn(session)
        assert learned.learn(session) is before
    with database.transaction() as session:
        for demand in session.scalars(select(Demand).where(Demand.unit_id == settled["labour"]).limit(3)):
            demand.state = DemandState.HANDLING
    with database.reading() as session:
        after = learned.learn(session)
    assert after is not before
    assert (len(before.ids), len(after.ids)) == (48, 45)


def test_a_demand_left_out_does_not_speak_for_itself() -> None:
    texts = Texts(["路灯不亮", "路灯坏了", "拖欠工资", "工资没发", "独一无二"], [""] * 5)
    experience, labels = Experience(texts), np.array([0, 0, 1, 1, 0], np.int32)
    assert experience.vote(experience.read("路灯不亮"), labels, without=0).label == 0
    alone = np.array([0, 1, 1, 1, 1], np.int32)
    assert experience.vote(experience.read("路灯不亮"), alone).label == 0
    assert experience.vote(experience.read("路灯不亮"), alone, without=0).label == -1


def test_few_demands_are_never_sure_and_the_nearest_come_first() -> None:
    texts = Texts(["路灯不亮", "路灯不亮了", "拖欠工资"], [""] * 3)
    experience, labels = Experience(texts), np.array([0, 0, 1], np.int32)
    assert sure_from(experience, texts, [labels]) == (float("inf"),)
    reading = experience.read("路灯不亮")
    assert nearest(reading, labels, 0, among=3, least=0.1, most=1) == ([0], 2)
    assert nearest(reading, labels, 1, among=3, least=0.1, most=1) == ([], 0)


def test_nothing_at_all_can_be_learned_from() -> None:
    experience = Experience(Texts([], []))
    assert experience.vote(experience.read("路灯不亮"), np.zeros(0, np.int32)).label == -1
    assert experience.rarity("路灯") == 1.0
