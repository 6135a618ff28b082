"""Facts put together, or in any order, give the same as each written out; caps hold; more evidence never lowers."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from deputy_station.features.points.rules.asked import HasRecords, Selector
from deputy_station.features.points.rules.bag import Bag
from deputy_station.features.points.rules.facts import Fact, Period, condense
from deputy_station.features.points.rules.ruling import (
    Ballot,
    Base,
    Best,
    Count,
    Deduct,
    FirstNext,
    Goal,
    Goals,
    PerPeriod,
    Price,
    Ratio,
    RoleShare,
    Rule,
    Scaled,
    Shared,
    Step,
    Steps,
    Sum,
    Target,
    Tick,
)
from deputy_station.features.points.rules.score import Outcome
from deputy_station.features.points.rules.shapes.reach import best_possible, kinds_of
from deputy_station.features.points.rules.shapes.working import work_out

BagOf = Callable[..., Bag]

YEAR = Period("2026", "2026 年", date(2026, 1, 1), date(2026, 12, 31), 2026)
TRAINED, PROPOSED, JUDGED = (Selector((kind,)) for kind in ("学习培训", "议案建议", "测评"))

FACTS = st.lists(
    st.builds(
        Fact,
        kind=st.sampled_from(["学习培训", "议案建议", "测评", "捐款"]),
        subject_id=st.just("zhou"),
        on=st.sampled_from([date(2026, 1, 5), date(2026, 2, 9), date(2026, 7, 1), date(2026, 12, 31)]),
        state=st.sampled_from(["", "到会", "部分参加", "请假", "缺席", "未登记", "未举行", "已受理"]),
        role=st.sampled_from(["", "领衔", "附议"]),
        level=st.sampled_from(["", "省级", "县级"]),
        weight=st.sampled_from([1, 2, Fraction(1, 2)]),
        amount=st.sampled_from([None, Fraction(100), Fraction(1, 3)]),
        within=st.sampled_from(["", "第五次", "第六次"]),
        people=st.sampled_from([0, 3]),
        peers=st.sampled_from([0, 2]),
        votes=st.sampled_from([None, (("好", 3), ("差", 1)), (("好", 1), ("差", 1))]),
        times=st.sampled_from([1, 1, 2, 3]),
    ),
    max_size=8,
)
POINTS = st.sampled_from([Fraction(1), Fraction(5, 2), Fraction(1, 3), Fraction(4)])
MOST = st.sampled_from([None, Fraction(2), Fraction(7, 2), Fraction(10)])
SELECTORS = st.sampled_from(
    [
        (TRAINED,),
        (PROPOSED,),
        (TRAINED, PROPOSED),
        (replace(TRAINED, states=frozenset({"部分参加", "请假"})), PROPOSED),
        (replace(PROPOSED, roles=frozenset({"领衔"})),),
    ]
)
PRICES = st.lists(st.builds(Price, of=SELECTORS, points=POINTS), min_size=1, max_size=3).map(tuple)
TABLE = st.just((Step(Fraction(3), Fraction(4)), Step(Fraction(1), Fraction(2))))
SHARE_TABLE = st.just((Step(Fraction(9, 10), Fraction(4)), Step(Fraction(1, 2), Fraction(1), over=True)))

GROWING: st.SearchStrategy[Rule] = st.one_of(
    st.builds(
        Tick, of=SELECTORS, points=POINTS, at_least=st.sampled_from([Fraction(1), Fraction(2)]), most=MOST
    ),
    st.builds(
        Count,
        prices=PRICES,
        once_per=st.sampled_from(["", "会议", "日", "月", "季", "年"]),
        times_at_most=st.sampled_from([None, 1, 3]),
        by_amount=st.booleans(),
        most=MOST,
    ),
    st.builds(FirstNext, of=SELECTORS, first=POINTS, next=POINTS, most=MOST),
    st.builds(
        Target,
        of=SELECTORS,
        target=st.just(Fraction(3)),
        points=POINTS,
        above=POINTS,
        below=POINTS,
        most=MOST,
    ),
    st.builds(Steps, on=st.sampled_from(["次数", "金额"]), of=SELECTORS, steps=TABLE, most=MOST),
    st.builds(
        Shared,
        prices=PRICES,
        equally=st.booleans(),
        shares=st.just((RoleShare("领衔", Fraction(3, 5)), RoleShare("附议", Fraction(2, 5), True))),
        most=MOST,
    ),
    st.builds(
        Goals,
        goals=st.just((Goal("训", HasRecords((TRAINED,))), Goal("提", HasRecords((PROPOSED,))))),
        points=POINTS,
        each=st.sampled_from([None, Fraction(2)]),
        most=MOST,
    ),
)
ANY_SIMPLE: st.SearchStrategy[Rule] = st.one_of(
    GROWING,
    st.builds(Ratio, of=SELECTORS, full=POINTS, most=MOST),
    st.builds(
        Deduct, start=POINTS, prices=PRICES, seen=SELECTORS, least=st.sampled_from([None, Fraction(0)])
    ),
    st.builds(
        Base,
        points=POINTS,
        lost=PRICES,
        lost_all=st.sampled_from([(), (replace(PROPOSED, roles=frozenset({"附议"})),)]),
    ),
    st.builds(
        Steps,
        on=st.sampled_from(["到会率", "比率"]),
        of=SELECTORS,
        good=SELECTORS,
        steps=SHARE_TABLE,
        most=MOST,
    ),
    st.builds(
        Steps,
        on=st.just("级别"),
        of=SELECTORS,
        steps=st.just(
            (Step(Fraction(0), Fraction(8), level="省级"), Step(Fraction(0), Fraction(4), level="县级"))
        ),
    ),
    st.builds(
        Ballot,
        of=st.just((JUDGED,)),
        weights=st.sampled_from([(("好", Fraction(1)),), (("好", Fraction(1)), ("差", Fraction(1, 2)))]),
        full=POINTS,
        take=st.sampled_from(["最好", "最后", "合计"]),
    ),
)
ANY: st.SearchStrategy[Rule] = st.recursive(
    ANY_SIMPLE,
    lambda inner: st.one_of(
        st.builds(Best, options=st.lists(inner, min_size=2, max_size=3).map(tuple), most=MOST),
        st.builds(Sum, parts=st.lists(inner, min_size=1, max_size=3).map(tuple), most=MOST),
        st.builds(PerPeriod, per=st.sampled_from(["月", "季", "半年"]), rule=inner, most=MOST),
        st.builds(Scaled, rule=inner, factor=POINTS, most=MOST),
    ),
    max_leaves=4,
)  # fmt: skip


def _written_out(facts: Iterable[Fact]) -> list[Fact]:
    """Every equal record on its own, told apart by its source as records in the database are."""
    single = [replace(fact, times=1) for fact in facts for _again in range(fact.times)]
    return [replace(fact, source=("", number)) for number, fact in enumerate(single)]


def _said(outcome: Outcome) -> tuple[object, ...]:
    return outcome.points, outcome.words, outcome.open


def _number(facts: Iterable[Fact]) -> Counter[Fact]:
    """How many of each fact, whatever tells records apart for people."""
    found: Counter[Fact] = Counter()
    for fact in facts:
        found[replace(fact, times=1, source=("", 0))] += fact.times
    return found


@given(rule=ANY, facts=FACTS)
@settings(max_examples=250)
def test_equal_records_put_together_give_what_they_give_written_out(
    bag_of: BagOf, rule: Rule, facts: list[Fact]
) -> None:
    single = _written_out(facts)
    apart = work_out(rule, bag_of(single, period=YEAR))
    together = work_out(rule, bag_of(condense(facts), period=YEAR))
    assert _said(together) == _said(apart)
    assert sum(fact.times for fact in together.counted) == len(apart.counted)
    assert Counter(
        reason for entry in together.passed for reason in [entry.reason] * entry.fact.times
    ) == Counter(entry.reason for entry in apart.passed)


@given(rule=ANY, facts=FACTS, shuffle=st.randoms(use_true_random=False))
@settings(max_examples=120)
def test_the_order_of_facts_never_matters(
    bag_of: BagOf, rule: Rule, facts: list[Fact], shuffle: object
) -> None:
    single = _written_out(facts)
    mixed = list(single)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = work_out(rule, bag_of(single, period=YEAR)), work_out(rule, bag_of(mixed, period=YEAR))
    assert _said(one) == _said(other)
    assert one.passed == other.passed


@given(rule=ANY, facts=FACTS)
@settings(max_examples=200)
def test_every_record_of_the_rules_kinds_is_counted_or_passed_over_once(
    bag_of: BagOf, rule: Rule, facts: list[Fact]
) -> None:
    outcome = work_out(rule, bag_of(facts, period=YEAR))
    mentioned = _number(outcome.counted) + _number(entry.fact for entry in outcome.passed)
    assert mentioned == _number(fact for fact in facts if fact.kind in kinds_of(rule))
    assert all(entry.reason for entry in outcome.passed)


@given(rule=ANY, facts=FACTS)
@settings(max_examples=200)
def test_a_rule_never_gives_more_than_it_can_or_less_than_its_floor(
    bag_of: BagOf, rule: Rule, facts: list[Fact]
) -> None:
    outcome = work_out(rule, bag_of(facts, period=YEAR))
    most = best_possible(rule)
    assert most is None or outcome.points <= most
    assert rule.least is None or outcome.points >= rule.least


@given(rule=GROWING, facts=FACTS, more=FACTS)
@settings(max_examples=200)
def test_more_evidence_never_lowers_what_only_counts(
    bag_of: BagOf, rule: Rule, facts: list[Fact], more: list[Fact]
) -> None:
    assert work_out(rule, bag_of(facts + more)).points >= work_out(rule, bag_of(facts)).points


def test_one_of_three_equal_ballots_counts_and_two_are_passed_over(bag_of: BagOf) -> None:
    three = Fact("测评", "zhou", date(2026, 12, 1), votes=(("好", 3), ("差", 1)), times=3)
    rule = Ballot(of=(JUDGED,), weights=(("好", Fraction(1)),), full=Fraction(100), take="最好")
    outcome = work_out(rule, bag_of([three]))
    assert outcome.points == 75
    assert [fact.times for fact in outcome.counted] == [1]
    assert [(entry.fact.times, entry.reason) for entry in outcome.passed] == [(2, "只取最好的一次")]


def test_one_of_three_equal_awards_counts_and_two_are_passed_over(bag_of: BagOf) -> None:
    awarded = Selector(("表彰",))
    three = Fact("表彰", "zhou", date(2026, 12, 1), level="省级", times=3)
    rule = Steps(on="级别", of=(awarded,), steps=(Step(Fraction(0), Fraction(8), level="省级"),))
    outcome = work_out(rule, bag_of([three]))
    assert (outcome.points, [fact.times for fact in outcome.counted]) == (Fraction(8), [1])
    assert [(entry.fact.times, entry.reason) for entry in outcome.passed] == [(2, "只取最高的一次（省级）")]


def test_a_record_that_counts_whole_stays_the_same_object(bag_of: BagOf) -> None:
    fact = Fact("发言", "zhou", date(2026, 12, 1), times=3)
    outcome = work_out(Tick(of=(Selector(("发言",)),), points=Fraction(1)), bag_of([fact]))
    assert outcome.counted[0] is fact
