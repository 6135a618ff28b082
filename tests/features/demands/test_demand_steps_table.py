"""The one table of steps."""

import pytest

from deputy_station.features.demands.rules.choices import DemandState, Route, Satisfaction
from deputy_station.features.demands.rules.steps import (
    CLOSED_STATES,
    STEP_OF_ROUTE,
    STEPS,
    Need,
    StepIncomplete,
    StepNotAllowed,
    StepUnknown,
    allowed_steps,
    check_step,
    main_step,
)

S = DemandState


ALL_GIVEN = frozenset(Need)
"""A clerk who fills everything in."""


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        ("propose", S.REGISTERED, S.PROPOSED),
        ("assign", S.REGISTERED, S.ASSIGNED),
        ("assign", S.PROPOSED, S.ASSIGNED),
        ("answer", S.REGISTERED, S.INFORMED),
        ("to_suggestion", S.REGISTERED, S.HANDLING),
        ("to_litigation", S.PROPOSED, S.HANDLING),
        ("decline", S.REGISTERED, S.DECLINED),
        ("accept", S.ASSIGNED, S.HANDLING),
        ("return", S.ASSIGNED, S.REGISTERED),
        ("return", S.HANDLING, S.REGISTERED),
        ("co_accept", S.ASSIGNED, S.ASSIGNED),
        ("co_accept", S.HANDLING, S.HANDLING),
        ("co_return", S.HANDLING, S.HANDLING),
        ("co_opinion", S.HANDLING, S.HANDLING),
        ("progress", S.HANDLING, S.HANDLING),
        ("plan", S.ASSIGNED, S.ASSIGNED),
        ("contact", S.INFORMED, S.INFORMED),
        ("urge", S.ASSIGNED, S.ASSIGNED),
        ("urge", S.HANDLING, S.HANDLING),
        ("supervise", S.HANDLED, S.HANDLED),
        ("ask_extension", S.HANDLING, S.HANDLING),
        ("grant_extension", S.HANDLING, S.HANDLING),
        ("refuse_extension", S.HANDLING, S.HANDLING),
        ("handle", S.HANDLING, S.HANDLED),
        ("inform", S.HANDLED, S.INFORMED),
        ("call", S.INFORMED, S.INFORMED),
        ("settle", S.INFORMED, S.SETTLED),
        ("strike_off", S.SETTLED, S.STRUCK_OFF),
        ("redo", S.STRUCK_OFF, S.REGISTERED),
        ("voice", S.HANDLED, S.HANDLED),
        ("tell_voices", S.SETTLED, S.SETTLED),
        ("told_along", S.MERGED, S.MERGED),
        ("merge", S.HANDLING, S.MERGED),
        ("split", S.MERGED, S.REGISTERED),
        ("withdraw", S.ASSIGNED, S.WITHDRAWN),
    ],
)
def test_a_step_leads_where_the_table_says(key: str, before: DemandState, after: DemandState) -> None:
    assert check_step(key, before, note="说明", given=ALL_GIVEN) is after


def test_every_step_that_moves_a_demand_is_tried() -> None:
    mark = test_a_step_leads_where_the_table_says.pytestmark[0]  # type: ignore[attr-defined]
    tried = {key for key, _, _ in mark.args[1]}
    assert tried | {"follow_up"} == {key for key, step in STEPS.items() if not step.begins}


@pytest.mark.parametrize(
    ("said", "after"),
    [
        (Satisfaction.SATISFIED, S.SETTLED),
        (Satisfaction.FAIR, S.SETTLED),
        (Satisfaction.HALF_SOLVED, S.REGISTERED),
        (Satisfaction.UNSATISFIED, S.REGISTERED),
    ],
)
def test_a_follow_up_settles_or_begins_anew(said: Satisfaction, after: DemandState) -> None:
    assert check_step("follow_up", S.INFORMED, satisfaction=said) is after


def test_an_answer_on_the_spot_is_settled_only_when_the_visitor_is_content() -> None:
    assert check_step("answer", S.REGISTERED, note="政策已讲清", satisfaction=Satisfaction.FAIR) is S.SETTLED
    with pytest.raises(StepNotAllowed, match="不能就此办结"):
        check_step("answer", S.REGISTERED, note="政策已讲清", satisfaction=Satisfaction.UNSATISFIED)


def test_a_refused_step_says_why_and_what_is_possible() -> None:
    with pytest.raises(StepNotAllowed) as refused:
        check_step("strike_off", S.ASSIGNED)
    assert str(refused.value) == (
        "诉求现在是“待签收”，不能“销号”。"
        "现在可以：签收、退回、协办签收、协办退回、五定、记联系、催办、督办、加一人反映、合并、撤回。"
    )


@pytest.mark.parametrize(
    ("key", "state", "missing"),
    [
        ("handle", S.HANDLING, "办理结果"),
        ("decline", S.REGISTERED, "不受理的理由和去向"),
        ("assign", S.REGISTERED, "承办单位"),
        ("inform", S.HANDLED, "反馈方式"),
        ("follow_up", S.INFORMED, "满意度"),
    ],
)
def test_a_step_names_what_was_left_empty(key: str, state: DemandState, missing: str) -> None:
    with pytest.raises(StepIncomplete, match=missing):
        check_step(key, state)


def test_an_unknown_step_is_named() -> None:
    with pytest.raises(StepUnknown, match="没有“fly”这一步"):
        check_step("fly", S.REGISTERED)


def test_each_open_state_has_one_main_step_and_closed_ones_only_the_way_to_strike_off() -> None:
    assert {state: main_step(state) and main_step(state).label for state in DemandState} == {  # type: ignore[union-attr]
        S.REGISTERED: "交办",
        S.PROPOSED: "交办",
        S.ASSIGNED: "签收",
        S.HANDLING: "记办理结果",
        S.HANDLED: "反馈",
        S.INFORMED: "回访",
        S.SETTLED: "销号",
        S.STRUCK_OFF: None,
        S.DECLINED: None,
        S.WITHDRAWN: None,
        S.MERGED: None,
    }
    for state in DemandState:
        steps = allowed_steps(state)
        assert steps, f"{state.label} is a dead end"
        assert main_step(state) in (None, steps[0])


def test_nothing_closed_can_be_moved_but_by_a_visible_new_round_or_its_own_end() -> None:
    for state in CLOSED_STATES - {S.SETTLED, S.MERGED}:
        assert [step.key for step in allowed_steps(state)] == ["redo"]
    assert [step.key for step in allowed_steps(S.MERGED)] == ["told_along", "split"]
    assert all(step.to is not S.MERGED for step in STEPS.values() if step.key != "merge")
    assert STEPS["redo"].new_round
    assert "重办的理由" in STEPS["redo"].note_label


def test_every_route_has_its_step() -> None:
    assert set(STEP_OF_ROUTE) == set(Route)
    assert all(S.REGISTERED in STEPS[key].from_states for key in STEP_OF_ROUTE.values())
