"""The call-back round on the screen: one key per outcome. Today is Friday 20 November 2026."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from deputy_station.core.clock import Clock
from deputy_station.core.phones import spaced
from deputy_station.features.demands.page.calling import CallRound
from deputy_station.features.demands.page.listing import DemandsPage
from deputy_station.features.demands.rules.choices import CallOutcome, DemandState, InformedHow, Satisfaction
from deputy_station.features.demands.service import calls, detail, steps
from deputy_station.features.demands.service.rows import DemandDetail, DemandRow
from deputy_station.features.history.service import list_steps
from deputy_station.store.database import Database
from deputy_station.widgets.buttons import Button
from tests.features.page_desk import PageDesk, page_desk

from .conftest import Town
from .walking import move, take_down


@pytest.fixture
def desk(
    qapp: QApplication, database: Database, town: Town, clock: Clock, tmp_path: Path
) -> Iterator[PageDesk[DemandsPage]]:
    with page_desk(DemandsPage, database, clock, tmp_path) as opened:
        yield opened


def told(database: Database, town: Town, words: str, **visitor: object) -> DemandRow:
    """A demand whose visitor was told the answer today."""
    row = take_down(database, words, **visitor)
    row = move(database, steps.assign_demand, row, unit_id=town.units["镇村建办"])
    row = move(database, steps.accept_demand, row)
    row = move(database, steps.record_result, row, note="换了灯泡", seen_by="王建国")
    return move(database, steps.inform_visitor, row, how=InformedHow.PHONE)


def begin(desk: PageDesk[DemandsPage]) -> CallRound:
    desk.reload()
    desk.press("回访电话")
    dialog = desk.dialog()
    assert isinstance(dialog, CallRound)
    return dialog


def key(desk: PageDesk[DemandsPage], pressed: str) -> None:
    QTest.keyClicks(desk.dialog(), pressed)
    desk.settle()


def seen(holder: QWidget) -> str:
    """Everything that can be read on it."""
    found = []
    for child in holder.findChildren(QWidget):
        text = getattr(child, "text", None)
        if callable(text) and child.isVisibleTo(holder):
            found.append(str(text()))
    return "\n".join(found)


def now(database: Database, row: DemandRow) -> DemandDetail:
    with database.reading() as session:
        return detail.get_demand(session, demand_id=row.id)


def test_one_key_per_visitor_and_the_next_comes_by_itself(
    desk: PageDesk[DemandsPage], database: Database, town: Town
) -> None:
    first = told(database, town, "路灯不亮", visitor_name="张守田", visitor_phone="13812341234")
    second = told(database, town, "井盖丢了", visitor_name="李四", visitor_phone="13955556666")
    dialog = begin(desk)
    assert "138 1234 1234" in seen(dialog)
    assert "还有 2 位" in seen(dialog)
    key(desk, "1")
    assert (dialog.shown is not None, "139 5555 6666" in seen(dialog)) == (True, True)
    key(desk, "5")
    assert "这一轮打完了，记了 2 位" in seen(dialog)
    assert now(database, first).row.state is DemandState.SETTLED
    assert now(database, second).row.state is DemandState.INFORMED
    assert desk.said == [
        f"诉求 {first.number} 回访：满意，已办结",
        f"诉求 {second.number} 回访：没人接，11月23日再打",
    ]


@pytest.mark.parametrize(
    ("pressed", "outcome", "state"),
    [
        ("2", CallOutcome.REACHED, DemandState.SETTLED),
        ("3", CallOutcome.REACHED, DemandState.REGISTERED),
        ("4", CallOutcome.REACHED, DemandState.REGISTERED),
        ("6", CallOutcome.LATER, DemandState.INFORMED),
        ("7", CallOutcome.WRONG_NUMBER, DemandState.INFORMED),
        ("8", CallOutcome.REFUSED, DemandState.SETTLED),
    ],
)
def test_each_key_is_its_outcome(
    desk: PageDesk[DemandsPage],
    database: Database,
    town: Town,
    pressed: str,
    outcome: CallOutcome,
    state: DemandState,
) -> None:
    row = told(database, town, "路灯不亮", visitor_phone="13812341234")
    begin(desk)
    key(desk, pressed)
    assert now(database, row).row.state is state
    with database.reading() as session:
        assert [one.outcome for one in calls.list_calls(session, demand_id=row.id)] == [outcome]


def test_a_letter_marks_the_manner_and_the_words_are_kept(
    desk: PageDesk[DemandsPage], database: Database, town: Town
) -> None:
    row = told(database, town, "路灯不亮", visitor_phone="13812341234")
    dialog = begin(desk)
    note = dialog.form["note"].focusProxy()
    assert note is not None
    note.setFocus()
    QTest.keyClicks(note, "liang 1 zhan")
    QTest.keyClick(note, Qt.Key.Key_Return)
    assert now(database, row).row.state is DemandState.INFORMED, "a digit in the words records nothing"
    key(desk, "b2")
    last = now(database, row).steps[-1]
    assert (last.satisfaction, last.manner, last.note) == (
        Satisfaction.FAIR,
        Satisfaction.FAIR,
        "liang 1 zhan",
    )


def test_a_slip_of_the_finger_is_taken_back_and_that_visitor_comes_again(
    desk: PageDesk[DemandsPage], database: Database, town: Town
) -> None:
    row = told(database, town, "路灯不亮", visitor_phone="13812341234")
    told(database, town, "井盖丢了", visitor_phone="13955556666")
    dialog = begin(desk)
    key(desk, "4")
    assert now(database, row).row.rounds == 2
    QTest.keyClick(dialog, Qt.Key.Key_Backspace)
    desk.settle()
    assert (now(database, row).row.state, now(database, row).row.rounds) == (DemandState.INFORMED, 1)
    assert dialog.shown is not None
    assert dialog.shown.demand_id == row.id
    key(desk, "1")
    assert now(database, row).row.satisfaction is Satisfaction.SATISFIED


def test_who_is_put_off_comes_when_the_others_are_done(
    desk: PageDesk[DemandsPage], database: Database, town: Town
) -> None:
    first = told(database, town, "路灯不亮", visitor_phone="13812341234")
    told(database, town, "井盖丢了", visitor_phone="13955556666")
    dialog = begin(desk)
    dialog.action_row.button("往后放").click()
    key(desk, "1")
    assert "往后放的 1 位还没有打" in seen(dialog)
    dialog.action_row.button("打往后放的").click()
    desk.settle()
    assert dialog.shown is not None
    assert dialog.shown.demand_id == first.id


def test_the_phone_of_a_confidential_visitor_is_shown_on_asking_and_on_record(
    desk: PageDesk[DemandsPage], database: Database, town: Town
) -> None:
    row = told(
        database, town, "占道经营", visitor_name="郑十一", visitor_phone="13855556666", confidential=True
    )
    dialog = begin(desk)
    assert "5556666" not in seen(dialog).replace(" ", "")
    dialog.action_row.button("看电话").click()
    desk.settle()
    assert "138 5555 6666" in seen(dialog)
    with database.reading() as session:
        assert any(row.number in one.sentence and "来访人" in one.sentence for one in list_steps(session))


def test_a_visitor_answered_at_another_desk_is_said_and_passed_over(
    desk: PageDesk[DemandsPage], database: Database, town: Town
) -> None:
    row = told(database, town, "路灯不亮", visitor_phone="13812341234")
    dialog = begin(desk)
    move(database, steps.follow_up, row, satisfaction=Satisfaction.SATISFIED)
    key(desk, "4")
    assert dialog.notice.sentence
    assert dialog.shown is None
    assert now(database, row).row.satisfaction is Satisfaction.SATISFIED


def test_from_the_detail_the_one_visitor_is_rung_also_before_the_day_agreed(
    desk: PageDesk[DemandsPage], database: Database, town: Town
) -> None:
    row = told(database, town, "路灯不亮", visitor_phone="13812341234")
    told(database, town, "井盖丢了", visitor_phone="13955556666")
    move(database, calls.record_call, row, outcome=CallOutcome.LATER)
    desk.page.open_row(row.id)
    desk.settle()
    desk.press("记回访电话")
    dialog = desk.dialog()
    assert "138 1234 1234" in seen(dialog)
    assert "打过 1 次，上次过后再打" in seen(dialog)
    key(desk, "1")
    assert now(database, row).row.state is DemandState.SETTLED


def test_with_nobody_to_ring_it_says_so(desk: PageDesk[DemandsPage]) -> None:
    assert "今天没有要回访的" in seen(begin(desk))


def test_every_key_stands_on_its_button(desk: PageDesk[DemandsPage], database: Database, town: Town) -> None:
    told(database, town, "路灯不亮", visitor_phone="13812341234")
    words = [button.words for button in begin(desk).findChildren(Button) if button.words[:1].isdigit()]
    assert words == [
        "1 满意",
        "2 基本满意",
        "3 只解决一半",
        "4 不满意",
        "5 没人接",
        "6 过后再打",
        "7 号码不对",
        "8 不愿评价",
    ]


def test_a_mobile_number_is_read_in_three_parts() -> None:
    assert (spaced("13812341234"), spaced("0561-3091234")) == ("138 1234 1234", "0561-3091234")
