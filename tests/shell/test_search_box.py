"""The search box, the menu and F1 as a person at the desk meets them, on the demo station."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from deputy_station.core.command_list import COMMANDS, keys_on_page
from deputy_station.core.errors import Trouble
from deputy_station.shell.command_palette import Palette
from deputy_station.shell.commanding import page_actions
from deputy_station.shell.keys_sheet import KeysSheet
from deputy_station.shell.window import Window
from deputy_station.store.database import Database
from deputy_station.widgets.buttons import ActionRow
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.labels import Line, Words
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.style import dress, scale
from tests.shell.station_window import settle, station_window
from tests.widgets.clipping import find_clipped

DONE_ON_A_ROW = {each.key for each in COMMANDS if each.row}


@pytest.fixture
def folder(demo_folder: Path, tmp_path: Path) -> Path:
    """A copy: what is opened is remembered in it."""
    return shutil.copytree(demo_folder, tmp_path / "station")


@pytest.fixture
def window(qapp: QApplication, folder: Path, tmp_path: Path) -> Iterator[Window]:
    qapp.setStyle("fusion")
    dress(qapp)
    with station_window(folder, tmp_path / "settings") as opened:
        opened.resize(1366, 768)
        opened.activateWindow()
        yield opened


@dataclass
class Buttons:
    """What the pages offer: of each page the keys of its buttons, and the buttons of each of its parts."""

    keyed: dict[str, dict[str, str]] = field(default_factory=dict)
    shown: dict[tuple[str, str], set[str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def buttons(qapp: QApplication, demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Buttons:
    """Every page and every part of it with commands, opened once."""
    found = Buttons()
    folder = tmp_path_factory.mktemp("pages")
    shutil.copytree(demo_folder, folder / "station")
    parts = {(each.pages[0], each.part) for each in COMMANDS if each.pages}
    with station_window(folder / "station", folder / "settings") as window:
        window.resize(1366, 768)
        for key in window.entries:
            window.go(key)
            settle(window)
            page = window.pages[key]
            found.keyed[key] = {action.text: action.keys for action in page_actions(page) if action.keys}
            for part in sorted(part for of_page, part in parts if of_page == key):
                if part:
                    window.go(key, view=part)
                    settle(window)
                rows = cast("list[ActionRow]", page.findChildren(ActionRow))
                found.shown[key, part] = {action.text for row in rows for action in row.actions_shown}
    return found


@pytest.fixture
def line(window: Window, qtbot: QtBot) -> Palette:
    """The box, opened by its key on the page of demands."""
    window.go("demands")
    settle(window)
    press(window, qtbot, "Ctrl+K")
    qtbot.waitUntil(window.palette_line.hasFocus)
    settle(window)
    return window.palette_line


def test_a_dialog_opened_from_the_box_gives_the_keyboard_back_to_the_list(
    line: Palette, window: Window, qtbot: QtBot
) -> None:
    qtbot.keyClicks(line, "djsq")
    settle(window)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    settle(window)
    dialog = next(each for each in window.findChildren(FormDialog) if each.isVisible())
    dialog.reject()
    settle(window)
    page = cast(ListDetailPage, window.pages["demands"])
    assert window.focusWidget() is page.table.view


def press(window: QWidget, qtbot: QtBot, keys: str) -> None:
    """Press a shortcut where the keyboard is now."""
    from PySide6.QtGui import QKeySequence
    from PySide6.QtTest import QTest

    QTest.keySequence(QApplication.focusWidget() or window, QKeySequence(keys))
    QApplication.processEvents()


def type_words(window: Window, qtbot: QtBot, line: Palette, text: str) -> None:
    """Type as an input method commits it: a character at a time, all at once, then wait for the answer."""
    if text.isascii():
        qtbot.keyClicks(line, text)
    else:
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(line, event)
    qtbot.waitUntil(lambda: line._answered == line.words)
    settle(window)


def dialogs(window: Window) -> list[QDialog]:
    found = cast("list[QDialog]", window.findChildren(QDialog))
    return [dialog for dialog in found if dialog.isVisible()]


class TestTheBox:
    def test_a_number_and_enter_open_the_demand(self, window: Window, qtbot: QtBot, line: Palette) -> None:
        type_words(window, qtbot, line, "2026-7")
        assert line.offered[0].words.startswith("青禾-2026-0007 ")
        qtbot.keyClick(line, Qt.Key.Key_Return)
        settle(window)
        page = window.pages["demands"]
        assert page.detail._reference.whole == "青禾-2026-0007"  # type: ignore[attr-defined]
        assert not line.answers.isVisible()
        assert line.words == ""

    def test_enter_before_the_answer_waits_for_it(self, window: Window, qtbot: QtBot, line: Palette) -> None:
        qtbot.keyClicks(line, "2026-7")
        qtbot.keyClick(line, Qt.Key.Key_Return)
        page = window.pages["demands"]
        qtbot.waitUntil(lambda: page.detail._reference.whole == "青禾-2026-0007")  # type: ignore[attr-defined]

    def test_a_command_is_found_by_its_initials_and_done(
        self, window: Window, qtbot: QtBot, line: Palette
    ) -> None:
        type_words(window, qtbot, line, "apr")  # 安排人代会
        assert line.offered[0].words == "安排人代会"
        qtbot.keyClick(line, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: bool(dialogs(window)))
        assert window.open_key == "activities"
        assert isinstance(dialogs(window)[0], QDialog)
        dialogs(window)[0].close()

    def test_arrows_go_round_pages_stop_at_the_ends_and_the_mouse_opens(
        self, window: Window, qtbot: QtBot, line: Palette
    ) -> None:
        rows = line.answers.lines.rowCount()
        assert rows > 12
        qtbot.keyClick(line, Qt.Key.Key_Up)
        assert line.answers.currentIndex().row() == rows - 1
        qtbot.keyClick(line, Qt.Key.Key_Down)
        assert line.answers.currentIndex().row() == 0
        qtbot.keyClick(line, Qt.Key.Key_PageDown)
        assert line.answers.currentIndex().row() == 8
        for _ in range(rows // 8):
            qtbot.keyClick(line, Qt.Key.Key_PageDown)
        assert line.answers.currentIndex().row() == rows - 1
        type_words(window, qtbot, line, "代表名册")
        place = line.answers.visualRect(line.answers.lines.index(0, 0)).center()
        qtbot.mouseClick(line.answers.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert window.open_key == "deputies"

    def test_escape_goes_back_to_where_the_keyboard_was(self, window: Window, qtbot: QtBot) -> None:
        window.go("demands")
        settle(window)
        search = window.pages["demands"].filters.search  # type: ignore[attr-defined]
        search.setFocus()
        press(window, qtbot, "Ctrl+K")
        qtbot.waitUntil(window.palette_line.hasFocus)
        qtbot.keyClicks(window.palette_line, "abc")
        qtbot.keyClick(window.palette_line, Qt.Key.Key_Escape)
        assert search.hasFocus()
        assert window.palette_line.words == ""
        assert not window.palette_line.answers.isVisible()

    def test_a_setting_is_opened_where_it_is_set(self, window: Window, qtbot: QtBot, line: Palette) -> None:
        type_words(window, qtbot, line, "高对比度")
        place = next(row for row, one in enumerate(line.offered) if one.kind == "设置")
        for _ in range(place):
            qtbot.keyClick(line, Qt.Key.Key_Down)
        qtbot.keyClick(line, Qt.Key.Key_Return)
        settle(window)
        assert window.open_key == "settings"
        assert window.pages["settings"].search.text() == "高对比度"  # type: ignore[attr-defined]

    def test_a_mark_moved_by_the_person_stays_on_its_line_when_the_answer_comes(
        self, window: Window, qtbot: QtBot, line: Palette
    ) -> None:
        qtbot.keyClicks(line, "d")
        qtbot.keyClick(line, Qt.Key.Key_Down)
        marked = line.offered[line.answers.currentIndex().row()].identity
        qtbot.waitUntil(lambda: line._answered == "d")
        assert line.offered[line.answers.currentIndex().row()].identity == marked

    def test_what_was_opened_lately_stands_first_when_it_is_empty(
        self, window: Window, qtbot: QtBot, folder: Path, tmp_path: Path
    ) -> None:
        window.go("demands", id=5)
        window.go("deputies", id=3)
        settle(window)
        window.palette_line.open_list()
        settle(window)
        first, second = window.palette_line.offered[:2]
        assert (first.kind, second.kind) == ("最近 代表", "最近 诉求")
        assert second.words.startswith("青禾-")
        assert "群众诉求" not in (first.words, second.words)

    def test_rows_walked_over_are_not_opened_but_a_click_is(self, window: Window, qtbot: QtBot) -> None:
        window.go("demands")
        settle(window)
        page = window.pages["demands"]
        table = page.table  # type: ignore[attr-defined]
        for _ in range(3):
            qtbot.keyClick(table.view, Qt.Key.Key_Down)
        settle(window)
        window.palette_line.open_list()
        settle(window)
        assert [one for one in window.palette_line.offered if one.kind == "最近 诉求"] == []
        place = table.view.visualRect(table.view.model().index(1, 1)).center()
        qtbot.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        settle(window)
        window.palette_line.open_list()
        settle(window)
        [opened] = [one for one in window.palette_line.offered if one.kind == "最近 诉求"]
        assert table.row.number in opened.words

    def test_a_screen_reader_hears_list_words_kind_and_keys(self, line: Palette) -> None:
        lines = line.answers.lines
        spoken = [
            lines.data(lines.index(row, 0), Qt.ItemDataRole.AccessibleTextRole)
            for row in range(lines.rowCount())
        ]
        assert "登记诉求，群众诉求，快捷键 Ctrl+N" in spoken
        seen = QAccessible.queryAccessibleInterface(line.answers)
        assert seen.role() == QAccessible.Role.List
        assert seen.child(0).text(QAccessible.Text.Name) == spoken[0]
        assert line.accessibleName()

    @pytest.mark.parametrize("percent", [100, 160, 200])
    def test_the_list_stays_in_the_window(
        self, window: Window, qtbot: QtBot, line: Palette, percent: int
    ) -> None:
        window.resize(1024, 700)
        scale.set(percent)
        settle(window)
        line.open_list()
        type_words(window, qtbot, line, "路灯")
        assert line.answers.isVisible()
        assert window.rect().contains(line.answers.geometry())


class TestTheInputMethod:
    def compose(self, widget: QWidget, text: str) -> None:
        QApplication.sendEvent(widget, QInputMethodEvent(text, []))

    def test_keys_belong_to_the_words_being_composed(
        self, window: Window, qtbot: QtBot, line: Palette
    ) -> None:
        self.compose(line, "lu'deng")
        assert line.words == ""
        shown = line.offered
        qtbot.keyClick(line, Qt.Key.Key_Down)
        qtbot.keyClick(line, Qt.Key.Key_Return)
        assert line.offered == shown
        assert window.open_key == "demands"
        assert line.answers.isVisible()
        type_words(window, qtbot, line, "路灯")
        assert line.offered[0].kind == "诉求"

    def test_no_shortcut_goes_off_while_composing(self, window: Window, qtbot: QtBot) -> None:
        window.go("demands")
        settle(window)
        search = window.pages["demands"].filters.search  # type: ignore[attr-defined]
        search.setFocus()
        self.compose(search, "deng")
        press(window, qtbot, "Ctrl+N")
        press(window, qtbot, "F1")
        press(window, qtbot, "Alt+2")
        assert dialogs(window) == []
        assert window.open_key == "demands"
        self.compose(search, "")
        press(window, qtbot, "Alt+2")
        assert window.open_key == "reception"

    def test_ctrl_z_takes_back_typing_in_a_field_and_the_last_action_elsewhere(
        self, window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        window.go("demands")
        settle(window)
        taken_back: list[str] = []
        window.say_done("已催办", lambda: taken_back.append("催办"))
        page = window.pages["demands"]
        search: QLineEdit = page.filters.search  # type: ignore[attr-defined]
        search.setFocus()
        qtbot.keyClicks(search, "ab")
        press(window, qtbot, "Ctrl+Z")
        assert (search.text(), taken_back) == ("", [])
        page.table.view.setFocus()  # type: ignore[attr-defined]
        press(window, qtbot, "Ctrl+Z")
        assert taken_back == ["催办"]


class TestCommands:
    def test_the_buttons_of_a_page_answer_their_keys_and_say_them(self, window: Window, qtbot: QtBot) -> None:
        window.go("demands")
        settle(window)
        row = window.pages["demands"].action_row
        assert row.button("登记诉求").toolTip() == "快捷键 Ctrl+N"
        assert row.button("导出台账").toolTip() == "快捷键 Ctrl+E"
        press(window, qtbot, "Ctrl+N")
        [dialog] = dialogs(window)
        assert isinstance(dialog, FormDialog)
        dialog.close()

    def test_no_two_buttons_of_a_page_share_a_key_and_every_key_is_in_the_list(
        self, buttons: Buttons
    ) -> None:
        for key, keyed in buttons.keyed.items():
            assert len(set(keyed.values())) == len(keyed), key
            assert keyed.items() <= keys_on_page(key).items(), key

    def test_the_key_of_a_button_works_while_the_cursor_is_in_the_search_line(
        self, window: Window, qtbot: QtBot
    ) -> None:
        window.go("demands")
        settle(window)
        search = window.pages["demands"].filters.search  # type: ignore[attr-defined]
        search.setFocus()
        end_of_line = QKeyEvent(
            QEvent.Type.ShortcutOverride, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier
        )
        QApplication.sendEvent(search, end_of_line)
        assert not end_of_line.isAccepted()  # where a field would take it for "to the end of the line"
        take_back = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        QApplication.sendEvent(search, take_back)
        assert take_back.isAccepted()
        press(window, qtbot, "Ctrl+N")
        [dialog] = dialogs(window)
        dialog.close()

    def test_every_command_of_a_page_has_its_button_there(self, buttons: Buttons) -> None:
        missing = [
            each.key
            for each in COMMANDS
            if each.pages
            and each.key not in DONE_ON_A_ROW
            and each.on_button not in buttons.shown[each.pages[0], each.part]
        ]
        assert missing == []

    def test_ctrl_f_goes_to_the_search_line_of_the_page(self, window: Window, qtbot: QtBot) -> None:
        window.go("deputies")
        settle(window)
        press(window, qtbot, "Ctrl+F")
        assert window.pages["deputies"].filters.search.hasFocus()  # type: ignore[attr-defined]
        window.go("settings")
        settle(window)
        press(window, qtbot, "Ctrl+F")
        assert window.pages["settings"].search.hasFocus()  # type: ignore[attr-defined]
        window.go("today")  # nothing to search in: the one box takes it
        settle(window)
        press(window, qtbot, "Ctrl+F")
        assert window.palette_line.hasFocus()

    def test_the_menu_lists_every_command_with_its_keys(self, window: Window) -> None:
        window.go("demands")
        settle(window)
        menu = QMenu()
        window.commanding.fill_menu(menu)
        below = cast("list[QMenu]", menu.findChildren(QMenu))
        lines = [action.text() for each in (menu, *below) for action in each.actions()]
        assert "登记诉求\tCtrl+N" in lines
        assert "接待日\tAlt+2" in lines
        assert "打印年度考核表\tCtrl+P" not in lines  # its key works on its own page only
        words = [line.partition("\t")[0] for line in lines]
        for declared in COMMANDS:
            assert declared.words in words or declared.on_button in words or declared.key == "find", (
                declared.key
            )
        menu.close()

    def test_f10_opens_the_menu(self, window: Window, qtbot: QtBot) -> None:
        window.navigation.buttons["today"].setFocus()
        press(window, qtbot, "F10")
        [menu] = [each for each in cast("list[QMenu]", window.top.findChildren(QMenu)) if each.isVisible()]
        menu.close()


class TestF1:
    def lines(self, sheet: QDialog) -> list[tuple[str, str]]:
        keys = [
            each.text()
            for each in cast("list[Line]", sheet.findChildren(Line))
            if each.property("role") == "key"
        ]
        words = [each.text() for each in cast("list[Words]", sheet.findChildren(Words))][
            1:
        ]  # without the title
        return list(zip(keys, words, strict=False))

    def test_it_shows_the_keys_of_the_page_and_goes_away_by_itself(
        self, window: Window, qtbot: QtBot
    ) -> None:
        window.go("demands")
        settle(window)
        press(window, qtbot, "F1")
        [sheet] = dialogs(window)
        assert isinstance(sheet, KeysSheet)
        qtbot.waitUntil(lambda: QApplication.activeWindow() is sheet)
        lines = self.lines(sheet)
        for line in (
            ("Ctrl+N", "登记诉求"),
            ("Ctrl+E", "导出台账"),
            ("Ctrl+K", "查找"),
            ("Alt+4", "群众诉求"),
        ):
            assert line in lines
        press(sheet, qtbot, "F1")
        assert dialogs(window) == []

    def test_in_a_form_it_shows_the_keys_of_the_form(self, window: Window, qtbot: QtBot) -> None:
        window.go("demands")
        settle(window)
        press(window, qtbot, "Ctrl+N")
        [form] = dialogs(window)
        qtbot.waitUntil(lambda: QApplication.activeWindow() is form)
        press(form, qtbot, "F1")
        [sheet] = [each for each in dialogs(window) if isinstance(each, KeysSheet)]
        assert ("Ctrl+Enter", "保存") in self.lines(sheet)
        qtbot.waitUntil(lambda: QApplication.activeWindow() is sheet)
        qtbot.keyClick(sheet, Qt.Key.Key_Escape)
        assert dialogs(window) == [form]
        form.close()

    @pytest.mark.parametrize("percent", [100, 160, 200])
    def test_nothing_of_it_is_cut_off(self, window: Window, percent: int) -> None:
        window.resize(1024, 700)
        scale.set(percent)
        window.go("demands")
        settle(window)
        sheet = window.commanding.show_keys()
        settle(window)
        assert find_clipped(sheet) == []
        assert sheet.height() <= window.height()
        sheet.close()


def test_opened_things_are_remembered_over_a_restart(
    qapp: QApplication, folder: Path, tmp_path: Path
) -> None:
    with station_window(folder, tmp_path / "settings") as window:
        window.go("deputies", id=3)
        settle(window)
    with station_window(folder, tmp_path / "settings") as window:
        window.palette_line.open_list()
        settle(window)
        assert window.palette_line.offered[0].kind == "最近 代表"


def test_what_cannot_be_remembered_stops_nobody(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_database: Database) -> None:
        raise Trouble("磁盘满了。请清出一些空间，再试一次。")

    monkeypatch.setattr(Database, "transaction", full)
    window.go("deputies", id=3)
    settle(window)
    assert window.open_key == "deputies"
    assert dialogs(window) == []


def test_the_place_of_the_marked_line_is_in_sight(window: Window, qtbot: QtBot, line: Palette) -> None:
    for _ in range(15):
        qtbot.keyClick(line, Qt.Key.Key_Down)
    box = line.answers.visualRect(line.answers.currentIndex())
    assert line.answers.viewport().rect().contains(box.center())
    assert box.contains(QPoint(box.left() + 1, box.center().y()))
