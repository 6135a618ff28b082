"""The category tree and the handling units: filled from the shipped lists, found by words, kept by the desk."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

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


class UnitNameTaken(Refusal):
    """Two units would bear one name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"已经有单位叫“{name}”。请直接选用，或换一个名称。")


class UnitNameMissing(Refusal):
    """A unit without a name."""

    def __init__(self) -> None:
        super().__init__("还没有写单位名称。请填写后再保存。")


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


def list_units(session: Session, *, kind: UnitKind | None = None, retired: bool = False) -> list[UnitRow]:
    """The units of a kind (all without one), in the order they were added."""
    query = select(Unit).order_by(Unit.id)
    if kind is not None:
        query = query.where(Unit.kind == kind)
    if not retired:
        query = query.where(Unit.retired.is_(False))
    return [_unit_row(unit) for unit in session.scalars(query)]


def add_unit(session: Session, *, name: str, kind: UnitKind, contact: str = "", phone: str = "") -> UnitRow:
    """A new handling unit. Raises UnitNameMissing and UnitNameTaken."""
    name = clean_line(name)
    _check_name(session, name, None)
    unit = Unit(name=name, kind=kind, contact=clean_line(contact), phone=clean_line(phone))
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
    contact: str = "",
    phone: str = "",
    retired: bool = False,
) -> UnitRow:
    """Change a unit, or retire it: its demands keep it. Raises NotFound, StaleEdit, UnitNameMissing, UnitNameTaken."""
    unit = get_row(session, Unit, unit_id, "这个单位")
    check_version(unit, version, "这个单位")
    name = clean_line(name)
    _check_name(session, name, unit.id)
    wanted = {
        "name": name,
        "kind": kind,
        "contact": clean_line(contact),
        "phone": clean_line(phone),
        "retired": retired,
    }
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
            sentence=f"修改承办单位“{name}”",
            before=before,
            after={key: wanted[key] for key in before},
        )
    return _unit_row(unit)


def _check_name(session: Session, name: str, own_id: int | None) -> None:
    if not name:
        raise UnitNameMissing
    other = session.scalars(select(Unit.id).where(Unit.name == name)).first()
    if other is not None and other != own_id:
        raise UnitNameTaken(name)


def _unit_row(unit: Unit) -> UnitRow:
    return UnitRow(unit.id, unit.version, unit.name, unit.kind, unit.contact, unit.phone, unit.retired)
