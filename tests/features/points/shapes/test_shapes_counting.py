"""Counting shapes by hand: tick, count, first and further ones, target, deductions, base points, rates."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from deputy_station.features.points.rules.asked import Attendance, Selector
from deputy_station.features.points.rules.bag import Bag
from deputy_station.features.points.rules.facts import Fact
from deputy_station.features.points.rules.ruling import (
    Base,
    Count,
    Deduct,
    FirstNext,
    Price,
    Ratio,
    Target,
    Tick,
)
from deputy_station.features.points.rules.scheme import RecordKind
from deputy_station.features.points.rules.score import Outcome
from deputy_station.features.points.rules.shapes.working import work_out

BagOf = Callable[..., Bag]


def _of(*kinds: str, **words: str) -> tuple[Selector, ...]:
    sets = {f"{field}s": frozenset({word}) for field, word in words.items()}
    return (Selector(kinds, **sets),)  # type: ignore[arg-type]


def _facts(kind: str, number: int = 1, *, month: int = 3, **said: Any) -> list[Fact]:
    return [Fact(kind, "zhou", date(2026, month, day + 1), **said) for day in range(number)]


def _gave(outcome: Outcome) -> tuple[object, str]:
    return outcome.points, outcome.words


def test_a_tick_needs_one_record_and_says_so(bag_of: BagOf) -> None:
    # S17: attending the congress is worth 30.
    rule = Tick(of=_of("全体会议"), points=Fraction(30))
    came = work_out(rule, bag_of(_facts("全体会议", state="到会")))
    assert (*_gave(came), len(came.counted)) == (30, "1 次，得 30", 1)
    absent = work_out(rule, bag_of(_facts("全体会议", state="缺席")))
    assert _gave(absent) == (0, "0 次，计 0")
    assert [entry.reason for entry in absent.passed] == ["缺席，不计"]


def test_a_tick_for_at_least_two_starts_exactly_at_two(bag_of: BagOf) -> None:
    rule = Tick(of=_of("走访联系选民"), points=Fraction(5), at_least=Fraction(2))
    assert work_out(rule, bag_of(_facts("走访联系选民", 1))).words == "1 次，不满 2 次，计 0"
    assert work_out(rule, bag_of(_facts("走访联系选民", 2))).points == 5
    assert work_out(rule, bag_of(_facts("走访联系选民", weight=2))).words == "2 次，满 2 次得 5"


@pytest.mark.parametrize(
    ("number", "points", "words"),
    [
        (0, 0, "2 × 0 次 = 0"),
        (3, 6, "2 × 3 次 = 6"),
        (4, 8, "2 × 4 次 = 8"),
        (5, 8, "2 × 5 次 = 10，封顶 8"),
    ],
)
def test_a_count_grows_to_its_cap(bag_of: BagOf, number: int, points: int, words: str) -> None:
    rule = Count(prices=(Price(_of("代表小组活动"), Fraction(2)),), most=Fraction(8))
    outcome = work_out(rule, bag_of(_facts("代表小组活动", number, state="到会")))
    assert _gave(outcome) == (points, words)
    assert len(outcome.counted) == number


def test_a_training_attended_in_part_has_a_price_of_its_own(bag_of: BagOf) -> None:
    # P1: training out of town is 10 in full and 5 in part.
    rule = Count(
        prices=(
            Price(_of("学习培训", state="部分参加"), Fraction(5)),
            Price(_of("学习培训"), Fraction(10)),
        )
    )
    facts = _facts("学习培训", state="部分参加") + _facts("学习培训", 2, month=4, state="到会")
    outcome = work_out(rule, bag_of(facts + _facts("学习培训", month=5, state="请假")))
    assert _gave(outcome) == (25, "5 × 1 次 + 10 × 2 次 = 25")
    assert [entry.reason for entry in outcome.passed] == ["请假，不计"]


def test_part_of_a_time_counts_by_what_the_scheme_says_it_is_worth(bag_of: BagOf) -> None:
    rule = Count(prices=(Price(_of("学习培训"), Fraction(3)),))
    outcome = work_out(rule, bag_of(_facts("学习培训", state="部分参加")))
    assert _gave(outcome) == (Fraction(3, 2), "3 × 0.5 次 = 1.5")


def test_award_levels_are_priced_by_the_first_price_that_fits(bag_of: BagOf) -> None:
    # P3: bonus by level, 国 10 省 8 地 6 市 4.
    prices = tuple(
        Price(_of("表彰", level=level), Fraction(points))
        for level, points in (("国家级", 10), ("省级", 8), ("市级", 6), ("县级", 4))
    )
    facts = _facts("表彰", level="省级") + _facts("表彰", 2, month=4, level="县级") + _facts("表彰", month=6)
    outcome = work_out(Count(prices=prices), bag_of(facts))
    assert _gave(outcome) == (16, "8 × 1 次 + 4 × 2 次 = 16")
    assert [entry.reason for entry in outcome.passed] == ["没有写明级别，不计"]


def test_one_session_counts_once_and_the_others_say_why(bag_of: BagOf) -> None:
    rule = Count(prices=(Price(_of("会前准备"), Fraction(2)),), once_per="会议")
    facts = _facts("会前准备", 3, within="第五次") + _facts("会前准备", month=4, within="第六次")
    outcome = work_out(rule, bag_of(facts))
    assert _gave(outcome) == (4, "2 × 2 次 = 4")
    assert [entry.reason for entry in outcome.passed] == ["同一次会议只算一次"] * 2


def test_once_a_quarter_takes_the_dearest_of_each(bag_of: BagOf) -> None:
    prices = (Price(_of("表彰", level="县级"), Fraction(1)), Price(_of("表彰"), Fraction(3)))
    facts = [
        *_facts("表彰", month=1, level="县级"),
        *_facts("表彰", month=3, level="省级"),
        *_facts("表彰", month=4, level="县级"),
    ]
    outcome = work_out(Count(prices=prices, once_per="季"), bag_of(facts))
    assert _gave(outcome) == (4, "1 × 1 次 + 3 × 1 次 = 4")
    assert [entry.fact.on.month for entry in outcome.passed] == [1]


def test_at_most_four_times_takes_the_dearest_and_part_of_a_heavy_record(bag_of: BagOf) -> None:
    prices = (Price(_of("发言"), Fraction(1)), Price(_of("调研报告"), Fraction(5)))
    facts = _facts("发言", weight=10) + _facts("调研报告", 2, month=7)
    outcome = work_out(Count(prices=prices, times_at_most=4), bag_of(facts))
    assert _gave(outcome) == (12, "1 × 2 次 + 5 × 2 次 = 12，最多算 4 次")
    assert len(outcome.counted) == 3


def test_an_amount_counts_by_the_yuan_and_one_without_is_asked_for(bag_of: BagOf) -> None:
    # S15: a donation of 999 yuan; a hundredth of a point each yuan.
    rule = Count(prices=(Price(_of("捐款"), Fraction(1, 100)),), by_amount=True)
    facts = _facts("捐款", amount=Fraction(999)) + _facts("捐款", month=5)
    outcome = work_out(rule, bag_of(facts))
    assert _gave(outcome) == (Fraction(999, 100), "0.01 × 999 = 9.99")
    assert outcome.open == ("捐款有 1 条没有写明金额，补上后才算",)
    assert [entry.reason for entry in outcome.passed] == ["没有写明金额，不计"]


def test_never_invited_is_full_only_where_the_rule_says_so(bag_of: BagOf) -> None:
    prices = (Price(_of("列席会议"), Fraction(2)),)
    kind = Count(prices=prices, most=Fraction(4), none_is_full=True)
    assert work_out(kind, bag_of()).words == "没有安排，按满分计 4"
    invited = work_out(kind, bag_of(_facts("列席会议", state="未登记")))
    assert invited.words == "还没有已登记的安排，暂按满分计 4"
    assert invited.open == ("列席会议有 1 次考勤还没有登记",)
    assert work_out(kind, bag_of(_facts("列席会议", state="缺席"))).points == 0
    assert work_out(Count(prices=prices, most=Fraction(4)), bag_of()).points == 0


def test_a_third_stays_exact_and_is_written_as_a_fraction(bag_of: BagOf) -> None:
    rule = Count(prices=(Price(_of("发言"), Fraction(1, 3)),))
    assert work_out(rule, bag_of(_facts("发言", 3))).words == "1/3 × 3 次 = 1"
    two = work_out(rule, bag_of(_facts("发言", 2)))
    assert _gave(two) == (Fraction(2, 3), "1/3 × 2 次 ≈ 0.67")


def test_prices_below_nothing_go_down_to_the_floor_or_below_it_without_one(bag_of: BagOf) -> None:
    prices = (Price(_of("通报批评"), Fraction(-4)),)
    assert (
        work_out(Count(prices=prices), bag_of(_facts("通报批评", 2))).words == "−4 × 2 次 = −8，扣到 0 为止"
    )
    assert work_out(Count(prices=prices, least=None), bag_of(_facts("通报批评", 2))).points == -8


@pytest.mark.parametrize(
    ("number", "points", "words"),
    [
        (0, 0, "0 件，计 0"),
        (1, 3, "首件 3"),
        (2, 5, "首件 3 + 2 × 1 件 = 5"),
        (3, 5, "首件 3 + 2 × 2 件 = 7，封顶 5"),
    ],
)
def test_the_first_and_further_suggestions(bag_of: BagOf, number: int, points: int, words: str) -> None:
    # Default scheme C2: first 3, second +2, cap 5.
    of = _of("议案建议", state="已受理", role="领衔")
    rule = FirstNext(of=of, first=Fraction(3), next=Fraction(2), most=Fraction(5), unit="件")
    facts = _facts("议案建议", number, state="已受理", role="领衔")
    outcome = work_out(rule, bag_of(facts + _facts("议案建议", month=9, state="未受理", role="领衔")))
    assert _gave(outcome) == (points, words)
    assert [entry.reason for entry in outcome.passed] == ["未受理，不计"]


@pytest.mark.parametrize(
    ("number", "points", "words"),
    [
        (12, 10, "12 条，目标 12 条，得 10"),
        (14, 11, "14 条，目标 12 条，10 + 0.5 × 2 条 = 11"),
        (9, 7, "9 条，目标 12 条，10 − 1 × 3 条 = 7"),
        (0, 0, "0 条，目标 12 条，10 − 1 × 12 条 = −2，扣到 0 为止"),
    ],
)
def test_a_target_gives_more_above_and_less_below(
    bag_of: BagOf, number: int, points: int, words: str
) -> None:
    rule = Target(
        of=_of("民生建议"),
        target=Fraction(12),
        points=Fraction(10),
        above=Fraction(1, 2),
        below=Fraction(1),
        unit="条",
    )
    outcome = work_out(rule, bag_of(_facts("民生建议", number)))
    assert _gave(outcome) == (points, words)


def test_a_rate_is_attended_of_due_with_pending_ones_open(bag_of: BagOf) -> None:
    rule = Ratio(of=_of("接待日值班"), full=Fraction(8))
    facts = [
        *_facts("接待日值班", 6, state="到会"),
        *_facts("接待日值班", 2, month=4, state="缺席"),
        *_facts("接待日值班", 2, month=5, state="未登记"),
        *_facts("接待日值班", 1, month=12, state="未举行"),
    ]
    outcome = work_out(rule, bag_of(facts))
    assert _gave(outcome) == (6, "到会 6/8 次 → 8 × 6/8 = 6")
    assert len(outcome.counted) == 8
    assert [entry.reason for entry in outcome.passed] == [
        "考勤还没有登记，登记后才算",
        "考勤还没有登记，登记后才算",
        "还没有举行",
    ]
    assert outcome.open == ("接待日值班有 2 次考勤还没有登记",)


def test_leave_is_an_absence_a_half_or_left_out_as_the_scheme_says(bag_of: BagOf) -> None:
    facts = _facts("全体会议", 3, state="到会") + _facts("全体会议", month=4, state="请假")
    rule = Ratio(of=_of("全体会议"), full=Fraction(10))
    assert work_out(rule, bag_of(facts)).points == Fraction(15, 2)
    left_out = work_out(rule, bag_of(facts, left_out=["请假"]))
    assert left_out.points == 10
    assert [entry.reason for entry in left_out.passed] == ["请假，不计入应到"]
    half = Attendance((("到会", Fraction(1)), ("请假", Fraction(1, 2))))
    halved = work_out(Ratio(of=_of("全体会议"), full=Fraction(10), attendance=half), bag_of(facts))
    assert _gave(halved) == (Fraction(35, 4), "到会 3.5 次，应到 4 次 → 10 × 3.5 ÷ 4 = 8.75")


def test_nothing_due_is_nothing_or_full_by_the_rule(bag_of: BagOf) -> None:
    rule = Ratio(of=_of("接待日值班"), full=Fraction(8))
    assert work_out(rule, bag_of()).words == "没有安排，计 0"
    full = Ratio(of=_of("接待日值班"), full=Fraction(8), none_is_full=True)
    assert work_out(full, bag_of()).words == "没有安排，按满分计 8"
    assert (
        work_out(full, bag_of(_facts("接待日值班", state="未登记"))).words
        == "还没有已登记的安排，暂按满分计 8"
    )


def test_deductions_by_state_stop_at_the_floor(bag_of: BagOf) -> None:
    # P3: late or leaving early −1, group discussion missed −1.5, out of 10.
    prices = (
        Price((Selector(("全体会议",), frozenset({"迟到", "早退"})),), Fraction(1)),
        Price(_of("审议", state="缺席"), Fraction(3, 2)),
    )
    rule = Deduct(start=Fraction(10), prices=prices, most=Fraction(10))
    facts = [
        *_facts("全体会议", 2, state="迟到"),
        *_facts("全体会议", month=4, state="到会"),
        *_facts("审议", 3, state="缺席"),
    ]
    outcome = work_out(rule, bag_of(facts))
    assert _gave(outcome) == (Fraction(7, 2), "10 − 1 × 2 次 − 1.5 × 3 次 = 3.5")
    assert [entry.reason for entry in outcome.passed] == ["到会，不扣分"]
    many = work_out(rule, bag_of(_facts("审议", 7, state="缺席")))
    assert _gave(many) == (0, "10 − 1.5 × 7 次 = −0.5，扣到 0 为止")
    assert work_out(rule, bag_of()).words == "10，没有扣分"


def test_a_missed_vote_takes_one_off_and_those_cast_are_counted_as_seen(bag_of: BagOf) -> None:
    rule = Deduct(
        start=Fraction(4),
        prices=(Price(_of("选举和表决", state="缺席"), Fraction(1)),),
        seen=_of("选举和表决"),
    )
    facts = _facts("选举和表决", 3, state="到会") + _facts("选举和表决", month=4, state="缺席")
    outcome = work_out(rule, bag_of(facts))
    assert (*_gave(outcome), len(outcome.counted)) == (3, "4 − 1 × 1 次 = 3", 4)


def test_base_points_are_lost_only_by_misconduct(bag_of: BagOf) -> None:
    # S9: 60 points for everybody.
    rule = Base(points=Fraction(60), lost=(Price(_of("通报批评"), Fraction(10)),), lost_all=_of("违法违纪"))
    assert work_out(rule, bag_of()).words == "基础分 60"
    assert work_out(rule, bag_of(_facts("通报批评", 2))).words == "基础分 60 − 10 × 2 次 = 40"
    assert work_out(rule, bag_of(_facts("违法违纪"))).words == "基础分 60，有违法违纪，全部扣除，计 0"


def test_what_is_not_approved_is_passed_over_with_its_reason(bag_of: BagOf) -> None:
    kinds = (RecordKind("捐款", own=True, approval=True),)
    facts = _facts("捐款", review="待审") + _facts("捐款", month=5, review="已核准")
    outcome = work_out(Tick(of=_of("捐款"), points=Fraction(10)), bag_of(facts, kinds=kinds))
    assert outcome.points == 10
    assert [(entry.fact.on.month, entry.reason) for entry in outcome.passed] == [(3, "还没有审核，不计")]


def test_a_part_of_a_time_is_never_written_as_a_second_stroke(bag_of: BagOf) -> None:
    third = Attendance((("部分参加", Fraction(1, 3)),))
    facts = _facts("全体会议", 1, state="部分参加")
    rate = Ratio(of=_of("全体会议"), full=Fraction(10), attendance=third)
    words = "到会 1/3 次，应到 1 次 → 10 × 1/3 ÷ 1 ≈ 3.33"
    assert _gave(work_out(rate, bag_of(facts))) == (Fraction(10, 3), words)
