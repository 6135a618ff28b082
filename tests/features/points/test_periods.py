"""Periods: the days a scheme scores in one go, by month, quarter, half, shifted year, several years and term."""

from datetime import date

import pytest

from deputy_station.features.points.rules.facts import Period, Span
from deputy_station.features.points.rules.periods import (
    TermNotKnown,
    period_of,
    period_words,
    periods_of,
    place_of,
    right_after,
)
from deputy_station.features.points.rules.scheme import PeriodRule

SEPTEMBER = PeriodRule("年", starts=(9, 1))
TWO_YEARS = PeriodRule("年", number=2, starts=(9, 1), first_year=2018)


def days(period: Period) -> tuple[date, date]:
    return period.first, period.last


def test_a_plain_year() -> None:
    assert periods_of(PeriodRule(), 2026) == (
        Period("2026", "2026 年", date(2026, 1, 1), date(2026, 12, 31), 2026),
    )


def test_twelve_months_with_a_leap_february() -> None:
    months = periods_of(PeriodRule("月"), 2028)
    assert len(months) == 12
    assert months[1] == Period("2028-02", "2028 年 2 月", date(2028, 2, 1), date(2028, 2, 29), 2028)
    assert months[11].last == date(2028, 12, 31)


def test_four_quarters() -> None:
    quarters = periods_of(PeriodRule("季"), 2026)
    assert [each.key for each in quarters] == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
    assert quarters[1].name == "2026 年第二季度"
    assert days(quarters[1]) == (date(2026, 4, 1), date(2026, 6, 30))


def test_two_halves() -> None:
    first, second = periods_of(PeriodRule("半年"), 2026)
    assert (first.key, first.name, first.last) == ("2026-H1", "2026 年上半年", date(2026, 6, 30))
    assert (second.key, second.name, second.first) == ("2026-H2", "2026 年下半年", date(2026, 7, 1))


def test_a_year_from_september_belongs_to_the_year_it_ends_in() -> None:
    (only,) = periods_of(SEPTEMBER, 2026)
    assert (only.key, only.name, only.year) == ("2025-09+1", "2025 年 9 月—2026 年 8 月", 2026)
    assert days(only) == (date(2025, 9, 1), date(2026, 8, 31))


@pytest.mark.parametrize(
    ("day", "first"), [(date(2025, 8, 31), 2024), (date(2025, 9, 1), 2025), (date(2026, 8, 31), 2025)]
)
def test_the_first_of_september_turns_the_year(day: date, first: int) -> None:
    assert period_of(SEPTEMBER, day).first == date(first, 9, 1)


def test_quarters_of_a_year_from_september_do_not_look_like_calendar_ones() -> None:
    quarters = periods_of(PeriodRule("季", starts=(9, 1)), 2026)
    assert [each.key for each in quarters] == ["2025-12+3m", "2026-03+3m", "2026-06+3m", "2026-09+3m"]
    assert quarters[0].name == "2025 年 12 月—2026 年 2 月"
    assert days(quarters[0]) == (date(2025, 12, 1), date(2026, 2, 28))


def test_a_year_may_begin_within_a_month() -> None:
    period = period_of(PeriodRule("年", starts=(3, 15)), date(2026, 3, 14))
    assert days(period) == (date(2025, 3, 15), date(2026, 3, 14))
    assert period.name == "2025 年 3 月 15 日—2026 年 3 月 14 日"


# S13 沅江市: 2018-09-01 to 2020-08-31.
def test_a_window_of_two_years_from_september_2018() -> None:
    window = period_of(TWO_YEARS, date(2019, 9, 1))
    assert (window.key, window.name) == ("2018-09+2", "2018 年 9 月—2020 年 8 月")
    assert days(window) == (date(2018, 9, 1), date(2020, 8, 31))
    assert period_of(TWO_YEARS, date(2020, 9, 1)).key == "2020-09+2"
    assert period_of(TWO_YEARS, date(2018, 8, 31)).key == "2016-09+2"


def test_several_years_are_offered_in_every_year_they_have_days_in() -> None:
    assert [each.key for each in periods_of(TWO_YEARS, 2019)] == ["2018-09+2"]
    assert [each.key for each in periods_of(TWO_YEARS, 2020)] == ["2018-09+2", "2020-09+2"]


def test_a_term_is_as_long_as_it_was_written_down_or_five_years() -> None:
    rule = PeriodRule("届")
    written = Span(date(2021, 12, 20), date(2026, 11, 30))
    (period,) = periods_of(rule, 2024, term=written)
    assert days(period) == (date(2021, 12, 20), date(2026, 11, 30))
    assert periods_of(rule, 2027, term=written) == ()
    still = period_of(rule, date(2024, 1, 1), term=Span(date(2021, 12, 20)))
    assert still.last == date(2026, 12, 19)


def test_a_term_nobody_wrote_down_is_asked() -> None:
    with pytest.raises(TermNotKnown, match="请先登记届次"):
        periods_of(PeriodRule("届"), 2026)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("2026", "2026 年"),
        ("2026-Q4", "2026 年第四季度"),
        ("2026-05", "2026 年 5 月"),
        ("2026-H2", "2026 年下半年"),
        ("2018-09+2", "2018 年 9 月—2020 年 8 月"),
        ("2026-03+3m", "2026 年 3 月—5 月"),
        ("第十八届", "第十八届"),
    ],
)
def test_a_key_in_words(key: str, words: str) -> None:
    assert period_words(key) == words


@pytest.mark.parametrize(
    ("earlier", "later", "there"),
    [
        ("2025", "2026", True),
        ("2024", "2026", False),
        ("2025-12", "2026-01", True),
        ("2025-Q4", "2026-Q1", True),
        ("2025-Q3", "2026-Q1", False),
        ("2025-H2", "2026-H1", True),
        ("2018-09+2", "2020-09+2", True),
        ("2018-09+2", "2022-09+2", False),
        ("2024", "2025-09+1", True),
        ("第十七届", "第十八届", True),
    ],
)
def test_whether_one_period_follows_another_as_far_as_the_calendar_tells(
    earlier: str, later: str, there: bool
) -> None:
    assert right_after(place_of(earlier), place_of(later)) is there


@pytest.mark.parametrize(
    "rule", [PeriodRule("月"), PeriodRule("季", starts=(9, 1)), TWO_YEARS, PeriodRule("半年")]
)
def test_every_day_lies_in_one_period_and_periods_leave_no_gap(rule: PeriodRule) -> None:
    for month in range(1, 13):
        for day in (1, 15, 28):
            period = period_of(rule, date(2026, month, day))
            assert period.first <= date(2026, month, day) <= period.last
            assert period_of(rule, period.first) == period_of(rule, period.last) == period
