"""The grid under a person's fingers: Tab across, Enter to the next row, blocks from a spreadsheet, undo, an input method."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station.widgets.clipboard_cells import block_to_mime
from deputy_station.widgets.fields import LineField
from deputy_station.widgets.form import Form
from deputy_station.widgets.grid_entry.cell_edit import CellEdit
from deputy_station.widgets.grid_entry.columns import (
    choice_column,
    given_column,
    time_column,
    words_column,
)
from deputy_station.widgets.grid_entry.field import GridField
from deputy_station.widgets.grid_entry.sheet import GridRow, Sheet

STATES = [("present", "到会"), ("late", "迟到"), ("leave", "请假")]
NAMES = ["王建国", "李秀英", "曾国藩"]


def make_sheet() -> Sheet:
    columns = [
        given_column("deputy", "姓名"),
        choice_column("state", "状态", STATES, keys={"1": "present", "2": "late"}),
        time_column("arrived", "到场"),
        words_column("note", "说明", most=5, grow=1),
    ]
    return Sheet(columns, [GridRow(place, {"deputy": name}) for place, name in enumerate(NAMES)], free=False)


@pytest.fixture
def form(qtbot: QtBot, qapp: QApplication) -> Form:
    made = Form([LineField("place", "地点"), GridField("marks", "出席登记", make_sheet(), unit="人")])
    qtbot.addWidget(made)
    made.resize(800, 500)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made["place"].setFocus()
    return made


def field_of(form: Form) -> GridField:
    field = form["marks"]
    assert isinstance(field, GridField)
    return field


def cell(form: Form) -> CellEdit:
    open_cell = field_of(form).grid.cell
    assert open_cell is not None
    assert QApplication.focusWidget() is open_cell
    return open_cell


def column_of(form: Form, place: int) -> list[str]:
    return [field_of(form).sheet.text(row, place) for row in range(len(field_of(form).sheet))]


@pytest.fixture
def press(form: Form, qtbot: QtBot) -> Callable[[Qt.Key], None]:
    return lambda key: qtbot.keyClick(QApplication.focusWidget(), key)


def test_a_whole_list_is_typed_without_the_mouse(
    form: Form, qtbot: QtBot, press: Callable[[Qt.Key], None]
) -> None:
    press(Qt.Key.Key_Return)  # from 地点 into the grid
    qtbot.keyClicks(cell(form), "1")
    press(Qt.Key.Key_Tab)
    qtbot.keyClicks(cell(form), "905")
    press(Qt.Key.Key_Return)
    assert field_of(form).grid.place == (1, 1)
    qtbot.keyClicks(cell(form), "2")
    press(Qt.Key.Key_Return)
    qtbot.keyClicks(cell(form), "qj")
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Tab)
    qtbot.keyClicks(cell(form), "life")
    with qtbot.waitSignal(form.finished):
        press(Qt.Key.Key_Return)
    assert column_of(form, 1) == ["到会", "迟到", "请假"]
    assert column_of(form, 2) == ["9:05", "", ""]
    assert form.check()
    assert [key for key, _ in form.values()["marks"]] == [0, 1, 2]


def test_tab_at_the_end_of_a_row_goes_to_the_next_and_shift_tab_comes_back(
    form: Form, qtbot: QtBot, press: Callable[[Qt.Key], None]
) -> None:
    field_of(form).setFocus()
    for _ in range(3):
        press(Qt.Key.Key_Tab)
    assert field_of(form).grid.place == (1, 1)
    qtbot.keyClick(cell(form), Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert field_of(form).grid.place == (0, 3)
    for _ in range(2):
        qtbot.keyClick(cell(form), Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(cell(form), Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is form["place"].entry


def test_arrows_lead_from_cell_to_cell(form: Form, press: Callable[[Qt.Key], None]) -> None:
    field_of(form).setFocus()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Right)
    assert field_of(form).grid.place == (1, 2)
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Left)
    assert field_of(form).grid.place == (0, 1)


def test_a_block_from_a_spreadsheet_is_checked_cell_by_cell_and_taken_back_at_once(
    form: Form, qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().setMimeData(block_to_mime([["到会", "9:00"], ["来了", "9:10"]]))
    field_of(form).setFocus()
    qtbot.keyClick(cell(form), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert column_of(form, 1) == ["到会", "来了", ""]
    assert field_of(form).note == "贴入 4 格，1 格要改，已标出。按 Ctrl+Z 可以整块退回。"
    assert not form.check()
    assert form["marks"].problem_shown == "李秀英：“来了”不是状态，可以填到会、迟到、请假。"
    assert field_of(form).grid.place == (1, 1)
    qtbot.keyClick(cell(form), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert column_of(form, 1) == ["", "", ""]
    assert column_of(form, 2) == ["", "", ""]
    assert cell(form).text() == ""


def test_a_wrong_cell_is_mended_in_place_or_its_row_left_out(form: Form, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setMimeData(block_to_mime([["到会"], ["来了"], ["走了"]]))
    field_of(form).setFocus()
    qtbot.keyClick(cell(form), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert not form.check()
    qtbot.keyClicks(cell(form), "2")
    field_of(form)._drop.click()
    assert form.check()
    assert [values["state"] for _, values in form.values()["marks"]] == ["present", "late"]


def test_a_word_is_composed_in_a_cell_from_the_first_key(form: Form) -> None:
    field_of(form).setFocus()
    field_of(form).grid.go(0, 3)
    QApplication.sendEvent(cell(form), QInputMethodEvent("huiyi", []))
    assert field_of(form).sheet.text(0, 3) == ""
    done = QInputMethodEvent()
    done.setCommitString("会议")
    QApplication.sendEvent(cell(form), done)
    field_of(form).grid.commit()
    assert field_of(form).sheet.text(0, 3) == "会议"


def test_choices_are_offered_in_a_list(form: Form, qtbot: QtBot) -> None:
    field_of(form).setFocus()
    qtbot.keyClick(cell(form), Qt.Key.Key_F4)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["1 到会", "2 迟到", "请假"]
    menu.actions()[2].trigger()
    menu.close()
    assert column_of(form, 1) == ["请假", "", ""]


def test_cells_are_named_for_a_screen_reader(form: Form) -> None:
    field_of(form).setFocus()
    assert field_of(form).grid.accessibleName() == "出席登记"
    assert cell(form).accessibleName() == "王建国，状态"


def test_ctrl_enter_saves_with_the_cell_still_open(form: Form, qtbot: QtBot) -> None:
    field_of(form).setFocus()
    qtbot.keyClicks(cell(form), "qj")
    with qtbot.waitSignal(form.saved):
        qtbot.keyClick(cell(form), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [values["state"] for _, values in form.values()["marks"]] == ["leave"]
