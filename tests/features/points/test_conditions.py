"""Conditions: what is asked, what is there, and whether that is enough."""

from datetime import date
from fractions import Fraction

import pytest

from deputy_station.features.points.rules.asked import (
    AllOf,
    AnyOf,
    Condition,
    EveryMember,
    HasGrade,
    HasPoints,
    HasRate,
    HasRecords,
    HasRole,
    Not,
    SomeMember,
)
from deputy_station.features.points.rules.bag import Bag, fill_bag
from deputy_station.features.points.rules.conditions import asked_words, holds
from deputy_station.features.points.rules.facts import Fact, Subject
from tests.features.points.made_up import fact, item, of, scheme

LED = HasRecords(of("议案建议"), at_least=Fraction(2))
NONE = HasRecords(of("议案建议"), at_most=Fraction(0))
REPORT = HasPoints("C3", above=Fraction(0))


def bag(*facts: Fact, subject: Subject | None = None, **points: int) -> Bag:
    made = fill_bag(
        scheme([item("C3", name="撰写调研报告"), item("C2", name="议案和建议")]), subject or Subject(1), facts
    )
    made.points.update({code: Fraction(given) for code, given in points.items()})
    return made


def said(condition: Condition, held: Bag, grade: str = "") -> tuple[str, bool]:
    result = holds(condition, held, grade=grade)
    return result.words, result.met


def test_points_of_an_item_are_named_with_what_they_are_now() -> None:
    assert said(REPORT, bag(C3=0)) == ("C3 撰写调研报告 高于 0，现为 0", False)
    assert said(REPORT, bag(C3=5)) == ("C3 撰写调研报告 高于 0，现为 5", True)


@pytest.mark.parametrize(
    ("points", "above", "at_least", "below", "at_most"),
    [(59, False, False, True, True), (60, False, True, False, True), (61, True, True, False, False)],
)
def test_a_bound_is_above_at_least_below_or_at_most(
    points: int, above: bool, at_least: bool, below: bool, at_most: bool
) -> None:
    held, sixty = bag(C3=points), Fraction(60)
    assert holds(HasPoints("C3", above=sixty), held).met is above
    assert holds(HasPoints("C3", at_least=sixty), held).met is at_least
    assert holds(HasPoints("C3", below=sixty), held).met is below
    assert holds(HasPoints("C3", at_most=sixty), held).met is at_most


def test_records_are_counted_by_weight_and_times() -> None:
    assert said(LED, bag(fact("议案建议"))) == ("议案建议 至少 2 件，现有 1 件", False)
    assert said(LED, bag(fact("议案建议", times=2))) == ("议案建议 至少 2 件，现有 2 件", True)
    assert said(LED, bag(fact("议案建议", weight=Fraction(3, 2)))) == (
        "议案建议 至少 2 件，现有 1.5 件",
        False,
    )


def test_not_a_single_one_is_asked_in_words() -> None:
    assert said(NONE, bag()) == ("议案建议 一件也没有，现有 0 件", True)
    assert said(NONE, bag(fact("议案建议"))) == ("议案建议 一件也没有，现有 1 件", False)


def test_without_a_number_one_record_is_enough() -> None:
    asked = HasRecords(of("调研报告"))
    assert said(asked, bag()) == ("有调研报告，现有 0 篇", False)
    assert said(asked, bag(fact("调研报告", weight=Fraction(1, 2)))) == ("有调研报告，现有 0.5 篇", True)


def test_who_was_absent_did_not_take_part_but_absences_can_be_asked_for() -> None:
    absent = fact("全体会议", state="缺席")
    assert holds(HasRecords(of("全体会议")), bag(absent)).met is False
    assert said(HasRecords(of("全体会议", states="缺席"), at_least=Fraction(1)), bag(absent)) == (
        "全体会议（缺席） 至少 1 次，现有 1 次",
        True,
    )


def test_a_record_not_approved_is_no_record() -> None:
    assert holds(NONE, bag(fact("议案建议", review="待审"))).met is True


def test_a_rate_leaves_out_what_nobody_wrote_down_yet() -> None:
    went = [fact("全体会议", date(2026, 3, day), state="到会") for day in range(1, 10)]
    missed = fact("全体会议", date(2026, 3, 10), state="缺席")
    open_day = fact("全体会议", date(2026, 3, 11), state="未登记")
    asked = HasRate(of("全体会议"), at_least=Fraction(9, 10))
    assert said(asked, bag(*went, missed, open_day)) == (
        "全体会议到会率 不低于 90%，现为 90%（9/10）",
        True,
    )
    assert holds(HasRate(of("全体会议"), below=Fraction(9, 10)), bag(*went, missed)).met is False


def test_where_nothing_was_due_no_rate_is_reached_and_none_is_missed() -> None:
    assert said(HasRate(of("全体会议"), at_least=Fraction(9, 10)), bag()) == (
        "全体会议到会率 不低于 90%，现在没有应到的",
        False,
    )
    assert holds(HasRate(of("全体会议"), below=Fraction(6, 10)), bag()).met is False


def test_a_role_says_which_one_it_is_now() -> None:
    asked = HasRole(frozenset({"常委"}))
    plain = Subject(1, roles=frozenset({"无职代表"}))
    assert said(asked, bag(subject=plain)) == ("身份是“常委”，现为无职代表", False)
    assert said(asked, bag()) == ("身份是“常委”，没有登记身份", False)
    assert holds(asked, bag(subject=Subject(1, roles=frozenset({"常委"})))).met is True


def test_a_grade_is_asked_of_the_present_one() -> None:
    asked = HasGrade(frozenset({"好", "优秀"}))
    assert said(asked, bag(), "好") == ("等次为“优秀”或“好”，现为“好”", True)
    assert said(asked, bag(), "一般") == ("等次为“优秀”或“好”，现为“一般”", False)
    assert said(asked, bag()) == ("等次为“优秀”或“好”，等次还没有定", False)


def test_all_any_and_not_put_conditions_together() -> None:
    held = bag(fact("议案建议", times=2), C3=0)
    assert said(AllOf((LED, REPORT)), held) == (
        "（议案建议 至少 2 件，现有 2 件），并且 （C3 撰写调研报告 高于 0，现为 0）",
        False,
    )
    assert holds(AnyOf((LED, REPORT)), held).met is True
    assert said(Not(REPORT), held) == ("不能是（C3 撰写调研报告 高于 0，现为 0）", True)


def test_every_member_is_looked_at_alone_and_who_lacks_it_is_named() -> None:
    group = Subject(9, members=((1, "周明"), (2, "李强"), (3, "王芳")))
    held = bag(fact("议案建议", member=1, times=2), fact("议案建议", member=2), subject=group)
    assert said(EveryMember(LED), held) == (
        "每名代表都要 议案建议 至少 2 件，3 名中 1 名做到，还没有的是李强、王芳",
        False,
    )
    assert said(SomeMember(LED), held) == ("至少一名代表 议案建议 至少 2 件，3 名中 1 名做到", True)
    rest = (fact("议案建议", member=2, weight=2, on=date(2026, 4, 1)), fact("议案建议", member=3, times=2))
    both = bag(fact("议案建议", member=1, times=2), *rest, subject=group)
    assert said(EveryMember(LED), both) == ("每名代表都要 议案建议 至少 2 件，3 名中 3 名做到", True)


def test_a_group_without_members_meets_nothing_about_its_members() -> None:
    assert said(EveryMember(NONE), bag()) == ("每名代表都要 议案建议 一件也没有，现在没有登记代表", False)
    assert holds(SomeMember(NONE), bag()).met is False


def test_what_is_asked_can_be_said_without_how_it_stands() -> None:
    whole = AllOf((LED, Not(HasRole(frozenset({"常委"})))))
    assert asked_words(whole, scheme()) == "（议案建议 至少 2 件），并且 （不能是（身份是“常委”））"


def test_points_a_hair_above_what_is_asked_do_not_look_like_nothing() -> None:
    held = bag()
    held.points["C3"] = Fraction(1, 300)
    met = holds(HasPoints("C3", above=Fraction(0)), held)
    assert met.met
    assert met.words.endswith("现为 0.003")
