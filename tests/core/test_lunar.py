"""Days of the farmers' calendar, checked with dates everybody knows and with the library's own conversion."""

from datetime import date

import pytest
from lunar_python import Solar

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
def test_every_day_of_a_year_is_there_and_agrees_with_the_conversion_of_single_days(year: int) -> None:
    days = lunar_days(year)
    assert [on for on, _ in days] == [
        date.fromordinal(each)
        for each in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
    ]
    for on, lunar in days:
        other = Solar.fromYmd(on.year, on.month, on.day).getLunar()
        assert (lunar.month, lunar.day, lunar.leap) == (
            abs(other.getMonth()),
            other.getDay(),
            other.getMonth() < 0,
        )


def test_lunar_days_have_their_names() -> None:
    names = [lunar_day_name(each) for each in (1, 10, 11, 15, 20, 21, 30)]
    assert names == ["初一", "初十", "十一", "十五", "二十", "廿一", "三十"]
    assert LunarDay(6, 3, leap=True).words == "农历闰六月初三"
    assert LunarDay(11, 30).words == "农历冬月三十"
