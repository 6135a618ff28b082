"""S16: 20 points for the session and 80 between sessions, whole points, a column for deductions, never below 0.

Source: GitHub Kskjshare/zhrd, pages under evaluation/delegation.
"""

import pytest

from tests.features.points.schemes.shipped import checked, person, points_of, scored_by

NAME = "s16_delegation_20_80"
FULL = {"A1": 5, "A2": 15, **{f"B{number}": 10 for number in range(1, 9)}, "K1": 0}


def test_the_file_has_no_mistakes_and_no_warnings() -> None:
    checking = checked(NAME)
    assert checking.mistakes == ()
    assert checking.warnings == ()


def test_every_cell_full_is_100_and_satisfied() -> None:
    # 5 + 15 + 8 × 10 = 100
    score = scored_by(NAME, who=person(marks=FULL))
    assert score.total == 100
    assert score.grade == "满意"
    assert score.open == ()


def test_an_ordinary_sheet_adds_its_cells_and_takes_the_deduction_off() -> None:
    # session 4 + 12 = 16; between 9 + 8 + 7 + 6 + 5 + 8 + 7 + 9 = 59; deduction 3; 16 + 59 − 3 = 72
    marks = {
        "A1": 4,
        "A2": 12,
        "B1": 9,
        "B2": 8,
        "B3": 7,
        "B4": 6,
        "B5": 5,
        "B6": 8,
        "B7": 7,
        "B8": 9,
        "K1": -3,
    }
    score = scored_by(NAME, who=person(marks=marks))
    assert [category.points for category in score.categories] == [16, 59, -3]
    assert score.total == 72
    assert score.grade == "基本满意"


@pytest.mark.parametrize(
    ("deduction", "total", "grade"),
    [(-20, 80, "满意"), (-21, 79, "基本满意"), (-40, 60, "基本满意"), (-41, 59, "不满意")],
)
def test_the_grades_end_where_the_sheet_prints_it(deduction: int, total: int, grade: str) -> None:
    # 100 − deduction: 80 is still 满意, 79 no longer; 60 is still 基本满意, 59 no longer
    score = scored_by(NAME, who=person(marks={**FULL, "K1": deduction}))
    assert (score.total, score.grade) == (total, grade)


def test_deductions_beyond_what_was_earned_stop_at_0() -> None:
    # 5 + 0 … − 30 = −25, printed floor 0
    marks = {**dict.fromkeys(FULL, 0), "A1": 5, "K1": -30}
    score = scored_by(NAME, who=person(marks=marks))
    assert score.item("K1").points == -30
    assert score.total == 0
    assert score.grade == "不满意"


def test_a_cell_above_its_mark_or_with_half_a_point_is_not_taken() -> None:
    # B1 may be 0 to 10 in whole points: 11 and 7.5 are no marks; the other cells give 90
    for wrong in (11, "15/2"):
        score = scored_by(NAME, who=person(marks={**FULL, "B1": wrong}))
        assert points_of(score)["B1"] == 0
        assert score.total == 90
        assert any("遵纪守法" in sentence for sentence in score.open)


def test_an_empty_sheet_is_0_and_says_what_nobody_has_marked() -> None:
    score = scored_by(NAME)
    assert score.total == 0
    assert score.grade == "不满意"
    # ten cells wait for a mark; an empty column of deductions means nothing is taken off
    assert len(score.open) == 10
    assert not score.item("K1").open
