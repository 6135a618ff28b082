"""Bringing a database to the newest schema, in one transaction, with a copy of the file made before.

Revisions are numbered `0001`, `0002`, ...; on SQLite the number stands in `user_version` too, so that opening an
up-to-date file costs one read and no Alembic.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from deputy_station import __version__
from deputy_station.core.errors import Refusal
from deputy_station.store import profile, settling

if TYPE_CHECKING:
    from deputy_station.store.database import Database

NEWEST = 8
"""The number of the newest revision in `migrations/versions`."""


class DatabaseTooNew(Refusal):
    """Made by a newer program; not a byte of it is changed."""

    def __init__(self, place: str, number: int) -> None:
        super().__init__(
            f"“{place}”是更新版本的程序写的（数据库第 {number} 版，本程序 {__version__} 只认到第 {NEWEST} 版），"
            "没有打开，也没有改动。请先升级本程序。"
        )


def revision_of(number: int) -> str:
    """1 becomes `0001`."""
    return f"{number:04d}"


def bring_up(database: "Database") -> None:
    """Make the schema in an empty database, upgrade an old one, refuse a foreign or newer one."""
    number = known_number(database)
    if number == NEWEST:
        return
    if number > 0 and database.path is not None:
        from deputy_station.store import backup

        backup.copy_before_upgrade(database, number)
    with database.engine.begin() as connection:
        # Another desk may have done it while we waited for the lock.
        if number_of(connection) < NEWEST:
            _upgrade(connection)
            settling.settle(connection)


def known_number(database: "Database") -> int:
    """The schema number, 0 when empty. Raises NotOurDatabase and DatabaseTooNew; changes nothing."""
    from deputy_station.store.database import NotOurDatabase

    with database.engine.connect() as connection:
        number = number_of(connection)
        empty = not inspect(connection).get_table_names() if number == 0 else False
    if number == 0 and not empty:
        raise NotOurDatabase(database.place)
    if number > NEWEST:
        raise DatabaseTooNew(database.place, number)
    return number


def number_of(connection: Connection) -> int:
    """The schema number: 0 for an empty or foreign database."""
    if connection.dialect.name == "sqlite":
        if connection.exec_driver_sql("PRAGMA application_id").scalar_one() != profile.APPLICATION_ID:
            return 0
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    if "alembic_version" not in inspect(connection).get_table_names():
        return 0
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return int(found) if found is not None and str(found).isdigit() else 0


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": profile.APPLICATION_ID})
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id = {profile.APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {NEWEST}")
