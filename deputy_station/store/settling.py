"""What is worked out from rows (an index for searching, counts) is kept true at the end of every transaction.

Triggers write down which rows changed, however they were changed; a table of such notes names in its `info`, under
`SETTLED_BY`, the function ("module:function") that works the rest out from them and clears them, in the same
transaction. Nothing of it is anybody's record: it is not journaled, and can be made anew from the rows at any time.
"""

import re
from functools import lru_cache
from importlib import import_module
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, CursorResult, Engine, Table, inspect
from sqlalchemy.orm import Session

from deputy_station.store.base import Base

SETTLED_BY = "settled_by"
FAULTS_BY = "faults_by"
"""Counts what does not agree with the rows, when asked."""
REBUILT_BY = "rebuilt_by"
"""Makes all of it anew."""
WORKED_OUT = ("demand_index",)
"""Beginnings of the names of tables that no model describes: the index of each engine, with what SQLite keeps below it."""

_known: WeakKeyDictionary[Engine, list[Table]] = WeakKeyDictionary()
"""Asked of each database once; tables do not come and go while it is open."""


def is_worked_out(table_name: str) -> bool:
    """Whether a table holds nothing but what others say."""
    return (
        table_name.startswith(WORKED_OUT) or SETTLED_BY in _info(table_name) or "counted" in _info(table_name)
    )


def settle(connection: Connection) -> None:
    """Work out what rests on the rows changed since the last time."""
    for table in _notes_in(connection):
        _named(table, SETTLED_BY)(connection)


def run_on_worked_out(connection: Connection, statement: str, values: Any) -> CursorResult[Any]:
    """A statement in the engine's own words (what SQLAlchemy adds to one takes longer than the engine). Raises
    ValueError for one that touches a table of records: nothing may go round the journal."""
    _check_worked_out(statement)
    return connection.exec_driver_sql(statement, values)


@lru_cache(maxsize=64)
def _check_worked_out(statement: str) -> None:
    named = _TOUCHED.findall(statement)
    if not named or not all(map(is_worked_out, named)):
        raise ValueError(f"not only on what is worked out: {statement}")


_TOUCHED = re.compile(r"\b(?:into|from|update|join)\s+(\w+)", re.IGNORECASE)


def put_right(connection: Connection) -> int:
    """Compare what is worked out with the rows, and make it anew where it does not agree; how much did not."""
    faults = 0
    for table in _notes_in(connection):
        found: int = _named(table, FAULTS_BY)(connection)
        if found:
            _named(table, REBUILT_BY)(connection)
        faults += found
    return faults


def _named(table: Table, what: str) -> Any:
    """A function by its name: a lower layer never imports a higher one."""
    module, _, function = table.info[what].partition(":")
    return getattr(import_module(module), function)


def settle_for(session: Session) -> None:
    """The same in the middle of a transaction, for a question that must know what was written before in it."""
    if session.get_bind().get_execution_options().get("may_write", True):
        session.flush()
        settle(session.connection())


def _notes_in(connection: Connection) -> list[Table]:
    """The tables of notes; none in a database that is yet to be brought up to this program."""
    known: list[Table] | None = _known.get(connection.engine)
    if known is None:
        named = [table for table in Base.metadata.tables.values() if SETTLED_BY in table.info]
        known = [table for table in named if inspect(connection).has_table(table.name)]
        if len(known) == len(named):
            _known[connection.engine] = known
    return known


def _info(table_name: str) -> Any:
    table = Base.metadata.tables.get(table_name)
    return {} if table is None else table.info
