"""The reception morning without ever touching the mouse."""

from pathlib import Path

from PySide6.QtWidgets import QApplication, QFileDialog

from deputy_station.features.activities.rules import AttendanceState
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.reception.rules.steps import DayState
from deputy_station.widgets.style import scale
from tests.morning.desk import Desk
from tests.morning.hands import Hands, check, focus_name, focus_text, front, main_window, offered, words_seen
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
        hands.key("alt+2")
        hands.page("reception")
        day_id = desk.day_id
        hands.until("today's day chosen", lambda: main_window().pages["reception"].open_id == day_id)


def _print(hands: Hands) -> None:
    with hands.step("签到表预览"):
        hands.key("ctrl+p")
        hands.dialog("打印签到表")
        hands.until("另存为 PDF offered", lambda: focus_name() == "另存为 PDF")
    with hands.step("签到表存成PDF"):
        hands.key("Return")
        hands.until("where to", lambda: isinstance(front(), QFileDialog))
        hands.picture("存到哪里")
        hands.key("Return")
        hands.no_dialog()
        hands.done("已存好")
        check(list(Path.home().rglob("*.pdf")), "a PDF lies on the disk")


def _begin_visit(hands: Hands) -> None:
    """By the search box: the desk leads on the day, and taking a visitor down here stands behind 更多."""
    hands.key("ctrl+k")
    hands.type("djlf")
    hands.until("the command found", lambda: [o for o in offered() if o.words == "登记来访"])
    hands.key("Return")


def _receive(hands: Hands, desk: Desk) -> None:
    with hands.step("开始接待"):
        hands.key("Return")
        hands.tab_to("开始接待")
        hands.key("Return")
        hands.done("开始接待")
        check(desk.day().row.state is DayState.OPEN, "the day is open")
    with hands.step("签到登记"):
        hands.key("Return")
        hands.tab_to("签到登记", back=True)
        hands.key("Return")
        hands.dialog("签到登记")
        listed = len(desk.attendance())
        hands.key("1")
        hands.key("4")
        hands.until("the reason asked for", lambda: focus_name() == "请假事由")
        hands.type("县里开会")
        hands.key("Return")
        for _ in range(listed - 2):
            hands.key("1")
        states = [each.state for each in desk.attendance()]
        check(states.count(AttendanceState.LEAVE) == 1, f"one on leave: {states}")
        check(states.count(AttendanceState.PRESENT) == listed - 1, f"the others there: {states}")
    with hands.step("名单外到会"):
        hands.tab_to("名单外到会")
        hands.type("w")
        hands.until("names offered", lambda: QApplication.activePopupWidget() is not None)
        hands.picture("名单外的人选")
        hands.key("Return")
        hands.until("one more on the list", lambda: len(desk.attendance()) == listed + 1, here=True)
        hands.key("Escape")
        hands.no_dialog()
    with hands.step("登记来访"):
        _begin_visit(hands)
        hands.dialog("登记来访")
        hands.type(FIRST.name)
        hands.key("Return")
        hands.type(FIRST.phone)
        hands.key("Return")
        hands.type(FIRST.address)
        hands.picture("登记来访的表")
        hands.key("ctrl+Return")
        hands.done("已登记第 1 号来访")
        check(desk.visits()[0].name == FIRST.name, "the visitor is in the book")


def _take_down(hands: Hands, desk: Desk) -> int:
    before = desk.newest_demand().id
    with hands.step("记诉求"):
        hands.tab_to("1 号 …", back=True)
        hands.key("Return")
        hands.dialog("第 1 号来访")
        hands.picture("来访人")
        hands.tab_to("记诉求", back=True)
        hands.key("Return")
        hands.dialog("登记诉求")
        hands.until("on the words", lambda: "原话" in focus_name())
        hands.type(FIRST.words)
        hands.key("Tab")
        hands.type(FIRST.place)
        hands.key("Return")
        hands.key("Return")
        hands.type(FIRST.category)
        hands.until("categories offered", lambda: QApplication.activePopupWidget() is not None)
        hands.picture("登记诉求的表")
        hands.key("Return")
        hands.key("ctrl+Return")
        hands.done("已登记诉求")
        row = desk.newest_demand()
        check(row.id != before, "a new demand")
        check(row.state is DemandState.REGISTERED, "not assigned yet")
        check(desk.demand(row.id).visitor_name == FIRST.name, "of this visitor")
    return row.id


def _assign(hands: Hands, desk: Desk, demand_id: int) -> None:
    with hands.step("交办"):
        hands.key("Return")
        hands.tab_to("交办")
        hands.key("Return")
        hands.dialog("交办")
        hands.tab_to("承办单位…")
        hands.type(FIRST.unit)
        hands.until("units offered", lambda: QApplication.activePopupWidget() is not None)
        hands.picture("选承办单位")
        hands.key("Return")
        hands.key("ctrl+Return")
        hands.done("已交办")
        check(desk.demand(demand_id).row.state is DemandState.ASSIGNED, "assigned")


def _look_up(hands: Hands) -> None:
    with hands.step("查以前的诉求"):
        hands.key("ctrl+k")
        hands.picture("查找框空着")
        hands.type("路灯")
        hands.until("a demand found", lambda: any(o.kind == "诉求" for o in offered()))
        hands.picture("查到的")
        place = hands.look(lambda: next(n for n, o in enumerate(offered()) if o.kind == "诉求"))
        hands.key("Down", times=place)
        hands.key("Return")
        hands.page("demands")
        hands.until("about lamps", lambda: "路灯" in words_seen())


def _urge(hands: Hands, desk: Desk) -> None:
    with hands.step("催办超期的"):
        hands.key("alt+1")
        hands.page("today")
        hands.tab_to("已超期 …")
        hands.key("Return")
        hands.page("demands")
        hands.until(
            "the list of overdue ones", lambda: main_window().pages["demands"].filters.chosen == "overdue"
        )
        row_id = _to_one_that_can_be_urged(hands, desk)
        before = desk.demand(row_id).row.urged
        hands.key("Return")
        hands.tab_to("催办", back=True)
        hands.key("Return")
        hands.dialog("催办")
        hands.key("ctrl+Return")
        hands.done(URGED)
        check(desk.demand(row_id).row.urged == before + 1, "urged once more")
    with hands.step("撤销催办"):
        hands.key("ctrl+z")
        hands.until("urged as before", lambda: desk.demand(row_id).row.urged == before, here=True)
    with hands.step("重做催办"):
        hands.key("ctrl+y")
        hands.until("urged again", lambda: desk.demand(row_id).row.urged == before + 1, here=True)


def _to_one_that_can_be_urged(hands: Hands, desk: Desk) -> int:
    page = main_window().pages["demands"]
    for _ in range(20):
        row_id = hands.look(lambda: page.table.chosen_id)
        if row_id is not None and desk.demand(row_id).row.state in (
            DemandState.ASSIGNED,
            DemandState.HANDLING,
        ):
            hands.calm()
            return int(row_id)
        hands.key("Down")
    raise AssertionError("twenty overdue demands and none of them with a unit")


def _large(hands: Hands) -> None:
    with hands.step("字号160"):
        hands.key("ctrl+plus", times=3)
        hands.until("160 %", lambda: scale.percent == 160)
    with hands.step("字号160的今日"):
        hands.key("alt+1")
        hands.page("today")
    with hands.step("字号160的接待日"):
        hands.key("alt+2")
        hands.page("reception")
    with hands.step("字号回到100"):
        hands.key("ctrl+0")
        hands.until("100 %", lambda: scale.percent == 100)


def _second_visitor(hands: Hands, desk: Desk) -> None:
    with hands.step("第二位来访填到一半"):
        _begin_visit(hands)
        hands.dialog("登记来访")
        hands.type(SECOND.name)
        hands.key("Return")
        hands.type(SECOND.phone[:5])
    with hands.step("按Esc离开"):
        hands.key("Escape")
        hands.no_dialog()
        check(len(desk.visits()) == 1, "nothing saved yet")
    with hands.step("再打开草稿还在"):
        _begin_visit(hands)
        hands.dialog("登记来访")
        hands.until("the phone as far as typed", lambda: focus_text() == SECOND.phone[:5])
    with hands.step("补完并登记"):
        hands.key("End")
        hands.type(SECOND.phone[5:])
        hands.key("ctrl+Return")
        hands.done("已登记第 2 号来访")
        check(desk.visits()[1].name == SECOND.name, "the second visitor is in the book")
        check(desk.visits()[1].phone == SECOND.phone, "with the whole phone")


def _finish(hands: Hands, desk: Desk) -> None:
    with hands.step("结束接待"):
        hands.key("ctrl+k")
        hands.type("jsjd")
        hands.until("the command found", lambda: [o for o in offered() if o.words == "结束接待"])
        hands.key("Return")
        hands.dialog("没有着落")
        hands.tab_to("就此结束")
        hands.key("Return")
        hands.dialog("接待小结")
        hands.key("ctrl+End")
        hands.type(SUMMARY)
        hands.picture("写小结")
        hands.key("ctrl+Return")
        hands.done("已归档")
        check(desk.day().row.state is DayState.HELD, "the day is over")
        check(desk.day().summary.endswith(SUMMARY), "with its summary")


def _points(hands: Hands) -> None:
    with hands.step("看一位代表的积分"):
        hands.key("ctrl+k")
        hands.type("履职积分")
        hands.key("Return")
        hands.page("points")
        hands.type("z")
        hands.key("Down")
        hands.key("Return")
        hands.until("points of somebody", lambda: "履职" in words_seen())


def _back_up(hands: Hands) -> None:
    with hands.step("备份"):
        hands.key("ctrl+k")
        hands.type("备份")
        hands.picture("查到备份")
        hands.key("Return")
        hands.until("where to", lambda: isinstance(front(), QFileDialog))
        hands.key("Return")
        hands.no_dialog()
        hands.until("a backup", lambda: list(Path.home().glob("*备份*")), here=True)


def _help(hands: Hands) -> None:
    with hands.step("F1看按键"):
        hands.key("alt+2")
        hands.page("reception")
        hands.key("F1")
        hands.dialog("本页按键")
    with hands.step("看帮助"):
        hands.key("shift+Tab")
        hands.key("Return")
        hands.until("the help window", lambda: "帮助" in front().windowTitle())
    with hands.step("关掉帮助"):
        hands.key("Escape")
        hands.until("the window again", lambda: front() is main_window())
    hands.close_window()
