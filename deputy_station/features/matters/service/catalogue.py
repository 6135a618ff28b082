"""The category tree and the handling units: filled from the shipped lists, found by words, kept by the desk."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core import paths
from deputy_station.core.cleaning import clean_line, search_form
from deputy_station.core.errors import Refusal
from deputy_station.core.pinyin import initials
from deputy_station.features.history.service import record_change
from deputy_station.features.matters.models import Category, Unit
from deputy_station.features.matters.rules.choices import UnitKind
from deputy_station.store.capture import insert_all
from deputy_station.store.edits import check_version, get_row
from deputy_station.store.followers import UNIT_MERGED, UNIT_MERGING, UNIT_RENAMED, tell_followers
from deputy_station.store.lengths import fit_line

FORMER_NAMES_CHARS = 400


class UnitNameTaken(Refusal):
    """Two units would bear one name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"已经有单位叫“{name}”。请直接选用，或换一个名称。")


class UnitNameMissing(Refusal):
    """A unit without a name."""

    def __init__(self) -> None:
        super().__init__("还没有写单位名称。请填写后再保存。")


class UnitsNotMerged(Refusal):
    """The two cannot become one."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"“{name}”没有并过去：{why}。请另选一个单位。")


@dataclass(frozen=True)
class MergedUnit:
    """The unit that goes on, and how many open matters came to it."""

    unit: "UnitRow"
    moved: int


@dataclass(frozen=True)
class CategoryRow:
    """A node of the tree; `path` is its names from the top, joined by "/"."""

    id: int
    parent_id: int | None
    name: str
    path: str
    level: int


@dataclass(frozen=True)
class UnitRow:
    """A handling unit."""

    id: int
    version: int
    name: str
    kind: UnitKind
    contact: str
    phone: str
    retired: bool
    leader: str = ""
    former_names: tuple[str, ...] = ()
    merged_into_id: int | None = None


@lru_cache(maxsize=1)
def shipped_categories() -> tuple[tuple[str, str, str], ...]:
    """The leaves of the tree as shipped (resources/categories), in order: level 1, 2 and 3."""
    path = paths.resources_folder() / "categories" / "categories.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple((row["level1"], row["level2"], row["level3"]) for row in csv.DictReader(lines))


@lru_cache(maxsize=1)
def shipped_units() -> Mapping[str, UnitKind]:
    """The units offered at the start, by name (resources/matters/units.toml)."""
    text = (paths.resources_folder() / "matters" / "units.toml").read_text(encoding="utf-8")
    return {name: UnitKind(kind) for kind, entry in tomllib.loads(text).items() for name in entry["names"]}


def load_categories(session: Session) -> int:
    """Add what the shipped tree has and the database lacks; returns how many nodes were added (0 the second time)."""
    there = {row.path: row.id for row in session.execute(select(Category.path, Category.id))}
    added = 0
    for level in (1, 2, 3):
        new: dict[str, dict[str, object]] = {}
        for position, names in enumerate(shipped_categories()):
            path = "/".join(names[:level])
            if path in there or path in new:
                continue
            new[path] = {
                "version": 1,
                "parent_id": there["/".join(names[: level - 1])] if level > 1 else None,
                "name": names[level - 1],
                "path": path,
                "level": level,
                "position": position,
                "retired": False,
            }
        if new:
            insert_all(session, Category, list(new.values()))
            there = {row.path: row.id for row in session.execute(select(Category.path, Category.id))}
            added += len(new)
    if added:
        record_change(
            session,
            action="category.load",
            subject="category",
            subject_id=None,
            sentence=f"装入诉求类别 {added} 个",
        )
    return added


def list_categories(session: Session, *, search: str = "") -> list[CategoryRow]:
    """The categories in use, in the order of the tree; `search` keeps those whose path holds every typed word,
    or whose own name has a typed word as its pinyin initials."""
    query = (
        select(Category.id, Category.parent_id, Category.name, Category.path, Category.level)
        .where(Category.retired.is_(False))
        .order_by(Category.position, Category.level)
    )
    rows = [CategoryRow(*found) for found in session.execute(query)]
    words = [search_form(word) for word in search.split()]
    return [row for row in rows if all(_holds(row, word) for word in words)]


def _holds(row: CategoryRow, word: str) -> bool:
    if word in search_form(row.path):
        return True
    return word.isascii() and any(word in initial for initial in _initials(row.name))


@lru_cache(maxsize=2000)
def _initials(name: str) -> tuple[str, ...]:
    return initials(name)


def find_category(session: Session, text: str) -> CategoryRow | None:
    """The one category a ledger means by `text`: a whole path (with / ／ > - between the names), or a name
    that only one node bears; of several the highest when it is alone on its level. None when unsure."""
    return CategoryIndex(list_categories(session)).find(text)


class CategoryIndex:
    """Finds categories by the texts of a ledger without asking the database for each row."""

    def __init__(self, rows: list[CategoryRow]) -> None:
        self._by_path = {row.path: row for row in rows}
        self._by_name: dict[str, list[CategoryRow]] = {}
        for row in sorted(rows, key=lambda row: row.level):
            self._by_name.setdefault(row.name, []).append(row)

    def find(self, text: str) -> CategoryRow | None:
        """As `find_category`."""
        line = clean_line(text)
        for sign in "／>＞-—→":
            line = line.replace(sign, "/")
        path = "/".join(part.strip() for part in line.split("/") if part.strip())
        if path in self._by_path:
            return self._by_path[path]
        named = self._by_name.get(path, [])
        highest = [row for row in named if row.level == named[0].level]
        return highest[0] if len(highest) == 1 else None


def load_units(session: Session) -> int:
    """Add the shipped units when the desk has none yet; returns how many were added."""
    if session.scalars(select(Unit.id).limit(1)).first() is not None:
        return 0
    session.add_all(Unit(name=name, kind=kind) for name, kind in shipped_units().items())
    session.flush()
    record_change(
        session,
        action="unit.load",
        subject="unit",
        subject_id=None,
        sentence=f"装入承办单位 {len(shipped_units())} 个",
    )
    return len(shipped_units())


def list_units(
    session: Session, *, kind: UnitKind | None = None, retired: bool = False, search: str = ""
) -> list[UnitRow]:
    """The units of a kind (all without one), in the order they were added; `search` keeps those that bear, or once
    bore, every typed word, or whose name has it as its pinyin initials."""
    query = select(Unit).order_by(Unit.id)
    if kind is not None:
        query = query.where(Unit.kind == kind)
    if not retired:
        query = query.where(Unit.retired.is_(False))
    words = [search_form(word) for word in search.split()]
    rows = [_unit_row(unit) for unit in session.scalars(query)]
    return [row for row in rows if all(_unit_holds(row, word) for word in words)]


def _unit_holds(row: UnitRow, word: str) -> bool:
    if any(word in search_form(name) for name in (row.name, *row.former_names)):
        return True
    return word.isascii() and any(word in initial for initial in _initials(row.name))


def add_unit(
    session: Session, *, name: str, kind: UnitKind, leader: str = "", contact: str = "", phone: str = ""
) -> UnitRow:
    """A new handling unit. Raises UnitNameMissing, UnitNameTaken, LineTooLong."""
    name = fit_line(Unit.name, "单位名称", name)
    _check_name(session, name, None)
    unit = Unit(name=name, kind=kind, **_reached_by(leader, contact, phone))
    session.add(unit)
    session.flush()
    record_change(
        session,
        action="unit.add",
        subject="unit",
        subject_id=unit.id,
        sentence=f"新增承办单位“{name}”",
        after={"name": name, "kind": kind},
    )
    return _unit_row(unit)


def edit_unit(
    session: Session,
    *,
    unit_id: int,
    version: int,
    name: str,
    kind: UnitKind,
    leader: str = "",
    contact: str = "",
    phone: str = "",
    retired: bool = False,
) -> UnitRow:
    """Change a unit, or retire it: its demands keep it. A former name goes on finding it.

    Raises NotFound, StaleEdit, UnitNameMissing, UnitNameTaken, LineTooLong.
    """
    unit = get_row(session, Unit, unit_id, "这个单位")
    check_version(unit, version, "这个单位")
    name = fit_line(Unit.name, "单位名称", name)
    _check_name(session, name, unit.id)
    wanted: dict[str, Any] = {"name": name, "kind": kind, "retired": retired}
    wanted |= _reached_by(leader, contact, phone)
    renamed = name != unit.name
    if renamed:
        kept = [each for each in _former(unit) if each != name]
        wanted["former_names"] = _fitting([*kept, unit.name])
    before = {key: getattr(unit, key) for key, value in wanted.items() if getattr(unit, key) != value}
    if before:
        for key in before:
            setattr(unit, key, wanted[key])
        session.flush()
        record_change(
            session,
            action="unit.edit",
            subject="unit",
            subject_id=unit.id,
            sentence=f"承办单位“{before['name']}”改名为“{name}”" if renamed else f"修改承办单位“{name}”",
            before=before,
            after={key: wanted[key] for key in before},
        )
    if renamed:
        tell_followers(session, UNIT_RENAMED, unit_id=unit.id)
    return _unit_row(unit)


def merge_units(
    session: Session, *, unit_id: int, version: int, into_id: int, knowing: bool = False
) -> MergedUnit:
    """Merge a unit into another: open matters and categories go on with that one, the merged one is retired and its
    names find the other. `knowing` confirms what a follower warned of.

    Raises NotFound, StaleEdit, UnitsNotMerged.
    """
    unit = get_row(session, Unit, unit_id, "这个单位")
    check_version(unit, version, "这个单位")
    into = get_row(session, Unit, into_id, "并入的单位")
    if unit.id == into.id:
        raise UnitsNotMerged(unit.name, "不能并入自己")
    if unit.merged_into_id is not None:
        raise UnitsNotMerged(unit.name, "它已经并入别的单位")
    if into.retired:
        raise UnitsNotMerged(unit.name, f"“{into.name}”已停用")
    if not knowing:
        tell_followers(session, UNIT_MERGING, unit_id=unit.id, into_id=into.id)
    moved = sum(tell_followers(session, UNIT_MERGED, unit_id=unit.id, into_id=into.id))
    for category in session.scalars(select(Category).where(Category.unit_id == unit.id)):
        category.unit_id = into.id
    unit.merged_into_id, unit.retired = into.id, True
    into.former_names = _fitting([*_former(into), *_former(unit), unit.name])
    session.flush()
    record_change(
        session,
        action="unit.merge",
        subject="unit",
        subject_id=unit.id,
        sentence=f"承办单位“{unit.name}”并入“{into.name}”，在办的 {moved} 件一并转过去",
        before={"retired": False},
        after={"merged_into": into.name, "moved": moved},
    )
    return MergedUnit(_unit_row(into), moved)


def default_unit(session: Session, *, category_id: int | None) -> UnitRow | None:
    """The unit matters of a category usually go to: its own, else that of the nearest node above it; None where no
    node names one that is still in use."""
    seen: set[int] = set()
    while category_id is not None and category_id not in seen:
        seen.add(category_id)
        category = session.get(Category, category_id)
        if category is None:
            return None
        if category.unit is not None and not category.unit.retired:
            return _unit_row(category.unit)
        category_id = category.parent_id
    return None


@dataclass(frozen=True)
class DefaultUnit:
    """A category and the unit its matters usually go to."""

    category_id: int
    path: str
    unit_id: int
    unit: str


def list_default_units(session: Session) -> list[DefaultUnit]:
    """The categories that name a unit of their own, in the order of the tree."""
    found = session.execute(
        select(Category.id, Category.path, Unit.id, Unit.name)
        .join(Unit, Unit.id == Category.unit_id)
        .where(Category.retired.is_(False))
        .order_by(Category.position, Category.level)
    )
    return [DefaultUnit(*row) for row in found]


def set_default_unit(session: Session, *, category_id: int, unit_id: int | None) -> None:
    """The unit matters of a category, and of what lies below it, usually go to; None leaves it to the node above."""
    category = get_row(session, Category, category_id, "这个类别")
    unit = None if unit_id is None else get_row(session, Unit, unit_id, "这个单位")
    if category.unit_id == unit_id:
        return
    before = category.unit_id
    category.unit_id = unit_id
    session.flush()
    record_change(
        session,
        action="category.unit",
        subject="category",
        subject_id=category.id,
        sentence=f"类别“{category.path}”一般交给{unit.name if unit else '上一级类别的单位'}",
        before={"unit_id": before},
        after={"unit_id": unit_id},
    )


def _former(unit: Unit) -> list[str]:
    return [name for name in unit.former_names.split("、") if name]


def _fitting(names: list[str]) -> str:
    """As many of the latest former names as the column holds."""
    kept = list(dict.fromkeys(names))
    while len("、".join(kept)) > FORMER_NAMES_CHARS:
        del kept[0]
    return "、".join(kept)


def _reached_by(leader: str, contact: str, phone: str) -> dict[str, str]:
    return {
        "leader": fit_line(Unit.leader, "分管领导", leader),
        "contact": fit_line(Unit.contact, "联系人", contact),
        "phone": fit_line(Unit.phone, "电话", phone),
    }


def _check_name(session: Session, name: str, own_id: int | None) -> None:
    if not name:
        raise UnitNameMissing
    other = session.scalars(select(Unit.id).where(Unit.name == name)).first()
    if other is not None and other != own_id:
        raise UnitNameTaken(name)


def _unit_row(unit: Unit) -> UnitRow:
    return UnitRow(
        unit.id,
        unit.version,
        unit.name,
        unit.kind,
        unit.contact,
        unit.phone,
        unit.retired,
        unit.leader,
        tuple(_former(unit)),
        unit.merged_into_id,
    )
