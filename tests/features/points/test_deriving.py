"""Items, categories and totals put together from facts, each sum worked out by hand."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from deputy_station.features.points.rules.asked import HasPoints, HasRecords
from deputy_station.features.points.rules.derive import derive, nothing_done_words, score_all
from deputy_station.features.points.rules.facts import Fact, Period, Span, Subject, condense
from deputy_station.features.points.rules.reading.reader import read_scheme
from deputy_station.features.points.rules.ruling import Count, Deduct, FromItems, Goal, Goals, Price, RoleNeed
from deputy_station.features.points.rules.scheme import (
    Category,
    CountOnce,
    Force,
    Item,
    Money,
    RecordKind,
    Scheme,
    Veto,
)
from deputy_station.features.points.rules.score import Score
from deputy_station.features.points.rules.words import fact_words, item_lines, score_lines
from tests.features.points.made_up import fact, item, of, scheme, times

YEAR = Period("2026", "2026 年", date(2026, 1, 1), date(2026, 12, 31), 2026)


def points_of(score: Score) -> dict[str, Fraction]:
    return {each.item.code: each.points for each in score.items}


def passed_of(score: Score, code: str) -> list[tuple[str, str]]:
    return [(each.fact.kind, each.reason) for each in score.item(code).passed]


def many(kind: str, number: int, **values: object) -> list[Fact]:
    """So many, a day apart from 1 March."""
    return [fact(kind, date(2026, 3, day), source=("记录", day), **values) for day in range(1, number + 1)]


def test_items_are_added_up_to_categories_and_these_to_the_total() -> None:
    rules = scheme([item("A1", times("走访", 2)), item("A2", times("发言", 3)), item("B1", times("调研", 5))])
    score = derive(rules, Subject(1), [*many("走访", 2), *many("发言", 1), *many("调研", 3)])
    assert points_of(score) == {"A1": 4, "A2": 3, "B1": 15}
    assert [(each.category.code, each.points, each.raw) for each in score.categories] == [
        ("A", 7, 7),
        ("B", 15, 15),
    ]
    assert (score.total, score.words, score.shown) == (22, "", "22.00")


def test_an_item_and_a_category_hold_their_caps_and_say_so() -> None:
    rules = scheme(
        [item("A1", times("走访", 2), most=5), item("A2", times("发言", 3))],
        categories=(Category("A", "履职", "履职", Fraction(10)),),
    )
    score = derive(rules, Subject(1), [*many("走访", 4), *many("发言", 2)])
    assert points_of(score) == {"A1": 5, "A2": 6}
    assert score.item("A1").words.endswith("，封顶 5")
    assert (score.categories[0].points, score.categories[0].raw) == (10, 11)
    assert score.categories[0].words == "各项合计 11，封顶 10"
    assert score.total == 10


def losing(code: str, kind: str, each: int) -> Item:
    """An item of 扣分: nothing to gain, without a floor."""
    rule = Deduct(start=Fraction(0), prices=(Price(of(kind), Fraction(each)),), least=None)
    return Item(code, code[0], "扣分", Fraction(0), rule, least=None)


def test_a_bonus_adds_and_a_deduction_takes_away() -> None:
    rules = scheme(
        [item("A1", times("走访", 10)), item("F1", times("表彰", 5)), losing("K1", "通报批评", 3)],
        sorts={"F": "加分", "K": "扣分"},
    )
    score = derive(rules, Subject(1), [*many("走访", 3), *many("表彰", 1), *many("通报批评", 2)])
    assert points_of(score) == {"A1": 30, "F1": 5, "K1": -6}
    assert score.total == 29


def test_the_total_has_a_floor_and_a_ceiling_where_the_scheme_says_so() -> None:
    held = [item("A1", times("走访", 10)), losing("K1", "通报批评", 3)]
    floor = derive(scheme(held, total_least=Fraction(0)), Subject(1), many("通报批评", 2))
    assert (floor.total, floor.words) == (0, "各大类合计 −6，扣到 0 为止")
    assert derive(scheme(held), Subject(1), many("通报批评", 2)).total == -6
    top = derive(scheme(held, total_most=Fraction(20)), Subject(1), many("走访", 3))
    assert (top.total, top.words) == (20, "各大类合计 30，封顶 20")


def test_a_condition_forces_an_item_to_exactly_so_much() -> None:
    none = Force(HasRecords(of("议案建议"), at_most=Fraction(0)), Fraction(0), "全年没有提建议")
    rules = scheme([item("A1", times("走访", 10), most=30, forces=(none,))])
    forced = derive(rules, Subject(1), many("走访", 2)).item("A1")
    assert (forced.points, len(forced.counted)) == (0, 2)
    assert forced.words == "全年没有提建议（议案建议 一件也没有，现有 0 件），按 0 分计，不按算出的 20 分"
    assert derive(rules, Subject(1), [*many("走访", 2), fact("议案建议")]).item("A1").points == 20


def test_an_item_not_for_the_role_gives_what_the_scheme_says() -> None:
    rules = scheme(
        [
            item("A1", times("常委会", 10), only=frozenset({"常委"})),
            item("A2", times("走访", 1), never=frozenset({"常委"}), otherwise=Fraction(3)),
        ]
    )
    facts = [*many("常委会", 1), *many("走访", 2)]
    plain = derive(rules, Subject(1), facts)
    assert (plain.item("A1").points, plain.item("A1").words) == (0, "这一项只给常委算，计 0")
    assert plain.item("A1").applies is False
    assert passed_of(plain, "A1") == [("常委会", "这一项不适用，不计")]
    chair = derive(rules, Subject(1, roles=frozenset({"常委"})), facts)
    assert points_of(chair) == {"A1": 10, "A2": 3}
    assert chair.item("A2").words == "常委不算这一项，计 3"


# -- what is counted and what is not --------------------------------------------------------------------------------


def test_days_out_of_office_and_of_other_periods_do_not_count_and_are_listed() -> None:
    rules = scheme([item("A1", times("走访"))])
    before, inside = fact("走访", date(2026, 2, 28)), fact("走访", date(2026, 3, 1))
    last_year = fact("走访", date(2025, 12, 31))
    subject = Subject(1, in_office=(Span(date(2026, 3, 1)),))
    score = derive(rules, subject, [inside, before, last_year], period=YEAR)
    assert (score.total, score.facts) == (1, (inside,))
    assert score.outside == (last_year, before)
    assert passed_of(score, "A1") == [("走访", "不在任期内，不计")]


def test_facts_of_others_are_left_aside() -> None:
    score = derive(
        scheme([item("A1", times("走访"))]), Subject(1), [fact("走访"), fact("走访", subject_id=2)]
    )
    assert score.total == 1


def test_a_record_that_fits_no_item_is_listed_and_not_dropped() -> None:
    lead = replace(of("议案建议", roles="领衔")[0], states=frozenset({"已受理"}))
    rules = scheme(
        [item("A1", Count(prices=(Price((lead,), Fraction(3)),)))],
        vetoes=(Veto("处分", HasRecords(of("处分")), "较差"),),
    )
    strange, cosigned = fact("捐款", amount=Fraction(999)), fact("议案建议", role="附议", state="已受理")
    waiting = fact("议案建议", role="领衔", state="未受理")
    score = derive(rules, Subject(1), [strange, cosigned, waiting, fact("处分")])
    assert score.unfit == (strange, cosigned)
    assert len(score.facts) == 4


def test_attendance_nobody_wrote_down_is_counted_as_open() -> None:
    score = derive(
        scheme([item("A1", times("全体会议"))]),
        Subject(1),
        [
            fact("全体会议", state="未登记", times=2),
            fact("全体会议", state="未举行"),
            fact("全体会议", state="到会"),
        ],
    )
    assert (score.open_records, score.total) == (2, 1)
    assert score.open == ("A1 第 A1 项：全体会议有 2 次考勤还没有登记",)


def test_only_approved_records_count_where_the_scheme_asks_for_approval() -> None:
    rules = scheme([item("A1", times("捐款"))], kinds=(RecordKind("捐款", own=True, approval=True),))
    score = derive(rules, Subject(1), [fact("捐款", review="待审"), fact("捐款", review="已核准")])
    assert score.total == 1
    assert passed_of(score, "A1") == [("捐款", "还没有审核，不计")]
    assert score.unfit == ()


def test_who_has_no_records_is_told_why_the_points_are_what_they_are() -> None:
    nothing = derive(scheme([item("A1", times("走访"))]), Subject(1), ())
    assert (nothing.total, nothing.grade) == (0, "较差")
    assert nothing_done_words(nothing) == "本期没有一条记录，各项都按没有做算"
    given = Deduct(start=Fraction(10), prices=(Price(of("缺席"), Fraction(1)),), most=Fraction(10))
    full = derive(scheme([item("A1", given, name="遵守纪律")]), Subject(1), ())
    assert full.total == full.item("A1").points
    assert bool(full.total) == ("A1 遵守纪律" in nothing_done_words(full))


# -- items that look at others ---------------------------------------------------------------------------------------


def test_an_item_that_looks_at_others_is_worked_out_after_them() -> None:
    weighed = FromItems(scores=("B1", "C"), factor=Fraction(4, 5))
    goal = Goals(
        goals=(Goal("折算不低", HasPoints("A1", at_least=Fraction(8))),),
        needs=(RoleNeed("", 1),),
        points=Fraction(2),
    )
    rules = scheme(
        [item("A2", goal), item("A1", weighed), item("B1", times("走访", 5)), item("C1", times("发言", 5))]
    )
    score = derive(rules, Subject(1), [*many("走访", 1), *many("发言", 1)])
    assert points_of(score) == {"A2": 2, "A1": 8, "B1": 5, "C1": 5}
    assert [each.item.code for each in score.items] == ["A2", "A1", "B1", "C1"]


def test_items_that_look_at_each_other_in_a_circle_are_no_scheme() -> None:
    both = [
        item("A1", FromItems(scores=("A2",), factor=Fraction(1))),
        item("A2", FromItems(scores=("A1",), factor=Fraction(1))),
    ]
    with pytest.raises(ValueError, match="circle"):
        derive(scheme(both), Subject(1), ())


# -- records that count once ----------------------------------------------------------------------------------------


def once(keep: str, *items: Item) -> Scheme:
    return scheme(items, once=(CountOnce(tuple(each.code for each in items), keep),))


def test_the_first_item_that_counts_a_record_keeps_it() -> None:
    rules = once("先", item("C2", times("建议", 3)), item("C4", times("建议", 5)))
    score = derive(rules, Subject(1), many("建议", 2))
    assert points_of(score) == {"C2": 6, "C4": 0}
    assert passed_of(score, "C4") == [("建议", "已在 C2 计过")] * 2


def test_what_the_first_item_does_not_count_is_left_to_the_next() -> None:
    rules = once("先", item("C2", times("建议", 3, times_at_most=2)), item("C4", times("建议", 5)))
    score = derive(rules, Subject(1), many("建议", 3))
    assert points_of(score) == {"C2": 6, "C4": 5}


def test_first_goes_by_the_order_named_and_not_by_that_of_the_items() -> None:
    first, second = item("C2", times("建议", 3)), item("C4", times("建议", 5))
    rules = scheme([first, second], once=(CountOnce(("C4", "C2"), "先"),))
    assert points_of(derive(rules, Subject(1), many("建议", 1))) == {"C2": 0, "C4": 5}


def test_a_record_goes_where_it_is_worth_more() -> None:
    rules = once("高", item("C2", times("建议", 3)), item("C4", times("建议", 5)))
    score = derive(rules, Subject(1), many("建议", 2))
    assert points_of(score) == {"C2": 0, "C4": 10}
    assert passed_of(score, "C2") == [("建议", "已在 C4 计过")] * 2


def test_records_are_shared_out_so_that_the_total_is_highest_within_the_caps() -> None:
    # C4 takes one of 5 (capped at 5), the other two are worth 3 each in C2.
    rules = once("高", item("C2", times("建议", 3), most=9), item("C4", times("建议", 5), most=5))
    score = derive(rules, Subject(1), many("建议", 3))
    assert points_of(score) == {"C2": 6, "C4": 5}
    assert len(score.item("C2").counted) == 2


def test_the_cap_of_a_category_is_seen_when_records_are_shared_out() -> None:
    # D2 is worth more by itself, but its category is full.
    items = [item("C1", times("建议", 2)), item("D1", times("走访", 10)), item("D2", times("建议", 5))]
    full = (Category("C", "C 类", "C", None), Category("D", "D 类", "D", Fraction(10)))
    rules = scheme(items, categories=full, once=(CountOnce(("C1", "D2"), "高"),))
    score = derive(rules, Subject(1), [*many("建议", 1), *many("走访", 1)])
    assert (points_of(score)["C1"], score.total) == (2, 12)


def test_of_equal_worth_the_first_item_keeps_it() -> None:
    rules = once("高", item("C2", times("建议", 3)), item("C4", times("建议", 3)))
    assert points_of(derive(rules, Subject(1), many("建议", 2))) == {"C2": 6, "C4": 0}


@pytest.mark.parametrize("keep", ["先", "高"])
def test_equal_records_put_together_give_the_same_points(keep: str) -> None:
    rules = once(keep, item("C2", times("建议", 3), most=6), item("C4", times("建议", 5), most=5))
    facts = [fact("建议", source=("建议", number)) for number in range(4)]
    whole, together = derive(rules, Subject(1), facts), derive(rules, Subject(1), condense(facts))
    assert points_of(whole) == points_of(together)
    assert whole.total == (6 if keep == "先" else 11)


def test_very_many_ways_to_share_records_out_are_still_decided() -> None:
    # Twenty different amounts can be shared out in 2^20 ways; each is worth its amount in C2 and twice that in C4.
    single = [
        fact("捐款", date(2026, 3, day), amount=Fraction(day), source=("捐款", day)) for day in range(1, 21)
    ]
    rules = once(
        "高", item("C2", times("捐款", 1, by_amount=True)), item("C4", times("捐款", 2, by_amount=True))
    )
    assert derive(rules, Subject(1), single).total == 2 * sum(range(1, 21))


# -- money, words, many ----------------------------------------------------------------------------------------------


def test_money_follows_records_and_is_no_part_of_the_total() -> None:
    rules = scheme(
        [item("A1", times("走访"))],
        moneys=(Money("误工补贴", times("小组活动", 60, unit="天"), Fraction(200), frozenset({"无职代表"})),),
    )
    worker = Subject(1, roles=frozenset({"无职代表"}))
    paid = derive(rules, worker, many("小组活动", 4)).moneys[0]
    assert (paid.name, paid.yuan, len(paid.counted)) == ("误工补贴", 200, 4)
    assert paid.words.endswith("，封顶 200 元")
    assert derive(rules, Subject(1), many("小组活动", 4)).moneys == ()
    assert derive(rules, worker, many("小组活动", 4)).total == 0


def test_a_score_can_be_read_as_lines() -> None:
    rules = scheme([item("A1", times("走访", 2), name="走访选民")])
    score = derive(
        rules, Subject(1, "周明"), [*many("走访", 2), fact("捐款", amount=Fraction(999))], period=YEAR
    )
    lines = score_lines(score)
    assert lines[:2] == ["周明：4.00 分，“较差”", "还差 56 分到“一般”"]
    assert item_lines(score) == ["A A 类：4", f"　A1 走访选民：4　（{score.item('A1').words}）"]
    assert lines[-2:] == ["有 1 条记录不在办法里：", "　　3月5日 捐款，金额 999"]


def test_a_record_can_be_read_in_a_line() -> None:
    voted = fact("测评", votes=(("满意", 41), ("不满意", 3)), title="年度测评")
    assert fact_words(voted) == "3月5日 测评，满意 41 票、不满意 3 票，年度测评"
    assert fact_words(fact("走访", weight=10, times=2)) == "3月5日 走访，数量 10，共 2 条"


def test_everybody_scores_as_they_would_alone_and_in_the_order_given() -> None:
    rules = scheme([item("A1", times("走访", 30))])
    people = [(Subject(number), [fact("走访", subject_id=number)] * (number % 4)) for number in range(1, 9)]
    scores = score_all(rules, people)
    assert [score.subject_id for score in scores] == list(range(1, 9))
    assert [(score.total, score.grade) for score in scores] == [
        (alone.total, alone.grade) for alone in (derive(rules, subject, facts) for subject, facts in people)
    ]


def test_a_schemes_own_word_on_its_own_kind_counts_by_its_share() -> None:
    rules = read_scheme(
        """
name = "党课积分"
version = "2026"
total = 12

[words]
state = ["线上", "缺课"]

[attendance]
came = ["到会"]
part = [{ state = "线上", share = "1/2" }]

[[record]]
name = "党课"
attended = true

[[category]]
code = "A"
name = "学习"
max = 12

[[item]]
code = "A1"
category = "A"
name = "上课"
max = 6
rule = { shape = "计次", of = "党课", each = 2 }

[[item]]
code = "A2"
category = "A"
name = "到课率"
max = 6
rule = { shape = "到会率", of = "党课" }
"""
    )
    facts = [
        fact("党课", state=state, on=date(2026, 3, day))
        for day, state in enumerate(["到会", "线上", "缺课"], 1)
    ]
    score = derive(rules, Subject(1), facts)
    # 2 for being there, half of 2 online, nothing for the one missed; 1½ of 3 times is half of 6.
    assert (score.item("A1").points, score.item("A2").points) == (3, 3)
