"""P1: points for half days and activities, a proposal once and by the best part, minimums as gates.

Source: https://www.taodocs.com/p-401836758.html (the end is cut off).
"""

import pytest

from deputy_station.features.points.rules.facts import Fact
from tests.features.points.schemes.shipped import attended, checked, points_of, record, scored_by

NAME = "p01_minhang"


def filed(role: str, month: int = 2) -> Fact:
    """A proposal that was put on file."""
    return record("提案", month, role=role, manner="立案")


def honoured(role: str, manner: str) -> Fact:
    """A proposal that was made a key one or was found excellent."""
    return record("提案表彰", 11, role=role, manner=manner)


MINIMUM = [
    *attended("全体会议", "到会"),
    *attended("视察调研", "到会", "到会", "到会"),
    filed("参与"),
    record("社情民意信息", 4),
]


def test_the_file_has_no_mistakes_and_no_warnings() -> None:
    checking = checked(NAME)
    assert checking.mistakes == ()
    assert checking.warnings == ()


def test_the_four_minimums_and_no_more() -> None:
    # half day 5 + 3 activities 15 + part in a proposal 3 = 23
    score = scored_by(NAME, MINIMUM)
    assert points_of(score) == {"A1": 5, "B1": 15, "B2": 0, "C1": 3, "F1": 0}
    assert score.total == 23
    assert score.grade == "达到基本要求"


@pytest.mark.parametrize("missing", [0, 1, 4, 5])
def test_each_minimum_missed_holds_the_grade_back(missing: int) -> None:
    # the plenary, one of three activities, the proposal, the piece of public opinion: left out in turn
    facts = [fact for place, fact in enumerate(MINIMUM) if place != missing]
    score = scored_by(NAME, facts)
    assert score.grade == "未达到基本要求"
    assert score.graded.held_back
    assert [need.met for need in score.graded.gates[0].needs].count(False) == 1


def test_nothing_done_meets_none_of_the_minimums() -> None:
    score = scored_by(NAME)
    assert score.total == 0
    assert score.grade == "未达到基本要求"
    assert not any(need.met for need in score.graded.gates[0].needs)


def test_a_busy_year() -> None:
    # 6 half days 30; 2 meetings, 3 inspections, 1 invitation = 6 × 5 = 30; trainings 10 + 5 = 15; own proposal 15
    facts = [
        *attended("全体会议", "到会", "到会", "迟到", "到会", "早退", "到会", "缺席"),
        *attended("日常会议", "到会", "到会", "请假"),
        *attended("视察调研", "到会", "到会", "到会"),
        *attended("列席会议", "到会"),
        *attended("外出培训", "到会", "部分参加"),
        filed("独立"),
        record("社情民意信息", 4),
    ]
    score = scored_by(NAME, facts)
    assert points_of(score) == {"A1": 30, "B1": 30, "B2": 15, "C1": 15, "F1": 0}
    assert score.total == 90
    assert score.grade == "达到基本要求"


def test_late_and_early_count_only_where_the_answer_says_so() -> None:
    # 4 present, 2 late or early: 30 or 20
    facts = attended("全体会议", "到会", "到会", "到会", "到会", "迟到", "早退")
    assert points_of(scored_by(NAME, facts))["A1"] == 30
    assert points_of(scored_by(NAME, facts, answers={"late_counts": False}))["A1"] == 20


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        (["主笔"], 15),
        (["独立"], 15),
        (["参与"], 3),
        (["参与", "参与", "参与"], 3),  # counts once
        (["主笔", "独立"], 15),  # the highest only
        (["参与", "独立"], 15),
    ],
)
def test_proposals_count_once_and_by_the_highest_part(roles: list[str], expected: int) -> None:
    facts = [filed(role, month) for month, role in enumerate(roles, 1)]
    assert points_of(scored_by(NAME, facts))["C1"] == expected


def test_a_proposal_that_was_not_filed_scores_nothing_but_was_submitted() -> None:
    facts = [fact for fact in MINIMUM if fact.kind != "提案"]
    facts.append(record("提案", 2, role="主笔", manner="未立案"))
    score = scored_by(NAME, facts)
    assert points_of(score)["C1"] == 0
    assert score.grade == "达到基本要求"


def test_bonuses_for_key_and_excellent_proposals_are_by_part_and_piece() -> None:
    # key: main writer 15, part 3; excellent: main writer 10, part 2; together 30
    facts = [
        honoured("主笔", "重点提案"),
        honoured("参与", "重点提案"),
        honoured("主笔", "优秀提案"),
        honoured("参与", "优秀提案"),
    ]
    assert points_of(scored_by(NAME, facts))["F1"] == 30


def test_one_proposal_both_key_and_excellent_is_the_higher_or_both_by_the_answer() -> None:
    facts = [honoured("主笔", "重点提案和优秀提案"), honoured("参与", "重点提案和优秀提案")]
    # 15 + 3, or (15 + 10) + (3 + 2)
    assert points_of(scored_by(NAME, facts))["F1"] == 18
    assert points_of(scored_by(NAME, facts, answers={"key_and_excellent": "两样都加"}))["F1"] == 30


def test_an_own_proposal_earns_the_bonus_only_where_the_answer_says_so() -> None:
    facts = [honoured("独立", "重点提案"), honoured("独立", "重点提案和优秀提案")]
    assert points_of(scored_by(NAME, facts))["F1"] == 30
    both = {"key_and_excellent": "两样都加"}
    assert points_of(scored_by(NAME, facts, answers=both))["F1"] == 40
    assert points_of(scored_by(NAME, facts, answers={**both, "alone_bonus": False}))["F1"] == 0
