"""Reversing a step of the journal: its new rows go, its deleted rows come back, its changed rows are as before.

Written straight to the tables, noted in the journal like any other change. Rows go children first and come parents
first; a column that points inside its own table, or round in a circle, is emptied before and filled after. The version
of every row that changes is counted up, so that an editor open elsewhere is turned away.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import JSON, ColumnElement, Table, and_, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.store import context
from deputy_station.store.base import Base
from deputy_station.store.capture import NOT_JOURNALED, Notes, notes_of
from deputy_station.store.row_values import (
    Key,
    at_keys,
    chunks,
    fetch_rows,
    key_of,
    plain_row,
    plain_value,
    read_key,
    read_value,
    to_write,
)

POINTS_AT = "points_at"
"""In a column's `info`: (column that says what kind, {kind: table name}) where no foreign key can stand."""
_KNOWN = {"journaled": True}


class RowsDiffer(Refusal):
    """The rows are not as the step left them, and no later step says why."""

    def __init__(self) -> None:
        super().__init__("相关的记录后来又变了，不能再撤销。请直接改正。")


class PlaceTaken(Refusal):
    """What would come back stands in the way of something new with the same name or number."""

    def __init__(self) -> None:
        super().__init__("同名或同号的记录已经另有一条，不能恢复成原来的样子。请先改掉那一条，再试一次。")


class StepOfOldProgram(Refusal):
    """The tables have changed since."""

    def __init__(self) -> None:
        super().__init__("这一步是旧版程序做的，记录的格式已经变了，不能再撤销。请直接改正。")


@dataclass(frozen=True)
class Change:
    """One entry of a step, its values read."""

    sign: str
    table: Table
    key: Key
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True)
class Pointer:
    """Rows of a table that point at something: which column, how many."""

    table: str
    rows: int


def read_changes(plain: Iterable[Sequence[Any]]) -> list[Change]:
    """The entries of a step. Raises StepOfOldProgram."""
    found = []
    for sign, name, key, *values in plain:
        table = Base.metadata.tables.get(name)
        if table is None:
            raise StepOfOldProgram
        read = [_read_row(table, row) for row in values]
        before, after = [*read, {}, {}][:2]
        found.append(Change(sign, table, read_key(key), before, after))
    return found


def _read_row(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    if not set(row) <= set(table.c.keys()):
        raise StepOfOldProgram
    return {name: read_value(table.c[name], value) for name, value in row.items()}


def check_unchanged(session: Session, changes: Sequence[Change], *, lock: bool = False) -> None:
    """Raise RowsDiffer unless every row stands as the step left it; with `lock` they stay so."""
    session.flush()
    for table, group in _by_table(changes):
        rows = fetch_rows(session.connection(), table, [change.key for change in group], lock=lock)
        for change in group:
            row = rows.get(change.key)
            if (row is None) != (change.sign == "-"):
                raise RowsDiffer
            if row is not None and any(row[name] != value for name, value in change.after.items()):
                raise RowsDiffer


def find_pointers(session: Session, changes: Sequence[Change]) -> list[Pointer]:
    """What points at rows that would go, and would not go or turn away itself."""
    touched = {(change.table.name, change.key): change for change in changes}
    going: dict[str, list[Key]] = {}
    for change in changes:
        if change.sign == "+" and len(change.key) == 1:
            going.setdefault(change.table.name, []).append(change.key)
    found = []
    for table in Base.metadata.sorted_tables:
        if table.name in NOT_JOURNALED:
            continue
        count = 0
        for column, condition in _pointing(table, going):
            for row in session.connection().execute(select(table).where(condition)):
                named = cast(Mapping[str, Any], row._mapping)
                own = touched.get((table.name, key_of(table, named)))
                count += own is None or (own.sign != "+" and column not in own.before)
        if count:
            found.append(Pointer(table.name, count))
    return found


def find_missing(session: Session, changes: Sequence[Change]) -> list[str]:
    """Tables of the rows that what comes back would point at, and that are gone by now."""
    coming = {(each.table.name, each.key) for each in changes if each.sign == "-"}
    wanted: dict[str, set[Key]] = {}
    for change in changes:
        if change.sign == "+":
            continue
        for name, value in change.before.items():
            target = None if value is None else _target(change.table, name, change.before)
            if target is not None and (target, (value,)) not in coming:
                wanted.setdefault(target, set()).add((value,))
    tables = Base.metadata.tables
    return [
        name
        for name, keys in wanted.items()
        if keys - set(fetch_rows(session.connection(), tables[name], sorted(keys)))
    ]


def _target(table: Table, name: str, row: Mapping[str, Any]) -> str | None:
    """The table that a column of this row points at."""
    column = table.c[name]
    for key in column.foreign_keys:
        return key.column.table.name
    if POINTS_AT in column.info:
        kind, tables = column.info[POINTS_AT]
        return cast("str | None", tables.get(row.get(kind)))
    return None


def _pointing(table: Table, going: Mapping[str, list[Key]]) -> Iterator[tuple[str, ColumnElement[bool]]]:
    """Columns of the table with the condition for rows that point at something on its way out."""
    for column in table.columns:
        for key in column.foreign_keys:
            for portion in chunks(going.get(key.column.table.name, [])):
                yield column.name, column.in_([each[0] for each in portion])
        if POINTS_AT in column.info:
            kind, tables = column.info[POINTS_AT]
            for word, name in tables.items():
                for portion in chunks(going.get(name, [])):
                    yield column.name, and_(table.c[kind] == word, column.in_([each[0] for each in portion]))


def take_back(session: Session, changes: Sequence[Change]) -> None:
    """Reverse the changes; check them before. Raises PlaceTaken."""
    session.flush()
    session.info[context.CHANGED_TABLES].update(change.table.name for change in changes)
    new = dict(_by_table(changes, "+"))
    leaving = {
        table: fetch_rows(session.connection(), table, [change.key for change in rows])
        for table, rows in new.items()
    }
    try:
        with session.begin_nested():
            _reverse(session, changes, changed_first=False)
    except IntegrityError:
        # A changed row holds a name that one of those coming back had.
        try:
            with session.begin_nested():
                _reverse(session, changes, changed_first=True)
        except IntegrityError:
            raise PlaceTaken from None
    _note(notes_of(session), changes, leaving)
    session.expire_all()


def _note(
    notes: Notes, changes: Sequence[Change], leaving: Mapping[Table, Mapping[Key, Mapping[str, Any]]]
) -> None:
    for change in changes:
        if change.sign == "+":
            row = leaving[change.table][change.key]
            notes.delete(change.table, change.key, plain_row(change.table, row))
        elif change.sign == "-":
            notes.insert(change.table, change.key, lambda change=change: _plain(change.before))  # type: ignore[misc]
        else:
            notes.update(change.table, change.key, _plain(change.after), _plain(change.before))


def _reverse(session: Session, changes: Sequence[Change], *, changed_first: bool) -> None:
    new, gone = dict(_by_table(changes, "+")), dict(_by_table(changes, "-"))
    changed = [change for change in changes if change.sign == "~"]
    for change in changed:
        _let_go(session, change)
    order = Base.metadata.sorted_tables
    for table, rows in new.items():
        _open_circles(session, table, rows)
    for table in reversed(order):
        _remove(session, table, new.get(table, []))
    if changed_first:
        for change in changed:
            _set_back(session, change)
    for table in order:
        _put_back(session, table, gone.get(table, []))
    for table in order:
        _close_circles(session, table, gone.get(table, []))
    if not changed_first:
        for change in changed:
            _set_back(session, change)


def _by_table(changes: Iterable[Change], sign: str = "") -> Iterable[tuple[Table, list[Change]]]:
    found: dict[Table, list[Change]] = {}
    for change in changes:
        if sign in ("", change.sign):
            found.setdefault(change.table, []).append(change)
    return found.items()


def _write(session: Session, statement: Any, rows: Sequence[Mapping[str, Any]] | None = None) -> None:
    session.execute(statement, rows, execution_options=_KNOWN)


def _let_go(session: Session, change: Change) -> None:
    """Empty what points elsewhere in a changed row, so that what it points at may go."""
    empty: dict[str, Any] = {
        name: None
        for name in change.before
        if change.table.c[name].foreign_keys and change.table.c[name].nullable
    }
    if empty:
        _write(session, update(change.table).where(at_keys(change.table, [change.key])).values(empty))


def _circular(table: Table) -> list[str]:
    """Columns that point inside their own table, or round in a circle with another."""
    return [
        column.name
        for column in table.columns
        if column.nullable and any(key.column.table is table or key.use_alter for key in column.foreign_keys)
    ]


def _open_circles(session: Session, table: Table, changes: Sequence[Change]) -> None:
    empty: dict[str, Any] = dict.fromkeys(_circular(table))
    for portion in chunks(change.key for change in changes) if empty else ():
        _write(session, update(table).where(at_keys(table, portion)).values(empty))


def _remove(session: Session, table: Table, changes: Sequence[Change]) -> None:
    for portion in chunks(change.key for change in changes):
        _write(session, delete(table).where(at_keys(table, portion)))


def _put_back(session: Session, table: Table, changes: Sequence[Change]) -> None:
    later = _circular(table)
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for change in changes:
        row: dict[str, Any] = {column.name: change.before.get(column.name) for column in table.columns}
        row.update(dict.fromkeys(later))
        if "version" in row:
            row["version"] += 1
        # An empty JSON column is left out and so stays NULL; rows with the same columns go in one statement.
        row = {
            name: value
            for name, value in row.items()
            if value is not None or not isinstance(table.c[name].type, JSON)
        }
        alike.setdefault(tuple(row), []).append(row)
    for rows in alike.values():
        _write(session, insert(table), rows)


def _close_circles(session: Session, table: Table, changes: Sequence[Change]) -> None:
    names = _circular(table)
    for change in changes if names else ():
        values = {name: change.before.get(name) for name in names}
        if any(value is not None for value in values.values()):
            _write(session, update(table).where(at_keys(table, [change.key])).values(values))


def _set_back(session: Session, change: Change) -> None:
    table = change.table
    values = {name: to_write(table.c[name], value) for name, value in change.before.items()}
    if "version" in table.c:
        values["version"] = table.c.version + 1
    if values:
        _write(session, update(table).where(at_keys(table, [change.key])).values(values))


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain_value(value) for name, value in row.items()}
