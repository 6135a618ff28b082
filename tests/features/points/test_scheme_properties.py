"""What holds for every scheme one can write and for any records: caps, order, sums, evidence, nothing lost."""

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deputy_station.features.points.rules.asked import HasRecords, Selector
from deputy_station.features.points.rules.bag import Bag, fill_bag
from deputy_station.features.points.rules.bulk import Bulk
from deputy_station.features.points.rules.checking import check_scheme
from deputy_station.features.points.rules.conditions import TOTAL, asked_words
from deputy_station.features.points.rules.derive import derive, score_all
from deputy_station.features.points.rules.facts import Fact, Subject, condense
from deputy_station.features.points.rules.ladder import ladder_of
from deputy_station.features.points.rules.patterns import Numbers
from deputy_station.features.points.rules.quotas import slots_of
from deputy_station.features.points.rules.reading.reader import read_scheme
from deputy_station.features.points.rules.ruling import Count, FromItems, Price, Step, Steps, Tick
from deputy_station.features.points.rules.scheme import CountOnce, Rounding, Scheme
from deputy_station.features.points.rules.score import ItemScore, Score
from deputy_station.features.points.rules.shapes.reach import (
    best_possible,
    condition_selectors,
    rules_within,
    selectors_of,
)
from deputy_station.features.points.rules.shapes.working import work_out
from deputy_station.features.points.rules.words import score_lines
from tests.features.points.made_rules import OWN_WORDS
from tests.features.points.made_schemes import (
    YEAR,
    Case,
    Town,
    cases,
    records,
    schemes,
    towns,
    written_out,
)
from tests.features.points.made_up import fact as record
from tests.features.points.made_up import item, of, scheme, times
from tests.features.points.scheme_as_text import scheme_text

EXAMPLES = 12
"""So many schemes for each property, to be quick; the properties were run over hundreds each when they were written."""

each_of_many = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def scored(case: Case, facts: Iterable[Fact] | None = None) -> Score:
    """The score of the case, or of its subject with other records."""
    return derive(
        case.scheme, case.subject, case.facts if facts is None else facts, period=YEAR, today=case.today
    )


def bag_of(case: Case, score: Score) -> Bag:
    """What the rules of the case look at, with every score known."""
    bag = fill_bag(case.scheme, case.subject, score.facts, period=YEAR, today=case.today)
    bag.points.update({each.item.code: each.points for each in score.items})
    bag.points.update({each.category.code: each.points for each in score.categories})
    bag.points[TOTAL] = score.total
    return bag


def within(points: Fraction, most: Fraction | None, least: Fraction | None) -> bool:
    """Whether the points keep both bounds."""
    return (most is None or points <= most) and (least is None or points >= least)


def given_by_rule(each: ItemScore) -> bool:
    """Whether the item's points come from its rule, not from a force or because it is not for the subject."""
    return each.applies and not any(force.because in each.words for force in each.item.forces)


def numbered(facts: Iterable[Fact]) -> Counter[Fact]:
    """How many of each record."""
    found: Counter[Fact] = Counter()
    for fact in facts:
        found[replace(fact, times=1)] += fact.times
    return found


def mentioned(each: ItemScore) -> Counter[Fact]:
    """What the item says of records: how many of each it counts or passes over."""
    return numbered((*each.counted, *(entry.fact for entry in each.passed)))


def numbers_of(score: Score) -> tuple[object, ...]:
    """All that is decided about a subject."""
    return (
        score.total,
        score.shown,
        [each.points for each in score.items],
        [each.points for each in score.categories],
        [each.yuan for each in score.moneys],
        score.graded,
        [each.name for each in score.advice],
    )


# -- bounds and sums --------------------------------------------------------------------------------------------


@given(case=cases())
@each_of_many
def test_caps_and_floors_hold_for_rules_parts_items_categories_and_the_total(case: Case) -> None:
    score = scored(case)
    bag = bag_of(case, score)
    for each in score.items:
        bag.item = each.item.code
        for rule in rules_within(each.item.rule):
            points = work_out(rule, bag).points
            assert within(points, rule.most, rule.least)
        assert not given_by_rule(each) or within(each.points, each.item.most, each.item.least)
    for column in score.categories:
        assert within(column.points, column.category.most, column.category.least)
    assert within(score.total, case.scheme.total_most, case.scheme.total_least)
    for money, total in zip(
        (each for each in case.scheme.moneys if not each.only or each.only & case.subject.roles),
        score.moneys,
        strict=True,
    ):
        assert within(total.yuan, money.most, None)


@given(case=cases())
@each_of_many
def test_no_rule_gives_more_than_is_said_to_be_possible(case: Case) -> None:
    score = scored(case)
    bag = bag_of(case, score)
    for each in score.items:
        most = best_possible(each.item.rule, scores=bag.points)
        bag.item = each.item.code
        assert most is None or work_out(each.item.rule, bag).points <= most


@given(case=cases())
@each_of_many
def test_items_add_up_to_their_category_and_categories_to_the_total(case: Case) -> None:
    score = scored(case)
    for column in score.categories:
        own = [each.points for each in score.items if each.item.category == column.category.code]
        assert column.raw == sum(own)
        if within(column.raw, column.category.most, column.category.least):
            assert column.points == column.raw
    added = sum(column.points for column in score.categories)
    if within(added, case.scheme.total_most, case.scheme.total_least):
        digits = None if case.scheme.rounding is None else case.scheme.rounding.digits
        step = Fraction(0) if digits is None else Fraction(1, 10**digits)
        assert score.total == added if step == 0 else abs(score.total - added) < step


# -- records ----------------------------------------------------------------------------------------------------


@given(case=cases(), chance=st.randoms(use_true_random=False))
@each_of_many
def test_the_order_in_which_records_come_changes_nothing(case: Case, chance: random.Random) -> None:
    mixed = list(case.facts)
    chance.shuffle(mixed)
    assert scored(case, mixed) == scored(case)


@given(case=cases(), number=st.integers(0, 7))
@each_of_many
def test_a_record_removed_and_written_down_again_changes_nothing(case: Case, number: int) -> None:
    if not case.facts:
        return
    gone = case.facts[number % len(case.facts)]
    again = [fact for fact in case.facts if fact is not gone] + [replace(gone, source=("record", 99))]
    assert numbers_of(scored(case, again)) == numbers_of(scored(case))


@given(case=cases())
@each_of_many
def test_equal_records_put_together_give_what_they_give_written_out(case: Case) -> None:
    apart = numbers_of(scored(case, written_out(case.facts)))
    assert numbers_of(scored(case, condense(case.facts))) == apart


@given(case=cases(growing=True), more=records(most=4, begins=50))
@each_of_many
def test_more_records_never_lower_a_total_where_nothing_deducts_and_nothing_is_a_rate(
    case: Case, more: list[Fact]
) -> None:
    assert scored(case, [*case.facts, *more]).total >= scored(case).total


@given(case=cases(growing=True), number=st.integers(0, 7))
@each_of_many
def test_approval_and_evidence_never_lower_a_total_where_nothing_deducts(case: Case, number: int) -> None:
    if not case.facts:
        return
    proven = [
        replace(fact, review="已核准", evidence=(fact.evidence or 0) + 1)
        if place == number % len(case.facts)
        else fact
        for place, fact in enumerate(case.facts)
    ]
    assert scored(case, proven).total >= scored(case).total


@given(case=cases())
@each_of_many
def test_every_record_stands_once_in_each_item_that_looks_at_it_with_a_reason_where_it_does_not_count(
    case: Case,
) -> None:
    score = scored(case)
    all_of_them = numbered((*score.facts, *score.outside))
    for each in score.items:
        selectors = selectors_of(each.item.rule)
        said = mentioned(each)
        assert all(said[fact] <= all_of_them[fact] for fact in said)
        for fact, number in numbered(score.facts).items():
            if any(selector.covers(fact) for selector in selectors):
                assert said[fact] == number
        assert all(entry.reason for entry in each.passed)


@given(case=cases())
@each_of_many
def test_no_record_is_lost_without_a_word(case: Case) -> None:
    score = scored(case)
    assert numbered((*score.facts, *score.outside)) == numbered(case.facts)
    told = {replace(fact, times=1) for fact in (*score.unfit, *_asked_elsewhere(case, score.facts))}
    for each in score.items:
        told |= set(mentioned(each))
    assert {replace(fact, times=1) for fact in score.facts} <= told


def _asked_elsewhere(case: Case, facts: Iterable[Fact]) -> list[Fact]:
    """Records that money, gates, vetoes, forces, exemptions or consequences look at, whatever their state."""
    asked = [replace(selector, states=frozenset()) for selector in _not_of_items(case.scheme)]
    return [fact for fact in facts if any(selector.covers(fact) for selector in asked)]


def _not_of_items(scheme: Scheme) -> list[Selector]:
    conditions = [force.when for item in scheme.items for force in item.forces]
    conditions += [need for gate in scheme.gates for need in gate.needs]
    conditions += [veto.when for veto in scheme.vetoes]
    conditions += [each.when for each in scheme.exemptions if each.when is not None]
    conditions += [each.when for each in scheme.consequences if each.when is not None]
    found = [selector for money in scheme.moneys for selector in selectors_of(money.rule)]
    return found + [each for when in conditions for group in condition_selectors(when) for each in group]


@given(case=cases())
@each_of_many
def test_what_is_said_to_count_for_another_item_does(case: Case) -> None:
    score = scored(case)
    for each in score.items:
        for entry in each.passed:
            if entry.reason.startswith("已在 "):
                other = score.item(entry.reason.split()[1])
                assert replace(entry.fact, times=1) in numbered(other.counted)


@given(case=cases())
@each_of_many
def test_a_subject_without_records_has_a_score_and_a_sheet(case: Case) -> None:
    bare = replace(case, subject=Subject(1, "周明"))
    score = scored(bare, [])
    assert (score.facts, score.unfit, score.outside) == ((), (), ())
    assert score_lines(score)
    assert score_lines(scored(case))


# -- grades -----------------------------------------------------------------------------------------------------


@given(case=cases())
@each_of_many
def test_the_total_shown_never_looks_as_if_a_grade_were_reached_that_is_not(case: Case) -> None:
    score = scored(case)
    shown = Fraction(score.shown.replace("−", "-"))
    assert abs(shown - score.total) < Fraction(1, 100)
    if case.scheme.grading.by == TOTAL:
        for rung in ladder_of(case.scheme).rungs:
            assert rung.reached(score.total) or not rung.reached(shown)


@given(town=towns())
@each_of_many
def test_one_alone_has_the_points_that_the_same_one_has_among_others(town: Town) -> None:
    together = score_all(town.scheme, town.entries, period=YEAR, decisions=town.decisions)
    for (subject, facts), score in zip(town.entries, together, strict=True):
        alone = derive(town.scheme, subject, facts, period=YEAR)
        assert (alone.total, alone.items, alone.categories) == (score.total, score.items, score.categories)
        assert (alone.moneys, alone.unfit, alone.outside) == (score.moneys, score.unfit, score.outside)
        if all(grade.quota is None for grade in town.scheme.grades) and not town.decisions:
            assert alone.grade == score.grade


@given(town=towns(), chance=st.randoms(use_true_random=False))
@each_of_many
def test_the_order_in_which_subjects_come_changes_no_grade_or_rank(town: Town, chance: random.Random) -> None:
    mixed = list(town.entries)
    chance.shuffle(mixed)
    found = [
        {
            score.subject_id: replace(score.graded, tied=tuple(sorted(score.graded.tied, key=str)))
            for score in score_all(town.scheme, entries, period=YEAR, decisions=town.decisions)
        }
        for entries in (town.entries, mixed)
    ]
    assert found[0] == found[1]


@given(town=towns())
@each_of_many
def test_no_grade_is_given_more_often_than_its_quota(town: Town) -> None:
    scores = score_all(town.scheme, town.entries, period=YEAR, decisions=town.decisions)
    ranked = sum(score.graded.rank > 0 for score in scores)
    vetoed = {veto.grade for veto in town.scheme.vetoes}
    for grade in town.scheme.grades:
        if grade.quota is None or grade.name in vetoed:
            continue
        held = [score for score in scores if score.grade == grade.name]
        assert len(held) <= slots_of(grade, ranked)


# -- the same by other ways -------------------------------------------------------------------------------------


@given(scheme=schemes())
@each_of_many
def test_a_scheme_written_down_and_read_again_is_the_same(scheme: Scheme) -> None:
    text = scheme_text(scheme, OWN_WORDS)
    assert read_scheme(text) == scheme
    assert check_scheme(text).mistakes == ()


@given(town=towns(members=False))
@each_of_many
def test_many_at_once_have_the_points_they_have_one_by_one(town: Town) -> None:
    bulk = Bulk(town.scheme, period=YEAR)
    who, cells, times = [], [], []
    for place, (subject, facts) in enumerate(town.entries):
        for fact in facts:
            in_office = subject.in_office is None or any(span.covers(fact.on) for span in subject.in_office)
            held = bulk.cell(fact) if in_office and YEAR.first <= fact.on <= YEAR.last else None
            if held is not None:
                who.append(place)
                cells.append(held[0])
                times.append(held[1])
    people = [subject for subject, _facts in town.entries]
    found = bulk.score(
        [subject.id for subject in people], people, _numbers(who), _numbers(cells), _numbers(times)
    )
    for (subject, facts), many in zip(town.entries, found, strict=True):
        one = derive(town.scheme, subject, facts, period=YEAR)
        assert many.subject_id == subject.id
        assert many.items == tuple(each.points for each in one.items)
        assert many.categories == tuple(each.points for each in one.categories)
        assert (many.total, many.grade) == (one.total, one.grade)


def _numbers(values: list[int]) -> Numbers:
    return np.array(values, dtype=np.int64)


# -- what the properties found, in small ------------------------------------------------------------------------


def test_a_table_that_is_full_when_nothing_was_arranged_gives_its_best_step_not_a_cap_above_it() -> None:
    steps = (Step(Fraction(9, 10), Fraction(6)), Step(Fraction(1, 2), Fraction(3)))
    rule = Steps(on="到会率", of=of("接待日值班"), steps=steps, none_is_full=True, most=Fraction(10))
    assert derive(scheme([item("A1", rule)]), Subject(1), []).total == 6


def test_a_record_in_another_state_is_told_of_by_an_item_that_is_not_for_the_subject() -> None:
    led = Tick(of=of("议案建议", states="已受理"), points=Fraction(5))
    only_committee = scheme([item("A1", led, only=frozenset({"常委"}))], roles=("常委",))
    score = derive(only_committee, Subject(1), [record("议案建议", state="未受理")])
    assert [entry.reason for entry in score.item("A1").passed] == ["这一项不适用，不计"]
    assert score.unfit == ()


def test_rounding_up_does_not_lift_a_total_above_its_cap() -> None:
    capped = scheme([item("A1", times("走访"))], total_most=Fraction("12.5"), rounding=Rounding(0, "进位"))
    assert derive(capped, Subject(1), [record("走访", times=20)]).total == Fraction("12.5")


def test_which_of_two_records_an_item_takes_first_does_not_go_by_when_they_were_entered() -> None:
    one_only = Count(prices=(Price(of("表彰"), Fraction(1)),), times_at_most=1)
    of_the_county = Count(prices=(Price(of("表彰", levels="县级"), Fraction(4)),))
    paper = scheme(
        [item("A1", one_only), item("A2", of_the_county)], once=(CountOnce(("A1", "A2")),)
    )  # 先 to A1, which needs one of the two
    totals = {
        derive(
            paper,
            Subject(1),
            [
                record("表彰", level="县级", source=("deed", county)),
                record("表彰", level="市级", source=("deed", city)),
            ],
        ).total
        for county, city in ((1, 2), (2, 1))
    }
    assert len(totals) == 1


def test_items_that_wait_for_each_other_because_of_what_counts_once_are_refused() -> None:
    paper = scheme(
        [item("A1", FromItems(scores=("A2",), factor=Fraction(1))), item("A2", times("发言"))],
        once=(CountOnce(("A1", "A2")),),
    )
    [mistake] = check_scheme(scheme_text(paper, OWN_WORDS)).mistakes
    assert "没法算" in mistake.what


def test_a_condition_names_an_upper_amount_once() -> None:
    few = HasRecords((Selector(("捐款",), amount_to=Fraction(100)),))
    assert asked_words(few, scheme()).count("金额不多于 100") == 1
