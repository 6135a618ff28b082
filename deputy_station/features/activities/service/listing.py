"""Lists of activities with their attendance in figures, and one activity whole."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import ColumnElement, Integer, String, and_, case, column, func, or_, select, table
from sqlalchemy.orm import Session

from deputy_station.features.activities.models import Activity, Attendance
from deputy_station.features.activities.rules import (
    CAME,
    ActivityKind,
    AttendanceCounts,
    AttendanceState,
)
from deputy_station.store import context
from deputy_station.store.edits import get_row

_RECEPTION_DAYS = table(
    "reception_days", column("id", Integer), column("activity_id", Integer), column("state", String)
)
"""The reception days, an area above this one, with the activity each of them owns."""


@dataclass(frozen=True)
class ReceptionDayOf:
    """The reception day an activity belongs to, and whether it is cancelled."""

    id: int
    cancelled: bool


@dataclass(frozen=True)
class ActivityRow:
    """An activity in a list with its attendance in figures."""

    id: int
    kind: ActivityKind
    title: str
    held_on: date
    starts_at: time | None
    place: str
    session_name: str
    cancelled: bool
    counts: AttendanceCounts
    version: int


@dataclass(frozen=True)
class ActivityDetail:
    """Everything about one activity but who came."""

    id: int
    kind: ActivityKind
    title: str
    held_on: date
    starts_at: time | None
    ends_at: time | None
    place: str
    organiser: str
    session_name: str
    content: str
    result: str
    report: str
    cancelled: bool
    counts: AttendanceCounts
    version: int
    reception_day_id: int | None = None
    """The reception day that owns it, and with which it is changed."""


def list_activities(
    session: Session,
    *,
    search: str = "",
    kinds: Collection[ActivityKind] = (),
    first: date | None = None,
    last: date | None = None,
    deputy_id: int | None = None,
    unfinished: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> list[ActivityRow]:
    """Activities newest first. `kinds` keeps those of these kinds (none given: all); `unfinished` those up to
    today where somebody is still 未签到; `deputy_id` those a deputy is on the list of."""
    conditions = _filtered(session, search, kinds, first, last, deputy_id, unfinished)
    found = list(
        session.scalars(
            select(Activity)
            .where(*conditions)
            .order_by(Activity.held_on.desc(), Activity.starts_at.desc().nulls_last(), Activity.id.desc())
            .offset(offset)
            .limit(limit)
        )
    )
    counts = counts_by_activity(session, [activity.id for activity in found])
    return [
        ActivityRow(
            each.id,
            each.kind,
            each.title,
            each.held_on,
            each.starts_at,
            each.place,
            each.session_name,
            each.cancelled,
            counts[each.id],
            each.version,
        )
        for each in found
    ]


def count_activities(
    session: Session,
    *,
    search: str = "",
    kinds: Collection[ActivityKind] = (),
    first: date | None = None,
    last: date | None = None,
    deputy_id: int | None = None,
    unfinished: bool = False,
) -> int:
    """How many `list_activities` would list with these filters."""
    conditions = _filtered(session, search, kinds, first, last, deputy_id, unfinished)
    return session.scalar(select(func.count(Activity.id)).where(*conditions)) or 0


@dataclass(frozen=True)
class ActivityFigures:
    """The figures of a year for the chips of the page; cancelled activities are in `total` only."""

    total: int
    unfinished: int
    by_kind: Mapping[ActivityKind, int]


def count_for_chips(session: Session, *, year: int, kinds: Collection[ActivityKind] = ()) -> ActivityFigures:
    """How many activities (of these kinds) a year has, how many of each kind, and how many up to today miss
    somebody's mark."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    inside = Activity.held_on.between(first, last)
    by_kind = session.execute(
        select(Activity.kind, func.count(Activity.id))
        .where(inside, Activity.cancelled.is_(False))
        .group_by(Activity.kind)
    )
    counted = dict(by_kind.all())
    return ActivityFigures(
        count_activities(session, kinds=kinds, first=first, last=last),
        count_activities(session, kinds=kinds, first=first, last=last, unfinished=True),
        {kind: counted.get(kind, 0) for kind in ActivityKind},
    )


def _filtered(
    session: Session,
    search: str,
    kinds: Collection[ActivityKind],
    first: date | None,
    last: date | None,
    deputy_id: int | None,
    unfinished: bool,
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for word in search.split():
        fields = (Activity.title, Activity.place, Activity.organiser, Activity.session_name, Activity.content)
        conditions.append(or_(*(field.contains(word, autoescape=True) for field in fields)))
    if kinds:
        conditions.append(Activity.kind.in_(kinds))
    if first is not None:
        conditions.append(Activity.held_on >= first)
    if last is not None:
        conditions.append(Activity.held_on <= last)
    if deputy_id is not None:
        conditions.append(
            Activity.id.in_(select(Attendance.activity_id).where(Attendance.deputy_id == deputy_id))
        )
    if unfinished:
        conditions += [
            Activity.held_on <= context.today(session),
            Activity.cancelled.is_(False),
            Activity.id.in_(
                select(Attendance.activity_id).where(Attendance.state == AttendanceState.NOT_YET)
            ),
        ]
    return conditions


def counts_by_activity(session: Session, activity_ids: Sequence[int]) -> dict[int, AttendanceCounts]:
    """The figures of each activity; zeros where nobody is on the list."""
    found = {activity_id: AttendanceCounts(0, 0, 0, 0, 0, 0, 0, 0) for activity_id in activity_ids}
    expected = Attendance.expected

    def count(*states: AttendanceState) -> ColumnElement[int]:
        return func.sum(case((and_(expected, Attendance.state.in_(states)), 1), else_=0))

    for start in range(0, len(activity_ids), 500):
        query = (
            select(
                Attendance.activity_id,
                func.sum(case((expected, 1), else_=0)),
                func.sum(case((Attendance.state.in_(CAME), 1), else_=0)),
                count(AttendanceState.LATE),
                count(AttendanceState.LEFT_EARLY),
                count(AttendanceState.LEAVE),
                count(AttendanceState.ABSENT),
                count(AttendanceState.NOT_YET),
                func.sum(case((and_(expected.is_(False), Attendance.state.in_(CAME)), 1), else_=0)),
            )
            .where(Attendance.activity_id.in_(activity_ids[start : start + 500]))
            .group_by(Attendance.activity_id)
        )
        for activity_id, *figures in session.execute(query):
            found[activity_id] = AttendanceCounts(*(int(figure) for figure in figures))
    return found


def reception_day_of(session: Session, activity_id: int) -> ReceptionDayOf | None:
    """The reception day that owns the activity, if one does."""
    days = _RECEPTION_DAYS.c
    found = session.execute(select(days.id, days.state).where(days.activity_id == activity_id)).one_or_none()
    return ReceptionDayOf(found[0], found[1] == "cancelled") if found else None


def get_activity(session: Session, *, activity_id: int) -> ActivityDetail:
    """One activity. Raises NotFound."""
    each = get_row(session, Activity, activity_id, "活动")
    day = reception_day_of(session, activity_id)
    return ActivityDetail(
        each.id,
        each.kind,
        each.title,
        each.held_on,
        each.starts_at,
        each.ends_at,
        each.place,
        each.organiser,
        each.session_name,
        each.content,
        each.result,
        each.report,
        each.cancelled,
        counts_by_activity(session, [each.id])[each.id],
        each.version,
        day.id if day else None,
    )
