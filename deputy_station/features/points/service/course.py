"""The way of one subject's points: month by month so far, and what is still missing for the next grade."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.features.points.models import PointMark
from deputy_station.features.points.rules.derive import derive
from deputy_station.features.points.rules.facts import Period, SubjectId
from deputy_station.features.points.rules.reaching import Reach, cheapest_steps
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.rules.score import Score
from deputy_station.features.points.service.library import scheme_for_year
from deputy_station.features.points.service.listing import choose_period
from deputy_station.features.points.service.scores import entry_of, score_of
from deputy_station.features.points.service.subjects import DEPUTY
from deputy_station.store import context

_SHORT, _LONG = 62, 550
"""Days up to which a period is followed week by week, and from which on only quarter by quarter."""


@dataclass(frozen=True)
class CoursePoint:
    """The points at the end of a day, with the records up to then: exact, as shown, and the grade they would give
    alone."""

    on: date
    total: Fraction
    shown: str
    grade: str


@dataclass(frozen=True)
class Course:
    """The points of one subject through a period, up to today."""

    period: Period
    name: str
    scheme: Scheme
    points: tuple[CoursePoint, ...]


def read_course(session: Session, *, year: int, subject_id: SubjectId, period: str = "") -> Course:
    """The points at each month's end: the records are read once, and counted as far as each of these days.

    A mark counts from the day it was given. Raises NotFound when not in office then.
    """
    scheme, chosen = _chosen(session, year, period)
    subject, facts = entry_of(session, period=chosen, subject_id=subject_id, scheme=scheme)
    given = _days_of_marks(session, chosen, subject_id) if scheme.subject == DEPUTY else {}
    points = []
    for day in days_of_course(chosen, context.today(session)):
        marks = tuple(
            mark for mark in subject.marks if min(given.get((mark.item, mark.rater), day), chosen.last) <= day
        )
        score = derive(
            scheme,
            replace(subject, marks=marks),
            [fact for fact in facts if fact.on <= day],
            period=chosen,
            today=day + timedelta(days=1),
        )
        points.append(CoursePoint(day, score.total, score.shown, score.grade))
    return Course(chosen, subject.name, scheme, tuple(points))


def days_of_course(period: Period, today: date) -> tuple[date, ...]:
    """The ends of the months of the period that are over, and today (or its last day); of a short period of the weeks,
    of one of several years of the quarters."""
    end = min(period.last, today)
    length = (period.last - period.first).days + 1
    days: list[date] = []
    day = period.first
    while day < end:
        if length <= _SHORT:
            day = day + timedelta(days=7 if days else 6)
        else:
            day = _month_end(day if not days else day + timedelta(days=1))
            if length > _LONG and day.month % 3:
                day = _month_end(date(day.year, day.month + 3 - day.month % 3, 1))
        days.append(min(day, end))
    return tuple(days) or (end,)


def read_steps(session: Session, *, year: int, subject_id: SubjectId, period: str = "") -> tuple[Reach, ...]:
    """What is missing for the next grade, as concrete steps, fewest first; or why there are none. Raises NotFound."""
    scheme, chosen = _chosen(session, year, period)
    subject, facts = entry_of(session, period=chosen, subject_id=subject_id, scheme=scheme)
    assert isinstance(subject_id, int)
    score: Score = score_of(session, period=chosen, subject_id=subject_id, scheme=scheme, earlier=False)
    return cheapest_steps(scheme, subject, facts, score, period=chosen, today=context.today(session))


def _chosen(session: Session, year: int, key: str) -> tuple[Scheme, Period]:
    scheme = scheme_for_year(session, year=year)
    return scheme, choose_period(session, year=year, key=key, scheme=scheme)


def _days_of_marks(session: Session, period: Period, subject_id: SubjectId) -> dict[tuple[str, str], date]:
    query = select(PointMark.item, PointMark.rater, PointMark.given_on).where(
        PointMark.period == period.key, PointMark.deputy_id == subject_id
    )
    return {(item, rater): on for item, rater, on in session.execute(query)}


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
