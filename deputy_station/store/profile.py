"""The SQLite connection profile: how each connection is set up, and what it must read back.

Why each line stands here: WAL is safe only on a library with the WAL-reset fix (3.51.3, 3.50.7, 3.44.6);
foreign_keys is silently ignored inside a transaction, so it is set first and read back; secure_delete keeps
erased names out of free pages; temp_store keeps sorted rows out of temp files; cache_size (in KB) is a quarter of
what SQLCipher takes for each connection: a million demands are searched and written as fast with it, and the window
holds about 2 MB less than with half of what it takes.
"""

from typing import Any

from sqlalchemy import Connection

from deputy_station.core.errors import Trouble

APPLICATION_ID = 0x44505354
"""`DPST`: tells our files from other SQLite files."""

BUSY_TIMEOUT_MS = 10_000

PRAGMAS: dict[str, str | int] = {
    "foreign_keys": 1,
    "synchronous": 2,
    "busy_timeout": BUSY_TIMEOUT_MS,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "secure_delete": 1,
    "temp_store": 2,
    "cache_size": -2000,
    "journal_size_limit": 64 * 1024 * 1024,
}


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite has the fix of the WAL-reset race (or is older than WAL)."""
    if version >= (3, 51, 3):
        return version != (3, 52, 0)
    return (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0) or version < (3, 7, 0)


def journal_mode(version: tuple[int, int, int]) -> str:
    """`wal` where it is safe, else `delete`."""
    return "wal" if wal_is_safe(version) and version >= (3, 7, 0) else "delete"


class ProfileRefused(Trouble):
    """SQLite did not take a setting that the safety of the records rests on."""

    def __init__(self, pragma: str, wanted: str | int, got: object) -> None:
        super().__init__(
            f"数据库的安全设置没有生效（{pragma} 应为 {wanted}，实为 {got}）。请把数据库放到本机硬盘上，再打开一次。"
        )


def apply_profile(connection: Any, version: tuple[int, int, int]) -> None:
    """Set the profile on a fresh DB-API connection in autocommit mode and read each value back."""
    for pragma, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {pragma} = {value}")
    mode = journal_mode(version)
    got = connection.execute(f"PRAGMA journal_mode = {mode}").fetchone()[0]
    if got not in (mode, "memory"):
        raise ProfileRefused("journal_mode", mode, got)
    for pragma, value in PRAGMAS.items():
        read = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
        if read != value:
            raise ProfileRefused(pragma, value, read)


MANY_ROWS = 1_000
_WIDE = "wide_cache"


def widen_cache(connection: Connection) -> None:
    """For the rest of this transaction many rows are written: the indexes they go into stand in memory, or each page
    would be encrypted and signed many times over. On SQLite alone; PostgreSQL has its own."""
    if connection.dialect.name == "sqlite" and not connection.info.get(_WIDE):
        connection.exec_driver_sql("PRAGMA cache_size = -64000")
        connection.info[_WIDE] = True


def narrow_cache(connection: Any, record: Any) -> None:
    """The usual memory again, when a connection is given back."""
    if connection is not None and record.info.pop(_WIDE, False):
        connection.execute(f"PRAGMA cache_size = {PRAGMAS['cache_size']}")
