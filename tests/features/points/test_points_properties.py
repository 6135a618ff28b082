"""What holds for any facts: sums, bounds, order, and that coming never costs points."""

import random
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from deputy_station.core.paths import resources_folder
from deputy_station.features.points.rules.old.derive import derive
from deputy_station.features.points.rules.old.facts import Fact, FactKind, Quality, State, Votes
from deputy_station.features.points.rules.old.reading import read_scheme

SCHEME = read_scheme((resources_folder() / "schemes" / "old" / "default.toml").read_text(encoding="utf-8"))

votes = st.builds(Votes, st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
facts = st.builds(
    Fact,
    kind=st.sampled_from(FactKind),
    deputy_id=st.just(1),
    on=st.integers(0, 364).map(lambda day: date(2026, 1, 1) + timedelta(days=day)),
    state=st.sampled_from(State),
    quality=st.sampled_from(Quality),
    weight=st.integers(1, 12),
    within=st.sampled_from(["", "五次会议", "六次会议"]),
    votes=st.none() | votes,
    source=st.tuples(st.just("record"), st.integers(1, 99)),
)
years = st.lists(facts, max_size=60)
attended = sorted((kind for kind in FactKind if kind.attended), key=lambda kind: kind.value)


@given(years)
def test_the_total_is_the_sum_of_the_items_and_every_item_is_within_its_bounds(year: list[Fact]) -> None:
    score = derive(SCHEME, 1, year)
    assert score.total == sum(item.points for item in score.items)
    assert score.total == sum(category.points for category in score.categories)
    assert all(0 <= item.points <= item.item.max for item in score.items)


@given(years, st.randoms(use_true_random=False))
def test_the_order_of_the_facts_does_not_matter(year: list[Fact], chance: random.Random) -> None:
    mixed = list(year)
    chance.shuffle(mixed)
    assert derive(SCHEME, 1, mixed) == derive(SCHEME, 1, year)


@given(years, st.sampled_from(attended))
def test_coming_once_more_never_costs_points(year: list[Fact], kind: FactKind) -> None:
    # Never invited is full marks by the scheme, so only somebody with a known invitation is looked at there.
    year = [*year, Fact(FactKind.INVITED, 1, date(2026, 1, 5), State.ABSENT)]
    before = derive(SCHEME, 1, year).total
    after = derive(SCHEME, 1, [*year, Fact(kind, 1, date(2026, 12, 31), State.PRESENT)]).total
    assert after >= before


@given(years)
def test_every_fact_of_an_items_kind_is_either_counted_or_has_a_reason(year: list[Fact]) -> None:
    score = derive(SCHEME, 1, year)
    for item in score.items:
        kinds = {kind for selector in item.item.rule.selectors() for kind in selector.kinds}
        seen = len(item.counted) + len(item.passed)
        assert seen == sum(fact.kind in kinds for fact in year)
        assert all(passed.reason for passed in item.passed)


@given(years)
def test_a_total_shown_with_two_decimals_never_looks_like_a_grade_it_is_not(year: list[Fact]) -> None:
    score = derive(SCHEME, 1, year)
    reached = [grade.name for grade in SCHEME.grades if float(score.shown) >= grade.at_least]
    assert reached[0] == score.grade
