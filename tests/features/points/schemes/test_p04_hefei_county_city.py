"""P4: plenary 35, standing committee 30 for its members alone, activities 30, proposals, bonus pools of 20.

Source: http://www.yijiayoulu.com/gongwenfanwen/2022/0714/40782.html (the end is cut off).
"""

from fractions import Fraction

import pytest

from deputy_station.features.points.rules.facts import Fact
from tests.features.points.schemes.shipped import attended, checked, person, points_of, record, scored_by

NAME = "p04_hefei_county_city"


def proposal(role: str, month: int = 2, manner: str = "立案") -> Fact:
    """A proposal and what became of it."""
    return record("提案", month, role=role, manner=manner)


def opinion(manner: str, times: int) -> list[Fact]:
    """So many pieces of public opinion."""
    return [record("社情民意信息", month, manner=manner) for month in range(1, times + 1)]


BASIC = [
    *attended("全体会议", "到会", "到会"),
    *attended("视察调研", "到会", "到会"),
    *attended("学习培训", "到会", "到会"),
    proposal("独立"),
    *opinion("采用", 1),
]


def test_the_file_has_no_mistakes_and_no_warnings() -> None:
    checking = checked(NAME)
    assert checking.mistakes == ()
    assert checking.warnings == ()


def test_the_basic_points_of_a_member_are_90() -> None:
    # 35 + 4 × 7.5 + 15 + 10
    score = scored_by(NAME, BASIC)
    assert points_of(score) == {"A1": 35, "A2": 0, "B1": 30, "C1": 15, "C2": 10, "F1": 0, "F2": 0, "F3": 0}
    assert score.total == 90
    assert not score.item("A2").applies


def test_who_sits_in_the_standing_committee_has_30_more() -> None:
    facts = [*BASIC, *attended("常委会议", "到会", "到会")]
    assert scored_by(NAME, facts, who=person("常委")).total == 120
    # the same meetings give an ordinary member nothing
    assert scored_by(NAME, facts).total == 90


def test_nothing_done_is_0() -> None:
    assert scored_by(NAME).total == 0


@pytest.mark.parametrize(
    ("times", "by_each", "at_four"),
    [
        (0, Fraction(0), 0),
        (1, Fraction(15, 2), 0),
        (3, Fraction(45, 2), 0),
        (4, Fraction(30), 30),
        (5, Fraction(30), 30),
    ],
)
def test_activities_are_7_5_each_up_to_30(times: int, by_each: Fraction, at_four: int) -> None:
    facts = attended("视察调研", *["到会"] * times)
    assert points_of(scored_by(NAME, facts))["B1"] == by_each
    assert points_of(scored_by(NAME, facts, answers={"few_activities": "不得分"}))["B1"] == at_four


def test_a_plenary_missed_in_part_is_nothing_or_a_share_by_the_answer() -> None:
    # 3 of 4 half days: 0, or 35 × 3 ÷ 4 = 26.25
    facts = attended("全体会议", "到会", "到会", "到会", "请假")
    assert points_of(scored_by(NAME, facts))["A1"] == 0
    assert points_of(scored_by(NAME, facts, answers={"whole_course": "按实到比例"}))["A1"] == Fraction(105, 4)
    # leave that is not due leaves 3 of 3
    assert points_of(scored_by(NAME, facts, answers={"leave": "不计入应到"}))["A1"] == 35


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([proposal("独立")], 15),
        ([proposal("第一提案人")], 10),
        ([proposal("其他联名人")], 5),
        ([proposal("其他联名人", 1), proposal("其他联名人", 2)], 5),  # counted once
        ([proposal("其他联名人", 1), proposal("第一提案人", 2)], 10),
        ([proposal("独立", manner="未立案")], 0),
    ],
)
def test_a_proposal_counts_once_by_the_best_signature(facts: list[Fact], expected: int) -> None:
    assert points_of(scored_by(NAME, facts))["C1"] == expected


def test_proposals_from_the_second_on_add_5_each_up_to_20() -> None:
    # 1: 0; 3: 10; 5: 20; 7: 30, at most 20
    for number, expected in ((1, 0), (3, 10), (5, 20), (7, 20)):
        facts = [proposal("独立", month) for month in range(1, number + 1)]
        assert points_of(scored_by(NAME, facts))["F1"] == expected


def test_joint_proposals_are_second_ones_only_where_the_answer_says_so() -> None:
    # one own and two joint: 2 × 5, or none
    facts = [proposal("独立", 1), proposal("其他联名人", 2), proposal("第一提案人", 3)]
    assert points_of(scored_by(NAME, facts))["F1"] == 10
    assert points_of(scored_by(NAME, facts, answers={"joint_second": False}))["F1"] == 0


def test_excellent_proposals_add_8_each_but_not_for_co_signers() -> None:
    facts = [record("优秀提案", 11, role=role) for role in ("独立", "独立", "第一提案人", "其他联名人")]
    assert points_of(scored_by(NAME, facts))["F2"] == 16


def test_public_opinion_adds_3_from_the_second_on_and_1_when_not_adopted() -> None:
    # 3 adopted: 10 for the first, 2 × 3; 4 not adopted: 4 × 1
    score = scored_by(NAME, [*opinion("采用", 3), *opinion("未采用", 4)])
    assert points_of(score)["C2"] == 10
    assert points_of(score)["F3"] == 10


def test_the_pool_of_20_holds_with_the_higher_adoptions_outside_or_inside() -> None:
    # 8 adopted: 7 × 3 = 21, and 2 not adopted: 23, at most 20; two adopted higher up: 2 × 6 = 12
    facts = [
        *opinion("采用", 8),
        *opinion("未采用", 2),
        record("合肥市以上采用", 3, level="市级"),
        record("合肥市以上采用", 4, level="省级"),
    ]
    assert points_of(scored_by(NAME, facts))["F3"] == 32
    assert points_of(scored_by(NAME, facts, answers={"hefei_in_cap": True}))["F3"] == 20
    # below the pool both ways are the same: 3 + 6
    few = [*opinion("采用", 2), record("合肥市以上采用", 3, level="市级")]
    assert points_of(scored_by(NAME, few))["F3"] == 9
    assert points_of(scored_by(NAME, few, answers={"hefei_in_cap": True}))["F3"] == 9
