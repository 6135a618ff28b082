"""The scanner gun: its keys are caught wherever the focus is, a person's keys arrive unchanged and in order."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from deputy_station.features.signin.rules.any_codes import is_ours
from deputy_station.features.signin.rules.card_codes import CardCode, sign_card
from deputy_station.features.signin.rules.sheet_codes import Corner, SheetCode, sign_code
from deputy_station.widgets.wedge import GAP_MS, HOLD_MS, Wedge
from tests.widgets.gun import TAB, focus_window, press, scan, type_by_hand

CARD = sign_card(CardCode(7, 58, 2), bytes(range(32)))
SHEET = sign_code(SheetCode(7, 4321, 2, 1, Corner.TOP_LEFT), bytes(range(32)))


class Desk(QWidget):
    """A field, a button, and what the keys did to them."""

    def __init__(self) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        self.field = QLineEdit()
        self.button = QPushButton("登记")
        box.addWidget(self.field)
        box.addWidget(self.button)
        self.entered = 0
        self.keys: list[str] = []
        self.field.returnPressed.connect(self._enter)
        self.read: list[str] = []
        self.others: list[str] = []
        self.wedge = Wedge(is_ours, self)
        self.wedge.scanned.connect(self.read.append)
        self.wedge.other.connect(self.others.append)

    def _enter(self) -> None:
        self.entered += 1

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.keys.append(event.text())


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    made = Desk()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWindow() is made.windowHandle())
    made.field.setFocus()
    return made


def wait_out(qtbot: QtBot) -> None:
    """Longer than a key is ever held."""
    qtbot.wait(HOLD_MS * 2)


@pytest.mark.parametrize("gap", [1, 8, 35])
@pytest.mark.parametrize("text", [CARD, SHEET, CARD.lower()], ids=["card", "sheet", "caps lock"])
def test_a_code_is_read_and_the_field_keeps_what_was_typed(desk: Desk, gap: int, text: str) -> None:
    desk.field.setText("王老伯说")
    scan(text, gap=gap)
    assert desk.read == [text]
    assert desk.field.text() == "王老伯说"
    assert desk.entered == 0


def test_a_code_is_read_without_the_focus_in_a_field(desk: Desk, qtbot: QtBot) -> None:
    pressed: list[bool] = []
    desk.button.clicked.connect(lambda: pressed.append(True))
    desk.button.setFocus()
    scan(CARD)
    desk.button.clearFocus()
    scan(SHEET)
    wait_out(qtbot)
    assert desk.read == [CARD, SHEET]
    assert desk.keys == []
    assert pressed == []


def test_real_keys_of_the_system_are_caught_the_same(desk: Desk, qtbot: QtBot) -> None:
    """Through Qt's own way of a key, with shortcuts looked for and the times of the system."""
    window = focus_window()
    for sign in CARD:
        QTest.keyClick(window, sign, Qt.KeyboardModifier.NoModifier, 1)
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, 1)
    qtbot.waitUntil(lambda: desk.read == [CARD])
    assert desk.field.text() == ""
    assert desk.entered == 0


def test_tab_ends_a_code_and_moves_no_focus(desk: Desk) -> None:
    scan(CARD, end=TAB)
    assert desk.read == [CARD]
    assert desk.field.hasFocus()


def test_a_gun_without_enter_is_understood_after_a_moment(desk: Desk, qtbot: QtBot) -> None:
    scan(CARD, end="")
    qtbot.waitUntil(lambda: desk.read == [CARD])
    assert desk.field.text() == ""


def test_a_second_enter_of_the_gun_is_part_of_the_code(desk: Desk) -> None:
    scan(CARD, end="\r\r")
    assert desk.read == [CARD]
    assert desk.entered == 0


def test_two_codes_one_after_the_other_are_two(desk: Desk) -> None:
    scan(CARD)
    scan(CARD)
    assert desk.read == [CARD, CARD]


def test_what_was_typed_right_before_a_code_stays(desk: Desk, qtbot: QtBot) -> None:
    press("a", after=500)
    press("b", after=GAP_MS + 12)
    press(CARD[0], after=GAP_MS + 12)
    for sign in CARD[1:]:
        press(sign, after=5)
    press("\r", after=5)
    qtbot.waitUntil(lambda: desk.read == [CARD])
    assert desk.field.text() == "ab"


def test_fast_keys_that_are_no_code_are_played_back_with_their_enter(desk: Desk, qtbot: QtBot) -> None:
    scan("6901234567892")  # a bar code scanned into a field is meant for it
    wait_out(qtbot)
    assert desk.field.text() == "6901234567892"
    assert desk.entered == 1
    assert desk.read == []


def test_a_code_broken_off_is_played_back(desk: Desk, qtbot: QtBot) -> None:
    scan(CARD[:20], end="")
    wait_out(qtbot)
    assert desk.field.text() == CARD[:20]


def test_a_stranger_s_code_is_told_where_nothing_is_typed_into(desk: Desk) -> None:
    desk.field.clearFocus()
    desk.button.setFocus()
    scan("https://example.org/npc")
    assert desk.others == ["https://example.org/npc"]
    assert desk.keys == []


def test_a_slow_computer_goes_by_the_times_of_the_keys(desk: Desk, qtbot: QtBot) -> None:
    """The keys were struck 5 ms apart; the program got around to them later."""
    for place, sign in enumerate(CARD):
        press(sign, after=5)
        if place % 7 == 3:
            QTest.qSleep(HOLD_MS)  # busy with something else, the timer becomes due
    press("\r", after=5)
    qtbot.waitUntil(lambda: desk.read == [CARD])
    assert desk.field.text() == ""


def test_in_a_modal_dialog_the_form_keeps_what_was_typed(desk: Desk, qtbot: QtBot) -> None:
    dialog = QDialog(desk)
    entry = QLineEdit(dialog)
    agree = QPushButton("保存", dialog)
    QVBoxLayout(dialog).addWidget(entry)
    agree.setDefault(True)
    saved: list[bool] = []
    agree.clicked.connect(lambda: saved.append(True))
    dialog.open()
    qtbot.waitUntil(lambda: QApplication.focusWindow() is dialog.windowHandle())
    entry.setFocus()
    entry.setText("路灯不亮")
    scan(CARD)
    assert (entry.text(), saved, dialog.isVisible()) == ("路灯不亮", [], True)
    assert desk.read == [CARD]
    dialog.reject()


def commit(desk: Desk, text: str, preedit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(text)
    QCoreApplication.sendEvent(desk.field, event)


def test_a_code_an_input_method_commits_whole_is_taken_out_of_its_hands(desk: Desk) -> None:
    desk.field.setText("王老伯")
    for length in range(1, len(CARD) + 1):
        commit(desk, "", preedit=CARD[:length].lower())
    commit(desk, CARD.lower())
    press("\r", after=5)  # some input methods hand the Enter on
    QCoreApplication.processEvents()
    assert desk.read == [CARD.lower()]
    assert desk.field.text() == "王老伯"
    assert desk.entered == 0


def test_a_code_committed_letter_by_letter_and_full_width_is_read(desk: Desk) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in CARD)
    for sign in wide:
        commit(desk, sign)
        commit(desk, "")
    press("\r", after=5)
    QCoreApplication.processEvents()
    assert desk.read == [CARD]
    assert desk.field.text() == ""


def test_words_of_an_input_method_pass_at_once(desk: Desk) -> None:
    commit(desk, "", preedit="zhang")
    commit(desk, "张守田")
    assert desk.field.text() == "张守田"
    commit(desk, "hello")
    assert desk.field.text() == "张守田hello"


def test_letters_and_words_in_turn_keep_their_order(desk: Desk, qtbot: QtBot) -> None:
    press("a", after=200)
    commit(desk, "田")
    press("b", after=5)
    press("\b", after=5)
    press("c", after=5)
    wait_out(qtbot)
    assert desk.field.text() == "a田c"


def test_a_shortcut_comes_after_what_was_typed_before_it(desk: Desk, qtbot: QtBot) -> None:
    press("a", after=200)
    QTest.keyClick(focus_window(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)  # selects all
    assert desk.field.selectedText() == "a"


def test_a_key_held_down_repeats_unhindered(desk: Desk) -> None:
    press("a", after=200)
    for _ in range(20):
        press("a", after=30, repeat=True)
    assert desk.field.text() == "a" * 21


def test_a_person_waits_no_longer_than_the_eye_sees(desk: Desk, qtbot: QtBot) -> None:
    assert HOLD_MS <= 50
    press("x", after=200)
    with qtbot.waitSignal(desk.field.textChanged, timeout=1000):
        pass
    assert desk.field.text() == "x"


def test_a_mouse_press_lets_the_letters_go_first(desk: Desk) -> None:
    press("x", after=200)
    QTest.mouseClick(desk.windowHandle(), Qt.MouseButton.LeftButton, pos=desk.button.geometry().center())
    assert desk.field.text() == "x"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(st.sampled_from("abcXYZ234567 .,!-\r"), max_size=40),
    gaps=st.lists(st.integers(20, 250), min_size=1, max_size=6),
    beginning=st.sampled_from(["", CARD[:10], CARD[:27]]),
)
def test_whatever_a_person_types_arrives_unchanged(
    desk: Desk, text: str, gaps: list[int], beginning: str
) -> None:
    """Also two keys almost at once, and the letters of a card copied by hand."""
    desk.field.clear()
    desk.entered = 0
    type_by_hand(beginning + text, gaps)
    desk.wedge._let_go()  # the end of the waiting, without waiting
    assert desk.field.text() == (beginning + text).replace("\r", "")
    assert desk.entered == text.count("\r")
    assert desk.read == []


def test_releases_of_a_code_reach_nobody_and_those_of_a_person_do(desk: Desk, qtbot: QtBot) -> None:
    seen: list[str] = []

    class Watch(QWidget):
        def keyReleaseEvent(self, event: QKeyEvent) -> None:
            seen.append(event.text())

    watch = Watch(desk)
    watch.show()
    watch.setFocus()
    scan(CARD)
    assert seen == []
    press("k", after=300)
    wait_out(qtbot)
    assert seen == ["k"]
