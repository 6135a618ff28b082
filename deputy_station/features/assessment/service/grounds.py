"""Grounds for leaving office (劝辞) as a station words them: over the program's own, which can be restored.

Each names its article. A ground of the law can be worded anew, as articles are renumbered, but not left out.
"""

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.features.assessment.models import LeavingGround
from deputy_station.features.assessment.rules.given import Ground, given
from deputy_station.features.history.service import record_change
from deputy_station.store.edits import check_version, get_row
from deputy_station.store.lengths import fit_line

WHAT = "离任情形"
_OWN = "own-"
"""Begins the key of a ground that is none of the program's."""


class GroundIncomplete(Refusal):
    """A ground without words or without its article."""

    def __init__(self) -> None:
        super().__init__("情形和条文都要写。没有依据的情形不能用，请写明是哪部法、哪一条，或本地哪个办法。")


class GroundNamedTwice(Refusal):
    """Two grounds of one name cannot be told apart."""

    def __init__(self, name: str) -> None:
        super().__init__(f"已经有“{name}”这种情形了。请换一个说法，或修改原来那条。")


class GroundOfLaw(Refusal):
    """What the law says is not left out."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”是法律规定的情形，不能去掉。可以修改它的文字和条文。")


@dataclass(frozen=True)
class GroundRow:
    """A ground in the list of them. `id` None: as the program has it; `shipped` whether the program has one at all."""

    id: int | None
    version: int | None
    ground: Ground
    shipped: bool
    dropped: bool

    @property
    def key(self) -> str:
        """Tells the rows of a list apart."""
        return self.ground.key

    @property
    def state(self) -> str:
        """随程序, 本站改过, 本站新增, 不再使用."""
        if self.dropped:
            return "不再使用"
        if not self.shipped:
            return "本站新增"
        return "随程序" if self.id is None else "本站改过"


def list_grounds(session: Session) -> list[GroundRow]:
    """The program's grounds as the station words them, in their order, then its own."""
    rows = {row.key: row for row in session.scalars(select(LeavingGround).order_by(LeavingGround.id))}
    shipped = given().grounds
    listed = [_row(ground, rows.get(key)) for key, ground in shipped.items()]
    return listed + [
        GroundRow(row.id, row.version, Ground(row.key, row.name, row.law), False, row.dropped)
        for row in rows.values()
        if row.key not in shipped
    ]


def grounds_in_use(session: Session) -> dict[str, Ground]:
    """The grounds a fact can be recorded under, by key."""
    return {row.key: row.ground for row in list_grounds(session) if not row.dropped}


def save_ground(session: Session, *, key: str | None, version: int | None, name: str, law: str) -> GroundRow:
    """Word a ground anew, or with `key` None add one; `version` as last read. Facts on record keep their words.

    Raises GroundIncomplete, GroundNamedTwice, StaleEdit, LineTooLong.
    """
    name, law = fit_line(LeavingGround.name, "情形", name), fit_line(LeavingGround.law, "条文", law)
    if not name or not law:
        raise GroundIncomplete
    if any(each.ground.name == name and each.key != key for each in list_grounds(session)):
        raise GroundNamedTwice(name)
    row = _held(session, key)
    if row is None:
        row = LeavingGround(key=key or f"{_OWN}{_next_number(session)}", name=name, law=law, dropped=False)
        session.add(row)
    else:
        check_version(row, -1 if version is None else version, WHAT)
        row.name, row.law, row.dropped = name, law, False
    session.flush()
    _record(session, row, "word", f"{'新增' if key is None else '修改'}离任情形：{name}，依据：{law}")
    return _by_key(session, row.key)


def drop_ground(session: Session, *, key: str, version: int | None) -> GroundRow:
    """No longer offer a ground; facts on record keep it. Raises GroundOfLaw, StaleEdit."""
    present = _by_key(session, key)
    if present.ground.statutory:
        raise GroundOfLaw(present.ground.name)
    row = _held(session, key)
    if row is None:
        row = LeavingGround(key=key, name=present.ground.name, law=present.ground.law)
        session.add(row)
    else:
        check_version(row, -1 if version is None else version, WHAT)
    row.dropped = True
    session.flush()
    _record(session, row, "drop", f"离任情形不再使用：{row.name}")
    return _by_key(session, key)


def restore_ground(session: Session, *, key: str, version: int | None) -> GroundRow:
    """The program's words again; one of the station's own is offered again. Raises StaleEdit, NotFound."""
    present = _by_key(session, key)
    row = get_row(session, LeavingGround, present.id or 0, WHAT)
    check_version(row, -1 if version is None else version, WHAT)
    if present.shipped:
        session.delete(row)
    else:
        row.dropped = False
    session.flush()
    _record(
        session, row, "restore", f"恢复离任情形：{given().grounds[key].name if present.shipped else row.name}"
    )
    return _by_key(session, key)


def _row(ground: Ground, row: LeavingGround | None) -> GroundRow:
    if row is None:
        return GroundRow(None, None, ground, True, False)
    return GroundRow(row.id, row.version, replace(ground, name=row.name, law=row.law), True, row.dropped)


def _held(session: Session, key: str | None) -> LeavingGround | None:
    return session.scalar(select(LeavingGround).where(LeavingGround.key == key)) if key else None


def _by_key(session: Session, key: str) -> GroundRow:
    return next(row for row in list_grounds(session) if row.key == key)


def _next_number(session: Session) -> int:
    """One of the station's own is left out, never deleted: its number stays its own."""
    return 1 + sum(not row.shipped for row in list_grounds(session))


def _record(session: Session, row: LeavingGround, action: str, sentence: str) -> None:
    record_change(
        session,
        action=f"leaving_ground.{action}",
        subject="leaving_ground",
        subject_id=row.id,
        sentence=sentence,
    )
