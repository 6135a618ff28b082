"""S9 东宝区 2018: sixty for everybody, the rest on top without a ceiling, and ranks over the years."""

from datetime import date

import pytest

from deputy_station.features.points.rules.derive import score_all
from deputy_station.features.points.rules.facts import Earlier, Fact, Subject
from deputy_station.features.points.rules.periods import period_of
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.rules.score import Score
from deputy_station.features.points.rules.words import score_lines
from tests.features.points.schemes.shipped import (
    advised,
    came,
    caps_of,
    checked,
    did,
    points_of,
    scored,
    shipped,
)

FILE = "s09_dongbao_2018"


def ranked(scheme: Scheme, number: int, **earlier: tuple[Earlier, ...]) -> dict[str, Score]:
    """Deputies d1 (best) to dN, each with one meeting less than the one before."""
    entries = []
    for place in range(1, number + 1):
        name = f"d{place}"
        facts = came("代表小组活动", number - place, subject_id=name)
        entries.append((Subject(name, earlier=earlier.get(name, ())), facts))
    period = period_of(scheme.period, date(2026, 6, 1))
    return {str(each.subject_id): each for each in score_all(scheme, entries, period=period)}


def test_the_file_has_no_mistake() -> None:
    check = checked(FILE)
    assert check.mistakes == ()
    assert check.warnings == ()


def test_nothing_done_keeps_the_sixty_of_everybody() -> None:
    score = scored(shipped(FILE))
    assert (score.total, score.grade) == (60, "")
    assert score_lines(score)[:2] == ["周明：60.00 分", "办法没有分等次"]


def test_a_usual_year() -> None:
    # In session 4 x 2 + 2 + 3 = 13; between 6 x 2 + 5 x 0.5 = 14.5; 省级 15: 60 + 13 + 14.5 + 15 = 102.5.
    score = scored(
        shipped(FILE),
        came("全体会议", 4),
        did("发言", state="已受理"),
        did("议案建议", state="已受理", role="领衔"),
        came("接待日值班", 6),
        did("走访联系选民", weight=5, review="已核准"),
        did("表彰", level="省级", review="已核准", evidence=1),
    )
    assert [str(each.points) for each in score.categories] == ["60", "55/2", "15"]
    assert str(score.total) == "205/2"


def test_there_is_no_ceiling() -> None:
    assert scored(shipped(FILE), came("接待日值班", 100)).total == 260


def test_what_is_reported_by_oneself_counts_once_it_is_approved() -> None:
    for review in ("", "待审", "已退回", "已撤回"):
        assert scored(shipped(FILE), did("为民办实事", review=review)).total == 60
    assert scored(shipped(FILE), did("为民办实事", review="已核准")).total == 65


def test_a_commendation_needs_its_certificate() -> None:
    without = scored(shipped(FILE), did("表彰", level="市级", review="已核准"))
    assert (without.total, without.item("C1").points) == (60, 0)
    kept = scored(shipped(FILE), did("表彰", level="市级", review="已核准", evidence=1))
    assert kept.total == 70


@pytest.mark.parametrize(("answer", "total"), [("只扣这一方面", 45), ("60 分全扣", 0)])
def test_misconduct_loses_its_own_fifteen_or_all_sixty(answer: str, total: int) -> None:
    twice = did("失范行为", 2, manner="廉洁自律")
    assert scored(shipped(FILE, lost=answer), twice).total == total


def test_each_of_the_four_sides_is_lost_alone() -> None:
    facts: list[Fact] = [*did("失范行为", manner="社会公德"), *did("失范行为", manner="政治表现")]
    score = scored(shipped(FILE), facts)
    assert {code: int(points_of(score)[code]) for code in ("A1", "A2", "A3", "A4")} == {
        "A1": 0,
        "A2": 15,
        "A3": 15,
        "A4": 0,
    }


def test_high_three_years_running_is_commended() -> None:
    high = (Earlier("2024", "", rank=8, of=60), Earlier("2025", "", rank=3, of=60))
    gap = (Earlier("2024", "", rank=40, of=60), Earlier("2025", "", rank=3, of=60))
    scores = ranked(shipped(FILE), 20, d6=high, d7=gap, d11=high)
    assert advised(scores["d6"]) == ["履职积极分子"]
    assert advised(scores["d7"]) == []
    assert advised(scores["d11"]) == []  # eleventh this year
    # Among the first five only: 8th two years ago and 6th now are not enough.
    assert advised(ranked(shipped(FILE, high="前 5 名"), 20, d6=high)["d6"]) == []


def test_low_two_years_running_is_talked_to() -> None:
    low = (Earlier("2025", "", rank=58, of=60),)  # the last three of 60 are 58, 59 and 60
    almost = (Earlier("2025", "", rank=57, of=60),)
    scores = ranked(shipped(FILE), 20, d18=low, d19=almost, d17=low)
    assert advised(scores["d18"]) == ["诫勉谈话"]
    assert advised(scores["d19"]) == []
    assert advised(scores["d17"]) == []  # seventeenth of 20: fourth from the end
    assert advised(ranked(shipped(FILE, low="后 10 名"), 20, d19=almost)["d19"]) == ["诫勉谈话"]


def test_the_base_is_sixty_and_nothing_else_has_a_cap() -> None:
    scheme = shipped(FILE)
    assert scheme.total is None
    assert caps_of(scheme) == {
        "A": 60,
        "B": None,
        "C": None,
        "A1": 15,
        "A2": 15,
        "A3": 15,
        "A4": 15,
        "B1": None,
        "B2": None,
        "C1": None,
    }


@pytest.mark.parametrize(
    ("level", "points"), [("国家级", 20), ("省级", 15), ("市级", 10), ("县级", 5), ("乡镇级", 5)]
)
def test_a_commendation_goes_by_its_level(level: str, points: int) -> None:
    facts = did("表彰", level=level, review="已核准", evidence=1)
    assert scored(shipped(FILE), facts).item("C1").points == points


def test_a_report_gives_five_and_leave_two_only_where_answered_so() -> None:
    assert scored(shipped(FILE), did("调研报告", review="已核准")).item("B2").points == 5
    leave = did("学习培训", state="请假")
    assert scored(shipped(FILE), leave).item("B2").points == 0
    assert scored(shipped(FILE, leave=True), leave).item("B2").points == 2


def test_the_first_five_of_three_years_are_commended_under_the_narrower_answer() -> None:
    high = (Earlier("2024", "", rank=5, of=60), Earlier("2025", "", rank=4, of=60))
    scores = ranked(shipped(FILE, high="前 5 名"), 20, d5=high, d6=high)
    assert (advised(scores["d5"]), advised(scores["d6"])) == (["履职积极分子"], [])


def test_the_last_ten_end_where_the_answer_says() -> None:
    before = (Earlier("2025", "", rank=60, of=60),)
    scores = ranked(shipped(FILE, low="后 10 名"), 20, d10=before, d11=before)
    assert (advised(scores["d10"]), advised(scores["d11"])) == ([], ["诫勉谈话"])
