"""A beginning many tests share: what a fixture writes into an empty database is written once by each process and
copied for every test after it, which takes a tenth of the time."""

from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from sqlalchemy import Engine, text

from deputy_station.store.database import Database

T = TypeVar("T")


class Beginning(Generic[T]):
    """What `write` writes into an empty database; what it returned (ids, say) is the same for every copy."""

    def __init__(self, write: Callable[[Database], T]) -> None:
        self.returned: T
        self._write = write
        self._file: tuple[bytes, T] | None = None
        self._rows: tuple[dict[str, list[bytes]], dict[str, int], T] | None = None

    def lay_file(self, path: Path, open_it: Callable[[], Database]) -> None:
        """Make the empty database file at `path` begin so."""
        if self._file is None:
            database = open_it()
            returned = self._write(database)
            database.close()  # the last to close it brings the log into the file
            self._file = (path.read_bytes(), returned)
        content, self.returned = self._file
        path.write_bytes(content)

    def lay_server(self, database: Database) -> None:
        """Make the empty database on the server begin so."""
        if self._rows is None:
            returned = self._write(database)
            self._rows = (*_copied_out(database.engine), returned)
        else:
            _copy_in(database.engine, *self._rows[:2])
        self.returned = self._rows[2]


def _copied_out(engine: Engine) -> tuple[dict[str, list[bytes]], dict[str, int]]:
    tables: dict[str, list[bytes]] = {}
    with engine.connect() as server:
        names = server.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"))
        cursor = server.connection.cursor()
        for name in sorted(set(names) - {"alembic_version"}):
            with cursor.copy(f'COPY "{name}" TO STDOUT') as lines:
                content = [bytes(line) for line in lines]
            if content:
                tables[name] = content
        numbers = server.execute(
            text("SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL")
        )
        return tables, {row.sequencename: row.last_value for row in numbers}


def _copy_in(engine: Engine, tables: dict[str, list[bytes]], numbers: dict[str, int]) -> None:
    with engine.connect() as server:
        server.execute(text("SET LOCAL session_replication_role = replica"))  # rows of any order, no triggers
        cursor = server.connection.cursor()
        for name, content in tables.items():
            with cursor.copy(f'COPY "{name}" FROM STDIN') as lines:
                for line in content:
                    lines.write(line)
        for name, last in numbers.items():
            server.execute(text("SELECT setval(:name, :last)"), {"name": name, "last": last})
        server.commit()
