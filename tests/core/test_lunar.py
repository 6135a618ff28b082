"""Days of the farmers' calendar, checked with dates everybody knows and with what holds of every such calendar."""

from datetime import date
from itertools import pairwise

import pytest

from deputy_station.core.lunar import LunarDay, lunar_day_name, lunar_days


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
