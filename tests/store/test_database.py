"""The database keeps its promises: profile, key, transactions, refusals."""

import stat
import subprocess
import threading
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from deputy_station.core.errors import StaleEdit, Trouble
from deputy_station.features.deputies.models import Group, Term
from deputy_station.store import edits, keys, migrate, profile
from deputy_station.store.database import (
    Database,
    DatabaseAddressWrong,
    DatabaseNotFound,
    EmptyDatabaseFile,
    NotOurDatabase,
)
from deputy_station.store.failures import told_plainly


def open_file(folder: Path, **more: object) -> Database:
    return Database.open(folder / "station.db", keys_folder=folder / "keys", **more)  # type: ignore[arg-type]


def add_term(database: Database, name: str) -> int:
    with database.transaction() as session:
        term = Term(name=name, starts_on=date(2026, 1, 1), ends_on=date(2031, 1, 1))
        session.add(term)
        session.flush()
        return term.id


def term_names(database: Database) -> list[str]:
    with database.reading() as session:
        return [row[0] for row in session.execute(text("SELECT name FROM terms ORDER BY id"))]


def test_every_connection_reads_its_profile_back(tmp_path: Path) -> None:
    database = open_file(tmp_path)
    with database.engine.connect() as connection:
        read = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in (*profile.PRAGMAS, "journal_mode", "application_id", "user_version")
        }
    database.close()
    assert read == {
        "foreign_keys": 1,
        "synchronous": 2,
        "busy_timeout": 10_000,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "secure_delete": 1,
        "temp_store": 2,
        "cache_size": -2000,
        "journal_size_limit": 67_108_864,
        "journal_mode": "wal",
        "application_id": 0x44505354,
        "user_version": migrate.NEWEST,
    }


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 6, 23), True),
        ((3, 7, 0), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), False),
        ((3, 53, 1), True),
    ],
)
def test_wal_is_used_only_where_the_wal_reset_race_is_mended(
    version: tuple[int, int, int], safe: bool
) -> None:
    assert profile.wal_is_safe(version) is safe


def test_the_file_is_encrypted_and_both_file_and_key_are_for_the_owner_alone(tmp_path: Path) -> None:
    database = open_file(tmp_path)
    add_term(database, "第十九届人民代表大会")
    kept = [tmp_path / f"station.db{part}" for part in ("", "-wal", "-shm")]
    for path in (*kept, tmp_path / "keys" / keys.KEY_FILE):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    database.close()
    content = (tmp_path / "station.db").read_bytes()
    assert "第十九届人民代表大会".encode() not in content
    assert not content.startswith(b"SQLite format 3")


def test_a_second_opening_finds_what_the_first_wrote(tmp_path: Path) -> None:
    first = open_file(tmp_path)
    add_term(first, "第十九届")
    first.close()
    second = open_file(tmp_path)
    assert term_names(second) == ["第十九届"]
    second.close()


def test_a_lost_key_is_told_and_no_new_one_is_made(tmp_path: Path) -> None:
    open_file(tmp_path).close()
    (tmp_path / "keys" / keys.KEY_FILE).unlink()
    with pytest.raises(keys.KeyMissing, match="找不到密钥文件"):
        open_file(tmp_path)
    assert not (tmp_path / "keys" / keys.KEY_FILE).exists()


def test_a_damaged_key_is_told(tmp_path: Path) -> None:
    open_file(tmp_path).close()
    (tmp_path / "keys" / keys.KEY_FILE).write_text("zz", encoding="ascii")
    with pytest.raises(keys.KeyDamaged, match="已损坏"):
        open_file(tmp_path)


def test_two_first_starts_at_once_share_one_key(tmp_path: Path) -> None:
    made: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: made.append(keys.make_key(tmp_path / "keys"))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1
    assert [path.name for path in (tmp_path / "keys").iterdir()] == [keys.KEY_FILE]


@pytest.mark.parametrize(
    "content", [b"\xff\xd8\xff\xe0 a photo", b"SQLite format 3\x00" + bytes(4080), bytes(8192)]
)
def test_a_foreign_file_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    keys.make_key(tmp_path / "keys")
    (tmp_path / "station.db").write_bytes(content)
    with pytest.raises(NotOurDatabase, match="不是本程序的数据库"):
        open_file(tmp_path)
    assert (tmp_path / "station.db").read_bytes() == content


def test_our_key_on_somebody_elses_tables_is_refused(tmp_path: Path) -> None:
    database = open_file(tmp_path)
    with database.transaction() as session:
        session.execute(text("PRAGMA application_id = 0"))
    database.close()
    with pytest.raises(NotOurDatabase):
        open_file(tmp_path)


def test_an_empty_file_is_never_taken_for_a_new_database(tmp_path: Path) -> None:
    (tmp_path / "station.db").touch()
    with pytest.raises(EmptyDatabaseFile, match="是空文件"):
        open_file(tmp_path)
    assert (tmp_path / "station.db").stat().st_size == 0


def test_a_missing_file_is_not_made_when_it_should_be_there(tmp_path: Path) -> None:
    with pytest.raises(DatabaseNotFound, match="找不到数据库"):
        open_file(tmp_path, create=False)
    assert not (tmp_path / "station.db").exists()


def test_a_newer_database_is_refused_with_both_versions_and_not_a_byte_changes(tmp_path: Path) -> None:
    database = open_file(tmp_path)
    with database.transaction() as session:
        session.execute(text(f"PRAGMA user_version = {migrate.NEWEST + 1}"))
    database.close()
    before = (tmp_path / "station.db").read_bytes()
    with pytest.raises(migrate.DatabaseTooNew, match=f"第 {migrate.NEWEST + 1} 版.*第 {migrate.NEWEST} 版"):
        open_file(tmp_path)
    assert (tmp_path / "station.db").read_bytes() == before


@pytest.mark.parametrize(
    "address", ["mysql://desk@server/base", "postgresql:/oops://", "sqlite://", "postgresql://[::1/base"]
)
def test_an_address_of_another_engine_is_refused(address: str) -> None:
    with pytest.raises(DatabaseAddressWrong, match="看不懂"):
        Database.open(address)


def test_an_error_inside_a_transaction_leaves_nothing(database: Database) -> None:
    def add_and_fail() -> None:
        with database.transaction() as session:
            session.add(Term(name="第二十届", starts_on=date(2026, 1, 1), ends_on=date(2031, 1, 1)))
            session.flush()
            raise KeyError("the bug")

    with pytest.raises(KeyError, match="the bug"):
        add_and_fail()
    assert term_names(database) == []


def test_leaving_a_transaction_tells_which_tables_changed(database: Database) -> None:
    heard: list[frozenset[str]] = []
    database.subscribe(heard.append)
    add_term(database, "第十九届")
    with database.transaction():
        pass
    assert heard == [frozenset({"terms", "change_steps"})]


def test_a_write_in_a_reading_session_is_a_bug(database: Database) -> None:
    with database.reading() as session:
        session.add(Term(name="第十九届", starts_on=date(2026, 1, 1), ends_on=date(2031, 1, 1)))
        with pytest.raises(RuntimeError, match="reading session"):
            session.flush()
        session.expunge_all()


def test_an_edit_on_an_old_copy_is_refused_with_a_sentence(database: Database) -> None:
    row_id = add_term(database, "第十九届")
    with database.transaction() as session:
        term = edits.get_row(session, Term, row_id, "届次")
        read_version = term.version
        term.name = "第十九届（2026）"
    with database.transaction() as session, pytest.raises(StaleEdit, match="届次已被别处改过"):
        edits.check_version(edits.get_row(session, Term, row_id, "届次"), read_version, "届次")


def test_two_writers_of_one_row_never_lose_an_update(database: Database) -> None:
    row_id = add_term(database, "0")
    errors: list[BaseException] = []

    def count_up() -> None:
        try:
            for _ in range(20):
                with database.transaction() as session:
                    term = session.get(Term, row_id, with_for_update=True)
                    assert term is not None
                    term.name = str(int(term.name) + 1)
        except BaseException as error:  # noqa: BLE001  (handed to the main thread)
            errors.append(error)

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert term_names(database) == ["80"]


def test_a_full_disk_is_told_in_words(tmp_path: Path) -> None:
    database = open_file(tmp_path)

    def fill() -> None:
        with database.transaction() as session:
            session.execute(text("PRAGMA max_page_count = 1"))
            for number in range(2000):
                session.add(
                    Term(name=f"{number}{'长' * 60}", starts_on=date(2026, 1, 1), ends_on=date(2031, 1, 1))
                )
            session.flush()

    with pytest.raises(Trouble, match="磁盘空间不足"):
        fill()
    database.close()
    again = open_file(tmp_path)
    assert term_names(again) == []
    again.close()


def test_a_first_start_on_a_full_disk_leaves_nothing_in_the_way_of_the_next(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("a small file system cannot be mounted here")
    try:
        (folder / "full").write_bytes(b"x" * 64 * 1024)
        with pytest.raises(Trouble, match="磁盘空间不足"):
            Database.open(folder / "station.db", keys_folder=tmp_path / "keys")
        assert [path.name for path in folder.iterdir()] == ["full"]
        (folder / "full").unlink()
        subprocess.run(["mount", "-o", "remount,size=16m", str(folder)], check=True)
        Database.open(folder / "station.db", keys_folder=tmp_path / "keys").close()
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_bug_in_sql_stays_a_bug(database: Database) -> None:
    with (
        database.reading() as session,
        pytest.raises(Exception, match="no_such_table") as caught,
        told_plainly(),
    ):
        session.execute(text("SELECT * FROM no_such_table"))
    assert not isinstance(caught.value, Trouble)


def test_the_same_new_thing_from_two_desks_is_told_on_a_server_and_a_bug_in_a_file(
    database: Database,
) -> None:
    def twice() -> None:
        with database.transaction() as session:
            session.add_all([Group(name="第一组", position=1), Group(name="第一组", position=2)])

    if database.is_file:  # one writer at a time: nobody else can have written it meanwhile
        with pytest.raises(IntegrityError):
            twice()
    else:
        with pytest.raises(Trouble, match="别的台子刚刚存了同一条记录，这一步没有保存"):
            twice()


def test_a_search_longer_than_the_engine_takes_is_told_in_words(tmp_path: Path) -> None:
    database = open_file(tmp_path)
    with database.transaction() as session:
        session.add(Term(name="第十九届", starts_on=date(2026, 1, 1), ends_on=date(2031, 1, 1)))

    def search() -> None:
        with database.reading() as session:
            session.execute(select(Term).where(Term.name.contains("长" * 60_000, autoescape=True))).all()

    with pytest.raises(Trouble, match="要找的文字太长，没有查找。请缩短"):
        search()
    database.close()
