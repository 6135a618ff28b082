"""A day as people type it, read by rules that can be told in one sentence each.

Without a year, month or week the day is the one the field leans to:
NEAREST: the day nearest to today (a bare number: in this month; 周三: in this week, which begins on Monday);
PAST: the last one up to today; FUTURE: the first one from today on.
下周三 is always in the week after this one, 上周三 in the week before it.
Three digits are one digit of month and two of day: 111 is 1月11日, never 11月1日.
"""

import calendar
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

EARLIEST_YEAR, LATEST_YEAR = 1900, 2199

_WIDE = str.maketrans("０１２３４５６７８９／．－＋。、—～", "0123456789/.-+..--")
_NEAR_WORDS = {
    "大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2,
    "大后天": 3,
}  # fmt: skip
_AWAY = {"上上": -2, "上": -1, "本": 0, "这": 0, "下": 1, "下下": 2}
_YEAR_WORDS = {"前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
_WEEKDAYS = {
    sign: place for signs in ("一二三四五六日", "123456天", "      7") for place, sign in enumerate(signs)
}
_WEEKDAYS.pop(" ")

_OFFSET = re.compile(r"([+-])(\d{1,4})天?")
_AFTER = re.compile(r"(\d{1,4})(天|周|个?星期)(前|后)")
_WEEK = re.compile(r"(上上|下下|上|下|本|这)?个?(?:周|星期|礼拜)([一二三四五六日天1-7])")
_MONTH_EDGE = re.compile(r"(上|下|本|这)?个?月([初底末])")
_MONTH_DAY = re.compile(r"(上|下|本|这)个?月(\d{1,2})[日号]?")
_LONE_DAY = re.compile(r"(\d{1,2})[日号]?")
_DIGITS = re.compile(r"(\d{4})?(\d{1,2})(\d{2})")
_MONTH = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})月?|(\d{2}))")
_PARTS = re.compile(
    r"(?:(\d{4}|\d{2})[-/.年]|(前年|去年|今年|本年|明年|后年))?(\d{1,2})[-/.月](\d{1,2})[日号]?"
)


class Lean(Enum):
    """Where a day goes that was typed without its year, month or week."""

    NEAREST = "nearest"
    PAST = "past"
    FUTURE = "future"


class MonthEdge(Enum):
    """Which day a month stands for where people know the month only, as of a term."""

    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True)
class TypedDay:
    """What was understood: a day, or a sentence that says why not; neither when nothing was typed."""

    day: date | None = None
    problem: str = ""


def read_day(
    text: str, today: date, lean: Lean = Lean.NEAREST, *, of_month: MonthEdge | None = None
) -> TypedDay:
    """The day a text means, seen from `today`; with `of_month` a month (2021.12) is its first or last day.

    >>> read_day("1120", date(2026, 11, 5)).day
    datetime.date(2026, 11, 20)
    """
    typed = "".join(text.split()).translate(_WIDE)
    if not typed:
        return TypedDay()
    if of_month is not None and (month := _MONTH.fullmatch(typed)):
        return _edge(int(month[1]), int(month[2] or month[3]), of_month)
    try:
        understood = _read(typed, today, lean)
    except OverflowError:
        understood = _wrong_year()
    if understood is None:
        return TypedDay(problem=f"看不懂“{text.strip()}”是哪一天，可以写 1120、11.20、2026-11-20、下周三。")
    if understood.day is not None and not EARLIEST_YEAR <= understood.day.year <= LATEST_YEAR:
        return _wrong_year()
    return understood


def _read(typed: str, today: date, lean: Lean) -> TypedDay | None:
    if typed in _NEAR_WORDS:
        return TypedDay(today + timedelta(days=_NEAR_WORDS[typed]))
    readers: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date, Lean], TypedDay]], ...] = (
        (_OFFSET, _read_offset),
        (_AFTER, _read_after),
        (_WEEK, _read_weekday),
        (_MONTH_EDGE, _read_month_edge),
        (_MONTH_DAY, _read_month_day),
        (_LONE_DAY, _read_lone_day),
        (_PARTS, _read_parts),
        (_DIGITS, _read_digits),
    )
    if typed in ("年底", "年末"):
        return TypedDay(date(today.year, 12, 31))
    for pattern, reader in readers:
        matched = pattern.fullmatch(typed)
        if matched is not None:
            return reader(matched, today, lean)
    return None


def _read_offset(matched: re.Match[str], today: date, _lean: Lean) -> TypedDay:
    return TypedDay(today + timedelta(days=int(matched[1] + matched[2])))


def _read_after(matched: re.Match[str], today: date, _lean: Lean) -> TypedDay:
    days = int(matched[1]) * (1 if matched[2] == "天" else 7)
    return TypedDay(today + timedelta(days=days if matched[3] == "后" else -days))


def _read_weekday(matched: re.Match[str], today: date, lean: Lean) -> TypedDay:
    place = _WEEKDAYS[matched[2]]
    monday = today - timedelta(days=today.weekday())
    if matched[1]:
        return TypedDay(monday + timedelta(days=7 * _AWAY[matched[1]] + place))
    day = monday + timedelta(days=place)
    if lean is Lean.PAST and day > today:
        day -= timedelta(days=7)
    if lean is Lean.FUTURE and day < today:
        day += timedelta(days=7)
    return TypedDay(day)


def _read_month_edge(matched: re.Match[str], today: date, _lean: Lean) -> TypedDay:
    year, month = _month_away(today, _AWAY[matched[1] or "本"])
    last = calendar.monthrange(year, month)[1]
    return TypedDay(date(year, month, 1 if matched[2] == "初" else last))


def _read_month_day(matched: re.Match[str], today: date, _lean: Lean) -> TypedDay:
    return _whole(*_month_away(today, _AWAY[matched[1]]), int(matched[2]))


def _read_lone_day(matched: re.Match[str], today: date, lean: Lean) -> TypedDay:
    number = int(matched[1])
    here = _whole(today.year, today.month, number)
    other = {Lean.PAST: -1, Lean.FUTURE: 1, Lean.NEAREST: 0}[lean]
    if not other or (here.day is not None and (here.day - today).days * other >= 0):
        return here
    there = _whole(*_month_away(today, other), number)
    return there if there.day is not None else here if here.day is None else there


def _read_parts(matched: re.Match[str], today: date, lean: Lean) -> TypedDay:
    month, day = int(matched[3]), int(matched[4])
    if matched[1]:
        year = int(matched[1])
        return _whole(year + 2000 if len(matched[1]) == 2 else year, month, day)
    if matched[2]:
        return _whole(today.year + _YEAR_WORDS[matched[2]], month, day)
    return _leaning(month, day, today, lean)


def _read_digits(matched: re.Match[str], today: date, lean: Lean) -> TypedDay:
    month, day = int(matched[2]), int(matched[3])
    if matched[1]:
        return _whole(int(matched[1]), month, day)
    return _leaning(month, day, today, lean)


def _leaning(month: int, day: int, today: date, lean: Lean) -> TypedDay:
    """The day of that month and number in the year the field leans to."""
    around = (today.year, today.year + 1, today.year - 1)
    found = [one.day for one in (_whole(year, month, day) for year in around) if one.day is not None]
    if lean is Lean.PAST:
        return _best(max, (one for one in found if one <= today), today, month, day)
    if lean is Lean.FUTURE:
        return _best(min, (one for one in found if one >= today), today, month, day)
    if not found:
        return _whole(today.year, month, day)
    return TypedDay(min(found, key=lambda one: abs((one - today).days)))


def _best(
    choose: Callable[[list[date]], date], found: Iterable[date], today: date, month: int, day: int
) -> TypedDay:
    days = list(found)
    return TypedDay(choose(days)) if days else _whole(today.year, month, day)


def _whole(year: int, month: int, day: int) -> TypedDay:
    """That day, or what is impossible about it."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return _wrong_year()
    if not 1 <= month <= 12:
        return TypedDay(problem=f"没有 {month} 月，请看看月份。")
    if 1 <= day <= calendar.monthrange(year, month)[1]:
        return TypedDay(date(year, month, day))
    if (month, day) == (2, 29):
        return TypedDay(problem=f"{year}年没有 2月29日。")
    return TypedDay(problem=f"{month}月没有 {day} 日。")


def _edge(year: int, month: int, edge: MonthEdge) -> TypedDay:
    first = _whole(year, month, 1)
    if first.day is None or edge is MonthEdge.FIRST:
        return first
    return _whole(year, month, calendar.monthrange(year, month)[1])


def _month_away(today: date, months: int) -> tuple[int, int]:
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return year, month + 1


def _wrong_year() -> TypedDay:
    return TypedDay(problem=f"年份要在 {EARLIEST_YEAR} 到 {LATEST_YEAR} 之间。")
