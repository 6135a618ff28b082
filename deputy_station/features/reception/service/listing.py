"""Reception days as lists and one in detail."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from deputy_station.core.cleaning import search_form
from deputy_station.core.clock import day_words
from deputy_station.core.errors import NotFound
from deputy_station.features.activities.models import Activity, Attendance, AttendanceState
from deputy_station.features.deputies.models import Deputy, Station
from deputy_station.features.history.service import HistoryRow, list_history
from deputy_station.features.reception.models import ReceptionDay, Visit
from deputy_station.features.reception.rules.notice import notice_number_text
from deputy_station.features.reception.rules.steps import DayState, DayStep, allowed_steps
from deputy_station.features.reception.service.roster import roster_rows
from deputy_station.store import context
from deputy_station.store.edits import get_row

WHAT = "接待日"
SUBJECT = "reception_day"
CAME = (AttendanceState.PRESENT, AttendanceState.LATE, AttendanceState.LEFT_EARLY)


@dataclass(frozen=True)
class DayRow:
    """One reception day in a list. `notice` is 〔2026〕3号 or empty; `came` counts deputies who came."""

    id: int
    version: int
    activity_id: int
    held_on: date
    starts_at: time | None
    ends_at: time | None
    place: str
    state: DayState
    theme: str
    original_on: date | None
    moved_reason: str
    provisional: bool
    notice: str
    notice_on: date | None
    on_duty: tuple[str, ...]
    came: int
    visits: int


@dataclass(frozen=True)
class DutyRow:
    """A deputy on duty (or a walk-in) on one day, with the state of attendance."""

    deputy_id: int
    name: str
    levels: str
    group: str
    expected: bool
    state: AttendanceState
    arrived_at: datetime | None


@dataclass(frozen=True)
class DayDetail:
    """A reception day with everything its page shows; `steps` may be taken today."""

    row: DayRow
    title: str
    organiser: str
    station: str
    rule_text: str
    summary: str
    duty: tuple[DutyRow, ...]
    steps: tuple[DayStep, ...]
    history: tuple[HistoryRow, ...]
    filed_at: datetime | None = None


@dataclass(frozen=True)
class DayFilter:
    """Which days to list: a year, states, words in theme, place or names, a deputy on duty."""

    year: int | None = None
    states: tuple[DayState, ...] = ()
    search: str = ""
    deputy_id: int | None = None


def list_days(
    session: Session, *, wanted: DayFilter = DayFilter(), offset: int = 0, limit: int = 200
) -> list[DayRow]:
    """Days by date, `limit` of them from `offset` on."""
    chosen = (
        select(ReceptionDay)
        .options(joinedload(ReceptionDay.activity))
        .where(*_conditions(wanted))
        .order_by(ReceptionDay.held_on, ReceptionDay.id)
        .offset(offset)
        .limit(limit)
    )
    return _rows(session, session.scalars(chosen).all())


def count_days(session: Session, *, wanted: DayFilter = DayFilter()) -> int:
    """How many days `list_days` would give in all."""
    return session.scalar(select(func.count(ReceptionDay.id)).where(*_conditions(wanted))) or 0


def count_days_by_state(session: Session, *, year: int) -> dict[DayState, int]:
    """How many days of a year are in each state, none left out."""
    counted = session.execute(
        select(ReceptionDay.state, func.count(ReceptionDay.id))
        .where(*_conditions(DayFilter(year=year)))
        .group_by(ReceptionDay.state)
    )
    found = dict(counted.all())
    return {state: found.get(state, 0) for state in DayState}


def next_day(session: Session, *, on_or_after: date | None = None) -> DayRow | None:
    """The nearest day not cancelled, today included, or None."""
    start = on_or_after or context.today(session)
    days = session.scalars(
        select(ReceptionDay)
        .where(ReceptionDay.held_on >= start, ReceptionDay.state != DayState.CANCELLED)
        .order_by(ReceptionDay.held_on)
        .limit(1)
    ).all()
    return next(iter(_rows(session, days)), None)


def coming_days(session: Session, *, after: date, limit: int) -> list[DayRow]:
    """The days from `after` on that are not cancelled, by date."""
    days = session.scalars(
        select(ReceptionDay)
        .where(ReceptionDay.held_on >= after, ReceptionDay.state != DayState.CANCELLED)
        .order_by(ReceptionDay.held_on)
        .limit(limit)
    ).all()
    return _rows(session, days)


def find_day(session: Session, *, on: date) -> DayRow:
    """The day held on a date, a cancelled one only when there is no other. Raises NotFound."""
    days = session.scalars(select(ReceptionDay).where(ReceptionDay.held_on == on)).all()
    if not days:
        raise NotFound(f"{day_words(on)}的接待日")
    standing = [day for day in days if day.state is not DayState.CANCELLED]
    return _rows(session, (standing or list(days))[:1])[0]


def day_detail(session: Session, *, day_id: int) -> DayDetail:
    """One day with rota, allowed steps and history. Raises NotFound."""
    day = get_row(session, ReceptionDay, day_id, WHAT)
    station = session.get_one(Station, day.station_id)
    attendances = {each.deputy_id: each for each in day.activity.attendances}
    people = roster_rows(session, deputy_ids=attendances.keys(), on=day.held_on)
    duty = tuple(
        DutyRow(
            each.deputy_id,
            each.name,
            each.levels,
            each.group,
            attendances[each.deputy_id].expected,
            attendances[each.deputy_id].state,
            attendances[each.deputy_id].arrived_at,
        )
        for each in people
    )
    [row] = _rows(session, [day])
    return DayDetail(
        row=row,
        title=day.activity.title,
        organiser=day.activity.organiser,
        station=station.name,
        rule_text=day.rule_text,
        summary=day.summary,
        duty=duty,
        steps=allowed_steps(state=day.state, held_on=day.held_on, today=context.today(session)),
        history=tuple(list_history(session, subject=SUBJECT, subject_id=day.id)),
        filed_at=day.filed_at,
    )


def _conditions(wanted: DayFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.year is not None:
        conditions.append(ReceptionDay.held_on.between(date(wanted.year, 1, 1), date(wanted.year, 12, 31)))
    if wanted.states:
        conditions.append(ReceptionDay.state.in_(wanted.states))
    if wanted.deputy_id is not None:
        conditions.append(_has(Attendance.deputy_id == wanted.deputy_id))
    typed = wanted.search.strip()
    if typed:
        named = _has(Deputy.search_keys.contains(search_form(typed), autoescape=True))
        theme = ReceptionDay.theme.contains(typed, autoescape=True)
        place = ReceptionDay.activity.has(Activity.place.contains(typed, autoescape=True))
        conditions.append(or_(named, theme, place))
    return conditions


def _has(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Days on whose attendance list somebody meets the condition."""
    activities = select(Attendance.activity_id).join(Attendance.deputy).where(condition)
    return ReceptionDay.activity_id.in_(activities)


def _rows(session: Session, days: Sequence[ReceptionDay]) -> list[DayRow]:
    """The days with their names and counts, in two queries whatever their number."""
    on_duty: dict[int, list[str]] = defaultdict(list)
    came: Counter[int] = Counter()
    attendances = (
        select(Attendance.activity_id, Deputy.name, Attendance.state, Attendance.expected)
        .join(Attendance.deputy)
        .where(Attendance.activity_id.in_([day.activity_id for day in days]))
        .order_by(Deputy.sort_key, Deputy.id)
    )
    for activity_id, name, state, expected in session.execute(attendances):
        if expected:
            on_duty[activity_id].append(name)
        came[activity_id] += state in CAME
    counted = (
        select(Visit.day_id, func.count(Visit.id))
        .where(Visit.day_id.in_([day.id for day in days]))
        .group_by(Visit.day_id)
    )
    visits = dict(session.execute(counted).all())
    return [
        _row(day, tuple(on_duty[day.activity_id]), came[day.activity_id], visits.get(day.id, 0))
        for day in days
    ]


def _row(day: ReceptionDay, on_duty: tuple[str, ...], came: int, visits: int) -> DayRow:
    noticed = day.notice_year is not None and day.notice_number is not None
    return DayRow(
        id=day.id,
        version=day.version,
        activity_id=day.activity_id,
        held_on=day.held_on,
        starts_at=day.activity.starts_at,
        ends_at=day.activity.ends_at,
        place=day.activity.place,
        state=day.state,
        theme=day.theme,
        original_on=day.original_on,
        moved_reason=day.moved_reason,
        provisional=day.provisional,
        notice=notice_number_text(day.notice_year or 0, day.notice_number or 0) if noticed else "",
        notice_on=day.notice_on,
        on_duty=on_duty,
        came=came,
        visits=visits,
    )
