"""S5 白河 2017: four grades with gaps between whole points, two raters, a ladder after two 较差 running."""

from fractions import Fraction

import pytest

from deputy_station.features.points.rules.facts import Earlier, Fact
from tests.features.points.schemes.shipped import (
    advised,
    came,
    caps_of,
    checked,
    did,
    marked_by,
    points_of,
    scored,
    shipped,
)

FILE = "s05_baihe_2017"


def all_but_the_mark() -> list[Fact]:
    """20 + 5 + 30 + 10 and the 15 of 守法自律: 80 before anybody marks D2."""
    return [
        *came("全体会议", 4),
        *did("发言", state="已受理"),
        *came("代表小组活动", 4),
        *did("议案建议", 2, state="已受理", role="领衔"),
    ]


def test_the_file_has_no_mistake() -> None:
    check = checked(FILE)
    assert check.mistakes == ()
    assert check.warnings == ()


def test_everything_done_gives_a_hundred() -> None:
    score = scored(shipped(FILE), all_but_the_mark(), given=marked_by("D2", 县人代委=20))
    assert points_of(score) == {"A1": 20, "A2": 5, "B1": 30, "C1": 15, "D1": 10, "D2": 20}
    assert (score.total, score.grade) == (100, "优秀")


def test_nothing_done_is_poor_and_says_what_is_not_marked_yet() -> None:
    # 30 as nothing was arranged, 15 for a clean record.
    score = scored(shipped(FILE))
    assert (score.total, score.grade) == (45, "较差")
    assert score.open
    assert scored(shipped(FILE, nothing_arranged_is_full=False)).total == 15


@pytest.mark.parametrize(("mark", "grade"), [("10", "优秀"), ("9", "良好"), ("0", "良好")])
def test_whole_points_on_a_threshold(mark: str, grade: str) -> None:
    # 80 + 10 = 90, 80 + 9 = 89, 80 + 0 = 80.
    assert scored(shipped(FILE), all_but_the_mark(), given=marked_by("D2", 县人代委=mark)).grade == grade


@pytest.mark.parametrize(
    ("answer", "grade"), [("归低档", "良好"), ("归高档", "优秀"), ("四舍五入", "优秀"), ("由人定", "")]
)
def test_89_and_a_half_lies_between_two_grades(answer: str, grade: str) -> None:
    score = scored(shipped(FILE, gap=answer), all_but_the_mark(), given=marked_by("D2", 县人代委="9.5"))
    assert (score.total, score.grade) == (Fraction("89.5"), grade)


@pytest.mark.parametrize(
    ("answer", "grade"), [("归低档", "较差"), ("归高档", "一般"), ("四舍五入", "较差"), ("由人定", "")]
)
def test_59_point_4_rounds_down(answer: str, grade: str) -> None:
    # 30 + 15 with nothing arranged, 10 for two suggestions, 4.4 marked: 59.4.
    suggestions = did("议案建议", 2, state="已受理", role="领衔")
    score = scored(shipped(FILE, gap=answer), suggestions, given=marked_by("D2", 县人代委="4.4"))
    assert (score.total, score.grade) == (Fraction("59.4"), grade)


def test_two_raters_are_combined_as_answered() -> None:
    both = marked_by("D2", 镇人大=12, 县人代委=15)
    assert scored(shipped(FILE), given=both).item("D2").points == 15
    assert scored(shipped(FILE, two_raters="平均"), given=both).item("D2").points == Fraction("13.5")


@pytest.mark.parametrize("rung", ["约谈批评", "通报批评", "劝其辞职", "提出罢免"])
def test_two_poor_years_running_suggest_the_rung_that_was_chosen(rung: str) -> None:
    scheme = shipped(FILE, ladder=rung)
    assert advised(scored(scheme, earlier=(Earlier("2025", "较差"),))) == [rung]
    assert advised(scored(scheme)) == []
    assert advised(scored(scheme, earlier=(Earlier("2025", "一般"),))) == []


def test_nothing_suspends_a_deputy() -> None:
    scheme = shipped(FILE)
    assert all("暂停" not in each.name for each in scheme.consequences)
    assert "暂停执行代表职务" in scheme.reconstructed


def test_the_sheet_is_a_hundred_and_its_caps_hold() -> None:
    scheme = shipped(FILE)
    assert scheme.total == 100
    assert caps_of(scheme) == {
        "A": 25,
        "B": 30,
        "C": 15,
        "D": 30,
        "A1": 20,
        "A2": 5,
        "B1": 30,
        "C1": 15,
        "D1": 10,
        "D2": 20,
    }
    facts = [*did("发言", 4, state="已受理"), *did("议案建议", 5, state="已受理", role="附议")]
    score = scored(scheme, facts)
    assert (score.item("A2").points, score.item("D1").points) == (5, 10)
    assert scored(scheme, did("议案建议", state="已受理", role="领衔")).item("D1").points == 5


def test_breaking_the_law_loses_fifteen_and_what_is_not_accepted_gives_nothing() -> None:
    assert scored(shipped(FILE), did("违法违纪")).item("C1").points == 0
    assert scored(shipped(FILE), did("议案建议", state="未受理", role="领衔")).item("D1").points == 0


def test_leave_and_part_of_a_meeting_count_as_answered() -> None:
    # 1 there, 1 partly (1/2), 1 on leave: 30 x 1.5/2, 1.5/3, 2/3, 2.5/3.
    facts = [
        *came("视察调研"),
        *did("视察调研", state="部分参加", within="2"),
        *did("视察调研", state="请假", within="3"),
    ]
    points = {
        answer: scored(shipped(FILE, leave=answer), facts).item("B1").points
        for answer in ("不计入应到", "算缺席", "算一半", "算到会")
    }
    assert points == {"不计入应到": Fraction(45, 2), "算缺席": 15, "算一半": 20, "算到会": 25}


@pytest.mark.parametrize(("mark", "grade"), [("15", "一般"), ("14", "较差"), ("16", "一般")])
def test_sixty_is_fair_and_fifty_nine_is_poor(mark: str, grade: str) -> None:
    # 30 + 15 and the mark: 60, 59, 61.
    assert scored(shipped(FILE), given=marked_by("D2", 县人代委=mark)).grade == grade


def test_seventy_nine_is_fair_and_the_gap_above_it_is_asked() -> None:
    # All but the mark without the two suggestions is 70; the mark adds 9 or 9.5.
    facts = [fact for fact in all_but_the_mark() if fact.kind != "议案建议"]
    assert scored(shipped(FILE), facts, given=marked_by("D2", 县人代委=9)).grade == "一般"
    between = scored(shipped(FILE), facts, given=marked_by("D2", 县人代委="9.5"))
    assert (between.total, between.grade) == (Fraction("79.5"), "")
