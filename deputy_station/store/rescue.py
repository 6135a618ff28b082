"""Restoring when the present database cannot be opened any more: the case that backups are kept for."""

import os
from dataclasses import dataclass
from pathlib import Path

from deputy_station.core.clock import Clock, local_time
from deputy_station.core.errors import Trouble
from deputy_station.store import backup
from deputy_station.store.database import Database, EmptyDatabaseFile, NotOurDatabase, file_of, url_of

_SIDECARS = ("-wal", "-shm", "-journal")


@dataclass(frozen=True)
class RestoreRow:
    """What a restore did: the database now in use, and where the one before it lies (None: there was none)."""

    path: Path
    kept: Path | None


def restore_from(location: str | None, source: Path, *, keys_folder: Path | None = None) -> RestoreRow:
    """Put the backup `source` in the place of the database at `location`; nothing is ever deleted.

    A sound database is backed up first. One that cannot be opened is set aside as it is, with its side files.
    Raises BackupOnlyForFile, BackupUnsound, NotOurDatabase and DatabaseNotFound (of the backup), Trouble.
    """
    if url_of(location) is not None:
        raise backup.BackupOnlyForFile
    live = file_of(location)
    if live.exists() and _is_sound(live, keys_folder):
        database = Database.open(live, keys_folder=keys_folder, create=False)
        try:
            return RestoreRow(live, backup.restore(database, source))
        finally:
            database.close()
    return RestoreRow(live, _put_in_place(live, source, keys_folder))


def _is_sound(live: Path, keys_folder: Path | None) -> bool:
    try:
        database = Database.open(live, keys_folder=keys_folder, create=False)
    except (Trouble, EmptyDatabaseFile, NotOurDatabase):
        # A damaged first page looks just like a foreign file; only a name like ours is taken for the former.
        if live.suffix != ".db":
            raise
        return False
    try:
        return not backup.integrity_faults(database.engine)
    except Trouble:
        return False
    finally:
        database.close()


def _also_called(live: Path, kept: Path) -> None:
    """Give the file its second name. It keeps the first until the backup takes it in one step: killed in between, the
    program would find no file at the next start and begin an empty one."""
    try:
        os.link(live, kept)
    except OSError:  # a stick formatted for Windows knows one name for a file only
        live.rename(kept)


def _put_in_place(live: Path, source: Path, keys_folder: Path | None) -> Path | None:
    # On a new computer the folder is not there yet.
    live.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = live.with_name(f".{live.name}.{os.getpid()}.rescue")
    try:
        copy = Database.open(source, keys_folder=keys_folder, create=False, upgrade=False)
        try:
            backup.back_up(copy, fresh)
        finally:
            copy.close()
        kept = None
        if live.exists():
            kept = live.with_name(
                f"{live.stem}-打不开-{local_time(Clock().now()):%Y%m%d-%H%M%S}{live.suffix}"
            )
            for ending in _SIDECARS:
                side = Path(f"{live}{ending}")
                if side.exists():
                    side.rename(f"{kept}{ending}")
            _also_called(live, kept)
        fresh.replace(live)
    finally:
        fresh.unlink(missing_ok=True)
    return kept
