"""The pages at the left of the window with everything on the menu, on the small screens that stand at most desks."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station import app
from deputy_station.core.clock import Clock
from deputy_station.core.settings import Settings
from deputy_station.menu import PAGES
from deputy_station.shell.navigation import SIZE, NavButton
from deputy_station.shell.window import Window
from deputy_station.widgets.reading_order import tab_stops
from deputy_station.widgets.style import dress, scale, screen_font

LOW = (1366, 690)
"""1366 × 768 without the title bar and the task bar."""


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Window]:
    scale.set(100)
    dress(qapp)
    window = app.make_window(Settings(tmp_path / "settings"), Clock(), lambda where: where)
    qtbot.addWidget(window)
    window.show()
    yield window
    scale.set(100)


def stand(window: Window, size: tuple[int, int], percent: int) -> list[NavButton]:
    """The pages as they stand in a window of this size at this text size."""
    scale.set(percent)
    window.resize(*size)
    for _ in range(3):
        QApplication.processEvents()
    return list(window.navigation.buttons.values())


def place_of(button: NavButton, window: Window) -> QRect:
    return QRect(button.mapTo(window, QPoint()), button.size())


@pytest.mark.parametrize("percent", [100, 130, 160])
@pytest.mark.parametrize("size", [LOW, (1024, 700)])
def test_every_page_is_in_sight_and_easily_pressed_on_a_small_screen(
    window: Window, size: tuple[int, int], percent: int
) -> None:
    buttons = stand(window, size, percent)
    assert len(buttons) == len(PAGES)
    seen = QRect(window.navigation.mapTo(window, QPoint()), window.navigation.size())
    seen.setBottom(window.navigation.help.mapTo(window, QPoint()).y())
    places = [place_of(button, window) for button in buttons]
    for button, place in zip(buttons, places, strict=True):
        assert seen.contains(place), button.text()
        assert place.height() >= 36
        button.set_count(12 if button.entry.key == "demands" else 0)
        words = QFontMetrics(screen_font(SIZE, bold=True)).horizontalAdvance(button.words_shown())
        assert words <= button.words_room().width(), button.words_shown()
    assert not any(one.intersects(other) for one in places for other in places if one is not other)


def test_tab_leads_down_the_first_column_and_then_down_the_second(window: Window) -> None:
    buttons = stand(window, LOW, 100)
    assert buttons[0].x() == buttons[9].x()
    assert place_of(buttons[10], window).left() > place_of(buttons[9], window).right()
    assert [stop for stop in tab_stops(window) if isinstance(stop, NavButton)] == buttons


def test_pages_stand_in_one_column_where_the_window_is_high_and_keep_keyboard_and_choice(
    window: Window, qtbot: QtBot
) -> None:
    buttons = stand(window, LOW, 100)
    window.activateWindow()
    buttons[15].setFocus()
    qtbot.keyClick(buttons[15], Qt.Key.Key_Space)  # type: ignore[no-untyped-call]
    narrow = window.navigation.width()
    stand(window, (1366, 1040), 100)
    assert len({place_of(button, window).left() for button in buttons}) == 1
    assert window.navigation.width() < narrow
    assert window.focusWidget() is buttons[15]
    assert [button for button in buttons if button.isChecked()] == [buttons[15]]
    window.navigation.show_open("today")
    assert [button for button in buttons if button.isChecked()] == [buttons[0]]


def test_the_pages_move_without_taking_the_keyboard_from_the_search_box(window: Window) -> None:
    buttons = stand(window, LOW, 100)
    window.activateWindow()
    buttons[15].setFocus()
    window.top.search.setFocus()
    stand(window, (1366, 1040), 100)
    assert window.focusWidget() is window.top.search


def test_the_largest_text_scrolls_to_the_last_page_and_names_it_whole(window: Window) -> None:
    last = stand(window, LOW, 200)[-1]
    window.navigation.show_open("settings")
    QApplication.processEvents()
    assert place_of(last, window).bottom() < window.navigation.help.mapTo(window, QPoint()).y()
    assert last.text() == last.toolTip() == "设置"
