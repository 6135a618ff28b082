"""The page of suggestions, used as a person does. Today is 20 November 2026."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.service.detail import get_demand
from deputy_station.features.demands.service.register import register_demand
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.deputies.service.frame import create_station
from deputy_station.features.matters.rules.choices import ContactHow, ContactStage, UnitKind
from deputy_station.features.matters.service.catalogue import add_unit
from deputy_station.features.suggestions.page.boards import LivelihoodDialog, PromisesDialog
from deputy_station.features.suggestions.page.listing import SuggestionsPage
from deputy_station.features.suggestions.page.telling import contact_words
from deputy_station.features.suggestions.rules.choices import (
    RefusalReason,
    SuggestionKind,
    SuggestionSatisfaction,
    SuggestionState,
)
from deputy_station.features.suggestions.service.detail import get_suggestion
from deputy_station.features.suggestions.service.handing import (
    assign_suggestion,
    log_contact,
    sign_for_suggestion,
)
from deputy_station.features.suggestions.service.listing import list_suggestions
from deputy_station.features.suggestions.service.replying import appraise_suggestion, reply_to_suggestion
from deputy_station.features.suggestions.service.reviewing import accept_suggestion
from deputy_station.features.suggestions.service.writing import draft_suggestion, suggest_from_demand
from deputy_station.store.database import Database
from tests.features.page_desk import PageDesk, page_desk
from tests.features.suggestions.proposing import handed, in_hand, take

Desk = PageDesk[SuggestionsPage]


@pytest.fixture
def desk(database: Database, clock: Clock, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    seat = NewMandate(Level.TOWN, date(2021, 12, 4))
    with database.transaction() as session:
        create_station(session, name="朔里镇代表之家", code="朔里", township="朔里镇", district="杜集区")
        for name in ("镇村建办", "镇供电所"):
            add_unit(session, name=name, kind=UnitKind.TOWN)
        for name in ("张守田", "李娟"):
            create_deputy(session, name=name, mandates=[seat])
    with page_desk(SuggestionsPage, database, clock, tmp_path / "settings") as shown:
        yield shown


def states(desk: Desk) -> list[SuggestionState]:
    with desk.database.reading() as session:
        return [row.state for row in list_suggestions(session)]


def register(desk: Desk, title: str = "关于修路灯的建议", **more: object) -> None:
    """Enter a suggestion that its deputy signed."""
    desk.press("登记建议")
    desk.fill("登记", title=title, lead_id="zst", text="路灯坏了", **more)
    desk.reload()


def test_from_the_first_word_to_the_appraised_reply(desk: Desk) -> None:
    desk.press("登记建议")
    desk.fill("登记", title="关于修路灯的建议", lead_id="zst", co_signer_ids="lj", text="路灯坏了")
    assert desk.said[-1] == "已登记《关于修路灯的建议》"
    desk.reload()
    assert desk.page.detail.title == "关于修路灯的建议"
    assert desk.column("状态") == ["待审查"]
    desk.press("受理")
    assert desk.said[-1] == "已受理《关于修路灯的建议》，编为2026年闭会期间第1号"
    desk.reload()
    assert (desk.column("状态"), desk.column("编号")) == (["待交办"], ["第1号"])
    assert desk.waiting == 1
    desk.press("主席团交办")
    desk.fill("主席团交办", unit_id="村建", co_unit_ids="供电")
    # 20 February 2027 is a Saturday: the reply is due on Monday.
    assert desk.said[-1] == "已交办镇村建办，2027年2月22日前答复"
    desk.reload()
    assert (desk.column("状态"), desk.column("期限")) == (["待签收"], ["明年2月22日"])
    desk.press("协办签收")
    desk.fill("协办签收", person="赵电工")
    desk.reload()
    assert desk.column("状态") == ["待签收"]
    desk.press("签收")
    desk.fill("签收", leader="王强", person="刘涛", measures="年底前修好")
    desk.reload()
    desk.press("登记答复")
    desk.fill("登记答复", reply="已更换 12 盏路灯", reply_class="four.B", promise="明年换完")
    desk.reload()
    assert desk.column("状态") == ["待评价"]
    desk.press("登记评价")
    desk.fill("登记评价", satisfaction=SuggestionSatisfaction.SATISFIED, manner=SuggestionSatisfaction.FAIR)
    assert desk.said[-1] == "已登记评价：满意"
    desk.reload()
    assert states(desk) == [SuggestionState.CLOSED]
    assert desk.waiting == 0
    desk.press("评为优秀")
    with desk.database.reading() as session:
        made = get_suggestion(session, suggestion_id=1)
    assert made.excellent
    assert [one.words for one in made.promises] == ["明年换完"]
    assert [one.person for one in made.handovers] == ["刘涛", "赵电工"]
    desk.press("承诺台账")
    ledger = desk.dialog()
    assert isinstance(ledger, PromisesDialog)
    assert ledger.table.total == 1


def test_a_deputy_not_satisfied_sends_it_back_to_the_units(desk: Desk) -> None:
    register(desk)
    for word, values in (
        ("受理", None),
        ("主席团交办", {"unit_id": "村建"}),
        ("签收", {}),
        ("登记答复", {"reply": "在研究"}),
    ):
        desk.press(word)
        if values is not None:
            desk.fill(word, **values)
        desk.reload()
    desk.press("登记评价")
    desk.fill("登记评价", satisfaction=SuggestionSatisfaction.UNSATISFIED)
    assert desk.said[-1] == "代表不满意，《关于修路灯的建议》转第 2 轮重办"
    desk.reload()
    assert states(desk) == [SuggestionState.HANDED]
    # A month, and 20 December 2026 is a Sunday.
    assert desk.column("期限") == ["12月21日"]


def test_a_refused_one_says_why_and_may_come_back(desk: Desk) -> None:
    register(desk, title="个人事项")
    desk.press("不予受理")
    desk.fill("不予受理")
    assert desk.dialog().form["ground"].problem_shown == "请填不予受理的理由。"  # type: ignore[attr-defined]
    desk.fill("不予受理", ground=RefusalReason.PERSONAL)
    desk.reload()
    assert desk.column("状态") == ["不予受理"]
    desk.chip("refused")
    assert desk.column("标题") == ["个人事项"]
    desk.chip("")
    desk.press("退回修改")
    desk.fill("退回修改", note="请改成大家的事")
    desk.reload()
    desk.press("修改")
    desk.fill("保存", title="关于修路灯的建议")
    desk.reload()
    assert desk.column("标题") == ["关于修路灯的建议"]
    assert states(desk) == [SuggestionState.DRAFT]
    desk.press("提交审查")
    desk.reload()
    assert states(desk) == [SuggestionState.SUBMITTED]


def test_taking_back_asks_who_agreed(desk: Desk) -> None:
    register(desk, co_signer_ids="lj")
    desk.press("撤回")
    desk.fill("撤回", note="已经修好")
    assert "李娟还没有同意撤回" in desk.dialog().notice.sentence
    desk.fill("撤回", agreed_ids="李娟")
    desk.reload()
    assert states(desk) == [SuggestionState.WITHDRAWN]


def test_an_extension_is_asked_and_decided(desk: Desk) -> None:
    register(desk)
    for word, values in (("受理", None), ("主席团交办", {"unit_id": "村建"}), ("签收", {})):
        desk.press(word)
        if values is not None:
            desk.fill(word, **values)
        desk.reload()
    desk.press("申请延期")
    desk.fill("申请延期", until=date(2027, 4, 1), note="要等设计")
    desk.reload()
    buttons = [action.text for action in desk.page.detail.action_row.actions_shown]
    assert "同意延期" in buttons
    assert "申请延期" not in buttons
    desk.press("同意延期")
    desk.fill("同意延期", note="代表和主席团同意")
    desk.reload()
    assert desk.column("期限") == ["明年4月1日"]
    desk.press("催办")
    assert desk.said[-1] == "已催办《关于修路灯的建议》，第 1 次"


def test_what_may_not_be_published_says_why(desk: Desk) -> None:
    register(desk)
    desk.press("公开与保密")
    desk.fill("保存", public=False, reason="代表要求不公开")
    assert desk.said[-1] == "不公开，已记下原因"


def test_several_are_urged_at_once(desk: Desk) -> None:
    with desk.database.transaction() as session:
        office = 1
        for _ in range(2):
            handed(session, 1, office)
        draft_suggestion(session, title="新写的", kind=SuggestionKind.BETWEEN, lead_id=1)
        rows = list_suggestions(session)
    [urge] = desk.page.selection_actions(rows)
    assert urge.text == "催办其中 2 件"
    urge.do()
    desk.settle()
    assert desk.said[-1] == "已催办 2 件建议"
    assert not desk.page.selection_actions(rows[2:])[0].enabled


def test_a_demand_is_handed_over_by_its_page(desk: Desk) -> None:
    with desk.database.transaction() as session:
        demand = register_demand(session, title="路灯不亮", words="我们村口的路灯不亮", visitor_name="陈大爷")
    desk.page.take_filter(demand_id=demand.id, demand_version=demand.version)
    desk.reload()
    desk.fill("转为建议", lead_id="zst")
    assert desk.said[-1] == "已转为代表建议《关于路灯不亮的建议》"
    desk.reload()
    assert desk.column("领衔") == ["张守田"]


def test_the_answer_to_what_a_visitor_asked_for_says_whom_to_tell(desk: Desk) -> None:
    with desk.database.transaction() as session:
        demand = register_demand(session, title="路灯不亮", words="我们村口的路灯不亮", visitor_name="陈大爷")
        made = suggest_from_demand(session, demand_id=demand.id, version=demand.version, lead_id=1)
        made = take(session, accept_suggestion, made)
        made = take(session, assign_suggestion, made, unit_id=1)
        take(session, sign_for_suggestion, made)
    desk.reload()
    desk.page.open_row(made.id)
    desk.settle()
    desk.press("登记答复")
    desk.fill("登记答复", reply="3 盏路灯已修好。", solved=True)
    assert desk.said[-1] == f"已登记答复，请告诉诉求{demand.number}的来访人"
    with desk.database.reading() as session:
        after = get_demand(session, demand_id=demand.id)
    assert (after.row.state, after.row.solved) == (DemandState.HANDLED, True)


def test_the_three_contacts_are_counted_within_the_round(desk: Desk) -> None:
    with desk.database.transaction() as session:
        made = in_hand(session, 1, 1)
        assert contact_words(made) == "还没有联系过代表"
        made = take(
            session, log_contact, made, stage=ContactStage.BEFORE, how=ContactHow.PHONE, note="说了打算"
        )
        assert contact_words(made) == "办前 1 次，办中还没有，办后还没有"
        made = take(session, reply_to_suggestion, made, reply="正在研究。")
        made = take(session, appraise_suggestion, made, satisfaction=SuggestionSatisfaction.UNSATISFIED)
        assert contact_words(made) == "这一轮还没有联系过代表"


def test_the_present_month_stays_on_a_narrow_board(desk: Desk) -> None:
    with desk.database.transaction() as session:
        draft_suggestion(session, title="十一月民生", kind=SuggestionKind.LIVELIHOOD, lead_id=1)
    desk.press("每月民生建议")
    dialog = desk.dialog()
    assert isinstance(dialog, LivelihoodDialog)
    leaves = {
        column.title: column.leaves for column in dialog.table.model.columns if column.title[0].isdigit()
    }
    # November is asked for first; December is to come, January is longest ago.
    assert sorted(leaves, key=lambda month: leaves[month] or 0)[:2] == ["11月", "10月"]
    assert leaves["12月"] > leaves["1月"]


def test_livelihood_suggestions_have_a_chip_and_a_board_of_their_own(desk: Desk) -> None:
    with desk.database.transaction() as session:
        draft_suggestion(session, title="十一月民生", kind=SuggestionKind.LIVELIHOOD, lead_id=1)
        draft_suggestion(session, title="关于修桥的建议", kind=SuggestionKind.BETWEEN, lead_id=1)
    desk.reload()
    assert desk.column("标题") == ["关于修桥的建议"]
    desk.chip("livelihood")
    assert desk.column("标题") == ["十一月民生"]
    desk.press("每月民生建议")
    dialog = desk.dialog()
    assert isinstance(dialog, LivelihoodDialog)
    assert dialog.table.total == 2


def test_the_list_is_filtered_by_state_words_and_year(desk: Desk) -> None:
    with desk.database.transaction() as session:
        draft_suggestion(session, title="关于修桥的建议", kind=SuggestionKind.BETWEEN, lead_id=1)
        draft_suggestion(
            session,
            title="关于旧路的建议",
            kind=SuggestionKind.BETWEEN,
            lead_id=2,
            proposed_on=date(2025, 3, 1),
        )
    desk.reload()
    assert desk.column("标题") == ["关于修桥的建议"]
    desk.type("lj")
    assert desk.column("标题") == []
    desk.page.years.setCurrentIndex(1)
    desk.page.years.activated.emit(1)
    desk.settle()
    assert desk.column("标题") == ["关于旧路的建议"]
    desk.type("")
    desk.chip("closed")
    assert desk.column("标题") == []
