"""The settings page: drawn from the declared list, a change holds at once, defaults can be had back and undone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from deputy_station.core.clock import Clock
from deputy_station.core.settings import Settings
from deputy_station.shell.settings_page import SettingsPage
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.style import dress, scale
from deputy_station.widgets.work import Work
from tests.shell.station_window import MORNING
from tests.widgets.fake_database import FakeDatabase


class Undo:
    """Keeps the last way back."""

    def __init__(self) -> None:
        self.sentence = ""
        self.undo: object = None

    def __call__(self, sentence: str, undo: object = None) -> None:
        self.sentence, self.undo = sentence, undo


@pytest.fixture
def done() -> Undo:
    return Undo()


@pytest.fixture
def page(qapp: QApplication, tmp_path: Path, done: Undo) -> Iterator[SettingsPage]:
    qapp.setStyle("fusion")
    dress(qapp)
    work = Work(FakeDatabase())
    context = PageContext(
        work, Settings(tmp_path), Clock.fixed(MORNING), go=lambda page, **filters: None, say_done=done
    )
    made = SettingsPage(context)
    made.reload()
    yield made
    work.wait(5)
    work.close()
    made.deleteLater()
    scale.set(100, high_contrast=False)


def test_every_setting_that_is_not_hidden_is_on_the_page(page: SettingsPage) -> None:
    shown = {name for form in page.forms.values() for name in form.fields}
    declared = page.context.settings.declared.values()
    assert shown == {setting.key for setting in declared if not setting.hidden}


def test_a_larger_text_is_chosen_and_holds_at_once(page: SettingsPage) -> None:
    field = page.forms["显示"]["text_percent"]
    field.put(130)
    field.edited.emit()
    assert page.context.settings.number("text_percent") == 130
    assert scale.percent == 130


def test_a_wrong_value_is_said_and_not_kept(page: SettingsPage) -> None:
    field = page.forms["文件"]["save_folder"]
    field.put("/nowhere/at/all")
    field.edited.emit()
    assert "/nowhere/at/all" in field.problem_shown
    assert page.context.settings.text("save_folder") == ""


def test_defaults_come_back_and_can_be_undone(page: SettingsPage, done: Undo) -> None:
    field = page.forms["显示"]["high_contrast"]
    field.put(True)
    field.edited.emit()
    page.restore_defaults()
    assert not page.context.settings.flag("high_contrast")
    assert done.sentence == "已恢复默认设置"
    assert callable(done.undo)
    done.undo()
    assert page.context.settings.flag("high_contrast")
