"""The station's holiday calendar: the published table with what the station entered itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words
from deputy_station.core.errors import NotFound
from deputy_station.core.workdays import SHIFTED_WORKDAY, DayOverride, Workdays
from deputy_station.features.history.service import record_change
from deputy_station.features.reception.models import CalendarDay, CalendarYear
from deputy_station.store.asking import ask_once
from deputy_station.store.lengths import fit_line


@dataclass(frozen=True)
class CalendarDayRow:
    """A day the station declared itself."""

    on: date
    works: bool
    name: str


def load_workdays(session: Session) -> Workdays:
    """The calendar every deadline and plan of this station is reckoned with."""
    return ask_once(session, "workdays", (CalendarDay, CalendarYear), lambda: _read_workdays(session))


_DAYS = select(CalendarDay.on, CalendarDay.works, CalendarDay.name).order_by(CalendarDay.on)
_YEARS = select(CalendarYear.year).order_by(CalendarYear.year)


def _read_workdays(session: Session) -> Workdays:
    days = tuple((on, works, name) for on, works, name in session.execute(_DAYS))
    return _workdays(days, tuple(session.scalars(_YEARS)))


@lru_cache(maxsize=4)
def _workdays(days: tuple[tuple[date, bool, str], ...], years: tuple[int, ...]) -> Workdays:
    """The same days are laid over the published table once."""
    return Workdays({on: DayOverride(works, name) for on, works, name in days}, years)


def list_calendar_days(session: Session, *, year: int) -> list[CalendarDayRow]:
    """The station's own days of a year, in order."""
    days = session.scalars(
        select(CalendarDay)
        .where(CalendarDay.on.between(date(year, 1, 1), date(year, 12, 31)))
        .order_by(CalendarDay.on)
    )
    return [CalendarDayRow(day.on, day.works, day.name) for day in days]


def set_calendar_day(session: Session, *, on: date, works: bool, name: str = "") -> CalendarDayRow:
    """Declare one day worked or rested; a day already declared is changed."""
    name = fit_line(CalendarDay.name, "名称", name) or (SHIFTED_WORKDAY if works else "放假")
    day = session.scalar(select(CalendarDay).where(CalendarDay.on == on))
    before = {"works": day.works, "name": day.name} if day else None
    if day is None:
        day = CalendarDay(on=on)
        session.add(day)
    day.works, day.name = works, name
    _record(session, "calendar.set", f"日历：{day_words(on)}{name}（{'上班' if works else '休息'}）", before)
    return CalendarDayRow(on, works, name)


def clear_calendar_day(session: Session, *, on: date) -> None:
    """Forget what the station declared about a day. Raises NotFound."""
    day = session.scalar(select(CalendarDay).where(CalendarDay.on == on))
    if day is None:
        raise NotFound(f"{day_words(on)}的放假调休安排")
    before = {"works": day.works, "name": day.name}
    session.delete(day)
    _record(session, "calendar.clear", f"日历：{day_words(on)}恢复为公布的安排", before)


def set_calendar_year(
    session: Session, *, year: int, days: Mapping[date, DayOverride], whole: bool = True
) -> int:
    """Replace what the station entered of a year; days of other years among them are entered singly.

    With `whole` nothing in the year is 暂算 afterwards. Gives how many days of that year are kept.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    session.execute(delete(CalendarDay).where(CalendarDay.on.between(first, last)))
    inside = {on: day for on, day in days.items() if first <= on <= last}
    session.add_all(CalendarDay(on=on, works=day.works, name=day.name) for on, day in inside.items())
    known = session.scalar(select(CalendarYear).where(CalendarYear.year == year))
    if whole and known is None:
        session.add(CalendarYear(year=year))
    elif known is not None and not whole:
        session.delete(known)
    ended = "，已全部录入" if whole else ""
    _record(session, "calendar.year", f"日历：录入 {year} 年放假调休安排，共 {len(inside)} 天{ended}", None)
    for on, day in days.items():
        if on not in inside:
            set_calendar_day(session, on=on, works=day.works, name=day.name)
    session.flush()
    return len(inside)


@dataclass(frozen=True)
class CalendarYearState:
    """What is known of a year: the station's own days, whether they are the whole table, whether the program's own
    table has the year."""

    year: int
    days: tuple[CalendarDayRow, ...]
    whole: bool
    published: bool


def calendar_year(session: Session, *, year: int) -> CalendarYearState:
    """How far the holidays of a year are known."""
    whole = session.scalar(select(CalendarYear.id).where(CalendarYear.year == year)) is not None
    published = not Workdays().is_provisional(date(year, 7, 1))
    return CalendarYearState(year, tuple(list_calendar_days(session, year=year)), whole, published)


def _record(session: Session, action: str, sentence: str, before: Mapping[str, object] | None) -> None:
    record_change(
        session, action=action, subject="calendar", subject_id=None, sentence=sentence, before=before
    )
