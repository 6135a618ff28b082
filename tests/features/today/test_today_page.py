"""The Today page: figures that open their lists, matters that open themselves, the day's reception."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.core.settings import Settings
from deputy_station.features.activities.models import AttendanceState
from deputy_station.features.demands.rules.figures import Outcome
from deputy_station.features.reception.rules.steps import DayState
from deputy_station.features.today.page import TodayPage, rate_words
from deputy_station.features.today.service import (
    DutyDeputy,
    Figures,
    FirstSteps,
    TodayReception,
    TodayView,
    TodoRow,
)
from deputy_station.store.database import Database
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.style import dress, scale
from deputy_station.widgets.work import Work


class Went:
    """Notes where the page sent people."""

    def __init__(self) -> None:
        self.to: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, page: str, **filters: Any) -> None:
        self.to.append((page, filters))


@pytest.fixture
def went() -> Went:
    return Went()


@pytest.fixture
def page(
    qapp: QApplication, database: Database, tmp_path: Path, clock: Clock, went: Went
) -> Iterator[TodayPage]:
    qapp.setStyle("fusion")
    dress(qapp)
    work = Work(database)
    settings = Settings(tmp_path / "settings")
    context = PageContext(
        work, settings, clock, go=went, say_done=lambda sentence, undo=None, open_made=None: None
    )
    made = TodayPage(context)
    made.resize(1178, 660)
    made.show()
    yield made
    work.wait(10)
    work.close()
    made.close()
    made.deleteLater()
    scale.set(100)


def a_view(clock: Clock, state: DayState) -> TodayView:
    """Two overdue, one matter to do, and a reception today with one of two deputies come."""
    return TodayView(
        station="朔里镇人大代表之家",
        figures=Figures(2, 9, 4, clock.today(), 5, 6507, 6903),
        todo=(TodoRow("超期", "朱庄社区路灯不亮", "9 天", "overdue", "demands", 430),),
        reception=TodayReception(
            day_id=3,
            activity_id=8,
            held_on=clock.today(),
            hours="9:00—11:00",
            place="一楼接待室",
            state=state,
            on_duty=(
                DutyDeputy("王建国", "镇", AttendanceState.PRESENT),
                DutyDeputy("李秀英", "县区", AttendanceState.NOT_YET),
            ),
            visits=3,
            waiting=2,
        ),
        first_steps=FirstSteps(roster=True, reception_days=True, scheme=True, under_way=True),
    )


def test_an_empty_station_says_so_and_offers_the_next_step(page: TodayPage, went: Went) -> None:
    page.reload()
    page.work.wait(10)
    assert page.overdue.figure == "0"
    assert page.rate.figure == "—"
    page.reception_actions.button("排接待日").click()
    assert went.to == [("reception", {"do": "plan"})]


def test_a_new_station_is_led_from_step_to_step(page: TodayPage, went: Went) -> None:
    page.reload()
    page.work.wait(10)
    assert page.steps.isVisible()
    assert list(page.steps.buttons) == ["导入代表名册", "排接待日", "看计分口径", "做一次备份"]
    for button in page.steps.buttons.values():
        button.click()
    assert went.to == [
        ("deputies", {"do": "import"}),
        ("reception", {"do": "plan"}),
        ("points", {"do": "switches"}),
        ("settings", {"do": "backup"}),
    ]


def test_a_step_that_was_done_loses_its_button_and_the_card_goes_with_the_last(
    page: TodayPage, clock: Clock
) -> None:
    view = a_view(clock, DayState.PLANNED)
    page.show_view(replace(view, first_steps=FirstSteps(roster=True, reception_days=False, scheme=True)))
    assert list(page.steps.buttons) == ["排接待日", "做一次备份"]
    page.context.settings.remembered.put("last_backup", {"day": "2026-11-20", "path": "/media/u"})
    page.show_view(replace(view, first_steps=FirstSteps(roster=True, reception_days=False, scheme=True)))
    assert list(page.steps.buttons) == ["排接待日"]
    page.show_view(replace(view, first_steps=FirstSteps(roster=True, reception_days=True, scheme=True)))
    assert not page.steps.isVisible()


def test_the_first_steps_are_put_away_for_good(page: TodayPage, clock: Clock) -> None:
    view = a_view(clock, DayState.PLANNED)
    new = replace(view, first_steps=FirstSteps(roster=False, reception_days=False, scheme=False))
    page.show_view(new)
    page.steps.away.click()
    assert not page.steps.isVisible()
    page.show_view(new)
    assert not page.steps.isVisible()


def test_each_figure_opens_its_list(page: TodayPage, went: Went, clock: Clock, qtbot: QtBot) -> None:
    page.show_view(a_view(clock, DayState.PLANNED))
    assert [card.figure for card in page._figures] == ["2", "4", "5", "94.26%"]
    for card in page._figures:
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert went.to == [
        ("demands", {"view": "overdue"}),
        ("demands", {"view": "soon"}),
        ("demands", {"view": "to_follow_up"}),
        (
            "demands",
            {"first_day": date(2026, 1, 1), "last_day": date(2026, 12, 31), "outcome": Outcome.DUE},
        ),
    ]


def test_a_matter_to_do_opens_itself(page: TodayPage, went: Went, clock: Clock, qtbot: QtBot) -> None:
    page.show_view(a_view(clock, DayState.PLANNED))
    line = page.todo_lines.inside.findChild(LineItem)
    assert line is not None
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert went.to == [("demands", {"id": 430})]


def test_the_line_of_visitors_to_ring_begins_the_call_back_round(
    page: TodayPage, went: Went, clock: Clock, qtbot: QtBot
) -> None:
    row = TodoRow(
        "回访", "3 位来访人今天要打电话回访", "电话", "info", "demands", None, "to_follow_up", "call_back"
    )
    page.show_view(replace(a_view(clock, DayState.PLANNED), todo=(row,)))
    line = page.todo_lines.inside.findChild(LineItem)
    assert line is not None
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert went.to == [("demands", {"view": "to_follow_up", "do": "call_back"})]


@pytest.mark.parametrize(
    ("state", "primary"),
    [
        (DayState.PLANNED, "开始接待"),
        (DayState.NOTICED, "开始接待"),
        (DayState.OPEN, "登记来访"),
        (DayState.HELD, "登记诉求"),
    ],
)
def test_the_one_primary_action_is_the_next_thing_to_do(
    page: TodayPage, clock: Clock, state: DayState, primary: str
) -> None:
    page.show_view(a_view(clock, state))
    everywhere = [*page.action_row.actions_shown, *page.reception_actions.actions_shown]
    assert [action.text for action in everywhere if action.primary] == [primary]


def test_begin_opens_the_day_at_once(page: TodayPage, went: Went, clock: Clock) -> None:
    page.show_view(a_view(clock, DayState.NOTICED))
    page.action_row.button("开始接待").click()
    assert went.to == [("reception", {"id": 3, "do": "open"})]


def test_while_people_are_received_the_end_of_the_day_is_at_hand(
    page: TodayPage, went: Went, clock: Clock
) -> None:
    page.show_view(a_view(clock, DayState.OPEN))
    page.reception_actions.button("结束接待").click()
    [(where, what)] = went.to
    assert (where, what["do"]) == ("reception", "close")


def test_coming_to_the_page_the_keyboard_is_seen_on_the_first_figure(page: TodayPage) -> None:
    page.activateWindow()
    page.take_focus()
    assert page.focusWidget() is page.overdue


def test_a_day_that_is_still_to_come_is_not_called_todays(page: TodayPage, clock: Clock) -> None:
    page.show_view(a_view(clock, DayState.NOTICED))
    assert page.reception_title.text() == "今天的接待"
    view = a_view(clock, DayState.NOTICED)
    assert view.reception is not None
    later = replace(view.reception, held_on=view.reception.held_on + timedelta(days=5))
    page.show_view(replace(view, reception=later))
    assert page.reception_title.text() == "下次接待"


def test_a_coming_day_without_notice_counts_the_days_left_for_it(page: TodayPage, clock: Clock) -> None:
    for state, told in ((DayState.PLANNED, True), (DayState.NOTICED, False)):
        view = a_view(clock, state)
        assert view.reception is not None
        later = replace(view.reception, held_on=view.reception.held_on + timedelta(days=5))
        page.show_view(replace(view, reception=later))
        shown = "\n".join(each.text() for each in page.reception.findChildren(QLabel))
        assert ("前要发公告，还有 2 天" in shown) is told  # five days off, three of them the lead


def test_the_rate_is_rounded_half_up_from_the_exact_fraction() -> None:
    assert rate_words(Fraction(6507, 6903)) == "94.26%"
    assert rate_words(Fraction(1, 80_000)) == "0.00%"
    assert rate_words(Fraction(1, 20_000)) == "0.01%"
    assert rate_words(Fraction(1)) == "100.00%"
    assert rate_words(None) == "—"
