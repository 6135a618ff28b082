"""One deputy on the page of points: steps, course, a decision, what was published. Today is 20 November 2026.

王建国 saw voters five times: 5 points, between 合格 (to 4) and 优秀 (from 6), where people decide. 李秀英 saw them three
times and lacks 3 points. The scheme goes by halves of the year.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.features.activities.models import Deed
from deputy_station.features.activities.rules import DeedKind
from deputy_station.features.points.page.derivation import CategoryHeading
from deputy_station.features.points.page.points import PointsPage
from deputy_station.features.points.service import closing, closing_now, decisions, library
from deputy_station.features.points.service.listing import choose_period
from deputy_station.store.database import Database
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.labels import Line, Link, Words
from deputy_station.widgets.plot import Plot
from tests.features.page_desk import PageDesk, page_desk

HALVES = """
name = "青石镇半年积分办法"
version = "2026"
total = "不封顶"

[period]
unit = "半年"

[[category]]
code = "A"
name = "联系选民"
short = "联系"

[[item]]
code = "A1"
category = "A"
name = "走访"
max = "不封顶"
printed = "每走访一次计 1 分"
assumed = "一天里走访几户算一次"
rule = { shape = "计次", of = "走访联系选民", each = 1 }

[[category]]
code = "B"
name = "建言"
short = "建言"

[[item]]
code = "B1"
category = "B"
name = "调研报告"
max = "不封顶"
rule = { shape = "计次", of = "调研报告", each = 2 }

[[grade]]
name = "优秀"
at_least = 6

[[grade]]
name = "合格"
at_least = 0
at_most = 4
"""


def visit(deputy_id: int, on: date) -> Deed:
    return Deed(kind=DeedKind.VOTER_CONTACT, deputy_id=deputy_id, done_on=on, title=f"{on.month}月走访")


@pytest.fixture
def desk(
    database: Database, people: dict[str, int], clock: Clock, tmp_path: Path, qtbot: QtBot
) -> Iterator[PageDesk[PointsPage]]:
    with database.transaction() as session:
        library.create_scheme(session, key="half", text=HALVES)
        library.adopt_scheme(session, key="half", year=2026, answers={}, version=None)
        for month in (2, 3, 4, 5, 6):
            session.add(visit(people["王建国"], date(2026, month, 3)))
        for month in (7, 8, 9):
            session.add(visit(people["李秀英"], date(2026, month, 3)))
    with page_desk(PointsPage, database, clock, tmp_path / "settings") as shown:
        yield shown


def choose(desk: PageDesk[PointsPage], name: str) -> None:
    desk.page.table.view.selectRow(desk.column("姓名").index(name))
    desk.settle()


def first_half(desk: PageDesk[PointsPage]) -> None:
    desk.page.periods.setCurrentIndex(0)
    desk.page.periods.activated.emit(0)
    desk.settle()


def words(desk: PageDesk[PointsPage]) -> list[str]:
    """What the detail says."""
    return [each.text() for each in desk.page.detail.scroller.findChildren(Words)]


def press_link(desk: PageDesk[PointsPage], text: str) -> None:
    [link] = [each for each in desk.page.detail.scroller.findChildren(Link) if each.text() == text]
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    desk.settle()


def test_the_heading_says_the_scheme_and_how_far_the_period_is(desk: PageDesk[PointsPage]) -> None:
    assert desk.page.heading.whole == "青石镇半年积分办法（2026）　·　没有要定的口径　·　还没有结账"
    assert [desk.page.periods.itemText(place) for place in range(2)] == ["2026 年上半年", "2026 年下半年"]
    assert desk.page.periods.currentIndex() == 1  # the last that has begun
    assert desk.column("姓名")[0] == "李秀英"
    assert desk.column("还差")[0] == "3 分"
    first_half(desk)
    assert desk.column("姓名")[0] == "王建国"
    assert desk.column("联系")[0] == "5"


def test_the_next_grade_is_asked_for_and_told_as_steps(desk: PageDesk[PointsPage]) -> None:
    choose(desk, "李秀英")
    assert "第 1 名，共 6 名" in words(desk)
    press_link(desk, "怎样到下一等次")
    told = [line for line in words(desk) if "可达“优秀”" in line]
    assert len(told) >= 2
    assert any("再走访联系选民 3 次" in line for line in told)


def test_the_course_shows_each_month_with_the_records_up_to_then(desk: PageDesk[PointsPage]) -> None:
    choose(desk, "李秀英")
    press_link(desk, "看各月的总分")
    plot = desk.dialog().findChild(Plot)
    assert plot is not None
    assert [(bar.word, bar.shown.split("　")[0]) for bar in plot.bars] == [
        ("7月31日", "1.00"),
        ("8月31日", "2.00"),
        ("9月30日", "3.00"),
        ("10月31日", "3.00"),
        ("今天", "3.00"),
    ]


def test_a_grade_people_have_to_say_is_said_with_a_reason(
    desk: PageDesk[PointsPage], database: Database
) -> None:
    first_half(desk)
    assert desk.page.filters.chip("asked").words == "等次待定 1"
    desk.chip("asked")
    assert (desk.column("姓名"), desk.column("还差"), desk.column("等次")) == (["王建国"], ["待定"], ["待定"])
    choose(desk, "王建国")
    desk.press("定等次")
    desk.fill("定下来", grade="优秀", reason="主席团 7月2日议定")
    desk.reload()
    assert desk.said == ["王建国的等次定为“优秀”"]
    with database.reading() as session:
        [row] = decisions.list_decisions(session, period="2026-H1")
    assert (row.grade, row.reason) == ("优秀", "主席团 7月2日议定")
    desk.page.show_all()
    desk.settle()
    choose(desk, "王建国")
    assert any("定为“优秀”：主席团 7月2日议定" in line for line in words(desk))


def test_a_cell_of_a_category_opens_the_sheet_at_that_category(desk: PageDesk[PointsPage]) -> None:
    desk.page.resize(1180, 420)
    choose(desk, "李秀英")
    titles = [column.title for column in desk.page.table.model.columns]
    view = desk.page.table.view
    cell = view.visualRect(desk.page.table.model.index(0, titles.index("建言"))).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    desk.settle()
    scroller = desk.page.detail.scroller
    [heading] = [each for each in scroller.findChildren(CategoryHeading) if each.code == "B"]
    bar = scroller.verticalScrollBar()
    assert bar.value() == min(heading.y(), bar.maximum()) > 0


def test_an_item_says_what_is_printed_and_what_was_assumed(desk: PageDesk[PointsPage]) -> None:
    choose(desk, "李秀英")
    [line] = [each for each in desk.page.detail.findChildren(LineItem) if each.lead == "A1"]
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    told = [each.text() for each in desk.dialog().findChildren(Words)]
    assert "每走访一次计 1 分" in told
    assert "一天里走访几户算一次" in told
    assert "计入的记录　3 条" in [each.text() for each in desk.dialog().findChildren(Line)]


def test_what_was_published_stays_and_what_the_records_give_now_is_marked(
    desk: PageDesk[PointsPage], database: Database, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        session.add(visit(people["王建国"], date(2026, 6, 20)))  # 6 points: nobody has to decide
        session.flush()
        period = choose_period(session, year=2026, key="2026-H1")
        row = closing_now.close_now(session, period=period)
        closing.publish_period(session, closing_id=row.id, version=row.version, objection_days=7)
        session.add(visit(people["李秀英"], date(2026, 6, 21)))  # written down too late
    desk.reload()
    first_half(desk)
    assert desk.page.heading.whole.endswith("公布后有变动 1 人")
    desk.chip("changed")
    assert (desk.column("姓名"), desk.column("总分"), desk.column("变动")) == (
        ["李秀英"],
        ["0.00"],
        ["有变动"],
    )
    choose(desk, "李秀英")
    assert any("总分 0.00 改为 1.00" in line for line in words(desk))
    assert any("公布的是 0 分，按现在的记录是 1 分" in line for line in words(desk))


def test_the_page_leads_to_the_schemes_the_checks_and_an_objection(
    desk: PageDesk[PointsPage], people: dict[str, int]
) -> None:
    choose(desk, "李秀英")
    desk.press("积分办法")
    desk.press("核对与公布")
    desk.press("提异议")
    who = (people["李秀英"], "李秀英")
    assert desk.went == [
        ("schemes", {}),
        ("checks", {"period": "2026-H2"}),
        ("checks", {"view": "objections", "do": "object", "who": who, "period": "2026-H2", "item": ""}),
    ]
