"""The demo's reception days: every week on one weekday, the rota fair, past days held, coming ones planned."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from deputy_station.core.clock import from_local, month_day
from deputy_station.core.workdays import Workdays
from deputy_station.features.activities.models import Activity, ActivityKind, Attendance, AttendanceState
from deputy_station.features.demo.service.cast import Cast, make_names
from deputy_station.features.demo.service.roster import Roster
from deputy_station.features.demo.service.year import fill_attendance
from deputy_station.features.reception.models import ReceptionDay, ReceptionPlan, Visit
from deputy_station.features.reception.rules.phrase import read_plan_rule
from deputy_station.features.reception.rules.plan import plan_days
from deputy_station.features.reception.rules.rota import RotaDeputy, assign_rota
from deputy_station.features.reception.rules.steps import DayState

OPENS, CLOSES = time(9), time(11)
PLACE = "镇人大代表之家一楼接待室"
PER_DAY = 3
LEAD_DAYS = 5
WEEKDAYS = "一二三四五"


@dataclass(frozen=True)
class Heard:
    """A visit at which a demand was voiced: the visit, when, who came and who was on duty."""

    visit_id: int
    came_at: datetime
    name: str
    phone: str
    address: str
    on_duty: tuple[int, ...]


def rule_for(today: date) -> str:
    """Every week on today's weekday, so that the demo has a reception day on; on a weekend, every Wednesday."""
    return f"每周{WEEKDAYS[today.weekday()] if today.weekday() < 5 else '三'}"


def make_receptions(
    session: Session,
    cast: Cast,
    roster: Roster,
    chance: random.Random,
    first: date,
    now: datetime,
    today: date,
) -> list[Heard]:
    """Reception days from `first` to the end of today's year; returns the visits, in order of time."""
    phrase = rule_for(today)
    rule, workdays = read_plan_rule(phrase), Workdays()
    last = date(today.year, 12, 31)
    planned = {
        day.on: day
        for year in range(first.year, last.year + 1)
        for day in plan_days(year, rule, workdays)
        if day.on is not None and first <= day.on <= last
    }
    turns = [RotaDeputy(deputy_id, ((roster.since[deputy_id], None),)) for deputy_id in roster.deputy_ids]
    rota = assign_rota(sorted(planned), turns, per_day=PER_DAY)
    session.add_all(
        ReceptionPlan(
            station_id=roster.station_id,
            year=year,
            rule_text=phrase,
            per_day=PER_DAY,
            levels=[],
            starts_at=OPENS,
            ends_at=CLOSES,
            place=PLACE,
        )
        for year in range(first.year, last.year + 1)
    )
    heard: list[Heard] = []
    numbers: dict[int, int] = {}
    for on, plan in sorted(planned.items()):
        activity = Activity(
            kind=ActivityKind.RECEPTION,
            title=f"{month_day(on)}代表接待日",
            held_on=on,
            starts_at=OPENS,
            ends_at=CLOSES,
            place=PLACE,
            organiser="青禾镇人大主席团",
        )
        session.add(activity)
        session.flush()
        noticed = on - timedelta(days=LEAD_DAYS) <= today
        state = DayState.HELD if on < today else DayState.OPEN if on == today else DayState.PLANNED
        if noticed:
            numbers[on.year] = numbers.get(on.year, 0) + 1
            state = DayState.NOTICED if state is DayState.PLANNED else state
        day = ReceptionDay(
            activity_id=activity.id,
            station_id=roster.station_id,
            held_on=on,
            state=state,
            rule_text=phrase,
            original_on=plan.original if plan.original != on else None,
            moved_reason=plan.note,
            provisional=plan.provisional,
            notice_year=on.year if noticed else None,
            notice_number=numbers.get(on.year) if noticed else None,
            notice_on=on - timedelta(days=LEAD_DAYS) if noticed else None,
        )
        session.add(day)
        session.flush()
        on_duty = rota.on_duty[on]
        if on < today:
            fill_attendance(session, roster, chance, activity, on_duty)
            heard += _receive(session, cast, chance, day, on_duty, chance.randint(6, 12))
        else:
            _expect(session, activity, on_duty, now, signed=1 if on == today else 0)
            if on == today:
                heard += _receive(session, cast, chance, day, on_duty, 3, until=now)
    return heard


def _expect(
    session: Session, activity: Activity, on_duty: tuple[int, ...], now: datetime, signed: int
) -> None:
    for place, deputy_id in enumerate(on_duty):
        came = place < signed
        session.add(
            Attendance(
                activity_id=activity.id,
                deputy_id=deputy_id,
                state=AttendanceState.PRESENT if came else AttendanceState.NOT_YET,
                arrived_at=now - timedelta(minutes=8) if came else None,
            )
        )
    session.flush()


def _receive(
    session: Session,
    cast: Cast,
    chance: random.Random,
    day: ReceptionDay,
    on_duty: tuple[int, ...],
    count: int,
    until: datetime | None = None,
) -> list[Heard]:
    """Visitors one after the other; on the running day the last two still wait."""
    opening = from_local(datetime.combine(day.held_on, OPENS))
    visits: list[Visit] = []
    for number, (name, _) in enumerate(make_names(cast, chance, count + 6)[6:], 1):
        came_at = (
            opening + timedelta(minutes=10 * number)
            if until is None
            else until - timedelta(minutes=5 * (4 - number))
        )
        waiting = until is not None and number > 1
        visits.append(
            Visit(
                day_id=day.id,
                number=number,
                name=name,
                phone=f"1{chance.choice('3578')}0{chance.randint(0, 99_999_999):08d}"
                if chance.random() < 0.8
                else "",
                address=chance.choice(cast.villages),
                people=chance.choice((1, 1, 1, 1, 2, 3)),
                came_at=came_at,
                finished=not waiting,
            )
        )
    session.add_all(visits)
    session.flush()
    return [
        Heard(visit.id, visit.came_at, visit.name, visit.phone, visit.address, on_duty)
        for visit in visits
        if visit.finished
    ]
