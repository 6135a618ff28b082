"""Where "now" comes from: one object handed in, so that tests and the demo can hold time still."""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

BEIJING = timezone(timedelta(hours=8), "北京时间")
"""China keeps one zone without summer time; stations always show it, whatever the PC is set to."""


WEEKDAYS = "一二三四五六日"
"""Monday first, as `date.weekday` counts."""


def _system_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Clock:
    """Tells the instant (UTC, aware) and the local day; `Clock.fixed` holds it still."""

    read: Callable[[], datetime] = _system_now

    @classmethod
    def fixed(cls, instant: datetime) -> "Clock":
        """A clock that always tells `instant` (aware)."""
        return cls(lambda: instant)

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return self.read().astimezone(UTC)

    def today(self) -> date:
        """The present day at the station."""
        return local_day(self.read())


def local_time(instant: datetime) -> datetime:
    """An aware instant as seen on the wall at the station."""
    return instant.astimezone(BEIJING)


def local_day(instant: datetime) -> date:
    """The station's calendar day of an aware instant."""
    return local_time(instant).date()


def month_day(day: date) -> str:
    """12月4日: for a day whose year is plain from what stands around it."""
    return f"{day.month}月{day.day}日"


def day_words(day: date, seen_from: date | None = None) -> str:
    """2026年12月4日; 12月4日 where `seen_from`, the day the reader is at, is in the same year.

    >>> day_words(date(2027, 1, 4)), day_words(date(2027, 1, 4), date(2027, 3, 1))
    ('2027年1月4日', '1月4日')
    """
    if seen_from is not None and seen_from.year == day.year:
        return month_day(day)
    return f"{day.year}年{month_day(day)}"


def weekday_word(day: date) -> str:
    """星期五."""
    return f"星期{WEEKDAYS[day.weekday()]}"


def weekday_short(day: date) -> str:
    """周五."""
    return f"周{WEEKDAYS[day.weekday()]}"


def hour_words(at: time | datetime) -> str:
    """9:05; an aware instant as seen on the wall at the station."""
    if isinstance(at, datetime):
        at = local_time(at)
    return f"{at.hour}:{at.minute:02}"


def hours_words(starts_at: time | None, ends_at: time | None) -> str:
    """9:00—11:30; the one that is known, or nothing."""
    return "—".join(hour_words(each) for each in (starts_at, ends_at) if each is not None)


def day_and_hours(on: date, starts_at: time | None, ends_at: time | None) -> str:
    """2026年12月4日（星期五）9:00—11:30."""
    return f"{day_words(on)}（{weekday_word(on)}）{hours_words(starts_at, ends_at)}"


def from_local(moment: datetime) -> datetime:
    """A naive wall-clock moment at the station as an aware UTC instant."""
    return moment.replace(tzinfo=BEIJING).astimezone(UTC)


def last_of_month(day: date) -> date:
    """The last day of the month that `day` lies in."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
