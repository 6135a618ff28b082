"""A year as it hangs on the wall: every day rested, worked or received on, and the reception days with who comes."""

import calendar
from dataclasses import dataclass
from datetime import date, time
from enum import Enum

from sqlalchemy.orm import Session

from deputy_station.core.workdays import WEEKEND, Workdays
from deputy_station.features.deputies.service.frame import home_station
from deputy_station.features.reception.rules.steps import DayState
from deputy_station.features.reception.service.calendar import load_workdays
from deputy_station.features.reception.service.listing import DayFilter, DayRow, list_days

MOST_DAYS = 400
"""More reception days than a year has days."""


class DayMark(Enum):
    """What a day of the calendar is."""

    WORK = "work"
    REST = "rest"
    RECEPTION = "reception"
    PROVISIONAL = "provisional"
    """A reception day whose holidays are not published yet (暂算)."""


@dataclass(frozen=True)
class ShownDay:
    """One day: what it is; `word` names a holiday (春节) or a weekend day that is worked (班), else empty."""

    on: date
    mark: DayMark
    word: str


@dataclass(frozen=True)
class ShownMonth:
    """A month in weeks from Monday to Sunday; None where the week lies in another month."""

    month: int
    weeks: tuple[tuple[ShownDay | None, ...], ...]


@dataclass(frozen=True)
class YearReception:
    """A reception day of the year with its hours, place and deputies."""

    day_id: int
    on: date
    starts_at: time | None
    ends_at: time | None
    place: str
    theme: str
    state: DayState
    provisional: bool
    deputies: tuple[str, ...]


@dataclass(frozen=True)
class YearCalendar:
    """The station's year: its twelve months, and its reception days in order (cancelled ones left out)."""

    year: int
    station: str
    phone: str
    months: tuple[ShownMonth, ...]
    receptions: tuple[YearReception, ...]


def year_calendar(session: Session, *, year: int) -> YearCalendar:
    """The calendar of a year. Raises NoHomeStation."""
    station = home_station(session)
    rows = [
        row
        for row in list_days(session, wanted=DayFilter(year=year), limit=MOST_DAYS)
        if row.state is not DayState.CANCELLED
    ]
    receiving = {row.held_on: row for row in rows}
    workdays = load_workdays(session)
    months = tuple(
        ShownMonth(
            month,
            tuple(
                tuple(_shown(on, receiving, workdays) if on.month == month else None for on in week)
                for week in calendar.Calendar().monthdatescalendar(year, month)
            ),
        )
        for month in range(1, 13)
    )
    return YearCalendar(year, station.name, station.phone, months, tuple(map(_reception, rows)))


def _shown(on: date, receiving: dict[date, DayRow], workdays: Workdays) -> ShownDay:
    works = workdays.is_workday(on)
    if on in receiving:
        mark = DayMark.PROVISIONAL if receiving[on].provisional else DayMark.RECEPTION
    else:
        mark = DayMark.WORK if works else DayMark.REST
    name = workdays.rest_name(on)
    if works:
        word = "班" if on.weekday() >= 5 else ""
    else:
        word = "" if name == WEEKEND else name
    return ShownDay(on, mark, word)


def _reception(row: DayRow) -> YearReception:
    return YearReception(
        row.id,
        row.held_on,
        row.starts_at,
        row.ends_at,
        row.place,
        row.theme,
        row.state,
        row.provisional,
        row.on_duty,
    )
