"""Rates, shares that add to 100.00, quarters, growth."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deputy_station.features.demands.rules.figures import (
    COUNTED,
    NO_COUNTS,
    Counts,
    Outcome,
    Rate,
    growth_words,
    percent_words,
    quarter_before,
    quarter_days,
    quarter_of,
    share_words,
    shares,
)

COUNTS = st.lists(st.integers(0, 10_000), min_size=1, max_size=40)


def test_the_four_classes_of_93_replies_add_to_100_as_the_bulletin_printed_them() -> None:
    assert shares([54, 33, 2, 4]) == (Decimal("58.07"), Decimal("35.48"), Decimal("2.15"), Decimal("4.30"))


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([1, 1, 1], ["33.34", "33.33", "33.33"]),
        ([0, 5], ["0.00", "100.00"]),
        ([0, 0], ["0.00", "0.00"]),
        ([], []),
        ([1, 2], ["33.33", "66.67"]),
        ([2, 2, 2, 1], ["28.57", "28.57", "28.57", "14.29"]),
    ],
)
def test_shares_go_by_the_largest_remainder(counts: list[int], told: list[str]) -> None:
    assert [str(share) for share in shares(counts)] == told


@given(COUNTS)
def test_shares_add_to_100_and_each_is_off_by_less_than_a_hundredth(counts: list[int]) -> None:
    told, total = shares(counts), sum(counts)
    assert sum(told) == (Decimal("100.00") if total else 0)
    for count, share in zip(counts, told, strict=True):
        exact = Fraction(count * 100, total) if total else Fraction(0)
        assert abs(Fraction(share) - exact) < Fraction(1, 100)
        assert (share == 0) or count > 0


@given(COUNTS)
def test_who_has_more_has_no_smaller_share(counts: list[int]) -> None:
    ordered = sorted(zip(counts, shares(counts), strict=True))
    for (less, smaller), (more, larger) in pairwise(ordered):
        assert less == more or smaller <= larger


def test_a_rate_is_exact_and_rounded_where_it_is_written() -> None:
    counts = Counts({Outcome.SETTLED: 54, Outcome.DUE: 93})
    assert counts.rate(Rate.SETTLED) == Fraction(54, 93)
    assert percent_words(counts.rate(Rate.SETTLED)) == "58.06%"
    assert percent_words(Fraction(89_995, 100_000)) == "90.00%"
    assert percent_words(NO_COUNTS.rate(Rate.IN_TIME)) == "—"
    assert share_words(None) == "—"


def test_every_set_and_rate_says_what_it_counts() -> None:
    assert set(COUNTED) == set(Outcome)
    for rate in Rate:
        part, whole = rate.parts
        assert rate.definition.startswith(f"{part.label} ÷ {whole.label}。")
        assert COUNTED[part] in rate.definition
    assert "延期算在期限里" in Rate.IN_TIME.definition


def test_counts_add_up_set_by_set() -> None:
    both = Counts({Outcome.DUE: 2}, voices=3) + Counts({Outcome.DUE: 1, Outcome.SETTLED: 1}, voices=1)
    assert (both.of(Outcome.DUE), both.of(Outcome.SETTLED), both.of(Outcome.LATE), both.voices) == (
        3,
        1,
        0,
        4,
    )


def test_the_quarters_of_a_year_lie_side_by_side() -> None:
    days = [quarter_days(2028, quarter) for quarter in (1, 2, 3, 4)]
    assert days[0] == (date(2028, 1, 1), date(2028, 3, 31))
    assert days[3] == (date(2028, 10, 1), date(2028, 12, 31))
    for (_, last), (first, _) in pairwise(days):
        assert first - last == timedelta(days=1)
    with pytest.raises(ValueError, match="quarter 5"):
        quarter_days(2026, 5)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_day_lies_in_its_quarter(day: date) -> None:
    first, last = quarter_days(*quarter_of(day))
    assert first <= day <= last
    assert quarter_days(*quarter_before(*quarter_of(day)))[1] == first - timedelta(days=1)


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (9, 6, "多 3 件（+50%）"),
        (1, 3, "少 2 件（-67%）"),
        (4, 0, "新增"),
        (0, 0, "持平"),
        (5, 5, "持平"),
    ],
)
def test_growth_is_told_in_demands_and_percent(now: int, before: int, words: str) -> None:
    assert growth_words(now, before) == words
