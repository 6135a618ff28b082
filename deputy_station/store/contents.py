"""What lies in a backup, beside what lies in the database now: read before anybody decides to restore.

Nothing is changed and nothing is put right: a file that fails its check is told with what was found.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from deputy_station.store import migrate
from deputy_station.store.backup import BackupOnlyForFile, BackupUnsound, integrity_faults
from deputy_station.store.failures import told_plainly

if TYPE_CHECKING:
    from deputy_station.store.database import Database


@dataclass(frozen=True)
class KindCount:
    """How many of a kind lie in the backup and now; of those now, how many the backup does not hold.

    `now` and `missing` are None where the present database cannot be read.
    """

    word: str
    kept: int
    now: int | None = None
    missing: int | None = None


@dataclass(frozen=True)
class BackupContents:
    """A sound backup: its file, size in bytes, station ("" before one was founded), last change (UTC), counts,
    how many lines of history the present database has that the backup does not (None: it cannot be read), and the
    database it would replace (None: the one that does not open), with the folder of the keys of both."""

    path: Path
    size_bytes: int
    station: str
    changed_at: datetime | None
    kinds: tuple[KindCount, ...]
    steps_missing: int | None
    live: Path | None
    keys_folder: Path


def read_contents(
    source: Path, *, kinds: Mapping[str, str], keys_folder: Path, now: "Database | None"
) -> BackupContents:
    """Check the backup and count it. `kinds` are tables (with an `id`) and their Chinese words; `now` is the
    present database, or None when it does not open. Raises BackupOnlyForFile, BackupUnsound, NotOurDatabase, DatabaseNotFound, Trouble.
    """
    from deputy_station.store.database import Database

    live = None if now is None else now.path
    if now is not None and live is None:
        raise BackupOnlyForFile
    source = source.expanduser().absolute()
    backup = Database.open(source, keys_folder=keys_folder, create=False, upgrade=False)
    try:
        faults = integrity_faults(backup.engine)
        if faults:
            raise BackupUnsound(source, faults[0])
        with told_plainly(), backup.engine.connect() as connection:
            if migrate.number_of(connection) == 0:
                raise BackupUnsound(source, "里面没有本程序的表")
            kept = {table: _ids(connection, table) for table in (*kinds, "history_lines")}
            station = connection.execute(text("SELECT name FROM stations WHERE is_home")).scalar() or ""
            changed_at = _instant(connection.execute(text("SELECT max(at) FROM history_lines")).scalar())
            connection.rollback()
            # A backup is one file: no -wal may stay beside it on the stick.
            connection.connection.driver_connection.execute("PRAGMA journal_mode = delete")  # type: ignore[union-attr]
    finally:
        backup.close()
    present: dict[str, set[int]] = {}
    if now is not None:
        with told_plainly(), now.engine.connect() as connection:
            present = {table: _ids(connection, table) for table in kept}
            connection.rollback()
    counts = tuple(
        KindCount(
            word,
            len(kept[table]),
            len(present[table]) if present else None,
            len(present[table] - kept[table]) if present else None,
        )
        for table, word in kinds.items()
    )
    steps = len(present["history_lines"] - kept["history_lines"]) if present else None
    return BackupContents(
        source, source.stat().st_size, station, changed_at, counts, steps, live, keys_folder
    )


def _ids(connection: Connection, table: str) -> set[int]:
    """The ids in a table; none where an older database does not have it yet."""
    if not inspect(connection).has_table(table):
        return set()
    return set(connection.execute(text(f'SELECT id FROM "{table}"')).scalars())  # noqa: S608  (our own table names)


def _instant(stored: object) -> datetime | None:
    if stored is None:
        return None
    moment = stored if isinstance(stored, datetime) else datetime.fromisoformat(str(stored))
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
