"""What rests on calendar and units follows them; extensions; one step is one undo."""

from datetime import date

import pytest

from deputy_station.core.workdays import DayOverride, DeadlineUnit
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.service.register import register_demand
from deputy_station.features.history.service import list_history, own_steps, undo_step
from deputy_station.features.matters.models import Unit
from deputy_station.features.matters.rules.choices import MatterKind, Part, Term
from deputy_station.features.matters.rules.table import StepTooOften
from deputy_station.features.matters.service.terms import set_term
from deputy_station.features.matters.service.variations import set_variation
from deputy_station.features.reception.service.calendar import set_calendar_year
from deputy_station.features.suggestions.models import Suggestion
from deputy_station.features.suggestions.rules.choices import SuggestionState
from deputy_station.features.suggestions.rules.deadlines import TermTooLong
from deputy_station.features.suggestions.rules.steps import TABLE
from deputy_station.features.suggestions.service.detail import get_suggestion
from deputy_station.features.suggestions.service.extensions import (
    ExtensionDecided,
    ExtensionWaits,
    ask_extension,
    decide_extension,
)
from deputy_station.features.suggestions.service.finding import search_suggestions
from deputy_station.features.suggestions.service.following_units import merge_unit
from deputy_station.features.suggestions.service.handing import (
    UnitConcerned,
    UnitRetired,
    assign_suggestion,
    sign_for_suggestion,
    urge_suggestion,
)
from deputy_station.features.suggestions.service.moving_days import days_known_by_now, move_deadlines
from deputy_station.features.suggestions.service.reviewing import accept_suggestion
from deputy_station.features.suggestions.service.writing import suggest_from_demand
from deputy_station.store.database import Database
from tests.features.suggestions.proposing import accepted, draft, enter, handed, in_hand, take, unit


def test_a_deadline_moves_with_its_holiday_and_says_so(database: Database) -> None:
    with database.transaction() as session:
        made = handed(session, enter(session, "张守田"), unit(session))
        assert (made.deadline_on, made.deadline_provisional) == (date(2027, 2, 22), True)
        assert not days_known_by_now(session)
        # The State Council gives the year out: the 22nd is taken off as well, the 23rd is worked.
        days = {date(2027, 2, 22): DayOverride(False, "春节")}
        set_calendar_year(session, year=2027, days=days, whole=True)
        assert days_known_by_now(session)
        assert move_deadlines(session, year=2027) == "建议的期限移动 1 个"
        after = get_suggestion(session, suggestion_id=made.id)
        lines = [line.sentence for line in list_history(session, subject="suggestion", subject_id=made.id)]
        again = move_deadlines(session, year=2027)
    assert (after.deadline_on, after.deadline_provisional) == (date(2027, 2, 23), False)
    assert after.lead_handover is not None
    assert after.lead_handover.due_on == date(2027, 2, 23)
    assert after.deadline_arithmetic.endswith("到 2027年2月20日，逢周末顺延到 2027年2月23日")
    assert lines[-1] == (
        "2026年闭会期间第1号建议《关于修路灯的建议》：放假安排有变，答复期限由 2027年2月22日改到 2月23日"
    )
    assert again == ""


def test_a_granted_extension_stays_where_it_is_when_holidays_change(database: Database) -> None:
    with database.transaction() as session:
        made = in_hand(session, enter(session, "张守田"), unit(session))
        with pytest.raises(TermTooLong):
            take(session, ask_extension, made, until=date(2027, 5, 21), note="要等设计")
        made = take(session, ask_extension, made, until=date(2027, 4, 1), note="要等设计")
        with pytest.raises(ExtensionWaits, match="已经申请延到2027年4月1日"):
            take(session, ask_extension, made, until=date(2027, 4, 2), note="还要久")
        asked = made.asked_extension
        assert asked is not None
        made = take(session, decide_extension, made, extension_id=asked.id, granted=False, note="抓紧")
        assert (made.deadline_on, made.extended) == (date(2027, 2, 22), 0)
        with pytest.raises(ExtensionDecided):
            take(session, decide_extension, made, extension_id=asked.id, granted=True, note="好")
        made = take(session, ask_extension, made, until=date(2027, 4, 1), note="设计改了")
        asked = made.asked_extension
        assert asked is not None
        made = take(session, decide_extension, made, extension_id=asked.id, granted=True, note="代表同意")
        assert (made.deadline_on, made.extended, made.extensions[-1].decided_by) == (
            date(2027, 4, 1), 1, "周敏",
        )  # fmt: skip
        days = {date(2027, 4, 1): DayOverride(False, "镇庆")}
        set_calendar_year(session, year=2027, days=days, whole=True)
        move_deadlines(session, year=2027)
        assert get_suggestion(session, suggestion_id=made.id).deadline_on == date(2027, 4, 1)


def test_what_lies_with_a_merged_unit_goes_on_with_the_other(database: Database) -> None:
    with database.transaction() as session:
        zhang, old, new = enter(session, "张守田"), unit(session, "镇城建办"), unit(session)
        made = take(session, assign_suggestion, accepted(session, zhang), unit_id=old, co_unit_ids=[new])
        closed = accepted(session, zhang)
        assert merge_unit(session, unit_id=old, into_id=new) == 1
        made = get_suggestion(session, suggestion_id=made.id)
        made = take(session, sign_for_suggestion, made)
        lines = [line.sentence for line in list_history(session, subject="suggestion", subject_id=made.id)]
        untouched = get_suggestion(session, suggestion_id=closed.id)
    assert made.unit == "镇村建办"
    assert [(one.part, one.unit, one.returned_on is None) for one in made.handovers] == [
        (Part.LEAD, "镇村建办", True),
        (Part.CO, "镇村建办", False),
    ]
    assert any(line.endswith("镇城建办并入镇村建办，由镇村建办接着办") for line in lines)
    assert untouched.state is SuggestionState.ACCEPTED


def test_an_acceptance_taken_back_gives_its_number_to_the_next(database: Database) -> None:
    with database.transaction() as session:
        first = draft(session, enter(session, "张守田"))
    with database.transaction() as session:
        take(session, accept_suggestion, first)
    with database.transaction() as session:
        undo_step(session, step_id=own_steps(session)[0].id)
    with database.transaction() as session:
        back = get_suggestion(session, suggestion_id=first.id)
        assert (back.state, back.number, len(back.timeline)) == (SuggestionState.DRAFT, "", 1)
        assert take(session, accept_suggestion, back).number == "2026年闭会期间第1号"


def test_the_search_box_finds_by_number_words_and_people(database: Database) -> None:
    with database.transaction() as session:
        office = unit(session)
        made = handed(session, enter(session, "张守田"), office)
        for words in (["第1号"], ["路灯"], ["zst", "村建"], ["闭会期间"]):
            assert [one.id for one in search_suggestions(session, words=words)] == [made.id], words
        assert search_suggestions(session, words=["第2号"]) == []
        assert search_suggestions(session, words=["%"]) == []
        assert session.get_one(Suggestion, made.id).number == 1


def test_what_grew_from_a_demand_against_a_unit_goes_to_it_only_knowingly(
    database: Database, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        office, closed = unit(session), unit(session, "镇环保办")
        demand = register_demand(session, title="办事拖拉", words="办事拖拉")
        session.get_one(Demand, demand.id).against_unit_id = office
        session.get_one(Unit, closed).retired = True
        session.flush()
        made = suggest_from_demand(
            session, demand_id=demand.id, version=session.get_one(Demand, demand.id).version,
            lead_id=people["王建国"],
        )  # fmt: skip
        made = take(session, accept_suggestion, made)
        with pytest.raises(UnitConcerned, match="来自一件反映“镇村建办”的诉求"):
            take(session, assign_suggestion, made, unit_id=office)
        with pytest.raises(UnitRetired):
            take(session, assign_suggestion, made, unit_id=closed)
        made = take(session, assign_suggestion, made, unit_id=office, despite_concern=True)
    assert made.state is SuggestionState.HANDED


def test_a_station_has_terms_and_steps_of_its_own(database: Database) -> None:
    with database.transaction() as session:
        zhang, office = enter(session, "张守田"), unit(session)
        set_term(session, matter=MatterKind.SUGGESTION, term=Term.ANSWER, amount=2, unit=DeadlineUnit.MONTH)
        set_variation(
            session, matter=MatterKind.SUGGESTION, shipped=TABLE, states=SuggestionState, step="urge", most=1
        )
        made = handed(session, zhang, office)
        # Two months from 20 November: 20 January 2027, a Wednesday.
        assert made.deadline_on == date(2027, 1, 20)
        by_hand = take(session, assign_suggestion, accepted(session, zhang), unit_id=office, months=6)
        assert by_hand.deadline_on == date(2027, 5, 20)
        made = take(session, urge_suggestion, made)
        with pytest.raises(StepTooOften, match="“催办”每轮最多 1 次"):
            take(session, urge_suggestion, made)
