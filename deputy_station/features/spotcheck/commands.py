"""Checks without a window: self-check, checks of a quarter, findings, draws, and their papers."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.core.years import FIRST_YEAR, LAST_YEAR
from deputy_station.documents.atomic import check_ending
from deputy_station.features.deputies.service.roster import find_deputy
from deputy_station.features.spotcheck.documents.bulletin import draw_bulletin
from deputy_station.features.spotcheck.documents.check_sheets import draw_check_sheets
from deputy_station.features.spotcheck.documents.evidence_pack import make_evidence
from deputy_station.features.spotcheck.documents.exchange import make_report_up
from deputy_station.features.spotcheck.documents.findings_list import draw_findings
from deputy_station.features.spotcheck.documents.half_year_draw import draw_list
from deputy_station.features.spotcheck.documents.half_year_result import draw_result
from deputy_station.features.spotcheck.documents.half_year_writing import MadeCheckPaper
from deputy_station.features.spotcheck.documents.spot_check import make_spot_check_workbook
from deputy_station.features.spotcheck.imports.exchange import take_in_files
from deputy_station.features.spotcheck.rules.exchange import Taken
from deputy_station.features.spotcheck.rules.findings import WAITING, Question, answer_words
from deputy_station.features.spotcheck.rules.half_year import half_days, half_words
from deputy_station.features.spotcheck.rules.quarters import quarter_days
from deputy_station.features.spotcheck.service.checking import list_checks, seal_checks
from deputy_station.features.spotcheck.service.draws import draw_deputies, list_draws
from deputy_station.features.spotcheck.service.findings import findings_of
from deputy_station.features.spotcheck.service.half_year import (
    HalfYearRow,
    draw_half_year,
    find_half_year,
    repeat_draw,
)
from deputy_station.features.spotcheck.service.quarter import check_quarter
from deputy_station.features.spotcheck.service.self_check import run_self_check
from deputy_station.features.spotcheck.service.station_reports import list_reports
from deputy_station.store import context
from deputy_station.store.desk import Command, Desk

Year = Annotated[int, typer.Option("--year", help="哪一年", min=FIRST_YEAR, max=LAST_YEAR)]
Quarter = Annotated[int, typer.Option("--quarter", help="第几季度", min=1, max=4)]
Half = Annotated[int, typer.Option("--half", help="上半年写 1，下半年写 2", min=1, max=2)]
HalfSeed = Annotated[str, typer.Option("--seed", help="哪一次抽查的种子；不写就是最近的一次")]
Paper = Annotated[Path, typer.Option("--out", help="写到哪个文件：pdf、docx 或 xlsx")]


class NothingTaken(Refusal):
    """Not one of the files given was a report that could be taken."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__("\n".join(sentences))


class NotBegun(Refusal):
    """Of days that have not come nothing can be found: an empty answer would say that all is well."""

    def __init__(self, words: str) -> None:
        super().__init__(f"{words}还没有开始，没有可查的。请改写已开始的季度或半年。")


def show_draws(desk: Desk, year: Year) -> None:
    """The draws of a year with those drawn."""
    with desk.reading() as session:
        draws = list_draws(session, year=year)
    desk.show_rows(
        [
            {
                "year": each.year,
                "quarter": each.quarter,
                "seed": each.seed,
                "pool": each.pool,
                "drawn": len(each.members),
                "deputies": [member.deputy for member in each.members],
                "drawn_at": each.drawn_at,
            }
            for each in draws
        ],
        {
            "quarter": "季度",
            "seed": "种子",
            "pool": "可抽",
            "drawn": "抽中",
            "deputies": "名单",
            "drawn_at": "时间",
        },
    )


def export_spot_check(
    desk: Desk,
    year: Year,
    quarter: Quarter,
    out: Annotated[Path, typer.Option("--out", help="写到哪个工作簿")],
    count: Annotated[int | None, typer.Option("--count", help="抽几人；不填抽两成")] = None,
    seed: Annotated[str | None, typer.Option("--seed", help="种子；同一种子、同一名单，抽出的人相同")] = None,
) -> None:
    """Draw for a quarter (or take up the draw of that seed) and write its workbook."""
    check_ending(out, ".xlsx")  # before the draw, which stays on record
    with desk.transaction() as session:
        _check_begun(session, quarter_days(year, quarter), f"{year} 年第 {quarter} 季度")
        draw = draw_deputies(session, year=year, quarter=quarter, count=count, seed=seed)
        check = check_quarter(session, draw_id=draw.id)
        make_spot_check_workbook(out, check)
    desk.show_result(
        {
            "path": out,
            "seed": draw.seed,
            "pool": draw.pool,
            "drawn": [member.deputy for member in draw.members],
            "demands": len(check.demands),
        },
        f"{year} 年第 {quarter} 季度：{draw.pool} 人里抽 {len(draw.members)} 人，种子 {draw.seed}\n"
        f"{'、'.join(member.deputy for member in draw.members)}\n已写到 {out}",
    )


def show_self_check(desk: Desk, year: Year, quarter: Quarter) -> None:
    """What a check of the quarter would find in the records."""
    with desk.reading() as session:
        _check_begun(session, quarter_days(year, quarter), f"{year} 年第 {quarter} 季度")
        checked = run_self_check(session, year=year, quarter=quarter)
    desk.show_rows(
        [
            {
                "kind": each.found.kind,
                "question": each.found.question,
                "words": each.found.words,
                "mend": each.found.mend,
                "subject": each.found.subject,
                "subject_id": each.found.subject_id,
                "on": each.found.on,
                "deputies": list(each.deputies),
            }
            for each in checked.findings
        ],
        {"kind": "查什么", "words": "问题", "mend": "怎么改", "deputies": "代表"},
        year=year,
        quarter=quarter,
        looked_at=checked.deputies,
        clean=checked.clean,
    )


def show_checks(desk: Desk, year: Year, quarter: Quarter) -> None:
    """Everybody in office in the quarter with the check, if it was made."""
    with desk.reading() as session:
        rows = list_checks(session, year=year, quarter=quarter)
    desk.show_rows(
        [
            {
                "deputy_id": row.deputy_id,
                "deputy": row.deputy,
                "group": row.group,
                "checked_on": row.checked_on,
                "checker": row.checker,
                **{
                    question.value: answer_words(question, row.answers[question]) if row.answers else None
                    for question in Question
                },
                "findings": row.findings,
                "waiting": row.waiting,
                "overdue": row.overdue,
            }
            for row in rows
        ],
        {
            "deputy": "代表",
            "checked_on": "检查",
            "duty": "到位",
            "registration": "规范",
            "findings": "问题",
            "waiting": "没改",
            "overdue": "过期",
        },
        year=year,
        quarter=quarter,
    )


def show_findings(
    desk: Desk, open_only: Annotated[bool, typer.Option("--open", help="只列没有了结的")] = False
) -> None:
    """The findings of all checks, what waits longest first."""
    with desk.reading() as session:
        rows = [row for row in findings_of(session) if not open_only or row.standing in WAITING]
    desk.show_rows(
        rows,
        {
            "deputy": "代表",
            "words": "问题",
            "due_on": "期限",
            "person": "责任人",
            "standing": "状态",
            "late_days": "过期天数",
        },
    )


def export_check_sheets(
    desk: Desk,
    year: Year,
    quarter: Quarter,
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件：pdf、xlsx；一位代表的也可以是 docx")],
    deputy: Annotated[str, typer.Option("--deputy", help="只写这一位代表的")] = "",
) -> None:
    """The check sheets of a quarter, or of one deputy."""
    with desk.reading() as session:
        deputy_id = find_deputy(session, name=deputy).id if deputy else None
    made = draw_check_sheets(
        desk.database, desk.progress, out=out, year=year, quarter=quarter, deputy_id=deputy_id
    )
    with desk.transaction() as session:
        seal_checks(session, check_ids=made.check_ids)
    desk.show_result(
        {"path": out, "sheets": made.sheets, "checked": len(made.check_ids), "pages": made.pages},
        f"已写到“{out}”，{made.sheets} 位代表，查过 {len(made.check_ids)} 位。",
    )


def export_findings(
    desk: Desk, out: Annotated[Path, typer.Option("--out", help="写到哪个文件：pdf、docx 或 xlsx")]
) -> None:
    """The list of problems with deadline and person."""
    made = draw_findings(desk.database, desk.progress, out=out)
    desk.show_result(
        {"path": out, "findings": made.findings, "pages": made.pages},
        f"已写到“{out}”，{made.findings} 个问题。",
    )


def draw_half(
    desk: Desk,
    year: Year,
    half: Half,
    count: Annotated[int | None, typer.Option("--count", help="抽几人；不填抽两成")] = None,
    seed: Annotated[
        str | None, typer.Option("--seed", help="种子；同一半年、种子和名单，抽出的人相同")
    ] = None,
    checker: Annotated[str, typer.Option("--checker", help="抽查单位；不写就是本区人大代表联络室")] = "",
) -> None:
    """Draw for a half year by strata, or show the draw of that seed."""
    with desk.transaction() as session:
        _check_begun(session, half_days(year, half), half_words(year, half))
        row = draw_half_year(session, year=year, half=half, count=count, seed=seed, checker=checker)
        strata = repeat_draw(session, check_id=row.id).strata
    names = [book.deputy for book in row.books]
    desk.show_result(
        {
            "year": row.year,
            "half": row.half,
            "seed": row.seed,
            "pool": row.pool,
            "drawn": names,
            "strata": [
                {
                    "group": each.stratum.group,
                    "level": each.stratum.level,
                    "last_result": each.stratum.last_result,
                    "pool": each.pool,
                    "seats": each.seats,
                    "moved": each.moved,
                }
                for each in strata
            ],
        },
        f"{row.words}：{row.pool} 人里抽 {len(names)} 人，种子 {row.seed}\n{'、'.join(names)}",
    )


def export_half_draw(desk: Desk, year: Year, half: Half, out: Paper, seed: HalfSeed = "") -> None:
    """The list of a half-yearly draw with all that repeating it needs."""
    row = _half_year(desk, year, half, seed)
    _tell_half(desk, row, draw_list(desk.database, desk.progress, out=out, check_id=row.id))


def export_half_results(desk: Desk, year: Year, half: Half, out: Paper, seed: HalfSeed = "") -> None:
    """The result sheet of a half-yearly check."""
    row = _half_year(desk, year, half, seed)
    _tell_half(desk, row, draw_result(desk.database, desk.progress, out=out, check_id=row.id))


def export_bulletin(desk: Desk, year: Year, half: Half, out: Paper, seed: HalfSeed = "") -> None:
    """The bulletin of a half-yearly check as edited, else as drafted."""
    row = _half_year(desk, year, half, seed)
    _tell_half(desk, row, draw_bulletin(desk.database, desk.progress, out=out, check_id=row.id))


def export_half_evidence(
    desk: Desk,
    year: Year,
    half: Half,
    out: Annotated[Path, typer.Option("--out", help="新的文件夹，每人一份；写 pdf 就合成一份")],
    seed: HalfSeed = "",
    whole_term: Annotated[
        bool, typer.Option("--whole-term", help="登记册要整届的；不写只要这半年的")
    ] = False,
) -> None:
    """The evidence of everybody drawn."""
    row = _half_year(desk, year, half, seed)
    made = make_evidence(desk.database, desk.progress, out=out, check_id=row.id, whole_term=whole_term)
    desk.show_result(
        {"path": out, "deputies": made.deputies, "pages": made.pages, "seed": row.seed},
        f"已写到“{out}”，{made.deputies} 人的材料，共 {made.pages} 页。",
    )


def export_report_up(
    desk: Desk,
    year: Year,
    quarter: Quarter,
    out: Annotated[Path, typer.Option("--out", help="写到哪个工作簿")],
) -> None:
    """This station's report of a quarter, for the district to take in."""
    made = make_report_up(desk.database, desk.progress, out=out, year=year, quarter=quarter)
    report = made.report
    desk.show_result(
        {
            "path": out,
            "deputies": len(report.deputies),
            "findings": len(report.findings),
            "checksum": made.checksum,
        },
        f"{report.words}已写到“{out}”，代表 {len(report.deputies)} 人，问题 {len(report.findings)} 个，"
        f"校验码 {made.checksum}。",
    )


def import_report_up(
    desk: Desk,
    paths: Annotated[list[Path], typer.Argument(metavar="文件…", help="各站报来的工作簿")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看，不写入")] = False,
) -> None:
    """Take in the reports of stations; what does not fit is told with its row and stops no other file. Raises
    NothingTaken, and what reading raises."""
    with desk.transaction() as session:
        outcomes = take_in_files(session, paths=paths, dry_run=dry_run)
    told = [each.taken for each in outcomes]
    if not any(told):
        raise NothingTaken([each.sentence for each in outcomes])
    desk.show_result(
        {
            "dry_run": dry_run,
            "imported": 0 if dry_run else told.count(Taken.NEW),
            "replaced": 0 if dry_run else told.count(Taken.REPLACED),
            "unchanged": told.count(Taken.SAME),
            "older": told.count(Taken.OLDER),
            "refused": told.count(None),
            "rows": outcomes,
        },
        "\n".join(each.sentence for each in outcomes),
    )


def show_stations(desk: Desk, year: Year, quarter: Quarter) -> None:
    """The stations that sent up a quarter, by place."""
    with desk.reading() as session:
        rows = list_reports(session, year=year, quarter=quarter)
    desk.show_rows(
        [
            {
                "place": row.place,
                "code": row.code,
                "station": row.station,
                "township": row.township,
                "due": row.standing.due,
                "filled": row.standing.filled,
                "done": row.standing.done,
                "proved": row.standing.proved,
                "open_findings": row.open_findings,
                "made_at": row.made_at,
                "checksum": row.checksum,
            }
            for row in rows
        ],
        {
            "place": "名次",
            "station": "联络站",
            "due": "应填",
            "filled": "已填",
            "done": "应有材料",
            "proved": "有材料",
            "open_findings": "没改完",
        },
        year=year,
        quarter=quarter,
    )


def _check_begun(session: Session, days: tuple[date, date], words: str) -> None:
    if days[0] > context.today(session):
        raise NotBegun(words)


def _half_year(desk: Desk, year: int, half: int, seed: str) -> HalfYearRow:
    with desk.reading() as session:
        return find_half_year(session, year=year, half=half, seed=seed)


def _tell_half(desk: Desk, row: HalfYearRow, made: MadeCheckPaper) -> None:
    desk.show_result(
        {"path": made.path, "pages": made.pages, "seed": row.seed},
        f"{row.words}抽查，种子 {row.seed}：已写到“{made.path}”"
        + (f"，{made.pages} 页。" if made.pages else "。"),
    )


COMMANDS = (
    Command("spotcheck self", show_self_check, "自查：按检查的规则，看一季还要改什么"),
    Command("spotcheck checks", show_checks, "一季的检查：谁查过，结论和问题"),
    Command("spotcheck findings", show_findings, "检查出的问题，改了没有"),
    Command("export check-sheets", export_check_sheets),
    Command("export check-findings", export_findings),
    Command("spotcheck list", show_draws, "一年里抽查过的名单和种子"),
    Command("export spot-check", export_spot_check),
    Command("spotcheck half-year", draw_half),
    Command("spotcheck stations", show_stations, "一季各站上报的名次"),
    Command("export half-year-draw", export_half_draw),
    Command("export half-year-results", export_half_results),
    Command("export half-year-evidence", export_half_evidence),
    Command("export bulletin", export_bulletin),
    Command("export quarter-report-up", export_report_up),
    Command("import quarter-report-up", import_report_up),
)
