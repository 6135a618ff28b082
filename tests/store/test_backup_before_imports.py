"""The copy made before many records come in: whole, beside the file, and never so many that they fill the disk."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from deputy_station.core.clock import Clock
from deputy_station.store.backup import copy_before_import
from deputy_station.store.database import Database


def test_the_newest_five_copies_are_kept(tmp_path: Path) -> None:
    at = [datetime(2026, 11, 20, 1, 0, tzinfo=UTC)]
    place = tmp_path / "station.db"
    database = Database.open(place, keys_folder=tmp_path / "keys", clock=Clock(lambda: at[0]))
    made = []
    for _ in range(7):
        made.append(copy_before_import(database))
        at[0] += timedelta(minutes=1)
    database.close()
    assert sorted(tmp_path.glob("station-导入前-*.db")) == made[2:]
    assert made[0] is not None
    assert made[0].name == "station-导入前-20261120-090000.db", "Beijing time"


def test_two_imports_in_one_second_have_a_copy_each(tmp_path: Path) -> None:
    clock = Clock(lambda: datetime(2026, 11, 20, 1, 0, tzinfo=UTC))
    database = Database.open(tmp_path / "station.db", keys_folder=tmp_path / "keys", clock=clock)
    first, second = copy_before_import(database), copy_before_import(database)
    database.close()
    assert first is not None
    assert second is not None
    assert first != second
    assert first.exists()
    assert second.exists()
