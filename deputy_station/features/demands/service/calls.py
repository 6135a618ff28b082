"""The call-back round (回访): whom to ring today, what came of each try, the next try, and a new round by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_text, mask_phone
from deputy_station.core.clock import day_words, local_day
from deputy_station.core.errors import Refusal
from deputy_station.features.demands.models import Demand, DemandCall
from deputy_station.features.demands.rules.choices import CallOutcome, DemandState, Satisfaction
from deputy_station.features.demands.rules.deadlines import DueMark, days_mark
from deputy_station.features.demands.rules.numbering import number_text
from deputy_station.features.demands.service.rows import DemandRow, masked_visitor
from deputy_station.features.demands.service.secrecy import readable
from deputy_station.features.demands.service.steps import follow_up, settle_demand
from deputy_station.features.demands.service.waiting import may_be_rung
from deputy_station.features.demands.service.way import WHAT, check, finish, open_demand
from deputy_station.features.deputies.models import Station
from deputy_station.features.reception.service.calendar import load_workdays
from deputy_station.store import context
from deputy_station.store.edits import get_row

LATEST_TRY_DAYS = 90
"""A next try further away than this is a slip of the finger."""


class OpinionMissing(Refusal):
    """Reached, but what was said is not noted."""

    def __init__(self) -> None:
        super().__init__("电话接通了，还没有选满意度。来访人不愿评价的，请选“不愿评价”。")


class NextTryWrong(Refusal):
    """The next try lies in the past or too far away."""

    def __init__(self, on: date) -> None:
        super().__init__(f"下次回访不能定在 {day_words(on)}。请定在今天以后 {LATEST_TRY_DAYS} 天以内。")


@dataclass(frozen=True)
class CallDue:
    """A visitor to ring, `name` unmasked. Of a confidential one name and phone are empty: `register.reveal_visitor`
    tells, on record.

    `tries`: how often in this round; `last`: what came of the last one; `due` is the mark of the follow-up's day.
    """

    demand_id: int
    version: int
    number: str
    title: str
    visitor: str
    name: str
    phone: str
    phone_masked: str
    secret: bool
    result: str
    informed_on: date | None
    rounds: int
    tries: int
    last: CallOutcome | None
    last_note: str
    call_on: date | None
    due: DueMark


@dataclass(frozen=True)
class CallRow:
    """One try."""

    id: int
    round: int
    on: date
    actor: str
    outcome: CallOutcome
    next_on: date | None
    note: str


def list_calls_due(
    session: Session, *, on: date | None = None, demand_id: int | None = None
) -> list[CallDue]:
    """Whom to ring on a day (today where none is named): told of the answer, not asked yet, no later try agreed; the
    most overdue first. With `demand_id` the one visitor, also before the day agreed on."""
    today = on or context.today(session)
    whom = may_be_rung(Demand.call_on, today) if demand_id is None else Demand.id == demand_id
    found = session.execute(
        select(Demand, Station.code)
        .join(Station, Station.id == Demand.station_id)
        .where(Demand.state == DemandState.INFORMED, whom)
        .order_by(func.coalesce(Demand.step_due_on, Demand.informed_on), Demand.informed_on, Demand.id)
    ).all()
    calls = _calls_of(session, [demand.id for demand, _ in found])
    return [
        _due_row(demand, code, calls.get(demand.id, []), today, readable(session, demand))
        for demand, code in found
    ]


def _calls_of(session: Session, ids: list[int]) -> dict[int, list[DemandCall]]:
    calls: dict[int, list[DemandCall]] = {}
    waiting = select(Demand.id).where(Demand.state == DemandState.INFORMED)
    for call in session.scalars(
        select(DemandCall).where(DemandCall.demand_id.in_(waiting)).order_by(DemandCall.id)
    ):
        calls.setdefault(call.demand_id, []).append(call)
    return {key: calls[key] for key in ids if key in calls}


def _due_row(
    demand: Demand, code: str, calls: list[DemandCall], today: date, told: Callable[[str], str]
) -> CallDue:
    tried = [call for call in calls if call.round == demand.rounds]
    hidden = demand.confidential
    return CallDue(
        demand_id=demand.id,
        version=demand.version,
        number=number_text(code, demand.year, demand.number),
        title=demand.title,
        visitor=masked_visitor(demand.visitor_name, hidden),
        name="" if hidden else demand.visitor_name,
        phone="" if hidden else demand.visitor_phone,
        phone_masked="" if hidden else mask_phone(demand.visitor_phone),
        secret=hidden,
        result=told(demand.result),
        informed_on=demand.informed_on,
        rounds=demand.rounds,
        tries=len(tried),
        last=tried[-1].outcome if tried else None,
        last_note=told(tried[-1].note) if tried else "",
        call_on=demand.call_on,
        due=days_mark(demand.step_due_on, today),
    )


def record_call(
    session: Session,
    *,
    demand_id: int,
    version: int,
    outcome: CallOutcome,
    satisfaction: Satisfaction | None = None,
    manner: Satisfaction | None = None,
    next_on: date | None = None,
    note: str = "",
) -> DemandRow:
    """What came of ringing: reached is the follow-up itself (half solved or discontent begins a new round), unwilling
    settles without an opinion, anything else is tried again on `next_on`, the next workday where none is named.

    Raises OpinionMissing, NextTryWrong and the refusals of the step that follows.
    """
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    reached = outcome is CallOutcome.REACHED
    if reached and satisfaction is None:
        raise OpinionMissing
    over = reached or outcome is CallOutcome.REFUSED
    after = demand.state if over else check(session, demand, "call", note=note)
    again = None if over else _next_try(session, outcome, next_on)
    call = DemandCall(
        demand_id=demand.id,
        round=demand.rounds,
        at=context.now(session),
        actor=context.actor(session),
        outcome=outcome,
        next_on=again,
        note=note,
    )
    if satisfaction is not None and reached:
        row = follow_up(
            session, demand_id=demand_id, version=version, satisfaction=satisfaction, manner=manner, note=note
        )
    elif outcome is CallOutcome.REFUSED:
        reason = f"来访人不愿评价{'：' if note else ''}{note}"
        row = settle_demand(session, demand_id=demand_id, version=version, note=reason)
    else:
        demand.call_on = again
        when = f"，{day_words(again, context.today(session))}再打" if again else ""
        row = finish(session, demand, "call", after, f"回访电话：{outcome.label}{when}", note)
    session.add(call)
    session.flush()
    return row


def list_calls(session: Session, *, demand_id: int) -> tuple[CallRow, ...]:
    """Every try for a demand, in order. Raises NotFound."""
    told = readable(session, get_row(session, Demand, demand_id, WHAT))
    found = session.scalars(
        select(DemandCall).where(DemandCall.demand_id == demand_id).order_by(DemandCall.id)
    )
    return tuple(
        CallRow(one.id, one.round, local_day(one.at), one.actor, one.outcome, one.next_on, told(one.note))
        for one in found
    )


def _next_try(session: Session, outcome: CallOutcome, wanted: date | None) -> date | None:
    today = context.today(session)
    if wanted is None:
        # A wrong number is not rung again before somebody has found the right one; it stays on today's list.
        return None if outcome is CallOutcome.WRONG_NUMBER else load_workdays(session).next_workday(today)
    if not today <= wanted <= today + timedelta(days=LATEST_TRY_DAYS):
        raise NextTryWrong(wanted)
    return wanted
