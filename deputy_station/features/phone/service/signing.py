"""What the page for phones may do: say for what it is open, sign deputies in by code, take a demand down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.clock import local_time
from deputy_station.core.errors import Refusal
from deputy_station.features.activities.models import Activity, Attendance, AttendanceState
from deputy_station.features.activities.service.attendance import AttendanceMark, add_walk_in, record_many
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.rules.choices import Channel
from deputy_station.features.demands.service.register import register_demand
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.demands.service.steps import take_back_registration
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.deputies.service.frame import home_station
from deputy_station.features.deputies.service.roster import holds_mandate
from deputy_station.features.phone.models import PhoneCode
from deputy_station.features.phone.rules import CodeUnknown, signs_in
from deputy_station.features.reception.models import ReceptionDay, Visit
from deputy_station.features.reception.rules.steps import DayStepNotAllowed
from deputy_station.features.reception.service.visits import add_visit, record_visit, visit_keeps
from deputy_station.features.signin.rules.signing_in import state_of, timing_of
from deputy_station.store import context
from deputy_station.store.capture import name_step
from deputy_station.store.edits import get_row

LEFT = "phone.demand"


@dataclass(frozen=True)
class PhoneMatter:
    """For what the page is open, and what it tells of the station."""

    activity_id: int
    title: str
    held_on: date
    starts_at: time | None
    ends_at: time | None
    place: str
    cancelled: bool
    station: str
    desk_phone: str


@dataclass(frozen=True)
class Arrival:
    """A code that came in, as its digest, and when (UTC)."""

    digest: bytes
    at: datetime


@dataclass(frozen=True)
class SignedIn:
    """A deputy who is signed in: since when (UTC; None where nobody wrote it down), and whether it was so before."""

    deputy_id: int
    name: str
    at: datetime | None
    state: AttendanceState
    again: bool
    walk_in: bool


@dataclass(frozen=True)
class LeftWords:
    """What a visitor typed."""

    words: str
    name: str = ""
    phone: str = ""
    village: str = ""
    confidential: bool = False


@dataclass(frozen=True)
class DemandLeft:
    """A demand left by phone: its number, for the visitor to ask after."""

    demand_id: int
    number: str


def phone_matter(session: Session, *, activity_id: int) -> PhoneMatter:
    """For what the page is open. Raises NotFound, NoHomeStation."""
    activity = get_row(session, Activity, activity_id, "活动")
    station = home_station(session)
    return PhoneMatter(
        activity.id,
        activity.title,
        activity.held_on,
        activity.starts_at,
        activity.ends_at,
        activity.place,
        activity.cancelled,
        station.name,
        station.phone,
    )


def sign_in_many(
    session: Session, *, activity_id: int, arrivals: Sequence[Arrival]
) -> list[SignedIn | Refusal]:
    """Sign in whoever these codes belong to, all in one step; for each, in order, who it was or why not.

    A code of nobody, or of a deputy who is neither on the list nor in office, is CodeUnknown; leave is SignInOnLeave;
    who came already stays as written. A refusal of one leaves the others alone.
    Raises ActivityCancelled, AttendanceTooEarly, NotFound for all of them.
    """
    activity = get_row(session, Activity, activity_id, "活动")
    owners = _owners(session, activity, {each.digest for each in arrivals})
    lines = {
        each.deputy_id: each
        for each in session.scalars(
            select(Attendance).where(
                Attendance.activity_id == activity_id,
                Attendance.deputy_id.in_({owner.deputy_id for owner in owners.values()}),
            )
        )
    }
    told: list[SignedIn | Refusal] = []
    marks: dict[int, AttendanceMark] = {}
    walk_ins = 0
    for arrival in arrivals:
        owner = owners.get(arrival.digest)
        if owner is None:
            told.append(CodeUnknown())
            continue
        deputy_id, line = owner.deputy_id, lines.get(owner.deputy_id)
        state = state_of(timing_of(activity.starts_at, local_time(arrival.at)))
        if line is None:
            if not owner.in_office:
                told.append(CodeUnknown())
                continue
            add_walk_in(
                session, activity_id=activity_id, deputy_id=deputy_id, state=state, arrived_at=arrival.at
            )
            walk_ins += 1
            lines[deputy_id] = _line(session, activity_id, deputy_id)
            told.append(SignedIn(deputy_id, owner.name, arrival.at, state, again=False, walk_in=True))
            continue
        before = marks.get(deputy_id)
        if before is not None:
            told.append(
                SignedIn(deputy_id, owner.name, before.arrived_at, before.state, again=True, walk_in=False)
            )
            continue
        try:
            changes = signs_in(line.state)
        except Refusal as refusal:
            told.append(refusal)
            continue
        if changes:
            marks[deputy_id] = AttendanceMark(deputy_id, state, arrival.at, note=line.note)
            told.append(SignedIn(deputy_id, owner.name, arrival.at, state, again=False, walk_in=False))
        else:
            told.append(
                SignedIn(
                    deputy_id,
                    owner.name,
                    line.arrived_at,
                    line.state,
                    again=True,
                    walk_in=not line.expected,
                )
            )
    if marks:
        record_many(session, activity_id=activity_id, marks=list(marks.values()))
    if marks or walk_ins:
        name_step(
            session,
            action="phone.sign_in",
            sentence=f"手机签到 {len(marks) + walk_ins} 人，“{activity.title}”",
            subject="activity",
            subject_id=activity_id,
        )
    return told


def leave_demand(session: Session, *, activity_id: int, left: LeftWords) -> DemandLeft:
    """Take down what a visitor typed, as a demand of the channel 扫码; on a reception day as a visit of that day too.

    The visit is one that was heard. Of somebody who asked for secrecy it keeps neither name nor phone nor address,
    as at the desk. Raises WordsMissing, LineTooLong, NoHomeStation.
    """
    visit_id = _visit(session, activity_id, left)
    row = register_demand(
        session,
        words=left.words,
        channel=Channel.QR,
        visit_id=visit_id,
        visitor_name=left.name,
        visitor_phone=left.phone,
        visitor_address=left.village,
        confidential=left.confidential,
    )
    name_step(
        session,
        action=LEFT,
        sentence=f"群众用手机留下诉求 {row.number}",
        subject="demand",
        subject_id=row.id,
    )
    return DemandLeft(row.id, row.number)


def take_back_left(session: Session, demand_id: int) -> DemandRow:
    """Undo a leaving of words: the demand is withdrawn, its number stays taken; the visitor counts as gone."""
    visit_id = get_row(session, Demand, demand_id, "这件诉求").visit_id
    row = take_back_registration(session, demand_id)
    if visit_id is not None:
        visit = get_row(session, Visit, visit_id, "这次来访")
        visit.finished, visit.finished_at, visit.left_at = False, None, context.now(session)
        session.flush()
        record_visit(session, visit, "leave", f"第 {visit.number} 号来访撤回诉求")
    return row


def _visit(session: Session, activity_id: int, left: LeftWords) -> int | None:
    """The visit of who left words on a reception day that still receives."""
    day_id = session.scalar(select(ReceptionDay.id).where(ReceptionDay.activity_id == activity_id))
    if day_id is None:
        return None
    who = {"name": left.name, "phone": left.phone, "address": left.village}
    kept = visit_keeps(who, confidential=left.confidential)
    try:
        visit = add_visit(
            session, day_id=day_id, name=kept["name"], phone=kept["phone"], address=kept["address"]
        )
    except DayStepNotAllowed:  # the day is closed, the page runs half an hour longer
        return None
    row = get_row(session, Visit, visit.id, "这次来访")
    row.called_at = row.finished_at = row.came_at
    row.finished = True
    return visit.id


@dataclass(frozen=True)
class _Owner:
    deputy_id: int
    name: str
    in_office: bool


def _owners(session: Session, activity: Activity, digests: set[bytes]) -> dict[bytes, _Owner]:
    query = (
        select(PhoneCode.digest, Deputy.id, Deputy.name, holds_mandate(activity.held_on))
        .join(Deputy, PhoneCode.deputy_id == Deputy.id)
        .where(PhoneCode.digest.in_(digests))
    )
    return {
        bytes(digest): _Owner(deputy_id, name, in_office)
        for digest, deputy_id, name, in_office in session.execute(query)
    }


def _line(session: Session, activity_id: int, deputy_id: int) -> Attendance:
    return session.scalars(
        select(Attendance).where(Attendance.activity_id == activity_id, Attendance.deputy_id == deputy_id)
    ).one()
