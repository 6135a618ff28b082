"""What a rule looks at and the most it can give, from the rule alone."""

from fractions import Fraction

from deputy_station.features.points.rules.asked import AllOf, HasRate, HasRecords, Not, Selector
from deputy_station.features.points.rules.ruling import (
    Ballot,
    Band,
    Base,
    Best,
    Count,
    Deduct,
    FirstNext,
    FromItems,
    Goal,
    Goals,
    PerMember,
    PerPeriod,
    Price,
    Rated,
    Rater,
    Ratio,
    Rule,
    Scaled,
    Shared,
    Step,
    Steps,
    Sum,
    Target,
    Tick,
)
from deputy_station.features.points.rules.shapes.reach import (
    best_possible,
    kinds_of,
    needs_dates,
    selectors_of,
)


def _of(*kinds: str) -> tuple[Selector, ...]:
    return (Selector(kinds),)


def _count(points: int, *, kind: str = "发言", most: int | None = None, once_per: str = "") -> Count:
    return Count(
        prices=(Price(_of(kind), Fraction(points)),),
        most=None if most is None else Fraction(most),
        once_per=once_per,
    )


def test_a_count_reaches_its_cap_and_without_one_has_no_end() -> None:
    assert best_possible(_count(2, most=8)) == 8
    assert best_possible(_count(2)) is None


def test_a_count_that_only_takes_off_never_gives_more_than_nothing() -> None:
    assert best_possible(_count(-2)) == 0


def test_a_count_of_at_most_four_times_reaches_four_of_the_dearest() -> None:
    prices = (Price(_of("培训"), Fraction(5)), Price(_of("发言"), Fraction(3)))
    assert best_possible(Count(prices=prices, times_at_most=4)) == 20


def test_once_a_quarter_reaches_four_times_in_a_year_and_eight_in_two() -> None:
    rule = _count(3, once_per="季")
    assert best_possible(rule) == 12
    assert best_possible(rule, months=24) == 24
    assert best_possible(_count(3, once_per="年"), months=6) == 3


def test_an_amount_is_bounded_only_by_the_cap() -> None:
    prices = (Price(_of("捐款"), Fraction(1, 100)),)
    assert best_possible(Count(prices=prices, by_amount=True, times_at_most=1)) is None
    assert best_possible(Count(prices=prices, by_amount=True, most=Fraction(10))) == 10


def test_shapes_with_an_end_of_their_own_reach_it() -> None:
    reached: list[tuple[Rule, int]] = [
        (Tick(of=_of("发言"), points=Fraction(30)), 30),
        (Ratio(of=_of("接待日值班"), full=Fraction(8)), 8),
        (Deduct(start=Fraction(10), prices=(Price(_of("缺席"), Fraction(3)),)), 10),
        (FirstNext(of=_of("议案建议"), first=Fraction(3), next=Fraction(0)), 3),
        (Base(points=Fraction(60), lost_all=_of("违法违纪")), 60),
        (PerMember(start=Fraction(20), each=Fraction(-5), when=HasRecords(_of("述职"))), 20),
        (
            Ballot(of=_of("测评"), weights=(("好", Fraction(1)), ("差", Fraction(1, 2))), full=Fraction(100)),
            100,
        ),
        (Target(of=_of("民生建议"), target=Fraction(12), points=Fraction(10), below=Fraction(1)), 10),
    ]
    assert [best_possible(rule) for rule, _most in reached] == [most for _rule, most in reached]


def test_steps_reach_the_upper_end_of_the_best_range() -> None:
    steps = (
        Step(Fraction(9, 10), Fraction(12), Fraction(15)),
        Step(Fraction(8, 10), Fraction(8), Fraction(11)),
    )
    assert best_possible(Steps(on="到会率", of=_of("全体会议"), steps=steps)) == 15


def test_further_ones_without_a_cap_have_no_end() -> None:
    assert best_possible(FirstNext(of=_of("议案建议"), first=Fraction(3), next=Fraction(2))) is None
    assert best_possible(Shared(prices=(Price(_of("议案建议"), Fraction(10)),), equally=True)) is None
    target = Target(of=_of("民生建议"), target=Fraction(12), points=Fraction(10), above=Fraction(1, 2))
    assert best_possible(target) is None


def test_marks_reach_the_highest_band_and_cells_add_up() -> None:
    bands = (Band("好", Fraction(8), Fraction(10)), Band("差", Fraction(0), Fraction(3)))
    assert best_possible(Rated(bands=bands, most=Fraction(10))) == 10
    cells = (Rater("自评", most=Fraction(5)), Rater("小组", most=Fraction(15)))
    assert best_possible(Rated(raters=cells, combine="相加")) == 20
    assert best_possible(Rated()) is None


def test_the_best_of_several_reaches_the_most_of_any_and_a_sum_all_of_them() -> None:
    options = (Tick(of=_of("述职"), points=Fraction(8)), Tick(of=_of("述职"), points=Fraction(2)))
    assert best_possible(Best(options=options)) == 8
    assert best_possible(Sum(parts=options)) == 10
    assert best_possible(Sum(parts=(*options, _count(1)))) is None
    assert best_possible(Sum(parts=(*options, _count(1)), most=Fraction(5))) == 5


def test_goals_reach_their_points_or_each_times_their_number() -> None:
    goals = tuple(Goal(name, HasRecords(_of(name))) for name in ("走访", "办实事", "捐款"))
    assert best_possible(Goals(goals=goals, points=Fraction(10))) == 10
    assert best_possible(Goals(goals=goals, each=Fraction(5))) == 15


def test_every_quarter_reaches_four_times_the_inner_rule() -> None:
    rule = PerPeriod(per="季", rule=Tick(of=_of("网站稿件"), points=Fraction(5, 2)))
    assert best_possible(rule) == 10


def test_scaled_points_and_other_scores_carry_their_bounds_along() -> None:
    assert best_possible(Scaled(rule=Ratio(of=_of("测评"), full=Fraction(100)), factor=Fraction(1, 5))) == 20
    rule = FromItems(scores=("日常",), factor=Fraction(4, 5))
    assert best_possible(rule) is None
    assert best_possible(rule, scores={"日常": Fraction(100)}) == 80


def test_kinds_and_selectors_include_those_of_inner_rules_and_conditions_once_each() -> None:
    condition = AllOf((HasRecords(_of("走访")), Not(HasRate(_of("全体会议"), below=Fraction(1, 2)))))
    rule = Sum(
        parts=(
            _count(1, kind="发言"),
            PerPeriod(per="月", rule=_count(1, kind="走访")),
            Goals(goals=(Goal("走", condition),)),
            Deduct(start=Fraction(5), prices=(Price(_of("发言"), Fraction(1)),), seen=_of("培训")),
        )
    )
    assert kinds_of(rule) == ("发言", "走访", "全体会议", "培训")
    assert selectors_of(rule) == (*_of("发言"), *_of("走访"), *_of("全体会议"), *_of("培训"))


def test_days_matter_where_something_is_counted_per_day_or_the_last_one_holds() -> None:
    assert needs_dates(_count(1, once_per="月"))
    assert needs_dates(Sum(parts=(_count(1), PerPeriod(per="季", rule=_count(1)))))
    assert needs_dates(Ballot(of=_of("测评"), weights=(), take="最后"))
    assert not needs_dates(Ballot(of=_of("测评"), weights=(), take="最好"))
    assert not needs_dates(_count(1, once_per="会议"))
    assert not needs_dates(Sum(parts=(_count(1), Ratio(of=_of("发言"), full=Fraction(8)))))
