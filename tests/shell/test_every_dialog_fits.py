"""Walks over every dialog the pages open at every text size: nothing is cut off and all of it is on the screen."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from deputy_station.menu import PAGES
from deputy_station.shell.window import Window
from deputy_station.widgets import dialogs
from deputy_station.widgets.buttons import ActionRow, Button
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.page import Page
from deputy_station.widgets.style import dress, scale
from deputy_station.widgets.table_model import Kind
from tests.shell.station_window import settle, station_window
from tests.widgets.clipping import find_clipped

SCREEN = QRect(0, 0, 1366, 768)
CLOSING = {"更多", "关闭", "保留", "知道了", "返回列表"}
"""Words of buttons that lead out of something; 更多 opens a menu, whose actions are pressed without it."""
ENDING = {"取消", "取消活动", "删除", "撤回", "办理离任", "销号"}


@pytest.fixture
def window(
    qapp: QApplication, demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    qapp.setStyle("fusion")
    dress(qapp)
    for ask in ("getOpenFileName", "getSaveFileName"):  # nobody is there to answer the system's own dialogs
        monkeypatch.setattr(QFileDialog, ask, lambda *_asked, **_more: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_asked, **_more: "")
    monkeypatch.setattr(dialogs, "screen_room", lambda _dialog: QRect(SCREEN))
    shutil.copytree(demo_folder, tmp_path / "station")  # some actions write at once
    with station_window(tmp_path / "station", tmp_path / "settings") as opened:
        opened.setGeometry(SCREEN)
        yield opened


@pytest.mark.parametrize("percent", [100, 160, 200])
@pytest.mark.parametrize("key", [entry.key for entry in PAGES])
def test_nothing_in_the_dialogs_of_the_page_is_cut_off(window: Window, key: str, percent: int) -> None:
    walk = Walk(window, key, percent)
    walk.come_back()
    walk.press_all()
    for row_id in _one_row_of_each_state(walk.page):
        walk.row_id = row_id
        walk.come_back()
        walk.press_all()
    assert walk.complaints == []


class Walk:
    """Presses every button of a page once, and every button of the dialogs that open, and looks at each dialog."""

    def __init__(self, window: Window, key: str, percent: int) -> None:
        self.window, self.key, self.percent = window, key, percent
        window.go(key)
        self.page = window.pages[key]
        self.row_id: Any = None
        self.pressed: set[str] = set()
        self.complaints: list[str] = []

    def come_back(self) -> None:
        """Put away whatever was opened; the row looked at is open again."""
        while (dialog := self._front()) is not None:
            dialog.reject()
            settle(self.window)
        scale.set(self.percent)
        self.window.go(self.key)
        page = self.page
        if (
            isinstance(page, ListDetailPage)
            and self.row_id is not None
            and (page.open_id != self.row_id or not page.pair.detail_open)
        ):
            page.open_row(self.row_id)
        settle(self.window)

    def press_all(self) -> None:
        """Press each button in sight that was not pressed yet, and those that come by pressing; what ends a
        matter last, because it takes the other buttons away."""
        while left := [words for words in _words(self.page) if words not in self.pressed]:
            words = next((one for one in left if one not in ENDING), left[0])
            self.pressed.add(words)
            _press(self.page, words)
            settle(self.window)
            dialog = self._front()
            if dialog is not None:
                self._look_at(dialog, words)
                self._press_within(dialog, words)
            if dialog is not None or self.window.open_key != self.key or scale.percent != self.percent:
                self.come_back()

    def _press_within(self, dialog: Dialog, opener: str) -> None:
        for words in _words(dialog):
            if self._front() is None and _press(self.page, opener):
                settle(self.window)
            open_now = self._front()
            if open_now is None or not _press(open_now, words):
                return
            settle(self.window)
            front = self._front()
            if front is not None:  # mistakes are said in this one, or another one is above it
                self._look_at(front, f"{opener} > {words}")
            if front is not open_now:
                self.come_back()

    def _front(self) -> Dialog | None:
        shown = [found for found in self.window.findChildren(Dialog) if found.isVisible()]
        return shown[-1] if shown else None

    def _look_at(self, dialog: Dialog, name: str) -> None:
        self.complaints += [f"{name}: {sentence}" for sentence in find_clipped(dialog)]
        box = dialog.frameGeometry()
        if not SCREEN.contains(box):
            self.complaints.append(f"{name}: {box.getRect()} is not whole on the screen")


def _one_row_of_each_state(page: Page) -> list[Any]:
    """The ids of the first row with each combination of pills: other states have other actions."""
    if not isinstance(page, ListDetailPage):
        return []
    model = page.table.model
    pills = [column for column in model.columns if column.kind is Kind.PILL]
    firsts: dict[tuple[str, ...], Any] = {}
    for place in range(model.rowCount()):
        row = model.row_at(place)
        if row is not None:
            firsts.setdefault(tuple(model.text_of(column, row) for column in pills), row.id)
    return list(firsts.values())


def _buttons(holder: QWidget) -> list[Button]:
    """The buttons that open or do something, those behind 更多 too; not chips, which only mark."""
    return [
        button
        for button in holder.findChildren(Button)
        if button.isEnabled()
        and not button.isCheckable()
        and button.property("role") != "chip"
        and button.words not in CLOSING
        and (button.isVisible() or (isinstance(row := button.parentWidget(), ActionRow) and row.isVisible()))
    ]


def _words(holder: QWidget) -> list[str]:
    return list(dict.fromkeys(button.words for button in _buttons(holder)))


def _press(holder: QWidget, words: str) -> bool:
    button = next((one for one in _buttons(holder) if one.words == words), None)
    if button is not None:
        button.click()
    return button is not None
