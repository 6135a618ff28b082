"""S4 银川 2017: six areas, 100 points, three grades, 约谈 and the compound award. Numbers reasoned by hand."""

from fractions import Fraction

import pytest

from deputy_station.features.points.rules.facts import Earlier, Fact
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

FILE = "s04_yinchuan_2017"


def all_attended() -> list[Fact]:
    """15 + 20 + 10 + 15 + 10: everything that is attended, in full; with the 10 of 遵纪守法 it is 80."""
    return [
        *came("学习培训", 2),
        *came("全体会议", 4),
        *came("列席会议"),
        *came("视察调研", 2),
        *came("接待日值班", 6),
    ]


def led(number: int) -> list[Fact]:
    return did("议案建议", number, state="已受理", role="领衔")


def test_the_file_has_no_mistake() -> None:
    check = checked(FILE)
    assert check.mistakes == ()
    assert check.warnings == ()


def test_everything_done_gives_a_hundred() -> None:
    # E1: first 6, two more 2 each = 10; D1: ten contacts = 10.
    score = scored(shipped(FILE), all_attended(), did("走访联系选民", 10), led(3))
    assert points_of(score) == {
        "A1": 15,
        "B1": 20,
        "B2": 10,
        "C1": 15,
        "D1": 10,
        "D2": 10,
        "E1": 10,
        "F1": 10,
    }
    assert (score.total, score.grade, advised(score)) == (100, "履职好", [])


def test_nothing_done_keeps_what_was_never_arranged_and_the_clean_record() -> None:
    # No congress was held: 0; nothing arranged: 15 + 10 + 15 + 10; nothing against the law: 10.
    score = scored(shipped(FILE))
    assert (score.total, score.grade) == (60, "履职较好")
    # The other answer: only the 10 of 遵纪守法 are left.
    score = scored(shipped(FILE, nothing_arranged_is_full=False))
    assert (score.total, score.grade, advised(score)) == (10, "履职差", ["约谈"])


def test_exactly_eighty_is_good_and_exactly_sixty_is_fairly_good() -> None:
    score = scored(shipped(FILE), all_attended())
    assert (score.total, score.grade) == (80, "履职好")
    # No session held at all and no contact: 80 - 20 = 60.
    without = [fact for fact in all_attended() if fact.kind != "全体会议"]
    assert scored(shipped(FILE), without).total == 60
    # A public reproof takes 5 of the 10: 55.
    score = scored(shipped(FILE), without, did("通报批评"))
    assert (score.total, score.grade) == (55, "履职差")


@pytest.mark.parametrize(
    ("answer", "grade"),
    [("归低档", "履职较好"), ("归高档", "履职好"), ("四舍五入", "履职好"), ("由人定", "")],
)
def test_79_and_a_half_goes_where_the_switch_says(answer: str, grade: str) -> None:
    # 39 of 40 half-days: 20 x 39/40 = 19.5, so 79.5.
    half_days = [*came("全体会议", 39), *did("全体会议", state="缺席", within="40")]
    others = [fact for fact in all_attended() if fact.kind != "全体会议"]
    score = scored(shipped(FILE, gap=answer), half_days, others)
    assert score.total == Fraction("79.5")
    assert score.grade == grade
    assert bool(score.graded.asked) == (grade == "")


@pytest.mark.parametrize(
    ("answer", "points"),
    [("不计入应到", 15), ("算缺席", Fraction(15, 2)), ("算一半", Fraction(45, 4)), ("算到会", 15)],
)
def test_leave_counts_as_answered(answer: str, points: Fraction) -> None:
    # One of two trainings attended, one on leave: 15 x 1/1, 1/2, 1.5/2, 2/2.
    score = scored(shipped(FILE, leave=answer), came("学习培训"), did("学习培训", state="请假", within="2"))
    assert score.item("A1").points == points


def test_contacts_go_by_steps() -> None:
    def contacts(number: int) -> Fraction:
        return scored(shipped(FILE), did("走访联系选民", number)).item("D1").points

    assert [contacts(number) for number in (0, 1, 4, 5, 9, 10, 30)] == [0, 3, 3, 6, 6, 10, 10]


def test_breaking_the_law_loses_all_of_it_and_two_reproofs_do_not_go_below_nothing() -> None:
    assert scored(shipped(FILE), did("违法违纪")).item("F1").points == 0
    assert scored(shipped(FILE), did("通报批评", 3)).item("F1").points == 0


def test_a_second_poor_year_in_a_row_suggests_leaving_but_one_in_between_does_not() -> None:
    scheme = shipped(FILE, nothing_arranged_is_full=False)
    again = scored(scheme, earlier=(Earlier("2025", "履职差"),))
    assert advised(again) == ["约谈", "建议劝其辞职或启动罢免"]
    between = scored(scheme, earlier=(Earlier("2024", "履职差"), Earlier("2025", "履职较好")))
    assert advised(between) == ["约谈"]


def test_an_award_takes_both_the_grade_and_a_key_suggestion() -> None:
    key = did("重点督办建议", role="领衔")
    cosigned = did("重点督办建议", role="附议")
    assert advised(scored(shipped(FILE), all_attended(), key)) == ["表彰"]
    assert advised(scored(shipped(FILE), all_attended())) == []
    assert advised(scored(shipped(FILE), key)) == []  # 60 points: 履职较好
    assert advised(scored(shipped(FILE), all_attended(), cosigned)) == []
    assert advised(scored(shipped(FILE, cosigned_key_counts=True), all_attended(), cosigned)) == ["表彰"]


def test_a_cosigned_suggestion_counts_only_when_the_switch_says_so() -> None:
    cosigned = did("议案建议", 2, state="已受理", role="附议")
    assert scored(shipped(FILE), cosigned).item("E1").points == 0
    assert scored(shipped(FILE, cosigned_counts=True), cosigned).item("E1").points == 8  # 6 + 2


def test_the_sheet_is_a_hundred_and_its_caps_hold() -> None:
    scheme = shipped(FILE)
    assert (scheme.total, scheme.total_least) == (100, 0)
    assert caps_of(scheme) == {
        "A": 15,
        "B": 30,
        "C": 15,
        "D": 20,
        "E": 10,
        "F": 10,
        "A1": 15,
        "B1": 20,
        "B2": 10,
        "C1": 15,
        "D1": 10,
        "D2": 10,
        "E1": 10,
        "F1": 10,
    }
    assert scored(scheme, led(9)).item("E1").points == 10  # 6 + 8 x 2 = 22


def test_partly_there_is_half_a_time() -> None:
    # 1 + 1/2 of 2: 15 x 3/4.
    facts = [*came("学习培训"), *did("学习培训", state="部分参加", within="2")]
    assert scored(shipped(FILE), facts).item("A1").points == Fraction(45, 4)


def test_just_below_sixty_is_poor() -> None:
    # 60 with nothing arranged but two trainings of three: 15 x 2/3 = 10, so 55; with three contacts 3: 58.
    facts = [*came("学习培训", 2), *did("学习培训", state="缺席", within="3"), *did("走访联系选民", 3)]
    score = scored(shipped(FILE), facts)
    assert (score.total, score.grade) == (58, "履职差")
