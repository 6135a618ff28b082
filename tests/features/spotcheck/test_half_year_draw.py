"""The half-yearly draw: exact sizes, strata near their share, and a draw that is repeated by hand from its seed."""

import hashlib
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deputy_station.features.spotcheck.rules.half_year import (
    NOT_GRADED,
    HalfUnknown,
    Pooled,
    Stratum,
    draw_stratified,
    half_days,
    half_of,
    share_out,
)

GROUPS = ("东街", "西街", "南街", "")
GRADES = ("优秀", "好", NOT_GRADED)

strata = st.builds(Stratum, st.sampled_from(GROUPS), st.sampled_from(("镇", "县区")), st.sampled_from(GRADES))
pools = st.lists(st.tuples(st.sampled_from(("张守田", "李新", "王建国", "赵梅")), strata), min_size=1).map(
    lambda people: [Pooled(number, name, stratum) for number, (name, stratum) in enumerate(people, 1)]
)


@st.composite
def draws(pick: st.DrawFn) -> tuple[list[Pooled], int, str]:
    pool = pick(pools)
    return pool, pick(st.integers(1, len(pool))), pick(st.text(min_size=1, max_size=10))


@given(draws(), st.randoms(use_true_random=False))
def test_the_order_of_the_pool_does_not_matter_and_the_size_is_exact(made: object, dice: object) -> None:
    pool, count, seed = made  # type: ignore[misc]
    shuffled = list(pool)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    drawn = draw_stratified(pool, count=count, seed=seed, year=2026, half=1)
    assert draw_stratified(shuffled, count=count, seed=seed, year=2026, half=1) == drawn
    assert [lot.position for lot in drawn.drawn] == list(range(1, count + 1))
    assert sorted(lot.pooled.deputy_id for lot in drawn.lots) == [each.deputy_id for each in pool]


@given(draws())
def test_each_stratum_is_within_one_of_its_share_but_for_a_seat_moved_to_an_empty_group(
    made: tuple[list[Pooled], int, str],
) -> None:
    pool, count, seed = made
    drawn = draw_stratified(pool, count=count, seed=seed, year=2026, half=1)
    got = Counter(lot.pooled.stratum for lot in drawn.drawn)
    for each in drawn.strata:
        assert got[each.stratum] == each.seats <= each.pool
        assert each.share - 1 < each.seats - each.moved < each.share + 1
        assert each.seats < each.share + 1
    assert sum(each.moved for each in drawn.strata) == 0
    of_group = Counter[str]()
    before = Counter[str]()
    for each in drawn.strata:
        of_group[each.stratum.group] += each.seats
        before[each.stratum.group] += each.seats - each.moved
    if count >= len(of_group):
        assert min(of_group.values()) >= 1
    raised = sum(each.moved for each in drawn.strata if each.moved > 0)
    assert raised == (sum(not before[group] for group in before) if count >= len(of_group) else 0)


def test_seats_go_by_the_largest_remainder() -> None:
    # Of 10 deputies 4: shares 2.4, 0.8 and 0.8; two whole seats, the two left go to the two 0.8.
    many, few, other = (
        Stratum("东街", "镇", "好"),
        Stratum("东街", "镇", "优秀"),
        Stratum("西街", "镇", "好"),
    )
    seats = {each.stratum: each.seats for each in share_out({many: 6, few: 2, other: 2}, count=4)}
    assert seats == {many: 2, few: 1, other: 1}


def test_a_group_too_small_for_a_seat_gets_one_from_the_stratum_furthest_above_its_share() -> None:
    # Of 20 deputies 5: 东街 has 11 (2.75 -> 3), 西街 8 (2.00 -> 2), 南街 1 (0.25 -> 0). 东街 is 0.25 above, so it gives.
    east, west, south = (Stratum(name, "镇", "好") for name in ("东街", "西街", "南街"))
    found = {each.stratum: each for each in share_out({east: 11, west: 8, south: 1}, count=5)}
    assert [found[each].seats for each in (east, west, south)] == [2, 2, 1]
    assert [found[each].moved for each in (east, west, south)] == [-1, 0, 1]


def test_with_fewer_seats_than_groups_no_group_is_helped() -> None:
    east, west, south = (Stratum(name, "镇", "好") for name in ("东街", "西街", "南街"))
    found = {each.stratum: each for each in share_out({east: 9, west: 1, south: 1}, count=2)}
    assert [found[each].seats for each in (east, west, south)] == [2, 0, 0]
    assert {each.moved for each in found.values()} == {0}


def test_a_draw_is_repeated_from_its_seed_by_hand() -> None:
    """As a district would: the pool on paper, `printf '8f3a|2026-1|李新|1' | sha256sum`, the smallest of each group."""
    good, graded = Stratum("东街", "镇", NOT_GRADED), Stratum("西街", "镇", "好")
    names = [("张守田", good), ("李新", good), ("王建国", good), ("张守田", graded), ("赵梅", graded)]
    pool = [Pooled(number, name, stratum) for number, (name, stratum) in enumerate(names, 1)]
    drawn = draw_stratified(pool, count=3, seed="8f3a", year=2026, half=1)
    # 3 of 5: shares 1.8 and 1.2, so two of the three in 东街 and one of the two in 西街.
    # be93… and 9ce6… and 3add… in 东街, ba76… and 7b0e… in 西街.
    values = {lot.pooled.deputy_id: lot.value[:4] for lot in drawn.lots}
    assert values == {1: "be93", 2: "9ce6", 3: "3add", 4: "ba76", 5: "7b0e"}
    assert [lot.pooled.deputy_id for lot in drawn.drawn] == [3, 5, 2]
    by_hand = hashlib.sha256("8f3a|2026-1|李新|1".encode()).hexdigest()
    assert by_hand in {lot.value for lot in drawn.lots}


def test_one_seed_draws_others_in_the_next_half() -> None:
    pool = [Pooled(number, f"代表{number}", Stratum("东街", "镇", "好")) for number in range(1, 81)]
    spring, autumn, later = (
        {
            lot.pooled.deputy_id
            for lot in draw_stratified(pool, count=16, seed="1", year=year, half=half).drawn
        }
        for year, half in ((2026, 1), (2026, 2), (2027, 1))
    )
    # 16 of 80 twice have 3.2 in common on average; 12 or more in common is a chance of less than one in a million.
    assert max(len(spring & autumn), len(spring & later), len(autumn & later)) < 12


def test_a_half_has_its_first_and_last_day() -> None:
    assert half_days(2026, 1) == (date(2026, 1, 1), date(2026, 6, 30))
    assert half_days(2026, 2) == (date(2026, 7, 1), date(2026, 12, 31))
    assert half_of(date(2026, 6, 30)) == (2026, 1)
    assert half_of(date(2026, 7, 1)) == (2026, 2)
    with pytest.raises(HalfUnknown, match="没有第 3 个半年"):
        half_days(2026, 3)
