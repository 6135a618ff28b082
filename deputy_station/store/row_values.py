"""A row as plain JSON and back, by the types of its columns; the key of a row in the journal."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, cast

from sqlalchemy import JSON, Column, Date, LargeBinary, Table, Time, and_, null, select, tuple_
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from deputy_station.core.choices import Choice
from deputy_station.store.base import ChoiceColumn, UtcInstant

Key = tuple[Any, ...]
"""The key of a row: numbers, or the word of a table that is keyed by one."""
AT_ONCE = 500
"""Keys in one statement: far below what either engine takes."""


def plain_value(value: object) -> object:
    """A column's value as JSON holds it. Raises TypeError for a type no column of ours has."""
    if isinstance(value, Choice):
        return value.value
    if value is None or isinstance(value, str | int | float | list | dict):
        return value
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"no column holds {type(value).__name__}")


def read_value(column: Column[Any], value: Any) -> Any:
    """The value of that column from its plain form."""
    if value is None:
        return None
    kind = column.type
    if isinstance(kind, UtcInstant):
        return datetime.fromisoformat(value)
    if isinstance(kind, ChoiceColumn):
        return kind.choice(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, Time):
        return time.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return bytes.fromhex(value)
    return value


def plain_row(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the table as JSON holds it."""
    return {column.name: plain_value(row[column.name]) for column in table.columns}


def to_write(column: Column[Any], value: Any) -> Any:
    """The value for a statement: an empty JSON column stays NULL and does not become the JSON word null."""
    return null() if value is None and isinstance(column.type, JSON) else value


def key_of(table: Table, row: Mapping[str, Any]) -> Key:
    """The key of a row."""
    return tuple(row[column.name] for column in table.primary_key.columns)


def plain_key(key: Key) -> int | str | list[int | str]:
    """A key as the journal keeps it: a number or a word, a list where it is composite."""
    return key[0] if len(key) == 1 else list(key)


def read_key(key: int | str | Sequence[int | str]) -> Key:
    """A key from the journal."""
    return (key,) if isinstance(key, (int, str)) else tuple(key)


def at_keys(table: Table, keys: Sequence[Key]) -> ColumnElement[bool]:
    """The condition for rows with one of these keys."""
    columns = list(table.primary_key.columns)
    if len(columns) == 1:
        return columns[0].in_([key[0] for key in keys])
    if len(keys) == 1:
        return and_(*(column == part for column, part in zip(columns, keys[0], strict=True)))
    return tuple_(*columns).in_(keys)


def chunks(keys: Iterable[Key]) -> Iterable[Sequence[Key]]:
    """The keys in portions for one statement each."""
    whole = list(keys)
    return (whole[start : start + AT_ONCE] for start in range(0, len(whole), AT_ONCE))


def fetch_rows(
    connection: Connection, table: Table, keys: Iterable[Key], *, lock: bool = False
) -> dict[Key, Mapping[str, Any]]:
    """The rows with these keys as they stand; those that are gone are left out. With `lock` nobody changes them
    before this transaction ends."""
    found: dict[Key, Mapping[str, Any]] = {}
    for portion in chunks(keys):
        query = select(table).where(at_keys(table, portion))
        for row in connection.execute(query.with_for_update() if lock else query):
            named = cast(Mapping[str, Any], row._mapping)
            found[key_of(table, named)] = named
    return found
