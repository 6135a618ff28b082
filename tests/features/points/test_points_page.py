"""The page of points, used as a person does. Today is 20 November 2026.

安平 attended 1 of 2 reception days, 白露 both, and a training is not yet written down for either. With nothing else
arranged: 10 + 6 + 4 + 4 + 4 = 28 points, and 4 or 8 for the reception days.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from deputy_station.core.clock import Clock
from deputy_station.features.activities.models import Activity, Attendance, Deed
from deputy_station.features.activities.rules import ActivityKind, AttendanceState, DeedKind
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.deputies.service.frame import create_group
from deputy_station.features.points.page.points import PointsPage
from deputy_station.features.points.service.library import year_scheme
from deputy_station.store.database import Database
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.labels import Link, Words
from deputy_station.widgets.plot import Plot
from tests.features.page_desk import PageDesk, page_desk

PRESENT, ABSENT, NOT_YET = AttendanceState.PRESENT, AttendanceState.ABSENT, AttendanceState.NOT_YET


@pytest.fixture
def people(database: Database) -> dict[str, int]:
    seat = NewMandate(Level.TOWN, date(2021, 12, 4))
    with database.transaction() as session:
        group = create_group(session, name="第一代表小组").id
        found = {
            name: create_deputy(session, name=name, group_id=group, mandates=[seat]).id
            for name in ("安平", "白露")
        }
        for kind, on, states in [
            (ActivityKind.RECEPTION, date(2026, 3, 15), (PRESENT, PRESENT)),
            (ActivityKind.RECEPTION, date(2026, 5, 15), (ABSENT, PRESENT)),
            (ActivityKind.TRAINING, date(2026, 11, 19), (NOT_YET, NOT_YET)),
        ]:
            activity = Activity(kind=kind, title=f"{on.month}月{kind.label}", held_on=on)
            session.add(activity)
            session.flush()
            for deputy, state in zip(found.values(), states, strict=True):
                session.add(Attendance(activity_id=activity.id, deputy_id=deputy, state=state))
    return found


@pytest.fixture
def desk(
    database: Database, people: dict[str, int], clock: Clock, tmp_path: Path, qtbot: QtBot
) -> Iterator[PageDesk[PointsPage]]:
    with page_desk(PointsPage, database, clock, tmp_path / "settings") as shown:
        yield shown


def item(desk: PageDesk[PointsPage], code: str) -> LineItem:
    """The line of an item in the detail."""
    [line] = [each for each in desk.page.detail.findChildren(LineItem) if each.lead == code]
    return line


def choose(desk: PageDesk[PointsPage], name: str) -> None:
    desk.page.table.view.selectRow(desk.column("姓名").index(name))
    desk.settle()


def test_the_list_is_ranked_and_its_chips_count_the_grades(desk: PageDesk[PointsPage]) -> None:
    assert desk.column("姓名") == ["白露", "安平"]
    assert desk.column("名次") == ["1", "2"]
    assert desk.column("总分") == ["36.00", "32.00"]
    assert desk.column("闭会") == ["16", "12"]
    assert desk.column("等次") == ["较差", "较差"]
    assert desk.page.filters.chip("较差").words == "较差 2"
    assert desk.page.filters.chip("优秀").words == "优秀 0"
    desk.chip("优秀")
    assert desk.column("姓名") == []


def test_a_name_is_found_by_its_initials_and_keeps_its_rank(desk: PageDesk[PointsPage]) -> None:
    desk.type("ap")
    assert desk.column("姓名") == ["安平"]
    assert desk.column("名次") == ["2"]
    desk.type("第一代表")
    assert desk.column("姓名") == ["白露", "安平"]


def test_the_chip_of_unwritten_attendance_lists_whose_points_may_still_change(
    desk: PageDesk[PointsPage], database: Database
) -> None:
    assert desk.page.filters.chip("unfinished").words == "考勤未登记 2"
    with database.transaction() as session:
        for attendance in session.query(Attendance).filter_by(state=NOT_YET, deputy_id=1):
            attendance.state = PRESENT
    desk.settle()
    desk.reload()
    desk.chip("unfinished")
    assert desk.column("姓名") == ["白露"]


def test_each_item_shows_its_sum_and_opens_the_records_it_came_from(desk: PageDesk[PointsPage]) -> None:
    choose(desk, "安平")
    assert desk.page.detail.title == "安平"
    duty = item(desk, "B2")
    assert duty.pill is not None
    assert duty.pill.word == "4 / 8"
    QTest.mouseClick(duty, Qt.MouseButton.LeftButton)
    dialog = desk.dialog()
    assert dialog.windowTitle() == "安平　B2 接待日进站接待：4 / 8"
    assert "到会 1/2 次 → 8 × 1/2 = 4" in [words.text() for words in dialog.findChildren(Words)]
    lines = [
        (line.lead, line.text, line.pill.word if line.pill else "") for line in dialog.findChildren(LineItem)
    ]
    assert lines == [("3月15日", "3月代表接待日", "到会"), ("5月15日", "5月代表接待日", "缺席")]
    QTest.mouseClick(dialog.findChildren(LineItem)[1], Qt.MouseButton.LeftButton)
    assert desk.went == [("activities", {"id": 2})]
    assert desk.dialogs() == 0


def test_what_was_not_counted_is_listed_with_the_reason(desk: PageDesk[PointsPage]) -> None:
    choose(desk, "白露")
    QTest.mouseClick(item(desk, "B3"), Qt.MouseButton.LeftButton)
    told = [words.text() for words in desk.dialog().findChildren(Words)]
    assert "考勤还没有登记，登记后才算" in told
    desk.dialog().action_row.button("关闭").click()
    assert desk.dialogs() == 0


def test_a_deed_opens_on_the_page_of_deeds(desk: PageDesk[PointsPage], database: Database) -> None:
    with database.transaction() as session:
        session.add(Deed(kind=DeedKind.REPORT, deputy_id=1, done_on=date(2026, 8, 1), title="秸秆还田调研"))
    desk.settle()
    choose(desk, "安平")
    QTest.mouseClick(item(desk, "C3"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(desk.dialog().findChildren(LineItem)[0], Qt.MouseButton.LeftButton)
    assert desk.went == [("deeds", {"id": 1})]


def test_another_year_is_chosen_or_sent_by_another_page(desk: PageDesk[PointsPage]) -> None:
    assert [desk.page.years.itemText(place) for place in range(2)] == ["2026年", "2025年"]
    choose(desk, "安平")
    desk.page.years.setCurrentIndex(1)
    desk.page.years.activated.emit(1)
    desk.settle()
    assert desk.page.year == 2025
    assert desk.column("总分") == ["36.00", "36.00"]
    assert desk.page._sheet is not None
    assert (desk.page._sheet.period.key, desk.page._sheet.score.shown) == ("2025", "36.00"), (
        "the open one too"
    )
    desk.page.take_filter(year=2023)
    desk.reload()
    assert desk.page.year == 2023
    assert "2023年" in [desk.page.years.itemText(place) for place in range(desk.page.years.count())]


def test_another_answer_to_the_schemes_questions_changes_the_points_and_can_be_undone(
    desk: PageDesk[PointsPage], database: Database
) -> None:
    desk.press("计分口径")
    desk.fill("按此计分", nothing_arranged_is_full=False)
    desk.reload()
    # Only the duty counts now, the votes nobody held (4) and the meetings nobody was invited to (4).
    assert desk.column("总分") == ["16.00", "12.00"]
    assert desk.said == ["2026 年已按新的口径计分"]
    assert desk.undo is not None
    desk.undo()
    desk.settle()
    desk.reload()
    assert desk.column("总分") == ["36.00", "32.00"]
    with database.reading() as session:
        # As before: nobody has answered for the year, the scheme's own answer holds.
        assert year_scheme(session, year=2026).answers == {}


def test_the_page_leads_to_the_years_assessment(desk: PageDesk[PointsPage]) -> None:
    choose(desk, "白露")
    desk.press("看考核表")
    desk.press("年度考核")
    assert desk.went == [("assessment", {"id": 2, "year": 2026}), ("assessment", {"year": 2026})]


def test_attendance_not_written_down_opens_those_activities(desk: PageDesk[PointsPage]) -> None:
    choose(desk, "安平")
    links = [each for each in desk.page.detail.findChildren(Link) if "考勤还没有登记" in each.text()]
    assert len(links) == 1
    links[0].pressed.emit()
    assert desk.went == [("activities", {"view": "unfinished", "deputy_id": 1, "year": 2026})]


def test_a_bar_of_the_spread_lists_those_who_hold_the_grade(desk: PageDesk[PointsPage]) -> None:
    desk.page.show_spread()
    desk.settle()
    plot = desk.page.window().findChild(Plot)
    assert plot is not None
    assert sum(bar.value for bar in plot.bars) == 2  # 安平 and 白露
    held = next(bar for bar in plot.bars if bar.value)
    QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=plot.place_of(held.word).toPoint())
    desk.settle()
    assert desk.page.filters.chosen == held.word
    assert desk.page.table.model.rowCount() == held.value


def test_a_narrowed_list_shows_the_new_total_when_a_record_changes(
    desk: PageDesk[PointsPage], database: Database, people: dict[str, int]
) -> None:
    desk.type("安平")
    assert desk.column("姓名") == ["安平"]
    [before] = desk.column("总分")
    with database.transaction() as session:
        missed = session.scalars(select(Attendance).where(Attendance.state == ABSENT)).one()
        missed.state = PRESENT  # the second of two reception days: 8 instead of 4 points
    desk.reload()
    assert desk.column("姓名") == ["安平"]
    [after] = desk.column("总分")
    assert float(after) - float(before) == 4
    desk.type("")
    assert sorted(desk.column("姓名")) == ["安平", "白露"]
