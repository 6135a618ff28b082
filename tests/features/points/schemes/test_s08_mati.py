"""S8 马蹄乡 2018: 40 + 60 + bonus, marked by oneself and then by the group."""

from datetime import date

from deputy_station.features.points.rules.facts import Fact
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

FILE = "s08_mati_2018"


def full_year() -> list[Fact]:
    """20 + 10 + 10 in session, 20 + 20 between: 80, with 20 left for the mark."""
    return [
        *came("全体会议", 4),
        *did("发言", 2, state="已受理"),
        *did("议案建议", 2, state="已受理", role="领衔"),
        *came("代表小组活动", 4),
        *did("走访联系选民", 10),
    ]


def test_the_file_has_no_mistake() -> None:
    check = checked(FILE)
    assert check.mistakes == ()
    assert check.warnings == ()


def test_everything_without_bonus_gives_a_hundred() -> None:
    score = scored(shipped(FILE), full_year(), given=marked_by("B3", 自评=20, 小组=20))
    assert points_of(score) == {"A1": 20, "A2": 10, "A3": 10, "B1": 20, "B2": 20, "B3": 20, "C1": 0}
    assert [each.points for each in score.categories] == [40, 60, 0]
    assert score.total == 100


def test_bonus_goes_over_a_hundred_unless_it_is_capped() -> None:
    # 80 + 18 by the group, three commendations at 5 each: 113; capped at 10: 108.
    given = marked_by("B3", 自评=20, 小组=18)
    commended = did("表彰", 3, state="已受理")
    assert scored(shipped(FILE), full_year(), commended, given=given).total == 113
    assert scored(shipped(FILE, bonus_capped=True), full_year(), commended, given=given).total == 108


def test_nothing_done_is_nothing_and_the_mark_is_asked() -> None:
    score = scored(shipped(FILE))
    assert score.total == 0
    assert score.item("B3").open


def test_the_group_holds_unless_both_are_averaged() -> None:
    both = marked_by("B3", 自评=20, 小组=15)
    assert scored(shipped(FILE), given=both).item("B3").points == 15
    assert str(scored(shipped(FILE, combine="平均"), given=both).item("B3").points) == "35/2"  # 17.5


def test_half_the_meetings_is_half_the_points_and_leave_goes_as_answered() -> None:
    # 2 there, 1 absent, 1 on leave: 20 x 2/3; leave absent 2/4 = 10, half 2.5/4 = 12.5, there 3/4 = 15.
    facts = [
        *came("全体会议", 2),
        *did("全体会议", state="缺席", within="3"),
        *did("全体会议", state="请假", within="4"),
    ]
    points = {
        answer: str(scored(shipped(FILE, leave=answer), facts).item("A1").points)
        for answer in ("不计入应到", "算缺席", "算一半", "算到会")
    }
    assert points == {"不计入应到": "40/3", "算缺席": "10", "算一半": "25/2", "算到会": "15"}


def test_items_stop_at_their_caps() -> None:
    score = scored(shipped(FILE), did("发言", 5, state="已受理"), did("走访联系选民", weight=30))
    assert (score.item("A2").points, score.item("B2").points) == (10, 20)


def test_it_is_published_for_seven_days_and_ran_from_2018_to_2020() -> None:
    scheme = shipped(FILE)
    assert scheme.objection_days == 7
    assert (scheme.valid_from, scheme.valid_until) == (date(2018, 1, 1), date(2020, 12, 31))


def test_the_sheet_is_a_hundred_and_one_of_each_is_worth_this() -> None:
    scheme = shipped(FILE)
    assert scheme.total == 100
    assert caps_of(scheme) == {
        "A": 40,
        "B": 60,
        "C": None,
        "A1": 20,
        "A2": 10,
        "A3": 10,
        "B1": 20,
        "B2": 20,
        "B3": 20,
        "C1": None,
    }
    one = scored(
        scheme,
        did("发言", state="已受理"),
        did("议案建议", state="已受理", role="附议"),
        did("走访联系选民"),
        did("优秀建议", role="领衔"),
    )
    assert [one.item(code).points for code in ("A2", "A3", "B2", "C1")] == [5, 5, 2, 5]


def test_partly_there_is_half_a_time() -> None:
    # 1 + 1/2 of 2: 20 x 3/4.
    facts = [*came("代表小组活动"), *did("代表小组活动", state="部分参加", within="2")]
    assert scored(shipped(FILE), facts).item("B1").points == 15
