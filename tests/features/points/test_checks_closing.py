"""Marks, objections and closing on the page of checks, as a person does it. Today is 20 November 2026.

The scheme counts a speech as 2 points (up to 10) and has the town's office and the presidium mark A2 from 0 to 5.
安平 and 白露 are deputies. 2025 is over: 安平 spoke once, 白露 twice.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.deputies.service.frame import create_group
from deputy_station.features.points.page.checks import ChecksPage
from deputy_station.features.points.rules.claiming import ObjectionState
from deputy_station.features.points.service.claims import enter_claims
from deputy_station.features.points.service.closed import list_corrections
from deputy_station.features.points.service.closing_steps import list_periods
from deputy_station.features.points.service.library import adopt_scheme, create_scheme
from deputy_station.features.points.service.marks import list_marks
from deputy_station.features.points.service.objections import list_objections
from deputy_station.features.points.service.roles import list_roles
from deputy_station.store.database import Database
from deputy_station.widgets.buttons import Button
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.grid_entry.field import GridField
from deputy_station.widgets.labels import Words
from tests.features.page_desk import PageDesk, page_desk

SCHEME = """
name = "青石镇代表履职积分办法"
version = "2025"
roles = ["组长"]
total = 15

[attendance]
came = ["到会"]
pending = ["未登记"]

[[category]]
code = "A"
name = "履职"
max = 15

[[item]]
code = "A1"
category = "A"
name = "发言"
max = 10
rule = { shape = "计次", of = "发言", each = 2 }

[[item]]
code = "A2"
category = "A"
name = "民主评议"
max = 5
rule = { shape = "评分", max = 5, raters = [{ name = "镇办" }, { name = "主席团" }], combine = "末级" }

[[grade]]
name = "优秀"
at_least = 6

[[grade]]
name = "合格"
at_least = 0
"""


@pytest.fixture
def people(database: Database) -> dict[str, int]:
    seat = NewMandate(Level.TOWN, date(2021, 12, 4))
    with database.transaction() as session:
        create_scheme(session, key="qingshi", text=SCHEME)
        for year in (2025, 2026):
            adopt_scheme(session, key="qingshi", year=year, answers={}, version=None)
        group = create_group(session, name="第一代表小组").id
        found = {
            name: create_deputy(session, name=name, group_id=group, mandates=[seat]).id
            for name in ("安平", "白露")
        }
        for name, title in (("安平", "谈路灯"), ("白露", "谈河道"), ("白露", "谈学校")):
            enter_claims(
                session,
                deputy_ids=[found[name]],
                kind="发言",
                title=title,
                state="已受理",
                done_on=date(2025, 6, 1),
            )
    return found


@pytest.fixture
def desk(
    database: Database, people: dict[str, int], clock: Clock, tmp_path: Path, qtbot: QtBot
) -> Iterator[PageDesk[ChecksPage]]:
    with page_desk(ChecksPage, database, clock, tmp_path / "settings") as shown:
        yield shown


def words_in(holder: Any) -> list[str]:
    return [words.text() for words in holder.findChildren(Words) if words.isVisible()]


def open_period(desk: PageDesk[ChecksPage], key: str) -> None:
    desk.chip("closing")
    desk.page.open_row(key)
    desk.settle()


def open_objection(desk: PageDesk[ChecksPage]) -> None:
    desk.chip("objections")
    desk.page.table.view.selectRow(0)
    desk.settle()


def mark(desk: PageDesk[ChecksPage], *rows: tuple[str, ...]) -> None:
    """Open the grid and type into its cells, row by row, then save."""
    desk.press("评分")
    dialog = desk.dialog()
    assert isinstance(dialog, FormDialog)
    grid = dialog.form["marks"]
    assert isinstance(grid, GridField)
    grid.put_typed([[grid.sheet.key(place), *texts] for place, texts in enumerate(rows)])
    dialog.action_row.button("保存").click()
    desk.settle()


def mark_2025(desk: PageDesk[ChecksPage]) -> None:
    """安平 gets 3 and 白露 4 from the presidium, which is the last level and holds."""
    desk.chip("marks")
    desk.page.choose_period("2025")
    desk.page.load_list()
    desk.settle()
    mark(desk, ("2", "3"), ("4", "4"))


def publish_2025(desk: PageDesk[ChecksPage]) -> None:
    mark_2025(desk)
    open_period(desk, "2025")
    desk.press("结账")
    desk.reload()
    desk.press("公示")
    desk.fill("公示")
    desk.reload()


def speak(database: Database, deputy_id: int) -> None:
    """Another speech of 2025 is found, after everything was published."""
    with database.transaction() as session:
        enter_claims(
            session,
            deputy_ids=[deputy_id],
            kind="发言",
            title="谈垃圾",
            state="已受理",
            done_on=date(2025, 7, 1),
        )


def test_marks_are_given_in_one_grid_and_wrong_numbers_are_refused_in_it(
    desk: PageDesk[ChecksPage], database: Database
) -> None:
    desk.chip("marks")
    assert desk.column("状态") == ["还差 2 个", "还差 2 个"]
    mark(desk, ("6", "3"))
    dialog = desk.dialog()
    assert isinstance(dialog, FormDialog)
    assert "A2 民主评议不能评 6 分：只能打 0 至 5 分" in dialog.form["marks"].problem_shown
    grid = dialog.form["marks"]
    assert isinstance(grid, GridField)
    grid.put_typed([[grid.sheet.key(0), "１/３", "3"]])
    dialog.action_row.button("保存").click()
    desk.settle()
    with database.reading() as session:
        marks = [(row.rater, row.points) for row in list_marks(session, period="2026")]
    assert sorted(marks) == sorted([("镇办", Fraction(1, 3)), ("主席团", Fraction(3))])
    desk.reload()
    assert desk.column("状态") == ["评完", "还差 2 个"]


def test_an_emptied_cell_takes_the_mark_back(desk: PageDesk[ChecksPage], database: Database) -> None:
    desk.chip("marks")
    mark(desk, ("2", "3"))
    desk.reload()
    mark(desk, ("", "3"))
    with database.reading() as session:
        assert [row.rater for row in list_marks(session, period="2026")] == ["主席团"]


def test_a_role_is_given_and_its_days_are_changed(
    desk: PageDesk[ChecksPage], database: Database, people: dict[str, int]
) -> None:
    desk.chip("marks")
    desk.press("身份")
    assert "现在的办法用到：组长。" in words_in(desk.dialog())
    [add] = [each for each in desk.dialog().findChildren(Button) if each.words == "添加身份"]
    add.click()
    [dialog] = [each for each in desk.page.findChildren(FormDialog) if each.isVisible()]
    dialog.form["deputy_id"].put((people["安平"], "安平"))
    dialog.form["role"].put("组长")
    dialog.form["since"].put(date(2025, 1, 1))
    dialog.action_row.button("添加").click()
    desk.settle()
    with database.reading() as session:
        assert [(row.deputy, row.role, row.until) for row in list_roles(session)] == [("安平", "组长", None)]


def test_the_steps_say_what_is_missing_before_a_period_is_closed(desk: PageDesk[ChecksPage]) -> None:
    open_period(desk, "2025")
    told = words_in(desk.page.detail)
    assert "补齐：还缺下面这些" in told
    assert "2 人还没有评完分" in told
    assert "结账：把 2 人现在的分定下来" in told
    assert "公示：贴出来，收异议 7 天" in told
    [go] = [each for each in desk.page.detail.findChildren(Button) if each.words == "去评分"]
    go.click()
    assert desk.went[-1] == ("checks", {"view": "marks", "period": "2025"})
    mark_2025(desk)
    open_period(desk, "2025")
    assert "补齐：考勤、申报、评分、等次都齐了" in words_in(desk.page.detail)


def test_closing_with_something_missing_is_asked_first(desk: PageDesk[ChecksPage]) -> None:
    open_period(desk, "2026")
    desk.press("结账")
    assert desk.dialog().windowTitle() == "2026 年现在就结账？"
    assert any("12月31日才满" in words for words in words_in(desk.dialog()))
    desk.dialog().action_row.button("提前结账").click()
    desk.settle()
    desk.reload()
    assert desk.column("到哪一步") == ["已结账", "没有结账"]
    desk.press("取消结账")
    desk.reload()
    assert desk.column("到哪一步") == ["没有结账", "没有结账"]


def test_a_period_is_closed_published_and_counted_down(
    desk: PageDesk[ChecksPage], database: Database
) -> None:
    publish_2025(desk)
    assert desk.said[-1] == "2025 年的积分公布了，异议收到11月27日"
    assert desk.column("到哪一步")[-1] == "公示还剩 7 天"
    assert "公示：11月20日公布，异议收到11月27日" in words_in(desk.page.detail)
    desk.press("定案")
    assert "2025 年的异议期到11月27日为止，还没有满。" in words_in(desk.page.notice)
    with database.reading() as session:
        [row] = [each for each in list_periods(session) if each.id == "2025"]
    assert row.closing is not None
    assert row.closing.settled_on is None


def test_an_objection_is_answered_by_a_correction_with_both_values(
    desk: PageDesk[ChecksPage], database: Database, people: dict[str, int]
) -> None:
    publish_2025(desk)
    desk.chip("objections")
    desk.press("登记异议")
    desk.fill(
        "登记",
        deputy_id=(people["安平"], "安平"),
        period_key="2025",
        sort=desk_sort("missing"),
        item="A1",
        text="我在七月的会上还说过垃圾的事",
    )
    assert desk.said[-1] == "已登记安平的异议"
    desk.reload()
    assert desk.waiting == 1
    open_objection(desk)
    told = words_in(desk.page.detail)
    assert "“我在七月的会上还说过垃圾的事”" in told
    assert any(words.startswith("A1 发言　2 / 10：") for words in told)
    assert any("谈路灯" in words for words in told)
    speak(database, people["安平"])
    desk.reload()
    assert any("总分 5.00 改为 7.00" in words for words in words_in(desk.page.detail))
    desk.press("更正积分")
    shown = words_in(desk.dialog())
    assert "总分 5.00 改为 7.00，等次“合格”改为“优秀”。" in shown
    assert "A1：公布的 2 分，现在 4 分" in shown
    desk.fill("更正", reason="补登记了记录")
    desk.reload()
    desk.press("答复")
    desk.fill("答复", state=ObjectionState.CORRECTED, answer="经查属实，已补登记")
    desk.reload()
    with database.reading() as session:
        [row] = list_objections(session)
        closing = next(each for each in list_periods(session) if each.id == "2025").closing
        assert closing is not None
        [made] = list_corrections(session, closing_id=closing.id)
    assert (row.state, row.correction_ids) == (ObjectionState.CORRECTED, (made.id,))
    assert (made.change.before.total, made.change.after.total) == (5, 7)
    assert desk.waiting == 0
    open_period(desk, "2025")
    assert any(
        words.startswith("安平：总分 5.00 改为 7.00，等次“合格”改为“优秀”。原因：补登记了记录。周敏")
        for words in words_in(desk.page.detail)
    )


def desk_sort(value: str) -> Any:
    from deputy_station.features.points.rules.claiming import ObjectionSort

    return ObjectionSort(value)


def test_an_objection_is_upheld_and_cannot_be_answered_twice(
    desk: PageDesk[ChecksPage], people: dict[str, int]
) -> None:
    desk.chip("objections")
    desk.press("登记异议")
    desk.fill(
        "登记",
        deputy_id=(people["白露"], "白露"),
        period_key="2026",
        sort=desk_sort("wrong"),
        text="总分不对",
    )
    desk.reload()
    open_objection(desk)
    desk.press("修改")
    desk.fill("保存", text="总分和我记的不一样")
    desk.reload()
    assert desk.column("说了什么") == ["总分和我记的不一样"]
    desk.press("答复")
    desk.fill("答复", state=ObjectionState.UPHELD, answer="核对原始记录，没有出入")
    desk.reload()
    assert desk.column("状态") == ["维持"]
    assert [action.text for action in desk.page.detail.action_row.actions_shown] == ["看得分"]


def test_a_later_change_is_listed_and_nothing_changes_by_itself(
    desk: PageDesk[ChecksPage], database: Database, people: dict[str, int]
) -> None:
    publish_2025(desk)
    speak(database, people["白露"])
    open_period(desk, "2025")
    told = words_in(desk.page.detail)
    assert "总分 8.00 改为 10.00" in told
    [button] = [each for each in desk.page.detail.findChildren(Button) if each.words == "更正"]
    assert button.accessibleName() == "更正：白露的积分"
    with database.reading() as session:
        closing = next(each for each in list_periods(session) if each.id == "2025").closing
        assert closing is not None
        assert list_corrections(session, closing_id=closing.id) == []
    button.click()
    desk.settle()
    desk.fill("更正", reason="补登记了记录")
    desk.reload()
    assert desk.said[-1] == "已更正白露：总分 8.00 改为 10.00"


def test_the_window_of_objections_comes_from_the_settings(
    desk: PageDesk[ChecksPage], clock: Clock, people: dict[str, int]
) -> None:
    desk.page.context.settings.set("objection_days", 10)
    publish_2025(desk)
    until = clock.today() + timedelta(days=10)
    assert desk.said[-1].endswith(f"异议收到{until.month}月{until.day}日")


def test_an_objection_begun_on_the_points_page_knows_who_when_and_which_item(
    desk: PageDesk[ChecksPage], people: dict[str, int]
) -> None:
    desk.page.take_filter(
        view="objections", do="object", who=(people["安平"], "安平"), period="2025", item="A1"
    )
    desk.page.load_list()
    desk.settle()
    form = desk.dialog().form
    assert [form[name].value() for name in ("deputy_id", "period_key", "item")] == [
        people["安平"],
        "2025",
        "A1",
    ]
