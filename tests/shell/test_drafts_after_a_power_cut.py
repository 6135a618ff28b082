"""After kill -9 the next start offers what was typed, and it comes back at the field."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from deputy_station.widgets.dialogs import FormDialog
from tests.shell.station_window import settle, station_window
from tests.shell.typing_and_dying import PEOPLE, PLACE, STOOD_AT, WORDS


def type_and_die(folder: Path, settings_folder: Path) -> None:
    """Another program types into a form; it is killed as soon as it says that it kept it."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.shell.typing_and_dying", str(folder), str(settings_folder)],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    try:
        assert child.stdout.readline() == "kept\n"
    finally:
        child.kill()
        child.communicate()


def open_dialogs() -> list[FormDialog]:
    return [
        each for each in QApplication.topLevelWidgets() if isinstance(each, FormDialog) and each.isVisible()
    ]


def test_what_was_typed_before_kill_9_is_offered_and_comes_back_at_the_field(
    demo_folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "station"
    shutil.copytree(demo_folder, folder)
    type_and_die(folder, tmp_path / "settings")
    with station_window(folder, tmp_path / "settings") as window:
        settle(window)
        bar = window.draft_bar
        assert bar is not None
        assert bar.isVisible()
        assert bar.words.whole == "上次没写完：登记诉求，11月20日 9:42"
        bar.go_on.click()
        settle(window)
        assert window.open_key == "demands"
        assert not bar.isVisible()
        [dialog] = open_dialogs()
        assert dialog.form["words"].value() == WORDS
        assert dialog.form["people"].typed() == PEOPLE
        assert dialog.form["place"].value() == PLACE
        entry = dialog.form["place"].focusProxy()
        assert dialog.focusWidget() is entry
        assert isinstance(entry, QLineEdit)
        assert entry.cursorPosition() == STOOD_AT
        assert not entry.visibleRegion().isEmpty()
        dialog.reject()
    with station_window(folder, tmp_path / "settings") as window:
        settle(window)
        bar = window.draft_bar
        assert bar is not None
        bar.drop.click()
        settle(window)
        assert not bar.isVisible()
    with station_window(folder, tmp_path / "settings") as window:
        settle(window)
        assert window.draft_bar is not None
        assert not window.draft_bar.isVisible()
