"""Taking a visitor down at the desk: the visit and what was said in one go, so that one undo takes back both.

What is said becomes a demand, or one more voice of an earlier one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from deputy_station.core.errors import NotFound
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.rules.choices import Channel, Route, Satisfaction
from deputy_station.features.demands.rules.steps import ASSIGNABLE_ROUTES
from deputy_station.features.demands.service import steps, voices
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.desk.service.queue import read_queue
from deputy_station.features.reception.models import Visit
from deputy_station.features.reception.service.visits import (
    WHAT,
    VisitRow,
    add_visit,
    check_people,
    get_visit,
    record_visit,
    take_visit,
    visit_keeps,
)
from deputy_station.store import context
from deputy_station.store.capture import name_step
from deputy_station.store.edits import get_row

TAKE_DOWN, JOIN = "desk.take_down", "desk.join"
HEARD_OUT = "原话已念给来访人听，来访人认可。"


@dataclass(frozen=True)
class Taken:
    """What came of it: the visit, heard, and the demand with its number; `joined`: it is an earlier one."""

    visit: VisitRow
    demand: DemandRow
    joined: bool = False


def take_down(
    session: Session,
    *,
    day_id: int,
    visit_id: int | None = None,
    name: str = "",
    phone: str = "",
    address: str = "",
    people: int = 1,
    words: str,
    gist: str = "",
    category_id: int | None = None,
    confidential: bool = False,
    settled_on_the_spot: bool = False,
    answer: str = "",
    satisfaction: Satisfaction | None = None,
    route: Route | None = None,
    unit_id: int | None = None,
    note: str = "",
    deputy_ids: Iterable[int] | None = None,
    place: str = "",
    against: str = "",
    against_unit_id: int | None = None,
    knowing: bool = False,
    read_back: bool = False,
) -> Taken:
    """Take down who came and what for; without a visit the visitor gets the next number. One step of undo.

    `settled_on_the_spot` needs the `answer` (当场答复), and is settled at once with a content `satisfaction`; otherwise
    `route`, with `unit_id` and `note`, sends it on, and without a route it waits to be handed over. Without
    `deputy_ids` it is heard by those on duty who are neither absent nor on leave. Of somebody who asked for secrecy
    (`confidential`) the visit keeps neither name nor phone nor address: they stand with the demand alone. `against` is
    who is complained of, of the unit `against_unit_id`: it is not sent there unless `knowing`.
    Raises what visits and demands refuse.
    """
    who = {"name": name, "phone": phone, "address": address}
    visit = _take_in(session, day_id, visit_id, people, who, confidential=confidential)
    if deputy_ids is None:
        deputy_ids = [deputy_id for deputy_id, _ in read_queue(session, day_id=day_id).listening]
    if settled_on_the_spot:
        route, unit_id, note = Route.ANSWERED, None, answer
    demand = steps.take_down(
        session,
        route=route,
        unit_id=unit_id if route in ASSIGNABLE_ROUTES else None,
        note=note,
        satisfaction=satisfaction if settled_on_the_spot else None,
        received_on=visit.day.held_on,
        words=words,
        title=gist,
        category_id=category_id,
        channel=Channel.RECEPTION,
        visit_id=visit.id,
        visitor_name=name,
        visitor_phone=phone,
        visitor_address=address,
        people=people,
        confidential=confidential,
        place=place,
        against=against,
        against_unit_id=against_unit_id,
        knowing=knowing,
        deputy_ids=deputy_ids,
        registered_note=HEARD_OUT if read_back else "",
    )
    visit.finished, visit.finished_at = True, context.now(session)
    session.flush()
    name_step(
        session,
        action=TAKE_DOWN,
        sentence=f"接待第 {visit.number} 号来访人，登记诉求 {demand.number}“{demand.title}”",
        subject="demand",
        subject_id=demand.id,
    )
    return Taken(get_visit(session, visit_id=visit.id), demand)


def join_demand(
    session: Session,
    *,
    demand_id: int,
    version: int,
    day_id: int,
    visit_id: int | None = None,
    name: str = "",
    phone: str = "",
    address: str = "",
    people: int = 1,
    words: str = "",
    confidential: bool = False,
) -> Taken:
    """加一人反映: the visitor wants what somebody wanted before, and is told of that answer. One step of undo.

    Without a visit the visitor gets the next number; what the visit keeps is as in `take_down`. Raises what visits and
    voices refuse.
    """
    who = {"name": name, "phone": phone, "address": address}
    visit = _take_in(session, day_id, visit_id, people, who, confidential=confidential)
    row = voices.add_voice(
        session,
        demand_id=demand_id,
        version=version,
        **who,
        people=people,
        words=words,
        confidential=confidential,
        visit_id=visit.id,
    )
    visit.finished, visit.finished_at = True, context.now(session)
    session.flush()
    name_step(
        session,
        action=JOIN,
        sentence=f"接待第 {visit.number} 号来访人，诉求 {row.number}“{row.title}”加一人反映",
        subject="demand",
        subject_id=row.id,
    )
    return Taken(get_visit(session, visit_id=visit.id), row, joined=True)


def _take_in(
    session: Session,
    day_id: int,
    visit_id: int | None,
    people: int,
    who: Mapping[str, str],
    *,
    confidential: bool,
) -> Visit:
    """The visit at the desk, a new one where none has a number yet, with who came as far as it may keep them."""
    check_people(people)
    if visit_id is None:
        visit = get_row(session, Visit, add_visit(session, day_id=day_id, people=people).id, WHAT)
        visit.called_at = visit.came_at
    else:
        visit = get_row(session, Visit, visit_id, WHAT)
        if visit.day_id != day_id:
            raise NotFound(WHAT)
        visit = take_visit(session, visit_id=visit_id, version=visit.version)
        visit.people, visit.left_at = people, None
        visit.called_at = visit.called_at or context.now(session)
    for each, text in visit_keeps(who, confidential=confidential).items():
        setattr(visit, each, text)
    return visit


def take_back_taking(session: Session, demand_id: int) -> DemandRow:
    """Undo a taking down: the demand is withdrawn (its number stays taken), the visitor sits at the desk again,
    called when they were. Raises what demands refuse, and DayStepNotAllowed on a day that receives no more."""
    visit_id = get_row(session, Demand, demand_id, "这件诉求").visit_id
    row = steps.take_back_registration(session, demand_id)
    if visit_id is not None:
        visit = get_row(session, Visit, visit_id, WHAT)
        take_visit(session, visit_id=visit_id, version=visit.version)
        visit.finished, visit.finished_at = False, None
        session.flush()
        record_visit(session, visit, "back", f"第 {visit.number} 号来访人回到台前")
    return row
