"""Attendance as a grid: typed across, pasted by name from a spreadsheet, saved in one change. Today is 20 November 2026."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock, local_time
from deputy_station.features.activities.page.activities import ActivitiesPage
from deputy_station.features.activities.rules import ActivityKind, AttendanceState
from deputy_station.features.activities.service.attendance import (
    AttendanceRow,
    list_attendance,
    record_attendance,
)
from deputy_station.features.activities.service.plans import create_activity
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.store.database import Database
from deputy_station.widgets.clipboard_cells import block_to_mime
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.grid_entry.field import GridField
from tests.features.page_desk import PageDesk, page_desk

Desk = PageDesk[ActivitiesPage]
STATES = AttendanceState
NAMES = ("安平", "白露", "曾国藩")


@pytest.fixture
def desk(database: Database, clock: Clock, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    seat = NewMandate(Level.TOWN, date(2021, 12, 4))
    with database.transaction() as session:
        ids = [create_deputy(session, name=name, mandates=[seat]).id for name in NAMES]
        create_activity(
            session,
            kind=ActivityKind.TRAINING,
            title="学习代表法",
            held_on=date(2026, 11, 19),
            deputy_ids=ids,
        )
    with page_desk(ActivitiesPage, database, clock, tmp_path / "settings") as shown:
        shown.page.open_row(1)
        shown.settle()
        yield shown


def open_grid(desk: Desk) -> tuple[FormDialog, GridField]:
    desk.press("签到登记")
    desk.dialog().action_row.button("用表格登记").click()
    desk.settle()
    dialog = desk.dialog()
    assert isinstance(dialog, FormDialog)
    field = dialog.form["marks"]
    assert isinstance(field, GridField)
    dialog.activateWindow()
    assert QTest.qWaitForWindowActive(dialog)
    assert QApplication.focusWidget() is field.grid.cell
    return dialog, field


def press(*keys: Qt.Key | str) -> None:
    for key in keys:
        widget = QApplication.focusWidget()
        assert widget is not None
        if isinstance(key, str) and key.isascii():
            QTest.keyClicks(widget, key)
        elif isinstance(key, str):
            done = QInputMethodEvent()
            done.setCommitString(key)
            QApplication.sendEvent(widget, done)
        else:
            QTest.keyClick(widget, key)


def rows_of(desk: Desk) -> dict[str, AttendanceRow]:
    with desk.database.reading() as session:
        return {row.deputy: row for row in list_attendance(session, activity_id=1)}


def hour(row: AttendanceRow) -> str:
    return f"{local_time(row.arrived_at):%m-%d %H:%M}" if row.arrived_at is not None else ""


def test_a_list_is_typed_across_and_saved_in_one_change(desk: Desk) -> None:
    open_grid(desk)
    tab, enter = Qt.Key.Key_Tab, Qt.Key.Key_Return
    press("1", tab, "855", enter, "2", tab, "9:20", tab, "堵车", enter, "4", tab, tab, "发烧")
    QTest.keyClick(QApplication.focusWidget(), enter, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert desk.dialogs() == 0
    assert desk.said[-1] == "已登记学习代表法 3 人的出席"
    rows = rows_of(desk)
    assert [rows[name].state for name in NAMES] == [STATES.PRESENT, STATES.LATE, STATES.LEAVE]
    assert [hour(rows[name]) for name in NAMES] == ["11-19 08:55", "11-19 09:20", ""]
    assert (rows["白露"].note, rows["曾国藩"].leave_reason) == ("堵车", "发烧")


def test_a_block_with_names_is_pasted_by_name_and_only_its_rows_are_saved(desk: Desk) -> None:
    dialog, field = open_grid(desk)
    block = [["姓名", "状态", "到场"], ["曾国藩", "√", "9:05"], ["安平", "事假", ""], ["赵六", "√", ""]]
    QGuiApplication.clipboard().setMimeData(block_to_mime(block))
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "对不上的名字没有贴：赵六" in field.note
    dialog.action_row.button("保存").click()
    desk.settle()
    assert desk.said[-1] == "已登记学习代表法 2 人的出席"
    rows = rows_of(desk)
    assert [rows[name].state for name in NAMES] == [STATES.LEAVE, STATES.NOT_YET, STATES.PRESENT]


def test_a_wrong_cell_keeps_the_whole_list_from_being_saved(desk: Desk) -> None:
    dialog, field = open_grid(desk)
    tab, enter = Qt.Key.Key_Tab, Qt.Key.Key_Return
    press("1", enter, "5", tab, "9:00", enter)
    dialog.action_row.button("保存").click()
    desk.settle()
    assert field.problem_shown == "白露：缺席的没有到场时间，请清空或改状态。"
    assert {row.state for row in rows_of(desk).values()} == {STATES.NOT_YET}
    assert field.grid.place == (1, 3)
    press(Qt.Key.Key_Delete)
    dialog.action_row.button("保存").click()
    desk.settle()
    assert desk.dialogs() == 0
    assert rows_of(desk)["白露"].state is STATES.ABSENT


def test_a_line_another_desk_has_marked_meanwhile_is_not_written_over(desk: Desk) -> None:
    dialog, _ = open_grid(desk)
    press("5")
    with desk.database.transaction() as session:
        record_attendance(
            session, activity_id=1, deputy_id=rows_of(desk)["安平"].deputy_id, state=STATES.PRESENT
        )
    dialog.action_row.button("保存").click()
    desk.settle()
    assert "安平" in dialog.notice.sentence
    assert rows_of(desk)["安平"].state is STATES.PRESENT
