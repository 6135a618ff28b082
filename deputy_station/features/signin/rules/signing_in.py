"""When a card signs in, and what the clock makes of it."""

from datetime import date, datetime, time, timedelta

from deputy_station.core.choices import Choice
from deputy_station.features.activities.rules import AttendanceState

OPENS_BEFORE = timedelta(minutes=90)
"""Chairs and tea are there by then; who comes earlier is early."""
CLOSES_AFTER = timedelta(minutes=60)
"""Who comes after the end is late, yet was there."""
YEARS_WITHOUT_TERM = 5
"""How long a card holds where no end of the term is known: a town congress sits for five years."""


class Timing(Choice):
    """What the screen says of an arrival."""

    EARLY = "early", "早到"
    ON_TIME = "on_time", "按时"
    LATE = "late", "迟到"


def is_open(on: date, starts_at: time | None, ends_at: time | None, now: datetime) -> bool:
    """Whether an activity takes arrivals at `now` (local): from 90 minutes before it begins to 60 after its
    end; a time that was not entered does not bound it within its day."""
    if now.date() != on:
        return False
    opens = (
        datetime.combine(on, starts_at, now.tzinfo) - OPENS_BEFORE
        if starts_at
        else datetime.combine(on, time.min, now.tzinfo)
    )
    closes = (
        datetime.combine(on, ends_at, now.tzinfo) + CLOSES_AFTER
        if ends_at
        else datetime.combine(on, time.max, now.tzinfo)
    )
    return opens <= now <= closes


def timing_of(starts_at: time | None, now: datetime) -> Timing:
    """Early before the minute of the beginning, on time within it, late after it; `now` is local."""
    if starts_at is None:
        return Timing.ON_TIME
    minute = now.replace(second=0, microsecond=0).time()
    if minute > starts_at:
        return Timing.LATE
    return Timing.EARLY if minute < starts_at else Timing.ON_TIME


def state_of(timing: Timing) -> AttendanceState:
    """What is written down for an arrival."""
    return AttendanceState.LATE if timing is Timing.LATE else AttendanceState.PRESENT


def card_holds_until(ends: list[date], today: date) -> date:
    """The last day of a card: the latest of the known ends of its deputy's seats, else five years from today."""
    if ends:
        return max(ends)
    # 28 February stands in for the day that only leap years have.
    day = 28 if (today.month, today.day) == (2, 29) else today.day
    return today.replace(year=today.year + YEARS_WITHOUT_TERM, day=day)
