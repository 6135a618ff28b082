"""The annual assessment without a window: sheets as one PDF, the summary as a workbook, the list."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from deputy_station.core.errors import NotFound, Refusal
from deputy_station.core.years import FIRST_YEAR, LAST_YEAR
from deputy_station.documents.atomic import check_ending
from deputy_station.documents.written_as import FORMATS
from deputy_station.features.assessment.documents.annual import make_annual_pdf, print_summary
from deputy_station.features.assessment.documents.ballots import print_ballots
from deputy_station.features.assessment.documents.duty_schedule import draw_schedule
from deputy_station.features.assessment.documents.lists import draw_ranking, draw_term
from deputy_station.features.assessment.rules.ballot_papers import MOST_BALLOTS, tally_words
from deputy_station.features.assessment.service.ballot_count import read_scan_count, take_over
from deputy_station.features.assessment.service.ballots import read_ballots
from deputy_station.features.assessment.service.duty import DutyRow, read_duty
from deputy_station.features.assessment.service.sheets import (
    seal_sheets,
    sheets_of_year,
    township_of,
)
from deputy_station.features.assessment.service.year_list import list_assessments
from deputy_station.features.deputies.service.roster import find_deputy
from deputy_station.store import context
from deputy_station.store.desk import Command, Desk

Year = Annotated[int, typer.Option("--year", help="哪一年", min=FIRST_YEAR, max=LAST_YEAR)]


class YearNotBegun(Refusal):
    """Ranks of a year that has not come would be ranks of nothing."""

    def __init__(self, year: int) -> None:
        super().__init__(f"{year} 年还没有开始，没有可考核的。请改写已开始的年度。")


def _check_begun(desk: Desk, year: int) -> None:
    with desk.reading() as session:
        if year > context.today(session).year:
            raise YearNotBegun(year)


def show_assessments(desk: Desk, year: Year) -> None:
    """Everybody's rank, total and grade of a year."""
    _check_begun(desk, year)
    with desk.reading() as session:
        rows = list_assessments(session, year=year)
    desk.show_rows(
        [
            {
                "rank": row.rank or None,
                "deputy": row.deputy,
                "group": row.group,
                "total": row.shown,
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
    out: Annotated[Path, typer.Option("--out", help="写到哪里，结尾是 .pdf、.docx 或 .xlsx")],
    deputy: Annotated[str, typer.Option("--deputy", help="只要这位代表的（姓名）")] = "",
) -> None:
    """The sheets of a year as one file, a PDF with bookmarks, or one deputy's sheet."""
    check_ending(out, *FORMATS)
    _check_begun(desk, year)
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
        f"{year} 年考核表 {len(sheets)} 份，{f'共 {pages} 页，' if pages else ''}已写到 {out}",
    )


def export_summary(
    desk: Desk,
    year: Year,
    out: Annotated[Path, typer.Option("--out", help="写到哪个工作簿")],
) -> None:
    """The summary of a year as a workbook: ranks, categories, totals, grades."""
    check_ending(out, ".xlsx")
    _check_begun(desk, year)
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


Whose = Annotated[str, typer.Option("--deputy", metavar="姓名", help="哪位代表的述职")]


def export_ballots(
    desk: Desk,
    year: Year,
    deputy: Whose,
    out: Annotated[Path, typer.Option("--out", metavar="文件", help="PDF 写到哪里")],
    copies: Annotated[int, typer.Option("--copies", help="印几张", min=1, max=MOST_BALLOTS)] = 50,
) -> None:
    """Ballots on a duty report, planned or given; from now on they can be read back by `scan`."""
    check_ending(out, ".pdf")
    row = _report(desk, year, deputy)
    made = print_ballots(
        desk.database,
        desk.progress,
        out=out,
        deputy_id=row.id,
        deed_id=row.deed_id,
        on=row.done_on or row.planned_on,
        copies=copies,
    )
    desk.show_result(
        {"path": made.path, "ballots": copies, "pages": made.pages},
        f"{row.deputy}的述职测评票 {copies} 张，已写到“{made.path}”",
    )


def show_ballots(desk: Desk, year: Year, deputy: Whose) -> None:
    """The ballots of a duty report by scan, with how many still wait."""
    row = _report(desk, year, deputy)
    with desk.reading() as session:
        found = read_scan_count(session, deputy_id=row.id, deed_id=row.deed_id).found
    desk.say(tally_words(found))
    desk.show_rows(
        [asdict(line) | {"abstained": found.valid - line.cast} for line in found.lines],
        {
            "aspect": "评议内容",
            "satisfied": "满意",
            "fair": "基本满意",
            "unsatisfied": "不满意",
            "abstained": "弃权",
        },
        deputy=row.deputy,
        sent=found.sent,
        returned=found.returned,
        valid=found.valid,
        void=found.void,
        waiting=found.waiting,
    )


def take_ballots(
    desk: Desk,
    year: Year,
    deputy: Whose,
    sent: Annotated[int, typer.Option("--sent", help="发出几张，不写就是印了几张", min=0, max=9999)] = 0,
) -> None:
    """The count by scan becomes the count of the report, in place of one by hand."""
    row = _report(desk, year, deputy)
    if row.deed_id is None:
        raise NotFound(f"{row.deputy} {year} 年登记了的述职")
    with desk.transaction() as session:
        count = read_scan_count(session, deputy_id=row.id, deed_id=row.deed_id)
        present = read_ballots(session, deed_id=row.deed_id)
        taken = take_over(
            session,
            deed_id=row.deed_id,
            deed_version=present.deed_version,
            version=present.version,
            sent=sent or count.found.sent,
            remarks="\n".join(dict.fromkeys(each for each in (present.remarks, count.remarks) if each)),
        )
    desk.show_result(
        {
            "deputy": taken.deputy,
            "sent": taken.sent,
            "returned": taken.returned,
            "valid": taken.valid,
            "result": taken.result,
        },
        f"{taken.deputy}述职测评：发出 {taken.sent} 张，收回 {taken.returned} 张，有效 {taken.valid} 张，{taken.result}",
    )


def _report(desk: Desk, year: int, deputy: str) -> DutyRow:
    """The report of a deputy in the window of that year. Raises NotFound, SeveralDeputies."""
    with desk.reading() as session:
        deputy_id = find_deputy(session, name=deputy).id
        rows = read_duty(session, year=year).rows
    found = next((row for row in rows if row.id == deputy_id), None)
    if found is None:
        raise NotFound(f"{year} 年要述职的代表“{deputy}”")
    return found


Out = Annotated[Path, typer.Option("--out", metavar="文件", help="写到哪里，结尾是 .pdf、.docx 或 .xlsx")]


def export_ranking(desk: Desk, year: Year, out: Out) -> None:
    """Everybody by rank on paper."""
    check_ending(out, *FORMATS)
    _check_begun(desk, year)
    made = draw_ranking(desk.database, desk.progress, out=out, year=year)
    desk.show_result({"path": made.path, "pages": made.pages}, f"名次表已写到“{made.path}”")


def export_duty_schedule(desk: Desk, year: Year, out: Out) -> None:
    """Who is to report to the voters when and where, on paper."""
    check_ending(out, *FORMATS)
    made = draw_schedule(desk.database, desk.progress, out=out, year=year)
    desk.show_result({"path": made.path, "pages": made.pages}, f"述职安排表已写到“{made.path}”")


def export_term(desk: Desk, year: Year, out: Out) -> None:
    """The grades of the term up to a year on paper."""
    check_ending(out, *FORMATS)
    _check_begun(desk, year)
    made = draw_term(desk.database, desk.progress, out=out, year=year)
    desk.show_result({"path": made.path, "pages": made.pages}, f"任期等次已写到“{made.path}”")


COMMANDS = (
    Command("assessment duty", show_duty, "谁还没有述职，述了的结果怎样"),
    Command("assessment ballots", show_ballots, "扫描收回的述职测评票，数到多少"),
    Command("assessment take-ballots", take_ballots, "用扫描的票数作为述职测评的票数"),
    Command("export ballots", export_ballots, "述职测评票"),
    Command("export ranking", export_ranking, "年度考核名次表"),
    Command("export duty-schedule", export_duty_schedule, "述职安排表"),
    Command("export term-view", export_term, "任期考核等次一览"),
    Command("assessment list", show_assessments, "一年的名次、总分和等次"),
    Command("export annual", export_annual),
    Command("export summary", export_summary),
)
