"""The queue of a reception day: who is next, who is at the desk, who has been heard, who went away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_text
from deputy_station.core.clock import month_day
from deputy_station.core.errors import Refusal
from deputy_station.features.activities.rules import AttendanceState
from deputy_station.features.desk.rules.queue import in_order
from deputy_station.features.history.models import HistoryLine
from deputy_station.features.history.service import record_change
from deputy_station.features.reception.models import ReceptionDay, Visit
from deputy_station.features.reception.rules.steps import DayState, DayStep
from deputy_station.features.reception.rules.visiting import VisitState
from deputy_station.features.reception.service.days import close_day, take_day
from deputy_station.features.reception.service.listing import SUBJECT, DayDetail, day_detail
from deputy_station.features.reception.service.visits import SUBJECT as VISIT
from deputy_station.features.reception.service.visits import (
    VisitRow,
    finish_visit,
    get_visit,
    list_visits,
    record_visit,
    take_visit,
)
from deputy_station.store import context

DAYS_BACK = 60
"""How far back a day can still be chosen at the desk, to add what was forgotten."""
_CALL = "visit.call"
_AWAY = (AttendanceState.LEAVE, AttendanceState.ABSENT)
_WAITING = (Visit.finished.is_(False), Visit.left_at.is_(None), Visit.called_at.is_(None))


class NobodyWaits(Refusal):
    """Everybody has been called."""

    def __init__(self) -> None:
        super().__init__("没有人在等候。有人来了先取号，或直接登记。")


class HeardAlready(Refusal):
    """Who has been heard is not called, nor did they leave before their turn."""

    def __init__(self, number: int) -> None:
        super().__init__(f"第 {number} 号已接待完。要重新接待，请先改回等候。")


class VisitorStillWaits(Refusal):
    """The day would end with people in the queue."""

    def __init__(self, numbers: Sequence[int]) -> None:
        named = "、".join(f"{number} 号" for number in numbers)
        super().__init__(f"{named}还没有接待完。请先接待，或记为已离开，再结束接待。")


@dataclass(frozen=True)
class DayQueue:
    """A reception day as one desk sees it: its visitors in the order of the queue, and who listens (id and name).

    `elsewhere` are the visitors called to another desk, and by whom.
    """

    day: DayDetail
    visits: tuple[VisitRow, ...]
    listening: tuple[tuple[int, str], ...]
    elsewhere: Mapping[int, str] = field(default_factory=dict)

    def of(self, state: VisitState) -> tuple[VisitRow, ...]:
        """The visitors in that state, as they came."""
        return tuple(each for each in self.visits if each.state is state)

    def at_desk(self) -> VisitRow | None:
        """Who was called to this desk last and has neither been heard nor gone."""
        here = [each for each in self.of(VisitState.CALLED) if each.id not in self.elsewhere]
        return max(here, key=lambda each: (each.called_at, each.number), default=None)


def desk_days(session: Session) -> list[tuple[int, str, DayState]]:
    """The days the desk may work on, the latest first: today's and those of the last weeks (id, words, state)."""
    today = context.today(session)
    days = session.scalars(
        select(ReceptionDay)
        .where(
            ReceptionDay.held_on.between(today - timedelta(days=DAYS_BACK), today),
            ReceptionDay.state != DayState.CANCELLED,
        )
        .order_by(ReceptionDay.held_on.desc(), ReceptionDay.id)
    )
    return [(day.id, month_day(day.held_on), day.state) for day in days]


def day_at_hand(session: Session) -> int | None:
    """The day the desk works on unasked: today's, else the latest one that nobody has closed."""
    today = context.today(session)
    return session.scalar(
        select(ReceptionDay.id)
        .where(
            ReceptionDay.state != DayState.CANCELLED,
            or_(
                ReceptionDay.held_on == today,
                (ReceptionDay.held_on < today) & (ReceptionDay.state == DayState.OPEN),
            ),
        )
        .order_by(ReceptionDay.held_on.desc(), ReceptionDay.id)
        .limit(1)
    )


def read_queue(session: Session, *, day_id: int, desk: str = "") -> DayQueue:
    """The day and its queue as the computer `desk` sees it. Raises NotFound."""
    day = day_detail(session, day_id=day_id)
    listening = tuple((each.deputy_id, each.name) for each in day.duty if each.state not in _AWAY)
    visits = in_order(list_visits(session, day_id=day_id), lambda visit: (visit.state, visit.number))
    return DayQueue(day, tuple(visits), listening, _elsewhere(session, visits, desk))


def call_next(session: Session, *, day_id: int, desk: str = "") -> VisitRow:
    """Call whoever waits longest to the computer `desk`. Two desks that press at once get two visitors. Raises NobodyWaits and what the
    day refuses."""
    take_day(session, day_id=day_id, version=None, step=DayStep.RECEIVE)
    # Skipped, not waited for: what another desk is just calling is that desk's.
    waiting = (
        select(Visit)
        .where(Visit.day_id == day_id, *_WAITING)
        .order_by(Visit.number)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    visit = session.scalars(waiting).first()
    if visit is None:
        raise NobodyWaits
    return _call(session, visit, desk)


def call_visit(session: Session, *, visit_id: int, version: int, desk: str = "") -> VisitRow:
    """Call this one to the computer `desk`: out of turn, once more, or back after having left. Raises HeardAlready, NotFound, StaleEdit."""
    visit = take_visit(session, visit_id=visit_id, version=version)
    if visit.finished:
        raise HeardAlready(visit.number)
    return _call(session, visit, desk)


def mark_left(session: Session, *, visit_id: int, version: int) -> VisitRow:
    """The visitor went away before being heard. Raises HeardAlready, NotFound, StaleEdit."""
    visit = take_visit(session, visit_id=visit_id, version=version)
    if visit.finished:
        raise HeardAlready(visit.number)
    visit.left_at = context.now(session)
    session.flush()
    record_visit(session, visit, "leave", f"第 {visit.number} 号来访人已离开")
    return get_visit(session, visit_id=visit.id)


def finish_without_demand(session: Session, *, visit_id: int, version: int, note: str = "") -> VisitRow:
    """Heard, and nothing to take down; the note says what they came for. Raises NotFound, StaleEdit."""
    visit = take_visit(session, visit_id=visit_id, version=version)
    visit.note = clean_text(note)
    visit.called_at = visit.called_at or context.now(session)
    session.flush()
    return finish_visit(session, visit_id=visit_id, version=visit.version)


def end_reception(
    session: Session, *, day_id: int, version: int, rest_left: bool = False, rest_absent: bool = False
) -> DayDetail:
    """结束接待: with `rest_left` whoever still waits is marked as gone, with `rest_absent` deputies without a state as
    absent. Raises VisitorStillWaits, AttendanceUnsettled and what the day refuses."""
    waiting = session.scalars(
        select(Visit)
        .where(Visit.day_id == day_id, Visit.finished.is_(False), Visit.left_at.is_(None))
        .order_by(Visit.number)
        .with_for_update()
    ).all()
    if waiting and not rest_left:
        raise VisitorStillWaits([visit.number for visit in waiting])
    closed = close_day(session, day_id=day_id, version=version, rest_absent=rest_absent)
    if not waiting:
        return closed
    for visit in waiting:
        visit.left_at = context.now(session)
    record_change(
        session,
        action="desk.end",
        subject=SUBJECT,
        subject_id=day_id,
        sentence=f"没有等到接待的 {len(waiting)} 批来访人记为已离开",
    )
    session.flush()
    return day_detail(session, day_id=day_id)


def _call(session: Session, visit: Visit, desk: str) -> VisitRow:
    again = visit.called_at is not None
    visit.called_at, visit.left_at = context.now(session), None
    session.flush()
    record_change(
        session,
        action=_CALL,
        subject=VISIT,
        subject_id=visit.id,
        sentence=f"{'再叫' if again else '叫'}第 {visit.number} 号来访人",
        after={"desk": desk},
    )
    return get_visit(session, visit_id=visit.id)


def _elsewhere(session: Session, visits: Sequence[VisitRow], desk: str) -> dict[int, str]:
    """Visitors called to another computer, and by whom. Where no computer was kept with the call (a visitor who came
    without a number, a call by an older program) the person who acts counts instead."""
    called = [each.id for each in visits if each.state is VisitState.CALLED]
    lines = session.scalars(
        select(HistoryLine)
        .where(
            HistoryLine.subject == VISIT,
            HistoryLine.subject_id.in_(called),
            HistoryLine.action.in_((_CALL, "visit.add")),
        )
        .order_by(HistoryLine.id)
    )
    latest = {line.subject_id: line for line in lines}
    me = context.actor(session)
    found = {}
    for visit_id in called:
        line = latest.get(visit_id)
        if line is None:
            continue
        at = (line.after or {}).get("desk", "")
        is_here = at == desk if at and desk else line.actor == me
        if not is_here:
            found[visit_id] = line.actor
    return found
