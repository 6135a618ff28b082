"""Demands without a window: the list, one demand, the import of ledgers, the ledger and the sheet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from deputy_station.core.choices import Choice
from deputy_station.core.clock import day_words, local_time
from deputy_station.core.collecting import looks_put_off
from deputy_station.core.errors import Refusal
from deputy_station.core.progress import Progress
from deputy_station.core.years import FIRST_YEAR, LAST_YEAR
from deputy_station.documents.atomic import check_ending
from deputy_station.documents.import_command import (
    ColumnOption,
    back_up_before,
    read_mapping,
    tell_outcome,
)
from deputy_station.features.demands.documents.calls import draw_calls
from deputy_station.features.demands.documents.declined import draw_declined
from deputy_station.features.demands.documents.drawing import MadePaper, seal_printed
from deputy_station.features.demands.documents.extension import draw_extension
from deputy_station.features.demands.documents.handover import draw_handover
from deputy_station.features.demands.documents.ledger import export_ledger
from deputy_station.features.demands.documents.quarter import export_report
from deputy_station.features.demands.documents.record import print_record
from deputy_station.features.demands.documents.supervision import draw_supervision
from deputy_station.features.demands.documents.timeline import draw_timeline
from deputy_station.features.demands.documents.urging import draw_urging
from deputy_station.features.demands.imports.ledger import COLUMNS, import_demands
from deputy_station.features.demands.rules.choices import DemandState, Route
from deputy_station.features.demands.rules.faces import Face
from deputy_station.features.demands.rules.figures import By, Outcome, Rate, percent_words, share_words
from deputy_station.features.demands.service.detail import get_demand
from deputy_station.features.demands.service.figures import FigureRow, read_figures
from deputy_station.features.demands.service.listing import DemandFilter, View, find_demand_id, list_demands
from deputy_station.features.demands.service.rows import DemandDetail
from deputy_station.features.matters.service.catalogue import find_category, list_units
from deputy_station.store.database import Database
from deputy_station.store.desk import Command, Desk

C = TypeVar("C", bound=Choice)


class WordUnknown(Refusal):
    """A word typed for a choice is none of its words."""

    def __init__(self, what: str, text: str, offered: list[str]) -> None:
        super().__init__(f"没有“{text}”这个{what}。可以写：{'、'.join(offered)}。")


_SearchOption = typer.Option("--search", help="编号、标题、原话、来访人、电话、地点、单位或代表")
_StateOption = typer.Option("--state", help="状态：待交办、待签收、办理中、待反馈、待回访、已办结、已销号……")
_RouteOption = typer.Option("--route", help="处理方式：交办镇政府、转村社区……")
_UnitOption = typer.Option("--unit", help="承办单位的名称")
_CategoryOption = typer.Option("--category", help="类别，例如“城乡建设/村镇建设”，下级一并列出")
_YearOption = typer.Option("--year", metavar="年份", help="哪一年登记的", min=FIRST_YEAR, max=LAST_YEAR)
_LimitOption = typer.Option("--limit", metavar="件数", help="最多列几件；0 为全部", min=0, max=1_000_000)
_OverdueOption = typer.Option("--overdue", help="只列已超期的")
_SoonOption = typer.Option("--soon", help="只列三日内到期的")


def show_demands(
    desk: Desk,
    search: Annotated[str, _SearchOption] = "",
    state: Annotated[str, _StateOption] = "",
    route: Annotated[str, _RouteOption] = "",
    unit: Annotated[str, _UnitOption] = "",
    category: Annotated[str, _CategoryOption] = "",
    year: Annotated[int | None, _YearOption] = None,
    overdue: Annotated[bool, _OverdueOption] = False,
    soon: Annotated[bool, _SoonOption] = False,
    limit: Annotated[int, _LimitOption] = 0,
) -> None:
    """Demands, newest first, visitors masked."""
    where = _filter(desk, search, state, route, unit, category, year, overdue=overdue, soon=soon)
    with desk.reading() as session:
        rows = list_demands(session, where=where, limit=limit or None)
    desk.show_rows(
        rows,
        {
            "number": "编号",
            "title": "诉求",
            "category": "类别",
            "unit": "承办",
            "state": "状态",
            "deadline_on": "期限",
            "visitor": "来访人",
        },
    )


def show_demand(
    desk: Desk,
    number: Annotated[str, typer.Argument(metavar="编号", help="编号，例如 青禾-2026-0431，或当年的 431")],
) -> None:
    """One demand with its timeline."""
    with desk.reading() as session:
        demand = get_demand(session, demand_id=find_demand_id(session, number))
    desk.show_result({"demand": demand}, _told(demand))


def import_ledger(
    desk: Desk,
    file: Annotated[Path, typer.Argument(metavar="文件", help="诉求台账或留言：xlsx、xls、ods 或 csv")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不写入")] = False,
    source: Annotated[str, typer.Option("--source", help="台账的名称，两处台账编号相同时用来区分")] = "",
    column: ColumnOption = None,
    failed_rows: Annotated[Path | None, typer.Option("--failed-rows", help="没有导入的行写到哪里")] = None,
) -> None:
    """Import a workbook of demands; with --dry-run only the three counts."""
    mapping = read_mapping(column, COLUMNS)
    if not dry_run:
        back_up_before(desk)
    with looks_put_off(), desk.reading() if dry_run else desk.transaction() as session:
        outcome = import_demands(
            session,
            file,
            dry_run=dry_run,
            mapping=mapping,
            source=source or None,
            failed_rows=failed_rows,
            progress=desk.progress,
        )
    tell_outcome(desk, outcome, dry_run=dry_run)


def write_ledger(
    desk: Desk,
    out: Annotated[Path, typer.Option("--out", help="写到哪个 xlsx 文件")],
    search: Annotated[str, _SearchOption] = "",
    state: Annotated[str, _StateOption] = "",
    route: Annotated[str, _RouteOption] = "",
    unit: Annotated[str, _UnitOption] = "",
    category: Annotated[str, _CategoryOption] = "",
    year: Annotated[int | None, _YearOption] = None,
    overdue: Annotated[bool, _OverdueOption] = False,
    soon: Annotated[bool, _SoonOption] = False,
    face: Annotated[str, typer.Option("--face", help="给谁看：内部、上报、公示")] = Face.UPWARD.label,
    confidential: Annotated[
        bool, typer.Option("--confidential", help="内部用时写上要求保密的来访人（会记入经手记录）")
    ] = False,
) -> None:
    """The work ledger of all demands, or of those the filters hold, as one of three faces shows it."""
    check_ending(out, ".xlsx")
    where = _filter(desk, search, state, route, unit, category, year, overdue=overdue, soon=soon)
    made = export_ledger(
        desk.database,
        desk.progress,
        out=out,
        where=where,
        face=_choice(Face, "用处", face) or Face.UPWARD,
        confidential_names=confidential,
    )
    desk.show_result(
        {"path": made.path, "demands": made.demands, "face": made.face},
        f"台账（{made.face.label}）{made.demands} 件，已写到“{made.path}”。",
    )


def write_record(
    desk: Desk,
    number: Annotated[str, typer.Argument(metavar="编号", help="编号，例如 青禾-2026-0431")],
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件：pdf、docx 或 xlsx")],
    whole_visitor: Annotated[
        bool, typer.Option("--visitor", help="写全来访人姓名和电话（会记入经手记录）")
    ] = False,
) -> None:
    """The sheet 群众诉求登记办理单 of one demand."""
    with desk.reading() as session:
        demand_id = find_demand_id(session, number)
    made = print_record(
        desk.database, desk.progress, demand_ids=[demand_id], out=out, whole_visitor=whole_visitor
    )
    desk.show_result(
        {"path": made.path, "pages": made.pages, "demand_id": demand_id},
        f"办理单{f' {made.pages} 页，' if made.pages else ''}已写到“{made.path}”。",
    )


def write_paper(
    desk: Desk,
    number: Annotated[str, typer.Argument(metavar="编号", help="编号，例如 青禾-2026-0431")],
    kind: Annotated[
        str, typer.Option("--kind", help="交办单、催办单、督办单、延期审批单、不受理告知单、办理经过")
    ],
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件：pdf、docx 或 xlsx")],
) -> None:
    """One of the papers on a demand's way."""
    if kind not in _PAPERS:
        raise WordUnknown("文书", kind, list(_PAPERS))
    with desk.reading() as session:
        demand_id = find_demand_id(session, number)
    made = _PAPERS[kind](desk.database, desk.progress, out, demand_id)
    with desk.transaction() as session:
        seal_printed(session, made=made)
    desk.show_result(
        {"path": made.path, "pages": made.pages, "demand_id": demand_id}, f"{kind}已写到“{made.path}”。"
    )


def write_calls(
    desk: Desk, out: Annotated[Path, typer.Option("--out", help="写到哪个文件：pdf、docx 或 xlsx")]
) -> None:
    """Whom to ring today, with their phones."""
    made = draw_calls(desk.database, desk.progress, out=out)
    desk.show_result({"path": made.path, "pages": made.pages}, f"回访单已写到“{made.path}”。")


def write_report(
    desk: Desk,
    year: Annotated[int, typer.Option("--year", metavar="年份", min=FIRST_YEAR, max=LAST_YEAR)],
    quarter: Annotated[int, typer.Option("--quarter", metavar="季度", min=1, max=4)],
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件：pdf、docx 或 xlsx")],
) -> None:
    """The report of a quarter, drafted."""
    made = export_report(desk.database, desk.progress, year=year, quarter=quarter, out=out)
    desk.show_result(
        {"path": made.path, "pages": made.pages, "demands": made.demands},
        f"{year} 年第 {quarter} 季度报告，受理 {made.demands} 件，已写到“{made.path}”。",
    )


def show_figures(
    desk: Desk,
    first: Annotated[datetime, typer.Option("--from", metavar="日期", formats=["%Y-%m-%d"], help="从哪天起")],
    last: Annotated[datetime, typer.Option("--to", metavar="日期", formats=["%Y-%m-%d"], help="到哪天止")],
    by: Annotated[
        str, typer.Option("--by", help="按什么分：类别、承办单位、接待代表、月份……")
    ] = By.CATEGORY.label,
) -> None:
    """Figures of a period: how many, how fast, how content."""
    told_by = _choice(By, "分法", by) or By.CATEGORY
    with desk.reading() as session:
        table = read_figures(session, first=first.date(), last=last.date(), by=told_by)
    desk.show_rows(
        [_FigureLine.of(row) for row in (table.whole, *table.rows)],
        {
            "name": told_by.label,
            "received": "受理",
            "share": "占比",
            "settled": "办结",
            "settled_rate": "办结率",
            "in_time_rate": "按时办结率",
            "result_rate": "落实满意率",
            "both_rate": "双满意率",
        },
    )


@dataclass(frozen=True)
class _FigureLine:
    """A row of figures as the command line gives it; rates and shares in words."""

    name: str
    received: int
    share: str
    due: int
    settled: int
    overdue: int
    settled_rate: str
    in_time_rate: str
    result_rate: str
    manner_rate: str
    both_rate: str

    @classmethod
    def of(cls, row: FigureRow) -> "_FigureLine":
        """The line of a row."""
        counts = row.counts
        rates = {f"{rate.value}_rate": percent_words(counts.rate(rate)) for rate in Rate}
        return cls(
            name=row.name,
            received=counts.of(Outcome.RECEIVED),
            share=share_words(row.share),
            due=counts.of(Outcome.DUE),
            settled=counts.of(Outcome.SETTLED),
            overdue=counts.of(Outcome.OVERDUE),
            **rates,
        )


_DrawPaper = Callable[[Database, Progress, Path, int], MadePaper]
_PAPERS: dict[str, _DrawPaper] = {
    "办理经过": lambda database, told, out, one: draw_timeline(database, told, demand_ids=[one], out=out),
    "交办单": lambda database, told, out, one: draw_handover(database, told, demand_ids=[one], out=out),
    "催办单": lambda database, told, out, one: draw_urging(database, told, demand_ids=[one], out=out),
    "督办单": lambda database, told, out, one: draw_supervision(database, told, demand_ids=[one], out=out),
    "延期审批单": lambda database, told, out, one: draw_extension(database, told, demand_id=one, out=out),
    "不受理告知单": lambda database, told, out, one: draw_declined(database, told, demand_id=one, out=out),
}


def _filter(
    desk: Desk,
    search: str,
    state: str,
    route: str,
    unit: str,
    category: str,
    year: int | None,
    *,
    overdue: bool,
    soon: bool,
) -> DemandFilter:
    unit_id = category_id = None
    with desk.reading() as session:
        if unit:
            units = {row.name: row.id for row in list_units(session, retired=True)}
            if unit not in units:
                raise WordUnknown("承办单位", unit, list(units))
            unit_id = units[unit]
        if category:
            found = find_category(session, category)
            if found is None:
                raise WordUnknown("类别", category, ["类别的全称，例如 城乡建设/村镇建设"])
            category_id = found.id
    return DemandFilter(
        view=View.OVERDUE if overdue else View.SOON if soon else View.ALL,
        search=search,
        state=_choice(DemandState, "状态", state),
        route=_choice(Route, "处理方式", route),
        unit_id=unit_id,
        category_id=category_id,
        year=year,
    )


def _choice(choices: type[C], what: str, text: str) -> C | None:
    """The member by its label or stored value; None for no text."""
    if not text:
        return None
    found = choices.by_label(text) or next((one for one in choices if one.value == text), None)
    if found is None:
        raise WordUnknown(what, text, [one.label for one in choices])
    return found


def _told(demand: DemandDetail) -> str:
    """One demand as people read it on a terminal."""
    row = demand.row
    facts = {
        "状态": row.state.label + (f"（{row.due.text}）" if row.due.text else ""),
        "来访人": "，".join(
            part for part in (demand.visitor_masked, demand.visitor_address, demand.phone_masked) if part
        ),
        "类别": demand.category_path,
        "处理方式": row.route.label if row.route else "",
        "承办单位": row.unit,
        "期限": _day(row.deadline_on) + (f"（{demand.deadline_arithmetic}）" if row.deadline_on else ""),
        "办理结果": demand.result,
        "满意度": row.satisfaction.label if row.satisfaction else "",
        "接待代表": "、".join(deputy.name for deputy in demand.deputies),
    }
    lines = [f"{row.number}  {row.title}", f"“{demand.words}”"]
    lines += [f"{title}：{value}" for title, value in facts.items() if value]
    lines.append("经过：")
    for step in demand.steps:
        note = f"：{step.note}" if step.note and step.note not in step.sentence else ""
        lines.append(f"  {local_time(step.at):%Y-%m-%d %H:%M}  {step.sentence}{note}  {step.actor}")
    return "\n".join(lines)


def _day(day: date | None) -> str:
    return "" if day is None else day_words(day)


COMMANDS = (
    Command("demands list", show_demands, "列出群众诉求"),
    Command("demands show", show_demand, "看一件诉求的全部内容和经过"),
    Command("import demands", import_ledger),
    Command("export ledger", write_ledger),
    Command("export demand", write_record),
    Command("export demand-paper", write_paper, "一件诉求的交办单、催办单、办理经过等"),
    Command("export calls", write_calls),
    Command("export quarter-report", write_report),
    Command("demands figures", show_figures, "一段时间的件数和办结率、满意率"),
)
