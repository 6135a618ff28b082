"""The table of steps and the months of a deadline."""

from datetime import date

import pytest

from deputy_station.features.suggestions.rules import (
    STEPS,
    StepNotAllowed,
    SuggestionState,
    SuggestionStep,
    add_months,
    next_state,
    reply_deadline,
)


@pytest.mark.parametrize("state", list(SuggestionState))
@pytest.mark.parametrize("step", list(SuggestionStep))
def test_every_step_is_either_in_the_table_or_refused(state: SuggestionState, step: SuggestionStep) -> None:
    if step in STEPS[state]:
        assert next_state(state, step) is STEPS[state][step]
    else:
        with pytest.raises(StepNotAllowed, match=f"{state.label}，不能{step.label}"):
            next_state(state, step)


def test_every_state_can_be_reached_and_only_the_closed_one_is_final() -> None:
    reached = {SuggestionState.DRAFT} | {after for steps in STEPS.values() for after in steps.values()}
    assert reached == set(SuggestionState)
    assert [state for state, steps in STEPS.items() if not steps] == [SuggestionState.CLOSED]


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (date(2026, 11, 20), 3, date(2027, 2, 20)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_last_one(day: date, months: int, due: date) -> None:
    assert add_months(day, months) == due
    assert reply_deadline(day, months).on == due


def test_the_arithmetic_of_a_reply_names_the_year_where_it_changes() -> None:
    over = reply_deadline(date(2026, 11, 20), 3)
    assert over.arithmetic == "2026年11月20日交办，3 个月内答复，到 2027年2月20日"
    within = reply_deadline(date(2026, 3, 2), 3)
    assert within.arithmetic == "2026年3月2日交办，3 个月内答复，到 6月2日"
