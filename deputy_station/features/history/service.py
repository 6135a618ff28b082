"""Writing a line into the history and reading a subject's lines; taking steps back, and the recycle bin.

A step may be taken back, also much later, when nothing later stands on it: no later step changed the same rows, none
of them went out of the house since, and nothing refers to a row that would go. What takes a step back is a step of its
own, so it can be taken back as well (重做). Where simply removing rows would be wrong, a table names in its `info`
under `taken_back_by` the function for an action: a demand is withdrawn, as its number was given and stays taken.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from importlib import import_module
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, func, or_, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_line
from deputy_station.core.errors import Refusal
from deputy_station.features.history import rules
from deputy_station.features.history.models import HistoryLine
from deputy_station.store import context
from deputy_station.store.base import Base
from deputy_station.store.capture import insert_one, name_step, notes_of
from deputy_station.store.journal import ChangeSeal, ChangeStep
from deputy_station.store.row_values import fetch_rows
from deputy_station.store.taking_back import (
    Change,
    check_unchanged,
    find_missing,
    find_pointers,
    read_changes,
    take_back,
)

COUNTS = "counts"
"""In a table's `info`: its rows only count what others hold."""
TAKEN_BACK_BY = "taken_back_by"
"""In a table's `info`: {action: "module:function"}; the function is called with the session and the subject's id."""

STANDS = "stands"
"""In a table's `info`: "module:function", called with the session and {id: changed columns} (all of a row that came
back) after a taking back; it raises the feature's refusal where rows would stand against its rules."""


@dataclass(frozen=True)
class HistoryRow:
    """One line: when (UTC), who, the action key, and the sentence."""

    at: datetime
    actor: str
    action: str
    sentence: str


def record_change(
    session: Session,
    *,
    action: str,
    subject: str,
    subject_id: int | None,
    sentence: str,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Add one line for a change made in this session."""
    insert_one(
        session,
        HistoryLine,
        {
            "at": context.now(session),
            "actor": context.actor(session),
            "action": action,
            "subject": subject,
            "subject_id": subject_id,
            "sentence": sentence,
            "before": _plain(before),
            "after": _plain(after),
        },
    )


def list_history(session: Session, *, subject: str, subject_id: int) -> list[HistoryRow]:
    """The lines of one subject, oldest first."""
    lines = session.scalars(
        select(HistoryLine)
        .where(HistoryLine.subject == subject, HistoryLine.subject_id == subject_id)
        .order_by(HistoryLine.id)
    )
    return [HistoryRow(line.at, line.actor, line.action, line.sentence) for line in lines]


def latest_history(session: Session, *, limit: int) -> list[HistoryRow]:
    """The newest lines of all, newest first."""
    lines = session.scalars(select(HistoryLine).order_by(HistoryLine.id.desc()).limit(limit))
    return [HistoryRow(line.at, line.actor, line.action, line.sentence) for line in lines]


def strike_names(session: Session, *, number: str, since: datetime, without: Callable[[str], str]) -> None:
    """Rewrite what was recorded since an instant (UTC) in sentences that tell this number: somebody asked for secrecy
    after it was written. `without` gives a text without the names; the values before and after are rewritten, too.

    What the journal needs to take a step back stays as it was: nobody reads it.
    """
    lines = select(HistoryLine).where(
        HistoryLine.at >= since, HistoryLine.sentence.contains(number, autoescape=True)
    )
    for line in session.scalars(lines):
        line.sentence = without(line.sentence)
        line.before, line.after = _rewritten(line.before, without), _rewritten(line.after, without)
    steps = select(ChangeStep).where(
        ChangeStep.at >= since, ChangeStep.sentence.contains(number, autoescape=True)
    )
    for step in session.scalars(steps):
        step.sentence = without(step.sentence)


def _rewritten(values: dict[str, Any] | None, without: Callable[[str], str]) -> dict[str, Any] | None:
    if values is None:
        return None
    return {key: without(value) if isinstance(value, str) else value for key, value in values.items()}


def _plain(values: Mapping[str, object] | None) -> dict[str, Any] | None:
    """Values as JSON can hold them: dates as text, choices as stored."""
    if values is None:
        return None
    return {key: _plain_value(value) for key, value in values.items()}


def _plain_value(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain_value(item) for item in value]
    return value


# ---------------------------------------------------------------------- steps


@dataclass(frozen=True)
class StepRow:
    """One step: when (UTC), who, what; `undone_by` is empty while it holds."""

    id: int
    at: datetime
    actor: str
    action: str
    sentence: str
    undone_at: datetime | None
    undone_by: str
    undoes_id: int | None

    @property
    def holds(self) -> bool:
        """Whether what it did still holds."""
        return self.undone_at is None


@dataclass(frozen=True)
class HeldRow:
    """A deleted row in words: what it is, its name, and its filled fields."""

    kind: str
    title: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class StepDetail:
    """A step with what it deleted; `why_not` says why it cannot be taken back, empty when it can."""

    row: StepRow
    held: tuple[HeldRow, ...]
    why_not: str


@dataclass(frozen=True)
class UndoneStep:
    """What was taken back: the step's id, and the sentence that says so (撤销：… or 重做：…)."""

    id: int
    sentence: str


def list_steps(
    session: Session,
    *,
    actor: str = "",
    mine: bool = False,
    search: str = "",
    deleted: bool = False,
    offset: int = 0,
    limit: int = 50,
) -> list[StepRow]:
    """Steps, newest first: of one person (`mine`: who asks), with every typed word in the sentence, or only what
    lies in the bin."""
    wanted = _wanted(context.actor(session) if mine else actor, search, deleted=deleted)
    query = select(ChangeStep).where(*wanted).order_by(ChangeStep.id.desc())
    return [_step_row(step) for step in session.scalars(query.offset(offset).limit(limit))]


def count_steps(
    session: Session, *, actor: str = "", mine: bool = False, search: str = "", deleted: bool = False
) -> int:
    """How many steps `list_steps` would list."""
    wanted = _wanted(context.actor(session) if mine else actor, search, deleted=deleted)
    return session.scalar(select(func.count()).select_from(ChangeStep).where(*wanted)) or 0


def own_steps(session: Session, *, limit: int = 10) -> list[StepRow]:
    """The last things this person did that still hold, newest first."""
    query = (
        select(ChangeStep)
        .where(ChangeStep.actor == context.actor(session), *_in_force())
        .order_by(ChangeStep.id.desc())
        .limit(limit)
    )
    return [_step_row(step) for step in session.scalars(query)]


def read_step(session: Session, *, step_id: int) -> StepDetail:
    """One step, what it deleted, and whether it can be taken back. Raises NoSuchStep."""
    step = _get_step(session, step_id)
    why_not = ""
    try:
        _check(session, _meant(session, step))
    except Refusal as refusal:
        why_not = str(refusal)
    return StepDetail(_step_row(step), _held(session, step), why_not)


def undo_step(session: Session, *, step_id: int) -> UndoneStep:
    """Take a step back, also when newer ones stand; taking back a taking back does it again.

    Raises NoSuchStep, AlreadyUndone, ChangedLater, WentOut, InUse, BelongsToDeleted, Forgotten, RowsDiffer,
    PlaceTaken, and what a feature refuses (STANDS).
    """
    step = _meant(session, _get_step(session, step_id))
    # Another desk may be taking back the very same step.
    session.refresh(step, with_for_update=True)
    changes = _check(session, step, lock=True)
    sentence = rules.undone_sentence(rules.sentence_of(step.sentence, step.tables.split(",")))
    again = step.action == rules.UNDO
    action = rules.REDO if again else rules.UNDO
    name_step(session, action=action, sentence=sentence, subject=step.subject, subject_id=step.subject_id)
    notes_of(session).undoes_id = step.id
    own_way = _own_way(step)
    if own_way is None:
        take_back(session, changes)
        _check_stands(session, changes)
    else:
        own_way(session, step.subject_id)
    session.flush()
    step.undone_at, step.undone_by = context.now(session), context.actor(session)
    if again and step.undoes_id is not None:
        first = session.get_one(ChangeStep, step.undoes_id)
        first.undone_at, first.undone_by = None, ""
    record_change(
        session, action=action, subject=step.subject or "step", subject_id=step.subject_id, sentence=sentence
    )
    return UndoneStep(step.id, sentence)


def undo_last(session: Session) -> UndoneStep:
    """Take back the last thing done in this running program. Raises NothingToUndo and as `undo_step`."""
    query = select(ChangeStep.id).where(ChangeStep.desk == context.desk(session), *_in_force())
    last = session.scalar(query.order_by(ChangeStep.id.desc()).limit(1))
    if last is None:
        raise rules.NothingToUndo
    return undo_step(session, step_id=last)


def redo_last(session: Session) -> UndoneStep:
    """Do again what was taken back last in this running program, unless something was done since. Raises
    NothingToRedo and as `undo_step`."""
    ours = ChangeStep.desk == context.desk(session)
    query = select(ChangeStep).where(ours, ChangeStep.action == rules.UNDO, ChangeStep.undone_at.is_(None))
    last = session.scalars(query.order_by(ChangeStep.id.desc()).limit(1)).first()
    done_since = None
    if last is not None:
        done_since = session.scalar(
            select(ChangeStep.id)
            .where(ours, ChangeStep.id > last.id, ChangeStep.undoes_id.is_(None))
            .limit(1)
        )
    if last is None or done_since is not None:
        raise rules.NothingToRedo
    return undo_step(session, step_id=last.id)


def restore_deleted(session: Session, *, step_id: int) -> UndoneStep:
    """Bring back what a step deleted. Raises NotInTheBin and as `undo_step`."""
    step = _get_step(session, step_id)
    if not step.deletes or step.undone_at is not None:
        raise rules.NotInTheBin(step_id)
    return undo_step(session, step_id=step_id)


def forget_deleted(session: Session, *, step_ids: Sequence[int]) -> int:
    """Clear steps from the recycle bin for ever: what the deleted rows held, now and before they were changed, is
    struck from every step and line. How many."""
    steps = session.scalars(
        select(ChangeStep).where(ChangeStep.id.in_(step_ids), *_wanted("", "", deleted=True))
    ).all()
    for step in steps:
        step.deletes = False
        _strike(session, {(entry[1], json.dumps(entry[2])) for entry in step.changes if entry[0] == "-"})
    if steps:
        record_change(
            session,
            action=rules.FORGET,
            subject="step",
            subject_id=None,
            sentence=f"从回收站清除 {len(steps)} 项",
            before={"steps": [step.id for step in steps]},
        )
    return len(steps)


def _strike(session: Session, keys: set[tuple[str, str]]) -> None:
    """Strike what these rows held from the journal and from the history's values; the sentences stay."""
    tables = [ChangeStep.tables.contains(name, autoescape=True) for name in {table for table, _ in keys}]
    for step in session.scalars(select(ChangeStep).where(or_(*tables))):
        struck = [
            [*entry[:3], *({} for _ in entry[3:])] if (entry[1], json.dumps(entry[2])) in keys else entry
            for entry in step.changes
        ]
        if struck != step.changes:
            step.changes = struck
        if step.subject_id is not None and any(
            entry[0] == "-" and (entry[1], json.dumps(entry[2])) in keys and _is_subject(step, entry)
            for entry in step.changes
        ):
            lines = select(HistoryLine).where(
                HistoryLine.subject == step.subject, HistoryLine.subject_id == step.subject_id
            )
            for line in session.scalars(lines):
                line.before = line.after = None


def _is_subject(step: ChangeStep, entry: Sequence[Any]) -> bool:
    """Whether an entry is about the very thing the step is about, and not about what went along with it."""
    return bool(entry[2] == step.subject_id and str(entry[1]).startswith(step.subject[:5]))


def _wanted(actor: str, search: str, *, deleted: bool) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if actor:
        conditions.append(ChangeStep.actor == clean_line(actor))
    for word in clean_line(search).split():
        conditions.append(
            or_(
                ChangeStep.sentence.contains(word, autoescape=True),
                ChangeStep.actor.contains(word, autoescape=True),
            )
        )
    if deleted:
        # What taking back took away comes again by 重做; a deletion done again stands there as the first time.
        conditions += [ChangeStep.deletes.is_(True), *_in_force()]
    return conditions


def _in_force() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """What a person did and nobody took back; taking back is not among it."""
    return ChangeStep.undone_at.is_(None), ChangeStep.undoes_id.is_(None)


def _get_step(session: Session, step_id: int) -> ChangeStep:
    step = session.get(ChangeStep, step_id)
    if step is None:
        raise rules.NoSuchStep(step_id)
    return step


def _meant(session: Session, step: ChangeStep) -> ChangeStep:
    """Who takes back a redoing means what was done again."""
    while step.action == rules.REDO and step.undoes_id is not None:
        undoing = session.get_one(ChangeStep, step.undoes_id)
        step = session.get_one(ChangeStep, cast(int, undoing.undoes_id))
    return step


def _own_way(step: ChangeStep) -> Callable[[Session, int | None], object] | None:
    """How the feature itself takes back such a step, when it wants to."""
    for table in Base.metadata.tables.values():
        name = table.info.get(TAKEN_BACK_BY, {}).get(step.action)
        if name is not None:
            return cast(Callable[[Session, int | None], object], _named(str(name)))
    return None


def _named(name: str) -> Callable[..., object]:
    module, _, function = name.partition(":")
    return cast(Callable[..., object], getattr(import_module(module), function))


def _check(session: Session, step: ChangeStep, *, lock: bool = False) -> list[Change]:
    """The step's changes, when it may be taken back."""
    if step.undone_at is not None:
        raise rules.AlreadyUndone(_sentence(step), step.undone_by)
    if any(entry[0] == "-" and not entry[3] for entry in step.changes):
        raise rules.Forgotten
    own_way = _own_way(step) is not None
    kept = [
        entry for entry in step.changes if not (own_way and COUNTS in Base.metadata.tables[entry[1]].info)
    ]
    keys = {(entry[1], json.dumps(entry[2])) for entry in kept}
    _check_sealed(session, step, keys)
    _check_later(session, step, keys)
    changes = read_changes(kept)
    check_unchanged(session, changes, lock=lock)
    if not own_way:
        pointers = find_pointers(session, changes)
        if pointers:
            raise rules.InUse(rules.in_use_words((each.table, each.rows) for each in pointers))
        missing = find_missing(session, changes)
        if missing:
            raise rules.BelongsToDeleted("、".join(rules.words_of(table).word for table in missing))
    return changes


def _check_stands(session: Session, changes: Sequence[Change]) -> None:
    """Rules that hold between rows hold for what came back, too."""
    touched: dict[str, dict[int, frozenset[str]]] = {}
    for change in changes:
        if change.sign != "+" and STANDS in change.table.info:
            columns = frozenset(change.before)
            touched.setdefault(str(change.table.info[STANDS]), {})[change.key[0]] = columns
    for name, rows in touched.items():
        _named(name)(session, rows)


def _check_sealed(session: Session, step: ChangeStep, keys: set[tuple[str, str]]) -> None:
    seals = session.scalars(
        select(ChangeSeal)
        .where(ChangeSeal.step_id >= step.id, ChangeSeal.table_name.in_({table for table, _ in keys}))
        .order_by(ChangeSeal.id)
    )
    for seal in seals:
        if (seal.table_name, seal.row_key) in keys:
            raise rules.WentOut(seal.reason)


def _check_later(session: Session, step: ChangeStep, keys: set[tuple[str, str]]) -> None:
    """Nothing later stands on the same rows. What was taken back since counts no more, nor does its taking back."""
    tables = {table for table, _ in keys}
    later = session.execute(
        select(ChangeStep.id, ChangeStep.tables, ChangeStep.undoes_id)
        .where(ChangeStep.id > step.id, ChangeStep.undone_at.is_(None))
        .order_by(ChangeStep.id.desc())
    )
    for other_id, other_tables, undoes_id in later.all():
        if (undoes_id is not None and undoes_id > step.id) or not tables & set(other_tables.split(",")):
            continue
        other = session.get_one(ChangeStep, other_id)
        if any((entry[1], json.dumps(entry[2])) in keys for entry in other.changes):
            raise rules.ChangedLater(_sentence(other), other.actor)


def _sentence(step: ChangeStep) -> str:
    return rules.sentence_of(step.sentence, step.tables.split(","))


def _step_row(step: ChangeStep) -> StepRow:
    return StepRow(
        step.id,
        step.at,
        step.actor,
        step.action,
        _sentence(step),
        step.undone_at,
        step.undone_by,
        step.undoes_id,
    )


def _held(session: Session, step: ChangeStep) -> tuple[HeldRow, ...]:
    gone = [entry for entry in step.changes if entry[0] == "-" and entry[3]]
    # What was meant comes before what went along with it.
    gone.sort(key=lambda entry: not _is_subject(step, entry))
    changes = read_changes(gone)
    also = {(change.table.name, change.key): change.before for change in changes}

    def told(table: Table, name: str, value: object) -> str:
        keys = table.c[name].foreign_keys
        if value is None or not keys:
            return rules.value_words(value)
        target = next(iter(keys)).column.table
        key = (cast(int, value),)
        row = also.get((target.name, key)) or fetch_rows(session.connection(), target, [key]).get(key)
        title = rules.words_of(target.name).title
        return rules.value_words(value) if row is None or not title else told(target, title, row[title])

    held = []
    for change in changes:
        words = rules.words_of(change.table.name)
        title = told(change.table, words.title, change.before.get(words.title)) if words.title else ""
        fields = [
            (label, told(change.table, name, change.before.get(name)))
            for name, label in words.columns.items()
        ]
        held.append(HeldRow(words.word, title, tuple((label, text) for label, text in fields if text)))
    return tuple(held)
