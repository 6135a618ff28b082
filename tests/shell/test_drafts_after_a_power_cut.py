"""After kill -9 the next start offers what was typed, and it comes back at the field."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from deputy_station.store.drafts import keep_draft
from deputy_station.store.memory import this_computer
from deputy_station.widgets.dialogs import Dialog, FormDialog
from tests.shell.station_window import open_demo_file, settle, station_window
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


def test_a_draft_of_a_page_this_program_has_not_is_shown_in_words(
    demo_folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "station"
    shutil.copytree(demo_folder, folder)
    database = open_demo_file(folder)
    with database.transaction() as session:
        keep_draft(
            session,
            desk=this_computer(),
            page="petitions",
            form="register",
            title="登记信访",
            typed={"words": "渠堵了"},
            field="words",
            cursor=0,
            version=None,
        )
    database.close()
    with station_window(folder, tmp_path / "settings") as window:
        settle(window)
        window.open_draft("petitions", "register")
        [dialog] = [
            each for each in QApplication.topLevelWidgets() if isinstance(each, Dialog) and each.isVisible()
        ]
        [box] = dialog.findChildren(QPlainTextEdit)
        assert box.toPlainText() == "渠堵了"
        assert window.open_key == "today"
        dialog.reject()
