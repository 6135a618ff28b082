"""The pages of activities and deeds, used as a person does. Today is 20 November 2026."""

from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.features.activities.page.activities import ActivitiesPage
from deputy_station.features.activities.page.attendance import AttendanceDialog
from deputy_station.features.activities.page.deeds import DeedsPage
from deputy_station.features.activities.page.fields import finds_deputies
from deputy_station.features.activities.rules import (
    ActivityKind,
    AttendanceState,
    ContactWay,
    DeedKind,
    DutyReportManner,
)
from deputy_station.features.activities.service.attendance import list_attendance
from deputy_station.features.activities.service.deeds import list_deeds
from deputy_station.features.activities.service.evidence import list_evidence
from deputy_station.features.activities.service.listing import get_activity, list_activities
from deputy_station.features.activities.service.plans import create_activity
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy, end_mandate
from deputy_station.features.deputies.service.frame import create_group
from deputy_station.features.deputies.service.roster import get_deputy
from deputy_station.store.database import Database
from deputy_station.widgets.buttons import Button
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.labels import Words
from tests.features.page_desk import PageDesk, page_desk

TODAY = date(2026, 11, 20)
STATES = AttendanceState


@pytest.fixture
def people(database: Database) -> dict[str, int]:
    seat = NewMandate(Level.TOWN, date(2021, 12, 4))
    with database.transaction() as session:
        group = create_group(session, name="第一代表小组").id
        return {
            name: create_deputy(session, name=name, group_id=group, mandates=[seat]).id
            for name in ("安平", "白露", "曾国藩")
        }


@pytest.fixture
def desk(
    database: Database, people: dict[str, int], clock: Clock, tmp_path: Path, qtbot: QtBot
) -> Iterator[PageDesk[ActivitiesPage]]:
    with database.transaction() as session:
        create_activity(
            session, kind=ActivityKind.TRAINING, title="学习代表法", held_on=TODAY,
            deputy_ids=[people["安平"], people["白露"]],
        )  # fmt: skip
    with page_desk(ActivitiesPage, database, clock, tmp_path / "settings") as shown:
        yield shown


@pytest.fixture
def deeds(
    database: Database, people: dict[str, int], clock: Clock, tmp_path: Path, qtbot: QtBot
) -> Iterator[PageDesk[DeedsPage]]:
    with page_desk(DeedsPage, database, clock, tmp_path / "settings") as shown:
        yield shown


def test_an_activity_is_planned_for_a_group_and_taken_back(desk: PageDesk[ActivitiesPage]) -> None:
    desk.press("安排活动")
    desk.fill(
        "安排", kind=ActivityKind.INSPECTION, title="查河道", held_on=date(2026, 11, 27),
        starts_at=time(9, 0), place="朔北村", who=1,
    )  # fmt: skip
    assert desk.said[-1] == "已安排查河道，应到 3 人"
    desk.reload()
    assert desk.column("名称") == ["查河道", "学习代表法"]
    assert desk.column("状态") == ["未举行", "未签到 2"]
    assert desk.page.detail.title == "查河道"
    assert desk.undo is not None
    desk.undo()
    desk.settle()
    desk.reload()
    assert desk.column("名称") == ["学习代表法"]


def test_a_congress_session_is_planned_by_half_days(desk: PageDesk[ActivitiesPage]) -> None:
    desk.press("安排人代会")
    desk.fill("安排", session_name="第十九届人大五次会议", first_on=date(2026, 12, 10))
    assert desk.said[-1] == "已安排第十九届人大五次会议，4 项议程"
    with desk.database.reading() as session:
        made = [(row.held_on.day, row.kind) for row in list_activities(session, search="五次会议")]
    assert sorted(made, key=lambda each: (each[0], each[1].value)) == [
        (10, ActivityKind.CONGRESS_PLENARY),
        (10, ActivityKind.CONGRESS_REVIEW),
        (11, ActivityKind.CONGRESS_PLENARY),
        (11, ActivityKind.CONGRESS_VOTE),
    ]
    desk.reload()
    desk.chip("congress")
    assert len(desk.column("名称")) == 4
    assert desk.undo is not None
    desk.undo()
    desk.settle()
    assert desk.said[-1] == "撤销：安排第十九届人大五次会议：12月10日至12月11日，3 个半天，4 项议程"
    with desk.database.reading() as session:
        assert [row.title for row in list_activities(session)] == ["学习代表法"]


def test_attendance_is_entered_in_one_pass_with_the_keyboard(desk: PageDesk[ActivitiesPage]) -> None:
    desk.page.open_row(1)
    desk.settle()
    desk.press("签到登记")
    dialog = desk.dialog()
    assert isinstance(dialog, AttendanceDialog)
    QTest.keyClick(dialog.table.view, Qt.Key.Key_2)
    desk.settle()
    QTest.keyClick(dialog.table.view, Qt.Key.Key_Return)
    desk.settle()
    dialog.close()
    desk.settle()
    with desk.database.reading() as session:
        states = {row.deputy: row.state for row in list_attendance(session, activity_id=1)}
    assert states == {"安平": STATES.LATE, "白露": STATES.PRESENT}
    desk.reload()
    assert desk.column("状态") == ["已登记"]
    assert desk.column("实到") == ["2"]
    assert desk.waiting == 0


def _give_leave(desk: PageDesk[ActivitiesPage], reason: str) -> AttendanceDialog:
    """The first on leave, the reason typed and not confirmed by Enter."""
    desk.page.open_row(1)
    desk.settle()
    desk.press("签到登记")
    dialog = desk.dialog()
    assert isinstance(dialog, AttendanceDialog)
    QTest.keyClick(dialog.table.view, Qt.Key.Key_4)
    desk.settle()
    dialog.reason.entry.setText(reason)
    return dialog


def _reasons(desk: PageDesk[ActivitiesPage]) -> dict[str, str]:
    with desk.database.reading() as session:
        return {row.deputy: row.leave_reason for row in list_attendance(session, activity_id=1)}


def test_a_reason_is_kept_when_the_next_name_is_clicked(desk: PageDesk[ActivitiesPage]) -> None:
    dialog = _give_leave(desk, "县里开会")
    view = dialog.table.view
    at = view.visualRect(dialog.table.model.index(1, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    desk.settle()
    assert _reasons(desk) == {"安平": "县里开会", "白露": ""}
    assert dialog.table.chosen_id == dialog._rows[1].id, "the clerk stays at the name that was clicked"
    dialog.close()


def test_a_reason_is_kept_when_the_list_is_closed(desk: PageDesk[ActivitiesPage]) -> None:
    _give_leave(desk, "住院").reject()
    desk.settle()
    assert _reasons(desk) == {"安平": "住院", "白露": ""}


def test_people_are_added_and_material_is_filed(desk: PageDesk[ActivitiesPage]) -> None:
    desk.page.open_row(1)
    desk.settle()
    desk.press("加人员")
    desk.fill("加入名单", deputy_ids="zgf")
    assert desk.said[-1] == "名单增加 1 人"
    desk.press("归材料")
    desk.fill("归入", title="签到表", kept_at="2026 年卷 5 页")
    with desk.database.reading() as session:
        assert get_activity(session, activity_id=1).counts.expected == 3
        assert [each.title for each in list_evidence(session, subject="activity", subject_id=1)] == ["签到表"]


def test_an_activity_not_held_is_cancelled_with_a_way_back(desk: PageDesk[ActivitiesPage]) -> None:
    desk.page.open_row(1)
    desk.settle()
    desk.press("取消活动")
    assert desk.said[-1] == "已取消学习代表法，不计入履职"
    desk.reload()
    assert desk.column("状态") == ["已取消"]
    assert [action.text for action in desk.page.detail.action_row.actions_shown] == ["恢复"]
    desk.press("恢复")
    desk.reload()
    assert desk.column("状态") == ["未签到 2"]


def test_an_activity_entered_by_mistake_is_removed_after_asking(desk: PageDesk[ActivitiesPage]) -> None:
    desk.page.open_row(1)
    desk.settle()
    desk.press("删除")
    desk.dialog().action_row.button("保留").click()
    desk.settle()
    desk.reload()
    assert desk.column("名称") == ["学习代表法"]
    desk.press("删除")
    desk.dialog().action_row.button("删除").click()
    desk.settle()
    desk.reload()
    assert desk.column("名称") == []


def test_chips_years_and_a_deputys_activities(desk: PageDesk[ActivitiesPage], people: dict[str, int]) -> None:
    assert [desk.page.filters.chip(key).words for key in ("", "unfinished", "training")] == [
        "全部 1", "待登记 1", "培训 1",
    ]  # fmt: skip
    assert desk.waiting == 1
    desk.page.take_filter(deputy_id=people["曾国藩"])
    desk.reload()
    assert desk.column("名称") == []
    desk.page.take_filter(deputy_id=people["安平"])
    desk.reload()
    assert desk.column("名称") == ["学习代表法"]
    desk.page.years.setCurrentIndex(2)
    desk.page.years.activated.emit(2)
    desk.settle()
    assert desk.column("名称") == []


def test_a_deed_is_entered_by_its_kind_and_taken_back(deeds: PageDesk[DeedsPage]) -> None:
    deeds.page.register(DeedKind.DUTY_REPORT)
    deeds.fill("登记", deputy_id="zgf", title="向第三选区选民述职", votes_satisfied="46")
    form = deeds.dialog().form  # type: ignore[attr-defined]
    assert form["manner"].problem_shown == "请填方式。"
    deeds.fill("登记", manner=DutyReportManner.ORAL)
    assert deeds.said[-1] == "已登记曾国藩的向选民述职"
    deeds.reload()
    assert deeds.column("事项") == ["向第三选区选民述职"]
    with deeds.database.reading() as session:
        [deed] = list_deeds(session)
    assert (deed.manner, deed.votes_satisfied) == (DutyReportManner.ORAL, 46)
    assert deeds.undo is not None
    deeds.undo()
    deeds.settle()
    deeds.reload()
    assert deeds.column("事项") == []


def _left_office(database: Database, deputy_id: int, on: date) -> None:
    with database.transaction() as session:
        [seat] = get_deputy(session, deputy_id=deputy_id).mandates
        end_mandate(session, mandate_id=seat.id, version=seat.version, ended_on=on, reason="辞职")


def test_a_deed_of_a_deputy_who_left_is_entered_for_a_day_in_office(
    deeds: PageDesk[DeedsPage], people: dict[str, int]
) -> None:
    _left_office(deeds.database, people["曾国藩"], date(2026, 10, 31))
    deeds.page.register(DeedKind.SPEECH)
    deeds.fill("登记", deputy_id="zgf", title="谈道路", done_on=date(2026, 9, 1))
    assert deeds.said[-1].startswith("已登记曾国藩的")
    with deeds.database.reading() as session:
        offered = finds_deputies(lambda: TODAY)(session, "第一代表小组")
    assert [words for _, words in offered] == [
        "安平 第一代表小组", "白露 第一代表小组", "曾国藩 第一代表小组（已离任）",
    ]  # fmt: skip


def test_an_activity_of_an_earlier_day_takes_whoever_was_in_office_then(
    desk: PageDesk[ActivitiesPage], people: dict[str, int]
) -> None:
    with desk.database.transaction() as session:
        earlier = create_activity(
            session, kind=ActivityKind.TRAINING, title="秋季培训", held_on=date(2026, 9, 1)
        ).id
    _left_office(desk.database, people["曾国藩"], date(2026, 10, 31))
    desk.page.open_row(earlier)
    desk.settle()
    desk.press("加人员")
    desk.fill("加入名单", deputy_ids="zgf")
    desk.page.open_row(1)  # today's activity comes after the last day in office
    desk.settle()
    desk.press("加人员")
    desk.fill("加入名单", deputy_ids="zgf")
    assert desk.dialog().form["deputy_ids"].problem_shown == (  # type: ignore[attr-defined]
        "没有认出“zgf”，请从列出的名称里选一个。"
    )
    with desk.database.reading() as session:
        assert [row.deputy for row in list_attendance(session, activity_id=earlier)] == ["曾国藩"]
        assert get_activity(session, activity_id=1).counts.expected == 2


def test_what_was_done_is_asked_first(deeds: PageDesk[DeedsPage]) -> None:
    deeds.press("登记履职")
    assert deeds.dialogs() == 1
    buttons = {button.words: button for button in deeds.dialog().findChildren(Button)}
    assert {kind.label for kind in DeedKind} <= set(buttons)
    buttons["走访联系选民"].click()
    deeds.settle()
    deeds.fill(
        "登记", deputy_id="ap", title="走访朔北村", quantity="6", way=ContactWay.CALL, outcome="当天答复"
    )
    deeds.reload()
    assert deeds.column("代表") == ["安平"]
    deeds.press("修改")
    deeds.fill("保存", quantity="7")
    deeds.reload()
    with deeds.database.reading() as session:
        [kept] = list_deeds(session, search="当天答复")
        assert (kept.quantity, kept.way, kept.outcome) == (7, ContactWay.CALL, "当天答复")
    deeds.press("删除")
    deeds.dialog().action_row.button("删除").click()
    deeds.settle()
    deeds.reload()
    assert deeds.column("代表") == []


def test_the_rest_become_absent_after_asking_with_their_names(desk: PageDesk[ActivitiesPage]) -> None:
    desk.page.open_row(1)
    desk.settle()
    desk.press("签到登记")
    dialog = desk.dialog()
    assert isinstance(dialog, AttendanceDialog)
    QTest.keyClick(dialog.table.view, Qt.Key.Key_1)
    desk.settle()
    dialog.action_row.button("其余 1 人记缺席").click()
    [question] = [each for each in open_dialogs() if each is not dialog]
    assert "白露" in " ".join(words.text() for words in question.findChildren(Words))
    question.action_row.button("记缺席 1 人").click()
    desk.settle()
    with desk.database.reading() as session:
        states = {row.deputy: row.state for row in list_attendance(session, activity_id=1)}
    assert states == {"安平": STATES.PRESENT, "白露": STATES.ABSENT}
    assert [each.text for each in dialog.action_row.actions_shown] == ["用表格登记", "关闭"]


def test_an_activity_to_come_has_nobody_absent_yet(
    desk: PageDesk[ActivitiesPage], people: dict[str, int]
) -> None:
    with desk.database.transaction() as session:
        coming = create_activity(
            session, kind=ActivityKind.TRAINING, title="下月培训", held_on=date(2026, 12, 4),
            deputy_ids=[people["安平"]],
        )  # fmt: skip
    desk.page.open_row(coming.id)
    desk.settle()
    desk.press("签到登记")
    assert [each.text for each in desk.dialog().action_row.actions_shown] == [
        "移出名单",
        "用表格登记",
        "关闭",
    ]


def test_a_deputy_put_on_the_list_by_mistake_is_taken_off(desk: PageDesk[ActivitiesPage]) -> None:
    desk.page.open_row(1)
    desk.settle()
    desk.press("签到登记")
    desk.dialog().action_row.button("移出名单").click()
    desk.settle()
    with desk.database.reading() as session:
        assert [row.deputy for row in list_attendance(session, activity_id=1)] == ["白露"]


def test_evidence_is_taken_out_by_its_own_button_and_put_back_by_undo(
    desk: PageDesk[ActivitiesPage],
) -> None:
    desk.page.open_row(1)
    desk.settle()
    desk.press("归材料")
    desk.fill("归入", title="现场照片", kept_at="2026 年卷 5 页", filed_on=date(2026, 11, 3))
    desk.page.reload()
    desk.page.open_row(1)
    desk.settle()
    [remove] = [each for each in desk.page.detail.findChildren(Button) if each.words == "移除"]
    remove.click()
    desk.settle()
    with desk.database.reading() as session:
        assert list_evidence(session, subject="activity", subject_id=1) == []
    assert desk.undo is not None
    desk.undo()
    desk.settle()
    with desk.database.reading() as session:
        [back] = list_evidence(session, subject="activity", subject_id=1)
    assert (back.title, back.kept_at, back.filed_on) == ("现场照片", "2026 年卷 5 页", date(2026, 11, 3))


def open_dialogs() -> list[Dialog]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, Dialog) and each.isVisible()]


def test_whoever_is_marked_next_is_in_sight_down_to_the_end_of_a_long_list(
    desk: PageDesk[ActivitiesPage], people: dict[str, int]
) -> None:
    seat = NewMandate(Level.TOWN, date(2021, 12, 4))
    with desk.database.transaction() as session:
        many = [create_deputy(session, name=f"代表{number:02}", mandates=[seat]).id for number in range(30)]
        meeting = create_activity(
            session, kind=ActivityKind.TRAINING, title="大会", held_on=TODAY, deputy_ids=many
        )
    desk.page.open_row(meeting.id)
    desk.settle()
    desk.press("签到登记")
    dialog = desk.dialog()
    assert isinstance(dialog, AttendanceDialog)
    view = dialog.table.view
    for _ in range(30):
        row = view.visualRect(view.currentIndex())
        assert view.viewport().rect().contains(row.adjusted(0, 0, row.left() - row.right(), 0))
        QTest.keyClick(view, Qt.Key.Key_1)
        desk.settle()
    with desk.database.reading() as session:
        assert {row.state for row in list_attendance(session, activity_id=meeting.id)} == {STATES.PRESENT}


def test_keys_typed_faster_than_they_are_saved_mark_one_deputy_each(desk: PageDesk[ActivitiesPage]) -> None:
    desk.page.open_row(1)
    desk.settle()
    desk.press("签到登记")
    dialog = desk.dialog()
    assert isinstance(dialog, AttendanceDialog)
    QTest.keyClicks(dialog.table.view, "25")
    desk.settle()
    assert dialog.notice.sentence == ""
    with desk.database.reading() as session:
        states = {row.deputy: row.state for row in list_attendance(session, activity_id=1)}
    assert states == {"安平": STATES.LATE, "白露": STATES.ABSENT}
