"""The workbook a station sends up for a quarter: a cover with format, station, period and checksum, figures, findings."""

from dataclasses import dataclass
from pathlib import Path

from deputy_station.core.clock import day_words
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.atomic import check_ending
from deputy_station.documents.workbook_out import OutCell, WorkSheet, write_workbook
from deputy_station.features.spotcheck.rules.exchange import (
    COVER,
    DEPUTIES,
    FINDINGS,
    FORMAT,
    Report,
    checksum,
    moment_words,
)
from deputy_station.features.spotcheck.service.station_reports import own_report
from deputy_station.store.database import Database


@dataclass(frozen=True)
class MadeReport:
    """A report that was written: where, what it says of itself."""

    path: Path
    report: Report
    checksum: str


def make_report_up(
    database: Database, progress: Progress = silent_progress, *, out: Path, year: int, quarter: int
) -> MadeReport:
    """Write this station's report of a quarter. Raises WrongEnding, and what `own_report` raises."""
    check_ending(out, ".xlsx")
    with database.reading() as session:
        report = own_report(session, year=year, quarter=quarter)
    progress(0, 1, "份")
    write_report(out, report)
    progress(1, 1, "份")
    return MadeReport(out, report, checksum(report))


def write_report(out: Path, report: Report) -> None:
    """Write a report, whole or not at all."""
    write_workbook(out, [_cover(report), _deputies(report), _findings(report)])


def _cover(report: Report) -> WorkSheet:
    numbers = report.demands
    rows: list[list[OutCell]] = [
        ["格式版本", str(FORMAT)],
        ["编号简称", report.code],
        ["联络站", report.station],
        ["乡镇", report.township],
        ["年度", report.year],
        ["季度", report.quarter],
        ["统计到", report.until.isoformat()],
        ["制表时间", moment_words(report.made_at)],
        ["收到诉求", numbers.received],
        ["到期诉求", numbers.due],
        ["已了结诉求", numbers.closed],
        ["超期诉求", numbers.overdue],
        ["已回访诉求", numbers.followed_up],
        ["代表人数", len(report.deputies)],
        ["问题个数", len(report.findings)],
        ["校验码", checksum(report)],
    ]
    return WorkSheet(
        COVER,
        ("项目", "内容"),
        rows,
        title=f"{report.words}上报",
        notes=[
            "给区人大代表联络室导入用，请整个文件上报。表里的数由程序按记录算出，改动过的文件校验码不符，导入时会被退回；"
            "有错请在程序里改记录，再导出一次。"
        ],
        widths={0: 18, 1: 44},
        portrait=True,
    )


def _deputies(report: Report) -> WorkSheet:
    return WorkSheet(
        DEPUTIES,
        ("姓名", "代表小组", "层级", "应填", "已填", "应有材料", "有材料"),
        [
            [line.name, line.group, line.level, line.due, line.filled, line.done, line.proved]
            for line in report.deputies
        ],
        title=f"{report.words}代表履职登记",
        notes=[
            f"注：记录统计到{day_words(report.until)}。应填：到那天为止应有的记录；应有材料：本人到场或已有结果的记录。"
        ],
        portrait=True,
    )


def _findings(report: Report) -> WorkSheet:
    return WorkSheet(
        FINDINGS,
        ("代表", "问题", "整改期限", "整改情况"),
        [[line.deputy, line.words, line.due_on, line.standing] for line in report.findings],
        title=f"{report.words}季度检查问题",
        widths={1: 48},
        portrait=True,
    )
