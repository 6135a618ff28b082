"""Taking in demands from workbooks: messages of a platform (留言编号 …) or an office's own ledger (编号, 日期 …).

A row is known again by its source and number, so a second import changes nothing. Each cell leaves a short
fingerprint with its demand: a row that later differs in its ledger is reported and never written over, and a
second file that brings what the first lacked (a category, a reply) completes the demand.

A row with a reply arrives as settled on the day of the reply, informed that day, without satisfaction: years of
old replies would otherwise flood the follow-up list. A row whose visitor was not content waits for a follow-up;
a row with a unit but no result is being handled; any other row waits to be handed over.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words, from_local, local_day
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.import_columns import (
    Content,
    ImportColumn,
    ImportKind,
    ImportOutcome,
    RowFinding,
    SheetData,
    SheetRow,
)
from deputy_station.documents.import_mending import reasons_of
from deputy_station.documents.workbook_cells import Kind
from deputy_station.documents.workbook_in import read_table
from deputy_station.documents.workbook_out import place_for_failed_rows, write_failed_rows
from deputy_station.features.demands.models import Demand, DemandDeputy, DemandStep, Unit
from deputy_station.features.demands.rules.choices import (
    Channel,
    DemandState,
    Satisfaction,
    UnitKind,
)
from deputy_station.features.demands.rules.ledger import (
    LEDGER,
    MESSAGES,
    PART_WORDS,
    fingerprints,
    known_by,
    standing_after,
)
from deputy_station.features.demands.rules.numbering import number_text
from deputy_station.features.demands.service.catalogue import (
    CategoryIndex,
    CategoryRow,
    list_categories,
    load_categories,
    shipped_categories,
)
from deputy_station.features.demands.service.register import gist_of, station_of, take_numbers
from deputy_station.features.demands.service.rows import compose_search_text, refresh_search_text
from deputy_station.features.deputies.models import Deputy, Station
from deputy_station.features.history.service import record_change
from deputy_station.store import context
from deputy_station.store.capture import insert_all, name_step
from deputy_station.store.edits import get_row

COLUMNS = (
    ImportColumn(
        "number",
        ("留言编号", "编号", "诉求编号", "登记编号", "台账编号", "序号"),
        Kind.DIGITS,
        longest=50,
        label="编号",
    ),
    ImportColumn(
        "received_at",
        ("留言时间", "日期", "接待日期", "来访日期", "登记日期", "接待时间", "反映时间", "反映日期", "时间"),
        Kind.MOMENT,
        required=True,
        content=Content.DAY,
        label="日期",
    ),
    ImportColumn(
        "visitor_name",
        ("留言用户", "来访人", "来访人姓名", "反映人", "群众姓名", "姓名"),
        longest=80,
        label="来访人",
    ),
    ImportColumn(
        "visitor_phone",
        ("电话", "联系电话", "来访人电话", "手机", "手机号"),
        Kind.DIGITS,
        longest=40,
        content=Content.PHONE,
    ),
    ImportColumn(
        "visitor_address", ("地址", "住址", "单位或住址", "家庭住址", "村组", "所在村组"), longest=200
    ),
    ImportColumn("people", ("来访人数", "人数"), Kind.INTEGER),
    ImportColumn("confidential", ("是否保密", "保密"), Kind.YES_NO),
    ImportColumn("channel", ("反映方式", "来访方式")),
    ImportColumn("deputies", ("接待代表", "代表")),
    ImportColumn("title", ("留言主题", "主题", "标题", "诉求标题", "事项"), longest=200, label="标题"),
    ImportColumn(
        "words",
        ("留言详情", "反映问题", "反映的问题", "反映内容", "诉求内容", "问题", "内容", "原话"),
        Kind.TEXT,
        required=True,
        content=Content.LONG,
        label="反映问题",
    ),
    ImportColumn("wish", ("诉求", "希望", "要求"), Kind.TEXT),
    ImportColumn("place", ("地点", "问题地点"), longest=200),
    ImportColumn("category", ("一级分类", "类别", "分类", "诉求类别"), label="类别"),
    ImportColumn("category2", ("二级分类",)),
    ImportColumn("category3", ("三级分类",)),
    ImportColumn("unit", ("承办单位", "办理单位", "交办单位", "责任单位"), longest=120),
    ImportColumn(
        "result", ("答复意见", "办理结果", "办理情况", "处理结果", "答复"), Kind.TEXT, label="办理结果"
    ),
    ImportColumn(
        "replied_at",
        ("答复时间", "办结日期", "办结时间", "答复日期", "办理日期"),
        Kind.MOMENT,
        label="办结日期",
    ),
    ImportColumn("satisfaction", ("满意度", "群众评价", "评价", "回访满意度")),
)
"""The columns of either kind of file, with the titles offices write."""
_TELL_EVERY = 250
"""Rows between two reports of the progress, where cancelling is heard."""
_ROWS_AT_ONCE = 5000
"""Rows written with one statement: the fewer the faster, but in between nobody hears a cancel."""


@dataclass
class _Candidate:
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
class _Sorted:
    """What is to happen with the rows of a file."""

    new: list[_Candidate] = field(default_factory=list)
    completed: list[tuple[int, _Candidate, list[str]]] = field(default_factory=list)
    unchanged: list[_Candidate] = field(default_factory=list)
    changed: dict[int, list[str]] = field(default_factory=dict)


def import_demands(
    session: Session,
    path: Path,
    *,
    dry_run: bool = False,
    mapping: Mapping[str, str] | None = None,
    source: str | None = None,
    station_id: int | None = None,
    failed_rows: Path | None = None,
    progress: Progress = silent_progress,
) -> ImportOutcome:
    """Import a workbook of demands, all of it or (on an error of ours or of the world) nothing.

    `mapping`: column key to title in the file, where a title is not a known one. `source` names the ledger when
    two offices number alike. Rows that cannot be imported go with their reason into the workbook `failed_rows`,
    beside the file by default. A dry run counts the same and writes nothing. Raises as `read_table`, and
    NoHomeStation when there is no station yet.
    """
    data = read_table(path, COLUMNS, mapping=mapping)
    if dry_run:
        return take_demands(session, data=data, source=source, station_id=station_id, dry_run=True)
    target = place_for_failed_rows(path, failed_rows, f"{path.stem}-没有导入的行")
    outcome = take_demands(session, data=data, source=source, station_id=station_id, progress=progress)
    if not outcome.errors:
        return outcome
    write_failed_rows(target, data, reasons_of(outcome))
    return replace(outcome, failed_rows=target)


def try_demands(session: Session, *, data: SheetData) -> ImportOutcome:
    """What importing these rows would do; nothing is written."""
    return take_demands(session, data=data, dry_run=True)


def take_demands(
    session: Session,
    *,
    data: SheetData,
    source: str | None = None,
    station_id: int | None = None,
    dry_run: bool = False,
    progress: Progress = silent_progress,
) -> ImportOutcome:
    """Import rows that were read; the sound ones go in, the findings say what is with the others.

    Cancelling is heard while the rows are prepared. Raises NoHomeStation.
    """
    station = station_of(session, station_id)
    if not dry_run:
        load_categories(session)
    source = source or (MESSAGES if data.mapping.get("number", "").startswith("留言") else LEDGER)
    reasons: dict[int, list[str]] = {row: list(said) for row, said in data.problems_by_row().items()}
    candidates = _read_candidates(session, data, source, reasons)
    _resolve(session, candidates)
    found = _sort_out(session, source, station, candidates)
    reasons.update(found.changed)
    outcome = ImportOutcome(
        ready=len(found.new) + len(found.completed) + len(found.unchanged),
        warnings=sum(bool(one.warnings) for one in candidates if one.row.number not in reasons),
        errors=len(reasons),
        unchanged=len(found.unchanged),
        messages=_messages(data, candidates, found, reasons),
        findings=_findings(candidates, found, reasons),
    )
    if dry_run:
        return outcome
    progress(0, len(candidates), "行")
    units = _units_for(session, [one for one in candidates if one.row.number not in reasons])
    _insert(session, station, source, data.file_name, found.new, units, progress)
    for demand_id, candidate, parts in found.completed:
        _complete(session, demand_id, candidate, parts, data.file_name)
    written = len(found.new) + len(found.completed)
    if written:
        sentence = f"导入诉求 {written:,} 件（{data.file_name}）"
        name_step(session, action="demand.import", sentence=sentence)
        record_change(
            session,
            action="demand.import",
            subject="demand",
            subject_id=None,
            sentence=sentence,
            after={"source": source, "imported": written, "unchanged": len(found.unchanged)},
        )
    progress(len(candidates), len(candidates), "行")
    return replace(outcome, imported=written)


def import_kind() -> ImportKind:
    """How a ledger is imported, for the window."""
    return ImportKind(
        key="demands",
        title="导入诉求台账",
        noun="诉求",
        counter="件",
        columns=COLUMNS,
        try_rows=try_demands,
        import_rows=take_demands,
        failed_name="没有导入的行",
    )


def _findings(
    candidates: Sequence[_Candidate], found: _Sorted, reasons: Mapping[int, Sequence[str]]
) -> tuple[RowFinding, ...]:
    same = {one.row.number for one in found.unchanged}
    findings = [RowFinding(number, reasons=tuple(said)) for number, said in reasons.items()]
    findings += [
        RowFinding(one.row.number, warnings=tuple(one.warnings), unchanged=one.row.number in same)
        for one in candidates
        if one.row.number not in reasons and (one.warnings or one.row.number in same)
    ]
    return tuple(findings)


def _read_candidates(
    session: Session, data: SheetData, source: str, reasons: dict[int, list[str]]
) -> list[_Candidate]:
    """The sound rows with the number they are known by; a row dated in the future is a slip and not sound."""
    now = context.now(session)
    candidates: list[_Candidate] = []
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
        candidate = _Candidate(row, received_at, key, marks)
        exact = tuple(sorted(marks.items()))
        if key in seen and exact not in seen[key]:
            # Two rows under one number that say different things are both kept.
            times[key] += 1
            candidate.source_number = f"{key}（{times[key] + 1}）"
            candidate.warnings.append(f"编号“{key}”在文件里不止一次，内容不同，都已收入。")
        seen.setdefault(key, set()).add(exact)
        candidates.append(candidate)
    return candidates


def _resolve(session: Session, candidates: list[_Candidate]) -> None:
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


def _resolve_deputy(one: _Candidate, name: str, by_name: Mapping[str, list[int]]) -> None:
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


def _sort_out(session: Session, source: str, station: Station, candidates: list[_Candidate]) -> _Sorted:
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
    found = _Sorted()
    fresh: dict[str, _Candidate] = {}
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


def _hold_back_moved_days(session: Session, station: Station, there: Iterable[Any], found: _Sorted) -> None:
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


def _messages(
    data: SheetData,
    candidates: Sequence[_Candidate],
    found: _Sorted,
    reasons: Mapping[int, Sequence[str]],
) -> tuple[str, ...]:
    """Sentences about the file and the rows that deserve a look, like ones counted and not repeated; then,
    row by row, why the others cannot be imported."""
    lines = list(data.warnings)
    for text, rows in _rows_by_warning(candidates).items():
        where = "、".join(str(number) for number in rows[:5])
        more = f" 等 {len(rows)} 行" if len(rows) > 5 else " 行"
        lines.append(f"第 {where}{more}：{text}")
    if found.completed:
        lines.append(f"有 {len(found.completed)} 件以前导入过，这次补上了缺的内容。")
    if found.changed:
        lines.append(f"有 {len(found.changed)} 行与以前导入的不同，没有改动原记录。")
    lines += [f"第 {number} 行：{sentence}" for number in sorted(reasons) for sentence in reasons[number]]
    return tuple(lines)


def _rows_by_warning(candidates: Sequence[_Candidate]) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for one in candidates:
        for warning in one.warnings:
            rows.setdefault(warning, []).append(one.row.number)
    return rows


def _units_for(session: Session, candidates: Sequence[_Candidate]) -> dict[str, Unit]:
    """The units the rows name; one that is not known yet is added as 其他."""
    names = dict.fromkeys(name for one in candidates if (name := one.text("unit")))
    if not names:
        return {}
    units = {unit.name: unit for unit in session.scalars(select(Unit).where(Unit.name.in_(names)))}
    for name in names:
        if name not in units:
            units[name] = Unit(name=name, kind=UnitKind.OTHER)
            session.add(units[name])
    session.flush()
    return units


def _standing_values(one: _Candidate, unit: Unit | None) -> dict[str, Any]:
    """State, result and days after what the ledger says."""
    result, day = one.text("result"), _reply_day(one)
    if not result and one.satisfaction is None and one.replied_at is not None:
        one.leftovers.append(f"答复时间：{day_words(day)}")
    standing = standing_after(
        result=bool(result),
        satisfaction=one.satisfaction,
        day=day,
        unit_kind=unit.kind if unit else None,
    )
    return {
        "result": result,
        "satisfaction": one.satisfaction,
        "replied_at": one.replied_at if result else None,
        **vars(standing),
    }


def _reply_day(one: _Candidate) -> date:
    return local_day(one.replied_at or one.received_at)


def _insert(
    session: Session,
    station: Station,
    source: str,
    file_name: str,
    new: Sequence[_Candidate],
    units: Mapping[str, Unit],
    progress: Progress,
) -> None:
    """Write new demands with few statements, numbered in the order they were voiced."""
    if not new:
        return
    ordered = sorted(new, key=lambda one: (one.received_at, one.row.number))
    years = Counter(local_day(one.received_at).year for one in ordered)
    following = take_numbers(session, station_id=station.id, counts=years)
    last_before = session.scalar(select(func.max(Demand.id))) or 0
    states = []
    for start in range(0, len(ordered), _ROWS_AT_ONCE):
        values = []
        for done, one in enumerate(ordered[start : start + _ROWS_AT_ONCE], start):
            if done % _TELL_EVERY == 0:
                progress(done, len(ordered), "行")
            year = local_day(one.received_at).year
            unit = units.get(one.text("unit"))
            values.append(_values(one, station, source, year, following[year], unit))
            following[year] += 1
        states += [value["state"] for value in values]
        insert_all(session, Demand, values)
    ids: dict[str | None, int] = {
        row.source_number: row.id
        for row in session.execute(
            select(Demand.source_number, Demand.id).where(Demand.source == source, Demand.id > last_before)
        )
    }
    at, who = context.now(session), context.actor(session)
    steps = [
        {
            "demand_id": ids[one.source_number],
            "at": at,
            "actor": who,
            "step": "import",
            "state_before": None,
            "state_after": state,
            "sentence": f"从“{file_name}”第 {one.row.number} 行导入",
            "note": "；".join(one.leftovers),
        }
        for one, state in zip(ordered, states, strict=True)
    ]
    for start in range(0, len(steps), _ROWS_AT_ONCE):
        progress(len(ordered), len(ordered), "行")  # cancelling is heard to the end
        insert_all(session, DemandStep, steps[start : start + _ROWS_AT_ONCE])
    links = [
        {"demand_id": ids[one.source_number], "deputy_id": deputy_id}
        for one in ordered
        for deputy_id in dict.fromkeys(one.deputy_ids)
    ]
    if links:
        insert_all(session, DemandDeputy, links)


def _values(
    one: _Candidate, station: Station, source: str, year: int, number: int, unit: Unit | None
) -> dict[str, Any]:
    words = one.text("words")
    title = one.text("title") or gist_of(words)
    channel = Channel.by_label(one.text("channel"))
    if channel is None and one.text("channel"):
        one.leftovers.append(f"反映方式：{one.text('channel')}")
    confidential = bool(one.row.values.get("confidential"))
    name, phone, address = one.text("visitor_name"), one.text("visitor_phone"), one.text("visitor_address")
    return {
        "version": 1,
        "station_id": station.id,
        "year": year,
        "number": number,
        "title": title,
        "words": words,
        "wish": one.text("wish"),
        "category_id": one.category.id if one.category else None,
        "channel": channel or Channel.IMPORT,
        "received_at": one.received_at.astimezone(UTC),
        "visitor_name": name,
        "visitor_phone": phone,
        "visitor_address": address,
        "people": one.row.values.get("people") or 1,
        "confidential": confidential,
        "place": one.text("place"),
        "unit_id": unit.id if unit else None,
        "source": source,
        "source_number": one.source_number,
        "source_marks": one.marks,
        "search_text": compose_search_text(
            number=number_text(station.code, year, number),
            title=title,
            words=words,
            wish=one.text("wish"),
            place=one.text("place"),
            unit=one.text("unit"),
            deputies=" ".join(one.deputy_names),
            visitor=name,
            phone=phone,
            address=address,
            confidential=confidential,
            source_number=one.source_number,
        ),
        **_standing_values(one, unit),
    }


def _complete(
    session: Session, demand_id: int, one: _Candidate, parts: Sequence[str], file_name: str
) -> None:
    """Add what an earlier file lacked: the category, or the reply of a demand nobody has touched since."""
    demand = get_row(session, Demand, demand_id, "这件诉求")
    before = demand.state
    if "category" in parts and one.category is not None:
        demand.category_id = one.category.id
    if "result" in parts:
        for name, value in _standing_values(one, None).items():
            setattr(demand, name, value)
    demand.source_marks = {**(demand.source_marks or {}), **one.marks}
    named = "、".join(PART_WORDS[part] for part in parts)
    session.flush()
    session.add(
        DemandStep(
            demand_id=demand.id,
            at=context.now(session),
            actor=context.actor(session),
            step="import",
            state_before=before,
            state_after=demand.state,
            sentence=f"从“{file_name}”第 {one.row.number} 行补上{named}",
            note="；".join(one.leftovers),
        )
    )
    refresh_search_text(session, demand)
