"""The lists the assessment page opens, used as a person does. Today is 20 November 2026."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from deputy_station.core.clock import Clock
from deputy_station.features.activities.models import Deed, DutyReportManner
from deputy_station.features.assessment.page.board import Board
from deputy_station.features.assessment.page.listing import AssessmentPage
from deputy_station.features.assessment.rules.choices import Honour
from deputy_station.features.assessment.service.duty import read_duty
from deputy_station.features.assessment.service.fine import read_fine
from deputy_station.features.assessment.service.leaving import list_facts
from deputy_station.features.assessment.service.publicity import list_publicity
from deputy_station.features.assessment.service.sheets import edit_assessment
from deputy_station.features.deputies.models import Station, Term
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.store.database import Database
from deputy_station.widgets.grid_entry.field import GridField
from deputy_station.widgets.labels import Words
from tests.features.page_desk import PageDesk, page_desk


@pytest.fixture
def people(database: Database) -> dict[str, int]:
    """安平 is graded 优秀, 白露 as by points."""
    seat = NewMandate(Level.TOWN, date(2021, 12, 4))
    with database.transaction() as session:
        session.add(Station(name="东街站", code="东街", township="青石镇", district="杜集区", is_home=True))
        session.add(Term(name="第十九届", starts_on=date(2021, 12, 4), ends_on=date(2026, 12, 31)))
        found = {name: create_deputy(session, name=name, mandates=[seat]).id for name in ("安平", "白露")}
        edit_assessment(
            session, year=2026, deputy_id=found["安平"], version=None, grade="优秀", grade_reason="抢险有功。"
        )
    return found


@pytest.fixture
def desk(
    database: Database, people: dict[str, int], clock: Clock, tmp_path: Path, qtbot: QtBot
) -> Iterator[PageDesk[AssessmentPage]]:
    with page_desk(AssessmentPage, database, clock, tmp_path / "settings") as shown:
        yield shown


def board(desk: PageDesk[AssessmentPage]) -> Board:
    shown = desk.dialog()
    assert isinstance(shown, Board)
    return shown


def texts(desk: PageDesk[AssessmentPage], title: str) -> list[str]:
    model = board(desk).table.model
    [column] = [each for each in model.columns if each.title == title]
    return [
        model.text_of(column, row)
        for row in (model.row_at(place) for place in range(model.rowCount()))
        if row is not None
    ]


def words(desk: PageDesk[AssessmentPage]) -> str:
    return " ".join(each.text() for each in board(desk).findChildren(Words))


def act(desk: PageDesk[AssessmentPage], word: str, row: int = 0) -> None:
    shown = board(desk)
    if shown.table.model.rowCount():
        shown.table.view.selectRow(row)
    desk.settle()
    shown.action_row.button(word).click()
    desk.settle()


def type_cells(desk: PageDesk[AssessmentPage], name: str, cells: dict[tuple[int, int], str]) -> None:
    """Type into cells of a grid of the open form, by row and column; -1 is the last row."""
    field: Any = desk.dialog().form[name]  # type: ignore[attr-defined]
    assert isinstance(field, GridField)
    for (row, column), text in cells.items():
        field.grid.go(row % len(field.sheet), column)
        field.grid._cell.setText(text)
        field.grid.commit()


def test_the_year_is_arranged_and_who_is_late_stands_above_the_list(desk: PageDesk[AssessmentPage]) -> None:
    assert not desk.page.steps.isVisible()
    desk.press("本年安排")
    desk.fill("保存", self_from=date(2026, 11, 1), self_to=date(2026, 11, 10), group_to=date(2026, 11, 30))
    desk.reload()
    assert desk.said == ["2026 年考核安排已保存"]
    assert desk.page.steps.whole == "自评 11月1日至11月10日，2 人没有做；小组 11月30日以前，2 人没有做"
    assert desk.column("进度") == ["自评过期 10 天", "自评过期 10 天"]
    assert desk.waiting == 2
    desk.chip("late")
    assert len(desk.column("姓名")) == 2
    desk.press("写意见")
    desk.fill("保存", self_on=date(2026, 11, 18))
    desk.reload()
    assert len(desk.column("姓名")) == 1


def test_a_report_is_planned_given_and_its_ballots_counted(
    desk: PageDesk[AssessmentPage], database: Database
) -> None:
    desk.press("述职")
    assert "还有 2 位没有述职" in words(desk)
    act(desk, "安排日期")
    desk.fill("保存", planned_on=date(2026, 11, 19), place="村部")
    assert texts(desk, "状态") == ["已过期", "待安排"]
    act(desk, "登记述职")
    desk.fill("保存", manner=DutyReportManner.ORAL, people=46)
    assert texts(desk, "状态") == ["待安排", "待测评"]
    chosen = board(desk)
    assert chosen.table.row.deputy == "安平"  # not the first: who was worked on last
    assert [each.text for each in chosen.action_row.actions_shown if each.primary] == ["登记测评票"]
    chosen.table.opened.emit(chosen.table.row)  # Enter on a row goes on with what is next
    desk.settle()
    type_cells(desk, "lines", {(-1, 1): "40", (-1, 2): "8", (-1, 3): "2"})  # 总体评价
    desk.fill("保存", sent=52, returned=51, valid=49)
    assert "总体评价" in desk.dialog().notice.sentence  # 50 votes on 49 ballots
    desk.fill("保存", valid=50)
    assert texts(desk, "状态") == ["待安排", "称职"]
    assert desk.said[-1].startswith("安平的测评票已登记，按“总体评价”为称职")
    with database.reading() as session:
        assert read_duty(session, year=2026).owed == 1
        assert session.scalars(select(Deed.people)).one() == 46


def test_many_reports_are_planned_in_a_grid(desk: PageDesk[AssessmentPage]) -> None:
    desk.press("述职")
    act(desk, "排日程")
    type_cells(desk, "plans", {(0, 2): "12月1日", (1, 2): "12月2日"})
    desk.fill("保存")
    assert desk.said == ["已安排 2 位述职"]
    assert texts(desk, "状态") == ["已安排", "已安排"]


def test_nominees_are_put_forward_counted_and_chosen_or_it_is_said_why_not(
    desk: PageDesk[AssessmentPage], database: Database
) -> None:
    all_five = dict.fromkeys(("lawful", "advising", "developing", "caring", "working"), True)
    desk.press("五好代表")
    act(desk, "推荐代表")
    desk.fill("保存", deputy_id="安平", **all_five)
    act(desk, "推荐代表")
    desk.fill("保存", deputy_id="白露", **all_five)
    assert texts(desk, "状态") == ["待投票", "不符合条件"]
    act(desk, "登记得票")
    type_cells(desk, "votes", {(0, 1): "31", (1, 1): "40"})
    desk.fill("保存")
    assert texts(desk, "状态") == ["得票入围", "不符合条件"]
    act(desk, "定为五好", row=1)
    assert desk.page.notice.sentence.startswith("白露不能定为五好代表：等次较差，要好以上")
    desk.press("五好代表")
    act(desk, "定为五好")
    assert texts(desk, "状态")[0] == "已定"
    with database.reading() as session:
        assert read_fine(session, year=2026).chosen == 1


def test_a_list_is_published_objected_to_answered_and_then_final(
    desk: PageDesk[AssessmentPage], database: Database, people: dict[str, int]
) -> None:
    desk.press("公示")
    assert [each.text for each in board(desk).action_row.actions_shown if each.primary] == ["列公示名单"]
    act(desk, "列公示名单")
    desk.fill("公示", honour=Honour.EXCELLENT, starts_on=date(2026, 11, 10), days=3)
    act(desk, "登记异议")
    desk.fill("保存", deputy_id=people["安平"], words="全年没有接待。")
    assert texts(desk, "状态") == ["1 件异议未答复"]
    assert "全年没有接待。（还没有答复）" in words(desk)
    act(desk, "定案")
    assert desk.page.notice.sentence == "还有 1 件异议没有答复，不能定案。请先答复。"
    desk.press("公示")
    act(desk, "答复异议")
    desk.fill("保存", answer="核对签到表，接待过 4 次。")
    act(desk, "定案")
    assert texts(desk, "状态") == ["已定案"]
    with database.reading() as session:
        [row] = list_publicity(session, year=2026)
    assert [each.deputy for each in row.standing] == ["安平"]


def test_a_fact_is_written_down_with_its_article_and_gone_on_with(
    desk: PageDesk[AssessmentPage], database: Database
) -> None:
    desk.press("离任情形")
    act(desk, "登记情形")
    desk.fill("保存", deputy_id="白露", ground="conduct", words="多次拒不接待群众。")
    assert texts(desk, "状态") == ["记录在案"]
    act(desk, "补记")
    desk.fill("保存", reminded_on=date(2026, 11, 19), statement="家中有病人。")
    assert texts(desk, "状态") == ["符合情形"]
    assert "是否处理由人大依法决定。" in words(desk)
    assert "本人说明：家中有病人。" in words(desk)
    with database.reading() as session:
        assert [row.met for row in list_facts(session)] == [True]


def test_the_term_shows_every_year_and_a_draft_opens_its_form_again(desk: PageDesk[AssessmentPage]) -> None:
    desk.press("任期等次")
    assert texts(desk, "2026年") == ["优秀", "较差"]
    board(desk).accept()
    for draft, title in (
        ("year:2026", "2026 年考核安排"),
        ("nominate:2026", "推荐五好代表"),
        ("publish:2026", "公示名单"),
        ("fact", "登记情形"),
        ("duty_plan:2026:1", "安排述职：安平"),
        ("duty_plans:2026", "述职日程"),
    ):
        word, *rest = draft.split(":")
        desk.page.openers()[word](*[int(part) for part in rest])
        desk.settle()
        assert desk.dialog().windowTitle() == title
        desk.dialog().reject()
        desk.settle()


def test_a_ground_is_worded_by_the_station_and_offered_and_restored(desk: PageDesk[AssessmentPage]) -> None:
    desk.press("离任情形")
    act(desk, "情形和条文")
    assert texts(desk, "来自") == ["随程序"] * 5
    act(desk, "新增情形")
    desk.fill("保存", name="泄露工作秘密", law="青石镇代表管理办法第十三条")
    assert texts(desk, "来自")[-1] == "本站新增"
    act(desk, "修改", row=4)
    desk.fill("保存", name="两年考核较差")
    assert texts(desk, "情形")[4] == "两年考核较差"
    act(desk, "恢复", row=4)
    assert texts(desk, "来自") == [*["随程序"] * 5, "本站新增"]
    board(desk).accept()
    desk.press("离任情形")
    act(desk, "登记情形")
    offered = desk.dialog().form["ground"]  # type: ignore[attr-defined]
    assert "泄露工作秘密" in [offered.entry.itemText(place) for place in range(offered.entry.count())]


def test_sent_from_today_the_list_of_duty_reports_opens_at_once(desk: PageDesk[AssessmentPage]) -> None:
    desk.page.take_filter(do="duty")
    desk.page.reload()
    desk.work.wait()
    assert sorted(texts(desk, "代表")) == ["安平", "白露"]
