"""Leave from duty (轮值请假): a deputy who is away for a while is left out of the rota."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words, month_day
from deputy_station.core.errors import Refusal
from deputy_station.features.activities.models import Attendance, AttendanceState
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.history.service import record_change
from deputy_station.features.reception.models import DutyLeave, ReceptionDay
from deputy_station.features.reception.rules.steps import DayState
from deputy_station.store.edits import check_version, get_row
from deputy_station.store.lengths import fit_line

WHAT = "轮值请假"
LONGEST_REASON = 120


class LeaveBackwards(Refusal):
    """The leave would end before it begins."""

    def __init__(self) -> None:
        super().__init__("请假的最后一天不能早于第一天。请改好再试。")


class LeaveOverlaps(Refusal):
    """The deputy has another leave in the same days."""

    def __init__(self, name: str, since: date, until: date) -> None:
        super().__init__(
            f"{name}在 {month_day(since)}到 {month_day(until)}已有请假。请先删去那一条，或改日期。"
        )


@dataclass(frozen=True)
class LeaveRow:
    """One leave. `clashes`: days in it on which the deputy is still on the rota, not yet received."""

    id: int
    version: int
    deputy_id: int
    name: str
    since: date
    until: date
    reason: str
    clashes: tuple[date, ...]


def list_leaves(session: Session, *, from_day: date | None = None) -> list[LeaveRow]:
    """Leaves that are not over on `from_day` (None: all), by first day."""
    leaves = _select().order_by(DutyLeave.since, Deputy.sort_key, DutyLeave.id)
    if from_day is not None:
        leaves = leaves.where(DutyLeave.until >= from_day)
    return [_row(session, leave, name) for leave, name in session.execute(leaves)]


def add_leave(
    session: Session, *, deputy_id: int, since: date, until: date | None = None, reason: str = ""
) -> LeaveRow:
    """Note that a deputy is away from `since` to `until`, both included (None: that day alone).

    A rota that stands is not touched: `clashes` of what comes back name the days. Raises LeaveBackwards,
    LeaveOverlaps, NotFound.
    """
    until = until or since
    deputy = get_row(session, Deputy, deputy_id, "代表")
    if until < since:
        raise LeaveBackwards
    other = session.scalar(
        select(DutyLeave)
        .where(DutyLeave.deputy_id == deputy_id, DutyLeave.since <= until, DutyLeave.until >= since)
        .order_by(DutyLeave.since)
        .limit(1)
    )
    if other is not None:
        raise LeaveOverlaps(deputy.name, other.since, other.until)
    leave = DutyLeave(
        deputy_id=deputy_id, since=since, until=until, reason=fit_line(DutyLeave.reason, "原因", reason)
    )
    session.add(leave)
    session.flush()
    _record(session, leave, "add", f"{deputy.name}轮值请假：{_span(leave)}")
    return _row(session, leave, deputy.name)


def remove_leave(session: Session, *, leave_id: int, version: int) -> LeaveRow:
    """Forget a leave; the deputy may be on duty again. Raises NotFound, StaleEdit."""
    leave = get_row(session, DutyLeave, leave_id, WHAT)
    check_version(leave, version, WHAT)
    deputy = get_row(session, Deputy, leave.deputy_id, "代表")
    row = _row(session, leave, deputy.name)
    _record(session, leave, "remove", f"删去{deputy.name}的轮值请假：{_span(leave)}")
    session.delete(leave)
    session.flush()
    return row


def leaves_on_rota(session: Session, *, on: date) -> list[LeaveRow]:
    """The leaves of those who are on the rota of a day all the same."""
    found = session.execute(_select().where(DutyLeave.since <= on, DutyLeave.until >= on))
    rows = [_row(session, leave, name) for leave, name in found]
    return [row for row in rows if on in row.clashes]


def _select() -> Select[DutyLeave, str]:
    return select(DutyLeave, Deputy.name).join(Deputy, Deputy.id == DutyLeave.deputy_id)


def _row(session: Session, leave: DutyLeave, name: str) -> LeaveRow:
    clashes = session.scalars(
        select(ReceptionDay.held_on)
        .join(Attendance, Attendance.activity_id == ReceptionDay.activity_id)
        .where(
            Attendance.deputy_id == leave.deputy_id,
            Attendance.expected,
            Attendance.state == AttendanceState.NOT_YET,
            ReceptionDay.state.in_((DayState.PLANNED, DayState.NOTICED)),
            ReceptionDay.held_on.between(leave.since, leave.until),
        )
        .order_by(ReceptionDay.held_on)
    )
    return LeaveRow(
        leave.id,
        leave.version,
        leave.deputy_id,
        name,
        leave.since,
        leave.until,
        leave.reason,
        tuple(clashes),
    )


def _span(leave: DutyLeave) -> str:
    first = day_words(leave.since)
    return first if leave.since == leave.until else f"{first}到 {day_words(leave.until, leave.since)}"


def _record(session: Session, leave: DutyLeave, action: str, sentence: str) -> None:
    record_change(
        session,
        action=f"duty_leave.{action}",
        subject="deputy",
        subject_id=leave.deputy_id,
        sentence=sentence,
        after={"since": leave.since, "until": leave.until},
    )
