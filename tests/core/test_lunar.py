"""Days of the farmers' calendar, checked with dates everybody knows and with what holds of every such calendar."""

from datetime import date
from itertools import pairwise

import pytest
from chinese_calendar.constants import holidays as published

from deputy_station.core.lunar import LunarDay, festivals, lunar_day_name, lunar_days


@pytest.mark.parametrize(
    ("on", "lunar"),
    [
        (date(2024, 2, 10), LunarDay(1, 1)),
        (date(2025, 1, 28), LunarDay(12, 29)),
        (date(2026, 9, 25), LunarDay(8, 15)),
        (date(2025, 7, 25), LunarDay(6, 1, leap=True)),
        (date(2023, 3, 22), LunarDay(2, 1, leap=True)),
    ],
)
def test_festivals_and_leap_months_fall_where_they_fell(on: date, lunar: LunarDay) -> None:
    assert dict(lunar_days(on.year))[on] == lunar


@pytest.mark.parametrize("year", [2020, 2023, 2025, 2033, 2034])
def test_every_day_of_a_year_is_there_and_its_months_follow_each_other(year: int) -> None:
    days = lunar_days(year)
    assert [on for on, _ in days] == [
        date.fromordinal(each)
        for each in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
    ]
    # A month begins on a first, has 29 or 30 days, and the next one follows it.
    for (_, before), (_, after) in pairwise(days):
        if after.day == 1:
            assert before.day in (29, 30)
            assert after.month == (before.month if after.leap else before.month % 12 + 1)
        else:
            assert after == LunarDay(before.month, before.day + 1, before.leap)


def test_lunar_days_have_their_names() -> None:
    names = [lunar_day_name(each) for each in (1, 10, 11, 15, 20, 21, 30)]
    assert names == ["初一", "初十", "十一", "十五", "二十", "廿一", "三十"]
    assert LunarDay(6, 3, leap=True).words == "农历闰六月初三"
    assert LunarDay(11, 30).words == "农历冬月三十"


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_festivals_of_years_under_the_law_of_2025_are_among_the_days_published(year: int) -> None:
    found = festivals(year)
    assert len(found) == 7
    assert found.keys() <= published.keys()


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2027, {date(2027, 2, 6), date(2027, 4, 5), date(2027, 6, 9), date(2027, 9, 15)}),
        (2028, {date(2028, 1, 26), date(2028, 4, 4), date(2028, 5, 28), date(2028, 10, 3)}),
    ],
)
def test_the_festivals_to_come_fall_where_every_calendar_has_them(year: int, days: set[date]) -> None:
    assert days <= festivals(year).keys()


def test_the_eve_of_the_new_year_is_the_last_day_of_a_month_of_29_days_too() -> None:
    assert festivals(2025)[date(2025, 1, 28)] == "春节"  # 腊月廿九: that twelfth month has no thirtieth
