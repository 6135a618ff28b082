"""Who was to come and who came: one mark, many in one pass, walk-ins, closing the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, select
from sqlalchemy.orm import Session, joinedload

from deputy_station.core.errors import NotFound, Refusal, StaleEdit
from deputy_station.features.activities.models import Activity, Attendance
from deputy_station.features.activities.rules import (
    CAME,
    IN_ORDER,
    ActivityKind,
    AttendanceState,
    check_mark,
)
from deputy_station.features.deputies.models import Deputy, Group
from deputy_station.features.history.service import record_change
from deputy_station.store import context
from deputy_station.store.edits import get_row
from deputy_station.store.lengths import fit_line


class AlreadyExpected(Refusal):
    """The deputy is on the list already and is marked there."""


class AttendanceKept(Refusal):
    """Somebody who was marked stays on the list."""


@dataclass(frozen=True)
class AttendanceRow:
    """One line of an attendance list; `arrived_at` is UTC."""

    id: int
    activity_id: int
    deputy_id: int
    deputy: str
    group: str
    expected: bool
    state: AttendanceState
    arrived_at: datetime | None
    leave_reason: str
    leave_approved_by: str
    note: str
    version: int


@dataclass(frozen=True)
class AttendanceMark:
    """What to enter for one deputy; `version` (from the list) refuses a mark made on an old copy."""

    deputy_id: int
    state: AttendanceState
    arrived_at: datetime | None = None
    leave_reason: str = ""
    leave_approved_by: str = ""
    note: str = ""
    version: int | None = None
    time_unknown: bool = False
    """Known from a paper read later: no moment of arrival is made up."""


@dataclass(frozen=True)
class DeputyAttendanceRow:
    """What one deputy was to attend, for the register and for reckoning points."""

    attendance_id: int
    activity_id: int
    deputy_id: int
    kind: ActivityKind
    title: str
    session_name: str
    held_on: date
    place: str
    expected: bool
    state: AttendanceState


def list_attendance(
    session: Session, *, activity_id: int, search: str = "", state: AttendanceState | None = None
) -> list[AttendanceRow]:
    """Everybody on the list, who did not come first: not yet, absent, leave, late, left early, present."""
    place = case(*((Attendance.state == each, index) for index, each in enumerate(IN_ORDER)))
    query = (
        select(Attendance, Deputy.name, Group.name)
        .join(Deputy, Attendance.deputy_id == Deputy.id)
        .outerjoin(Group, Deputy.group_id == Group.id)
        .where(Attendance.activity_id == activity_id)
        .order_by(place, Group.position.nulls_last(), Group.id, Deputy.sort_key, Deputy.id)
    )
    for word in search.casefold().split():
        query = query.where(Deputy.search_keys.contains(word, autoescape=True))
    if state is not None:
        query = query.where(Attendance.state == state)
    return [_row(attendance, name, group) for attendance, name, group in session.execute(query)]


def _row(attendance: Attendance, name: str, group: str | None) -> AttendanceRow:
    return AttendanceRow(
        attendance.id,
        attendance.activity_id,
        attendance.deputy_id,
        name,
        group or "",
        attendance.expected,
        attendance.state,
        attendance.arrived_at,
        attendance.leave_reason,
        attendance.leave_approved_by,
        attendance.note,
        attendance.version,
    )


def record_attendance(
    session: Session,
    *,
    activity_id: int,
    deputy_id: int,
    state: AttendanceState,
    arrived_at: datetime | None = None,
    leave_reason: str = "",
    leave_approved_by: str = "",
    note: str = "",
    version: int | None = None,
) -> AttendanceRow:
    """Mark one deputy on the list. Without `arrived_at`, somebody marked present or late on the day itself
    arrives now."""
    mark = AttendanceMark(deputy_id, state, arrived_at, leave_reason, leave_approved_by, note, version)
    return record_many(session, activity_id=activity_id, marks=[mark])[0]


def record_many(
    session: Session, *, activity_id: int, marks: Sequence[AttendanceMark]
) -> list[AttendanceRow]:
    """Mark several deputies in one go, all or none; the rows in the order of the marks."""
    activity = get_row(session, Activity, activity_id, "活动")
    rows = []
    # All at once: a hall that signs in by phone is no time to ask for each.
    lines = {
        each.deputy_id: each
        for each in session.scalars(
            select(Attendance)
            .options(joinedload(Attendance.deputy).joinedload(Deputy.group))
            .where(
                Attendance.activity_id == activity_id,
                Attendance.deputy_id.in_({mark.deputy_id for mark in marks}),
            )
        )
    }
    for mark in marks:
        attendance = lines.get(mark.deputy_id)
        if attendance is None:
            raise NotFound("这位代表的应到记录")
        if mark.version is not None and attendance.version != mark.version:
            raise StaleEdit(f"{attendance.deputy.name}的出席记录")
        _mark(session, activity, attendance, mark)
        rows.append(attendance)
    session.flush()
    return [
        _row(each, each.deputy.name, each.deputy.group.name if each.deputy.group else "") for each in rows
    ]


def _line(session: Session, activity: Activity, deputy_id: int) -> Attendance:
    attendance = session.scalar(
        select(Attendance).where(Attendance.activity_id == activity.id, Attendance.deputy_id == deputy_id)
    )
    if attendance is None:
        raise NotFound("这位代表的应到记录")
    return attendance


def _mark(session: Session, activity: Activity, attendance: Attendance, mark: AttendanceMark) -> None:
    today = context.today(session)
    check_mark(mark.state, held_on=activity.held_on, today=today, cancelled=activity.cancelled)
    arrived_at = mark.arrived_at if mark.state in CAME else None
    if arrived_at is None and mark.state in CAME:
        arrived_at = attendance.arrived_at
        if arrived_at is None and activity.held_on == today and not mark.time_unknown:
            arrived_at = context.now(session)
    on_leave = mark.state is AttendanceState.LEAVE
    wanted = {
        "state": mark.state,
        "arrived_at": arrived_at,
        "leave_reason": fit_line(Attendance.leave_reason, "请假事由", mark.leave_reason) if on_leave else "",
        "leave_approved_by": fit_line(Attendance.leave_approved_by, "批准人", mark.leave_approved_by)
        if on_leave
        else "",
        "note": fit_line(Attendance.note, "备注", mark.note),
    }
    before = attendance.state
    changed = {key: value for key, value in wanted.items() if getattr(attendance, key) != value}
    for key, value in changed.items():
        setattr(attendance, key, value)
    if changed:
        record_change(
            session,
            action="attendance.record",
            subject="activity",
            subject_id=activity.id,
            sentence=f"{attendance.deputy.name}：{before.label}改为{mark.state.label}"
            if before is not mark.state
            else f"{attendance.deputy.name}：更正{mark.state.label}的记录",
            before={"deputy_id": attendance.deputy_id, "state": before},
            after={"deputy_id": attendance.deputy_id, "state": mark.state},
        )


def add_walk_in(
    session: Session,
    *,
    activity_id: int,
    deputy_id: int,
    state: AttendanceState = AttendanceState.PRESENT,
    arrived_at: datetime | None = None,
    time_unknown: bool = False,
) -> AttendanceRow:
    """Add a deputy who came without being expected. Raises AlreadyExpected."""
    activity = get_row(session, Activity, activity_id, "活动")
    deputy = get_row(session, Deputy, deputy_id, "代表")
    there = session.scalar(
        select(Attendance.id).where(Attendance.activity_id == activity_id, Attendance.deputy_id == deputy_id)
    )
    if there is not None:
        raise AlreadyExpected(f"{deputy.name}已在名单上，请直接登记出席。")
    attendance = Attendance(
        activity_id=activity_id, deputy_id=deputy_id, expected=False, state=AttendanceState.NOT_YET
    )
    session.add(attendance)
    session.flush()
    mark = AttendanceMark(deputy_id, state, arrived_at, time_unknown=time_unknown)
    _mark(session, activity, attendance, mark)
    session.flush()
    return _row(attendance, deputy.name, deputy.group.name if deputy.group else "")


def remove_from_list(session: Session, *, activity_id: int, deputy_id: int) -> None:
    """Take a deputy off the list who was put on it by mistake. Raises AttendanceKept once marked."""
    activity = get_row(session, Activity, activity_id, "活动")
    attendance = _line(session, activity, deputy_id)
    if attendance.expected and attendance.state is not AttendanceState.NOT_YET:
        raise AttendanceKept(
            f"{attendance.deputy.name}已登记{attendance.state.label}。请先改回未签到，再移出名单。"
        )
    name = attendance.deputy.name
    session.delete(attendance)
    session.flush()
    record_change(
        session,
        action="attendance.remove",
        subject="activity",
        subject_id=activity_id,
        sentence=f"{name}移出{activity.title}的名单",
    )


def close_attendance(session: Session, *, activity_id: int) -> int:
    """Everybody still 未签到 becomes absent; how many."""
    activity = get_row(session, Activity, activity_id, "活动")
    waiting = session.scalars(
        select(Attendance).where(
            Attendance.activity_id == activity_id, Attendance.state == AttendanceState.NOT_YET
        )
    ).all()
    for attendance in waiting:
        _mark(session, activity, attendance, AttendanceMark(attendance.deputy_id, AttendanceState.ABSENT))
    session.flush()
    return len(waiting)


def list_deputy_attendance(
    session: Session, *, first: date, last: date, deputy_id: int | None = None
) -> list[DeputyAttendanceRow]:
    """What deputies were to attend (or attended) from `first` to `last`, oldest first; cancelled ones left out."""
    query = (
        select(Attendance, Activity)
        .join(Activity, Attendance.activity_id == Activity.id)
        .where(Activity.held_on.between(first, last), Activity.cancelled.is_(False))
        .order_by(Activity.held_on, Activity.starts_at.nulls_first(), Activity.id, Attendance.id)
    )
    if deputy_id is not None:
        query = query.where(Attendance.deputy_id == deputy_id)
    return [
        DeputyAttendanceRow(
            attendance.id,
            activity.id,
            attendance.deputy_id,
            activity.kind,
            activity.title,
            activity.session_name,
            activity.held_on,
            activity.place,
            attendance.expected,
            attendance.state,
        )
        for attendance, activity in session.execute(query)
    ]
