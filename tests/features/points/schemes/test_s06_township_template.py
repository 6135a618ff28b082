"""S6, a template: tiers of attendance that give a range, from which a rater picks."""

from fractions import Fraction

import pytest

from deputy_station.features.points.rules.facts import Fact
from tests.features.points.schemes.shipped import (
    came,
    caps_of,
    checked,
    did,
    marks,
    points_of,
    scored,
    shipped,
)

FILE = "s06_township_template"


def attended(there: int, of: int) -> list[Fact]:
    """So many half-days of so many, each written as one record that stands for several."""
    return [
        *did("全体会议", state="到会", weight=there),
        *did("审议", state="缺席", weight=of - there),
    ]


def test_the_file_has_no_mistake() -> None:
    check = checked(FILE)
    assert check.mistakes == ()
    assert check.warnings == ()


def test_a_usual_year() -> None:
    # 9 + 6 by bands, 14 within 12 to 15 (10 of 10), 5 of the presidium's meetings, 50 for the rest: 84.
    score = scored(
        shipped(FILE), attended(10, 10), came("主席团会议", 2), given=marks(A1=9, A2=6, B1=14, C1=50)
    )
    assert points_of(score) == {"A1": 9, "A2": 6, "B1": 14, "B2": 5, "C1": 50}
    assert (score.total, score.grade) == (84, "称职")


def test_everything_gives_a_hundred() -> None:
    score = scored(
        shipped(FILE), attended(10, 10), came("主席团会议", 2), given=marks(A1=10, A2=10, B1=15, C1=60)
    )
    assert (score.total, score.grade, score.open) == (100, "优秀", ())


def test_nothing_marked_is_left_open_item_by_item() -> None:
    # 5 as no meeting of the presidium was held; B1 has no session to go by.
    score = scored(shipped(FILE))
    assert score.total == 5
    assert {each.item.code for each in score.items if each.open} >= {"A1", "A2", "C1"}
    assert scored(shipped(FILE, nothing_arranged_is_full=False)).total == 0


@pytest.mark.parametrize(
    ("there", "mark", "points"),
    [
        (90, 12, 12),  # exactly 90%: 12 to 15
        (90, 15, 15),
        (89, 11, 11),  # 80 to 89%: 8 to 11
        (80, 8, 8),
        (79, 7, 7),  # below 80%: 0 to 7
        (0, 0, 0),
    ],
)
def test_a_mark_within_the_range_of_the_tier_stands(there: int, mark: int, points: int) -> None:
    score = scored(shipped(FILE), attended(there, 100), given=marks(B1=mark))
    assert score.item("B1").points == points
    assert score.item("B1").open == ()


@pytest.mark.parametrize(("there", "mark"), [(89, 12), (79, 8), (100, 11)])
def test_a_mark_outside_the_range_of_the_tier_is_asked_again(there: int, mark: int) -> None:
    score = scored(shipped(FILE), attended(there, 100), given=marks(B1=mark))
    assert score.item("B1").points != mark
    assert score.item("B1").open


def test_89_and_a_half_percent_is_the_lower_tier_unless_rates_are_rounded() -> None:
    facts = attended(179, 200)  # 179/200 = 89.5%
    assert scored(shipped(FILE), facts, given=marks(B1=11)).item("B1").points == 11
    assert scored(shipped(FILE, rate_gap="四舍五入"), facts, given=marks(B1=12)).item("B1").points == 12
    # 89.4% is never the upper one.
    low = scored(shipped(FILE, rate_gap="四舍五入"), attended(894, 1000), given=marks(B1=12))
    assert low.item("B1").open


def test_bands_are_whole_points() -> None:
    # 7.5 lies between 一般 (4 to 7) and 好 (8 to 10): nobody said which.
    score = scored(shipped(FILE), given=marks(A1="7.5"))
    assert score.item("A1").points != Fraction("7.5")
    assert score.item("A1").open


def test_leave_counts_as_answered() -> None:
    facts = [*did("全体会议", state="到会", weight=4), *did("全体会议", state="请假", within="5")]
    # 4 of 5 = 80%: 8 to 11; left out: 4 of 4.
    assert scored(shipped(FILE), facts, given=marks(B1=10)).item("B1").points == 10
    assert scored(shipped(FILE, leave="不计入应到"), facts, given=marks(B1=13)).item("B1").points == 13


def test_the_sheet_is_a_hundred() -> None:
    scheme = shipped(FILE)
    assert scheme.total == 100
    assert caps_of(scheme) == {
        "A": 20,
        "B": 20,
        "C": 60,
        "A1": 10,
        "A2": 10,
        "B1": 15,
        "B2": 5,
        "C1": 60,
    }


@pytest.mark.parametrize("item", ["A1", "A2"])
def test_the_three_bands(item: str) -> None:
    named = {}
    for mark in range(11):
        words = scored(shipped(FILE), given=marks(**{item: mark})).item(item).words
        named[mark] = next(name for name in ("一般", "好", "差") if f"（{name}）" in words)
    assert [mark for mark in named if named[mark] == "差"] == [0, 1, 2, 3]
    assert [mark for mark in named if named[mark] == "一般"] == [4, 5, 6, 7]
    assert [mark for mark in named if named[mark] == "好"] == [8, 9, 10]


@pytest.mark.parametrize(("there", "low", "high"), [(89.5, 12, 15), (79.5, 8, 11), (0, 0, 7)])
def test_rounded_tiers_end_where_the_paper_ends_them(there: float, low: int, high: int) -> None:
    scheme = shipped(FILE, rate_gap="四舍五入")
    facts = attended(int(there * 10), 1000)
    for mark in (low, high):
        assert scored(scheme, facts, given=marks(B1=mark)).item("B1").open == ()
    for mark in {low - 1, high + 1} - {-1, 16}:
        assert scored(scheme, facts, given=marks(B1=mark)).item("B1").open


def test_grades_begin_at_90_and_60() -> None:
    def grade(rest: str) -> str:
        # 10 + 10 + 15 + 5 and the rest.
        given = marks(A1=10, A2=10, B1=15, C1=rest)
        return scored(shipped(FILE), attended(1, 1), given=given).grade

    assert [grade(rest) for rest in ("50", "49.9", "20", "19.9")] == ["优秀", "称职", "称职", "不称职"]


def test_part_of_a_meeting_is_half_and_so_is_leave_where_answered_so() -> None:
    # 1 + 1/2 of 3, or 2 of 3 with leave as half: 5 x 1/2, 5 x 2/3.
    facts = [
        *came("主席团会议"),
        *did("主席团会议", state="部分参加", within="2"),
        *did("列席会议", state="请假"),
    ]
    assert scored(shipped(FILE), facts).item("B2").points == Fraction(5, 2)
    assert scored(shipped(FILE, leave="算一半"), facts).item("B2").points == Fraction(10, 3)
