"""S13 沅江 2020: two years at a time, the best nine of 64; and a selection of a fifth that leaves leaders out."""

from datetime import date
from fractions import Fraction

import pytest

from deputy_station.features.points.rules.derive import score_all
from deputy_station.features.points.rules.facts import Decision, Fact, Mark, Subject
from deputy_station.features.points.rules.periods import period_of
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.rules.score import Score
from tests.features.points.schemes.shipped import (
    came,
    caps_of,
    checked,
    did,
    marked_by,
    points_of,
    scored,
    shipped,
)

FILE = "s13_yuanjiang_2020"
SELECTION = "s13_yuanjiang_2020_selection"
IN_IT = date(2019, 12, 1)


def full_two_years() -> list[Fact]:
    """20 + 10 + 30 + 20: 80, with 20 left for the mark of 自身形象."""
    return [
        *came("全体会议", 8, on=date(2019, 1, 8)),
        *did("议案建议", 5, on=date(2019, 1, 9), state="已受理", role="领衔"),
        *came("接待日值班", 10, on=IN_IT),
        *did("走访联系选民", 20, on=IN_IT),
    ]


def all_64(
    scheme: Scheme, item: str, points: list[int], *, leaders: int = 0, decisions: tuple[Decision, ...] = ()
) -> list[Score]:
    """Sixty-four deputies by the marks they got; the first so many are leaders."""
    rater = "联工委" if item == "C1" else ""
    entries: list[tuple[Subject, list[Fact]]] = [
        (
            Subject(
                number,
                roles=frozenset({"领导干部"}) if number < leaders else frozenset(),
                marks=(Mark(item, Fraction(each), rater),),
            ),
            [],
        )
        for number, each in enumerate(points)
    ]
    assert len(entries) == 64
    period = period_of(scheme.period, IN_IT)
    return score_all(scheme, entries, period=period, decisions=decisions)


@pytest.mark.parametrize("name", [FILE, SELECTION])
def test_the_files_have_no_mistake(name: str) -> None:
    check = checked(name)
    assert check.mistakes == ()
    assert check.warnings == ()


@pytest.mark.parametrize("name", [FILE, SELECTION])
def test_the_period_is_two_years_from_september(name: str) -> None:
    period = period_of(shipped(name).period, IN_IT)
    assert (period.first, period.last) == (date(2018, 9, 1), date(2020, 8, 31))


def test_everything_gives_a_hundred() -> None:
    scheme = shipped(FILE)
    score = scored(
        scheme,
        full_two_years(),
        given=marked_by("C1", 自评=20, 小组校核=19, 联工委=20),
        period=period_of(scheme.period, IN_IT),
    )
    assert points_of(score) == {"A1": 20, "A2": 10, "B1": 30, "B2": 20, "C1": 20}
    assert score.total == 100


def test_nothing_done() -> None:
    # 30 as nothing was arranged; the mark is asked.
    scheme = shipped(FILE)
    period = period_of(scheme.period, IN_IT)
    score = scored(scheme, period=period)
    assert score.total == 30
    assert score.item("C1").open
    assert scored(shipped(FILE, nothing_arranged_is_full=False), period=period).total == 0


def test_the_days_around_the_two_years_are_outside() -> None:
    scheme = shipped(FILE)
    period = period_of(scheme.period, IN_IT)
    edges = [
        *did("走访联系选民", on=date(2018, 8, 31)),
        *did("走访联系选民", on=date(2018, 9, 1)),
        *did("走访联系选民", on=date(2020, 8, 31)),
        *did("走访联系选民", on=date(2020, 9, 1)),
    ]
    score = scored(scheme, edges, period=period)
    assert score.item("B2").points == 2
    assert [fact.on for fact in score.outside] == [date(2018, 8, 31), date(2020, 9, 1)]


def test_the_last_rater_that_marked_holds() -> None:
    scheme = shipped(FILE)
    period = period_of(scheme.period, IN_IT)
    checked_by_group = scored(scheme, given=marked_by("C1", 自评=20, 小组校核=17), period=period)
    assert checked_by_group.item("C1").points == 17
    settled = scored(scheme, given=marked_by("C1", 自评=20, 小组校核=17, 联工委=18), period=period)
    assert settled.item("C1").points == 18


def test_the_best_nine_of_64_are_excellent() -> None:
    # 9 marked 20, 55 marked 10: the line falls between them.
    scores = all_64(shipped(FILE), "C1", [20] * 9 + [10] * 55)
    assert [each.grade for each in scores] == ["优秀"] * 9 + ["其他"] * 55


def test_a_tie_for_the_ninth_place_is_asked_and_never_chosen() -> None:
    # 8 are through; the two at 15 share one place.
    points = [20] * 8 + [15] * 2 + [10] * 54
    scores = all_64(shipped(FILE), "C1", points)
    assert [each.grade for each in scores[:8]] == ["优秀"] * 8
    for tied in scores[8:10]:
        assert tied.grade != "优秀"
        assert set(tied.graded.tied) == {8, 9}
        # 30 as nothing was arranged and 15 marked.
        assert tied.graded.asked == "“优秀”最多 9 名，还剩 1 名，同为 45 分的有 2 名，由人定"
    assert scores[10].grade == "其他"
    decided = all_64(shipped(FILE), "C1", points, decisions=(Decision(9, "优秀"),))
    assert (decided[8].grade, decided[9].grade) == ("其他", "优秀")


@pytest.mark.parametrize(
    ("rounding", "of", "places"),
    [
        ("舍去", "全体代表", 12),  # 64 x 20% = 12.8
        ("四舍五入", "全体代表", 13),
        ("进位", "全体代表", 13),
        ("舍去", "可以参评的代表", 10),  # 50 x 20% = 10
        ("进位", "可以参评的代表", 10),
    ],
)
def test_a_fifth_is_selected_and_leaders_are_not(rounding: str, of: str, places: int) -> None:
    # 14 leaders have the best marks of all; the other 50 have 24 (for each place) or 5.
    points = [25] * 14 + [24] * places + [5] * (50 - places)
    scheme = shipped(SELECTION, quota_rounding=rounding, quota_of=of)
    scores = all_64(scheme, "A1", points, leaders=14)
    selected = [each.subject_id for each in scores if each.grade == "优秀人大代表"]
    assert selected == list(range(14, 14 + places))
    assert {each.grade for each in scores[:14]} == ({"未入选"} if of == "全体代表" else {"不参评"})


def test_the_four_criteria_are_25_each_and_attendance_is_exact() -> None:
    scheme = shipped(SELECTION)
    period = period_of(scheme.period, IN_IT)
    # 2 of 3 attended: 25 x 2/3.
    facts = [*came("代表小组活动", 2, on=IN_IT), *did("视察调研", on=IN_IT, state="缺席")]
    given = (Mark("A1", Fraction(20)), Mark("A2", Fraction(21)), Mark("A3", Fraction(22)))
    score = scored(scheme, facts, given=given, period=period)
    assert score.total == 63 + Fraction(50, 3)


@pytest.mark.parametrize(("answer", "points"), [("不计入应到", 25), ("算缺席", Fraction(25, 2))])
def test_leave_counts_as_answered(answer: str, points: Fraction) -> None:
    scheme = shipped(SELECTION, leave=answer)
    facts = [*came("学习培训", on=IN_IT), *did("学习培训", on=IN_IT, state="请假", within="2")]
    score = scored(scheme, facts, period=period_of(scheme.period, IN_IT))
    assert score.item("A4").points == points


def test_the_sheets_are_a_hundred_and_one_of_each_is_worth_this() -> None:
    scheme = shipped(FILE)
    assert scheme.total == 100
    assert caps_of(scheme) == {
        "A": 30,
        "B": 50,
        "C": 20,
        "A1": 20,
        "A2": 10,
        "B1": 30,
        "B2": 20,
        "C1": 20,
    }
    facts = [*did("议案建议", on=IN_IT, state="已受理", role="附议"), *did("走访联系选民", on=IN_IT)]
    score = scored(scheme, facts, period=period_of(scheme.period, IN_IT))
    assert (score.item("A2").points, score.item("B2").points) == (2, 1)
    selection = shipped(SELECTION)
    assert selection.total == 100
    assert caps_of(selection) == {"A": 100, "A1": 25, "A2": 25, "A3": 25, "A4": 25}


@pytest.mark.parametrize(
    ("answer", "points"),
    [("不计入应到", Fraction(45, 2)), ("算缺席", 15), ("算一半", 20), ("算到会", 25)],
)
def test_leave_and_part_of_an_activity_count_as_answered(answer: str, points: Fraction | int) -> None:
    # 1 there, 1 partly (1/2), 1 on leave: 30 x 1.5/2, 1.5/3, 2/3, 2.5/3.
    facts = [
        *came("视察调研", on=IN_IT),
        *did("视察调研", on=IN_IT, state="部分参加", within="2"),
        *did("视察调研", on=IN_IT, state="请假", within="3"),
    ]
    scheme = shipped(FILE, leave=answer)
    score = scored(scheme, facts, period=period_of(scheme.period, IN_IT))
    assert score.item("B1").points == points


def test_the_first_nine_are_taken_even_at_nothing() -> None:
    # No minimum is printed: 9 marked 1, the others 0, and nothing arranged counts nothing.
    scores = all_64(shipped(FILE, nothing_arranged_is_full=False), "C1", [1] * 9 + [0] * 55)
    assert [each.grade for each in scores] == ["优秀"] * 9 + ["其他"] * 55
    assert scores[0].total == 1


def test_part_of_an_activity_is_half_of_it_in_the_selection_too() -> None:
    # 1 + 1/2 of 2: 25 x 3/4.
    scheme = shipped(SELECTION)
    facts = [*came("学习培训", on=IN_IT), *did("学习培训", on=IN_IT, state="部分参加", within="2")]
    score = scored(scheme, facts, period=period_of(scheme.period, IN_IT))
    assert score.item("A4").points == Fraction(75, 4)
