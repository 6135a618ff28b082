"""P3: work 80, attendance 10, study 10, a bonus of up to 10; half points; and the group's own 25 points.

Source: http://gszx.zggswz.com/Item/Show.asp?d=3803
"""

from fractions import Fraction

import pytest

from deputy_station.features.points.rules.facts import Fact
from tests.features.points.schemes.shipped import attended, checked, person, points_of, record, scored_by

NAME = "p03_guangshui_2017"
GROUP = "p03_guangshui_group_2017"
EVERYTHING = [
    record("提案", 2, role="第一提案人", manner="立案"),
    record("社情民意信息", 3),
    record("服务重点企业项目", 4),
    record("结对帮扶困难群众", 4),
    record("学习笔记", 11),
    record("学习心得文章", 11),
]


def articles(*months: int) -> list[Fact]:
    """An article on the web site in each of these months."""
    return [record("网站稿件", month, evidence=1) for month in months]


@pytest.mark.parametrize("name", [NAME, GROUP])
def test_the_file_has_no_mistakes_and_no_warnings(name: str) -> None:
    checking = checked(name)
    assert checking.mistakes == ()
    assert checking.warnings == ()


def test_everything_done_and_never_late_is_100() -> None:
    # 4 × 20 + 10 + 5 + 5
    score = scored_by(NAME, [*EVERYTHING, *attended("全体会议", "到会"), *attended("小组讨论", "到会")])
    assert [category.points for category in score.categories] == [80, 10, 10, 0]
    assert score.total == 100
    assert score.unfit == ()


def test_nothing_done_keeps_the_10_points_of_attendance() -> None:
    # nobody was missed anywhere, so nothing is taken off
    score = scored_by(NAME)
    assert points_of(score) == {"A1": 0, "A2": 0, "A3": 0, "A4": 0, "B1": 10, "C1": 0, "C2": 0, "F1": 0}
    assert score.total == 10


@pytest.mark.parametrize(
    ("signed", "expected"),
    [
        ([("第一提案人", "立案")], 20),
        ([("联名提案人", "立案")], 15),
        ([("第一提案人", "转社情民意")], 15),
        ([("联名提案人", "转社情民意")], 10),
        ([("第一提案人", "未立案")], 0),
        ([("联名提案人", "立案"), ("第一提案人", "转社情民意"), ("联名提案人", "转社情民意")], 15),
    ],
)
def test_a_proposal_goes_by_who_signed_and_what_became_of_it(
    signed: list[tuple[str, str]], expected: int
) -> None:
    facts = [
        record("提案", month, role=role, manner=manner) for month, (role, manner) in enumerate(signed, 1)
    ]
    assert points_of(scored_by(NAME, facts))["A1"] == expected


def test_public_opinion_and_local_history_are_one_item_of_20() -> None:
    assert points_of(scored_by(NAME, [record("文史资料")]))["A2"] == 20
    assert points_of(scored_by(NAME, [record("文史资料"), record("社情民意信息")]))["A2"] == 20


def test_each_sort_of_absence_has_its_price() -> None:
    # 10 − 2 × 1 (plenary late, early) − 1.5 (group missed) − 2 (standing committee late) − 1 (other early) = 3.5
    facts = [
        *attended("全体会议", "迟到", "早退", "到会"),
        *attended("小组讨论", "缺席", "到会"),
        *attended("常委会议", "迟到", "请假"),
        *attended("其他会议活动", "早退", "到会"),
    ]
    score = scored_by(NAME, facts, who=person("常委"))
    assert points_of(score)["B1"] == Fraction(7, 2)
    assert score.shown == "3.50"


def test_attendance_is_never_below_0() -> None:
    # 3 × 3 + 1.5 = 10.5 off 10
    facts = [*attended("常委会议", "缺席", "缺席", "缺席"), *attended("其他会议活动", "缺席")]
    assert points_of(scored_by(NAME, facts))["B1"] == 0
    # one of them less: 10 − 9 = 1
    assert points_of(scored_by(NAME, facts[:3]))["B1"] == 1


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("不扣", Fraction(10)), ("一次扣 1.5 分", Fraction(17, 2)), ("一次扣 3 分", Fraction(7))],
)
def test_an_unexcused_plenary_costs_what_the_answer_says(answer: str, expected: Fraction) -> None:
    score = scored_by(NAME, attended("全体会议", "缺席"), answers={"plenary_absence": answer})
    assert points_of(score)["B1"] == expected


def test_coming_for_a_part_is_leaving_early_only_where_the_answer_says_so() -> None:
    # standing committee −2, another meeting −1
    facts = [*attended("常委会议", "部分参加"), *attended("其他会议活动", "部分参加")]
    assert points_of(scored_by(NAME, facts))["B1"] == 10
    assert points_of(scored_by(NAME, facts, answers={"partly": True}))["B1"] == 7


@pytest.mark.parametrize(
    ("level", "expected"), [("国家级", 10), ("省级", 8), ("市级", 6), ("县级", 4), ("乡镇级", 0)]
)
def test_an_award_adds_by_its_level(level: str, expected: int) -> None:
    assert points_of(scored_by(NAME, [record("表彰", level=level)]))["F1"] == expected


def test_several_awards_are_the_highest_or_added_up_to_10() -> None:
    # 8 and 4: the highest 8; added 12, at most 10
    facts = [record("表彰", 6, level="省级"), record("表彰", 9, level="县级")]
    assert points_of(scored_by(NAME, facts))["F1"] == 8
    answers = {"several_awards": "各次相加，最多 10 分"}
    assert points_of(scored_by(NAME, facts, answers=answers))["F1"] == 10
    # 4 + 4 = 8 stays below the 10
    assert (
        points_of(
            scored_by(
                NAME, [record("表彰", 6, level="县级"), record("表彰", 9, level="县级")], answers=answers
            )
        )["F1"]
        == 8
    )


def test_no_grade_is_printed_so_none_is_given() -> None:
    assert scored_by(NAME, EVERYTHING).grade == ""


GROUP_DONE = [
    record("年度工作计划", 1),
    record("年度工作总结", 12),
    record("活动登记", 6),
    record("委员履职档案", 6),
]


def test_a_group_with_everything_has_25() -> None:
    # 5 + 5 + 5 + 4 × 2.5
    score = scored_by(GROUP, [*GROUP_DONE, *articles(2, 5, 8, 11)], who=person(marks={"A3": 5}))
    assert points_of(score) == {"A1": 5, "A2": 5, "A3": 5, "A4": 10}
    assert score.total == 25


def test_a_group_with_nothing_has_0_and_is_still_to_be_marked() -> None:
    score = scored_by(GROUP)
    assert score.total == 0
    assert any("台账" in sentence for sentence in score.open)


def test_half_of_a_pair_is_half_or_nothing_by_the_answer() -> None:
    facts = [record("年度工作计划", 1), record("活动登记", 6)]
    # 2.5 + 2.5, or 0 + 0
    assert scored_by(GROUP, facts).total == 5
    answers = {"plan_and_summary": "不得分", "registers": "不得分"}
    assert scored_by(GROUP, facts, answers=answers).total == 0
    assert scored_by(GROUP, GROUP_DONE, answers=answers).total == 10


@pytest.mark.parametrize(
    ("months", "each", "at_four", "quarterly"),
    [
        ((2, 5, 8, 11), Fraction(10), Fraction(10), Fraction(10)),
        # all four in the first quarter: one quarter of four has one
        ((1, 2, 2, 3), Fraction(10), Fraction(10), Fraction(5, 2)),
        # three, in two quarters
        ((4, 5, 10), Fraction(15, 2), Fraction(0), Fraction(5)),
        # six articles never give more than the 10
        ((1, 4, 5, 7, 10, 12), Fraction(10), Fraction(10), Fraction(10)),
        ((), Fraction(0), Fraction(0), Fraction(0)),
    ],
)
def test_articles_go_by_piece_by_four_or_by_quarter(
    months: tuple[int, ...], each: Fraction, at_four: Fraction, quarterly: Fraction
) -> None:
    facts = articles(*months)
    assert points_of(scored_by(GROUP, facts))["A4"] == each
    assert points_of(scored_by(GROUP, facts, answers={"articles": "全年满 4 篇得 10 分"}))["A4"] == at_four
    assert (
        points_of(scored_by(GROUP, facts, answers={"articles": "每季至少 1 篇，每季 2.5 分"}))["A4"]
        == quarterly
    )


def test_the_group_register_is_marked_in_half_points() -> None:
    assert points_of(scored_by(GROUP, who=person(marks={"A3": "9/2"})))["A3"] == Fraction(9, 2)
    # a quarter of a point is no mark
    assert points_of(scored_by(GROUP, who=person(marks={"A3": "17/4"})))["A3"] == 0
