"""Visitors of a reception day, numbered as they come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, Integer, column, func, select, table, union_all
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_text
from deputy_station.core.clock import month_day
from deputy_station.core.errors import Refusal
from deputy_station.features.history.service import record_change
from deputy_station.features.reception.models import ReceptionDay, Visit
from deputy_station.features.reception.rules.steps import DayState, DayStep
from deputy_station.features.reception.rules.visiting import VisitState, visit_state
from deputy_station.features.reception.service.days import take_day
from deputy_station.store import context
from deputy_station.store.edits import check_version, get_row
from deputy_station.store.lengths import fit_line

MOST_PEOPLE = 999
SUBJECT = "visit"
WHAT = "来访登记"
_WHO = {"name": (Visit.name, "来访人"), "phone": (Visit.phone, "电话"), "address": (Visit.address, "住址")}
"""What is taken down of a visitor: its column and the word for it."""
_DEMANDS, _VOICES = (
    table(name, column("visit_id", Integer), column("confidential", Boolean))
    for name in ("demands", "demand_voices")
)
"""What the demands, an area above this one, say of a visit."""


class VisitPeopleInvalid(Refusal):
    """A party of nobody, or of a whole town."""

    def __init__(self, people: int) -> None:
        super().__init__(f"来访人数不能是 {people}。请填 1 到 {MOST_PEOPLE}。")


@dataclass(frozen=True)
class VisitRow:
    """One visitor or party: queue number of the day, who, how many, when (UTC), whether heard.

    Of one whose demand is confidential (`secret`) the name, phone and address are empty: they stand with the demand.
    """

    id: int
    version: int
    day_id: int
    number: int
    name: str
    phone: str
    address: str
    people: int
    came_at: datetime
    finished: bool
    note: str
    secret: bool = False
    called_at: datetime | None = None
    left_at: datetime | None = None

    @property
    def state(self) -> VisitState:
        """Where the visitor is in the queue."""
        return visit_state(called_at=self.called_at, finished=self.finished, left_at=self.left_at)


def list_visits(session: Session, *, day_id: int) -> list[VisitRow]:
    """The visitors of a day as they came."""
    visits = session.scalars(select(Visit).where(Visit.day_id == day_id).order_by(Visit.number)).all()
    secret = _secret(session, [visit.id for visit in visits])
    return [_row(visit, secret=visit.id in secret) for visit in visits]


def add_visit(
    session: Session,
    *,
    day_id: int,
    name: str = "",
    phone: str = "",
    address: str = "",
    people: int = 1,
    note: str = "",
    came_at: datetime | None = None,
) -> VisitRow:
    """Give the next visitor a number. The first visitor opens the day by itself: nobody waits for a button.

    Raises VisitPeopleInvalid, DayNotComeYet, DayStepNotAllowed (a cancelled day).
    """
    day = take_day(session, day_id=day_id, version=None, step=DayStep.RECEIVE)
    if day.state in (DayState.PLANNED, DayState.NOTICED):
        day.state = DayState.OPEN
    check_people(people)
    who = clean_who(name=name, phone=phone, address=address)
    visit = Visit(
        day_id=day.id,
        number=_next_number(session, day),
        **who,
        people=people,
        note=clean_text(note),
        came_at=came_at or context.now(session),
        finished=False,
    )
    session.add(visit)
    session.flush()
    record_visit(session, visit, "add", f"{month_day(day.held_on)}接待日登记第 {visit.number} 号来访人")
    return _row(visit)


def get_visit(session: Session, *, visit_id: int) -> VisitRow:
    """One visit. Raises NotFound."""
    visit = get_row(session, Visit, visit_id, WHAT)
    return _row(visit, secret=visit.id in _secret(session, [visit.id]))


def edit_visit(
    session: Session,
    *,
    visit_id: int,
    version: int,
    people: int,
    note: str,
    **who: str,
) -> VisitRow:
    """Correct what was taken down; of `who` (name, phone, address) only what is given changes. Raises NotFound,
    StaleEdit, VisitPeopleInvalid."""
    if not set(who) <= set(_WHO):
        raise TypeError(f"not fields of a visit: {sorted(set(who) - set(_WHO))}")
    visit = take_visit(session, visit_id=visit_id, version=version)
    check_people(people)
    before = {each: getattr(visit, each) for each in ("people", "note")}
    for each, text in clean_who(**who).items():
        setattr(visit, each, text)
    visit.people, visit.note = people, clean_text(note)
    session.flush()
    record_visit(session, visit, "edit", f"修改第 {visit.number} 号来访登记", before)
    return get_visit(session, visit_id=visit.id)


def finish_visit(session: Session, *, visit_id: int, version: int, finished: bool = True) -> VisitRow:
    """Note that the visitor has been heard (or, with False, waits again as if never called)."""
    visit = take_visit(session, visit_id=visit_id, version=version)
    visit.finished = finished
    visit.finished_at = context.now(session) if finished else None
    visit.left_at = None
    if not finished:
        visit.called_at = None
    session.flush()
    record_visit(session, visit, "finish", f"第 {visit.number} 号来访{'已接待' if finished else '改回等候'}")
    return get_visit(session, visit_id=visit.id)


def take_visit(session: Session, *, visit_id: int, version: int) -> Visit:
    """The visit to change, on a day that still receives. Raises NotFound, StaleEdit, DayStepNotAllowed."""
    visit = get_row(session, Visit, visit_id, WHAT)
    check_version(visit, version, WHAT)
    take_day(session, day_id=visit.day_id, version=None, step=DayStep.RECEIVE)
    return visit


def _next_number(session: Session, day: ReceptionDay) -> int:
    # Two desks may take somebody in at the same time: the row of the day is locked until the number is written.
    session.execute(select(ReceptionDay.id).where(ReceptionDay.id == day.id).with_for_update())
    last = session.scalar(select(func.max(Visit.number)).where(Visit.day_id == day.id))
    return (last or 0) + 1


def clean_who(**who: str) -> dict[str, str]:
    """Name, phone and address, those that are given, fit to keep. Raises LineTooLong."""
    return {each: fit_line(*_WHO[each], text) for each, text in who.items()}


def visit_keeps(who: Mapping[str, str], *, confidential: bool) -> dict[str, str]:
    """What the visit keeps of a visitor: of somebody who asked for secrecy nothing, they stand with the demand alone.

    Raises LineTooLong, also for what is not kept here.
    """
    cleaned = clean_who(**who)
    return dict.fromkeys(cleaned, "") if confidential else cleaned


def check_people(people: int) -> None:
    """Raise VisitPeopleInvalid for a party of nobody or of a whole town."""
    if not 1 <= people <= MOST_PEOPLE:
        raise VisitPeopleInvalid(people)


def record_visit(
    session: Session, visit: Visit, action: str, sentence: str, before: dict[str, object] | None = None
) -> None:
    """One history line about a visit. The history names the visitor by number only: it is read by more people than the visit itself."""
    record_change(
        session,
        action=f"visit.{action}",
        subject=SUBJECT,
        subject_id=visit.id,
        sentence=sentence,
        before=before,
    )


def _secret(session: Session, visit_ids: Sequence[int]) -> set[int]:
    """The visits at which a confidential demand was voiced, or a voice added to one that asked for secrecy."""
    asked = union_all(
        *(
            select(said.c.visit_id).where(said.c.visit_id.in_(visit_ids), said.c.confidential.is_(True))
            for said in (_DEMANDS, _VOICES)
        )
    )
    return set(session.scalars(asked))


def _row(visit: Visit, *, secret: bool = False) -> VisitRow:
    return VisitRow(
        id=visit.id,
        version=visit.version,
        day_id=visit.day_id,
        number=visit.number,
        name="" if secret else visit.name,
        phone="" if secret else visit.phone,
        address="" if secret else visit.address,
        people=visit.people,
        came_at=visit.came_at,
        finished=visit.finished,
        note=visit.note,
        secret=secret,
        called_at=visit.called_at,
        left_at=visit.left_at,
    )
