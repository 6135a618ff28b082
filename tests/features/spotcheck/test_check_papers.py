"""The check sheets and the list of problems, read back; the commands that show and write them.

Today is 20 November 2026; the deputies are those of tests/features/conftest.py.
"""

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from deputy_station.core.errors import NotFound
from deputy_station.core.progress import silent_progress
from deputy_station.features.activities.models import Activity, Attendance
from deputy_station.features.activities.rules import ActivityKind, AttendanceState
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.history.rules import WentOut
from deputy_station.features.history.service import undo_last
from deputy_station.features.spotcheck.commands import (
    export_check_sheets,
    export_findings,
    show_checks,
    show_findings,
    show_self_check,
)
from deputy_station.features.spotcheck.documents.check_sheets import OneDeputyInWord, draw_check_sheets
from deputy_station.features.spotcheck.documents.findings_list import draw_findings
from deputy_station.features.spotcheck.rules.findings import Answer
from deputy_station.features.spotcheck.service.checking import record_check
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk

TODAY = date(2026, 11, 20)


@pytest.fixture
def lacking(database: Database, people: dict[str, int]) -> int:
    """买买提·艾力, of whom no monthly suggestion is asked, came to a training of which there is no evidence."""
    deputy = people["买买提·艾力"]
    with database.transaction() as session:
        activity = Activity(
            kind=ActivityKind.TRAINING,
            title="秋季培训",
            held_on=date(2026, 10, 6),
            place="会议室",
            organiser="镇人大",
            content="预算审查",
        )
        session.add(activity)
        session.flush()
        session.add(Attendance(activity_id=activity.id, deputy_id=deputy, state=AttendanceState.PRESENT))
    return deputy


def check(database: Database, deputy: int, note: str = "") -> None:
    with database.transaction() as session:
        record_check(
            session,
            year=2026,
            quarter=4,
            deputy_id=deputy,
            checker="孙立",
            checked_on=TODAY,
            duty=Answer.GOOD,
            registration=Answer.FAIR,
            due_on=date(2026, 12, 5),
            person="周敏",
            ticks={"clean": True},
            note=note,
        )


def pages(path: Path) -> list[str]:
    """The text of each page without white space."""
    document = pypdfium2.PdfDocument(path)
    try:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def run(database: Database, command: Callable[..., object], **values: object) -> dict[str, Any]:
    out = io.StringIO()
    desk = Desk(lambda: database, as_json=True, out=out)
    command(desk, **values)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def test_a_sheet_that_is_carried_along_leaves_answers_and_two_lines_open(
    database: Database, lacking: int, tmp_path: Path
) -> None:
    made = draw_check_sheets(
        database, silent_progress, out=tmp_path / "表.pdf", year=2026, quarter=4, deputy_id=lacking
    )
    [page] = pages(made.path)
    assert "到位（）基本到位（）不到位（）" in page
    assert "到会1，请假0，缺席0；到会率100.00%" in page
    assert "每页本人签名（）" in page
    assert "10月6日学习培训“秋季培训”：没有证明材料" in page
    assert "没有查过" in page
    assert (made.check_ids, made.sheets, made.pages) == ((), 1, 1)


def test_a_quarter_is_a_sheet_for_each_deputy_in_office(
    database: Database, lacking: int, tmp_path: Path
) -> None:
    check(database, lacking)
    made = draw_check_sheets(database, silent_progress, out=tmp_path / "表.pdf", year=2026, quarter=4)
    read = pages(made.path)
    assert (made.sheets, len(made.check_ids)) == (6, 1)
    [kept] = [page for page in read if "买买提·艾力" in page]
    assert "基本规范（√）" in kept
    assert "没有涂改代签：是" in kept
    assert "每页本人签名：没有看" in kept


def test_a_remark_of_five_thousand_signs_goes_on_over_the_pages(
    database: Database, lacking: int, tmp_path: Path
) -> None:
    check(database, lacking, note="登记册的封面破损，" * 555 + "到此为止。")
    made = draw_check_sheets(
        database, silent_progress, out=tmp_path / "表.pdf", year=2026, quarter=4, deputy_id=lacking
    )
    read = "".join(pages(made.path))
    assert read.count("封面破损") >= 540  # a word broken by the end of a page is not counted
    assert "到此为止。" in read


def test_a_name_of_twenty_signs_is_whole_on_the_list(
    database: Database, lacking: int, tmp_path: Path
) -> None:
    long = "阿卜杜热依木江·买买提吐尔逊艾合买提·克"
    with database.transaction() as session:
        session.get_one(Deputy, lacking).name = long
    check(database, lacking)
    assert long in "".join(pages(draw_findings(database, out=tmp_path / "清单.pdf").path))


def test_one_deputy_in_word_and_all_in_a_workbook_say_the_same(
    database: Database, lacking: int, tmp_path: Path
) -> None:
    check(database, lacking)
    with pytest.raises(OneDeputyInWord):
        draw_check_sheets(database, silent_progress, out=tmp_path / "全.docx", year=2026, quarter=4)
    draw_check_sheets(
        database, silent_progress, out=tmp_path / "表.docx", year=2026, quarter=4, deputy_id=lacking
    )
    # A DOCX holds days together by joiners nobody sees.
    cells = {
        cell.text.replace("\u2060", "")
        for table in Document(str(tmp_path / "表.docx")).tables
        for row in table.rows
        for cell in row.cells
    }
    assert "10月6日学习培训“秋季培训”：没有证明材料" in cells
    draw_check_sheets(database, silent_progress, out=tmp_path / "表.xlsx", year=2026, quarter=4)
    book = CalamineWorkbook.from_path(tmp_path / "表.xlsx")
    values = {
        str(cell)
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
    }
    assert "10月6日学习培训“秋季培训”：没有证明材料" in values


def test_a_list_without_findings_is_not_printed(
    database: Database, people: dict[str, int], tmp_path: Path
) -> None:
    with pytest.raises(NotFound, match="没有找到要整改的问题"):
        draw_findings(database, out=tmp_path / "清单.pdf")
    assert list(tmp_path.glob("*.pdf")) == []


def test_the_commands_tell_what_the_page_shows_and_a_sheet_that_went_out_is_not_undone(
    database: Database, lacking: int, tmp_path: Path
) -> None:
    self_check = run(database, show_self_check, year=2026, quarter=4)
    assert (self_check["looked_at"], self_check["clean"]) == (6, 0)
    words = [row["words"] for row in self_check["rows"]]
    assert "10月6日学习培训“秋季培训”：没有证明材料" in words
    check(database, lacking)
    [kept] = [row for row in run(database, show_checks, year=2026, quarter=4)["rows"] if row["checker"]]
    assert (kept["duty"], kept["registration"], kept["findings"]) == ("到位", "基本规范", 1)
    [finding] = run(database, show_findings)["rows"]
    assert (finding["person"], finding["standing"], finding["due_on"]) == ("周敏", "open", "2026-12-05")
    sheets = run(database, export_check_sheets, year=2026, quarter=4, out=tmp_path / "表.pdf")
    assert (sheets["sheets"], sheets["checked"]) == (6, 1)
    listed = run(database, export_findings, out=tmp_path / "清单.pdf")
    assert (listed["findings"], listed["pages"]) == (1, 1)
    with database.transaction() as session, pytest.raises(WentOut, match="季度检查表已经打印"):
        undo_last(session)
