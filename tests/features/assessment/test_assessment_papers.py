"""The papers of the year, read back: the sheets' PDF, the summary workbook, and the commands that write them."""

import io
import json
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from deputy_station.core.errors import NotFound
from deputy_station.features.activities.models import Activity, Attendance
from deputy_station.features.activities.rules import ActivityKind, AttendanceState
from deputy_station.features.assessment.commands import export_annual, export_summary, show_assessments
from deputy_station.features.assessment.documents.annual import FIELDS, sheet_values
from deputy_station.features.assessment.service.sheets import edit_assessment, sheet_of, township_of
from deputy_station.features.deputies.models import Deputy, Group, Mandate, Station
from deputy_station.features.deputies.rules import Level
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk


def fill(database: Database) -> None:
    """Two deputies of one group; the first attended 2 of 3 reception days, the second is named like a formula."""
    with database.transaction() as session:
        session.add(Station(name="东街站", code="东街", township="青石镇", district="杜集区", is_home=True))
        group = Group(name="第一代表小组", position=1)
        for name in ("王建国", "=SUM(A1)"):
            deputy = Deputy(name=name, sort_key=name, group=group)
            deputy.mandates = [Mandate(level=Level.TOWN, started_on=date(2021, 12, 20))]
            session.add(deputy)
        session.flush()
        wang = session.query(Deputy).filter_by(name="王建国").one().id
        for month in (3, 6, 9):
            activity = Activity(kind=ActivityKind.RECEPTION, title="接待日", held_on=date(2026, month, 16))
            session.add(activity)
            session.flush()
            state = AttendanceState.ABSENT if month == 6 else AttendanceState.PRESENT
            session.add(Attendance(activity_id=activity.id, deputy_id=wang, state=state))
        edit_assessment(
            session,
            year=2026,
            deputy_id=wang,
            version=None,
            group_opinion="同意评定。",
            group_on=date(2026, 12, 3),
        )


def desk(database: Database) -> tuple[Desk, io.StringIO]:
    answer = io.StringIO()
    return Desk(lambda: database, as_json=True, out=answer, err=io.StringIO()), answer


def test_every_field_of_the_form_has_a_value_and_no_other(database: Database) -> None:
    fill(database)
    with database.reading() as session:
        township = township_of(session, year=2026)
        values = sheet_values(sheet_of(session, year=2026, deputy_id=1), township)
    assert set(values) == {field.name for field in FIELDS}
    assert values["grade_note"] == "90 分以上为优秀，75 分以上为好，60 分以上为一般"
    assert values["group_opinion"] == "同意评定。（2026年12月3日）"
    # 36 with nothing else arranged, but 8 × 2 ÷ 3 in place of 8: 33.33…, whose distance is said.
    assert values["total"] == "33.33"
    assert values["grade"] == "较差（还差 26.67 分到“一般”）"


def test_the_year_becomes_one_pdf_with_a_bookmark_for_each_deputy(database: Database, tmp_path: Path) -> None:
    fill(database)
    station, answer = desk(database)
    export_annual(station, year=2026, out=tmp_path / "考核表.pdf")
    told = json.loads(answer.getvalue())
    assert (told["sheets"], told["pages"]) == (2, 2)
    document = pypdfium2.PdfDocument(tmp_path / "考核表.pdf")
    try:
        titles = [entry.get_title() for entry in document.get_toc()]
        text = next(
            page
            for number in range(2)
            if "王建国" in (page := document[number].get_textpage().get_text_range())
        )
    finally:
        document.close()
    assert sorted(titles) == ["=SUM(A1)（第一代表小组）", "王建国（第一代表小组）"]
    assert "青石镇人大代表2026年度考核表" in text
    assert "到会 2/3 次 → 8 × 2/3 ≈ 5.33" in text
    assert "同意评定。" in text


def test_one_deputys_sheet_alone_and_nobody_of_another_name(database: Database, tmp_path: Path) -> None:
    fill(database)
    station, answer = desk(database)
    export_annual(station, year=2026, out=tmp_path / "王.pdf", deputy="王建国")
    assert json.loads(answer.getvalue())["sheets"] == 1
    with pytest.raises(NotFound, match="没有找到 2026 年在任的代表“李四”"):
        export_annual(station, year=2026, out=tmp_path / "李.pdf", deputy="李四")
    assert not (tmp_path / "李.pdf").exists()


def test_the_summary_workbook_reads_back_in_rank_order_without_formulas(
    database: Database, tmp_path: Path
) -> None:
    fill(database)
    station, _answer = desk(database)
    export_summary(station, year=2026, out=tmp_path / "汇总.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "汇总.xlsx")
    assert book.sheet_names == ["年度考核汇总表", "分项得分", "等次统计"]
    rows = book.get_sheet_by_name("年度考核汇总表").to_python()
    assert rows[0][0] == "青石镇人大代表2026年度考核汇总表"
    assert rows[1][:4] == ["名次", "姓名", "代表小组", "出席人代会（24）"]
    assert [row[:3] for row in rows[2:4]] == [[1, "=SUM(A1)", "第一代表小组"], [2, "王建国", "第一代表小组"]]
    assert rows[2][8:10] == [36, "较差"]
    # B: 8 × 2 ÷ 3 for the duty, 4 and 4 for what was never arranged.
    assert rows[3][4] == 13.33
    assert rows[3][8:10] == [33.33, "较差"]
    grades = book.get_sheet_by_name("等次统计").to_python()
    assert grades[2:7] == [["优秀", 0, 0], ["好", 0, 0], ["一般", 0, 0], ["较差", 2, 100], ["合计", 2, 100]]


def test_without_anybody_in_office_nothing_is_written(database: Database, tmp_path: Path) -> None:
    station, _answer = desk(database)
    with pytest.raises(NotFound):
        export_summary(station, year=2026, out=tmp_path / "汇总.xlsx")
    assert list(tmp_path.glob("*.xlsx")) == []


def test_the_list_command_tells_ranks_and_grades(database: Database) -> None:
    fill(database)
    station, answer = desk(database)
    show_assessments(station, year=2026)
    listed = json.loads(answer.getvalue())
    assert [(row["rank"], row["deputy"], row["total"]) for row in listed["rows"]] == [
        (1, "=SUM(A1)", "36.00"),
        (2, "王建国", "33.33"),
    ]


def test_a_sheet_with_both_grades_and_the_reason_is_still_one_page(
    database: Database, tmp_path: Path
) -> None:
    fill(database)
    with database.transaction() as session:
        present = sheet_of(session, year=2026, deputy_id=1)
        edit_assessment(
            session,
            year=2026,
            deputy_id=1,
            version=present.version,
            group_opinion=present.group_opinion,
            grade="优秀",
            grade_reason="汛期连续 12 天在堤上值守，转移群众 46 户，受区里表彰；积分办法没有这一项。",
        )
    station, answer = desk(database)
    export_annual(station, year=2026, out=tmp_path / "王.pdf", deputy="王建国")
    assert json.loads(answer.getvalue())["pages"] == 1
    document = pypdfium2.PdfDocument(tmp_path / "王.pdf")
    text = document[0].get_textpage().get_text_range().replace("\r\n", "")
    document.close()
    assert "按积分提出“较差”，评定为“优秀”。理由：汛期连续 12 天在堤上值守" in text
