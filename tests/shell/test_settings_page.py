"""The settings page: drawn from the declared list, a change holds at once, defaults can be had back and undone."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from deputy_station.app import found_station
from deputy_station.core.clock import Clock
from deputy_station.core.settings import Settings
from deputy_station.features.deputies.service.frame import create_station, create_term
from deputy_station.features.matters.rules.choices import UnitKind
from deputy_station.features.matters.service.catalogue import list_categories, list_units
from deputy_station.shell.settings_page import SettingsPage
from deputy_station.shell.units import UnitsDialog
from deputy_station.store.database import Database
from deputy_station.widgets import files
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.dialogs import Dialog, FormDialog
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.style import dress, scale
from deputy_station.widgets.work import Work
from tests.shell.station_window import MORNING


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
def page(qapp: QApplication, tmp_path: Path, done: Undo, database: Database) -> Iterator[SettingsPage]:
    qapp.setStyle("fusion")
    dress(qapp)
    with database.transaction() as session:
        create_station(
            session,
            name="朔里镇人大代表之家",
            code="朔里",
            township="朔里镇",
            district="杜集区",
            is_home=True,
        )
        create_term(session, name="第十九届", starts_on=date(2021, 12, 1), ends_on=date(2026, 12, 31))
    work = Work(database)
    context = PageContext(
        work, Settings(tmp_path), Clock.fixed(MORNING), go=lambda page, **filters: None, say_done=done
    )
    made = SettingsPage(context)
    made.reload()
    work.wait(10)
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


def open_dialog() -> Dialog:
    [dialog] = [
        each for each in QApplication.topLevelWidgets() if isinstance(each, Dialog) and each.isVisible()
    ]
    return dialog


def words_in(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def test_each_setting_says_its_default_and_a_changed_one_goes_back_alone(
    page: SettingsPage, done: Undo
) -> None:
    size, contrast = page.defaults["text_percent"], page.defaults["high_contrast"]
    assert (size.words, contrast.words) == ("默认：标准", "默认：关闭")
    assert size.back.isHidden()
    for key, value in (("text_percent", 160), ("high_contrast", True)):
        field = page.forms["显示"][key]
        field.put(value)
        field.edited.emit()
    assert size.words == "已改，默认：标准"
    assert not size.back.isHidden()
    size.back.click()
    settings = page.context.settings
    assert settings.number("text_percent") == 100
    assert page.forms["显示"]["text_percent"].value() == 100
    assert settings.flag("high_contrast")
    assert done.sentence == "字号已恢复默认：标准"


def test_before_all_defaults_come_back_it_is_said_what_would_change(page: SettingsPage, done: Undo) -> None:
    for key, value in (("text_percent", 160), ("high_contrast", True)):
        field = page.forms["显示"][key]
        field.put(value)
        field.edited.emit()
    page.action_row.button("全部恢复默认").click()
    dialog = open_dialog()
    assert dialog.windowTitle() == "将改回 2 项设置"
    assert "字号：很大 → 标准\n高对比度：打开 → 关闭" in words_in(dialog)
    dialog.action_row.button("保留现在的").click()
    assert page.context.settings.flag("high_contrast")
    page.action_row.button("全部恢复默认").click()
    open_dialog().action_row.button("改回 2 项").click()
    assert page.context.settings.changed() == []
    assert done.sentence == "已恢复默认设置 2 项"
    page.action_row.button("全部恢复默认").click()
    assert "没有改过的设置" in words_in(open_dialog())
    open_dialog().reject()


@pytest.mark.parametrize(
    ("typed", "left", "cards"),
    [
        ("字号", {"text_percent"}, set()),
        ("gdbd", {"high_contrast"}, set()),
        ("很大", {"text_percent"}, set()),
        ("U盘", set(), {"备份"}),
        ("换届", set(), {"本站"}),
        ("飞机", set(), set()),
    ],
)
def test_a_setting_is_found_while_typing(
    page: SettingsPage, typed: str, left: set[str], cards: set[str]
) -> None:
    page.search.setText(typed)
    shown = {
        key
        for group, form in page.forms.items()
        if page._cards[group].isVisibleTo(page)
        for key, field in form.fields.items()
        if field.isVisibleTo(form)
    }
    assert shown == left
    named = {"本站": page.station_card, "备份": page.backup_card}
    assert {word for word, card in named.items() if card.isVisibleTo(page)} == cards
    assert ("没有这样的设置" in words_in(page)) == (not left and not cards)
    page.search.setText("")
    assert page.station_card.isVisibleTo(page)
    assert page.forms["显示"]["high_contrast"].isVisibleTo(page.forms["显示"])


def test_the_page_remembers_when_the_last_backup_was_made(
    page: SettingsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    if not database.is_file:
        return
    assert "还没有做过备份" in words_in(page.backup_card)
    monkeypatch.setattr(files, "ask_save_path", lambda *asked: tmp_path / "备份.db")
    page.backup_actions.button("备份").click()
    page.work.wait(20)
    assert "上一次备份：2026-11-20" in words_in(page.backup_card)


def test_the_station_can_be_renamed_and_the_page_says_so(page: SettingsPage, done: Undo) -> None:
    page.station_actions.button("修改本站资料").click()
    dialog = page.findChild(FormDialog) or QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    dialog.form["name"].put("朔里镇人大代表联络站")
    dialog.form["phone"].put("0561-3012345")
    dialog.save()
    page.work.wait(10)
    page.reload()
    page.work.wait(10)
    words = [label.text() for label in page.station_card.findChildren(QLabel)]
    assert "朔里镇人大代表联络站" in words
    assert "0561-3012345" in words
    assert done.sentence == "已修改本站资料"


def test_a_backup_is_written_where_the_person_says(
    page: SettingsPage, done: Undo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    target = tmp_path / "备份.db"
    monkeypatch.setattr(files, "ask_save_path", lambda *asked: target)
    page.back_up()
    page.work.wait(20)
    if database.is_file:
        assert target.stat().st_size > 0
        assert done.sentence.startswith("已备份到“备份.db”，核对过，共 ")
    else:
        assert "请在服务器上备份" in page.notice.sentence


def test_a_station_just_founded_can_sort_a_demand_and_hand_it_to_a_unit(database: Database) -> None:
    with database.transaction() as session:
        found_station(
            session,
            station="青禾镇人大代表之家",
            code="青禾",
            township="青禾镇",
            district="禾城区",
            term="第十二届",
            starts_on=date(2022, 1, 5),
            ends_on=date(2027, 1, 4),
            user="李主任",
        )
    with database.reading() as session:
        assert "镇水利站" in [unit.name for unit in list_units(session)]
        assert list_categories(session, search="水利") != []


def test_units_are_taken_in_added_and_retired(page: SettingsPage, database: Database) -> None:
    work = page.context.work
    page.station_actions.button("承办单位").click()
    work.wait(10)
    [dialog] = [each for each in QApplication.topLevelWidgets() if isinstance(each, UnitsDialog)]
    dialog.action_row.button("装入常用单位").click()
    work.wait(10)
    dialog.action_row.button("新增单位").click()
    fill_form("新增", name="东岗村委会", kind=UnitKind.VILLAGE)
    work.wait(10)
    [line] = [each for each in dialog.findChildren(LineItem) if each.text == "东岗村委会"]
    line.pressed.emit()
    fill_form("保存", retired=True)
    work.wait(10)
    with database.reading() as session:
        assert "东岗村委会" not in [unit.name for unit in list_units(session)]
        assert "镇水利站" in [unit.name for unit in list_units(session)]
    dialog.close()


def fill_form(word: str, **values: object) -> None:
    [form] = [
        each for each in QApplication.topLevelWidgets() if isinstance(each, FormDialog) and each.isVisible()
    ]
    form.form.put(values)
    form.action_row.button(word).click()
