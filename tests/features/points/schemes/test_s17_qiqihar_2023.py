"""S17: self-reported records that count once approved, without caps and without grades.

Source: GitHub AXing567/points_management_vue (76251ba0) and com.axing.points_ms, 2023.
"""

from fractions import Fraction

import pytest

from deputy_station.features.points.rules.facts import Fact
from tests.features.points.schemes.shipped import checked, points_of, record, scored_by

NAME = "s17_qiqihar_2023"


def approved(kind: str, month: int = 5, **words: object) -> Fact:
    """A self-reported record that has been approved."""
    return record(kind, month, review="已核准", evidence=1, **words)


def worth(kind: str, amount: int) -> Fact:
    """An approved record that says how many points it asks for."""
    return approved(kind, amount=Fraction(amount))


def test_the_file_has_no_mistakes_and_no_warnings() -> None:
    checking = checked(NAME)
    assert checking.mistakes == ()
    assert checking.warnings == ()


def test_one_of_everything_at_the_top_of_its_range() -> None:
    # session 30 + 10 + 10 + 15 + 10 = 75
    # between 5 + 10 + 5 + 10 + 5 + 5 + 10 + 5 + 10 + 10 = 75
    facts = [
        approved("全体会议", state="到会", within="十八届三次"),
        worth("审议发言", 10),
        worth("提出建议意见", 10),
        worth("提出议案", 15),
        worth("提出质询", 10),
        approved("约见或旁听庭审"),
        approved("持证视察并形成报告"),
        approved("“七个一”达标"),
        worth("七个一以外办实事好事", 10),
        approved("学习培训", state="到会"),
        approved("听证、测评、检查、调研"),
        worth("交述职材料或口头述职", 10),
        approved("接待日值班", state="到会"),
        worth("值班中解决实际问题", 10),
        worth("完成履职登记表", 10),
    ]
    score = scored_by(NAME, facts)
    assert points_of(score) == {
        "A1": 30, "A2": 10, "A3": 10, "A4": 15, "A5": 10,
        "B1": 5, "B2": 10, "B3": 5, "B4": 10, "B5": 5, "B6": 5, "B7": 10, "B8": 5, "B9": 10, "B10": 10,
    }  # fmt: skip
    assert [category.points for category in score.categories] == [75, 75]
    assert score.total == 150
    assert score.unfit == ()


def test_nothing_is_capped() -> None:
    # 30 duties × 5 = 150; 7 of the seven × 5 = 35; four kinds of activities × 5 = 20
    facts = [
        approved("接待日值班", 1 + number % 12, state="到会", title=f"第 {number} 次") for number in range(30)
    ]
    facts.append(approved("“七个一”达标", weight=7))
    facts += [approved(kind, state="到会") for kind in ("代表小组活动", "学习培训", "视察调研", "列席会议")]
    score = scored_by(NAME, facts)
    assert points_of(score)["B8"] == 150
    assert points_of(score)["B3"] == 35
    assert points_of(score)["B5"] == 20
    assert score.total == 205


def test_no_grade_is_given_and_none_is_missed() -> None:
    score = scored_by(NAME, [approved("约见或旁听庭审")])
    assert score.total == 5
    assert score.grade == ""
    assert score.graded.asked == ""


def test_nothing_done_is_0() -> None:
    assert scored_by(NAME).total == 0


@pytest.mark.parametrize("review", ["待审", "已退回", "已撤回"])
def test_what_is_not_approved_does_not_count_and_says_so(review: str) -> None:
    # one approved 5; the other one is seen and passed over with its reason
    facts = [approved("约见或旁听庭审"), record("约见或旁听庭审", 6, review=review)]
    score = scored_by(NAME, facts)
    assert score.total == 5
    (passed,) = score.item("B1").passed
    assert passed.fact.review == review
    assert passed.reason


def test_a_figure_outside_the_printed_range_counts_only_where_the_answer_says_so() -> None:
    # B4 prints 5 to 10: 4 and 11 are outside, 5 and 10 are in it
    facts = [worth("七个一以外办实事好事", amount) for amount in (4, 5, 10, 11)]
    assert points_of(scored_by(NAME, facts))["B4"] == 15
    generous = scored_by(NAME, facts, answers={"range": "照报的分算"})
    assert points_of(generous)["B4"] == 30


def test_two_sessions_in_a_year_are_60_or_30_by_the_answer() -> None:
    # two half days of the first session and one of the second
    facts = [
        approved("全体会议", 1, state="到会", within="一次会议"),
        approved("全体会议", 1, state="到会", within="一次会议", title="下午"),
        approved("全体会议", 7, state="到会", within="二次会议"),
    ]
    assert points_of(scored_by(NAME, facts))["A1"] == 60
    once = scored_by(NAME, facts, answers={"attend_per_session": "一年只得一次 30 分"})
    assert points_of(once)["A1"] == 30


def test_attendance_the_station_wrote_down_needs_no_approval_and_a_report_waiting_does_not_count() -> None:
    # one duty from the station's own register, one reported and not yet approved
    facts = [record("接待日值班", 4, state="到会"), record("接待日值班", 5, state="到会", review="待审")]
    assert points_of(scored_by(NAME, facts))["B8"] == 5
    # of the kinds that are reported, nothing counts without approval
    assert points_of(scored_by(NAME, [record("约见或旁听庭审", 4)]))["B1"] == 0
