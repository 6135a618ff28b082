"""The reception screen opens where the desk stood; with little room it gives the form all of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.core.command_list import keys_on_page
from deputy_station.features.desk.page import desk as desk_module
from deputy_station.features.desk.page.desk import DeskPage
from deputy_station.features.desk.service import queue
from deputy_station.features.history.service import undo_last
from deputy_station.features.reception.rules.visiting import VisitState
from deputy_station.features.reception.service.visits import add_visit, list_visits
from deputy_station.store.database import Database
from deputy_station.store.memory import this_computer
from tests.features.page_desk import PageDesk, page_desk

ROOMY, LOW = (1180, 660), (830, 330)
"""The page in a window of 1366 x 768 px, and (px at 100 %) with text of 160 % in one of 1024 x 700."""


@pytest.fixture
def desk(
    qtbot: QtBot, database: Database, clock: Clock, tmp_path: Path, day_id: int
) -> Iterator[PageDesk[Any]]:
    with database.transaction() as session:
        for name in ("张桂兰", "刘涛", "王守业"):
            add_visit(session, day_id=day_id, name=name)
    with page_desk(cast(Any, DeskPage), database, clock, tmp_path / "settings") as opened:
        opened.page.action_row.take_keys(keys_on_page("desk"))
        opened.page.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is opened.page)
        opened.page.take_focus()
        yield opened


@contextmanager
def opened_anew(desk: PageDesk[Any]) -> Iterator[DeskPage]:
    """The page as it opens the next time."""
    page = DeskPage(desk.page.context)
    page.resize(*ROOMY)
    page.show()
    page.reload()
    desk.settle()
    try:
        yield page
    finally:
        page.close()
        page.deleteLater()


def lines(page: DeskPage) -> list[str]:
    """The lines of the queue as read out."""
    box = page.queue.lines.box
    items = [box.itemAt(place).widget() for place in range(box.count())]
    return [each.accessibleName() for each in items if each is not None]


def test_the_page_opens_with_the_visitor_at_the_desk_and_the_words_typed_so_far(
    desk: PageDesk[Any],
) -> None:
    desk.page.call_next()
    desk.settle()
    desk.page.taking.form["words"].entry.insertPlainText("路灯坏了")
    desk.page.taking.put_away()
    desk.settle()
    with opened_anew(desk) as page:
        assert (page.queue.number.whole, page.queue.who.whole) == ("1 号", "张桂兰，接待中")
        assert page.taking.visit is not None
        assert (page.taking.visit.number, page.taking.words) == (1, "路灯坏了")
        assert page.taking.notice.sentence.startswith("接着上次没写完的")


def test_of_two_called_to_this_desk_the_later_one_is_in_the_form(desk: PageDesk[Any]) -> None:
    for _ in range(2):
        desk.page.call_next()
        desk.settle()
    with opened_anew(desk) as page:
        assert page.queue.number.whole == "2 号"


def test_the_visitor_of_another_desk_stays_there_and_the_line_says_with_whom(
    desk: PageDesk[Any], database: Database, day_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as session:
        queue.call_next(session, day_id=day_id, desk=this_computer())
    monkeypatch.setattr(desk_module, "this_computer", lambda: "西台")
    with opened_anew(desk) as page:
        assert page.taking.visit is None
        assert page.queue.who.whole == "没有叫号"
        assert lines(page)[0] == "1 号 张桂兰 周敏在接待 接待中"
        # Pressed, it is taken over here.
        page.choose(page.queue.visits[0])
        assert page.taking.visit is not None


def test_a_registration_taken_back_gives_the_form_back_as_it_was_typed(
    desk: PageDesk[Any], database: Database, day_id: int
) -> None:
    desk.page.call_next()
    desk.settle()
    form = desk.page.taking.form
    form["phone"].put("13805611234")
    form["words"].put("路灯坏了半个月没人修")
    desk.page.taking.save()
    desk.settle()
    desk.reload()
    assert desk.page.taking.visit is None
    with database.transaction() as session:
        undo_last(session)
    desk.reload()
    form = desk.page.taking.form
    assert desk.page.taking.visit.number == 1
    assert (form["phone"].value(), form["words"].value()) == ("13805611234", "路灯坏了半个月没人修")
    assert desk.page.taking.notice.sentence == "第 1 号的登记已撤销，写过的都在，改好再登记。"
    desk.page.taking.save()
    desk.settle()
    with database.reading() as session:
        assert list_visits(session, day_id=day_id)[0].state is VisitState.HEARD


def test_who_is_typed_for_is_not_pushed_aside_by_a_registration_taken_back(
    desk: PageDesk[Any], database: Database
) -> None:
    desk.page.call_next()
    desk.settle()
    desk.page.taking.form["words"].put("路灯坏了半个月没人修")
    desk.page.taking.save()
    desk.settle()
    desk.page.taking.form["name"].put("李老四")
    with database.transaction() as session:
        undo_last(session)
    desk.reload()
    assert desk.page.taking.visit is None
    assert desk.page.taking.form["name"].value() == "李老四"


def seen(desk: PageDesk[Any], name: str) -> bool:
    """Whether nothing of a field is scrolled away."""
    held = desk.page.taking.form[name]
    return bool(held.visibleRegion().boundingRect() == held.rect())


def test_with_little_height_who_and_the_words_are_seen_together_and_the_queue_is_folded(
    desk: PageDesk[Any],
) -> None:
    desk.page.call_next()
    desk.settle()
    desk.page.resize(*LOW)
    QApplication.processEvents()
    QTest.qWait(50)
    assert [name for name in ("name", "phone", "address", "people", "words") if not seen(desk, name)] == []
    assert desk.page.queue.isHidden()
    offered = [each.text for each in desk.page.taking.action_row.actions_shown]
    assert offered == ["排队 2", "比一比 F6", "再叫一遍", "没有诉求", "已离开", "登记"]
    assert desk.page._count.whole == "1 号 张桂兰，接待中"
    desk.page.resize(*ROOMY)
    QApplication.processEvents()
    assert desk.page.queue.isVisible()
    assert [each.text for each in desk.page.taking.action_row.actions_shown] == [
        "比一比 F6",
        "登记",
    ]


def test_the_folded_queue_opens_by_its_button_and_closes_by_esc_or_by_the_next_call(
    desk: PageDesk[Any],
) -> None:
    desk.page.call_next()
    desk.settle()
    desk.page.resize(*LOW)
    QApplication.processEvents()
    desk.page.taking.form["words"].entry.insertPlainText("路灯")
    for closing in (Qt.Key.Key_Escape, Qt.Key.Key_F9):
        desk.page.taking.action_row.button(
            next(each.text for each in desk.page.taking.action_row.actions_shown if "排队" in each.text)
        ).click()
        QApplication.processEvents()
        assert (desk.page.queue.isVisible(), desk.page.taking.isVisible()) == (True, False)
        QTest.keyClick(QApplication.focusWidget(), closing)
        desk.settle()
        assert (desk.page.queue.isVisible(), desk.page.taking.isVisible()) == (False, True)
        assert desk.page.taking.form["words"].hasFocus()
    assert desk.page.taking.visit.number == 2


def test_tab_leads_through_the_fields_as_one_speaks_also_where_two_stand_abreast(
    desk: PageDesk[Any],
) -> None:
    desk.page.call_next()
    desk.settle()
    form = desk.page.taking.form
    order = ["name", "phone", "address", "people", "words", "gist", "category_id", "confidential"]
    order += ["settled_on_the_spot", "route"]
    for size in (ROOMY, LOW):
        desk.page.resize(*size)
        QApplication.processEvents()
        form["name"].setFocus()
        went = []
        for _ in order:
            went.append(next(each for each, field in form.fields.items() if field.hasFocus()))
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert went == order


def test_how_many_came_stands_filled_in_and_is_asked_for_when_it_was_emptied(desk: PageDesk[Any]) -> None:
    form = desk.page.taking.form
    assert form["people"].value() == 1
    form["people"].entry.clear()
    form["words"].put("路灯坏了")
    desk.page.taking.save()
    assert form["people"].problem_shown == "请填人数。"


def test_with_little_height_nothing_stands_over_the_form_after_a_registration(desk: PageDesk[Any]) -> None:
    desk.page.resize(*LOW)
    desk.page.call_next()
    desk.settle()
    desk.page.taking.form["words"].put("路灯坏了半个月没人修")
    desk.page.taking.save()
    desk.settle()
    assert desk.page.notice.sentence == ""
    offered = [each.text for each in desk.page.taking.action_row.actions_shown]
    assert offered == ["排队 2", "比一比 F6", "打印回执 F8", "登记"]
    desk.page.notice.refuse("没有人在等候。")
    QApplication.processEvents()
    over = desk.page.notice.geometry()
    assert not over.intersects(desk.page.taking.geometry())  # both are laid out on the page


def test_the_unfolded_queue_is_whole_and_its_other_visitors_can_be_called(desk: PageDesk[Any]) -> None:
    desk.page.call_next()
    desk.settle()
    desk.page.resize(*LOW)
    QApplication.processEvents()
    desk.page.taking.action_row.button("排队 2").click()
    QApplication.processEvents()
    queue_card = desk.page.queue
    assert queue_card.number.isHidden()
    desk.page.choose(queue_card.visits[2])
    QApplication.processEvents()
    for held in (queue_card.day, queue_card.back, queue_card.who, queue_card.action_row):
        assert held.visibleRegion().boundingRect() == held.rect()
    queue_card.action_row.button("叫这位").click()
    desk.settle()
    assert (desk.page.taking.isVisible(), desk.page.taking.visit.number) == (True, 3)
