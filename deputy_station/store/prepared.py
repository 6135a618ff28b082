"""Statements for new rows, put together once for each table and engine.

The mapper works out a statement and its values anew for each row it writes; the rows of a busy desk, and the hundred
thousand of an import, are of a few kinds. Here the words, and what each column's type does to a value, are kept.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, Table, bindparam, insert, literal_column
from sqlalchemy.engine import Connection

_Bind = Callable[[Any], Any]


class Number(Enum):
    """Where the `id` of a new row comes from; a table with another key has it among its values."""

    FROM_ENGINE = "the engine"
    UNUSED = "one above all that are and were there (SQLite: `change_marks` knows those that are gone)"
    OWN = "the row"


@dataclass(frozen=True)
class Insertion:
    """One INSERT into a table, every column said: its name, and what stands there when a row says nothing of it;
    `typed` is what a column's type does to a value, by its position."""

    sql: str
    columns: tuple[tuple[str, Any], ...]
    typed: tuple[tuple[int, _Bind], ...]
    by_name: bool
    gives: bool

    def values(self, row: Mapping[str, Any]) -> Any:
        """A row as the driver takes it."""
        given = row.get
        found = [given(name, usual) for name, usual in self.columns]
        for place, typed in self.typed:
            if found[place] is not None:
                found[place] = typed(found[place])
        if self.by_name:
            return {name: value for (name, _), value in zip(self.columns, found, strict=True)}
        return tuple(found)

    def many(self, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Many rows as the driver takes them: column by column, what comes again in a column is worked out once."""
        said = [name for name, _ in self.columns if name in rows[0]]
        alike = len(said) > 1 and all(len(row) == len(said) for row in rows)
        if self.by_name or not alike:
            return list(map(self.values, rows))
        given = dict(zip(said, zip(*map(itemgetter(*said), rows), strict=True), strict=True))
        typed, columns = dict(self.typed), []
        for place, (name, usual) in enumerate(self.columns):
            if name in given:
                columns.append(_typed(given[name], typed.get(place)))
            else:
                columns.append(_typed((usual,), typed.get(place)) * len(rows))
        return list(zip(*columns, strict=True))

    def check(self, row: Mapping[str, Any]) -> None:
        """Raise KeyError for a word that is no column: it would be lost without a sound."""
        unknown = row.keys() - {name for name, _ in self.columns}
        if unknown:
            raise KeyError(f"no columns: {sorted(unknown)}")


def _typed(values: tuple[Any, ...], bind: _Bind | None) -> tuple[Any, ...]:
    if bind is None:
        return values
    known: dict[Any, Any] = {None: None}
    try:
        for value in set(values):
            if value is not None:
                known[value] = bind(value)
    except TypeError:  # lists and dicts (a JSON column) are not looked up
        return tuple([None if value is None else bind(value) for value in values])
    return tuple([known[value] for value in values])


_prepared: dict[tuple[str, str, Number], Insertion] = {}


def insert_one(connection: Connection, table: Table, row: Mapping[str, Any], number: Number) -> int:
    """Write one row of a table with an `id`; the id it got."""
    each = insertion(connection, table, number)
    each.check(row)
    done = connection.exec_driver_sql(each.sql, each.values(row))
    made: int = done.scalar_one() if each.gives else done.lastrowid
    return made


def insert_many(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows that say the same columns, with one statement; their ids are their own or the engine's."""
    each = insertion(connection, table, Number.OWN if "id" in rows[0] else Number.FROM_ENGINE)
    each.check(rows[0])
    connection.exec_driver_sql(each.sql, each.many(rows))


def insertion(connection: Connection, table: Table, number: Number) -> Insertion:
    """The statement for rows of the table."""
    known = (connection.dialect.name, table.name, number)
    found = _prepared.get(known)
    if found is None:
        found = _prepared[known] = _put_together(connection, table, number)
    return found


def _put_together(connection: Connection, table: Table, number: Number) -> Insertion:
    dialect = connection.dialect
    numbered = [column.name for column in table.primary_key] == ["id"]
    left_out = numbered and number is not Number.OWN
    said = [column for column in table.columns if not (left_out and column.name == "id")]
    values: dict[str, Any] = {column.name: bindparam(column.name, type_=column.type) for column in said}
    if left_out and number is Number.UNUSED and dialect.name == "sqlite":
        highest = f"SELECT highest FROM change_marks WHERE table_name = '{table.name}'"  # noqa: S608  (our own words)
        there = f"SELECT max(id) FROM {table.name}"  # noqa: S608
        values["id"] = literal_column(f"(SELECT max(coalesce(({there}), 0), coalesce(({highest}), 0)) + 1)")
    gives = left_out and dialect.name != "sqlite"
    statement = insert(table).values(values)
    compiled = (statement.returning(table.c.id) if gives else statement).compile(dialect=dialect)
    by_name = not compiled.positional
    names = [column.name for column in said] if by_name else list(compiled.positiontup or ())
    binds = [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names]
    return Insertion(
        str(compiled),
        tuple((name, _usual(table.c[name])) for name in names),
        tuple((place, bind) for place, bind in enumerate(binds) if bind is not None),
        by_name,
        gives,
    )


def _usual(column: Column[Any]) -> Any:
    """What the column holds when nothing is said: its default. One that is made anew each time (an empty list) may be
    shared here: it is only written down."""
    default: Any = column.default
    if default is None:
        return None
    return default.arg if default.is_scalar else default.arg(None)
