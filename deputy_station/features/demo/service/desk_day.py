"""What makes the demo's reception days believable at the desk: leaves, cards, today's queue, a summary on file."""

import random
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.clock import local_day
from deputy_station.features.demo.service.cast import Cast, make_names
from deputy_station.features.demo.service.roster import Roster
from deputy_station.features.desk.service.summary import day_summary, file_summary, summary_words
from deputy_station.features.reception.models import ReceptionDay, Visit
from deputy_station.features.reception.rules.steps import DayState
from deputy_station.features.reception.service.leaves import add_leave
from deputy_station.features.signin.service.cards import cards_to_print, issue_cards

AWAY = ((2, 9, "外出考察"), (12, 25, "住院"), (20, 20, "儿子结婚"))
"""Leaves: first and last day from today, why."""
CARDS = 24
"""Deputies who have their card; the others are still to get one."""
LATER_VISITORS = 3


def make_desk_day(session: Session, cast: Cast, roster: Roster, seed: int, now: datetime) -> None:
    """Everything of the desk that the days alone do not have; nothing here draws from the demo's common chance."""
    today = local_day(now)
    _make_leaves(session, roster, today)
    issue_cards(session, cards=cards_to_print(session, deputy_ids=roster.deputy_ids[:CARDS]))
    _fill_queue(session, cast, random.Random(f"queue {seed}"), now)
    _file_last_summary(session, today)


def _make_leaves(session: Session, roster: Roster, today: date) -> None:
    for deputy_id, (since, until, reason) in zip(roster.deputy_ids[5::9], AWAY, strict=False):
        add_leave(
            session,
            deputy_id=deputy_id,
            since=today + timedelta(days=since),
            until=today + timedelta(days=until),
            reason=reason,
        )


def _fill_queue(session: Session, cast: Cast, chance: random.Random, now: datetime) -> None:
    """Today: the first has been heard, the second sits at the desk, the fourth went away, the others wait."""
    visits = session.scalars(
        select(Visit)
        .join(ReceptionDay, ReceptionDay.id == Visit.day_id)
        .where(ReceptionDay.held_on == local_day(now), ReceptionDay.state == DayState.OPEN)
        .order_by(Visit.number)
    ).all()
    if not visits:
        return
    heard, called, *_ = visits
    heard.called_at, heard.finished_at = heard.came_at + timedelta(minutes=1), now - timedelta(minutes=6)
    called.called_at = now - timedelta(minutes=5)
    for place, (name, _) in enumerate(make_names(cast, chance, LATER_VISITORS + 6)[6:], 1):
        visit = Visit(
            day_id=heard.day_id,
            number=visits[-1].number + place,
            name=name,
            phone=f"1{chance.choice('3578')}0{chance.randint(0, 99_999_999):08d}",
            address=chance.choice(cast.villages),
            people=1,
            came_at=now - timedelta(minutes=4 - place),
            left_at=now if place == 1 else None,
            finished=False,
        )
        session.add(visit)
    session.flush()


def _file_last_summary(session: Session, today: date) -> None:
    """The day before the last one has its summary on file, written by itself; that of the last one is still to do."""
    held = session.scalars(
        select(ReceptionDay.id)
        .where(ReceptionDay.held_on < today, ReceptionDay.state == DayState.HELD)
        .order_by(ReceptionDay.held_on.desc())
        .offset(1)
        .limit(1)
    ).first()
    if held is not None:
        written = day_summary(session, day_id=held)
        file_summary(session, day_id=held, version=written.version, words=summary_words(written))
