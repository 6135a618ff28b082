"""Backups open, count and check themselves; restoring loses nothing."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from deputy_station.core.clock import Clock
from deputy_station.core.errors import Trouble
from deputy_station.features.deputies.models import Term
from deputy_station.store import backup, doctor
from deputy_station.store.database import Database, NotOurDatabase


@pytest.fixture
def station(tmp_path: Path, clock: Clock) -> Database:
    opened = Database.open(tmp_path / "station.db", keys_folder=tmp_path / "keys", clock=clock)
    add_term(opened, "第十九届")
    return opened


def add_term(database: Database, name: str) -> None:
    with database.transaction() as session:
        session.add(Term(name=name, starts_on=date(2026, 1, 1), ends_on=date(2031, 1, 1)))


def terms(tmp_path: Path) -> list[str]:
    opened = Database.open(tmp_path / "station.db", keys_folder=tmp_path / "keys")
    with opened.reading() as session:
        names = [row[0] for row in session.execute(text("SELECT name FROM terms ORDER BY id"))]
    opened.close()
    return names


def test_a_backup_holds_the_rows_and_leaves_no_other_file(station: Database, tmp_path: Path) -> None:
    (tmp_path / "usb").mkdir()
    row = backup.back_up(station, tmp_path / "usb" / "备份.db")
    station.close()
    assert row.rows == 3  # the term, its step in the journal, and the schema number
    assert [path.name for path in (tmp_path / "usb").iterdir()] == ["备份.db"]


def test_a_backup_overwrites_nothing(station: Database, tmp_path: Path) -> None:
    (tmp_path / "old.db").write_bytes(b"precious")
    with pytest.raises(backup.BackupExists, match="已经存在"):
        backup.back_up(station, tmp_path / "old.db")
    station.close()
    assert (tmp_path / "old.db").read_bytes() == b"precious"


def test_a_backup_into_a_folder_that_is_not_there_makes_none(station: Database, tmp_path: Path) -> None:
    with pytest.raises(backup.BackupFolderMissing, match=r"没有“.*U盘”这个文件夹，没有备份。请"):
        backup.back_up(station, tmp_path / "U盘" / "备份.db")
    station.close()
    assert not (tmp_path / "U盘").exists()


def test_a_backup_the_folder_refuses_is_told_in_words(station: Database, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="数据库文件打不开。请"):
        backup.back_up(station, Path("/proc/备份.db"))  # even root can make no file there
    station.close()


def test_restoring_brings_the_old_rows_back_and_keeps_the_newer_ones_aside(
    station: Database, tmp_path: Path
) -> None:
    backup.back_up(station, tmp_path / "morning.db")
    add_term(station, "误录的一届")
    kept = backup.restore(station, tmp_path / "morning.db")
    assert terms(tmp_path) == ["第十九届"]
    kept.replace(tmp_path / "station.db")
    assert terms(tmp_path) == ["第十九届", "误录的一届"]


@pytest.mark.parametrize("position", [100, 5000, 9000, 60_000])
def test_a_flipped_bit_in_a_backup_is_found_and_nothing_is_restored(
    station: Database, tmp_path: Path, position: int
) -> None:
    copy = backup.back_up(station, tmp_path / "morning.db").path
    content = bytearray(copy.read_bytes())
    content[position] ^= 1
    copy.write_bytes(content)
    with pytest.raises((backup.BackupUnsound, Trouble, NotOurDatabase)):
        backup.restore(station, copy)
    station.close()
    assert terms(tmp_path) == ["第十九届"]


def test_restoring_under_an_open_window_is_refused(station: Database, tmp_path: Path) -> None:
    copy = backup.back_up(station, tmp_path / "morning.db").path
    other = Database.open(tmp_path / "station.db", keys_folder=tmp_path / "keys")
    with other.reading() as session:
        session.execute(text("SELECT count(*) FROM terms"))
        with pytest.raises(backup.DatabaseInUse, match="还在别的窗口里开着"):
            backup.restore(station, copy)
    other.close()
    assert terms(tmp_path) == ["第十九届"]


def test_the_checkup_of_a_sound_database_finds_nothing(station: Database) -> None:
    findings = doctor.check_database(station)
    station.close()
    assert [finding.title for finding in findings if not finding.ok] == []
    assert [finding.title for finding in findings] == [
        "数据完整",
        "数据库版本",
        "安全设置",
        "查找和件数",
        "记录数",
        "文件权限",
    ]
