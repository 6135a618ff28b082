"""The board and the saved views on the page. Today is Friday 20 November 2026."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from deputy_station.core.clock import Clock
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.page.board import DemandCard, two_lines
from deputy_station.features.demands.page.listing import DemandsPage
from deputy_station.features.demands.service import steps
from deputy_station.features.demands.service.board import read_board
from deputy_station.store.database import Database
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.labels import Link
from deputy_station.widgets.style import scale
from tests.features.page_desk import PageDesk, page_desk
from tests.widgets.clipping import find_clipped

from .conftest import Town
from .walking import assigned, handling, move, take_down

Desk = PageDesk[DemandsPage]


@pytest.fixture
def desk(qapp: QApplication, database: Database, town: Town, clock: Clock, tmp_path: Path) -> Iterator[Desk]:
    with page_desk(DemandsPage, database, clock, tmp_path) as opened:
        opened.work.changed.connect(lambda _tables: opened.page.reload())
        yield opened
    scale.set(100, high_contrast=False)


def on_board(desk: Desk) -> list[list[str]]:
    return [[card.row.title for card in cards] for cards in desk.page.board.cards]


def in_focus(desk: Desk) -> str:
    held = desk.page.board.focusWidget()
    return held.row.title if isinstance(held, DemandCard) else ""


def menu(desk: Desk) -> list[str]:
    return [action.text for action in desk.page.views.menu_actions()]


def pick(desk: Desk, word: str) -> None:
    [action] = [one for one in desk.page.views.menu_actions() if one.text == word]
    action.do()
    desk.settle()


def titles(desk: Desk) -> list[str]:
    return desk.column("诉求")


def test_the_board_takes_the_place_of_the_list_and_a_card_opens_its_demand(
    desk: Desk, database: Database, town: Town
) -> None:
    row = take_down(database, "路灯不亮")
    handling(database, town)
    desk.reload()
    desk.press("看板")
    assert on_board(desk) == [["路灯不亮"], [], ["村口路灯不亮"], [], [], []]
    assert (desk.page.pair.isHidden(), desk.page.filters.isHidden()) == (True, False)
    QTest.mouseClick(desk.page.board.cards[0][0], Qt.MouseButton.LeftButton)
    desk.settle()
    assert (desk.page.on_board, desk.page.open_id, desk.page.detail.title) == (False, row.id, "路灯不亮")
    desk.press("看板")
    desk.press("回到列表")
    assert (desk.page.on_board, desk.page.filters.isHidden()) == (False, False)


def test_arrows_lead_over_the_board_and_enter_opens(desk: Desk, database: Database, town: Town) -> None:
    take_down(database, "甲")
    take_down(database, "乙")
    handling(database, town)
    desk.page.window().activateWindow()
    desk.reload()
    desk.press("看板")
    assert in_focus(desk) == "甲", "who waits longest comes first"
    for key, title in (
        (Qt.Key.Key_Down, "乙"),
        (Qt.Key.Key_Down, "乙"),
        (Qt.Key.Key_Right, "村口路灯不亮"),
        (Qt.Key.Key_Right, "村口路灯不亮"),
        (Qt.Key.Key_Left, "甲"),
        (Qt.Key.Key_Down, "乙"),
    ):
        held = desk.page.board.focusWidget()
        assert held is not None
        QTest.keyClick(held, key)
        assert in_focus(desk) == title
    held = desk.page.board.focusWidget()
    assert held is not None
    QTest.keyClick(held, Qt.Key.Key_Return)
    desk.settle()
    assert desk.page.detail.title == "乙"


def test_a_board_that_is_read_anew_leaves_the_keyboard_with_the_search_line(
    desk: Desk, database: Database
) -> None:
    take_down(database, "甲")
    desk.page.window().activateWindow()
    desk.reload()
    desk.press("看板")
    assert in_focus(desk) == "甲"
    line = desk.page.filters.search
    assert line is not None
    line.setFocus()
    desk.reload()
    assert desk.page.window().focusWidget() is line


def test_the_board_follows_what_is_done_and_other_pages_lead_back_to_the_list(
    desk: Desk, database: Database, town: Town
) -> None:
    row = assigned(database, town)
    desk.reload()
    desk.press("看板")
    move(database, steps.accept_demand, row)
    desk.reload()
    assert on_board(desk)[1:3] == [[], ["村口路灯不亮"]]
    desk.page.take_filter(view="overdue")
    desk.reload()
    assert (desk.page.on_board, desk.page.filters.chosen) == (False, "overdue")


def test_a_demand_taken_down_from_the_board_is_shown(desk: Desk) -> None:
    desk.press("看板")
    desk.press("登记诉求")
    desk.fill("登记", words="桥栏杆松了")
    assert (desk.page.on_board, desk.page.detail.title) == (False, "桥栏杆松了")


def test_overdue_cards_say_so_in_words(desk: Desk, database: Database, town: Town) -> None:
    row = handling(database, town)
    with database.transaction() as session:
        session.get_one(Demand, row.id).deadline_on = date(2026, 11, 11)
    desk.press("看板")
    card = desk.page.board.cards[2][0]
    assert card.pill is not None
    assert card.pill.word == "已超期 9 天"
    assert "已超期 9 天" in card.accessibleName()


def test_search_line_and_chips_narrow_the_board_and_its_link_opens_the_list_as_narrow(
    desk: Desk, database: Database, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deputy_station.features.demands.service.board.SHOWN", 1)
    monkeypatch.setattr(read_board, "__kwdefaults__", {**(read_board.__kwdefaults__ or {}), "shown": 1})
    for words in ("路灯一", "路灯二", "桥栏杆松了"):
        take_down(database, words)
    handling(database, town)
    desk.reload()
    desk.press("看板")
    search = desk.page.filters.search
    assert search is not None
    QTest.keyClicks(desk.page.board.cards[0][0], "7")
    assert search.text() == "7", "typing on the board searches"
    search.put("路灯")
    desk.settle()
    assert on_board(desk) == [["路灯一"], [], ["村口路灯不亮"], [], [], []]
    [link] = [one for one in desk.page.board.findChildren(Link) if one.accessibleName() == "还有 1 件"]
    QTest.keyClick(link, Qt.Key.Key_Return)
    assert desk.went == [("demands", {"view": "to_assign", "search": "路灯"})]
    search.put("")
    desk.page.filters.choose("to_accept")
    desk.settle()
    assert on_board(desk) == [[]], "one state, one column"


def test_the_arrow_past_the_last_card_and_the_end_of_the_scroll_bar_show_the_next_ones(
    desk: Desk, database: Database, town: Town
) -> None:
    for number in range(1, 31):
        take_down(database, f"第 {number} 件")
    desk.page.window().activateWindow()
    desk.reload()
    desk.press("看板")
    assert [len(cards) for cards in desk.page.board.cards] == [12, 0, 0, 0, 0, 0]
    last = desk.page.board.cards[0][-1]
    last.setFocus()
    QTest.keyClick(last, Qt.Key.Key_Down)
    desk.settle()
    assert (len(desk.page.board.cards[0]), in_focus(desk)) == (24, "第 13 件")
    bar = desk.page.board.verticalScrollBar()
    bar.setValue(bar.maximum())
    desk.settle()
    assert len(desk.page.board.cards[0]) == 30
    desk.press("回到列表")
    desk.press("看板")
    assert len(desk.page.board.cards[0]) == 12, "begun anew from the top"


@pytest.mark.parametrize("percent", [100, 160, 200])
def test_nothing_on_the_board_is_cut_off(desk: Desk, database: Database, town: Town, percent: int) -> None:
    for words in ("一件标题很长很长的诉求，来访人说了许多话，还要写在一张卡片上", "短"):
        take_down(database, words)
    handling(database, town)
    desk.press("看板")
    scale.set(percent)
    desk.page.resize(900, 600)
    for _ in range(5):
        QApplication.processEvents()
    assert find_clipped(desk.page) == []
    assert desk.page.board.cards[0][0].height() >= 102


def test_a_gist_breaks_into_two_lines_and_the_rest_is_elided(qapp: QApplication) -> None:
    card_font = qapp.font()
    from PySide6.QtGui import QFontMetrics

    metrics = QFontMetrics(card_font)
    width = metrics.horizontalAdvance("一二三四五六")
    first, second = two_lines("一二三四五六七八九十一二三四五六", width, metrics)
    assert first == "一二三四五六"
    assert second.endswith("…")
    assert two_lines("短", width, metrics) == ("短", "")


def test_what_the_list_shows_is_saved_under_a_name_and_comes_back_with_one_press(
    desk: Desk, database: Database
) -> None:
    take_down(database, "东巷路灯不亮")
    take_down(database, "西沟堵了")
    desk.reload()
    desk.type("路灯")
    pick(desk, "存成我的视图")
    assert isinstance(desk.dialog(), FormDialog)
    desk.fill("存好", name="东片路灯")
    assert desk.said == ["已存成视图“东片路灯”"]
    assert desk.page.filters.word == "东片路灯"
    assert titles(desk) == ["东巷路灯不亮"]
    desk.chip("all")
    assert titles(desk) == ["西沟堵了", "东巷路灯不亮"]
    desk.chip("my:东片路灯")
    assert titles(desk) == ["东巷路灯不亮"]
    desk.type("西")
    assert titles(desk) == [], "what is typed narrows the view further"


def test_a_saved_view_is_dropped_and_the_list_is_whole_again(desk: Desk, database: Database) -> None:
    take_down(database, "东巷路灯不亮")
    take_down(database, "西沟堵了")
    desk.type("路灯")
    pick(desk, "存成我的视图")
    desk.fill("存好", name="路灯")
    pick(desk, "删掉“路灯”")
    assert (desk.page.filters.chosen, len(titles(desk))) == ("all", 2)
    assert "路灯" not in menu(desk)


def test_a_view_that_narrows_nothing_is_refused_in_the_form(desk: Desk) -> None:
    pick(desk, "存成我的视图")
    desk.fill("存好", name="全部")
    assert "现在列的是全部诉求" in desk.dialog().notice.sentence


def test_the_third_saved_view_stands_behind_the_button_until_it_is_chosen(
    desk: Desk, database: Database
) -> None:
    take_down(database, "甲乙丙丁")
    for name, words in (("一", "甲乙"), ("二", "乙丙"), ("三", "丙丁")):
        desk.chip("all")
        desk.type(words)
        pick(desk, "存成我的视图")
        desk.fill("存好", name=name)
    desk.chip("all")
    keys = [one.key for one in desk.page.filters._filters]
    assert ("my:二" in keys, "my:三" in keys) == (True, False)
    pick(desk, "三")
    assert desk.page.filters.word == "三"


def test_further_views_show_their_figures_and_turn_on(desk: Desk, database: Database, town: Town) -> None:
    row = handling(database, town)
    take_down(database, "别的")
    move(database, steps.note_progress, row, note="已去看过")
    desk.reload()
    assert "办理中 1" in menu(desk)
    pick(desk, "办理中 1")
    assert (desk.page.filters.chip("handling").words, titles(desk)) == ("办理中 1", ["村口路灯不亮"])


def test_the_village_of_this_desk_is_asked_once_and_gets_its_chip(desk: Desk, database: Database) -> None:
    take_down(database, "桥塌了", village="东岗村")
    take_down(database, "路坏了", village="西岗村")
    desk.reload()
    assert not [word for word in menu(desk) if word.startswith("本村 ")]
    pick(desk, "本村是哪个村")
    desk.fill("存好", village="东岗村")
    assert (desk.page.filters.chip("village").words, titles(desk)) == ("本村 1", ["桥塌了"])
