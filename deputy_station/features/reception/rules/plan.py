"""The reception days of a year from a rule: which days, what happens on rest days, where 调休 counts as worked."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from deputy_station.core.choices import Choice
from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal
from deputy_station.core.lunar import lunar_days
from deputy_station.core.workdays import WEEKEND, Workdays

LAST = -1
"""The last one of a month: its last day, its last Friday, its last workday."""
ALL_MONTHS = tuple(range(1, 13))
ODD_MONTHS = ALL_MONTHS[::2]
EVEN_MONTHS = ALL_MONTHS[1::2]
EARLIEST_YEAR = 1900
"""From which markets can be counted; an earlier year is a slip of the pen."""
_WEEK = timedelta(days=7)
_JOINED = "，与当天的接待日并为一天"


class PlanRuleInvalid(Refusal):
    """The parts of the rule do not make a rule."""

    def __init__(self, why: str) -> None:
        super().__init__(f"接待日规则不成立：{why}。请改好再试。")


class PlanKind(Choice):
    """How the rule names its days."""

    MONTH_DAYS = "month_days", "每月几日"
    WEEKLY = "weekly", "每周几"
    NTH_WEEKDAY = "nth_weekday", "每月第几个周几"
    NTH_WORKDAY = "nth_workday", "每月第几个工作日"
    LUNAR_DAYS = "lunar_days", "农历每月几日"
    EVERY_DAYS = "every_days", "每几天一集"


MARKET_KINDS = frozenset({PlanKind.LUNAR_DAYS, PlanKind.EVERY_DAYS})
"""Rules that follow the market: it is held on its day, rest day or not."""
_HIGHEST = {
    PlanKind.MONTH_DAYS: 31,
    PlanKind.NTH_WEEKDAY: 5,
    PlanKind.NTH_WORKDAY: 23,
    PlanKind.LUNAR_DAYS: 30,
    PlanKind.EVERY_DAYS: 92,
}


class OnRestDay(Choice):
    """What becomes of a reception day that falls on a rest day."""

    POSTPONE = "postpone", "顺延到下一个工作日"
    WEEK_LATER = "week_later", "推后一周"
    LEAVE_OUT = "leave_out", "不接待"
    KEEP = "keep", "照常接待"


@dataclass(frozen=True)
class PlanRule:
    """A rule as data. Raises PlanRuleInvalid.

    `numbers`: days of the month (of the lunar month), or which of the month's weekdays or workdays (LAST: the
    last), or the one number of days from market to market, the first of them on `since`; `weekdays`: Monday 0
    to Sunday 6; `months`: 1 to 12.
    """

    kind: PlanKind
    numbers: tuple[int, ...] = ()
    weekdays: tuple[int, ...] = ()
    months: tuple[int, ...] = ALL_MONTHS
    on_rest_day: OnRestDay = OnRestDay.POSTPONE
    since: date | None = None

    def __post_init__(self) -> None:
        market = self.kind in MARKET_KINDS
        if self.kind is PlanKind.WEEKLY:
            if self.numbers or self.months != ALL_MONTHS:
                raise PlanRuleInvalid("每周的规则不分月份和日子")
        elif not self.numbers:
            raise PlanRuleInvalid("没有写明是哪一天")
        elif not all(
            (each == LAST and not market) or 1 <= each <= _HIGHEST[self.kind] for each in self.numbers
        ):
            raise PlanRuleInvalid(f"“{self.kind.label}”里的数要在 1 到 {_HIGHEST[self.kind]} 之间")
        if market and self.months != ALL_MONTHS:
            raise PlanRuleInvalid("逢集的规则不分月份")
        if self.kind is PlanKind.EVERY_DAYS and (self.since is None or len(self.numbers) != 1):
            raise PlanRuleInvalid("没有写明从哪天起、每几天一次，例如“每5天一集，从2026年1月3日起”")
        if self.since is not None and self.since.year < EARLIEST_YEAR:
            raise PlanRuleInvalid(f"{self.since.year} 年太早，请从近年的一个集日算起")
        if self.kind is not PlanKind.EVERY_DAYS and self.since is not None:
            raise PlanRuleInvalid("只有“每几天一集”才写从哪天起")
        if (self.kind in (PlanKind.WEEKLY, PlanKind.NTH_WEEKDAY)) != bool(self.weekdays):
            raise PlanRuleInvalid("没有写明是星期几" if not self.weekdays else "这种规则不写星期几")
        if not all(0 <= each <= 6 for each in self.weekdays):
            raise PlanRuleInvalid("星期几不对")
        if not self.months or not all(each in ALL_MONTHS for each in self.months):
            raise PlanRuleInvalid("月份要在 1 到 12 之间")


@dataclass(frozen=True)
class PlannedDay:
    """One day of the plan: where the rule put it, where it is held (None: left out), why, and whether 暂算.

    `joins`: the day it would be held on, were there not one of the plan already; the two are one then.
    """

    original: date
    on: date | None
    note: str
    provisional: bool
    joins: date | None = None

    @property
    def apart(self) -> "PlannedDay":
        """The same day where the other one is not held after all: it is held by itself."""
        return PlannedDay(self.original, self.joins, self.note.removesuffix(_JOINED), self.provisional)


def plan_days(year: int, rule: PlanRule, workdays: Workdays) -> list[PlannedDay]:
    """Every day the rule names in `year`, in the order of the original days, left-out ones among them.

    Two days that are moved onto one are held once; a day in late December may move into January.
    """
    planned: list[PlannedDay] = []
    taken: set[date] = set()
    for original, note in _named_days(year, rule, workdays):
        day = _settle(original, note, rule, workdays)
        if day.on is not None and day.on in taken:
            note = f"{day.note}{_JOINED}" if day.note else _JOINED.lstrip("，")
            day = PlannedDay(original, None, note, day.provisional, joins=day.on)
        elif day.on is not None:
            taken.add(day.on)
        planned.append(day)
    return planned


def _named_days(year: int, rule: PlanRule, workdays: Workdays) -> Iterator[tuple[date, str]]:
    if rule.kind is PlanKind.WEEKLY:
        first = date(year, 1, 1)
        days = (first + timedelta(days=offset) for offset in range(366))
        yield from ((day, "") for day in days if day.year == year and day.weekday() in rule.weekdays)
        return
    if rule.kind is PlanKind.LUNAR_DAYS:
        # A lunar month of 29 days has no thirtieth: no market then, nothing is moved.
        yield from ((day, lunar.words) for day, lunar in lunar_days(year) if lunar.day in rule.numbers)
        return
    if rule.kind is PlanKind.EVERY_DAYS:
        yield from ((day, "") for day in _every_days(year, rule))
        return
    for month in sorted(rule.months):
        length = calendar.monthrange(year, month)[1]
        days_of_month = [date(year, month, day) for day in range(1, length + 1)]
        if rule.kind is PlanKind.MONTH_DAYS:
            yield from _month_days(days_of_month, rule.numbers)
            continue
        if rule.kind is PlanKind.NTH_WORKDAY:
            rows = [[day for day in days_of_month if workdays.is_workday(day)]]
        else:
            rows = [[day for day in days_of_month if day.weekday() == each] for each in rule.weekdays]
        picked = {
            row[-1] if number == LAST else row[number - 1]
            for row in rows
            for number in rule.numbers
            if number <= len(row)  # a fifth Friday that this month does not have is no reception day
        }
        yield from ((day, "") for day in sorted(picked))


def _every_days(year: int, rule: PlanRule) -> Iterator[date]:
    [step] = rule.numbers
    assert rule.since is not None, "a rule without its first day is refused when it is made"
    day = rule.since
    if day.year < year:
        day += timedelta(days=-(-(date(year, 1, 1) - day).days // step) * step)
    while day.year == year:
        yield day
        day += timedelta(days=step)


def _month_days(days_of_month: list[date], numbers: tuple[int, ...]) -> Iterator[tuple[date, str]]:
    last = days_of_month[-1]
    for number in sorted({last.day if each == LAST else each for each in numbers}):
        if number > last.day:
            yield last, f"{last.month}月没有 {number} 日，取月末"
        else:
            yield days_of_month[number - 1], ""


def _settle(original: date, note: str, rule: PlanRule, workdays: Workdays) -> PlannedDay:
    why = workdays.rest_name(original)
    provisional = workdays.is_provisional(original)
    if _may_be_held(original, rule, workdays):
        told = "，".join(part for part in (note, f"{why}，照常接待" if why else "") if part)
        return PlannedDay(original, original, told, provisional)
    why = f"{note}，逢{why}" if note else f"逢{why}"
    if rule.on_rest_day is OnRestDay.LEAVE_OUT:
        return PlannedDay(original, None, f"{why}，不接待", provisional)
    later = rule.on_rest_day is OnRestDay.WEEK_LATER
    on = original + _WEEK if later else original
    while later and on.weekday() < 5 and not _may_be_held(on, rule, workdays):
        on += _WEEK
    if not _may_be_held(on, rule, workdays):
        on = workdays.next_workday(on)
    moved = "顺延" if not later else "推后一周" if on == original + _WEEK else "推后"
    return PlannedDay(
        original,
        on,
        f"{why}，{moved}到 {day_words(on, original)}",
        provisional or workdays.is_provisional(on),
    )


def _may_be_held(day: date, rule: PlanRule, workdays: Workdays) -> bool:
    """A workday, or a plain weekend day when the rule itself asks for that weekday (每周六)."""
    if rule.on_rest_day is OnRestDay.KEEP or workdays.is_workday(day):
        return True
    return day.weekday() in rule.weekdays and workdays.rest_name(day) == WEEKEND
