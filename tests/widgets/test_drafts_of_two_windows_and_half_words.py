"""Drafts while an input method composes a word, and of two windows that are in the same form."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QFocusEvent, QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.store.database import Database
from tests.widgets.draft_desk import Start, runs_of_the_program, type_into, wait_until_kept


@pytest.fixture
def start(database: Database, clock: Clock, tmp_path: Path, qtbot: QtBot) -> Iterator[Start]:
    with runs_of_the_program(database, clock, tmp_path / "settings") as begin:
        yield begin


# ---------------------------------------------------------------------- in the middle of a word


def compose(entry: QWidget, word: str) -> None:
    QApplication.sendEvent(entry, QInputMethodEvent(word, []))


def test_closed_in_the_middle_of_a_word_all_before_it_is_kept(start: Start, qtbot: QtBot) -> None:
    desk = start()
    dialog = desk.page.register()
    type_into(dialog, "title", "lu deng", qtbot)
    compose(dialog.form["title"].focusProxy(), "bu")
    dialog.close()
    desk.settle()
    assert [each.typed["title"] for each in desk.kept()] == ["lu deng"]


def test_a_field_left_by_an_input_method_without_a_word_does_not_stop_the_keeping(
    start: Start, qtbot: QtBot
) -> None:
    desk = start()
    dialog = desk.page.register()
    type_into(dialog, "title", "lu deng", qtbot)
    compose(dialog.form["title"].focusProxy(), "bu")
    QApplication.sendEvent(dialog.form["title"].focusProxy(), QFocusEvent(QEvent.Type.FocusOut))
    type_into(dialog, "words", "san tian", qtbot)
    wait_until_kept(desk, qtbot)
    assert [each.typed["words"] for each in desk.kept()] == ["san tian"]
    dialog.reject()


def test_ctrl_enter_in_the_middle_of_a_word_saves_the_word_as_well(
    start: Start, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved: list[str] = []

    def save(_session: Any, *, title: str, **_values: Any) -> None:
        saved.append(title)

    class Method:
        """An input method that gives the word it composes when it is told to end."""

        def commit(self) -> None:
            event = QInputMethodEvent("", [])
            event.setCommitString("不亮")
            QApplication.sendEvent(dialog.form["title"].focusProxy(), event)

    desk = start()
    desk.page.service = save
    dialog = desk.page.register()
    type_into(dialog, "title", "A1", qtbot)
    compose(dialog.form["title"].focusProxy(), "bu liang")
    monkeypatch.setattr(QGuiApplication, "inputMethod", Method)
    dialog.save()
    monkeypatch.undo()
    desk.settle()
    assert saved == ["A1不亮"]


# ---------------------------------------------------------------------- two windows in the same form


def test_two_windows_in_the_same_form_keep_both_and_both_come_back(start: Start, qtbot: QtBot) -> None:
    here, there = start(), start()
    mine, theirs = here.page.register(), there.page.register()
    for desk, dialog, first, more in ((here, mine, "lu", " deng"), (there, theirs, "qu", " du le")):
        type_into(dialog, "title", first, qtbot)
        wait_until_kept(desk, qtbot)
        type_into(dialog, "title", more, qtbot)
        wait_until_kept(desk, qtbot)
    type_into(mine, "words", "san tian", qtbot)
    wait_until_kept(here, qtbot)
    assert sorted(each.typed["title"] for each in here.kept()) == ["lu deng", "qu du le"]
    mine.reject()
    theirs.reject()
    here.end()
    there.end()
    after = start()
    offered = [each.form for each in after.drafts.offered]
    back = []
    for form in offered:
        after.page.open_draft(form)
        after.settle()
        dialog = after.page.opened[-1]
        back.append((dialog.form["title"].value(), dialog.form["words"].value()))
        dialog.save()
        after.settle()
    assert sorted(back) == [("lu deng", "san tian"), ("qu du le", "")]
    assert after.kept() == []
    assert after.drafts.offered == []


def test_a_window_closed_while_it_keeps_does_not_take_itself_for_another(start: Start, qtbot: QtBot) -> None:
    desk = start()
    dialog = desk.page.register()
    assert dialog.keeper is not None
    for word in ("lu", " deng", " bu liang"):
        type_into(dialog, "title", word, qtbot)
        dialog.keeper.flush()
    desk.work.close()
    assert [(each.form, each.typed["title"]) for each in desk.kept()] == [("register", "lu deng bu liang")]
