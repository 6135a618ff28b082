"""The calendar of a day field: opened and walked by keys, rest days and 调休 named, Esc leaves what was typed."""

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station.core.typed_day import Lean
from deputy_station.core.workdays import DayOverride, Workdays
from deputy_station.widgets.calendar import CalendarPopup, RestDays, day_aside, rest_days
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.fields import LineField
from deputy_station.widgets.form import Form
from deputy_station.widgets.style import scale

TODAY = date(2026, 11, 20)


@pytest.fixture
def form(qtbot: QtBot, qapp: QApplication) -> Form:
    made = Form([DateField("day", "日期", today=lambda: TODAY, lean=Lean.PAST), LineField("place", "地点")])
    qtbot.addWidget(made)
    made.resize(560, 200)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made["day"].setFocus()
    return made


def open_popup() -> CalendarPopup | None:
    popup = QApplication.activePopupWidget()
    return popup if isinstance(popup, CalendarPopup) else None


def test_the_understood_day_is_said_back_while_typing(form: Form, qtbot: QtBot) -> None:
    entry = form["day"].entry
    qtbot.keyClicks(entry, "1120")
    assert entry.aside == "11月20日 周五"
    assert entry.text() == "1120"
    qtbot.keyClick(entry, Qt.Key.Key_Tab)
    assert entry.text() == "2026-11-20"
    assert form.focusWidget() is form["place"].entry


def test_a_day_of_another_year_and_a_holiday_say_so() -> None:
    assert day_aside(date(2025, 10, 1), TODAY) == "2025年10月1日 周三 国庆节"
    assert day_aside(date(2026, 11, 21), TODAY) == "11月21日 周六"


def test_an_impossible_day_is_said_when_leaving(form: Form, qtbot: QtBot) -> None:
    qtbot.keyClicks(form["day"].entry, "11.31")
    assert form["day"].entry.aside == ""
    qtbot.keyClick(form["day"].entry, Qt.Key.Key_Tab)
    assert form["day"].problem_shown == "11月没有 31 日。"


@pytest.mark.parametrize(
    ("key", "modifier"),
    [(Qt.Key.Key_F4, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)],
)
def test_the_calendar_is_walked_and_picked_by_keys(
    form: Form, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    entry = form["day"].entry
    qtbot.keyClicks(entry, "11.20")
    qtbot.keyClick(entry, key, modifier)
    popup = open_popup()
    assert popup is not None
    assert popup.month.chosen == date(2026, 11, 20)
    qtbot.keyClick(popup.month, Qt.Key.Key_PageUp)
    qtbot.keyClick(popup.month, Qt.Key.Key_Up)
    qtbot.keyClick(popup.month, Qt.Key.Key_Left)
    assert popup.month.chosen == date(2026, 10, 12)
    assert popup.month.accessibleName() == "2026年10月12日 周一"
    qtbot.keyClick(popup.month, Qt.Key.Key_Return)
    assert open_popup() is None
    assert form.values()["day"] == date(2026, 10, 12)


def test_escape_shuts_the_calendar_and_keeps_the_typed_day(form: Form, qtbot: QtBot) -> None:
    qtbot.keyClicks(form["day"].entry, "11.18")
    qtbot.keyClick(form["day"].entry, Qt.Key.Key_F4)
    popup = open_popup()
    assert popup is not None
    qtbot.keyClick(popup.month, Qt.Key.Key_Right)
    qtbot.keyClick(popup.month, Qt.Key.Key_Escape)
    assert open_popup() is None
    assert form.values()["day"] == date(2026, 11, 18)


def test_a_day_is_picked_with_the_mouse(form: Form, qtbot: QtBot) -> None:
    popup = form["day"].open_calendar()
    spot = popup.month.day_box(date(2026, 11, 24)).center()
    qtbot.mouseClick(popup.month, Qt.MouseButton.LeftButton, pos=QPoint(spot))
    assert form.values()["day"] == date(2026, 11, 24)
    assert form["day"].entry.text() == "2026-11-24"


def test_rest_days_and_shifted_workdays_are_marked_by_word() -> None:
    days = RestDays()
    own = {date(2026, 11, 24): DayOverride(False, "镇庆"), date(2026, 11, 28): DayOverride(True, "调休上班")}
    days.use(Workdays(own))
    assert [days.mark(date(2026, 11, day)) for day in (20, 22, 24, 28)] == ["", "", "休", "班"]
    assert days.name(date(2026, 11, 24)) == "镇庆"


def test_a_year_without_a_published_calendar_is_marked(form: Form, qtbot: QtBot) -> None:
    qtbot.keyClicks(form["day"].entry, "2031-03-05")
    popup = form["day"].open_calendar()
    assert popup.foot == "2031年3月5日 周三。2031年的放假安排还没公布，休息日暂算。"
    assert popup.month.accessibleName() == "2031年3月5日 周三，暂算"
    popup.close()


def test_months_end_on_their_own_last_day(form: Form) -> None:
    popup = form["day"].open_calendar()
    popup.month.choose(date(2026, 10, 31))
    popup.month.turn(1)
    assert popup.month.chosen == date(2026, 11, 30)
    popup.month.turn(-12)
    assert popup.month.chosen == date(2025, 11, 30)
    popup.close()


@pytest.mark.parametrize("percent", [100, 160, 200])
def test_every_mark_of_the_month_fits_its_box(form: Form, percent: int) -> None:
    before = scale.percent
    scale.set(percent)
    try:
        popup = form["day"].open_calendar()
        assert popup.width() >= popup.month.width()
        box = popup.month.day_box(date(2026, 11, 20))
        assert box.height() >= 2 * popup.fontMetrics().height() - 4 * percent / 100
        assert popup.month.rect().contains(popup.month.day_box(date(2026, 11, 30)))
        popup.close()
    finally:
        scale.set(before)


def test_composing_a_word_is_known(form: Form) -> None:
    entry = form["place"].entry
    QApplication.sendEvent(entry, QInputMethodEvent("nan", []))
    assert entry.composing
    done = QInputMethodEvent()
    done.setCommitString("南街")
    QApplication.sendEvent(entry, done)
    assert not entry.composing
    assert entry.text() == "南街"


def test_fields_are_named_for_a_screen_reader(qtbot: QtBot, qapp: QApplication) -> None:
    field = DateField("day", "接待日期", today=lambda: TODAY, required=True, help="当天登记。")
    qtbot.addWidget(field)
    assert field.entry.accessibleName() == "接待日期，必填"
    assert field.entry.accessibleDescription() == "当天登记。"
    field.entry.setText("11.31")
    field.settle()
    assert field.entry.accessibleDescription() == "11月没有 31 日。当天登记。"
    assert rest_days.name(date(2026, 10, 1)) == "国庆节"
