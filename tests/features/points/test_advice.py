"""What the grades of several periods lead to: advice with the periods it rests on."""

from datetime import date
from fractions import Fraction
from typing import Any

from deputy_station.features.points.rules.asked import AllOf, HasGrade, HasRecords
from deputy_station.features.points.rules.derive import derive, score_all
from deputy_station.features.points.rules.facts import Earlier, Fact, Period, Subject
from deputy_station.features.points.rules.scheme import Consequence
from deputy_station.features.points.rules.score import Advice
from tests.features.points.made_up import fact, grade, marks, of, scheme

NOW = Period("2026", "2026 年", date(2026, 1, 1), date(2026, 12, 31), 2026)
REELECT = Consequence("推荐连任", frozenset({"优秀"}), times=2, note="报主席团研究")
TALK = Consequence("约谈", frozenset({"较差"}), times=2, running=True)


def earlier(*years: tuple[int, str], rank: dict[int, int] | None = None) -> tuple[Earlier, ...]:
    return tuple(
        Earlier(str(year), word, rank=(rank or {}).get(year, 0), of=64 if rank else 0) for year, word in years
    )


def advised(
    consequence: Consequence, total: int, before: tuple[Earlier, ...] = (), *facts: Fact, **changes: Any
) -> list[str]:
    """The reasons for somebody with this total in 2026 under the shipped grades (90, 75, 60)."""
    subject = Subject(1, marks=marks(A=total), earlier=before)
    rules = scheme(consequences=(consequence,), **changes)
    return [each.reason for each in derive(rules, subject, facts, period=NOW).advice]


def test_two_excellent_years_in_a_term_lead_to_advice_that_names_them() -> None:
    # V13: 优秀, 好, 优秀.
    subject = Subject(1, marks=marks(A=95), earlier=earlier((2024, "优秀"), (2025, "好")))
    score = derive(scheme(consequences=(REELECT,)), subject, (), period=NOW)
    assert score.advice == (Advice("推荐连任", "2024 年、2026 年优秀", "报主席团研究"),)


def test_one_excellent_year_is_not_two() -> None:
    assert advised(REELECT, 95, earlier((2024, "好"), (2025, "好"))) == []


def test_two_excellent_years_before_still_stand_when_this_one_is_not() -> None:
    assert advised(REELECT, 80, earlier((2024, "优秀"), (2025, "优秀"))) == ["2024 年、2025 年优秀"]


def test_consecutive_means_one_right_after_the_other_up_to_now() -> None:
    assert advised(TALK, 10, earlier((2025, "较差"))) == ["连续 2 次：2025 年、2026 年较差"]
    assert advised(TALK, 10, earlier((2024, "较差"), (2025, "好"))) == []
    assert advised(TALK, 80, earlier((2024, "较差"), (2025, "较差"))) == []


def test_a_year_that_is_missing_breaks_the_row() -> None:
    assert advised(TALK, 10, earlier((2024, "较差"))) == []


def test_the_order_in_which_earlier_years_come_does_not_matter() -> None:
    three = Consequence("约谈", frozenset({"较差"}), times=3, running=True)
    before = earlier((2025, "较差"), (2024, "较差"))
    assert advised(three, 10, before) == ["连续 3 次：2024 年、2025 年、2026 年较差"]


def test_a_closed_copy_of_the_present_period_and_later_ones_are_not_counted_twice() -> None:
    assert advised(REELECT, 95, earlier((2026, "优秀"), (2027, "优秀"))) == []


def test_once_is_about_this_period_alone() -> None:
    once = Consequence("约谈", frozenset({"较差"}))
    assert advised(once, 10) == ["2026 年较差"]
    assert advised(once, 80, earlier((2025, "较差"))) == []


def test_any_of_several_grades_counts() -> None:
    either = Consequence("可以连任", frozenset({"优秀", "好"}), times=3)
    before = earlier((2024, "优秀"), (2025, "好"))
    assert advised(either, 95, before) == ["2024 年、2026 年优秀，2025 年好"]


# S4 银川市 2017: 履职好 and a 重点督办建议 → 表彰.
def test_a_good_grade_with_a_suggestion_under_key_supervision_is_commended() -> None:
    both = AllOf((HasGrade(frozenset({"履职好"})), HasRecords(of("重点督办建议"))))
    commend = Consequence("表彰", when=both)
    grades = [grade("履职好", 80), grade("较好", 60), grade("差", 0)]
    key = fact("重点督办建议")
    assert advised(commend, 80, (), key, grades=grades) == [
        "（等次为“履职好”，现为“履职好”），并且 （有重点督办建议，现有 1 次）"
    ]
    assert advised(commend, 79, (), key, grades=grades) == []
    assert advised(commend, 95, (), grades=grades) == []


# S9 荆门东宝区: ranked high three years running → 履职积极分子; ranked low two years running → 诫勉谈话.
def test_ranked_high_three_years_running() -> None:
    active = Consequence("履职积极分子", times=3, running=True, rank_top=10)
    before = earlier((2024, "好"), (2025, "好"), rank={2024: 3, 2025: 10})
    people = [(Subject(1, marks=marks(A=90), earlier=before), ()), (Subject(2, marks=marks(A=95)), ())]
    scores = score_all(scheme(consequences=(active,)), people, period=NOW)
    assert [each.reason for each in scores[0].advice] == [
        "连续：2024 年第 3 名、2025 年第 10 名、2026 年第 2 名"
    ]
    assert scores[1].advice == ()
    missed = earlier((2024, "好"), (2025, "好"), rank={2024: 3, 2025: 11})
    again = score_all(
        scheme(consequences=(active,)), [(Subject(1, marks=marks(A=90), earlier=missed), ())], period=NOW
    )
    assert again[0].advice == ()


def test_ranked_low_two_years_running() -> None:
    talk = Consequence("诫勉谈话", times=2, running=True, rank_bottom=2)
    before = (Earlier("2025", "好", rank=63, of=64),)
    people = [(Subject(number, marks=marks(A=100 - number), earlier=before), ()) for number in range(1, 6)]
    scores = score_all(scheme(consequences=(talk,)), people, period=NOW)
    assert [bool(score.advice) for score in scores] == [False, False, False, True, True]
    assert scores[4].advice[0].reason == "连续：2025 年第 63 名、2026 年第 5 名"


def test_who_shares_the_last_place_is_among_the_last() -> None:
    last = Consequence("提醒", rank_bottom=1)
    people = [(Subject(number, marks=marks(A=total)), ()) for number, total in enumerate([90, 80, 70, 70], 1)]
    scores = score_all(scheme(consequences=(last,)), people, period=NOW)
    assert [bool(score.advice) for score in scores] == [False, False, True, True]


def test_a_period_known_by_its_days_alone_is_compared_with_earlier_ones() -> None:
    by_days = Period("2026-01-01/2026-12-31", "2026 年度", date(2026, 1, 1), date(2026, 12, 31), 2026)
    rules = scheme(consequences=(TALK,))
    right = Subject(1, marks=marks(A=10), earlier=earlier((2025, "较差")))
    gap = Subject(1, marks=marks(A=10), earlier=earlier((2024, "较差"), (2026, "较差")))
    assert [each.reason for each in derive(rules, right, (), period=by_days).advice] == [
        "连续 2 次：2025 年、2026 年度较差"
    ]
    assert derive(rules, gap, (), period=by_days).advice == ()


def test_who_is_scored_alone_has_no_rank_and_no_advice_from_it() -> None:
    assert advised(Consequence("履职积极分子", rank_top=10), 95) == []


def test_a_grade_not_yet_decided_leads_to_nothing() -> None:
    rules = scheme(
        grades=[grade("好", 85), grade("差", at_most=84)],
        consequences=(Consequence("约谈", frozenset({"差"})), Consequence("表彰", frozenset({"好"}))),
    )
    assert derive(rules, Subject(1, marks=marks(A=Fraction("84.5"))), (), period=NOW).advice == ()
