"""The day by which the step a demand waits for is due: handing over, signing, telling the visitor, calling back."""

from sqlalchemy.orm import Session

from deputy_station.core.clock import local_day
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.matters.rules.choices import MatterKind, Term
from deputy_station.features.matters.rules.terms import StartedTerm
from deputy_station.features.matters.service.terms import find_term
from deputy_station.features.reception.service.calendar import load_workdays
from deputy_station.store import context


def await_next(session: Session, demand: Demand, *, returned: bool = False) -> None:
    """The day by which the step the demand now waits for is due: handing over, signing, telling, calling back."""
    today = context.today(session)
    match demand.state:
        case DemandState.REGISTERED if returned:
            awaited = Term.ASSIGN, today, "退回"
        case DemandState.REGISTERED if demand.rounds > 1:
            awaited = Term.ASSIGN, today, "重办"
        case DemandState.REGISTERED | DemandState.PROPOSED:
            awaited = Term.ASSIGN, local_day(demand.received_at), "登记"
        case DemandState.ASSIGNED:
            awaited = Term.SIGN, today, "交办"
        case DemandState.HANDLED:
            awaited = Term.INFORM, demand.handled_on or today, "办完"
        case DemandState.INFORMED:
            awaited = Term.FOLLOW_UP, demand.informed_on or today, "反馈"
        case _:
            _await(session, demand, None)
            return
    if demand.state is DemandState.PROPOSED and demand.step_due_on is not None:
        return  # thinking about it first gives no more time
    term, since, event = awaited
    rule = find_term(
        session,
        matter=MatterKind.DEMAND,
        term=term,
        route=demand.route.value if demand.route else "",
        category_id=demand.category_id,
    )
    _await(session, demand, None if rule is None else StartedTerm(since, event, rule))


def _await(session: Session, demand: Demand, started: StartedTerm | None) -> None:
    if started is None:
        demand.step_due_on, demand.step_due_arithmetic, demand.step_due_rule = None, "", ""
        return
    due = started.ends(load_workdays(session))
    demand.step_due_on, demand.step_due_arithmetic = due.on, due.arithmetic
    demand.step_due_rule = started.text
