"""P5: 85 basic points, a bonus pool of 20, and points below zero for who stays away without leave.

Source: http://www.rmzxw.com.cn/c/2015-06-25/522820.shtml (a newspaper report; 25 of the 85 are reconstructed).
"""

from fractions import Fraction

import pytest

from deputy_station.features.points.rules.facts import Fact
from tests.features.points.schemes.shipped import attended, checked, person, points_of, record, scored_by

NAME = "p05_hefei_2015"


def proposals(number: int) -> list[Fact]:
    """So many proposals on file."""
    return [record("提案", month, manner="立案") for month in range(1, number + 1)]


BASIC = [
    *attended("全体会议", "到会", "到会"),
    *attended("视察调研", "到会"),
    *attended("学习培训", "到会"),
    *proposals(1),
    record("社情民意信息", 4, manner="采用"),
]


def test_the_file_has_no_mistakes_and_warns_only_that_the_report_names_no_floor() -> None:
    checking = checked(NAME)
    assert checking.mistakes == ()
    (warning,) = checking.warnings
    assert warning.where == "总分"
    assert "负数" in warning.what


def test_the_basic_points_are_85() -> None:
    # 30 + 30 + 15 + 10
    score = scored_by(NAME, BASIC)
    assert points_of(score) == {"A1": 30, "B1": 30, "C1": 15, "C2": 10, "F1": 0, "K1": 0, "K2": 0}
    assert score.total == 85


def test_the_most_there_is_is_105() -> None:
    # 85 + 4 further proposals × 5; two more change nothing
    assert scored_by(NAME, [*BASIC[:-2], *proposals(5), BASIC[-1]]).total == 105
    assert scored_by(NAME, [*BASIC[:-2], *proposals(7), BASIC[-1]]).total == 105


def test_nothing_done_is_0() -> None:
    assert scored_by(NAME).total == 0


def test_leave_gives_no_points_and_takes_none() -> None:
    score = scored_by(NAME, attended("全体会议", "请假", "请假"))
    assert points_of(score)["A1"] == 0
    assert points_of(score)["K1"] == 0
    assert score.total == 0


def test_a_member_away_without_leave_is_10_below() -> None:
    # two half days missed: once 10, or each 10
    facts = attended("全体会议", "缺席", "缺席")
    score = scored_by(NAME, facts)
    assert points_of(score)["K1"] == -10
    assert score.total == -10
    assert scored_by(NAME, facts, answers={"absence_counts": "每个半天扣一次"}).total == -20


def test_a_member_away_for_one_half_day_loses_the_30_and_10_more() -> None:
    # not the whole course: 0, or 30 × 3 ÷ 4 = 22.5; and −10 either way
    facts = attended("全体会议", "到会", "到会", "到会", "缺席")
    assert scored_by(NAME, facts).total == -10
    assert scored_by(NAME, facts, answers={"whole_course": "按实到比例"}).total == Fraction(25, 2)


def test_who_sits_in_the_standing_committee_loses_4_each_time_and_not_10() -> None:
    # plenary missed once, standing committee missed twice: 3 × 4
    facts = [*attended("全体会议", "缺席"), *attended("常委会议", "缺席", "缺席", "到会")]
    score = scored_by(NAME, facts, who=person("常委"))
    assert points_of(score)["K1"] == 0
    assert points_of(score)["K2"] == -12
    assert score.total == -12


@pytest.mark.parametrize(("times", "each", "at_two"), [(0, 0, 0), (1, 15, 0), (2, 30, 30), (3, 30, 30)])
def test_two_activities_are_30_and_one_goes_by_the_answer(times: int, each: int, at_two: int) -> None:
    facts = attended("视察调研", *["到会"] * times)
    assert points_of(scored_by(NAME, facts))["B1"] == each
    assert points_of(scored_by(NAME, facts, answers={"one_activity": "不得分"}))["B1"] == at_two


def test_the_30_points_of_the_standing_committee_need_its_meetings_too() -> None:
    # all plenary half days, one of two meetings of the committee: 0, or 30 × 3 ÷ 4
    facts = [*attended("全体会议", "到会", "到会"), *attended("常委会议", "到会", "请假")]
    assert points_of(scored_by(NAME, facts, who=person("常委")))["A1"] == 0
    shared = scored_by(NAME, facts, who=person("常委"), answers={"whole_course": "按实到比例"})
    assert points_of(shared)["A1"] == Fraction(45, 2)
