"""A field that finds opens its list by a click or the arrow down too: a person with the mouse alone can choose."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station.widgets.form import Form
from deputy_station.widgets.search_fields import SearchField
from deputy_station.widgets.work import Work
from tests.widgets.fake_database import FakeDatabase

UNITS = [(1, "镇党政办"), (2, "镇农技站"), (3, "镇供电所")]


def find_units(_session: object, text: str) -> list[tuple[int, str]]:
    return [unit for unit in UNITS if text in unit[1]]


@pytest.fixture
def field(qapp: QApplication, qtbot: QtBot) -> Iterator[SearchField]:
    work = Work(FakeDatabase())
    made = SearchField("unit_id", "承办单位", work, find_units)
    form = Form([made])
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    yield made
    work.close()


def listed(field: SearchField) -> list[str]:
    model = field._completer.popup().model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_a_click_into_the_empty_line_lists_everything_and_marks_nothing(
    field: SearchField, qtbot: QtBot
) -> None:
    qtbot.mouseClick(field.entry, Qt.MouseButton.LeftButton)
    popup = field._completer.popup()
    qtbot.waitUntil(popup.isVisible)
    assert listed(field) == ["镇党政办", "镇农技站", "镇供电所"]
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert field.value() is None, "Enter takes nothing that nobody marked"


def test_a_line_of_the_opened_list_is_taken_by_a_click(field: SearchField, qtbot: QtBot) -> None:
    qtbot.mouseClick(field.entry, Qt.MouseButton.LeftButton)
    popup = field._completer.popup()
    qtbot.waitUntil(popup.isVisible)
    at: QPoint = popup.visualRect(popup.model().index(1, 0)).center()
    qtbot.mouseClick(popup.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert field.value() == 2


def test_the_arrow_down_lists_everything_too(field: SearchField, qtbot: QtBot) -> None:
    field.entry.setFocus()
    qtbot.keyClick(field.entry, Qt.Key.Key_Down)
    qtbot.waitUntil(field._completer.popup().isVisible)
    assert len(listed(field)) == 3


def test_a_click_into_what_was_chosen_opens_nothing(field: SearchField, qtbot: QtBot) -> None:
    field.put((2, "镇农技站"))
    qtbot.mouseClick(field.entry, Qt.MouseButton.LeftButton)
    field._work.wait()
    assert not field._completer.popup().isVisible()
