"""Backups of the single-desk file, always through SQLite's backup API and never by copying the live file.

A backup is made beside its final name, reopened, checked, and only then put in place. Restoring first saves the
present database, and swaps the checked copy in by one rename; nothing is ever deleted but the oldest of the copies
made before imports.
"""

import glob
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, inspect, text

from deputy_station.core.clock import local_time
from deputy_station.core.errors import Refusal, Trouble
from deputy_station.store import migrate
from deputy_station.store.failures import told_plainly
from deputy_station.store.settling import is_worked_out

if TYPE_CHECKING:
    from deputy_station.store.database import Database


_KEPT_BEFORE_IMPORTS = 5
"""Copies made before imports that are kept: one per import would fill the disk unseen."""


class BackupOnlyForFile(Refusal):
    """A shared server is backed up by its own tools."""

    def __init__(self) -> None:
        super().__init__("多台共用的数据库请在服务器上备份；这里的备份只用于单机数据库。")


class BackupExists(Refusal):
    """A backup never overwrites another file."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"“{path}”已经存在，没有覆盖。请换一个文件名。")


class BackupFolderMissing(Trouble):
    """A folder made for a mistyped path would lie on this very disk, and the stick would stay empty."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"没有“{folder}”这个文件夹，没有备份。请插好 U 盘或先建好文件夹，再试一次。")


class BackupUnsound(Trouble):
    """The copy did not pass its check, so it does not count as a backup."""

    def __init__(self, path: Path, found: str) -> None:
        super().__init__(
            f"“{path}”没有通过检查（{found}），不能用作备份。请换一个位置或换一份备份，再试一次。"
        )


class DatabaseInUse(Refusal):
    """Another window or program has the database open."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"“{path}”还在别的窗口里开着，没有恢复。请关掉所有窗口，再恢复一次。")


@dataclass(frozen=True)
class BackupRow:
    """A checked backup: its file, its size in bytes, the rows it holds in all tables."""

    path: Path
    size_bytes: int
    rows: int


def integrity_faults(engine: Engine) -> list[str]:
    """What SQLite and SQLCipher find wrong: pages that fail their HMAC, broken structure, dangling keys."""
    with told_plainly(), engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            return []
        cipher = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check")]
        structure = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
        dangling = [f"{row[0]} {row[1]}" for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
    return cipher + [line for line in structure if line != "ok"] + dangling


def count_rows(engine: Engine) -> int:
    """Rows in all tables together, but for those worked out from others."""
    with told_plainly(), engine.connect() as connection:
        tables = [name for name in inspect(connection).get_table_names() if not is_worked_out(name)]
        return sum(
            int(connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one())  # noqa: S608  (our own table names)
            for table in tables
        )


def back_up(database: "Database", target: Path) -> BackupRow:
    """Write a checked copy of the database to `target`. Raises BackupExists, BackupFolderMissing,
    BackupUnsound, Trouble."""
    if database.path is None:
        raise BackupOnlyForFile
    target = target.expanduser().absolute()
    if target.exists():
        raise BackupExists(target)
    if not target.parent.is_dir():
        raise BackupFolderMissing(target.parent)
    fresh = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        _copy_pages(database, fresh)
        row = _checked(database, fresh, shown=target)
        fresh.replace(target)
        _sync_folder(target.parent)
    finally:
        for leftover in (fresh, Path(f"{fresh}-wal"), Path(f"{fresh}-shm"), Path(f"{fresh}-journal")):
            leftover.unlink(missing_ok=True)
    return BackupRow(target, row.size_bytes, row.rows)


def copy_before_upgrade(database: "Database", number: int) -> Path:
    """A backup beside the file, named after the schema number and the moment."""
    assert database.path is not None
    stamp = _stamp(database.clock.now())
    target = database.path.with_name(
        f"{database.path.stem}-升级前-第{number}版-{stamp}{database.path.suffix}"
    )
    return back_up(database, target).path


def copy_before_import(database: "Database") -> Path | None:
    """A backup beside the file, as it is before many records come in at once; the newest few of them are kept.

    None for a shared database, whose backups its keeper makes. Raises as `back_up`.
    """
    if database.path is None:
        return None
    named = f"{database.path.stem}-导入前-"
    stamp = f"{named}{_stamp(database.clock.now())}"
    target, number = database.path.with_name(f"{stamp}{database.path.suffix}"), 2
    while target.exists():
        target, number = database.path.with_name(f"{stamp}-{number}{database.path.suffix}"), number + 1
    made = back_up(database, target).path
    kept = sorted(database.path.parent.glob(f"{glob.escape(named)}*{glob.escape(database.path.suffix)}"))
    for old in kept[:-_KEPT_BEFORE_IMPORTS]:
        if old != made:
            old.unlink(missing_ok=True)
    return made


def restore(database: "Database", source: Path) -> Path:
    """Put the backup `source` in the place of the database, which is closed; returns where the old one went.

    The backup is copied and checked before anything is touched; the old database is kept under a new name.
    """
    from deputy_station.store.database import Database

    if database.path is None:
        raise BackupOnlyForFile
    source = source.expanduser().absolute()
    live = database.path
    if source == live:
        raise Refusal(f"“{source}”就是正在用的数据库，不用恢复。请选一份备份。")
    kept = live.with_name(f"{live.stem}-恢复前-{_stamp(database.clock.now())}{live.suffix}")
    keys_folder = database.keys_folder
    copy = Database.open(
        source,
        keys_folder=keys_folder,
        clock=database.clock,
        actor=database.actor,
        role=database.role,
        create=False,
        upgrade=False,
    )
    fresh = live.with_name(f".{live.name}.{os.getpid()}.restore")
    try:
        faults = integrity_faults(copy.engine)
        if faults:
            raise BackupUnsound(source, faults[0])
        _copy_pages(copy, fresh)
        _checked(database, fresh, shown=source)
        back_up(database, kept)
        database.close()
        _close_for_good(database, live)
        fresh.replace(live)
        _sync_folder(live.parent)
    finally:
        copy.close()
        fresh.unlink(missing_ok=True)
    return kept


def _close_for_good(database: "Database", live: Path) -> None:
    """Fold the write-ahead log into the file. Raises DatabaseInUse when anybody else has it open: leaving WAL
    needs the file alone, and a file swapped under an open window would lose what is written there."""
    connection = database.connect_beside(live)
    try:
        connection.execute("PRAGMA busy_timeout = 0")
        mode = connection.execute("PRAGMA journal_mode = delete").fetchone()[0]
    except connection.OperationalError:
        mode = "locked"
    finally:
        connection.close()
    if mode != "delete":
        raise DatabaseInUse(live)


def _stamp(now: datetime) -> str:
    return f"{local_time(now):%Y%m%d-%H%M%S}"


def _copy_pages(database: "Database", target: Path) -> None:
    """The backup API page by page into a new file under the same key."""
    with told_plainly():
        destination = database.connect_beside(target)
        try:
            with database.engine.connect() as connection:
                driver_connection: Any = connection.connection.driver_connection
                # BEGIN was sent when the connection was taken; a backup needs its own view of the file.
                connection.rollback()
                driver_connection.backup(destination)
            # A backup is one file: no -wal may stay behind.
            destination.execute("PRAGMA journal_mode = delete")
        finally:
            destination.close()
    target.chmod(0o600)


def _checked(database: "Database", path: Path, *, shown: Path) -> BackupRow:
    engine = database.engine_beside(path)
    try:
        faults = integrity_faults(engine)
        if faults:
            raise BackupUnsound(shown, faults[0])
        with engine.connect() as connection:
            number = migrate.number_of(connection)
        if number == 0:
            raise BackupUnsound(shown, "里面没有本程序的表")
        rows = count_rows(engine)
        with engine.connect() as connection:
            connection.rollback()
            connection.connection.driver_connection.execute("PRAGMA journal_mode = delete")  # type: ignore[union-attr]
    finally:
        engine.dispose()
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    return BackupRow(path, path.stat().st_size, rows)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself lasting (POSIX only; Windows has no such call)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
