"""The rows of a ledger on their way in: what they name is looked up, and each is compared with what is there."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.clock import from_local, local_day
from deputy_station.documents.import_columns import (
    SheetData,
    SheetRow,
)
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.rules.choices import (
    DemandState,
    Satisfaction,
)
from deputy_station.features.demands.rules.ledger import (
    PART_WORDS,
    fingerprints,
    known_by,
)
from deputy_station.features.demands.rules.numbering import number_text
from deputy_station.features.deputies.models import Deputy, Station
from deputy_station.features.matters.service.catalogue import (
    CategoryIndex,
    CategoryRow,
    list_categories,
    shipped_categories,
)
from deputy_station.store import context


@dataclass
class Candidate:
    """A sound row on its way in."""

    row: SheetRow
    received_at: datetime
    source_number: str
    marks: dict[str, str]
    category: CategoryRow | None = None
    satisfaction: Satisfaction | None = None
    deputy_ids: list[int] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)

    def text(self, key: str) -> str:
        """A text of the row; empty when the cell is."""
        return str(self.row.values.get(key) or "")

    @property
    def deputy_names(self) -> list[str]:
        """The names in the deputies' cell."""
        return [name for name in re.split("[、，,；;/ ]+", self.text("deputies")) if name]

    @property
    def replied_at(self) -> datetime | None:
        """The instant of the reply, UTC."""
        value = self.row.values.get("replied_at")
        return from_local(value) if isinstance(value, datetime) else None


@dataclass
class SortedRows:
    """What is to happen with the rows of a file."""

    new: list[Candidate] = field(default_factory=list)
    completed: list[tuple[int, Candidate, list[str]]] = field(default_factory=list)
    unchanged: list[Candidate] = field(default_factory=list)
    changed: dict[int, list[str]] = field(default_factory=dict)


def read_candidates(
    session: Session, data: SheetData, source: str, reasons: dict[int, list[str]]
) -> list[Candidate]:
    """The sound rows with the number they are known by; a row dated in the future is a slip and not sound."""
    now = context.now(session)
    candidates: list[Candidate] = []
    seen: dict[str, set[tuple[tuple[str, str], ...]]] = {}
    times: Counter[str] = Counter()
    for row in data.rows:
        if row.number in reasons:
            continue
        received_at = from_local(cast(datetime, row.values["received_at"]))
        if received_at > now:
            reasons[row.number] = ["接待时间在今天之后。请核对日期。"]
            continue
        people = row.values.get("people")
        if isinstance(people, int) and not 1 <= people <= 999:
            reasons[row.number] = [f"来访人数不能是 {people}。请填 1 到 999 之间的整数。"]
            continue
        marks = fingerprints(row.values)
        key = known_by(str(row.values.get("number") or ""), source, local_day(received_at), marks)
        candidate = Candidate(row, received_at, key, marks)
        exact = tuple(sorted(marks.items()))
        if key in seen and exact not in seen[key]:
            # Two rows under one number that say different things are both kept.
            times[key] += 1
            candidate.source_number = f"{key}（{times[key] + 1}）"
            candidate.warnings.append(f"编号“{key}”在文件里不止一次，内容不同，都已收入。")
        seen.setdefault(key, set()).add(exact)
        candidates.append(candidate)
    return candidates


def resolve(session: Session, candidates: list[Candidate]) -> None:
    """Find categories, deputies and opinions by the ledger's words; what is not found stays in words."""
    rows = list_categories(session) or _shipped_rows()
    categories = CategoryIndex(rows)
    by_name: dict[str, list[int]] = {}
    if any(one.text("deputies") for one in candidates):
        for deputy in session.execute(select(Deputy.id, Deputy.name)):
            by_name.setdefault(deputy.name, []).append(deputy.id)
    for one in candidates:
        told = "/".join(
            text for text in (one.text("category"), one.text("category2"), one.text("category3")) if text
        )
        if told:
            one.category = categories.find(told)
            if one.category is None:
                one.leftovers.append(f"类别：{told}")
                one.warnings.append(f"没有“{told}”这个类别，已记在备注里。")
        for name in one.deputy_names:
            _resolve_deputy(one, name, by_name)
        opinion = one.text("satisfaction")
        if opinion:
            one.satisfaction = Satisfaction.by_label(opinion.replace("比较满意", "基本满意"))
            if one.satisfaction is None:
                one.leftovers.append(f"满意度：{opinion}")
                one.warnings.append(f"满意度“{opinion}”不在四档之内，已记在备注里。")


def _resolve_deputy(one: Candidate, name: str, by_name: Mapping[str, list[int]]) -> None:
    ids = by_name.get(name, [])
    if len(ids) == 1:
        one.deputy_ids.append(ids[0])
    else:
        one.leftovers.append(f"接待代表：{name}")
        one.warnings.append(f"代表“{name}”{'有同名' if ids else '不在名册'}，已记在备注里。")


def _shipped_rows() -> list[CategoryRow]:
    """The shipped tree as rows, for a dry run on a database that has no categories yet."""
    paths = dict.fromkeys(
        "/".join(names[:level]) for names in shipped_categories() for level in range(1, len(names) + 1)
    )
    return [CategoryRow(0, None, path.split("/")[-1], path, path.count("/") + 1) for path in paths]


def sort_out(session: Session, source: str, station: Station, candidates: list[Candidate]) -> SortedRows:
    """Compare each row with what its number brought before."""
    there = {
        row.source_number: row
        for row in session.execute(
            select(
                Demand.source_number,
                Demand.id,
                Demand.year,
                Demand.number,
                Demand.source_marks,
                Demand.state,
                Demand.category_id,
            ).where(Demand.source == source)
        )
    }
    found = SortedRows()
    fresh: dict[str, Candidate] = {}
    for one in candidates:
        known = there.get(one.source_number)
        if known is None:
            if one.source_number in fresh:
                found.unchanged.append(one)
            else:
                fresh[one.source_number] = one
                found.new.append(one)
            continue
        marks = known.source_marks or {}
        fillable = {
            "category": known.category_id is None and one.category is not None,
            "result": known.state is DemandState.REGISTERED,
        }
        differing = [part for part, mark in one.marks.items() if marks.get(part, mark) != mark]
        added = [part for part in one.marks if part not in marks]
        refused = [part for part in added if not fillable.get(part, False)]
        if differing or refused:
            number = number_text(station.code, known.year, known.number)
            named = "、".join(PART_WORDS[part] for part in (*differing, *refused))
            found.changed[one.row.number] = [
                f"这一行与以前导入的 {number} 不同：{named}。原记录没有改动，请核对后在程序里修改。"
            ]
        elif added:
            found.completed.append((known.id, one, added))
        else:
            found.unchanged.append(one)
    _hold_back_moved_days(session, station, there.values(), found)
    return found


def _hold_back_moved_days(
    session: Session, station: Station, there: Iterable[Any], found: SortedRows
) -> None:
    """A ledger's row is known by number and day. The same number and words on another day of the year is most
    likely the old row with its date corrected: it is reported and not taken for a second demand."""
    by_number: dict[str, list[Any]] = {}
    for known in there:
        number, slash, _ = str(known.source_number).partition("/")
        if slash and number:
            by_number.setdefault(number, []).append(known)
    twins = {
        one.row.number: by_number[number]
        for one in found.new
        if (number := one.source_number.partition("/")[0]) in by_number and "/" in one.source_number
    }
    if not twins:
        return
    ids = {known.id for rows in twins.values() for known in rows}
    words = {
        row.id: row.words
        for row in session.execute(select(Demand.id, Demand.words).where(Demand.id.in_(ids)))
    }
    kept = []
    for one in found.new:
        twin = next(
            (
                known
                for known in twins.get(one.row.number, ())
                if known.year == local_day(one.received_at).year and words[known.id] == one.text("words")
            ),
            None,
        )
        if twin is None:
            kept.append(one)
            continue
        number = number_text(station.code, twin.year, twin.number)
        found.changed[one.row.number] = [
            f"编号和内容与以前导入的 {number} 相同，只是日期不同，没有再记一件。"
            "如果只是改了日期，请在程序里修改；确是另一件，请在程序里登记。"
        ]
    found.new = kept
