"""Tables of steps, marks by hand and ballots, by hand: edges, ranges left to raters, raters that have not marked."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from deputy_station.features.points.rules.asked import Selector
from deputy_station.features.points.rules.bag import Bag
from deputy_station.features.points.rules.facts import Fact, Mark
from deputy_station.features.points.rules.ruling import Ballot, Band, Best, Rated, Rater, Step, Steps, Tick
from deputy_station.features.points.rules.score import Outcome
from deputy_station.features.points.rules.shapes.working import work_out

BagOf = Callable[..., Bag]

BANDS = (
    Band("好", Fraction(8), Fraction(10)),
    Band("一般", Fraction(4), Fraction(7)),
    Band("差", Fraction(0), Fraction(3)),
)
THREE = (
    Rater("自评", Fraction(1, 5)),
    Rater("小组", Fraction(3, 10)),
    Rater("镇", Fraction(1, 2)),
)


def _of(kind: str, **words: str) -> tuple[Selector, ...]:
    sets = {f"{field}s": frozenset({word}) for field, word in words.items()}
    return (Selector((kind,), **sets),)  # type: ignore[arg-type]


def _facts(kind: str, number: int = 1, *, month: int = 3, **said: Any) -> list[Fact]:
    return [Fact(kind, "zhou", date(2026, month, day + 1), **said) for day in range(number)]


def _gave(outcome: Outcome) -> tuple[object, str]:
    return outcome.points, outcome.words


def _mark(points: object, rater: str = "") -> Mark:
    return Mark("A1", Fraction(str(points)), rater)


@pytest.mark.parametrize(
    ("contacts", "points", "words"),
    [
        (0, 0, "0 人次，不满 5 人次，计 0"),
        (4, 0, "4 人次，不满 5 人次，计 0"),
        (5, 1, "5 人次，满 5 人次得 1"),
        (9, 1, "9 人次，满 5 人次得 1"),
        (10, 2, "10 人次，满 10 人次得 2"),
    ],
)
def test_contacts_by_steps(bag_of: BagOf, contacts: int, points: int, words: str) -> None:
    # Default scheme D1: 10 contacts 2, 5 to 9 one.
    table = (Step(Fraction(10), Fraction(2)), Step(Fraction(5), Fraction(1)))
    rule = Steps(on="次数", of=_of("走访联系选民"), steps=table, unit="人次")
    assert _gave(work_out(rule, bag_of(_facts("走访联系选民", weight=contacts)))) == (points, words)


@pytest.mark.parametrize(
    ("good", "others", "points", "words"),
    [
        (9, 1, 4, "9 ÷ 10 = 90%，满 90% 得 4"),
        (4, 1, 2, "4 ÷ 5 = 80%，满 80% 得 2"),
        (3, 1, 0, "3 ÷ 4 = 75%，不满 80%，计 0"),
        (2, 1, 0, "2 ÷ 3 ≈ 66.67%，不满 80%，计 0"),
        (0, 0, 0, "0 次，计 0"),
    ],
)
def test_satisfaction_by_steps(bag_of: BagOf, good: int, others: int, points: int, words: str) -> None:
    # Default scheme D4 and vector V12.
    table = (Step(Fraction(9, 10), Fraction(4)), Step(Fraction(4, 5), Fraction(2)))
    rule = Steps(on="比率", of=_of("回访"), good=_of("回访", satisfaction="满意"), steps=table)
    facts = _facts("回访", good, satisfaction="满意") + _facts(
        "回访", others, month=5, satisfaction="基本满意"
    )
    outcome = work_out(rule, bag_of(facts))
    assert _gave(outcome) == (points, words)
    assert len(outcome.counted) == good + others


def test_more_than_half_is_not_half(bag_of: BagOf) -> None:
    table = (Step(Fraction(1, 2), Fraction(4), over=True),)
    rule = Steps(on="比率", of=_of("回访"), good=_of("回访", satisfaction="满意"), steps=table)
    half = _facts("回访", 1, satisfaction="满意") + _facts("回访", 1, month=5, satisfaction="不满意")
    assert _gave(work_out(rule, bag_of(half))) == (0, "1 ÷ 2 = 50%，不高于 50%，计 0")
    more = half + _facts("回访", 1, month=6, satisfaction="满意")
    assert _gave(work_out(rule, bag_of(more))) == (4, "2 ÷ 3 ≈ 66.67%，高于 50% 得 4")


def test_amounts_by_steps_are_in_yuan(bag_of: BagOf) -> None:
    rule = Steps(
        on="金额",
        of=_of("捐款"),
        steps=(Step(Fraction(1000), Fraction(10)), Step(Fraction(500), Fraction(5))),
    )
    outcome = work_out(rule, bag_of(_facts("捐款", amount=Fraction(999)) + _facts("捐款", month=4)))
    assert _gave(outcome) == (5, "999 元，满 500 元得 5")
    assert outcome.open == ("捐款有 1 条没有写明金额，补上后才算",)


def test_the_highest_level_counts_once(bag_of: BagOf) -> None:
    rule = Steps(
        on="级别",
        of=_of("表彰"),
        steps=(
            Step(Fraction(0), Fraction(10), level="国家级"),
            Step(Fraction(0), Fraction(8), level="省级"),
        ),
    )
    facts = [
        *_facts("表彰", 2, level="省级"),
        *_facts("表彰", month=5, level="乡镇级"),
        *_facts("表彰", month=6),
    ]
    outcome = work_out(rule, bag_of(facts))
    assert _gave(outcome) == (8, "省级，得 8")
    assert [entry.reason for entry in outcome.passed] == [
        "只取最高的一次（省级）",
        "乡镇级，不在分档里，不计",
        "没有写明级别，不计",
    ]
    assert outcome.open == ("表彰有 1 条没有写明级别，补上后才算",)
    assert work_out(rule, bag_of()).words == "没有国家级、省级的，计 0"


def _attendance_range() -> Steps:
    # S6: 90% gives 12 to 15, 80% 8 to 11, less 0 to 7.
    return Steps(
        on="到会率",
        of=_of("全体会议"),
        steps=(
            Step(Fraction(9, 10), Fraction(12), Fraction(15)),
            Step(Fraction(4, 5), Fraction(8), Fraction(11)),
            Step(Fraction(0), Fraction(0), Fraction(7)),
        ),
    )


def test_a_step_that_is_a_range_waits_for_its_mark_at_the_low_end(bag_of: BagOf) -> None:
    facts = _facts("全体会议", 9, state="到会") + _facts("全体会议", month=5, state="缺席")
    outcome = work_out(_attendance_range(), bag_of(facts))
    assert _gave(outcome) == (
        12,
        "到会 9/10 次 = 90%，满 90%，在 12 至 15 分内评：还没有评分，暂按 12 分计",
    )
    assert outcome.open == ("还没有评分，暂按 12 分计",)
    marked = work_out(_attendance_range(), bag_of(facts, marks=[_mark(14)]))
    assert (marked.points, marked.open) == (Fraction(14), ())


def test_a_mark_is_told_where_no_step_with_a_range_is_reached(bag_of: BagOf) -> None:
    # Nobody invited them to anything: 0 of 0 reaches no step, and the 14 must not vanish in silence.
    outcome = work_out(_attendance_range(), bag_of(marks=[_mark(14)]))
    assert (outcome.points, outcome.words) == (0, "没有安排，计 0")
    assert outcome.open == ("评的 14 分没有用上：没有到由人评分的那一档",)


def test_a_mark_outside_the_range_reached_is_not_taken(bag_of: BagOf) -> None:
    facts = _facts("全体会议", 4, state="到会") + _facts("全体会议", month=5, state="缺席")
    outcome = work_out(_attendance_range(), bag_of(facts, marks=[_mark(14)]))
    assert outcome.points == 8
    assert outcome.open == ("评的 14 分不算：只能打 8 至 11 分", "还没有评分，暂按 8 分计")


def test_a_mark_lies_in_its_band(bag_of: BagOf) -> None:
    rule = Rated(bands=BANDS, most=Fraction(10), step=Fraction(1))
    assert _gave(work_out(rule, bag_of(marks=[_mark(8)]))) == (8, "评 8 分（好）")
    for wrong in ("7.5", "11", "-1"):
        outcome = work_out(rule, bag_of(marks=[_mark(wrong)]))
        assert _gave(outcome) == (0, "还没有评分，暂按 0 分计")
        assert "只能打 8 至 10 分、4 至 7 分、0 至 3 分，要打整数" in outcome.open[0]


def test_half_points_are_allowed_where_the_step_is_a_half(bag_of: BagOf) -> None:
    rule = Rated(most=Fraction(10), step=Fraction(1, 2))
    assert work_out(rule, bag_of(marks=[_mark("8.5")])).points == Fraction(17, 2)
    assert work_out(rule, bag_of(marks=[_mark("8.25")])).open[0] == (
        "评的 8.25 分不算：只能打 0 至 10 分，要打 0.5 的整倍数"
    )


def test_an_empty_cell_that_nobody_has_to_fill_is_not_asked_for(bag_of: BagOf) -> None:
    deductions = Rated(most=Fraction(0), least=Fraction(-100), blank=Fraction(0))
    outcome = work_out(deductions, bag_of())
    assert _gave(outcome) == (0, "没有打分，计 0")
    assert outcome.open == ()
    assert work_out(deductions, bag_of(marks=[_mark(-5)])).points == -5
    # a mark that may not be given is told, filled in or not
    assert "只能打 -100 至 0 分" in work_out(deductions, bag_of(marks=[_mark(5)])).open[0].replace("−", "-")


def test_the_only_option_left_stands_for_itself(bag_of: BagOf) -> None:
    one = Best(options=(Tick(of=_of("述职"), points=Fraction(8), name="口头述职"),), most=Fraction(5))
    assert _gave(work_out(one, bag_of())) == (0, "0 次，计 0")
    assert work_out(one, bag_of(_facts("述职"))).points == 5


def test_raters_are_weighed_and_a_missing_one_counts_as_the_lowest(bag_of: BagOf) -> None:
    rule = Rated(most=Fraction(10), raters=THREE, combine="加权")
    marks = [_mark(10, "自评"), _mark(9, "小组"), _mark(8, "镇")]
    # 10 × 0.2 + 9 × 0.3 + 8 × 0.5 = 2 + 2.7 + 4
    assert _gave(work_out(rule, bag_of(marks=marks))) == (
        Fraction(87, 10),
        "自评 10 × 0.2 + 小组 9 × 0.3 + 镇 8 × 0.5 = 8.7",
    )
    waiting = work_out(rule, bag_of(marks=marks[:2]))
    assert waiting.points == Fraction(47, 10)
    assert waiting.open == ("镇还没有评分，暂按 0 分计",)


def test_the_last_level_that_marked_holds_for_the_time_being(bag_of: BagOf) -> None:
    rule = Rated(most=Fraction(10), raters=THREE, combine="末级")
    assert work_out(rule, bag_of(marks=[_mark(7, "镇"), _mark(10, "自评")])).words == "镇评 7 分"
    outcome = work_out(rule, bag_of(marks=[_mark(10, "自评"), _mark(9, "小组")]))
    assert outcome.points == 9
    assert outcome.open == ("镇还没有评分，暂按小组评的 9 分计",)
    assert work_out(rule, bag_of()).open == ("还没有评分，暂按 0 分计",)


def test_the_mean_is_exact_and_cells_have_caps_of_their_own(bag_of: BagOf) -> None:
    marks = [_mark(10, "自评"), _mark(9, "小组"), _mark(9, "镇")]
    mean = work_out(Rated(most=Fraction(10), raters=THREE, combine="平均"), bag_of(marks=marks))
    assert mean.points == Fraction(28, 3)
    cells = (Rater("自评", most=Fraction(5)), Rater("小组", most=Fraction(15)))
    outcome = work_out(
        Rated(most=Fraction(20), raters=cells, combine="相加"),
        bag_of(marks=[_mark(6, "自评"), _mark(15, "小组")]),
    )
    assert _gave(outcome) == (15, "自评 0 + 小组 15 = 15")
    assert outcome.open == ("自评评的 6 分不算：只能打 0 至 5 分", "自评还没有评分，暂按 0 分计")


def test_two_different_marks_of_one_rater_are_asked_about(bag_of: BagOf) -> None:
    outcome = work_out(Rated(most=Fraction(10)), bag_of(marks=[_mark(8), _mark(9)]))
    assert outcome.points == 0
    assert outcome.open[0] == "评了不止一个分（8、9），请只留一个"


def test_marks_of_strangers_and_of_other_items_do_not_count(bag_of: BagOf) -> None:
    rule = Rated(most=Fraction(10), raters=THREE, combine="末级")
    marks = [_mark(7, "镇"), _mark(9, "邻镇"), Mark("B1", Fraction(3), "镇")]
    outcome = work_out(rule, bag_of(marks=marks))
    assert outcome.points == 7
    assert outcome.open == ("邻镇评的 9 分不算：由自评、小组、镇评分",)


def test_a_mark_needs_the_record_it_is_about(bag_of: BagOf) -> None:
    # S17: speaking in review is worth 5 to 10, marked by hand.
    rule = Rated(of=_of("发言"), bands=(Band("", Fraction(5), Fraction(10)),), most=Fraction(10))
    assert _gave(work_out(rule, bag_of())) == (0, "没有发言，计 0")
    spoke = work_out(rule, bag_of(_facts("发言")))
    assert (spoke.points, spoke.open) == (Fraction(5), ("还没有评分，暂按 5 分计",))
    assert work_out(rule, bag_of(_facts("发言"), marks=[_mark(8)])).points == 8


@pytest.mark.parametrize(
    ("good", "bad", "points", "words"),
    [
        (40, 10, 1, "40 票 ÷ 50 票 = 80%，满 80% 得 1"),
        (799, 201, 0, "799 票 ÷ 1000 票 = 79.9%，不满 80%，计 0"),
    ],
)
def test_a_ballot_reaches_its_step_exactly_at_the_share(
    bag_of: BagOf, good: int, bad: int, points: int, words: str
) -> None:
    # S18: 80% exactly is enough.
    rule = Ballot(
        of=_of("测评"), weights=(("满意", Fraction(1)),), steps=(Step(Fraction(4, 5), Fraction(1)),)
    )
    facts = _facts("测评", votes=(("满意", good), ("不满意", bad)))
    assert _gave(work_out(rule, bag_of(facts))) == (points, words)


def test_weighted_ballots_give_their_share_of_full_points(bag_of: BagOf) -> None:
    # P10: (好 × 1 + 一般 × 0.8 + 差 × 0.6) ÷ all × 100.
    weights = (("好", Fraction(1)), ("一般", Fraction(4, 5)), ("差", Fraction(3, 5)))
    rule = Ballot(of=_of("测评"), weights=weights, full=Fraction(100))
    outcome = work_out(rule, bag_of(_facts("测评", votes=(("好", 30), ("一般", 15), ("差", 5)))))
    # 30 + 12 + 3 = 45 of 50
    assert _gave(outcome) == (90, "100 × （30 × 1 + 15 × 0.8 + 5 × 0.6）÷ 50 = 90")


@pytest.mark.parametrize(("take", "points"), [("最好", 90), ("最后", 60), ("合计", 70)])
def test_of_several_ballots_the_best_the_last_or_all_as_one(bag_of: BagOf, take: str, points: int) -> None:
    rule = Ballot(of=_of("测评"), weights=(("好", Fraction(1)),), full=Fraction(100), take=take)
    early = _facts("测评", month=6, votes=(("好", 45), ("差", 5)))
    late = _facts("测评", month=12, votes=(("好", 60), ("差", 40)))
    outcome = work_out(rule, bag_of(late + early))
    # 105 of 150 together
    assert outcome.points == points
    assert len(outcome.counted) + len(outcome.passed) == 2


def test_a_ballot_without_votes_is_asked_for(bag_of: BagOf) -> None:
    rule = Ballot(of=_of("测评"), weights=(("好", Fraction(1)),), full=Fraction(100))
    outcome = work_out(rule, bag_of(_facts("测评")))
    assert _gave(outcome) == (0, "没有测评，计 0")
    assert outcome.open == ("有 1 次测评没有填票数，补上后才算",)
    assert [entry.reason for entry in outcome.passed] == ["没有填票数，不计"]
