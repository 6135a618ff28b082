"""The window closed while something long is under way: asked about, and never cut off unseen."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station.core.progress import Progress
from deputy_station.shell.window import Window
from deputy_station.widgets.dialogs import Dialog
from tests.shell.station_window import settle, station_window


class Backup:
    """Long work that ends when it is let, and hears 取消 at its next step."""

    def __init__(self) -> None:
        self.let = threading.Event()
        self.ended: list[str] = []

    def make(self, _database: Any, progress: Progress) -> str:
        done = 0
        while not self.let.wait(0.01):
            done += 1
            progress(done, 1000, "页")
        return "made"


@pytest.fixture
def window(demo_folder: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[Window]:
    folder = tmp_path / "station"
    shutil.copytree(demo_folder, folder)
    with station_window(folder, tmp_path / "settings") as opened:
        settle(opened)
        yield opened


@pytest.fixture
def backup(window: Window) -> Iterator[Backup]:
    made = Backup()
    assert window.work is not None
    window.work.run(
        made.make,
        then=made.ended.append,
        on_refusal=lambda _sentence: made.ended.append("stopped"),
        owner=window,
        job_title="备份",
    )
    yield made
    made.let.set()


def question() -> Dialog | None:
    shown = [each for each in QApplication.topLevelWidgets() if isinstance(each, Dialog) and each.isVisible()]
    return shown[0] if shown else None


def test_closing_during_a_backup_asks_and_the_question_goes_when_it_is_made(
    window: Window, backup: Backup
) -> None:
    assert not window.close()
    assert not window.close()  # asked once, not once more
    asked = question()
    assert asked is not None
    assert asked.windowTitle() == "“备份”还没有做完"
    backup.let.set()
    settle(window)
    assert backup.ended == ["made"]
    assert question() is None
    assert window.isVisible()
    assert window.close()


def test_who_does_not_wait_stops_it_and_closes(window: Window, backup: Backup) -> None:
    window.close()
    asked = question()
    assert asked is not None
    asked.action_row.button("不等了，关掉").click()
    assert not window.isVisible()
    settle(window)
    assert backup.ended == ["stopped"]


def test_who_waits_is_asked_again_the_next_time(window: Window, backup: Backup) -> None:
    window.close()
    first = question()
    assert first is not None
    first.action_row.button("等它做完").click()
    assert window.isVisible()
    assert not window.close()
    assert question() is not None


def test_a_window_at_rest_closes_without_a_question(window: Window) -> None:
    assert window.close()
    assert question() is None
