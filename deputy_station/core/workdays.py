"""Which days are worked, and on which day a term ends: public holidays, 调休, and arithmetic on them.

The table comes from the package `chinesecalendar` (2004 to the last year the State Council has published)
and from overrides that the station enters itself. Beyond the table only the weekday is known and the days off that
the law itself names (全国年节及纪念日放假办法 as amended in 2024, Art. 2: 1 January, 1 and 2 May, 1 to 3 October, and
the festivals of moon and sun, see `core.lunar`); which weekends are worked for them, and which workdays stand in for
one that falls on a weekend, nobody knows before they are published. Days there, and every deadline that rests on
them, are marked 暂算. The last week of the last published year may still
change when the next New Year is arranged: an override mends it.
"""

import calendar
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate

from chinese_calendar.constants import Holiday
from chinese_calendar.constants import holidays as published_holidays
from chinese_calendar.constants import workdays as published_workdays

from deputy_station.core.choices import Choice
from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal
from deputy_station.core.lunar import LAST_YEAR, festivals

WEEKEND = "周末"
SHIFTED_WORKDAY = "调休上班"
LONGEST_TERM = 3650
"""No rule of a station reaches further than ten years; a larger number is a slip of the finger."""

YEARS_AHEAD = 30
"""So many years beyond the published table hold the days off by law."""

_FIXED_DAYS = (
    (1, 1, "元旦"),
    (5, 1, "劳动节"),
    (5, 2, "劳动节"),
    (10, 1, "国庆节"),
    (10, 2, "国庆节"),
    (10, 3, "国庆节"),
)
_FULL_NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}
_DAY = timedelta(days=1)


class DeadlineAmountInvalid(Refusal):
    """The number of days or months is not one a term can have."""

    def __init__(self, amount: int) -> None:
        super().__init__(f"办理期限不能是 {amount}。请填 1 到 {LONGEST_TERM} 之间的整数。")


class DeadlineUnit(Choice):
    """What a term is counted in; the label follows the number."""

    WORKDAY = "workday", "个工作日"
    DAY = "day", "天"
    MONTH = "month", "个月"


@dataclass(frozen=True)
class DayOverride:
    """One day that differs from its weekday: worked or not, and why (国庆节, 停电, 镇庆)."""

    works: bool
    name: str


@dataclass(frozen=True)
class DeadlineRule:
    """A term: 10 个工作日, 15 天, 3 个月.

    `from_next_day`: the first day is not counted (民法典第201条). `off_rest_days`: a term in days or months
    that ends on a rest day ends on the next workday (第203条). Raises DeadlineAmountInvalid.
    """

    amount: int
    unit: DeadlineUnit = DeadlineUnit.WORKDAY
    from_next_day: bool = True
    off_rest_days: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= LONGEST_TERM:
            raise DeadlineAmountInvalid(self.amount)

    @property
    def text(self) -> str:
        """10 个工作日."""
        return f"{self.amount} {self.unit.label}"


@dataclass(frozen=True)
class Deadline:
    """The last day of a term, how it was reckoned in one Chinese sentence, and whether it is 暂算."""

    on: date
    arithmetic: str
    provisional: bool


class Workdays:
    """The calendar of worked days. The time of an answer does not grow with the distance."""

    def __init__(
        self, overrides: dict[date, DayOverride] | None = None, published_years: Iterable[int] = ()
    ) -> None:
        """`overrides` win over the table; `published_years`: years whose overrides are the whole table."""
        own = overrides or {}
        self._special = {**_published(), **own}
        self._own_days = frozenset(own)
        self._years = _published_years() | frozenset(published_years)
        days = sorted(self._special)
        self._ordinals = [day.toordinal() for day in days]
        shifts = (int(self._special[day].works) - int(day.weekday() < 5) for day in days)
        self._shift_sums = [0, *accumulate(shifts)]

    def is_workday(self, day: date) -> bool:
        """Whether `day` is worked, 调休 counted."""
        special = self._special.get(day)
        return day.weekday() < 5 if special is None else special.works

    def rest_name(self, day: date) -> str:
        """Why `day` is not worked (国庆节, 周末); 调休上班 for a shifted workday, "" for an ordinary one."""
        special = self._special.get(day)
        if special is not None:
            return special.name
        return WEEKEND if day.weekday() >= 5 else ""

    def is_provisional(self, day: date) -> bool:
        """Whether the table does not reach `day`, so that only weekday and law speak (暂算)."""
        return day.year not in self._years and day not in self._own_days

    def next_workday(self, day: date) -> date:
        """The first workday after `day`."""
        return self.add_workdays(day, 1)

    def on_or_after(self, day: date) -> date:
        """`day` itself when it is worked, else the next workday."""
        return day if self.is_workday(day) else self.next_workday(day)

    def add_workdays(self, start: date, count: int) -> date:
        """The `count`-th workday after `start` (before it when negative); 0 gives `start` itself."""
        if count == 0:
            return start
        here = start.toordinal()
        reach = (abs(count) // 5 + 3) * 7 + 2 * len(self._ordinals)
        if count > 0:
            wanted, span = self._rank(here) + count, range(here, here + reach)
        else:
            wanted, span = self._rank(here - 1) + count + 1, range(max(1, here - reach), here)
        return date.fromordinal(span[bisect_left(span, wanted, key=self._rank)])

    def count_workdays(self, first: date, last: date) -> int:
        """How many days from `first` to `last`, both included, are worked; 0 when `last` is earlier."""
        return max(0, self._rank(last.toordinal()) - self._rank(first.toordinal() - 1))

    def special_days(self, first: date, last: date) -> list[tuple[date, DayOverride]]:
        """The days from `first` to `last` that differ from their weekday or bear a name, in order."""
        low, high = (
            bisect_left(self._ordinals, first.toordinal()),
            bisect_right(self._ordinals, last.toordinal()),
        )
        return [(day, self._special[day]) for day in map(date.fromordinal, self._ordinals[low:high])]

    def _rank(self, ordinal: int) -> int:
        """How many workdays there are from the year 1 (its first day, ordinal 1, is a Monday) to that day."""
        weeks, rest = divmod(ordinal, 7)
        return weeks * 5 + min(rest, 5) + self._shift_sums[bisect_right(self._ordinals, ordinal)]


def deadline(start: date, rule: DeadlineRule, workdays: Workdays, *, event: str = "交办") -> Deadline:
    """The last day of the term `rule` that begins with `event` on `start`, with its arithmetic.

    >>> deadline(date(2026, 11, 20), DeadlineRule(10), Workdays()).arithmetic
    '11月20日交办，次日起 10 个工作日（跳过周末 4 天），到 12月4日'
    """
    first = start + _DAY if rule.from_next_day else start
    opening = f"{day_words(start, start)}{event}，{'次日' if rule.from_next_day else '当日'}起 {rule.text}"
    if rule.unit is DeadlineUnit.WORKDAY:
        return _workday_deadline(start, first, rule, workdays, opening)
    note = ""
    if rule.unit is DeadlineUnit.DAY:
        last = first + timedelta(days=rule.amount - 1)
    else:
        last, cut = _add_months(start, rule.amount)
        if cut:
            note = f"（{last.month}月没有 {start.day} 日，取月末）"
        elif not rule.from_next_day:
            last -= _DAY
    sentence = f"{opening}，到 {day_words(last, start)}{note}"
    if not rule.off_rest_days:
        return Deadline(last, sentence, False)
    on = workdays.on_or_after(last)
    if on != last:
        sentence += f"，逢{workdays.rest_name(last)}顺延到 {day_words(on, start)}"
    return _marked(on, sentence, any(workdays.is_provisional(day) for day in (last, on)))


def _workday_deadline(
    start: date, first: date, rule: DeadlineRule, workdays: Workdays, opening: str
) -> Deadline:
    on = workdays.add_workdays(first - _DAY, rule.amount)
    named = Counter[str]()
    shifted = []
    for day, special in workdays.special_days(first, on):
        if not special.works:
            named[special.name] += 1
        elif day.weekday() >= 5:
            shifted.append(day_words(day, start))
    weekend = (on - first).days + 1 - rule.amount - named.total()
    skipped = ([f"{WEEKEND} {weekend} 天"] if weekend else []) + [
        f"{name} {days} 天" for name, days in named.items()
    ]
    parts = ["跳过" + "、".join(skipped)] if skipped else []
    if shifted:
        parts.append("含" + "、".join(shifted) + SHIFTED_WORKDAY)
    inside = f"（{'，'.join(parts)}）" if parts else ""
    provisional = any(workdays.is_provisional(day) for day in _edge_days(first, on))
    return _marked(on, f"{opening}{inside}，到 {day_words(on, start)}", provisional)


def _edge_days(first: date, last: date) -> list[date]:
    """Days that tell whether a span touches an unpublished year: its ends and each New Year between them."""
    return [first, last, *(date(year, 1, 1) for year in range(first.year + 1, last.year + 1))]


def _marked(on: date, sentence: str, provisional: bool) -> Deadline:
    return Deadline(on, sentence + ("（暂算）" if provisional else ""), provisional)


def _add_months(start: date, months: int) -> tuple[date, bool]:
    """The day of the same number `months` later, or that month's end and True where it has no such day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, length)), start.day > length


@lru_cache(maxsize=1)
def _published() -> dict[date, DayOverride]:
    """Rest days with their Chinese names, weekend days worked instead, and the days off by law in the years to come."""
    names = {holiday.value: _FULL_NAMES.get(holiday.chinese, holiday.chinese) for holiday in Holiday}
    rest = {day: DayOverride(False, names[english]) for day, english in published_holidays.items()}
    worked = {day: DayOverride(True, SHIFTED_WORKDAY) for day in published_workdays}
    last = max(_published_years())
    by_law = {
        day: DayOverride(False, name)
        for year in range(last + 1, min(last + YEARS_AHEAD, LAST_YEAR) + 1)
        for day, name in _days_by_law(year).items()
    }
    return {**by_law, **rest, **worked}


def _days_by_law(year: int) -> dict[date, str]:
    """The thirteen days off of a year by law; where 中秋 falls into 国庆 they are twelve, and one bears both names."""
    days = {date(year, month, day): name for month, day, name in _FIXED_DAYS}
    for day, name in festivals(year).items():
        days[day] = f"{days[day]}、{name}" if day in days else name
    return days


@lru_cache(maxsize=1)
def _published_years() -> frozenset[int]:
    return frozenset(day.year for day in published_holidays)
