"""Months, quarters, half-years and years inside a period: where a day belongs and what the part is called."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from deputy_station.features.points.rules.facts import Period
from deputy_station.features.points.rules.shapes.reach import MONTHS_OF

_QUARTERS = ("一季度", "二季度", "三季度", "四季度")
_HALVES = ("上半年", "下半年")


@dataclass(frozen=True)
class PartOfYear:
    """One month, quarter, half-year or year; both days included."""

    name: str
    first: date
    last: date


def part_number(day: date, per: str, period: Period | None) -> int:
    """Which part the day lies in; equal numbers mean the same part.

    Parts are those of the calendar, or counted from the month the period begins in where it begins on a first of a
    month (a year from September has its first quarter from September to November).
    """
    return (_month_number(day) - _shift(period)) // MONTHS_OF[per]


def parts_of(per: str, period: Period) -> list[PartOfYear]:
    """The parts of the period, cut at its ends."""
    first, last = part_number(period.first, per, period), part_number(period.last, per, period)
    several_years = period.first.year != period.last.year
    return [_part(number, per, period, named_by_year=several_years) for number in range(first, last + 1)]


def calendar_years(days: Iterable[date]) -> Period | None:
    """From the first day of the earliest day's year to the last day of the latest one's; None without any day."""
    years = [day.year for day in days]
    if not years:
        return None
    return Period("", "", date(min(years), 1, 1), date(max(years), 12, 31))


def _part(number: int, per: str, period: Period, *, named_by_year: bool) -> PartOfYear:
    months = MONTHS_OF[per]
    begins = number * months + _shift(period)
    first, last = _first_of(begins), _first_of(begins + months) - timedelta(days=1)
    name = _name(first, last, per)
    return PartOfYear(
        f"{first.year}年{name}" if named_by_year else name, max(first, period.first), min(last, period.last)
    )


def _name(first: date, last: date, per: str) -> str:
    if per == "月":
        return f"{first.month}月"
    if per == "季" and first.month % 3 == 1:
        return _QUARTERS[first.month // 3]
    if per == "半年" and first.month % 6 == 1:
        return _HALVES[first.month // 6]
    if per == "年" and first.month == 1:
        return "全年"
    return f"{first.month}月至{'次年' if last.year > first.year else ''}{last.month}月"


def _shift(period: Period | None) -> int:
    """How many months the parts are shifted against the calendar."""
    if period is None or period.first.day != 1:
        return 0
    return period.first.month - 1


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first_of(month_number: int) -> date:
    return date(month_number // 12, month_number % 12 + 1, 1)
