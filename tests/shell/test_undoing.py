"""Undo in the window: the bottom line offers 撤销 by name, Ctrl+Z and Ctrl+Y go back and forth, the menu lists."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from deputy_station.features.activities.models import ActivityKind
from deputy_station.features.activities.service import plans
from deputy_station.features.activities.service.listing import list_activities
from deputy_station.shell.window import Window
from tests.shell.station_window import station_window

DAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def station(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo station that these tests leave as they found it."""
    folder = tmp_path_factory.mktemp("undoing") / "station"
    shutil.copytree(demo_folder, folder)
    return folder


@pytest.fixture
def window(qapp: QApplication, station: Path, tmp_path: Path) -> Iterator[Window]:
    assert qapp
    with station_window(station, tmp_path / "settings") as made:
        made.go("activities")
        settle(made)
        yield made
        for _ in titles(made):
            made.undoing.undo_last()
            settle(made)
        assert titles(made) == []


def settle(window: Window) -> None:
    assert window.work is not None
    for _ in range(3):
        assert window.work.wait()
        QApplication.processEvents()


def plan(window: Window, title: str) -> None:
    window.pages["activities"].change(
        plans.create_activity,
        kind=ActivityKind.TRAINING,
        title=title,
        held_on=DAY,
        say=lambda made: f"已安排{made.title}",
    )
    settle(window)


def titles(window: Window) -> list[str]:
    found: list[Any] = []
    assert window.work is not None
    window.work.ask(list_activities, search="试办", then=found.extend)
    settle(window)
    return sorted(row.title for row in found)


def test_the_bottom_line_takes_back_exactly_what_it_names_and_does_it_again(window: Window) -> None:
    plan(window, "试办培训")
    assert (window.bottom.sentence, window.bottom.undo_word) == ("已安排试办培训", "撤销")
    window.bottom.undo()
    settle(window)
    assert titles(window) == []
    assert window.bottom.sentence.startswith("已撤销：")
    assert "试办培训" in window.bottom.sentence
    assert window.bottom.undo_word == "重做"
    window.bottom.undo()
    settle(window)
    assert titles(window) == ["试办培训"]
    assert window.bottom.undo_word == "撤销"


def test_the_keys_go_back_and_forth_through_what_was_done_here(window: Window) -> None:
    plan(window, "试办一")
    plan(window, "试办二")
    window.setFocus()
    for expected in (["试办一"], []):
        QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        settle(window)
        assert titles(window) == expected
    for expected in (["试办一"], ["试办一", "试办二"]):
        QTest.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
        settle(window)
        assert titles(window) == expected


def test_the_menu_names_what_would_be_undone(window: Window) -> None:
    plan(window, "试办一")
    plan(window, "试办二")
    window.bottom.recent_button.click()
    settle(window)
    menu = window.undoing.menu
    assert menu is not None
    words = [action.text() for action in menu.actions() if action.text()]
    assert "试办二" in words[0]
    assert "试办一" in words[1]
    assert all(word.startswith("撤销：") for word in words[:2])
    assert words[-1] == "全部经手记录"
    menu.actions()[1].trigger()
    settle(window)
    assert titles(window) == ["试办二"]
    menu.close()


def test_why_not_is_said_on_the_page_where_nothing_can_be_undone(window: Window) -> None:
    window.undoing.undo_last()
    settle(window)
    assert window.pages["activities"].notice.sentence.startswith("这次打开以后没有可以撤销的事")


def test_a_setting_put_back_is_undone_by_the_keys_too(window: Window) -> None:
    undone: list[str] = []
    window.say_done("已恢复默认设置 2 项", lambda: undone.append("ja"))
    window.undoing.undo_last()
    assert undone == ["ja"]
