"""Earlier entries offered under a line: taken with the arrows only, silent while a word is composed, Enter stays Enter."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station.core.phones import phone_problem, phone_warning
from deputy_station.widgets.earlier_field import EarlierField
from deputy_station.widgets.fields import LineField
from deputy_station.widgets.form import Form
from deputy_station.widgets.work import Work
from tests.widgets.fake_database import FakeDatabase

PLACES = [("南街村二组", "njcez"), ("南街市场", "njsc"), ("朔北村", "sbc")]


def find_places(session: object, text: str) -> list[str]:
    return [place for place, initials in PLACES if initials.startswith(text) or place.startswith(text)]


@pytest.fixture
def form(qtbot: QtBot, qapp: QApplication) -> Iterator[Form]:
    work = Work(FakeDatabase())
    made = Form([EarlierField("place", "地点", work, find_places), LineField("title", "标题")])
    made.resize(500, 200)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made["place"].setFocus()
    yield made
    work.close()
    made.close()
    made.deleteLater()


def typed_place(form: Form, qtbot: QtBot, text: str) -> EarlierField:
    field = form["place"]
    assert isinstance(field, EarlierField)
    QTest.keyClicks(field.entry, text)
    qtbot.waitUntil(lambda: bool(field.earlier))
    return field


def press(key: Qt.Key) -> None:
    QTest.keyClick(QApplication.activePopupWidget() or QApplication.focusWidget(), key)


def test_an_earlier_entry_is_taken_with_the_arrows(form: Form, qtbot: QtBot) -> None:
    field = typed_place(form, qtbot, "nj")
    assert field.earlier == ["南街村二组", "南街市场"]
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert form.values()["place"] == "南街市场"
    assert field.earlier == []


def test_enter_goes_on_with_what_was_typed(form: Form, qtbot: QtBot) -> None:
    field = typed_place(form, qtbot, "nj")
    press(Qt.Key.Key_Return)
    assert form.values()["place"] == "nj"
    assert field.earlier == []
    assert form.focusWidget() is form["title"].entry


def test_alt_and_down_offer_the_most_frequent_for_an_empty_line(form: Form, qtbot: QtBot) -> None:
    field = form["place"]
    assert isinstance(field, EarlierField)
    QTest.keyClick(field.entry, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: bool(field.earlier))
    assert field.earlier == ["南街村二组", "南街市场", "朔北村"]
    press(Qt.Key.Key_Escape)
    assert field.earlier == []
    assert form.values()["place"] == ""


def test_nothing_pops_up_while_a_word_is_composed(form: Form, qtbot: QtBot) -> None:
    field = form["place"]
    assert isinstance(field, EarlierField)
    QTest.keyClicks(field.entry, "n")
    QApplication.sendEvent(field.entry, QInputMethodEvent("j", []))
    field.search()
    assert field._work.wait()
    assert field.earlier == []


def test_an_offer_is_taken_by_its_keys_or_left_alone(form: Form) -> None:
    taken: list[str] = []
    field = form["title"]
    field.setFocus()
    field.offer("上次来访：王** 南街村", lambda: taken.append("王"))
    assert field.offered == "上次来访：王** 南街村"
    QTest.keyClick(field.entry, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert taken == ["王"]
    assert field.offered == ""
    field.offer("上次来访：李**", lambda: taken.append("李"))
    field.withdraw_offer()
    QTest.keyClick(field.entry, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert taken == ["王"]


@pytest.mark.parametrize("phone", ["13800001111", "138 0000 1111", "+8613800001111", "0312-7654321", "12345", "4008001234", "6543210"])  # fmt: skip
def test_numbers_as_they_are_given_out_are_not_doubted(phone: str) -> None:
    assert phone_warning(phone) is None
    assert phone_problem(phone) is None


def test_a_number_that_looks_like_a_slip_is_doubted_but_kept(form: Form, qtbot: QtBot) -> None:
    assert phone_warning("1380000111") == "手机号是 11 位，这里是 10 位，请核对。"
    assert phone_warning("99") == "这个号码不像手机号，也不像座机号，请核对。"
    assert phone_warning("") is None
    own = Form([LineField("phone", "电话", check=phone_problem, warn=phone_warning)])
    qtbot.addWidget(own)
    own["phone"].entry.setText("1380000111")
    own["phone"].settle()
    assert own["phone"].problem_shown == "手机号是 11 位，这里是 10 位，请核对。"
    assert own.check()
    assert own.values() == {"phone": "1380000111"}
