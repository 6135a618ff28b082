"""The rows of a ledger on their way in: what they name is looked up, and each is compared with what is there."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.clock import from_local, local_day
from deputy_station.core.phones import phone_problem, phone_warning
from deputy_station.documents.import_columns import (
    SheetData,
    SheetRow,
)
from deputy_station.features.demands.models import Demand, DemandStep
from deputy_station.features.demands.rules.choices import (
    DemandState,
    Satisfaction,
)
from deputy_station.features.demands.rules.ledger import (
    PART_WORDS,
    SINCE_READ,
    fingerprints,
    is_state_word,
    known_by,
    told_state,
)
from deputy_station.features.demands.rules.numbering import number_text
from deputy_station.features.demands.service.taken_values import EARLIEST_YEAR
from deputy_station.features.deputies.models import Deputy, Station
from deputy_station.features.matters.models import Unit
from deputy_station.features.matters.service.catalogue import (
    CategoryIndex,
    CategoryRow,
    list_categories,
    shipped_categories,
)
from deputy_station.store import context

_NO_PHONE = frozenset({"无", "没有", "无电话", "不详", "未留", "未留电话", "保密", "/", "-", "—", "——"})
"""What people write where there is no number."""
_JOINTS = re.compile("[、，,；;/ ]+")
_OPEN = (DemandState.REGISTERED, DemandState.HANDLING)
_AT_ONCE = 500


@dataclass
class Candidate:
    """A sound row on its way in. `assigned_on` and `due_on` are what the ledger says, where it can be."""

    row: SheetRow
    received_at: datetime
    received_on: date
    source_number: str
    marks: dict[str, str]
    category: CategoryRow | None = None
    satisfaction: Satisfaction | None = None
    told: DemandState | None = None
    phone: str = ""
    replied_at: datetime | None = None
    assigned_on: date | None = None
    due_on: date | None = None
    deputy_ids: list[int] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)

    def text(self, key: str) -> str:
        """A text of the row; empty when the cell is."""
        value = self.row.values.get(key)
        return value if type(value) is str else str(value or "")

    @property
    def deputy_names(self) -> list[str]:
        """The names in the deputies' cell."""
        told = self.text("deputies")
        return [name for name in _JOINTS.split(told) if name] if told else []

    @property
    def replied_on(self) -> date:
        """The day of the reply, that of the reception where none is told."""
        return self.received_on if self.replied_at is None else local_day(self.replied_at)


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
    """The sound rows with the number they are known by; a row with days that cannot be is a slip and not sound."""
    now = context.now(session)
    candidates: list[Candidate] = []
    seen: dict[str, set[tuple[tuple[str, str], ...]]] = {}
    times: Counter[str] = Counter()
    for row in data.rows:
        if row.number in reasons:
            continue
        values = row.values
        received_at = from_local(cast(datetime, values["received_at"]))
        received_on = cast(datetime, values["received_at"]).date()
        replied = values.get("replied_at")
        replied_at = from_local(replied) if isinstance(replied, datetime) else None
        wrong = _slips(values, received_at, received_on, replied_at, now)
        if wrong:
            reasons[row.number] = wrong
            continue
        marks = fingerprints(values)
        key = known_by(str(values.get("number") or ""), source, received_on, marks)
        candidate = Candidate(row, received_at, received_on, key, marks, replied_at=replied_at)
        exact = tuple(sorted(marks.items()))
        if key in seen and exact not in seen[key]:
            # Two rows under one number that say different things are both kept.
            times[key] += 1
            candidate.source_number = f"{key}（{times[key] + 1}）"
            candidate.warnings.append(f"编号“{key}”在文件里不止一次，内容不同，都已收入。")
        seen.setdefault(key, set()).add(exact)
        _take_phone(candidate)
        _take_days(candidate, local_day(now))
        candidates.append(candidate)
    return candidates


def _slips(
    values: Mapping[str, object],
    received_at: datetime,
    received_on: date,
    replied_at: datetime | None,
    now: datetime,
) -> list[str]:
    """Why a row cannot be as it is written."""
    wrong = []
    if received_at > now:
        wrong.append("接待时间在今天之后。请核对日期。")
    elif received_on.year < EARLIEST_YEAR:
        wrong.append(f"接待时间是 {received_on.year} 年，太早了。请核对日期。")
    elif replied_at is not None and replied_at > now:
        wrong.append("办结日期在今天之后。请核对日期。")
    elif replied_at is not None and local_day(replied_at) < received_on:
        wrong.append("办结日期早于接待日期。请核对日期。")
    people = values.get("people")
    if isinstance(people, int) and not 1 <= people <= 999:
        wrong.append(f"来访人数不能是 {people}。请填 1 到 999 之间的整数。")
    return wrong


def _take_phone(one: Candidate) -> None:
    told = one.text("visitor_phone")
    if not told or told in _NO_PHONE:
        return
    if phone_problem(told) is not None:
        # Neither lost nor taken for a number: nobody could be rung by it.
        one.leftovers.append(f"电话：{told}")
        one.warnings.append("电话栏里不是号码，已记在备注里。")
        return
    one.phone = told
    if phone_warning(told) is not None:
        one.warnings.append("电话不像手机号，也不像座机号，照原样导入，请核对。")


def _take_days(one: Candidate, today: date) -> None:
    assigned, due = one.row.values.get("assigned_on"), one.row.values.get("due_on")
    if isinstance(assigned, date):
        if one.received_on <= assigned <= today:
            one.assigned_on = assigned
        else:
            one.leftovers.append(f"交办日期：{assigned.isoformat()}")
            one.warnings.append("交办日期早于接待日期或在今天之后，已记在备注里。")
    if isinstance(due, date):
        if due >= (one.assigned_on or one.received_on):
            one.due_on = due
        else:
            one.leftovers.append(f"办理期限：{due.isoformat()}")
            one.warnings.append("办理期限早于接待或交办日期，已记在备注里。")


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
        _resolve_state(one)


def _resolve_state(one: Candidate) -> None:
    word = one.text("state")
    if not word:
        return
    one.told = told_state(word)
    if not is_state_word(word):
        one.leftovers.append(f"办理状态：{word}")
        one.warnings.append(f"办理状态“{word}”不认得，已记在备注里。")
    elif one.told is DemandState.SETTLED and one.replied_at is None and not one.text("result"):
        one.warnings.append("状态是办结，但没有办结日期，按接待日期记。")


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
                Demand.against_unit_id,
            ).where(Demand.source == source)
        )
    }
    elsewhere = _known_elsewhere(session, source)
    found = SortedRows()
    moved = _moved_on(
        session, [there[one.source_number].id for one in candidates if one.source_number in there]
    )
    fresh: dict[str, Candidate] = {}
    for one in candidates:
        known = there.get(one.source_number)
        if known is None:
            if one.source_number in fresh or (one.source_number, one.marks["core"]) in elsewhere:
                found.unchanged.append(one)
            else:
                fresh[one.source_number] = one
                found.new.append(one)
            continue
        marks = known.source_marks or {}
        untouched = known.state in _OPEN and known.id not in moved
        fillable = {
            "category": known.category_id is None and one.category is not None,
            "result": untouched,
            "satisfaction": untouched,
            "unit": untouched and known.state is DemandState.REGISTERED,
        }
        # A state that went on with the matter is no contradiction, where the rest of the row tells how.
        differing = [part for part, mark in one.marks.items() if marks.get(part, mark) != mark]
        added = [part for part in one.marks if part not in marks and part not in SINCE_READ]
        if "way" in differing and untouched and ("result" in added or one.told is not None):
            differing.remove("way")
            added = added or ["way"]
        refused = [part for part in added if part != "way" and not fillable.get(part, False)]
        if differing or refused:
            number = number_text(station.code, known.year, known.number)
            named = "、".join(PART_WORDS[part] for part in (*differing, *refused))
            found.changed[one.row.number] = [
                f"这一行与以前导入的 {number} 不同：{named}。原记录没有改动，请核对后在程序里修改。"
            ]
        elif known.against_unit_id is not None and _names(session, known.against_unit_id, one.text("unit")):
            number = number_text(station.code, known.year, known.number)
            found.changed[one.row.number] = [
                f"以前导入的 {number} 交给“{one.text('unit')}”以前要有人看过，没有照台账改。请在程序里交办。"
            ]
        elif added:
            found.completed.append((known.id, one, added))
        else:
            found.unchanged.append(one)
    _hold_back_moved_days(session, station, there.values(), found)
    return found


def _names(session: Session, unit_id: int, text: str) -> bool:
    """Whether a ledger's word is the unit's name, or one it had before."""
    unit = session.get_one(Unit, unit_id)
    return bool(text) and text in (unit.name, *unit.former_names.split("、"))


def _known_elsewhere(session: Session, source: str) -> set[tuple[str, str]]:
    """Numbers and contents that came in under another name of the ledger: forgetting the name doubles nothing."""
    rows = session.execute(
        select(Demand.source_number, Demand.source_marks).where(
            Demand.source.is_not(None), Demand.source != source
        )
    )
    return {(str(number), marks["core"]) for number, marks in rows if marks and "core" in marks}


def _moved_on(session: Session, ids: Sequence[int]) -> set[int]:
    """Which of these demands the desk has moved on since they came in."""
    moved: set[int] = set()
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        moved.update(
            session.scalars(
                select(DemandStep.demand_id).where(
                    DemandStep.demand_id.in_(some), DemandStep.step != "import"
                )
            )
        )
    return moved


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
                if known.year == one.received_on.year and words[known.id] == one.text("words")
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
