"""Everybody's place in a period in one light row each: total, grade, rank, how far the next grade is, what waits.

Totals of deputies come from the condensed facts (`service.bulk`), so that a list of hundreds is there at once; ranks,
quotas and ties are settled over all of them by the rules. Where these need more than a total, everybody is scored in
full: both ways fill the same rows.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from deputy_station.features.activities.models import Activity, Attendance
from deputy_station.features.activities.rules import AttendanceState
from deputy_station.features.points.models import PointClaim
from deputy_station.features.points.rules.conditions import TOTAL
from deputy_station.features.points.rules.facts import Decision, Period, Subject, SubjectId
from deputy_station.features.points.rules.grading import Placed
from deputy_station.features.points.rules.ladder import Ladder, ladder_of
from deputy_station.features.points.rules.numbers import distance_words, two_decimals
from deputy_station.features.points.rules.quotas import grade_all
from deputy_station.features.points.rules.scheme import Grade, Scheme
from deputy_station.features.points.rules.score import Graded, Score
from deputy_station.features.points.rules.vocabulary import Review, State
from deputy_station.features.points.service.collecting import KIND_OF_ACTIVITY
from deputy_station.features.points.service.decisions import decisions_of
from deputy_station.features.points.service.roles import roles_by_deputy
from deputy_station.features.points.service.scores import scores_for_period
from deputy_station.features.points.service.subjects import DEPUTY, deputies_of
from deputy_station.store import context

if TYPE_CHECKING:
    from deputy_station.features.points.service.bulk import BulkTotal

UNDECIDED, HELD, A_TRACE = "待定", "受限", "只差一点"
"""What stands in the place of a distance: people are asked; a condition, veto or quota holds the grade back; the next
grade begins right above."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One subject in the list of a period; points are exact, by the scheme's items and categories in order.

    `rank` 0: not ranked. `place` is that in the roster. `missing` is how much the next grade up takes (None: there is
    none above); `held_back`: the points reach a higher grade than the one given. `open_records` counts past activities
    without attendance written down, `waiting` claims nobody has reviewed.
    """

    id: SubjectId
    place: int
    name: str
    group: str
    total: Fraction
    shown: str
    grade: str
    rank: int
    items: tuple[Fraction, ...]
    categories: tuple[Fraction, ...]
    asked: bool = False
    missing: Fraction | None = None
    held_back: bool = False
    open_records: int = 0
    waiting: int = 0

    @property
    def distance(self) -> str:
        """How far the next grade is, in a word or two: "差 2 分"."""
        if self.asked:
            return UNDECIDED
        if self.held_back:
            return HELD
        if self.missing is None:
            return ""
        return distance_words(self.missing) if self.missing else A_TRACE


def read_standings(session: Session, *, period: Period, scheme: Scheme) -> list[Standing]:
    """Everybody of a period, in roster order, graded together."""
    decisions = decisions_of(session, period=period.key)
    rows = _light(session, scheme, period, decisions) if _grades_by_points(scheme) else None
    if rows is None:
        scores = scores_for_period(session, period=period, scheme=scheme, earlier=False)
        waiting = _waiting(session, period)
        rows = [_of_score(score, place, waiting) for place, score in enumerate(scores)]
    return rows


def _grades_by_points(scheme: Scheme) -> bool:
    """Whether the word for a grade tells who is exempt, so that who is ranked can be told from it."""
    words = {grade.name for grade in scheme.grades} | {veto.grade for veto in scheme.vetoes} | {""}
    return scheme.subject == DEPUTY and not any(each.grade in words for each in scheme.exemptions)


def _light(
    session: Session, scheme: Scheme, period: Period, decisions: Sequence[Decision]
) -> list[Standing] | None:
    """The rows from the totals; None where a decision fills a gap or a veto ends one, which takes a whole score."""
    # numpy is loaded on the worker, not before the first paint.
    from deputy_station.features.points.service.bulk import totals_for_period

    found = {each.deputy_id: each for each in totals_for_period(session, period=period, scheme=scheme)}
    ladder = ladder_of(scheme)
    decided = {decision.subject_id for decision in decisions}
    for total in found.values():
        in_gap = bool(scheme.grades) and ladder.find(graded_points(scheme, total)).place is None
        if in_gap and (total.deputy_id in decided or scheme.vetoes):
            return None
    roles = roles_by_deputy(session, on=period.last)
    people = [person for person in deputies_of(session, period=period) if person.id in found]
    placed = [
        _placed(scheme, found[_number(person)], roles.get(_number(person), frozenset())) for person in people
    ]
    graded = grade_all(scheme, ladder, placed, decisions)
    opened = _unwritten(session, period, {_number(person): person for person in people})
    waiting = _waiting(session, period)
    rows = []
    for place, (person, where, each) in enumerate(zip(people, placed, graded, strict=True)):
        number = _number(person)
        total = found[number]
        missing, held = _distance(scheme, ladder, where.value, each, where.subject.roles)
        rows.append(
            Standing(
                number,
                place,
                person.name,
                person.group,
                total.total,
                _shown(scheme, ladder, total.total),
                each.grade,
                each.rank,
                total.items,
                total.categories,
                bool(each.asked),
                missing,
                held,
                opened.get(number, 0),
                waiting.get(number, 0),
            )
        )
    return rows


def _placed(scheme: Scheme, total: "BulkTotal", roles: frozenset[str]) -> Placed:
    """Where a total stands before it is compared with others. Below a grade that was given only roles shut one: its
    gates, which those below it share, are met."""
    names = [grade.name for grade in scheme.grades]
    place = names.index(total.grade) if total.grade in names else None
    exempt = place is None and total.grade in {each.grade for each in scheme.exemptions}
    asked = "由人定" if scheme.grades and not total.grade else ""
    return Placed(
        Subject(total.deputy_id, roles=roles),
        graded_points(scheme, total),
        Graded(total.grade, "", asked=asked),
        place,
        tuple((number, "身份") for number, grade in enumerate(scheme.grades) if _barred(grade, roles)),
        in_rank=not exempt,
    )


def graded_points(scheme: Scheme, row: "BulkTotal | Standing") -> Fraction:
    """The points that grades go by."""
    by = scheme.grading.by
    for category, points in zip(scheme.categories, row.categories, strict=True):
        if category.code == by:
            return points
    for item, points in zip(scheme.items, row.items, strict=True):
        if item.code == by:
            return points
    return row.total


def _of_score(score: Score, place: int, waiting: Mapping[int, int]) -> Standing:
    scheme, graded = score.scheme, score.graded
    ladder = ladder_of(scheme)
    value = score.total
    if scheme.grading.by != TOTAL:
        points = {each.item.code: each.points for each in score.items}
        points |= {each.category.code: each.points for each in score.categories}
        value = points[scheme.grading.by]
    missing, held = _distance(scheme, ladder, value, graded, score.subject.roles)
    members = [number for number, _name in score.subject.members] or [score.subject_id]
    return Standing(
        score.subject_id,
        place,
        score.subject.name,
        score.subject.group,
        score.total,
        score.shown,
        score.grade,
        graded.rank,
        tuple(each.points for each in score.items),
        tuple(each.points for each in score.categories),
        bool(graded.asked),
        missing,
        held,
        score.open_records,
        sum(waiting.get(number, 0) for number in members if isinstance(number, int)),
    )


def _distance(
    scheme: Scheme, ladder: Ladder, value: Fraction, graded: Graded, roles: frozenset[str]
) -> tuple[Fraction | None, bool]:
    """How many points the next higher grade open to these roles takes, and whether the grade was held back."""
    names = [grade.name for grade in scheme.grades]
    if graded.asked or graded.grade not in names:
        return None, False
    place = names.index(graded.grade)
    reached = ladder.find(value).place
    if reached is not None and reached < place:
        return None, True
    for upper in range(place - 1, -1, -1):
        if not ladder.rungs[upper].reached(value) and not _barred(scheme.grades[upper], roles):
            return ladder.missing(value, upper), False
    return None, False


def _barred(grade: Grade, roles: frozenset[str]) -> bool:
    return bool(grade.never & roles) or bool(grade.only and not grade.only & roles)


def _shown(scheme: Scheme, ladder: Ladder, total: Fraction) -> str:
    return ladder.shown(total) if scheme.grading.by == TOTAL else two_decimals(total)


def _unwritten(session: Session, period: Period, people: Mapping[int, Subject]) -> dict[int, int]:
    """By deputy, how many past activities of the days in office have no attendance written down."""
    today = context.today(session)
    kinds = list(KIND_OF_ACTIVITY)
    activities = (
        select(Attendance.deputy_id, Activity.held_on)
        .join(Activity, Attendance.activity_id == Activity.id)
        .where(
            Attendance.state == AttendanceState.NOT_YET,
            Attendance.expected.is_(True),
            Activity.cancelled.is_(False),
            Activity.kind.in_(kinds),
            *_past(Activity.held_on, period, today),
        )
    )
    claims = select(PointClaim.deputy_id, PointClaim.done_on).where(
        PointClaim.state == State.NOT_YET.value, *_past(PointClaim.done_on, period, today)
    )
    found: dict[int, int] = defaultdict(int)
    for deputy, on in chain(session.execute(activities), session.execute(claims)):
        person = people.get(deputy)
        if person is not None and (
            person.in_office is None or any(span.covers(on) for span in person.in_office)
        ):
            found[deputy] += 1
    return found


def _past(day: InstrumentedAttribute[date], period: Period, today: date) -> list[ColumnElement[bool]]:
    return [day >= period.first, day <= period.last, day < today]


def _waiting(session: Session, period: Period) -> dict[int, int]:
    """By deputy, how many claims of the period wait for review."""
    found: dict[int, int] = defaultdict(int)
    for deputy in session.scalars(
        select(PointClaim.deputy_id).where(
            PointClaim.review == Review.WAITING.value, PointClaim.done_on.between(period.first, period.last)
        )
    ):
        found[deputy] += 1
    return found


def _number(subject: Subject) -> int:
    assert isinstance(subject.id, int)
    return subject.id
