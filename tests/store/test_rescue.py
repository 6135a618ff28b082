"""A backup comes back even when the present database cannot be opened."""

from pathlib import Path

import pytest
from sqlalchemy import text

from deputy_station.store import backup
from deputy_station.store.database import Database, DatabaseNotFound, NotOurDatabase
from deputy_station.store.rescue import restore_from


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def saved(tmp_path: Path, keys: Path) -> Path:
    """A backup that holds one row in a table of its own."""
    database = Database.open(tmp_path / "station.db", keys_folder=keys)
    with database.transaction() as session:
        session.execute(text("CREATE TABLE kept (word TEXT)"))
        session.execute(text("INSERT INTO kept VALUES ('镇东联络站')"))
    backup.back_up(database, tmp_path / "备份.db")
    database.close()
    return tmp_path / "备份.db"


def words_in(path: Path, keys: Path) -> list[str]:
    database = Database.open(path, keys_folder=keys, create=False)
    with database.reading() as session:
        words = list(session.scalars(text("SELECT word FROM kept")))
    database.close()
    return words


def spoil(path: Path, *, page: int) -> bytes:
    with path.open("rb+") as file:
        file.seek(page * 4096)
        file.write(b"\x55" * 4096)
    return path.read_bytes()


@pytest.mark.parametrize("page", [0, 1])
def test_a_damaged_database_is_set_aside_and_the_backup_takes_its_place(
    page: int, saved: Path, keys: Path, tmp_path: Path
) -> None:
    live = tmp_path / "station.db"
    damaged = spoil(live, page=page)
    row = restore_from(str(live), saved, keys_folder=keys)
    assert row.kept is not None
    assert row.kept.read_bytes() == damaged
    assert "打不开" in row.kept.name
    assert words_in(live, keys) == ["镇东联络站"]


def test_a_lost_database_comes_back_with_nothing_to_set_aside(
    saved: Path, keys: Path, tmp_path: Path
) -> None:
    (tmp_path / "station.db").unlink()
    row = restore_from(str(tmp_path / "station.db"), saved, keys_folder=keys)
    assert row.kept is None
    assert words_in(tmp_path / "station.db", keys) == ["镇东联络站"]


def test_on_a_new_computer_the_folder_is_made(saved: Path, keys: Path, tmp_path: Path) -> None:
    row = restore_from(str(tmp_path / "new" / "station.db"), saved, keys_folder=keys)
    assert row.kept is None
    assert words_in(tmp_path / "new" / "station.db", keys) == ["镇东联络站"]


def test_a_sound_database_is_backed_up_first(saved: Path, keys: Path, tmp_path: Path) -> None:
    row = restore_from(str(tmp_path / "station.db"), saved, keys_folder=keys)
    assert row.kept is not None
    assert words_in(row.kept, keys) == ["镇东联络站"]


def test_a_letter_given_as_the_database_is_left_alone(saved: Path, keys: Path, tmp_path: Path) -> None:
    letter = tmp_path / "通知.txt"
    letter.write_bytes(b"notice" * 2000)
    with pytest.raises(NotOurDatabase):
        restore_from(str(letter), saved, keys_folder=keys)
    assert letter.read_bytes() == b"notice" * 2000


def test_a_missing_or_foreign_backup_leaves_the_damaged_database_where_it_is(
    saved: Path, keys: Path, tmp_path: Path
) -> None:
    live = tmp_path / "station.db"
    damaged = spoil(live, page=0)
    with pytest.raises(DatabaseNotFound):
        restore_from(str(live), tmp_path / "没有.db", keys_folder=keys)
    with pytest.raises(NotOurDatabase):
        restore_from(str(live), live, keys_folder=keys)
    assert live.read_bytes() == damaged


def test_killed_just_before_the_swap_there_is_still_a_database_to_be_restored(
    saved: Path, keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = tmp_path / "station.db"
    damaged = spoil(live, page=0)
    really = Path.replace

    def killed(path: Path, target: Path) -> Path:
        if path.name.endswith(".rescue"):
            raise KeyboardInterrupt
        return really(path, target)

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        restore_from(str(live), saved, keys_folder=keys)
    assert live.read_bytes() == damaged  # not gone: the next start would begin an empty station
    [kept] = tmp_path.glob("station-打不开-*.db")
    assert kept.read_bytes() == damaged
    monkeypatch.undo()
    kept.unlink()
    restore_from(str(live), saved, keys_folder=keys)
    assert words_in(live, keys) == ["镇东联络站"]


def test_where_a_file_has_one_name_only_the_damaged_one_is_set_aside_all_the_same(
    saved: Path, keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_link(_source: Path, _target: Path) -> None:
        raise PermissionError("FAT knows no links")

    live = tmp_path / "station.db"
    damaged = spoil(live, page=0)
    monkeypatch.setattr("os.link", no_link)
    row = restore_from(str(live), saved, keys_folder=keys)
    assert row.kept is not None
    assert row.kept.read_bytes() == damaged
    assert words_in(live, keys) == ["镇东联络站"]
