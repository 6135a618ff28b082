"""What other desks changed: looked for in the journal, often, so it must cost next to nothing when nothing happened.

Logs stand outside the journal; of those marked `base.LOG` the highest number is looked at. Who wrote there is not told
by it, so what this desk added itself is news once, too.
"""

import contextlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, select

from deputy_station.store.base import LOG, Base
from deputy_station.store.failures import told_plainly
from deputy_station.store.journal import ChangeStep

if TYPE_CHECKING:
    from deputy_station.store.database import Database

LOOK_BACK = 200
"""Steps below the highest one seen that are looked at again: on a server a lower number may be committed later."""


class Watch:
    """Looks at one database from one thread. What was there when it began is not news."""

    def __init__(self, database: "Database") -> None:
        self._database = database
        self._connection: Connection | None = None
        self._version: int | None = None
        self._seen: set[int] = set()
        self._logs: dict[str, int] = {}
        self._read(first=True)

    def look(self) -> frozenset[str]:
        """The tables other desks changed since the last look. Raises Trouble where the database is out of reach."""
        if self._database.is_file and self._file_version() == self._version:
            return frozenset()
        return self._read(first=False)

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _read(self, *, first: bool) -> frozenset[str]:
        # The number is read before the steps: what is committed between the two is looked at once more.
        version = self._file_version() if self._database.is_file else None
        highest = max(self._seen, default=0)
        wanted = select(ChangeStep.id, ChangeStep.desk, ChangeStep.tables).order_by(ChangeStep.id.desc())
        wanted = wanted.limit(LOOK_BACK) if first else wanted.where(ChangeStep.id > highest - LOOK_BACK)
        with self._database.reading() as session:
            steps = session.execute(wanted).all()
            logs = {
                table.name: session.scalar(select(func.max(table.c.id))) or 0
                for table in Base.metadata.tables.values()
                if table.info.get(LOG)
            }
        news = [step for step in steps if step.id not in self._seen]
        self._seen = {step.id for step in steps}
        self._version = version
        grown = {name for name, highest in logs.items() if highest > self._logs.get(name, 0)}
        self._logs = logs
        if first:
            return frozenset()
        theirs = [step.tables for step in news if step.desk != self._database.desk]
        return frozenset(table for tables in theirs for table in tables.split(",") if table) | grown

    def _file_version(self) -> int:
        """A number that differs when another connection committed to the file; nearly free to ask for.

        It is told per connection, so one is held for it, outside any transaction.
        """
        try:
            with told_plainly():
                if self._connection is None:
                    self._connection = self._database.engine.connect()
                raw: Any = self._connection.connection.dbapi_connection
                return int(raw.execute("PRAGMA data_version").fetchone()[0])
        except BaseException:
            with contextlib.suppress(Exception):
                self.close()
            self._connection = None
            raise
