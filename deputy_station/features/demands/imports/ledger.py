"""Taking in demands from workbooks: messages of a platform (留言编号 …) or an office's own ledger (编号, 日期 …).

A row is known again by its source and number, so a second import changes nothing. Each cell leaves a short
fingerprint with its demand: a row that later differs in its ledger is reported and never written over, and a
second file that brings what the first lacked (a category, a reply) completes the demand.

A row with a reply arrives as settled on the day of the reply, informed that day, without satisfaction: years of
old replies would otherwise flood the follow-up list. A row whose visitor was not content waits for a follow-up;
a row with a unit but no result is being handled: it lies with the unit from the day the ledger says, else from the
day it was voiced, until the day the ledger says, else as long as the station's terms allow; any other row waits to be
handed over. Who took it down at the time nobody knows, so that stays empty.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.import_columns import (
    Content,
    ImportColumn,
    ImportKind,
    ImportOutcome,
    RowFinding,
    SheetData,
)
from deputy_station.documents.import_file import source_of, tokens_of
from deputy_station.documents.import_memory import read_as_remembered, remember_columns
from deputy_station.documents.import_mending import reasons_of
from deputy_station.documents.workbook_cells import Kind
from deputy_station.documents.workbook_in import read_table
from deputy_station.documents.workbook_out import place_for_failed_rows, write_failed_rows
from deputy_station.features.demands.imports.candidates import (
    Candidate,
    SortedRows,
    read_candidates,
    resolve,
    sort_out,
)
from deputy_station.features.demands.imports.running import RunningDays
from deputy_station.features.demands.imports.units import UnitNames
from deputy_station.features.demands.imports.writing import complete, insert_new
from deputy_station.features.demands.rules.ledger import (
    LEDGER,
    MESSAGES,
)
from deputy_station.features.demands.service.register import station_of
from deputy_station.features.history.service import record_change
from deputy_station.features.matters.service.catalogue import (
    load_categories,
)
from deputy_station.store.capture import name_step

KEY = "demands"
"""What is remembered of imports of ledgers goes by this word."""

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
    ImportColumn(
        "village", ("村社区", "所属村社区", "村居", "所属村居", "行政村", "所属村", "社区"), longest=80
    ),
    ImportColumn("category", ("一级分类", "类别", "分类", "诉求类别"), label="类别"),
    ImportColumn("category2", ("二级分类",)),
    ImportColumn("category3", ("三级分类",)),
    ImportColumn(
        "unit", ("承办单位", "办理单位", "主办单位", "交办单位", "责任单位", "牵头单位"), longest=120
    ),
    ImportColumn("co_units", ("协办单位", "会办单位", "配合单位"), longest=200),
    ImportColumn("assigned_on", ("交办日期", "交办时间", "转办日期", "转办时间", "派单时间"), Kind.DATE),
    ImportColumn("due_on", ("办理期限", "办结期限", "答复期限", "办理时限", "限办日期"), Kind.DATE),
    ImportColumn("state", ("办理状态", "状态", "办理进度", "是否办结", "进展情况")),
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

    `mapping`: column key to title in the file, where a title is not a known one; it is remembered for the next file
    with the same titles. `source` names the ledger when
    two offices number alike. Rows that cannot be imported go with their reason into the workbook `failed_rows`,
    beside the file by default. A dry run counts the same and writes nothing. Raises as `read_table`, and
    NoHomeStation when there is no station yet.
    """
    data = None if mapping else read_as_remembered(session, path, COLUMNS, key=KEY)
    if data is None:
        data = read_table(path, COLUMNS, mapping=mapping)
    if dry_run:
        return take_demands(session, data=data, source=source, station_id=station_id, dry_run=True)
    target = place_for_failed_rows(path, failed_rows, f"{path.stem}-没有导入的行")
    outcome = take_demands(session, data=data, source=source, station_id=station_id, progress=progress)
    if mapping:
        remember_columns(
            session,
            key=KEY,
            source=source_of(data.titles),
            tokens=tokens_of(data.titles),
            places=data.places,
        )
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
    source = (
        source or data.origin or (MESSAGES if data.mapping.get("number", "").startswith("留言") else LEDGER)
    )
    reasons: dict[int, list[str]] = {row: list(said) for row, said in data.problems_by_row().items()}
    candidates = read_candidates(session, data, source, reasons)
    resolve(session, candidates)
    found = sort_out(session, source, station, candidates)
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
    units = UnitNames(session, [*found.new, *(candidate for _, candidate, _ in found.completed)])
    days = RunningDays(session)
    insert_new(session, station, source, data.file_name, found.new, units, days, progress)
    for demand_id, candidate, parts in found.completed:
        complete(session, demand_id, candidate, parts, data.file_name, units, days)
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
        key=KEY,
        title="导入诉求台账",
        noun="诉求",
        counter="件",
        columns=COLUMNS,
        try_rows=try_demands,
        import_rows=take_demands,
        failed_name="没有导入的行",
        asks_origin="哪里的台账",
    )


def _findings(
    candidates: Sequence[Candidate], found: SortedRows, reasons: Mapping[int, Sequence[str]]
) -> tuple[RowFinding, ...]:
    same = {one.row.number for one in found.unchanged}
    findings = [RowFinding(number, reasons=tuple(said)) for number, said in reasons.items()]
    findings += [
        RowFinding(one.row.number, warnings=tuple(one.warnings), unchanged=one.row.number in same)
        for one in candidates
        if one.row.number not in reasons and (one.warnings or one.row.number in same)
    ]
    return tuple(findings)


def _messages(
    data: SheetData,
    candidates: Sequence[Candidate],
    found: SortedRows,
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


def _rows_by_warning(candidates: Sequence[Candidate]) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for one in candidates:
        for warning in one.warnings:
            rows.setdefault(warning, []).append(one.row.number)
    return rows
