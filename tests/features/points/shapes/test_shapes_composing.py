"""Rules made of others, shared things, commitments and members, by hand."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from deputy_station.features.points.rules.asked import HasRecords, Selector
from deputy_station.features.points.rules.bag import Bag
from deputy_station.features.points.rules.facts import Fact, Period
from deputy_station.features.points.rules.ruling import (
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
    RoleNeed,
    RoleShare,
    Scaled,
    Shared,
    Sum,
    Tick,
)
from deputy_station.features.points.rules.score import Outcome
from deputy_station.features.points.rules.shapes.working import work_out

BagOf = Callable[..., Bag]

YEAR = Period("2026", "2026 年", date(2026, 1, 1), date(2026, 12, 31), 2026)


def _of(kind: str, **words: str) -> tuple[Selector, ...]:
    sets = {f"{field}s": frozenset({word}) for field, word in words.items()}
    return (Selector((kind,), **sets),)  # type: ignore[arg-type]


def _facts(kind: str, number: int = 1, *, month: int = 3, **said: Any) -> list[Fact]:
    return [Fact(kind, "zhou", date(2026, month, day + 1), **said) for day in range(number)]


def _gave(outcome: Outcome) -> tuple[object, str]:
    return outcome.points, outcome.words


def _duty_report() -> Best:
    # Default scheme E1: oral 8, written 2, the higher once.
    return Best(
        options=(
            Tick(name="口头述职", of=_of("述职", manner="口头"), points=Fraction(8)),
            Tick(name="书面述职", of=_of("述职", manner="书面"), points=Fraction(2)),
        )
    )


def test_the_higher_way_counts_and_the_other_is_passed_over(bag_of: BagOf) -> None:
    # Vector V11.
    outcome = work_out(
        _duty_report(), bag_of(_facts("述职", manner="书面") + _facts("述职", month=9, manner="口头"))
    )
    assert _gave(outcome) == (8, "口头述职：1 次，得 8，取最高的一次")
    assert [fact.manner for fact in outcome.counted] == ["口头"]
    assert [entry.reason for entry in outcome.passed] == ["只取最高的一次（口头述职）"]


def test_one_way_alone_and_none_at_all(bag_of: BagOf) -> None:
    assert work_out(_duty_report(), bag_of(_facts("述职", manner="书面"))).words == "书面述职：1 次，得 2"
    assert _gave(work_out(_duty_report(), bag_of())) == (0, "没有口头述职、书面述职，计 0")


def test_leading_and_cosigning_are_added_with_a_cap_inside_the_cap(bag_of: BagOf) -> None:
    # Vector V10: lead 1 and co-sign 3 give 3 + min(3, 2) = 5.
    rule = Sum(
        most=Fraction(5),
        parts=(
            FirstNext(of=_of("议案建议", role="领衔"), first=Fraction(3), next=Fraction(2), unit="件"),
            Count(name="附议", prices=(Price(_of("议案建议", role="附议"), Fraction(1)),), most=Fraction(2)),
        ),
    )
    facts = _facts("议案建议", role="领衔") + _facts("议案建议", 3, month=5, role="附议")
    outcome = work_out(rule, bag_of(facts))
    assert _gave(outcome) == (5, "首件 3；附议：1 × 3 次 = 3，封顶 2；合计 5")
    assert (len(outcome.counted), outcome.passed) == (4, ())


def test_a_record_two_parts_look_at_is_listed_once(bag_of: BagOf) -> None:
    rule = Sum(
        parts=(
            Count(prices=(Price(_of("会前准备"), Fraction(1)),), once_per="会议"),
            Count(prices=(Price(_of("会前准备"), Fraction(2)),)),
        )
    )
    outcome = work_out(rule, bag_of(_facts("会前准备", 3, within="第五次")))
    # 1 for the session and 2 × 3 for the times
    assert (outcome.points, len(outcome.counted), outcome.passed) == (Fraction(7), 3, ())


def test_every_quarter_stands_for_itself_until_today(bag_of: BagOf) -> None:
    # P3: at least one article each quarter, 10 in all.
    rule = PerPeriod(per="季", rule=Tick(of=_of("网站稿件"), points=Fraction(5, 2)))
    facts = _facts("网站稿件", 3, month=2) + _facts("网站稿件", month=8) + _facts("网站稿件", month=11)
    outcome = work_out(rule, bag_of(facts, period=YEAR, today=date(2026, 9, 30)))
    assert _gave(outcome) == (
        5,
        "一季度：3 次，得 2.5；二季度：0 次，计 0；三季度：1 次，得 2.5；合计 5",
    )
    assert [entry.reason for entry in outcome.passed] == ["四季度还没有开始，不计"]
    assert work_out(rule, bag_of(facts, period=YEAR)).points == Fraction(15, 2)


def test_a_year_from_september_has_its_own_quarters(bag_of: BagOf) -> None:
    rule = PerPeriod(per="季", rule=Tick(of=_of("网站稿件"), points=Fraction(1)))
    period = Period("2025-09", "", date(2025, 9, 1), date(2026, 8, 31))
    outcome = work_out(rule, bag_of(_facts("网站稿件", month=1), period=period))
    assert outcome.words == (
        "2025年9月至11月：0 次，计 0；2025年12月至次年2月：1 次，得 1；2026年3月至5月：0 次，计 0；2026年6月至8月：0 次，计 0；合计 1"
    )


def test_without_a_period_the_months_of_the_records_years_are_taken(bag_of: BagOf) -> None:
    missed = Deduct(start=Fraction(1), prices=(Price(_of("接待日值班", state="缺席"), Fraction(1)),))
    outcome = work_out(
        PerPeriod(per="月", rule=missed), bag_of(_facts("接待日值班", 2, month=4, state="缺席"))
    )
    assert outcome.points == 11
    assert outcome.words.startswith("1月 1、2月 1、3月 1、4月 0、5月 1")
    assert work_out(PerPeriod(per="月", rule=missed), bag_of()).words == "没有记录，计 0"


def test_scaled_points_stay_exact(bag_of: BagOf) -> None:
    rule = Scaled(rule=Count(prices=(Price(_of("发言"), Fraction(5)),)), factor=Fraction(1, 3))
    assert _gave(work_out(rule, bag_of(_facts("发言", 2)))) == (
        Fraction(10, 3),
        "5 × 2 次 = 10；10 × 1/3 ≈ 3.33",
    )


def test_other_scores_are_weighed(bag_of: BagOf) -> None:
    # P10: daily points and the ballot weigh 4 to 1.
    bag = bag_of()
    bag.points.update({"日常": Fraction(85), "评议": Fraction(90)})
    assert _gave(work_out(FromItems(scores=("日常",), factor=Fraction(4, 5)), bag)) == (
        68,
        "日常 85 × 0.8 = 68",
    )
    both = work_out(FromItems(scores=("日常", "评议"), factor=Fraction(1, 2)), bag)
    assert both.words == "（日常 85 + 评议 90） × 0.5 = 87.5"


def _by_role() -> Shared:
    return Shared(
        prices=(Price(_of("议案建议"), Fraction(10)),),
        shares=(RoleShare("领衔", Fraction(3, 5)), RoleShare("附议", Fraction(2, 5), split=True)),
        unit="件",
    )


def test_points_are_shared_by_role_and_split_among_those_in_it(bag_of: BagOf) -> None:
    facts = _facts("议案建议", 2, role="领衔") + _facts("议案建议", month=5, role="附议", peers=3)
    outcome = work_out(_by_role(), bag_of(facts))
    # 10 × 3/5 × 2 = 12 and 10 × 2/5 ÷ 3 = 4/3
    assert outcome.points == Fraction(40, 3)
    assert outcome.words == "10 × 0.4 ÷ 3 + 10 × 0.6 × 2 ≈ 13.33"


def test_what_is_not_known_about_sharing_is_asked_and_never_guessed(bag_of: BagOf) -> None:
    facts = [
        *_facts("议案建议", role="附议"),
        *_facts("议案建议", month=5),
        *_facts("议案建议", month=6, role="参与"),
    ]
    outcome = work_out(_by_role(), bag_of(facts))
    assert _gave(outcome) == (0, "0 件，计 0")
    assert sorted(entry.reason for entry in outcome.passed) == [
        "参与，不参加分摊，不计",
        "没有写明同一角色的人数，不计",
        "没有写明角色，不计",
    ]
    assert sorted(outcome.open) == [
        "议案建议有 1 条没有写明同一角色的人数，补上后才算",
        "议案建议有 1 条没有写明角色，补上后才算",
    ]


def test_equal_shares_go_by_the_number_of_people(bag_of: BagOf) -> None:
    rule = Shared(prices=(Price(_of("议案建议"), Fraction(10)),), equally=True, unit="件")
    outcome = work_out(rule, bag_of(_facts("议案建议", people=4) + _facts("议案建议", month=5)))
    assert _gave(outcome) == (Fraction(5, 2), "10 ÷ 4 = 2.5")
    assert outcome.open == ("议案建议有 1 条没有写明联名人数，补上后才算",)


def _commitments(**more: Any) -> Goals:
    # S12: of the commitments at least so many, fewer for those without office.
    goals = (
        Goal("走访", HasRecords(_of("走访联系选民"), at_least=Fraction(2))),
        Goal("办实事", HasRecords(_of("为民办实事"))),
        Goal("捐款", HasRecords(_of("捐款"))),
    )
    return Goals(goals=goals, needs=(RoleNeed("无职代表", 1), RoleNeed("", 2)), **more)


@pytest.mark.parametrize(("roles", "points"), [((), 0), (("无职代表",), 10)])
def test_commitments_needed_go_by_role(bag_of: BagOf, roles: tuple[str, ...], points: int) -> None:
    facts = _facts("走访联系选民", 1) + _facts("为民办实事")
    outcome = work_out(_commitments(points=Fraction(10)), bag_of(facts, roles=roles))
    assert outcome.points == points
    assert [fact.kind for fact in outcome.counted] == ["为民办实事"]
    assert [entry.reason for entry in outcome.passed] == ["“走访”还没有达标，不计"]


def test_commitments_say_which_are_not_fulfilled(bag_of: BagOf) -> None:
    facts = _facts("走访联系选民", 2) + _facts("为民办实事")
    enough = work_out(_commitments(points=Fraction(10)), bag_of(facts))
    assert _gave(enough) == (10, "完成 2/3 项，满 2 项得 10")
    few = work_out(_commitments(points=Fraction(10)), bag_of(facts[:2]))
    assert few.words == "完成 1/3 项，不满 2 项，计 0；还没完成：办实事、捐款"
    each = work_out(_commitments(each=Fraction(5)), bag_of(facts))
    assert _gave(each) == (10, "完成 2/3 项，5 × 2 = 10；还没完成：捐款")


def test_every_deputy_without_a_report_costs_the_village_five(bag_of: BagOf) -> None:
    # S7: 20 for reports, −5 per deputy who does not take part.
    when = HasRecords(_of("述职"), at_most=Fraction(0))
    rule = PerMember(start=Fraction(20), each=Fraction(-5), when=when)
    members = (("li", "李强"), ("wang", "王芳"), ("zhao", "赵敏"))
    facts = _facts("述职", member="li") + _facts("述职", month=5)
    outcome = work_out(rule, bag_of(facts, members=members))
    assert _gave(outcome) == (10, "20 − 5 × 2（王芳、赵敏） = 10")
    assert outcome.open == ("述职有 1 条没有写明是哪名代表的，补上后才算",)
    assert len(outcome.counted) == 1
    alone = work_out(rule, bag_of())
    assert (alone.points, alone.open) == (Fraction(20), ("没有登记代表，逐人的分还算不出",))


def test_an_inner_rule_for_every_member_is_added_up(bag_of: BagOf) -> None:
    # S7: 60 yuan a day for each.
    inner = Count(prices=(Price(_of("代表小组活动"), Fraction(60)),), once_per="日", unit="天")
    rule = PerMember(rule=inner)
    day = date(2026, 3, 1)
    facts = [
        Fact("代表小组活动", "village", day, state="到会", member="li", title="上午"),
        Fact("代表小组活动", "village", day, state="到会", member="li", title="下午"),
        Fact("代表小组活动", "village", day, state="到会", member="wang"),
    ]
    outcome = work_out(rule, bag_of(facts, members=(("li", "李强"), ("wang", "王芳"))))
    assert _gave(outcome) == (120, "李强 60 × 1 天 = 60；王芳 60 × 1 天 = 60；合计 120")
    assert [entry.reason for entry in outcome.passed] == ["同一天只算一次"]
