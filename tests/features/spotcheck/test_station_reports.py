"""What stations send up: made at the station, taken in by the district, ranked, replaced, taken back."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from deputy_station.core.progress import silent_progress
from deputy_station.documents.workbook_out import WorkSheet, write_workbook
from deputy_station.features.activities.rules import AttendanceState
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.history.service import latest_history, undo_last
from deputy_station.features.spotcheck.documents.exchange import make_report_up, write_report
from deputy_station.features.spotcheck.imports.exchange import FormatUnknown, NotAReport, read_report
from deputy_station.features.spotcheck.rules.exchange import (
    DemandNumbers,
    DeputyLine,
    FindingLine,
    Report,
    Taken,
    checksum,
)
from deputy_station.features.spotcheck.rules.findings import Answer
from deputy_station.features.spotcheck.service.checking import record_check
from deputy_station.features.spotcheck.service.station_reports import (
    CodeOfAnother,
    MadeInFuture,
    QuarterNotBegun,
    compare_report,
    get_report,
    list_reports,
    own_report,
    remove_report,
    standings_of_half,
    take_in_report,
)
from deputy_station.store.database import Database
from deputy_station.store.lengths import LineTooLong
from tests.features.spotcheck.test_half_year_service import attend

EAST = Report(
    code="东街",
    station="青石镇东街代表联络站",
    township="青石镇",
    year=2026,
    quarter=3,
    made_at=datetime.fromisoformat("2026-10-08T09:30:05"),  # the wall clock of the station
    until=date(2026, 9, 30),
    demands=DemandNumbers(12, 10, 9, 1, 8),
    deputies=(
        DeputyLine("李秀英", "第一代表小组", "镇", 10, 9, 8, 6),
        DeputyLine("=买买提", "", "市", 2, 2, 0, 0),
    ),
    findings=(FindingLine("李秀英", "6 月 培训没有签到表", date(2026, 10, 20), "待改"),),
)
WEST = replace(
    EAST,
    code="西街",
    station="青石镇西街代表联络站",
    deputies=(DeputyLine("张守田", "第二代表小组", "镇", 10, 10, 8, 8),),
    findings=(),
)


def saved(folder: Path, report: Report) -> Path:
    path = folder / f"{report.code}.xlsx"
    write_report(path, report)
    return path


def take(database: Database, report: Report) -> Taken:
    with database.transaction() as session:
        return take_in_report(session, report=report, file_name="上报.xlsx").taken


def test_a_report_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    read = read_report(saved(tmp_path, EAST))
    assert read.problems == ()
    assert read.report is not None
    assert checksum(read.report) == checksum(EAST)
    assert [line.name for line in read.report.deputies] == ["李秀英", "=买买提"]
    assert read.report.findings[0].due_on == date(2026, 10, 20)
    assert read.report.made_at == EAST.made_at


def test_what_does_not_fit_is_told_with_its_row(tmp_path: Path) -> None:
    wrong = replace(
        EAST,
        deputies=(
            DeputyLine("李秀英", "第一代表小组", "镇", 8, 9, 8, 6),
            DeputyLine("赵敏", "", "镇", 3, 2, 1, 2),
        ),
        findings=(FindingLine("王建国", "漏填", None, "待改"),),
    )
    read = read_report(saved(tmp_path, wrong))
    assert read.report is None
    # Title in row 1, header in row 2, so the first deputy stands in row 3.
    assert read.problems == (
        "“代表”表第 3 行：已填 9 条，比应填 8 条多。",
        "“代表”表第 4 行：有材料 2 条，比应有材料 1 条多。",
        "“问题”表第 3 行：“王建国”不在“代表”表里。",
    )


def test_a_cover_that_cannot_be_so_is_told(tmp_path: Path) -> None:
    wrong = replace(EAST, until=date(2026, 10, 1), demands=DemandNumbers(12, 10, 9, -1, 8))
    assert read_report(saved(tmp_path, wrong)).problems == (
        "“说明”表：统计到 2026-10-01，不在 2026 年第 3 季度里。",
        "“说明”表：诉求件数要在 0 到 1000000 之间。",
    )
    assert read_report(saved(tmp_path, replace(EAST, year=99999))).problems == (
        "“说明”表：年度“99999”不对。",
    )


def test_stations_of_one_name_in_two_townships_do_not_replace_each_other(database: Database) -> None:
    one = replace(EAST, station="中心代表联络站", code="中心")
    assert take(database, one) is Taken.NEW
    with database.reading() as session:
        with pytest.raises(CodeOfAnother, match="已是青石镇中心代表联络站的，这份是白云镇中心代表联络站的"):
            compare_report(session, report=replace(one, township="白云镇"))
        with pytest.raises(LineTooLong, match="“联络站”有 121 个字"):
            compare_report(session, report=replace(EAST, station="站" * 121))
        # A clock that ran ahead would make every honest report the older one.
        with pytest.raises(MadeInFuture, match="制表时间是 2036-11-20"):
            compare_report(
                session, report=replace(EAST, made_at=datetime.fromisoformat("2036-11-20T08:00:00"))
            )


def test_a_report_changed_by_hand_is_not_taken(tmp_path: Path) -> None:
    path = saved(tmp_path, EAST)
    rows = {"李秀英": 10}
    changed = replace(EAST, deputies=(replace(EAST.deputies[0], filled=10), EAST.deputies[1]))
    cover = [
        ["格式版本", "1"],
        ["编号简称", "东街"],
        ["联络站", EAST.station],
        ["乡镇", "青石镇"],
        ["年度", 2026],
        ["季度", 3],
        ["统计到", "2026-09-30"],
        ["制表时间", "2026-10-08 09:30:05"],
        ["收到诉求", 12],
        ["到期诉求", 10],
        ["已了结诉求", 9],
        ["超期诉求", 1],
        ["已回访诉求", 8],
        ["代表人数", 2],
        ["问题个数", 0],
        ["校验码", checksum(EAST)],
    ]
    lines = [
        [
            each.name,
            each.group,
            each.level,
            rows.get(each.name, each.filled),
            each.filled,
            each.done,
            each.proved,
        ]
        for each in changed.deputies
    ]
    write_workbook(
        path,
        [
            WorkSheet("说明", ("项目", "内容"), cover),
            WorkSheet("代表", ("姓名", "代表小组", "层级", "应填", "已填", "应有材料", "有材料"), lines),
            WorkSheet("问题", ("代表", "问题", "整改期限", "整改情况"), []),
        ],
    )
    read = read_report(path)
    assert read.problems == ("校验码不符，文件导出以后改动过，或者缺了行。请让站里重新导出。",)


def test_another_workbook_and_a_newer_format_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "名册.xlsx"
    write_workbook(other, [WorkSheet("代表", ("姓名", "应填"), [["李秀英", 1]])])
    with pytest.raises(NotAReport, match="没有“说明”表"):
        read_report(other)
    newer = tmp_path / "新.xlsx"
    write_workbook(
        newer,
        [
            WorkSheet("说明", ("项目", "内容"), [["格式版本", "2"]]),
            WorkSheet("代表", ("姓名",), []),
            WorkSheet("问题", ("代表",), []),
        ],
    )
    with pytest.raises(FormatUnknown, match="格式版本是“2”"):
        read_report(newer)


def test_the_same_report_changes_nothing_a_newer_one_replaces_an_older_is_left(database: Database) -> None:
    assert take(database, EAST) is Taken.NEW
    assert take(database, EAST) is Taken.SAME
    newer = replace(
        EAST,
        made_at=datetime.fromisoformat("2026-10-09T08:00:00"),
        deputies=(replace(EAST.deputies[0], filled=10),),
        findings=(),
    )
    with database.reading() as session:
        assert compare_report(session, report=newer).taken is Taken.REPLACED
    assert take(database, newer) is Taken.REPLACED
    assert take(database, EAST) is Taken.OLDER
    with database.reading() as session:
        [row] = list_reports(session)
        assert (row.standing.due, row.standing.filled, row.open_findings) == (10, 10, 0)
        assert len(latest_history(session, limit=9)) == 2
    with database.transaction() as session:
        undo_last(session)
    with database.reading() as session:
        [row] = list_reports(session)
        detail = get_report(session, report_id=row.id)
    assert [line.name for line in detail.deputies] == ["李秀英", "=买买提"]
    assert (row.checksum, row.open_findings) == (checksum(EAST), 1)


def test_stations_are_ranked_and_a_half_needs_both_its_quarters(database: Database) -> None:
    for report in (EAST, WEST, replace(WEST, quarter=4)):
        take(database, report)
    with database.reading() as session:
        rows = list_reports(session, year=2026, quarter=3)
        # West 10 of 10, East 11 of 12.
        assert [(row.place, row.code, row.of) for row in rows] == [(1, "西街", 2), (2, "东街", 2)]
        assert [(each.name, each.due) for each in standings_of_half(session, year=2026, half=2)] == [
            ("青石镇西街代表联络站", 20)
        ]
        with pytest.raises(CodeOfAnother, match="编号简称“东街”已是青石镇东街代表联络站的"):
            compare_report(session, report=replace(EAST, township="白云镇", station="白云镇东街站"))
    with database.transaction() as session:
        remove_report(session, report_id=rows[0].id, version=rows[0].version)
        assert [row.code for row in list_reports(session, quarter=3)] == ["东街"]


def test_a_finding_whose_deputy_left_the_roster_does_not_spoil_the_report(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    zhao = people["赵敏"]
    with database.transaction() as session:
        attend(session, zhao, date(2026, 10, 6), AttendanceState.PRESENT)  # without evidence
        record_check(
            session,
            year=2026,
            quarter=4,
            deputy_id=zhao,
            checker="孙立",
            checked_on=date(2026, 11, 20),
            duty=Answer.GOOD,
            registration=Answer.FAIR,
            due_on=date(2026, 12, 5),
            person="李秀英",
        )
        for mandate in session.get_one(Deputy, zhao).mandates:
            mandate.ended_on = date(2026, 9, 30)
    made = make_report_up(database, silent_progress, out=tmp_path / "上报.xlsx", year=2026, quarter=4)
    read = read_report(made.path)
    assert read.problems == ()
    assert read.report is not None
    assert {line.deputy for line in read.report.findings} == {"赵敏"}
    assert [line.due for line in read.report.deputies if line.name == "赵敏"] == [0]


def test_a_station_makes_its_own_report_from_its_records(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    with database.transaction() as session:
        attend(session, people["李秀英"], date(2026, 10, 6), AttendanceState.PRESENT, "签到表")
        attend(session, people["李秀英"], date(2026, 11, 6), AttendanceState.PRESENT)
        attend(session, people["李秀英"], date(2026, 11, 7), AttendanceState.NOT_YET)
    made = make_report_up(database, silent_progress, out=tmp_path / "上报.xlsx", year=2026, quarter=4)
    read = read_report(made.path)
    assert read.report is not None
    assert checksum(read.report) == made.checksum
    lines = {line.name: line for line in read.report.deputies}
    own = lines["李秀英"]
    assert (own.group, own.level, own.due, own.filled, own.done, own.proved) == (
        "第一代表小组",
        "镇",
        3,
        2,
        2,
        1,
    )
    assert len(lines) == 6
    with database.reading() as session, pytest.raises(QuarterNotBegun):
        own_report(session, year=2027, quarter=1)
