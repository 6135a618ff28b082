"""The demo station is believable, the same for the same seed, and never mixes with real records."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from deputy_station.core.clock import Clock
from deputy_station.features.activities.models import Activity, Attendance
from deputy_station.features.demands.models import Demand, DemandStep
from deputy_station.features.demo.service.fill import DemoNeedsEmptyDatabase, fill_demo
from deputy_station.features.demo.service.receptions import rule_for
from deputy_station.features.deputies.models import Deputy
from deputy_station.schema import METADATA
from deputy_station.store.database import Database


def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables but the numbering of Alembic."""
    with database.reading() as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))]
            for table in METADATA.sorted_tables
        }


def test_the_same_seed_makes_the_same_station_and_another_seed_another(tmp_path: Path, clock: Clock) -> None:
    made = []
    for number, seed in enumerate((7, 7, 8)):
        database = Database.open(tmp_path / f"{number}.db", keys_folder=tmp_path / "keys", clock=clock)
        with database.transaction() as session:
            fill_demo(session, seed=seed, demands=12)
        made.append(everything(database))
        database.close()
    assert made[0] == made[1]
    assert made[0]["deputies"] != made[2]["deputies"]


def test_the_demo_holds_a_whole_station_and_nothing_lies_in_the_future(database: Database) -> None:
    with database.transaction() as session:
        result = fill_demo(session, demands=40)
    assert (result.deputies, result.demands) == (80, 40)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Deputy).where(Deputy.search_keys == "")) == 0
        assert session.scalar(select(func.max(DemandStep.at))) <= database.clock.now()
        kinds = set(session.scalars(select(Activity.kind).distinct()))
        assert len(kinds) == 10  # every kind but 其他活动
        numbers = session.execute(
            select(Demand.year, Demand.number).order_by(Demand.year, Demand.number)
        ).all()
        for year in {row.year for row in numbers}:
            taken = [row.number for row in numbers if row.year == year]
            assert taken == list(range(1, len(taken) + 1))
        early = session.scalar(
            text(
                "SELECT count(*) FROM attendances a JOIN activities v ON v.id = a.activity_id"
                " JOIN mandates m ON m.deputy_id = a.deputy_id AND m.level = 'town' WHERE v.held_on < m.started_on"
            )
        )
        assert early == 0
        assert session.scalar(select(func.count()).select_from(Attendance)) > 1500


def test_a_station_with_records_is_left_alone(database: Database) -> None:
    with database.transaction() as session:
        fill_demo(session, demands=0)
    before = everything(database)
    with pytest.raises(DemoNeedsEmptyDatabase, match="青禾镇人大代表之家"), database.transaction() as session:
        fill_demo(session, demands=0)
    assert everything(database) == before


def test_the_demo_always_has_its_reception_on_a_working_day_of_the_week() -> None:
    assert rule_for(date(2026, 11, 20)) == "每周五"
    assert rule_for(date(2026, 11, 22)) == "每周三"
