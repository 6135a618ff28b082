"""Writing the journal: what a session changes is noted as it is flushed, and becomes one step when it commits.

Rows changed through the mapper and bulk deletes are noted by themselves; many new rows at once go through
`insert_all`. Any other bulk statement on a journaled table raises: nothing may escape the journal. Only the filling of
the demo station is left out, by `leave_out`.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Delete, Table, TextClause, Update, delete, event, func, insert, inspect, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapper, ORMExecuteState, PassiveFlag, Session, object_session
from sqlalchemy.sql import ClauseElement, Insert

from deputy_station.store import context, prepared, profile
from deputy_station.store.base import Base
from deputy_station.store.journal import ChangeMark, ChangeSeal, ChangeStep
from deputy_station.store.prepared import Number
from deputy_station.store.row_values import Key, key_of, plain_key, plain_row, plain_value

NOT_JOURNALED = frozenset(
    {
        "history_lines",
        "change_steps",
        "change_seals",
        "change_marks",
        "drafts",
        "memories",
        "alembic_version",
        "sign_keys",
        "demand_changes",
        "demand_tallies",
        "paper_files",
        "printed_papers",
    }
)
"""The logs themselves (what went out of the house among them), what is worked out from other rows, and what is nobody's record: a key taken back would leave every printed code unreadable."""
NAMING_TABLE = "history_lines"
"""The first line of it names the step."""
_NOTES = "journal_notes"
_KNOWN = "journaled"
_WRITING = re.compile(r'\s*(?:insert\s+into|update|delete\s+from|replace\s+into)\s+"?(\w+)', re.IGNORECASE)


class EscapesJournal(RuntimeError):
    """A statement would change rows without a note: our bug."""


@dataclass(frozen=True)
class Noted:
    """What happened to one row in this transaction, netted; values are plain JSON by column name."""

    sign: str
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


_MADE = Noted("+")


@dataclass
class Notes:
    """What one session changed so far."""

    rows: dict[tuple[str, Key], Noted] = field(default_factory=dict)
    action: str = ""
    subject: str = ""
    subject_id: int | None = None
    sentence: str = ""
    undoes_id: int | None = None
    left_out: bool = False
    seals: dict[tuple[str, str], str] = field(default_factory=dict)
    marks: dict[str, int] | None = None
    gone: dict[str, int] = field(default_factory=dict)
    """The highest row number deleted from each table so far."""

    def insert(self, table: Table, key: Key, values: Callable[[], Mapping[str, Any]]) -> None:
        """A new row; one deleted before in the same transaction was changed, as far as anybody can see."""
        there = self.rows.get((table.name, key))
        if there is None or there.sign != "-":
            self.rows[table.name, key] = _MADE
            return
        del self.rows[table.name, key]
        now = values()
        changed = [name for name in now if now[name] != there.before.get(name)]
        if changed:
            self.update(
                table,
                key,
                {name: there.before.get(name) for name in changed},
                {name: now[name] for name in changed},
            )

    def update(self, table: Table, key: Key, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """A changed row."""
        there = self.rows.get((table.name, key), Noted("~"))
        if there.sign == "~":
            first, last = {**before, **there.before}, {**there.after, **after}
            names = [name for name in last if first[name] != last[name]]
            self.rows[table.name, key] = Noted(
                "~", {name: first[name] for name in names}, {name: last[name] for name in names}
            )

    def delete(self, table: Table, key: Key, values: Mapping[str, Any]) -> None:
        """A row that is gone, with all it held."""
        if len(key) == 1 and isinstance(key[0], int):
            self.gone[table.name] = max(key[0], self.gone.get(table.name, 0))
        there = self.rows.pop((table.name, key), None)
        if there is None or there.sign != "+":
            self.rows[table.name, key] = Noted("-", {**values, **(there.before if there else {})})

    def plain(self) -> list[list[Any]]:
        """The changes as a step keeps them."""
        told: list[list[Any]] = []
        for (table, key), noted in self.rows.items():
            entry: list[Any] = [noted.sign, table, plain_key(key)]
            if noted.sign != "+":
                entry.append(dict(noted.before))
            if noted.sign == "~":
                entry.append(dict(noted.after))
            told.append(entry)
        return told


def begin_notes(session: Session) -> None:
    """Start noting what this session changes; its statements are handed to `note_statement`."""
    session.info[_NOTES] = Notes()


def notes_of(session: Session) -> Notes:
    """The session's notes."""
    return cast(Notes, session.info[_NOTES])


def leave_out(session: Session) -> None:
    """Keep this transaction out of the journal: it fills an empty database, and nobody would take that back."""
    notes_of(session).left_out = True


def name_step(
    session: Session, *, action: str, sentence: str, subject: str = "", subject_id: int | None = None
) -> None:
    """Name the step, where its first history line is not what the person did."""
    notes = notes_of(session)
    notes.action, notes.sentence = action, sentence
    notes.subject, notes.subject_id = subject or notes.subject, subject_id


def seal(session: Session, model: type[Base], keys: Iterable[int | Sequence[int]], reason: str) -> None:
    """These rows go out of the house with this transaction: what was done to them up to now is corrected from now
    on, no longer undone. `reason` says what went out, in words: 11月20日的签到表已经打印."""
    for key in keys:
        plain = json.dumps(key if isinstance(key, int) else list(key))
        notes_of(session).seals[str(model.__tablename__), plain] = reason


def insert_all(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> list[Key]:
    """Insert many rows with one statement, noted in the journal; their keys, in no particular order."""
    if not rows:
        return []
    session.flush()
    table = cast(Table, model.__table__)
    notes, connection = notes_of(session), session.connection()
    session.info[context.CHANGED_TABLES].add(table.name)
    options = {_KNOWN: True}
    if len(rows) >= profile.MANY_ROWS:
        profile.widen_cache(connection)
    if "version" in table.c and not all("version" in row for row in rows):
        rows = [{"version": 1, **row} for row in rows]
    key = list(table.primary_key.columns)
    if len(key) > 1:
        session.execute(insert(table), list(rows), execution_options=options)
        keys = [tuple(row[column.name] for column in key) for row in rows]
    elif connection.dialect.name == "sqlite":
        # One writer at a time, and numbers only grow: what is above the highest number is ours.
        last = max(connection.scalar(select(func.max(key[0]))) or 0, _mark(notes, connection, table))
        prepared.insert_many(connection, table, _numbered(notes, connection, table, rows))
        keys = [(number,) for number in connection.scalars(select(key[0]).where(key[0] > last))]
    else:
        made = session.execute(insert(table).returning(key[0]), list(rows), execution_options=options)
        keys = [(number,) for number in made.scalars()]
    for each in keys:
        notes.insert(table, each, dict)
    return keys


def insert_one(session: Session, model: type[Base], row: Mapping[str, Any]) -> int:
    """Write a new row of a table with an `id`, noted in the journal, without the mapper: for what a desk writes all day
    long. Nothing of it is loaded. Raises RuntimeError in a session that only reads."""
    notes: Notes | None = session.info.get(_NOTES)
    if notes is None:
        raise RuntimeError("a write in a reading session")
    table, connection = cast(Table, model.__table__), session.connection()
    session.info[context.CHANGED_TABLES].add(table.name)
    if "version" in table.c:
        row = {"version": 1, **row}
    if table.name in NOT_JOURNALED or notes.left_out:
        number = prepared.insert_one(connection, table, row, Number.FROM_ENGINE)
        if table.name == NAMING_TABLE:
            _take_name(notes, row)
        return number
    if table.name in notes.gone and connection.dialect.name == "sqlite":
        row = _numbered(notes, connection, table, [row])[0]
    if "id" in row:
        prepared.insert_many(connection, table, [row])
        number = row["id"]
    else:
        number = prepared.insert_one(connection, table, row, Number.UNUSED)
    notes.insert(table, (number,), dict)
    return number


def count_up(session: Session, model: type[Base], key: Mapping[str, Any], column: str, by: int) -> int:
    """Add to a counter, made where it is missing, and give what it holds now.

    One statement: the row is locked to the end of the transaction, so that another desk counts on from there.
    """
    table = cast(Table, model.__table__)
    connection = session.connection()
    now: int = connection.scalar(_counting(table, column, connection.dialect.name), {**key, column: by})
    session.info[context.CHANGED_TABLES].add(table.name)
    notes = notes_of(session)
    if not notes.left_out and table.name not in NOT_JOURNALED:
        named = key_of(table, key)
        if now == by:
            notes.insert(table, named, lambda: {**key, column: now})
        else:
            notes.update(table, named, {column: now - by}, {column: now})
    return now


@lru_cache(maxsize=16)
def _counting(table: Table, column: str, dialect: str) -> Any:
    # The half of SQLAlchemy for the other engine is 3 MB that a desk never needs.
    adding: Any
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql

        adding = postgresql.insert(table)
    else:
        from sqlalchemy.dialects import sqlite

        adding = sqlite.insert(table)
    total = table.c[column] + adding.excluded[column]
    return adding.on_conflict_do_update(
        index_elements=list(table.primary_key.columns), set_={column: total}
    ).returning(table.c[column])


def write_step(session: Session) -> int | None:
    """Write what was noted as one step, and the seals; the step's id, None when no record changed."""
    notes = notes_of(session)
    if notes.left_out:
        return None
    step_id: int | None = None
    if notes.rows:
        values = {
            "at": context.now(session),
            "actor": context.actor(session),
            "desk": context.desk(session),
            "action": notes.action,
            "subject": notes.subject,
            "subject_id": notes.subject_id,
            "sentence": notes.sentence,
            "tables": ",".join(sorted({table for table, _ in notes.rows})),
            "changes": notes.plain(),
            "deletes": any(noted.sign == "-" and len(key) == 1 for (_, key), noted in notes.rows.items()),
            "undone_by": "",
            "undoes_id": notes.undoes_id,
        }
        table = cast(Table, ChangeStep.__table__)
        step_id = prepared.insert_one(session.connection(), table, values, Number.FROM_ENGINE)
        session.info[context.CHANGED_TABLES].add(ChangeStep.__tablename__)
        _keep_marks(session, notes)
    _write_seals(session, notes, step_id)
    return step_id


def _write_seals(session: Session, notes: Notes, step_id: int | None) -> None:
    if not notes.seals:
        return
    if step_id is None:
        step_id = session.scalar(select(func.max(ChangeStep.id))) or 0
    for (table, key), reason in notes.seals.items():
        # The same paper printed again reaches further, it is not another seal.
        session.execute(
            delete(ChangeSeal).where(
                ChangeSeal.table_name == table, ChangeSeal.row_key == key, ChangeSeal.reason == reason
            )
        )
    at = context.now(session)
    session.add_all(
        ChangeSeal(at=at, step_id=step_id, table_name=table, row_key=key, reason=reason)
        for (table, key), reason in notes.seals.items()
    )
    session.flush()


# ---------------------------------------------------------------------- row numbers are not given twice


_MARKS = select(ChangeMark.table_name, ChangeMark.highest)


def _mark(notes: Notes, connection: Connection, table: Table) -> int:
    """The highest number ever deleted from the table, 0 when none was."""
    if notes.marks is None:
        notes.marks = dict(connection.execute(_MARKS).all())
    return max(notes.marks.get(table.name, 0), notes.gone.get(table.name, 0))


def _free_number(notes: Notes, connection: Connection, table: Table) -> int | None:
    """The number for a new row, where the engine would give one that was given before."""
    if connection.dialect.name != "sqlite":
        return None
    mark = _mark(notes, connection, table)
    if not mark or (connection.scalar(select(func.max(table.c.id))) or 0) > mark:
        return None
    assert notes.marks is not None
    notes.marks[table.name] = mark + 1
    return mark + 1


def _numbered(
    notes: Notes, connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]
) -> Sequence[Mapping[str, Any]]:
    first = _free_number(notes, connection, table)
    if first is None:
        return rows
    assert notes.marks is not None
    notes.marks[table.name] = first + len(rows) - 1
    return [{**row, "id": number} for number, row in enumerate(rows, first)]


def _keep_marks(session: Session, notes: Notes) -> None:
    if session.get_bind().dialect.name != "sqlite":
        return
    highest: dict[str, int] = {}
    for (table, key), noted in notes.rows.items():
        if noted.sign == "-" and len(key) == 1 and isinstance(key[0], int):
            highest[table] = max(key[0], highest.get(table, 0))
    for table, number in highest.items():
        mark = session.get(ChangeMark, table)
        if mark is None:
            session.add(ChangeMark(table_name=table, highest=number))
        else:
            mark.highest = max(mark.highest, number)
    session.flush()


# ---------------------------------------------------------------------- what the session tells by itself


def _noting(target: object, table: Table) -> Notes | None:
    session = object_session(target)
    notes = None if session is None else session.info.get(_NOTES)
    if notes is None or notes.left_out or table.name in NOT_JOURNALED:
        return None
    return cast(Notes, notes)


def _before_insert(mapper: Mapper[Any], connection: Connection, target: Any) -> None:
    table = cast(Table, mapper.local_table)
    notes = _noting(target, table)
    if notes is not None and "id" in table.c and target.id is None:
        number = _free_number(notes, connection, table)
        if number is not None:
            target.id = number


def _after_insert(mapper: Mapper[Any], connection: Connection, target: Any) -> None:
    table = cast(Table, mapper.local_table)
    notes = _noting(target, table)
    if notes is not None:
        key = tuple(mapper.primary_key_from_instance(target))
        notes.insert(table, key, lambda: _row_there(connection, table, key))


def _take_name(notes: Notes, line: Mapping[str, Any]) -> None:
    if not notes.sentence:
        notes.action, notes.sentence = line["action"], line["sentence"]
        notes.subject, notes.subject_id = line["subject"], line["subject_id"]


def _before_update(mapper: Mapper[Any], connection: Connection, target: Any) -> None:
    table = cast(Table, mapper.local_table)
    notes = _noting(target, table)
    if notes is None:
        return
    state = inspect(target)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    unread: list[str] = []
    for attribute in mapper.column_attrs:
        column = attribute.columns[0]
        if attribute.key not in state.committed_state or column is mapper.version_id_col:
            continue
        history = state.get_history(attribute.key, PassiveFlag.PASSIVE_NO_INITIALIZE)
        if not history.added:
            continue
        value = history.added[0]
        if isinstance(value, ClauseElement):
            raise EscapesJournal(f"{table.name}.{column.name} is set by an expression")
        after[column.name] = plain_value(value)
        if history.deleted:
            before[column.name] = plain_value(history.deleted[0])
        else:
            unread.append(column.name)
    if not after:
        return
    key = tuple(mapper.primary_key_from_instance(target))
    if unread:
        row = _row_there(connection, table, key)
        before.update((name, row[name]) for name in unread)
    notes.update(table, key, before, after)


def _before_delete(mapper: Mapper[Any], connection: Connection, target: Any) -> None:
    table = cast(Table, mapper.local_table)
    notes = _noting(target, table)
    if notes is not None:
        key = tuple(mapper.primary_key_from_instance(target))
        notes.delete(table, key, _row_there(connection, table, key))


def _row_there(connection: Connection, table: Table, key: Key) -> dict[str, Any]:
    query = select(table)
    for column, part in zip(table.primary_key.columns, key, strict=True):
        query = query.where(column == part)
    return plain_row(table, cast(Mapping[str, Any], connection.execute(query).one()._mapping))


def note_statement(state: ORMExecuteState) -> None:
    """A statement is about to run: what it deletes is noted, what would escape the journal raises EscapesJournal."""
    statement = state.statement
    notes: Notes = state.session.info[_NOTES]
    if state.is_select or notes.left_out or state.execution_options.get(_KNOWN):
        return
    if isinstance(statement, TextClause):
        written = _WRITING.match(statement.text)
        if written is not None and written[1] in set(Base.metadata.tables) - NOT_JOURNALED:
            raise EscapesJournal(statement.text)
    if not isinstance(statement, Insert | Update | Delete):
        return
    table = cast(Table, statement.table)
    if table.name in NOT_JOURNALED:
        return
    if not isinstance(statement, Delete):
        raise EscapesJournal(
            f"a bulk statement on {table.name}: use capture.insert_all, or change rows one by one"
        )
    state.session.flush()
    query = select(table)
    if statement.whereclause is not None:
        query = query.where(statement.whereclause)
    for row in state.session.connection().execute(query):
        named = cast(Mapping[str, Any], row._mapping)
        notes.delete(table, key_of(table, named), plain_row(table, named))


for name, listener in (
    ("before_insert", _before_insert),
    ("after_insert", _after_insert),
    ("before_update", _before_update),
    ("before_delete", _before_delete),
):
    event.listen(Mapper, name, listener)
