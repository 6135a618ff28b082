"""The page of the annual assessment, used as a person does. Today is 20 November 2026."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from deputy_station.core.clock import Clock
from deputy_station.features.activities.models import Activity, Attendance
from deputy_station.features.activities.rules import ActivityKind, AttendanceState
from deputy_station.features.assessment.documents.annual import DrawnSheets, PrintedPage, page_words
from deputy_station.features.assessment.page.listing import AssessmentPage
from deputy_station.features.assessment.service.sheets import edit_assessment, sheet_of
from deputy_station.features.deputies.models import Term
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.history.rules import WentOut
from deputy_station.features.history.service import list_steps, undo_step
from deputy_station.store.database import Database
from deputy_station.widgets import files
from deputy_station.widgets.labels import Words
from deputy_station.widgets.print_preview.print_settings import SOME
from tests.features.page_desk import PageDesk, page_desk
from tests.widgets.print_preview.preview_desk import ready_preview, shown_preview


@pytest.fixture
def people(database: Database) -> dict[str, int]:
    """白露 attended a training (39 points), 安平 nothing (36)."""
    seat = NewMandate(Level.TOWN, date(2021, 12, 4))
    with database.transaction() as session:
        session.add(Term(name="第十九届", starts_on=date(2021, 12, 4), ends_on=date(2026, 12, 31)))
        found = {name: create_deputy(session, name=name, mandates=[seat]).id for name in ("安平", "白露")}
        activity = Activity(kind=ActivityKind.TRAINING, title="5月学习培训", held_on=date(2026, 5, 6))
        session.add(activity)
        session.flush()
        session.add(
            Attendance(activity_id=activity.id, deputy_id=found["白露"], state=AttendanceState.PRESENT)
        )
    return found


@pytest.fixture
def desk(
    database: Database, people: dict[str, int], clock: Clock, tmp_path: Path, qtbot: QtBot
) -> Iterator[PageDesk[AssessmentPage]]:
    with page_desk(AssessmentPage, database, clock, tmp_path / "settings") as shown:
        yield shown


@pytest.fixture
def target(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the person says papers go; nothing is opened afterwards."""
    monkeypatch.setattr(
        files, "ask_save_path", lambda _parent, _settings, _title, name, suffix: tmp_path / f"{name}{suffix}"
    )
    monkeypatch.setattr(files, "open_file", lambda _path: True)
    return tmp_path


def choose(desk: PageDesk[AssessmentPage], name: str) -> None:
    desk.page.table.view.selectRow(desk.column("姓名").index(name))
    desk.settle()


def told(desk: PageDesk[AssessmentPage]) -> list[str]:
    return [words.text() for words in desk.page.detail.findChildren(Words)]


def test_the_list_is_ranked_with_grades_and_opinions_written(desk: PageDesk[AssessmentPage]) -> None:
    assert desk.column("姓名") == ["白露", "安平"]
    assert desk.column("总分") == ["39.00", "36.00"]
    assert desk.column("意见") == ["0 / 3", "0 / 3"]
    assert desk.page.filters.chip("unwritten").words == "意见未写全 2"


def test_opinions_are_written_shown_and_undone(
    desk: PageDesk[AssessmentPage], database: Database, people: dict[str, int]
) -> None:
    choose(desk, "白露")
    assert "参加学习培训 1 次。" in told(desk)
    desk.press("写意见")
    desk.fill("保存", group_opinion="同意评定。", group_on=date(2026, 11, 18))
    desk.reload()
    assert desk.said == ["白露的考核表已保存"]
    assert desk.column("意见") == ["1 / 3", "0 / 3"]
    assert "同意评定。" in told(desk)
    assert "2026年11月18日" in told(desk)
    assert desk.undo is not None
    desk.undo()
    desk.settle()
    with database.reading() as session:
        assert sheet_of(session, year=2026, deputy_id=people["白露"]).group_opinion == ""


def test_with_another_year_the_open_sheet_is_that_years(desk: PageDesk[AssessmentPage]) -> None:
    choose(desk, "白露")
    assert "参加学习培训 1 次。" in told(desk)
    years = desk.page.years
    years.setCurrentIndex(years.findText("2025年"))
    years.activated.emit(years.currentIndex())
    desk.settle()
    assert desk.column("总分") == ["36.00", "36.00"]
    assert "参加学习培训 1 次。" not in told(desk)


def test_another_grade_without_a_reason_is_refused_and_everything_typed_stays(
    desk: PageDesk[AssessmentPage], database: Database, people: dict[str, int]
) -> None:
    choose(desk, "安平")
    desk.press("写意见")
    desk.fill("保存", grade="一般")
    dialog = desk.dialog()
    assert dialog.notice.sentence.startswith("按积分应为“较差”，改评“一般”要写明理由")
    desk.fill("保存", grade_reason="驻外抢险。")
    assert desk.dialogs() == 0
    desk.reload()
    assert desk.column("等次") == ["较差", "一般"]
    assert "一般（按积分为较差）" in told(desk)


def test_two_excellent_years_of_the_term_show_the_recommendation(
    desk: PageDesk[AssessmentPage], database: Database, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        for year in (2024, 2025):
            edit_assessment(
                session,
                year=year,
                deputy_id=people["安平"],
                version=None,
                grade="优秀",
                grade_reason="实绩突出。",
            )
    desk.settle()
    desk.reload()
    assert desk.column("结果运用") == ["—", "推荐连任"]
    desk.chip("recommended")
    assert desk.column("姓名") == ["安平"]


def test_everybodys_sheets_one_sheet_and_the_summary_are_saved(
    desk: PageDesk[AssessmentPage], target: Path
) -> None:
    choose(desk, "白露")
    desk.press("打印考核表")
    desk.save_paper()
    desk.press("打印这份")
    desk.save_paper()
    desk.press("导出汇总表")
    assert desk.said == [
        "已存好“年度考核表2026.pdf”",
        "已存好“考核表2026白露.pdf”",
        "已存好“年度考核汇总表2026.xlsx”",
    ]
    pages = []
    for name in ("年度考核表2026.pdf", "考核表2026白露.pdf"):
        document = pypdfium2.PdfDocument(target / name)
        pages.append((len(document), document[0].get_textpage().get_text_range()))
        document.close()
    assert [number for number, _text in pages] == [2, 1]
    assert "白露" in pages[1][1]
    rows = CalamineWorkbook.from_path(target / "年度考核汇总表2026.xlsx").get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows[2:4]] == ["白露", "安平"]


def test_only_the_sheets_that_came_out_can_no_longer_be_taken_back(
    desk: PageDesk[AssessmentPage], database: Database, people: dict[str, int], target: Path
) -> None:
    written = {}
    for name in ("安平", "白露"):
        with database.transaction() as session:
            edit_assessment(
                session, year=2026, deputy_id=people[name], version=None, group_opinion=f"同意{name}。"
            )
        with database.reading() as session:
            written[name] = list_steps(session)[0].id
    desk.press("打印考核表")
    preview = ready_preview(desk.work)
    preview.ways.which.put(SOME)
    preview.ways.some.put("2")
    desk.save_paper()
    with database.transaction() as session, pytest.raises(WentOut, match="2026 年度考核表已经打印"):
        undo_step(session, step_id=written["白露"])
    with database.transaction() as session:
        undo_step(session, step_id=written["安平"])
    assert desk.dialogs() == 0


def test_a_page_of_the_sheets_says_whose_it_is() -> None:
    prints = (PrintedPage(7, "安平", 1), PrintedPage(7, "安平", 2), PrintedPage(8, "白露", 1))
    made = DrawnSheets(Path("考核表.pdf"), 2026, (7, 8), 3, prints)
    assert [page_words(made, number) for number in range(5)] == [
        "",
        "安平的考核表第 1 页",
        "安平的考核表第 2 页",
        "白露的考核表第 1 页",
        "",
    ]


def test_a_paper_closed_while_it_is_being_made_leaves_nothing(
    desk: PageDesk[AssessmentPage], target: Path
) -> None:
    desk.page.print_all()
    preview = shown_preview()
    assert preview is not None
    preview.action_row.button("关闭").click()
    desk.settle()
    assert desk.dialogs() == 0
    assert desk.said == []
    assert list(target.rglob("*.pdf")) == []
    assert desk.page.notice.sentence == ""


def test_the_detail_leads_to_the_points_of_the_year(desk: PageDesk[AssessmentPage]) -> None:
    choose(desk, "白露")
    desk.press("看积分")
    assert desk.went == [("points", {"id": 2, "year": 2026})]
