"""Walks over every page of the menu at every text size and small screen: nothing is cut off."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station.menu import PAGES
from deputy_station.shell.window import Window
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.style import dress, scale
from tests.shell.station_window import settle, station_window
from tests.widgets.clipping import find_clipped

SIZES = [(1366, 768), (1024, 700)]


@pytest.fixture
def window(qapp: QApplication, demo_folder: Path, tmp_path: Path) -> Iterator[Window]:
    qapp.setStyle("fusion")
    dress(qapp)
    with station_window(demo_folder, tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("percent", [100, 160, 200])
@pytest.mark.parametrize("key", [entry.key for entry in PAGES])
def test_nothing_on_the_page_is_cut_off(window: Window, qtbot: QtBot, key: str, percent: int) -> None:
    complaints: list[str] = []
    for width, height in SIZES:
        window.resize(width, height)
        scale.set(percent)
        window.go(key)
        settle(window)
        complaints += [f"{width}×{height}: {sentence}" for sentence in find_clipped(window)]
        complaints += [f"{width}×{height}: {sentence}" for sentence in _detail_complaints(window, key)]
        assert window.width() == width, "the page forces the window wider"
    assert complaints == []


@pytest.mark.parametrize("key", [entry.key for entry in PAGES])
def test_the_primary_action_is_in_sight(window: Window, key: str) -> None:
    scale.set(200)
    window.resize(1024, 700)
    window.go(key)
    settle(window)
    row = window.pages[key].action_row
    primary = [action for action in row.actions_shown if action.primary]
    assert len(primary) <= 1
    for action in primary:
        button = row.button(action.text)
        box = QRect(button.mapTo(window, button.rect().topLeft()), button.size())
        assert button.isVisible()
        assert window.rect().contains(box)


def _detail_complaints(window: Window, key: str) -> list[str]:
    page = window.pages[key]
    if not isinstance(page, ListDetailPage) or page.pair.beside:
        return []
    row = page.table.model.row_at(0)
    if row is None:
        return []
    page.open_row(row.id)
    settle(window)
    complaints = [f"detail: {sentence}" for sentence in find_clipped(window)]
    page.back_to_list()
    settle(window)
    return complaints
