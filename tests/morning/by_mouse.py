"""The reception morning with the mouse alone; words are pasted by the menu of the right button, as from another window."""

from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QFileDialog, QTableView

from deputy_station.features.activities.rules import AttendanceState
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.reception.rules.steps import DayState
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.style import scale
from tests.morning.desk import Desk
from tests.morning.hands import Hands, check, focus_text, front, main_window, offered, seen, words_seen
from tests.morning.words import FIRST, SECOND, SUMMARY, URGED


def walk(hands: Hands, desk: Desk) -> None:
    """From the first picture of the day to the closed window."""
    _begin(hands, desk)
    _print(hands)
    _receive(hands, desk)
    demand_id = _take_down(hands, desk)
    _assign(hands, desk, demand_id)
    _look_up(hands)
    _urge(hands, desk)
    _large(hands)
    _second_visitor(hands, desk)
    _finish(hands, desk)
    _points(hands)
    _back_up(hands)
    _help(hands)


def _begin(hands: Hands, desk: Desk) -> None:
    with hands.step("程序打开，停在今日"):
        hands.page("today")
        hands.until("the reception of today", lambda: "今天的接待" in words_seen())
    with hands.step("打开今天的接待日"):
        hands.click("接待日")
        hands.page("reception")
        day_id = desk.day_id
        hands.until("today's day chosen", lambda: main_window().pages["reception"].open_id == day_id)


def _print(hands: Hands) -> None:
    with hands.step("签到表预览"):
        hands.click("更多")
        hands.picture("更多里面")
        hands.click_menu("打印签到表")
        hands.dialog("打印签到表")
    with hands.step("签到表存成PDF"):
        hands.click("另存为 PDF")
        hands.until("where to", lambda: isinstance(front(), QFileDialog))
        hands.click("保存…")
        hands.no_dialog()
        hands.done("已存好")
        check(list(Path.home().rglob("*.pdf")), "a PDF lies on the disk")


def _receive(hands: Hands, desk: Desk) -> None:
    with hands.step("开始接待"):
        hands.click("开始接待")
        hands.done("开始接待")
        check(desk.day().row.state is DayState.OPEN, "the day is open")
    with hands.step("签到登记"):
        hands.click("签到登记")
        hands.dialog("签到登记")
        listed = len(desk.attendance())
        hands.click("1 到会")
        hands.click("4 请假")
        hands.until("the reason asked for", lambda: "请假事由" in words_seen())
        hands.paste("县里开会")
        hands.click_row(lambda: seen(QTableView)[0], 2)
        hands.picture("点下一位")
        hands.click("1 到会")
        rows = desk.attendance()
        states = [each.state for each in rows]
        check(states.count(AttendanceState.LEAVE) == 1, f"one on leave: {states}")
        check(states.count(AttendanceState.PRESENT) == listed - 1, f"the others there: {states}")
        check([each.leave_reason for each in rows if each.leave_reason] == ["县里开会"], "the reason is kept")
    with hands.step("名单外到会"):
        hands.click("名单外到会")
        _choose_listed(hands, 0, "名单外的人选")
        hands.until("one more on the list", lambda: len(desk.attendance()) == listed + 1, here=True)
        hands.click("关闭")
        hands.no_dialog()
    with hands.step("登记来访"):
        hands.click("更多")
        hands.click_menu("登记来访")
        hands.dialog("登记来访")
        hands.paste(FIRST.name)
        hands.click("电话")
        hands.paste(FIRST.phone)
        hands.click("登记")
        hands.done("已登记第 1 号来访")
        check(desk.visits()[0].name == FIRST.name, "the visitor is in the book")


def _take_down(hands: Hands, desk: Desk) -> int:
    before = desk.newest_demand().id
    with hands.step("记诉求"):
        hands.click("1 号 …")
        hands.dialog("第 1 号来访")
        hands.click("记诉求")
        hands.dialog("登记诉求")
        hands.paste(FIRST.words)
        hands.click("类别")
        _choose_listed(hands, 2, "类别的单子")
        hands.picture("登记诉求的表")
        hands.click("登记")
        hands.done("已登记诉求")
        row = desk.newest_demand()
        check(row.id != before, "a new demand")
        check(row.category, "with a category")
        check(row.state is DemandState.REGISTERED, "not assigned yet")
    return row.id


def _assign(hands: Hands, desk: Desk, demand_id: int) -> None:
    with hands.step("交办"):
        hands.click("交办")
        hands.dialog("交办")
        hands.click("承办单位…")
        _choose_listed(hands, 3, "选承办单位")
        hands.click("交办")
        hands.done("已交办")
        check(desk.demand(demand_id).row.state is DemandState.ASSIGNED, "assigned")


def _look_up(hands: Hands) -> None:
    with hands.step("查以前的诉求"):
        hands.click_cell("the search box", lambda: hands.place(main_window().palette_line))
        hands.paste("路灯")
        hands.until("a demand found", lambda: any(each.kind == "诉求" for each in offered()))
        hands.picture("查到的")
        place = hands.look(lambda: next(n for n, each in enumerate(offered()) if each.kind == "诉求"))
        hands.click_row(lambda: main_window().palette_line.answers, place)
        hands.page("demands")
        hands.until("about lamps", lambda: "路灯" in words_seen())


def _urge(hands: Hands, desk: Desk) -> None:
    with hands.step("催办超期的"):
        hands.click("今日")
        hands.page("today")
        hands.click("已超期 …")
        hands.page("demands")
        page = cast(ListDetailPage, main_window().pages["demands"])
        hands.until("overdue ones listed", lambda: page.filters.chosen == "overdue")
        out = (DemandState.ASSIGNED, DemandState.HANDLING)
        rows = hands.look(lambda: [page.table.model.row_at(n) for n in range(page.table.total)])
        row = next(n for n, each in enumerate(rows) if each is not None and each.state in out)
        hands.click_row(lambda: page.table.view, row)
        row_id, before = rows[row].id, desk.demand(rows[row].id).row.urged
        hands.click("催办")
        hands.dialog("催办")
        hands.click("催办")
        hands.done(URGED)
        check(desk.demand(row_id).row.urged == before + 1, "urged once more")
    with hands.step("撤销催办"):
        hands.click("撤销")
        hands.until("urged as before", lambda: desk.demand(row_id).row.urged == before, here=True)
    with hands.step("重做催办"):
        hands.click("重做")
        hands.until("urged again", lambda: desk.demand(row_id).row.urged == before + 1, here=True)


def _large(hands: Hands) -> None:
    with hands.step("字号160"):
        for _ in range(3):
            hands.click("A+")
        hands.until("160 %", lambda: scale.percent == 160)
    with hands.step("字号160的接待日"):
        hands.click("接待…")
        hands.page("reception")
    with hands.step("字号160的签到登记"):
        page = cast(ListDetailPage, main_window().pages["reception"])
        hands.click_row(
            lambda: page.table.view, hands.look(lambda: page.table.model.place_of(page.open_id) or 0)
        )
        hands.click("签到登记")
        hands.dialog("签到登记")
    with hands.step("字号回到100"):
        hands.click("关闭")
        hands.no_dialog()
        for _ in range(3):
            hands.click("字号 A−")
        hands.until("100 %", lambda: scale.percent == 100)


def _second_visitor(hands: Hands, desk: Desk) -> None:
    with hands.step("第二位来访填到一半"):
        hands.click("更多")
        hands.click_menu("登记来访")
        hands.dialog("登记来访")
        hands.paste(SECOND.name)
    with hands.step("按关闭离开"):
        hands.click("关闭")
        hands.no_dialog()
        check(len(desk.visits()) == 1, "nothing saved yet")
    with hands.step("再打开草稿还在"):
        hands.click("更多")
        hands.click_menu("登记来访")
        hands.dialog("登记来访")
        hands.until("the name as typed", lambda: focus_text() == SECOND.name)
    with hands.step("补完并登记"):
        hands.click("电话")
        hands.paste(SECOND.phone)
        hands.click("登记")
        hands.done("已登记第 2 号来访")
        check(desk.visits()[1].phone == SECOND.phone, "the second visitor is in the book with the phone")


def _finish(hands: Hands, desk: Desk) -> None:
    with hands.step("结束接待"):
        hands.click("更多")
        hands.click_menu("结束接待")
        hands.dialog("没有着落")
        hands.click("就此结束")
        hands.dialog("接待小结")
        hands.paste(SUMMARY)
        hands.click("归档")
        hands.done("已归档")
        check(desk.day().row.state is DayState.HELD, "the day is over")
        check(SUMMARY in desk.day().summary, "with its summary")


def _points(hands: Hands) -> None:
    with hands.step("看一位代表的积分"):
        hands.click("履职积分")
        hands.page("points")
        page = cast(ListDetailPage, main_window().pages["points"])
        hands.click_row(lambda: page.table.view, 30)
        hands.until("points of somebody", lambda: "总分" in words_seen())


def _back_up(hands: Hands) -> None:
    with hands.step("备份"):
        hands.click("设置")
        hands.page("settings")
        _wheel_into_sight(hands, "备份")
        hands.click("备份")
        hands.until("where to", lambda: isinstance(front(), QFileDialog))
        hands.click("保存…")
        hands.no_dialog()
        hands.until("a backup", lambda: list(Path.home().glob("*备份*")), here=True)


def _wheel_into_sight(hands: Hands, words: str) -> None:
    """Scroll the settings until the whole button is seen."""
    for _ in range(60):
        if hands.look(lambda: hands.whole_in_sight(words)):
            return
        hands.wheel_page(1)
    raise AssertionError(f"the wheel did not lead to {words}")


def _help(hands: Hands) -> None:
    with hands.step("看帮助"):
        hands.click("帮助")
        hands.until("the help window", lambda: "帮助" in front().windowTitle())
    with hands.step("关掉帮助"):
        hands.close_help()
        hands.until("the window again", lambda: front() is main_window())
    hands.close_window_by_mouse()


def _choose_listed(hands: Hands, row: int, title: str) -> None:
    """A line of the list that opened under a field."""

    def popup() -> QAbstractItemView | None:
        found = QApplication.activePopupWidget()
        if isinstance(found, QComboBox):
            return found.view()
        return found if isinstance(found, QAbstractItemView) else None

    hands.until("a list under the field", lambda: popup() is not None)
    hands.picture(title)
    hands.click_row(lambda: cast(QAbstractItemView, popup()), row)
