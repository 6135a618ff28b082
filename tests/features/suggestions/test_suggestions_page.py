"""The page of suggestions, used as a person does. Today is 20 November 2026."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.features.demands.service.register import register_demand
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.deputies.service.frame import create_station
from deputy_station.features.matters.rules.choices import UnitKind
from deputy_station.features.matters.service.catalogue import add_unit
from deputy_station.features.suggestions.page import LivelihoodDialog, SuggestionsPage
from deputy_station.features.suggestions.rules import (
    SuggestionKind,
    SuggestionSatisfaction,
    SuggestionState,
)
from deputy_station.features.suggestions.service.listing import get_suggestion, list_suggestions
from deputy_station.features.suggestions.service.writing import draft_suggestion
from deputy_station.store.database import Database
from tests.features.page_desk import PageDesk, page_desk

Desk = PageDesk[SuggestionsPage]


@pytest.fixture
def desk(database: Database, clock: Clock, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    seat = NewMandate(Level.TOWN, date(2021, 12, 4))
    with database.transaction() as session:
        create_station(session, name="朔里镇代表之家", code="朔里", township="朔里镇", district="杜集区")
        add_unit(session, name="镇村建办", kind=UnitKind.TOWN)
        for name in ("张守田", "李娟"):
            create_deputy(session, name=name, mandates=[seat])
    with page_desk(SuggestionsPage, database, clock, tmp_path / "settings") as shown:
        yield shown


def states(desk: Desk) -> list[SuggestionState]:
    with desk.database.reading() as session:
        return [row.state for row in list_suggestions(session)]


def test_from_the_first_word_to_the_appraised_reply(desk: Desk) -> None:
    desk.press("登记建议")
    desk.fill("登记", title="关于修路灯的建议", lead_id="zst", co_signer_ids="lj", text="路灯坏了")
    assert desk.said[-1] == "已登记《关于修路灯的建议》"
    desk.reload()
    assert desk.page.detail.title == "关于修路灯的建议"
    desk.press("受理")
    desk.reload()
    assert desk.column("状态") == ["已受理"]
    assert desk.waiting == 1
    desk.press("交办")
    desk.fill("交办", unit_id="村建")
    assert desk.said[-1] == "已交办镇村建办，2027年2月20日前答复"
    desk.reload()
    assert desk.column("期限") == ["明年2月20日"]
    desk.press("登记答复")
    desk.fill("登记", reply="已更换 12 盏路灯")
    desk.reload()
    assert desk.column("状态") == ["待评价"]
    desk.press("登记评价")
    desk.fill("登记", satisfaction=SuggestionSatisfaction.SATISFIED)
    assert desk.said[-1] == "已登记评价：满意"
    desk.reload()
    assert states(desk) == [SuggestionState.CLOSED]
    assert desk.waiting == 0
    desk.press("评为优秀")
    with desk.database.reading() as session:
        assert get_suggestion(session, suggestion_id=1).excellent


def test_a_deputy_not_satisfied_sends_it_back_to_the_unit(desk: Desk) -> None:
    desk.press("登记建议")
    desk.fill("登记", title="关于修路灯的建议", lead_id="zst")
    for word, values in (("受理", None), ("交办", {"unit_id": "村建"}), ("登记答复", {"reply": "在研究"})):
        desk.reload()
        desk.press(word)
        if values is not None:
            desk.fill("登记" if word == "登记答复" else word, **values)
    desk.reload()
    desk.press("登记评价")
    desk.fill("登记", satisfaction=SuggestionSatisfaction.UNSATISFIED)
    desk.reload()
    assert states(desk) == [SuggestionState.ASSIGNED]
    assert desk.column("期限") == ["12月20日"]


def test_a_refused_one_says_why_and_may_come_back(desk: Desk) -> None:
    desk.press("登记建议")
    desk.fill("登记", title="个人事项", lead_id="zst")
    desk.reload()
    desk.press("不予受理")
    desk.fill("不予受理", reason="")
    assert desk.dialog().form["reason"].problem_shown == "请填理由。"  # type: ignore[attr-defined]
    desk.fill("不予受理", reason="属于个人事项")
    desk.reload()
    assert desk.column("状态") == ["不予受理"]
    desk.press("退回修改")
    desk.reload()
    desk.press("修改")
    desk.fill("保存", title="关于修路灯的建议")
    desk.reload()
    assert desk.column("标题") == ["关于修路灯的建议"]
    assert states(desk) == [SuggestionState.DRAFT]


def test_a_demand_is_handed_over_by_its_page(desk: Desk) -> None:
    with desk.database.transaction() as session:
        demand = register_demand(session, title="路灯不亮", words="我们村口的路灯不亮", visitor_name="陈大爷")
    desk.page.take_filter(demand_id=demand.id, demand_version=demand.version)
    desk.reload()
    desk.fill("转为建议", lead_id="zst")
    assert desk.said[-1] == "已转为代表建议《关于路灯不亮的建议》"
    desk.reload()
    assert desk.column("领衔") == ["张守田"]


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
