"""The annual assessment without a window: sheets as one PDF, the summary as a workbook, the list."""

from pathlib import Path
from typing import Annotated

import typer

from deputy_station.core.errors import NotFound
from deputy_station.documents.atomic import check_ending
from deputy_station.documents.written_as import FORMATS
from deputy_station.features.assessment.documents.annual import make_annual_pdf, print_summary
from deputy_station.features.assessment.documents.lists import draw_ranking, draw_term
from deputy_station.features.assessment.service.duty import read_duty
from deputy_station.features.assessment.service.sheets import (
    list_assessments,
    seal_sheets,
    sheets_of_year,
    township_of,
)
from deputy_station.store.desk import Command, Desk

Year = Annotated[int, typer.Option("--year", help="哪一年", min=1990, max=2200)]


def show_assessments(desk: Desk, year: Year) -> None:
    """Everybody's rank, total and grade of a year."""
    with desk.reading() as session:
        rows = list_assessments(session, year=year)
    desk.show_rows(
        [
            {
                "rank": row.rank,
                "deputy": row.deputy,
                "group": row.group,
                "total": row.score.shown,
                "grade": row.grade,
                "decided": row.decided,
                "opinions": row.opinions,
                "consequences": row.consequences,
            }
            for row in rows
        ],
        {
            "rank": "名次",
            "deputy": "代表",
            "group": "小组",
            "total": "总分",
            "grade": "等次",
            "opinions": "意见",
            "consequences": "结果运用",
        },
        year=year,
    )


def export_annual(
    desk: Desk,
    year: Year,
    out: Annotated[Path, typer.Option("--out", help="写到哪个 PDF 文件")],
    deputy: Annotated[str, typer.Option("--deputy", help="只要这位代表的（姓名）")] = "",
) -> None:
    """The sheets of a year as one PDF with bookmarks, or one deputy's sheet."""
    with desk.reading() as session:
        township = township_of(session, year=year)
        sheets = sheets_of_year(session, year=year)
    if deputy:
        sheets = [sheet for sheet in sheets if sheet.deputy == deputy.strip()]
    if not sheets:
        named = f"代表“{deputy.strip()}”" if deputy else "代表"
        raise NotFound(f"{year} 年在任的{named}")
    pages = make_annual_pdf(out, sheets, township, progress=desk.progress)
    with desk.database.transaction() as session:
        seal_sheets(session, year=year, deputy_ids=[sheet.deputy_id for sheet in sheets])
    desk.show_result(
        {"path": out, "sheets": len(sheets), "pages": pages},
        f"{year} 年考核表 {len(sheets)} 份，共 {pages} 页，已写到 {out}",
    )


def export_summary(
    desk: Desk,
    year: Year,
    out: Annotated[Path, typer.Option("--out", help="写到哪个工作簿")],
) -> None:
    """The summary of a year as a workbook: ranks, categories, totals, grades."""
    rows = print_summary(desk.database, desk.progress, year=year, out=out)
    desk.show_result({"path": out, "rows": rows}, f"{year} 年考核汇总 {rows} 人，已写到 {out}")


def show_duty(desk: Desk, year: Year) -> None:
    """Who owes a duty report, who gave one, with what result."""
    with desk.reading() as session:
        view = read_duty(session, year=year)
    desk.show_rows(
        [
            {
                "deputy_id": row.id,
                "deputy": row.deputy,
                "group": row.group,
                "planned_on": row.planned_on,
                "done_on": row.done_on,
                "manner": row.manner.label if row.manner else "",
                "state": row.state,
                "result": row.result,
            }
            for row in view.rows
        ],
        {
            "deputy": "代表",
            "group": "小组",
            "planned_on": "安排",
            "done_on": "述职",
            "manner": "方式",
            "state": "状态",
        },
        year=year,
        window=view.window,
        owed=view.owed,
    )


Out = Annotated[Path, typer.Option("--out", metavar="文件", help="写到哪里，结尾是 .pdf、.docx 或 .xlsx")]


def export_ranking(desk: Desk, year: Year, out: Out) -> None:
    """Everybody by rank on paper."""
    check_ending(out, *FORMATS)
    made = draw_ranking(desk.database, desk.progress, out=out, year=year)
    desk.show_result({"path": made.path, "pages": made.pages}, f"名次表已写到“{made.path}”")


def export_term(desk: Desk, year: Year, out: Out) -> None:
    """The grades of the term up to a year on paper."""
    check_ending(out, *FORMATS)
    made = draw_term(desk.database, desk.progress, out=out, year=year)
    desk.show_result({"path": made.path, "pages": made.pages}, f"任期等次已写到“{made.path}”")


COMMANDS = (
    Command("assessment duty", show_duty, "谁还没有述职，述了的结果怎样"),
    Command("export ranking", export_ranking, "年度考核名次表"),
    Command("export term-view", export_term, "任期考核等次一览"),
    Command("assessment list", show_assessments, "一年的名次、总分和等次"),
    Command("export annual", export_annual),
    Command("export summary", export_summary),
)
