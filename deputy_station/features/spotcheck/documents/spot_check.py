"""The workbook of a quarter's check: who was drawn, their records with evidence, the demands, the figures."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from deputy_station.core.clock import day_words, local_time
from deputy_station.core.progress import Progress
from deputy_station.documents.workbook_out import OutCell, WorkSheet, write_workbook
from deputy_station.features.spotcheck.rules.draws import METHOD
from deputy_station.features.spotcheck.service.quarter import (
    CheckedDemand,
    CheckedDeputy,
    QuarterCheck,
    check_quarter,
)
from deputy_station.features.spotcheck.service.records import CheckedRecord, form_words
from deputy_station.store.database import Database


def print_spot_check(database: Database, progress: Progress, *, draw_id: int, out: Path) -> int:
    """The workbook of a draw's quarter; returns how many deputies are under check. Raises NotFound."""
    with database.reading() as session:
        check = check_quarter(session, draw_id=draw_id)
    progress(0, len(check.deputies), "人")
    make_spot_check_workbook(out, check)
    progress(len(check.deputies), len(check.deputies), "人")
    return len(check.deputies)


def make_spot_check_workbook(target: Path, check: QuarterCheck) -> None:
    """Write the workbook, whole or not at all."""
    write_workbook(
        target,
        [
            _drawn_sheet(check),
            _records_sheet(check),
            _filling_sheet(check),
            _demands_sheet(check),
            _figures_sheet(check),
        ],
    )


def _title(check: QuarterCheck, what: str) -> str:
    return f"{check.town}{check.draw.year}年第{check.draw.quarter}季度{what}"


def _draw_words(check: QuarterCheck) -> list[str]:
    draw = check.draw
    moment = local_time(draw.drawn_at)
    notes = [
        f"抽取：{day_words(moment.date())} {moment:%H:%M}，{draw.pool} 人里抽 {len(draw.members)} 人，种子 {draw.seed}。",
        f"方法：{METHOD}",
    ]
    return [*notes, f"备注：{draw.note}"] if draw.note else notes


def _drawn_sheet(check: QuarterCheck) -> WorkSheet:
    return WorkSheet(
        "抽查名单",
        ("序号", "姓名", "代表小组", "应填", "已填", "漏填", "缺证明材料", "检查意见"),
        [
            [
                each.drawn.position,
                each.drawn.deputy,
                each.drawn.group,
                each.due,
                each.filled,
                each.unfilled,
                each.unproved,
                "",
            ]
            for each in check.deputies
        ],
        title=_title(check, "代表履职抽查名单"),
        notes=[*_draw_words(check), _SIGNED],
        widths={1: 17, 7: 52},
        roomy=True,
    )


_SIGNED = "检查人（签名）：　　　　　　　　被检查单位负责人（签名）：　　　　　　　　检查日期：　　　　年　　月　　日"


def _records_sheet(check: QuarterCheck) -> WorkSheet:
    return WorkSheet(
        "履职记录",
        (
            "姓名",
            "日期",
            "类别",
            "内容",
            "情况",
            "登记册",
            "证明材料（件）",
            "要补的",
            "册内页次",
            "核对情况",
        ),
        [
            [
                each.drawn.deputy,
                record.on,
                record.kind,
                record.title,
                record.standing,
                form_words(record.form),
                record.evidence,
                missing_words(record, check.checked_on),
                "",
                "",
            ]
            for each in check.deputies
            for record in each.records
        ],
        title=_title(check, "履职记录"),
        notes=[
            f"记录截至 {day_words(check.until)}。“册内页次”“核对情况”对照纸质登记册填写："
            "一致的打勾，漏填、涂改、无签名、内容不符的写明。",
            _SIGNED,
        ],
        widths={8: 10, 9: 20},
    )


def missing_words(record: CheckedRecord, today: date) -> str:
    """What a record still lacks, or nothing."""
    if not record.filled:
        return "考勤未登记" if record.on < today else ""
    return "缺证明材料" if record.done and not record.evidence else ""


def _filling_sheet(check: QuarterCheck) -> WorkSheet:
    forms = sorted({record.form for each in check.deputies for record in each.records})
    rows: list[list[OutCell]] = []
    for each in check.deputies:
        for form in forms:
            records = [record for record in each.records if record.form == form]
            if records:
                rows.append([each.drawn.deputy, form_words(form), *_counts(records, check.checked_on)])
        rows.append([each.drawn.deputy, "合计", *_counts(each.records, check.checked_on)])
    return WorkSheet(
        "应填已填",
        ("姓名", "登记册", "应填", "已填", "漏填", "有证明材料", "缺证明材料", "证明材料（件）"),
        rows,
        title=_title(check, "登记册应填已填"),
        notes=[
            "应填：到今天为止应有的记录；已填：考勤或内容已登记；缺证明材料：本人到场而没有证明材料的记录。"
        ],
        portrait=True,
    )


def _counts(records: Sequence[CheckedRecord], today: date) -> list[OutCell]:
    due = sum(record.filled or record.on < today for record in records)
    filled = sum(record.filled for record in records)
    proved = sum(record.done and record.evidence > 0 for record in records)
    done = sum(record.done for record in records)
    return [due, filled, due - filled, proved, done - proved, sum(record.evidence for record in records)]


def _demands_sheet(check: QuarterCheck) -> WorkSheet:
    columns = (
        "编号",
        "收到",
        "来访人",
        "诉求",
        "类别",
        "去向",
        "承办",
        "期限",
        "状态",
        "超期",
        "满意度",
        "跟进代表",
        "抽中代表跟进",
        "证明材料（件）",
    )
    return WorkSheet(
        "群众诉求",
        columns,
        [_demand_row(demand) for demand in check.demands],
        title=_title(check, "群众诉求办理情况"),
        notes=["本季度收到的和本季度到期的诉求。来访人姓名只写姓；要求保密的不写姓名和内容。"],
        widths={3: 36},
    )


def _demand_row(demand: CheckedDemand) -> list[OutCell]:
    row = demand.row
    return [
        row.number,
        row.received_on,
        row.visitor,
        "（保密）" if demand.confidential else row.title,
        row.category,
        row.route.label if row.route else "",
        row.unit,
        row.deadline_on,
        row.state.label,
        _late_words(demand),
        row.satisfaction.label if row.satisfaction else "",
        "、".join(demand.deputies),
        demand.drawn,
        demand.evidence,
    ]


def _late_words(demand: CheckedDemand) -> str:
    if demand.row.due.days < 0:
        return demand.row.due.text
    return f"反馈晚 {demand.late_days} 天" if demand.late_days else ""


def _figures_sheet(check: QuarterCheck) -> WorkSheet:
    deputies, figures = check.deputies, check.figures
    rows: list[list[OutCell]] = [
        ["抽查代表", len(deputies), "人"],
        ["可抽代表", check.draw.pool, "人"],
        ["应填记录", _sum(deputies, "due"), "条"],
        ["已填记录", _sum(deputies, "filled"), "条"],
        ["漏填记录", _sum(deputies, "unfilled"), "条"],
        ["缺证明材料的记录", _sum(deputies, "unproved"), "条"],
        ["证明材料", _sum(deputies, "pieces"), "件"],
        ["本季度收到诉求", figures.received, "件"],
        ["本季度到期诉求", figures.due, "件"],
        ["收到或到期的诉求（不重复）", len(check.demands), "件"],
        ["其中已办结、销号、不受理或撤回", figures.closed, "件"],
        ["其中已超期、还没有反馈", figures.overdue, "件"],
        ["其中反馈晚于期限", figures.late, "件"],
        ["其中已回访", figures.followed_up, "件"],
    ]
    return WorkSheet(
        "汇总",
        ("项目", "数量", "单位"),
        rows,
        title=_title(check, "抽查汇总"),
        notes=[f"制表：{day_words(check.checked_on)}。", *_draw_words(check)],
        portrait=True,
    )


def _sum(deputies: Sequence[CheckedDeputy], name: str) -> int:
    return sum(getattr(each, name) for each in deputies)
