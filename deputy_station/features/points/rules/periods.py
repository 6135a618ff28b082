"""Which days a scheme scores in one go: months, quarters, halves, years that may begin in any month, several years, a term.

A period has a key that sorts and tells whether one follows the other: "2026", "2026-Q2", "2026-05", "2026-H1",
"2025-09+1" (a year from September 2025), "2018-09+2" (two years), "2025-09+3m" (three months from September 2025).
"""

import re
from calendar import monthrange
from datetime import date, timedelta

from deputy_station.core.errors import Refusal
from deputy_station.features.points.rules.facts import Period, Span
from deputy_station.features.points.rules.scheme import PeriodRule

TERM_UNIT = "届"
_MONTHS = {"月": 1, "季": 3, "半年": 6, "年": 12}
_TERM_YEARS = 5
"""A term of a township congress, where its end is not written down (地方组织法: 每届任期五年)."""
_QUARTERS = ("一", "二", "三", "四")
_HALVES = ("上", "下")
_KEY = re.compile(
    r"(?P<year>\d{4})(?:-Q(?P<quarter>[1-4])|-H(?P<half>[12])|-(?P<month>\d\d)(?:\+(?P<number>\d+)(?P<unit>m?))?)?"
)


class TermNotKnown(Refusal):
    """The scheme scores a whole term, and nobody has said which days it has."""

    def __init__(self) -> None:
        super().__init__("这份积分办法按届算分，还不知道本届从哪天到哪天。请先登记届次的起止日期。")


def periods_of(rule: PeriodRule, year: int, *, term: Span | None = None) -> tuple[Period, ...]:
    """The periods that end in the year; of several years or of a term those that have days in it. Earliest first."""
    if rule.unit == TERM_UNIT:
        if term is None:
            raise TermNotKnown
        period = _term_period(term)
        return (period,) if period.first.year <= year <= period.last.year else ()
    found: list[Period] = []
    period = period_of(rule, date(year, 1, 1))
    while period.first.year <= year:
        if period.last.year == year or _length(rule) > 12:
            found.append(period)
        period = period_of(rule, period.last + timedelta(days=1))
    return tuple(found)


def period_of(rule: PeriodRule, day: date, *, term: Span | None = None) -> Period:
    """The period the day lies in."""
    if rule.unit == TERM_UNIT:
        if term is None:
            raise TermNotKnown
        return _term_period(term)
    length = _length(rule)
    year = day.year if day >= _anchor(rule, day.year) else day.year - 1
    if length > 12:
        years = length // 12
        since = rule.first_year if rule.first_year is not None else year
        start = since + (year - since) // years * years
        return _made(_anchor(rule, start), _anchor(rule, start + years) - timedelta(days=1), length)
    first, end = _anchor(rule, year), _anchor(rule, year + 1)
    number = 1
    while (following := min(_later(rule, year, number * length), end)) <= day:
        first, number = following, number + 1
    return _made(first, following - timedelta(days=1), length)


def period_words(key: str) -> str:
    """A period's name from its key: "2026 年", "2026 年第二季度"; a key of another sort is its own name."""
    parts = _KEY.fullmatch(key)
    if parts is None:
        return key
    year = int(parts["year"])
    if parts["quarter"]:
        return f"{year} 年第{_QUARTERS[int(parts['quarter']) - 1]}季度"
    if parts["half"]:
        return f"{year} 年{_HALVES[int(parts['half']) - 1]}半年"
    if not parts["month"]:
        return f"{year} 年"
    month = int(parts["month"])
    if not parts["number"]:
        return f"{year} 年 {month} 月"
    last = year * 12 + month - 1 + _months_of_key(parts) - 1
    ends = f"{last % 12 + 1} 月" if last // 12 == year else f"{last // 12} 年 {last % 12 + 1} 月"
    return f"{year} 年 {month} 月—{ends}"


def place_of(key: str) -> tuple[int, int] | None:
    """Where a period begins, in months, and how many months it has; None for a key of another sort."""
    parts = _KEY.fullmatch(key)
    if parts is None:
        return None
    begins = int(parts["year"]) * 12
    if parts["quarter"]:
        return begins + (int(parts["quarter"]) - 1) * 3, 3
    if parts["half"]:
        return begins + (int(parts["half"]) - 1) * 6, 6
    if parts["month"]:
        return begins + int(parts["month"]) - 1, _months_of_key(parts)
    return begins, 12


def place_of_days(first: date, last: date) -> tuple[int, int] | None:
    """As `place_of` for a period given by its days; None where these are not whole months of the scheme's."""
    end = last + timedelta(days=1)
    if end.day != first.day:
        return None
    begins = first.year * 12 + first.month - 1
    return begins, end.year * 12 + end.month - 1 - begins


def right_after(before: tuple[int, int] | None, after: tuple[int, int] | None) -> bool:
    """Whether the later place comes right after the earlier one.

    That is taken as given where the two cannot be told by the calendar: a place not known, periods of other lengths
    or with another beginning of the year.
    """
    if before is None or after is None or before[1] != after[1] or (after[0] - before[0]) % after[1]:
        return True
    return before[0] + before[1] == after[0]


def _months_of_key(parts: re.Match[str]) -> int:
    if not parts["number"]:
        return 1
    return int(parts["number"]) * (1 if parts["unit"] else 12)


def _length(rule: PeriodRule) -> int:
    """In months."""
    return _MONTHS[rule.unit] * rule.number


def _anchor(rule: PeriodRule, year: int) -> date:
    """The day the scheme's year begins in that year."""
    month, day = rule.starts
    return date(year, month, min(day, monthrange(year, month)[1]))


def _later(rule: PeriodRule, year: int, months: int) -> date:
    """So many months after the day the scheme's year begins."""
    month, day = rule.starts
    years, index = divmod(month - 1 + months, 12)
    return date(year + years, index + 1, min(day, monthrange(year + years, index + 1)[1]))


def _made(first: date, last: date, months: int) -> Period:
    key = _key(first, months)
    name = period_words(key) if first.day == 1 else f"{_day_words(first)}—{_day_words(last)}"
    return Period(key, name, first, last, last.year)


def _key(first: date, months: int) -> str:
    year, month = first.year, first.month
    if first.day == 1:
        if months == 12 and month == 1:
            return f"{year}"
        if months == 6 and month in (1, 7):
            return f"{year}-H{(month + 5) // 6}"
        if months == 3 and month % 3 == 1:
            return f"{year}-Q{(month + 2) // 3}"
        if months == 1:
            return f"{year}-{month:02d}"
    length = f"{months // 12}" if months % 12 == 0 else f"{months}m"
    return f"{year}-{month:02d}+{length}"


def _term_period(term: Span) -> Period:
    since = term.since
    last = term.until or date(
        since.year + _TERM_YEARS,
        since.month,
        min(since.day, monthrange(since.year + _TERM_YEARS, since.month)[1]),
    ) - timedelta(days=1)
    return Period(f"{since:%Y-%m}届", f"{_day_words(since)}—{_day_words(last)}的一届", since, last, last.year)


def _day_words(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"
