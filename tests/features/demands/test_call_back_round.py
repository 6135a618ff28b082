"""Whom to ring today, what came of it, and what follows by itself."""

from datetime import date

import pytest

from deputy_station.features.demands.rules.choices import CallOutcome, DemandState, Satisfaction
from deputy_station.features.demands.rules.steps import StepNotAllowed
from deputy_station.features.demands.service import calls, register, steps
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.store.database import Database

from .conftest import Town
from .walking import handling, informed, move, on_day


def ring(database: Database, row: DemandRow, outcome: CallOutcome, **more: object) -> DemandRow:
    return move(database, calls.record_call, row, outcome=outcome, **more)


def numbers_due(database: Database, on: date | None = None) -> list[str]:
    with database.reading() as session:
        return [one.number for one in calls.list_calls_due(session, on=on)]


def test_who_was_told_and_not_asked_is_rung_the_most_overdue_first(database: Database, town: Town) -> None:
    first = informed(database, town)
    on_day(database, 11, 23)
    second = informed(database, town)
    handling(database, town)
    assert numbers_due(database) == [first.number, second.number]
    on_day(database, 12, 7)
    with database.reading() as session:
        marks = [one.due.text for one in calls.list_calls_due(session)]
    # Ten workdays after 20 November end on 4 December, after 23 November on the 7th.
    assert marks == ["已超期 3 天", "今天到期"]


def test_nobody_answered_is_tried_again_the_next_workday_or_when_agreed(
    database: Database, town: Town
) -> None:
    row = ring(database, informed(database, town), CallOutcome.NO_ANSWER)
    assert row.call_on == date(2026, 11, 23), "20 November is a Friday"
    assert (numbers_due(database), numbers_due(database, date(2026, 11, 23))) == ([], [row.number])
    row = ring(database, row, CallOutcome.LATER, next_on=date(2026, 12, 1), note="月底回来")
    with database.reading() as session:
        (due,) = calls.list_calls_due(session, on=date(2026, 12, 1))
        tries = calls.list_calls(session, demand_id=row.id)
    assert (due.tries, due.last, due.last_note) == (2, CallOutcome.LATER, "月底回来")
    assert [one.outcome for one in tries] == [CallOutcome.NO_ANSWER, CallOutcome.LATER]


def test_a_wrong_number_stays_on_the_list_until_somebody_finds_the_right_one(
    database: Database, town: Town
) -> None:
    row = ring(database, informed(database, town), CallOutcome.WRONG_NUMBER)
    assert row.call_on is None
    with database.reading() as session:
        (due,) = calls.list_calls_due(session)
    assert due.last is CallOutcome.WRONG_NUMBER


def test_reached_and_content_settles(database: Database, town: Town) -> None:
    row = ring(
        database,
        informed(database, town),
        CallOutcome.REACHED,
        satisfaction=Satisfaction.FAIR,
        manner=Satisfaction.SATISFIED,
    )
    assert (row.state, row.satisfaction, row.manner) == (
        DemandState.SETTLED,
        Satisfaction.FAIR,
        Satisfaction.SATISFIED,
    )
    assert numbers_due(database) == []


@pytest.mark.parametrize("said", [Satisfaction.HALF_SOLVED, Satisfaction.UNSATISFIED])
def test_reached_and_not_content_begins_a_new_round_by_itself(
    database: Database, town: Town, said: Satisfaction
) -> None:
    row = ring(database, informed(database, town), CallOutcome.REACHED, satisfaction=said)
    assert (row.state, row.rounds, row.satisfaction) == (DemandState.REGISTERED, 2, None)
    with database.reading() as session:
        (call,) = calls.list_calls(session, demand_id=row.id)
    assert (call.round, call.outcome) == (1, CallOutcome.REACHED)


def test_who_does_not_want_to_say_is_settled_with_that_reason(database: Database, town: Town) -> None:
    row = ring(database, informed(database, town), CallOutcome.REFUSED)
    assert (row.state, row.satisfaction) == (DemandState.SETTLED, None)
    row = move(database, steps.strike_off, row)
    assert row.state is DemandState.STRUCK_OFF


def test_unseen_and_unasked_is_not_struck_off_before_somebody_looked(database: Database, town: Town) -> None:
    row = move(database, steps.record_result, handling(database, town), note="换了灯泡")
    row = move(database, steps.inform_visitor, row, how=steps.InformedHow.PHONE)
    row = ring(database, row, CallOutcome.REFUSED)
    with pytest.raises(StepNotAllowed, match="还缺谁看过"):
        move(database, steps.strike_off, row)
    row = move(database, register.edit_demand, row, seen_by="王建国")
    assert move(database, steps.strike_off, row).state is DemandState.STRUCK_OFF


def test_reached_without_an_opinion_is_asked_for_it(database: Database, town: Town) -> None:
    with pytest.raises(calls.OpinionMissing, match="还没有选满意度"):
        ring(database, informed(database, town), CallOutcome.REACHED)


@pytest.mark.parametrize("next_on", [date(1970, 1, 1), date(2026, 11, 19), date(2027, 11, 20)])
def test_a_next_try_lies_ahead_and_not_too_far(database: Database, town: Town, next_on: date) -> None:
    with pytest.raises(calls.NextTryWrong, match="下次回访不能定在"):
        ring(database, informed(database, town), CallOutcome.LATER, next_on=next_on)


def test_nobody_is_rung_before_the_answer(database: Database, town: Town) -> None:
    row = handling(database, town)
    for outcome in (CallOutcome.NO_ANSWER, CallOutcome.REFUSED):
        with pytest.raises(StepNotAllowed):
            ring(database, row, outcome)
    with pytest.raises(StepNotAllowed):
        ring(database, row, CallOutcome.REACHED, satisfaction=Satisfaction.SATISFIED)


def test_a_confidential_visitors_phone_is_not_on_the_list(database: Database, town: Town) -> None:
    row = informed(database, town)
    row = move(
        database,
        register.edit_demand,
        row,
        visitor_name="张守田",
        visitor_phone="13812341234",
        confidential=True,
    )
    with database.reading() as session:
        (due,) = calls.list_calls_due(session)
    assert (due.visitor, due.phone, due.phone_masked, due.secret) == ("（保密）", "", "", True)
