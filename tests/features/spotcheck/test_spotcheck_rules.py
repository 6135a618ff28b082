"""Quarters, sizes, and draws that anybody can repeat."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deputy_station.features.spotcheck.rules.draws import (
    Candidate,
    DrawSizeWrong,
    ShareWrong,
    draw,
    draw_size,
)
from deputy_station.features.spotcheck.rules.quarters import QuarterUnknown, quarter_days, quarter_of

POOL = [
    Candidate(number, name) for number, name in enumerate(["张守田", "李新", "王建国", "赵梅", "张守田"], 1)
]


@pytest.mark.parametrize(
    ("quarter", "first", "last"),
    [
        (1, date(2026, 1, 1), date(2026, 3, 31)),
        (2, date(2026, 4, 1), date(2026, 6, 30)),
        (3, date(2026, 7, 1), date(2026, 9, 30)),
        (4, date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_quarter_has_its_first_and_last_day(quarter: int, first: date, last: date) -> None:
    assert quarter_days(2026, quarter) == (first, last)
    assert quarter_of(first) == quarter_of(last) == (2026, quarter)


def test_there_is_no_fifth_quarter() -> None:
    with pytest.raises(QuarterUnknown, match="没有第 5 季度。请填 1 到 4。"):
        quarter_days(2026, 5)


@pytest.mark.parametrize(
    ("pool", "count", "share", "size"),
    [(80, None, None, 16), (81, None, None, 17), (80, 5, None, 5), (7, None, 50, 4), (3, None, 1, 1)],
)
def test_a_share_is_rounded_up_and_a_count_goes_before_it(
    pool: int, count: int | None, share: int | None, size: int
) -> None:
    assert draw_size(pool, count=count, share_percent=share) == size


def test_more_than_there_are_and_none_at_all_are_refused() -> None:
    with pytest.raises(DrawSizeWrong, match="要抽 6 人，可抽的有 5 人。请填 1 到 5。"):
        draw_size(5, count=6, share_percent=None)
    with pytest.raises(DrawSizeWrong):
        draw_size(5, count=0, share_percent=None)
    with pytest.raises(ShareWrong):
        draw_size(5, count=None, share_percent=101)


def test_the_draw_of_a_seed_is_known_and_can_be_repeated_by_hand() -> None:
    # printf '2026Q4|李新|1' | sha256sum and so on: 李新 2375…, 王建国 2e72…, the second 张守田 4be9…,
    # the first 张守田 ba43…, 赵梅 bb2a….
    drawn = draw(POOL, count=4, seed="2026Q4")
    assert [candidate.deputy_id for candidate in drawn] == [2, 3, 5, 1]


@given(st.permutations(POOL), st.text(min_size=1, max_size=12), st.integers(1, 5))
def test_the_order_of_the_pool_does_not_matter_and_nobody_is_drawn_twice(
    pool: list[Candidate], seed: str, count: int
) -> None:
    drawn = draw(pool, count=count, seed=seed)
    assert drawn == draw(POOL, count=count, seed=seed)
    assert len({candidate.deputy_id for candidate in drawn}) == count


def test_a_smaller_draw_of_the_same_seed_is_the_beginning_of_a_larger_one() -> None:
    assert draw(POOL, count=4, seed="8f3a")[:2] == draw(POOL, count=2, seed="8f3a")


def test_every_deputy_comes_up_about_equally_often_over_many_seeds() -> None:
    times = [0] * 5
    for seed in range(1000):
        times[draw(POOL, count=1, seed=str(seed))[0].deputy_id - 1] += 1
    # 200 are to be expected of each; six standard deviations are 76.
    assert all(124 < number < 276 for number in times)
