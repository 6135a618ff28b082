"""A suggestion that grew from a demand: it names no visitor, the demand shows it, its visitor is told what was answered.
Today is 20 November 2026."""

from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from sqlalchemy.orm import Session

from deputy_station.core.workdays import DeadlineUnit
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.rules.choices import DemandState, InformedHow, Route, Satisfaction
from deputy_station.features.demands.service.carried import list_carried
from deputy_station.features.demands.service.detail import get_demand
from deputy_station.features.demands.service.register import register_demand
from deputy_station.features.demands.service.steps import follow_up, inform_visitor
from deputy_station.features.demands.service.voices import add_voice
from deputy_station.features.deputies.service.frame import create_station
from deputy_station.features.history.service import list_history, undo_last
from deputy_station.features.matters.rules.choices import ContactHow, ContactStage, MatterKind, Term
from deputy_station.features.matters.service.terms import set_term
from deputy_station.features.suggestions.documents.feedback import draw_feedback
from deputy_station.features.suggestions.documents.paper import draw_paper
from deputy_station.features.suggestions.documents.promises import draw_promises
from deputy_station.features.suggestions.documents.public import draw_public_list
from deputy_station.features.suggestions.documents.reply import draw_reply
from deputy_station.features.suggestions.models import Suggestion
from deputy_station.features.suggestions.rules.choices import (
    RefusalReason,
    SuggestionKind,
    SuggestionSatisfaction,
)
from deputy_station.features.suggestions.rules.deadlines import TermTooLong
from deputy_station.features.suggestions.service.detail import get_suggestion
from deputy_station.features.suggestions.service.extensions import ask_extension
from deputy_station.features.suggestions.service.handing import (
    assign_suggestion,
    log_contact,
    plan_suggestion,
    sign_for_suggestion,
)
from deputy_station.features.suggestions.service.promises import add_promise
from deputy_station.features.suggestions.service.replying import (
    appraise_suggestion,
    look_back,
    reply_to_suggestion,
)
from deputy_station.features.suggestions.service.reviewing import accept_suggestion
from deputy_station.features.suggestions.service.rows import SuggestionDetail
from deputy_station.features.suggestions.service.writing import edit_suggestion, suggest_from_demand
from deputy_station.store.database import Database
from tests.features.suggestions.proposing import enter, in_hand, take, unit

PRIVATE = ("陈桂香", "刘长根", "13800001111", "138 0000 1111", "3组8号")


def grown(session: Session, **more: object) -> SuggestionDetail:
    """A suggestion from the demand of 陈桂香, voiced by 刘长根, too; 张守田 leads it."""
    create_station(session, name="朔里镇代表之家", code="朔里", township="朔里镇", district="杜集区")
    lead = enter(session, "张守田")
    demand = register_demand(
        session,
        title="路灯不亮",
        words="我是陈桂香，住东岗村3组8号，电话 138 0000 1111，刘长根也知道，村口 3 盏路灯不亮",
        visitor_name="陈桂香",
        visitor_phone="13800001111",
        visitor_address="东岗村3组8号",
    )
    add_voice(session, demand_id=demand.id, version=demand.version, name="刘长根", words="夜里看不见")
    version = get_demand(session, demand_id=demand.id).row.version
    return suggest_from_demand(session, demand_id=demand.id, version=version, lead_id=lead, **more)  # type: ignore[arg-type]


def handled(session: Session, made: SuggestionDetail) -> SuggestionDetail:
    """It lies with 镇村建办, who signed for it."""
    made = take(session, accept_suggestion, made)
    made = take(session, assign_suggestion, made, unit_id=unit(session))
    return take(session, sign_for_suggestion, made, person="刘涛")


def text_of(path: Path) -> str:
    document = PdfDocument(path)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def test_no_visitor_stands_in_it_whatever_is_written_later(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        made = grown(session)
        assert made.text == "我是某某，住东岗村，电话 138****1111，某某也知道，村口 3 盏路灯不亮"
        made = take(
            session,
            edit_suggestion,
            made,
            title="关于修复陈桂香家门前路灯的建议",
            text="陈桂香、刘长根反映（138 0000 1111）：路灯不亮，请镇村建办今年修好。报修 0561-5550123。",
            kind=SuggestionKind.BETWEEN,
            proposed_on=made.proposed_on,
            lead_id=made.lead.deputy_id,
            co_signer_ids=[],
        )
        assert made.title == "关于修复某某家门前路灯的建议"
        # The number of a unit is wanted on its letter, and masked in the public list.
        assert "0561-5550123" in made.text
        made = handled(session, made)
        made = take(session, plan_suggestion, made, measures="先到陈桂香家看现场")
        made = take(
            session,
            log_contact,
            made,
            stage=ContactStage.BEFORE,
            how=ContactHow.PHONE,
            note="和代表说了刘长根的事",
        )
        made = take(
            session,
            reply_to_suggestion,
            made,
            reply="已到陈桂香家（东岗村3组8号）门前修好 3 盏。",
            promise="给刘长根家门口加一盏",
        )
        made = take(session, add_promise, made, words="再查陈桂香说的线路")
        made = take(
            session,
            appraise_suggestion,
            made,
            satisfaction=SuggestionSatisfaction.SATISFIED,
            note="陈桂香也满意",
        )
        made = take(session, look_back, made, kept=True, note="问过刘长根，灯亮着")
        history = [line.sentence for line in list_history(session, subject="suggestion", subject_id=made.id)]
    assert made.reply == "已到某某家（东岗村）门前修好 3 盏。"
    papers = [
        text_of(draw(database, out=tmp_path / f"{place}.pdf", suggestion_id=made.id).path)
        for place, draw in enumerate((draw_paper, draw_reply, draw_feedback))
    ]
    papers.append(text_of(draw_public_list(database, out=tmp_path / "public.pdf", year=2026).path))
    papers.append(text_of(draw_promises(database, out=tmp_path / "promises.pdf").path))
    for place, whole in enumerate((repr(made), *history, *papers)):
        assert [word for word in PRIVATE if word in whole] == [], place
    assert "路灯" in papers[0]
    assert "修好" in papers[1]


def test_the_demand_shows_its_suggestion_and_its_visitor_is_told_the_answer(database: Database) -> None:
    with database.transaction() as session:
        made = grown(session)
        assert made.demand_id is not None
        [carried] = list_carried(session, demand_id=made.demand_id)
        assert (carried.page, carried.id) == ("suggestions", made.id)
        assert carried.words == "《关于路灯不亮的建议》，张守田领衔，草稿"
        made = handled(session, made)
        made = take(session, reply_to_suggestion, made, reply="12月10日前修好。", solved=False)
        demand = get_demand(session, demand_id=made.demand_id)
        [carried] = list_carried(session, demand_id=made.demand_id)
        waits = inform_visitor(
            session, demand_id=demand.row.id, version=demand.row.version, how=InformedHow.PHONE, note="说了"
        )
        [told] = list_carried(session, demand_id=demand.row.id)
    assert (demand.row.route, demand.row.state) == (Route.SUGGESTION, DemandState.HANDLED)
    assert demand.result == "代表建议2026年闭会期间第1号已答复：12月10日前修好。"
    assert demand.steps[-1].sentence == "转为代表建议办完，已作说明"
    assert carried.words.endswith("第1号《关于路灯不亮的建议》，张守田领衔，待评价，这次答复还没告诉来访人")
    assert waits.state is DemandState.INFORMED
    assert told.words.endswith("张守田领衔，待评价")


def test_a_second_answer_replaces_the_first_until_the_visitor_was_told(database: Database) -> None:
    with database.transaction() as session:
        made = handled(session, grown(session))
        made = take(session, reply_to_suggestion, made, reply="正在研究。")
        made = take(session, appraise_suggestion, made, satisfaction=SuggestionSatisfaction.UNSATISFIED)
        made = take(session, sign_for_suggestion, made)
        made = take(session, reply_to_suggestion, made, reply="3 盏路灯已修好。", solved=True)
        row = session.get_one(Demand, made.demand_id)
        assert (row.state, row.solved) == (DemandState.HANDLED, True)
        assert row.result == "代表建议2026年闭会期间第1号已答复：3 盏路灯已修好。"
        # Told and asked: what is answered later is not slipped in silently.
        told = inform_visitor(
            session, demand_id=row.id, version=row.version, how=InformedHow.PHONE, note="都说了"
        )
        follow_up(session, demand_id=row.id, version=told.version, satisfaction=Satisfaction.SATISFIED)
        made = take(session, appraise_suggestion, made, satisfaction=SuggestionSatisfaction.UNSATISFIED)
        made = take(session, sign_for_suggestion, made)
        made = take(session, reply_to_suggestion, made, reply="线路也换了。")
        assert (row.state, row.result) == (
            DemandState.SETTLED,
            "代表建议2026年闭会期间第1号已答复：3 盏路灯已修好。",
        )
        assert made.demand_state is DemandState.SETTLED


def test_taking_back_the_answer_takes_back_the_result_of_the_demand(database: Database) -> None:
    with database.transaction() as session:
        made = handled(session, grown(session))
    with database.transaction() as session:
        take(session, reply_to_suggestion, made, reply="3 盏路灯已修好。")
    with database.transaction() as session:
        undo_last(session)
    with database.reading() as session:
        row = session.get_one(Demand, made.demand_id)
        assert (row.state, row.result) == (DemandState.HANDLING, "")
        assert session.get_one(Suggestion, made.id).reply == ""


def test_a_complaint_against_somebody_makes_one_look_before_it_is_accepted(database: Database) -> None:
    with database.transaction() as session:
        create_station(session, name="朔里镇代表之家", code="朔里", township="朔里镇", district="杜集区")
        demand = register_demand(session, title="收费不公", words="多收了 20 元电费", against="抄表员老李")
        made = suggest_from_demand(
            session, demand_id=demand.id, version=demand.version, lead_id=enter(session, "张守田")
        )
    accusing = [doubt.why for doubt in made.doubts if doubt.reason is RefusalReason.ACCUSATION]
    assert accusing == ["来自的诉求反映了具体的人或单位"]


def test_a_term_of_the_station_never_runs_beyond_six_months(database: Database) -> None:
    with database.transaction() as session:
        create_station(session, name="朔里镇代表之家", code="朔里", township="朔里镇", district="杜集区")
        lead, office = enter(session, "张守田"), unit(session)
        # The station grants at most 4 months in all: from 20 November to 22 March, as the 20th is a Saturday.
        set_term(
            session, matter=MatterKind.SUGGESTION, term=Term.EXTENSION, amount=4, unit=DeadlineUnit.MONTH
        )
        made = in_hand(session, lead, office)
        assert made.deadline_on is not None
        with pytest.raises(TermTooLong, match=r"次日起 4 个月.*不能延到2027年3月23日"):
            take(session, ask_extension, made, until=made.deadline_on.replace(month=3, day=23), note="难办")
        set_term(session, matter=MatterKind.SUGGESTION, term=Term.ANSWER, amount=9, unit=DeadlineUnit.MONTH)
        other = take(
            session,
            accept_suggestion,
            suggest_from_demand(
                session,
                demand_id=(row := register_demand(session, title="井盖", words="井盖坏了")).id,
                version=row.version,
                lead_id=lead,
            ),
        )
        with pytest.raises(TermTooLong, match=r"答复期限定得太长.*最长 6 个月"):
            take(session, assign_suggestion, other, unit_id=office)
        assert get_suggestion(session, suggestion_id=other.id).deadline_on is None
