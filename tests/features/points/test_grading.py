"""Grades: thresholds, gaps, gates, vetoes, exemptions, quotas and ties, each worked out by hand."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations_with_replacement, pairwise, permutations

import pytest

from deputy_station.features.points.rules.asked import HasPoints, HasRecords
from deputy_station.features.points.rules.derive import derive, score_all
from deputy_station.features.points.rules.facts import Decision, Fact, Subject
from deputy_station.features.points.rules.ruling import Ballot
from deputy_station.features.points.rules.scheme import Exemption, Gate, Grading, Rounding, Scheme, Veto
from deputy_station.features.points.rules.score import Graded, Score
from tests.features.points.made_up import fact, grade, grade_of, item, marks, of, scheme

PRINTED = (grade("履职好", 85), grade("较好", 60, at_most=84), grade("差", at_most=59))
"""As papers print it: 85 and more, 60 to 84, 59 and less."""


def gaps(between: str) -> Scheme:
    return scheme(grades=PRINTED, grading=Grading(between=between))


def given(total: Fraction | int | str, rules: Scheme, *facts: Fact, roles: Iterable[str] = ()) -> Graded:
    """The grade of somebody alone with so many points."""
    subject = Subject(1, roles=frozenset(roles), marks=marks(A=Fraction(total)))
    return derive(rules, subject, facts).graded


def everybody(rules: Scheme, totals: Iterable[int | str], decisions: Iterable[Decision] = ()) -> list[Score]:
    """Subjects 1, 2, 3, ... with these totals."""
    entries = [
        (Subject(number, marks=marks(A=Fraction(total))), ()) for number, total in enumerate(totals, 1)
    ]
    return score_all(rules, entries, decisions=decisions)


def grades_of(scores: Iterable[Score]) -> str:
    """The grades in a row, "？" where people are asked."""
    return "".join(score.grade[:1] or "？" for score in scores)


@pytest.mark.parametrize(
    ("total", "reached"),
    [("90", "优秀"), ("89.999", "好"), ("75", "好"), ("74", "一般"), ("60", "一般"), ("0", "较差")],
)
def test_a_grade_begins_exactly_at_its_threshold(total: str, reached: str) -> None:
    assert grade_of(scheme(), Fraction(total)) == reached
    assert given(total, scheme()).grade == reached


def test_the_distance_to_the_next_grade_is_said() -> None:
    graded = given(73, scheme())
    assert (graded.remark, graded.next_grade, graded.missing) == ("还差 2 分到“好”", "好", Fraction(2))
    best = given(95, scheme())
    assert (best.remark, best.next_grade, best.missing) == ("", "", None)


def test_a_total_just_below_a_threshold_is_not_shown_as_reached() -> None:
    just = derive(scheme(), Subject(1, marks=marks(A="89.995")), ())
    assert (just.shown, just.grade, just.remark) == ("89.99", "好", "还差 0.005 分到“优秀”")
    third = derive(scheme(), Subject(1, marks=marks(A=Fraction(90) - Fraction(1, 300))), ())
    assert (third.shown, third.remark) == ("89.99", "还差不到 0.01 分到“优秀”")


def test_a_total_a_hair_above_what_has_to_be_passed_shows_that_it_did() -> None:
    rules = scheme(grades=[grade("优秀", above=90), grade("合格")])

    def shown(total: str | Fraction) -> tuple[str, str]:
        score = derive(rules, Subject(1, marks=marks(A=total)), ())
        return score.shown, score.grade

    # As many decimals as it takes to be more than 90.00, and no more than two where these say it.
    assert shown("90.001") == ("90.001", "优秀")
    assert shown(Fraction(90) + Fraction(1, 30000)) == ("90.00003", "优秀")
    assert shown("90.011") == ("90.01", "优秀")
    assert shown("90") == ("90.00", "合格")
    assert shown("89.999") == ("89.99", "合格")


def test_more_than_is_not_at_least() -> None:
    rules = scheme(grades=[grade("优秀", above=90), grade("合格")])
    assert given(90, rules).grade == "合格"
    assert given(90, rules).remark == "高于 90 才到“优秀”"
    assert given(88, rules).remark == "还差 2 分以上到“优秀”"
    assert given("90.01", rules).grade == "优秀"


@pytest.mark.parametrize(
    ("between", "total", "reached"),
    [
        ("归低档", "84.5", "较好"),
        ("归低档", "84.99", "较好"),
        ("归低档", "59.5", "差"),
        ("归高档", "84.01", "履职好"),
        ("归高档", "84", "较好"),
        ("归高档", "59.01", "较好"),
        ("四舍五入", "84.49", "较好"),
        ("四舍五入", "84.5", "履职好"),
        ("四舍五入", "59.5", "较好"),
        ("四舍五入", "59.49", "差"),
        ("由人定", "84", "较好"),
        ("由人定", "84.5", ""),
        ("由人定", "85", "履职好"),
        ("由人定", "59.5", ""),
    ],
)
def test_a_score_in_a_gap_goes_where_the_scheme_says(between: str, total: str, reached: str) -> None:
    assert grade_of(gaps(between), Fraction(total)) == reached
    assert given(total, gaps(between)).grade == reached


def test_a_score_in_a_gap_is_asked_where_the_scheme_says_nothing() -> None:
    score = derive(gaps("由人定"), Subject(1, marks=marks(A="84.5")), ())
    asked = "84.5 分在“较好”（60—84）和“履职好”（85 起）之间，办法没有写归哪一档，由人定"
    assert score.graded.asked == asked
    assert asked in score.open


def test_people_settle_a_gap_and_only_with_one_of_the_two_grades() -> None:
    def decided(*words: str) -> Score:
        return everybody(gaps("由人定"), ["84.5"], [Decision(1, word) for word in words])[0]

    assert decided("履职好").grade == "履职好"
    assert decided("较好").grade == "较好"
    assert decided("差").grade == ""
    assert decided("差").graded.asked.endswith("由人定；决定的“差”不在其中，没有采用")
    assert decided("履职好", "较好").grade == ""


def test_the_distance_follows_the_answer_about_the_gap() -> None:
    assert given(84, gaps("四舍五入")).remark == "还差 0.5 分到“履职好”"
    assert given(83, gaps("归高档")).remark == "还差 1 分以上到“履职好”"
    assert given(84, gaps("归低档")).remark == "还差 1 分到“履职好”"


def test_below_the_lowest_grade_there_is_none_until_people_say_so() -> None:
    rules = scheme(grades=[grade("合格", 12)])
    graded = given(5, rules)
    assert graded.grade == ""
    assert graded.asked == "5 分比最低的等次“合格”（12 起）还低，办法没有写算哪一档，由人定"
    assert graded.missing == 7
    assert everybody(rules, [5], [Decision(1, "合格")])[0].grade == "合格"


def test_a_bonus_above_the_printed_end_is_still_the_highest_grade() -> None:
    assert (
        grade_of(scheme(grades=[grade("满意", 80, at_most=100), grade("不满意", 0)]), Fraction(105)) == "满意"
    )


def test_a_scheme_without_grades_grades_nobody() -> None:
    graded = given(50, scheme(grades=[]))
    assert (graded.grade, graded.asked, graded.remark) == ("", "", "办法没有分等次")


# S18 大悟县 2005: 称职票 80% 以上称职, 50%—80% 基本称职, 50% 以下不称职.
@pytest.mark.parametrize(
    ("votes", "reached"), [(80, "称职"), (79, "基本称职"), (50, "基本称职"), (49, "不称职")]
)
def test_exactly_80_and_exactly_50_of_the_votes(votes: int, reached: str) -> None:
    voted = Ballot(of=of("测评"), weights=(("称职", Fraction(1)),), full=Fraction(100))
    rules = scheme([item("A", voted)], [grade("称职", 80), grade("基本称职", 50), grade("不称职", 0)])
    ballot = fact("测评", votes=(("称职", votes), ("不称职", 100 - votes)))
    assert derive(rules, Subject(1), [ballot]).grade == reached


def test_grades_may_go_by_one_item_and_the_remark_says_which() -> None:
    rules = scheme([item("A", name="述职票"), item("B")], grading=Grading(by="A"))
    score = derive(rules, Subject(1, marks=marks(A=70, B=90)), ())
    assert (score.total, score.grade) == (160, "一般")
    assert score.remark == "等次看 A 述职票，现为 70，还差 5 分到“好”"


@pytest.mark.parametrize(
    ("way", "total", "reached"),
    [
        ("四舍五入", "89.5", "优秀"),
        ("四舍五入", "89.4", "好"),
        ("舍去", "89.9", "好"),
        ("进位", "89.1", "优秀"),
    ],
)
def test_totals_are_rounded_first_where_the_scheme_says_so(way: str, total: str, reached: str) -> None:
    rules = scheme(rounding=Rounding(0, way))
    score = derive(rules, Subject(1, marks=marks(A=total)), ())
    assert score.grade == grade_of(rules, Fraction(total)) == reached
    assert score.total == (90 if reached == "优秀" else 89)
    assert score.words == f"{total} {way} = {score.total}"


# -- gates, vetoes, roles ------------------------------------------------------------------------------------------

NEEDS_REPORT = Gate("好", (HasPoints("C3", above=Fraction(0)),))
NEEDS_DEEDS = Gate("优秀", (HasRecords(of("为民办实事")),))


def gated() -> Scheme:
    return scheme([item("A"), item("C3", name="撰写调研报告")], gates=(NEEDS_REPORT, NEEDS_DEEDS))


def test_a_gate_holds_its_grade_and_every_higher_one() -> None:
    held = derive(gated(), Subject(1, marks=marks(A=92, C3=0)), [fact("为民办实事")]).graded
    assert (held.grade, held.held_back) == ("一般", True)
    assert held.remark == "总分够“优秀”，但没有达到这个等次的门槛：C3 撰写调研报告 高于 0，现为 0"
    assert (held.next_grade, held.missing) == ("优秀", 0)
    assert [(gate.grade, gate.met) for gate in held.gates] == [("好", False), ("优秀", True)]


def test_who_misses_the_gate_of_the_highest_grade_gets_the_next() -> None:
    held = derive(gated(), Subject(1, marks=marks(A=90, C3=2)), ()).graded
    assert held.grade == "好"
    assert held.remark == "总分够“优秀”，但没有达到这个等次的门槛：有为民办实事，现有 0 件"


def test_the_lowest_grade_needs_no_gate() -> None:
    low = scheme(gates=(Gate("较差", (HasPoints("A", above=Fraction(50)),)),))
    assert given(10, low).grade == "较差"
    assert given(95, low).grade == "优秀"
    assert given(50, scheme(gates=(Gate("一般", (HasPoints("A", above=Fraction(50)),)),))).grade == "较差"


def test_a_veto_gives_its_grade_whatever_the_total() -> None:
    rules = scheme(vetoes=(Veto("受党纪政务处分", HasRecords(of("处分")), "较差"),))
    clean, hit = given(95, rules), given(95, rules, fact("处分"))
    assert (clean.grade, clean.vetoes) == ("优秀", ())
    assert (hit.grade, hit.vetoes, hit.held_back) == ("较差", ("受党纪政务处分",), True)
    assert hit.remark == "一票否决：受党纪政务处分（有处分，现有 1 次）"


def test_a_veto_never_raises_a_grade_and_the_lowest_of_several_holds() -> None:
    mild = Veto("通报批评", HasRecords(of("通报")), "一般")
    hard = Veto("处分", HasRecords(of("处分")), "较差")
    rules = scheme(vetoes=(mild, hard))
    assert given(10, rules, fact("通报")).grade == "较差"
    assert given(95, rules, fact("通报")).grade == "一般"
    both = given(95, rules, fact("通报"), fact("处分"))
    assert (both.grade, both.vetoes) == ("较差", ("通报批评", "处分"))


def test_a_veto_settles_a_gap_above_it() -> None:
    rules = scheme(grades=PRINTED, vetoes=(Veto("处分", HasRecords(of("处分")), "差"),))
    graded = given("84.5", rules, fact("处分"))
    assert (graded.grade, graded.asked) == ("差", "")


def test_who_is_exempt_is_not_graded_and_not_ranked() -> None:
    rules = scheme(exemptions=(Exemption(frozenset({"领导干部"}), "不参评", "由组织部门考核"),))
    leader = Subject(1, roles=frozenset({"领导干部"}), marks=marks(A=99))
    first, second = score_all(rules, [(leader, ()), (Subject(2, marks=marks(A=80)), ())])
    assert (first.grade, first.remark) == ("不参评", "领导干部不参加评定：由组织部门考核")
    assert (first.graded.rank, second.graded.rank, second.graded.of) == (0, 1, 1)


def test_who_was_not_voted_on_is_exempt_by_a_condition() -> None:
    no_vote = HasRecords(of("测评"), at_most=Fraction(0))
    rules = scheme(exemptions=(Exemption(frozenset(), "没有票决", when=no_vote),))
    assert given(80, rules).grade == "没有票决"
    assert given(80, rules).remark == "不参加评定（测评 一次也没有，现有 0 次）"
    assert given(80, rules, fact("测评")).grade == "好"


def test_a_grade_may_be_for_some_roles_only_or_never() -> None:
    never = scheme(grades=[grade("优秀", 90, never=frozenset({"常委"})), grade("合格", 0)])
    assert given(95, never).grade == "优秀"
    kept = given(95, never, roles=["常委"])
    assert (kept.grade, kept.remark) == ("合格", "总分够“优秀”，但常委不评这一档")
    only = scheme(grades=[grade("优秀", 90, only=frozenset({"无职代表"})), grade("合格", 0)])
    assert given(95, only, roles=["无职代表"]).grade == "优秀"
    assert given(95, only).remark == "总分够“优秀”，但不是无职代表的不评这一档"
    assert given(50, never, roles=["常委"]).next_grade == ""


# -- ranks and quotas ----------------------------------------------------------------------------------------------


def test_equal_totals_share_a_rank_and_the_next_one_follows_after_them() -> None:
    scores = everybody(scheme(), [80, 90, 80, 70])
    assert [score.graded.rank for score in scores] == [2, 1, 2, 4]
    assert {score.graded.of for score in scores} == {4}


def test_somebody_scored_alone_has_no_rank_and_hears_that_the_quota_was_not_applied() -> None:
    rules = scheme(grades=[grade("优秀", 90, quota=Fraction(1, 5), quota_share=True), grade("合格", 0)])
    graded = given(95, rules)
    assert (graded.grade, graded.rank) == ("优秀", 0)
    assert graded.remark == "“优秀”最多 20%，单独算时没有排名额"


def fifth(rounding: str = "舍去") -> Scheme:
    share = grade("优秀", 0, quota=Fraction(1, 5), quota_share=True, quota_rounding=rounding)
    return scheme(grades=[share, grade("合格", 0)])


@pytest.mark.parametrize(("rounding", "number"), [("舍去", 12), ("四舍五入", 13), ("进位", 13)])
def test_a_fifth_of_64_is_12_or_13_as_the_scheme_rounds(rounding: str, number: int) -> None:
    scores = everybody(fifth(rounding), range(100, 36, -1))
    assert grades_of(scores) == "优" * number + "合" * (64 - number)
    assert scores[number].remark == f"总分够“优秀”，但名额 {number} 名已经满了"


TIE_AT_THE_CUT = [*range(100, 90, -1), 80, 80, 80, *range(70, 19, -1)]
"""64 totals: ten above 90, three of 80 for the two places left of twelve, 51 below."""


def test_a_tie_at_the_cut_is_asked_and_nobody_is_chosen() -> None:
    scores = everybody(fifth(), TIE_AT_THE_CUT)
    assert len(scores) == 64
    assert grades_of(scores) == "优" * 10 + "？？？" + "合" * 51
    tied = scores[11].graded
    assert tied.tied == (11, 12, 13)
    assert tied.asked == "“优秀”最多 20%（12 名），还剩 2 名，同为 80 分的有 3 名，由人定"
    assert tied.asked in scores[11].open


def test_decisions_settle_a_tie_and_the_others_get_the_next_grade() -> None:
    scores = everybody(fifth(), TIE_AT_THE_CUT, [Decision(11, "优秀"), Decision(13, "优秀")])
    assert grades_of(scores)[10:13] == "优合优"
    assert scores[11].remark == "总分够“优秀”，但名额 12 名按决定没有给到"


def test_a_decision_for_one_of_two_places_leaves_the_other_asked() -> None:
    scores = everybody(fifth(), TIE_AT_THE_CUT, [Decision(12, "优秀")])
    assert grades_of(scores)[10:13] == "？优？"
    assert scores[10].graded.tied == (11, 13)
    assert scores[10].graded.asked.startswith("“优秀”最多 20%（12 名），还剩 1 名")


def test_a_decision_to_give_somebody_the_lower_grade_frees_the_places_for_the_others() -> None:
    scores = everybody(fifth(), TIE_AT_THE_CUT, [Decision(12, "合格")])
    assert grades_of(scores)[10:13] == "优合优"


def test_more_decisions_than_places_settle_nothing() -> None:
    scores = everybody(fifth(), TIE_AT_THE_CUT, [Decision(number, "优秀") for number in (11, 12, 13)])
    assert grades_of(scores)[10:13] == "？？？"
    assert scores[10].graded.asked.endswith("由人定；决定了 3 名，多于剩下的名额，没有采用")


def test_a_decision_that_the_scheme_does_not_ask_for_is_told_and_not_used() -> None:
    scores = everybody(fifth(), TIE_AT_THE_CUT, [Decision(64, "优秀")])
    assert scores[63].grade == "合格"
    assert scores[63].open == ("决定的“优秀”没有采用：按办法是“合格”",)


# S13 沅江市 2018—2020: the first 9 of 64 by score.
def test_the_first_nine_of_64() -> None:
    rules = scheme(grades=[grade("优秀", quota=9), grade("合格")])
    assert grades_of(everybody(rules, range(64, 0, -1))) == "优" * 9 + "合" * 55
    tied = everybody(rules, [50] * 8 + [40, 40] + [10] * 54)
    assert grades_of(tied) == "优" * 8 + "？？" + "合" * 54


def test_a_tie_that_fits_the_quota_is_no_tie() -> None:
    rules = scheme(grades=[grade("优秀", quota=3), grade("合格")])
    assert grades_of(everybody(rules, [50, 50, 50, 40])) == "优优优合"


def test_the_order_in_which_people_come_changes_nothing() -> None:
    forward = everybody(fifth(), TIE_AT_THE_CUT)
    backward = everybody(fifth(), reversed(TIE_AT_THE_CUT))
    assert grades_of(forward) == grades_of(reversed(backward))


def test_who_falls_from_a_quota_takes_a_place_of_the_next_one() -> None:
    rules = scheme(grades=[grade("优秀", quota=1), grade("良好", quota=1), grade("合格")])
    assert grades_of(everybody(rules, [90, 80, 70])) == "优良合"


def test_an_open_tie_keeps_its_places_in_the_next_grade_free() -> None:
    # One of the two with 90 will fall and take the only place of 良好, so that 80 cannot have it.
    rules = scheme(grades=[grade("优秀", 85, quota=1), grade("良好", 0, quota=1), grade("合格", 0)])
    assert grades_of(everybody(rules, [90, 90, 80])) == "？？合"


def test_who_may_not_have_the_grade_takes_no_place_of_its_quota() -> None:
    rules = scheme(grades=[grade("优秀", quota=1, never=frozenset({"常委"})), grade("合格")])
    chair = Subject(1, roles=frozenset({"常委"}), marks=marks(A=99))
    scores = score_all(rules, [(chair, ()), (Subject(2, marks=marks(A=80)), ())])
    assert grades_of(scores) == "合优"


def test_a_quota_of_nobody_gives_the_grade_to_nobody() -> None:
    assert grades_of(everybody(fifth(), [90, 80, 70, 60])) == "合合合合"


def _by_order(order: Iterable[int], quotas: list[int]) -> dict[int, int]:
    """Who gets which of three grades when people come in this order and nobody ties."""
    free = [quotas[0], quotas[1], 99]
    given_to: dict[int, int] = {}
    for number in order:
        place = next(place for place, left in enumerate(free) if left)
        free[place] -= 1
        given_to[number] = place
    return given_to


@pytest.mark.parametrize("quotas", [[first, second] for first in range(3) for second in range(3)])
def test_a_grade_is_given_exactly_where_every_way_to_settle_the_ties_agrees(quotas: list[int]) -> None:
    rules = scheme(grades=[grade("甲", quota=quotas[0]), grade("乙", quota=quotas[1]), grade("丙")])
    for values in combinations_with_replacement((1, 2, 3), 4):
        orders = [
            order
            for order in permutations(range(4))
            if all(values[before] >= values[after] for before, after in pairwise(order))
        ]
        possible = [{_by_order(order, quotas)[number] for order in orders} for number in range(4)]
        certain = ["甲乙丙"[min(places)] if len(places) == 1 else "" for places in possible]
        assert [score.grade for score in everybody(rules, values)] == certain, values
