"""A dialog that was closed is gone whole: a desk that runs from Monday to Friday opens thousands."""

import gc
import shutil
import time
import weakref
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from deputy_station.menu import PAGES
from deputy_station.shell.window import Window
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.style import dress
from tests.shell.station_window import settle, station_window
from tests.shell.walking import CLOSING, ENDING, EVERYBODYS, believe_in_the_screen, open_dialogs

OPENINGS = 1
"""Once more after the first time, when what is kept for all dialogs is made."""


@pytest.fixture
def window(
    qapp: QApplication, demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    qapp.setStyle("fusion")
    dress(qapp)
    believe_in_the_screen(monkeypatch.setattr)
    shutil.copytree(demo_folder, tmp_path / "station")  # some actions write at once
    with station_window(tmp_path / "station", tmp_path / "settings") as opened:
        gc.freeze()  # what other tests left on the heap need not be gone through again and again
        yield opened
        gc.unfreeze()


def let_go(window: Window) -> None:
    """What the running program's event loop does by itself: objects put away are deleted."""
    settle(window)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()


def open_and_close(window: Window, key: str, words: str) -> list[weakref.ref[Dialog]]:
    """Press an action of a page and close what it opened."""
    row = window.pages[key].action_row
    next(action for action in row.actions_shown if action.text == words).do()
    settle(window)
    opened = open_dialogs(window)
    for dialog in opened:
        dialog.reject()
    return [weakref.ref(dialog) for dialog in opened]


def widgets_alive() -> Counter[str]:
    """Every widget Python still knows, deleted by Qt or not; but for the scroll bars Qt makes itself: what PySide
    keeps of one that was once asked for is 200 bytes."""
    alive = (type(each).__name__ for each in gc.get_objects() if isinstance(each, QWidget))
    return Counter(name for name in alive if name != "QScrollBar")


@pytest.mark.parametrize("key", [entry.key for entry in PAGES])
def test_what_a_page_opens_leaves_nothing_behind_when_it_is_closed(window: Window, key: str) -> None:
    window.go(key)
    settle(window)
    pressable = [
        action.text
        for action in window.pages[key].action_row.actions_shown
        if action.enabled and action.text not in CLOSING | ENDING | EVERYBODYS
    ]
    for words in pressable:
        if not open_and_close(window, key, words):
            continue
        let_go(window)
        before = widgets_alive()
        seen = [ref for _ in range(OPENINGS) for ref in open_and_close(window, key, words)]
        end = time.monotonic() + 10
        # A preview closed while a page is drawn is held until that page is done.
        while (left := [ref for ref in seen if ref() is not None]) and time.monotonic() < end:
            let_go(window)
        assert not left, f"{words}: {len(left)} of {len(seen)} dialogs are still held"
        assert widgets_alive() - before == Counter(), words
