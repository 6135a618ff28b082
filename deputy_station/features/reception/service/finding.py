"""Reception days for the search box: by day, by who is on duty, by theme and place."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from deputy_station.features.activities.models import Activity, Attendance
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.reception.models import ReceptionDay
from deputy_station.features.reception.rules.steps import DayState

Days = Mapping[str, tuple[date, date]]
"""The first and last day that a typed word means, for those of the words that mean days."""

_WORDS = "接待日"


@dataclass(frozen=True)
class FoundDay:
    """A reception day in one line; `activity_id` is the activity it owns."""

    id: int
    activity_id: int
    held_on: date
    theme: str
    state: DayState


def search_days(session: Session, *, words: Sequence[str], days: Days, limit: int = 12) -> list[FoundDay]:
    """Days for which every word (in search form) means the day, or is in the theme, the place, the word 接待日 or
    the name of a deputy on duty, in any spelling; newest first."""
    query = (
        _select()
        .join(Activity, ReceptionDay.activity_id == Activity.id)
        .where(*(_fits(word, days.get(word)) for word in words))
        .order_by(ReceptionDay.held_on.desc(), ReceptionDay.id.desc())
        .limit(limit)
    )
    return _found(session, query)


def name_days(session: Session, *, ids: Collection[int]) -> list[FoundDay]:
    """Those of these days that are there."""
    return _found(session, _select().where(ReceptionDay.id.in_(ids)))


def day_of_activity(session: Session, *, activity_id: int) -> int | None:
    """The reception day that an activity is, if it is one."""
    return session.scalar(select(ReceptionDay.id).where(ReceptionDay.activity_id == activity_id))


def _fits(word: str, span: tuple[date, date] | None) -> ColumnElement[bool]:
    on_duty = (
        select(Attendance.activity_id)
        .join(Deputy, Attendance.deputy_id == Deputy.id)
        .where(Deputy.search_keys.contains(word, autoescape=True))
    )
    ways = [
        ReceptionDay.theme.icontains(word, autoescape=True),
        Activity.place.icontains(word, autoescape=True),
        ReceptionDay.activity_id.in_(on_duty),
    ]
    if word in _WORDS:
        ways.append(ReceptionDay.id > 0)
    if span is not None:
        ways.append(ReceptionDay.held_on.between(*span))
    return or_(*ways)


def _select() -> Select[int, int, date, str, DayState]:
    return select(
        ReceptionDay.id,
        ReceptionDay.activity_id,
        ReceptionDay.held_on,
        ReceptionDay.theme,
        ReceptionDay.state,
    )


def _found(session: Session, query: Select[int, int, date, str, DayState]) -> list[FoundDay]:
    return [FoundDay(*one) for one in session.execute(query)]
