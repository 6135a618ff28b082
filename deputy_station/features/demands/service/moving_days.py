"""Days that rest on the holiday table move with it, each move with a line in the history; days that were granted or set
by hand stay."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words
from deputy_station.core.workdays import Workdays
from deputy_station.features.demands.models import Demand, DemandHandover
from deputy_station.features.demands.rules.deadlines import ANSWER_OWED
from deputy_station.features.demands.rules.steps import CLOSED_STATES
from deputy_station.features.demands.service.rows import demand_number
from deputy_station.features.history.service import record_change
from deputy_station.features.matters.rules.terms import reckon_anew
from deputy_station.features.reception.service.calendar import load_workdays
from deputy_station.store import context


def days_known_by_now(session: Session) -> bool:
    """Whether a deadline marked 暂算 could be settled by now; cheap, for when a page opens."""
    asked = session.scalars(
        select(Demand.deadline_on).where(Demand.state.in_(ANSWER_OWED), Demand.deadline_provisional)
    ).all()
    if not asked:
        return False
    workdays = load_workdays(session)
    return any(on is not None and not workdays.is_provisional(on) for on in asked)


def move_deadlines(session: Session, *, year: int | None = None) -> str:
    """Reckon every day that open demands wait for anew; a sentence of how many moved, "" for none. `year` is the one
    whose table changed: terms that do not touch it stay as they are."""
    workdays, moved = load_workdays(session), 0
    moved += sum(_move_deadline(session, demand, workdays, year) for demand in _open(session))
    moved += sum(_move_step_due(session, demand, workdays, year) for demand in _waiting(session))
    session.flush()
    return f"诉求的期限移动 {moved} 个" if moved else ""


def _open(session: Session) -> list[Demand]:
    return list(
        session.scalars(
            select(Demand)
            .where(Demand.state.in_(ANSWER_OWED), Demand.deadline_on.is_not(None))
            .order_by(Demand.id)
        )
    )


def _waiting(session: Session) -> list[Demand]:
    return list(
        session.scalars(
            select(Demand)
            .where(Demand.state.not_in(CLOSED_STATES), Demand.step_due_rule != "")
            .order_by(Demand.id)
        )
    )


def _move_deadline(session: Session, demand: Demand, workdays: Workdays, year: int | None) -> bool:
    before = demand.deadline_on
    due = reckon_anew(demand.deadline_rule, before, workdays, year, context.today(session))
    for handover in session.scalars(
        select(DemandHandover).where(
            DemandHandover.demand_id == demand.id,
            DemandHandover.round == demand.rounds,
            DemandHandover.returned_on.is_(None),
            DemandHandover.done_on.is_(None),
        )
    ):
        _move_handover(handover, workdays, year, context.today(session))
    if due is None or before is None:
        return False
    demand.deadline_on, demand.deadline_arithmetic = due.on, due.arithmetic
    demand.deadline_provisional = due.provisional
    if due.on == before:
        return False
    _log(session, demand, "办理期限", before, due.on)
    return True


def _move_handover(handover: DemandHandover, workdays: Workdays, year: int | None, today: date) -> None:
    due = reckon_anew(handover.rule, handover.due_on, workdays, year, today)
    if due is not None:
        handover.due_on, handover.arithmetic, handover.provisional = due.on, due.arithmetic, due.provisional
    signing = (
        None
        if handover.signed_on is not None
        else reckon_anew(handover.sign_rule, handover.sign_by, workdays, year, today)
    )
    if signing is not None:
        handover.sign_by = signing.on


def _move_step_due(session: Session, demand: Demand, workdays: Workdays, year: int | None) -> bool:
    before = demand.step_due_on
    due = reckon_anew(demand.step_due_rule, before, workdays, year, context.today(session))
    if due is None or before is None:
        return False
    demand.step_due_on, demand.step_due_arithmetic = due.on, due.arithmetic
    if due.on == before:
        return False
    _log(session, demand, f"“{demand.state.label}”的期限", before, due.on)
    return True


def _log(session: Session, demand: Demand, what: str, before: date, after: date) -> None:
    record_change(
        session,
        action="demand.move_days",
        subject="demand",
        subject_id=demand.id,
        sentence=(
            f"诉求 {demand_number(demand)}：放假安排有变，{what}由 {day_words(before)}"
            f"改到 {day_words(after, before)}"
        ),
        before={"on": before},
        after={"on": after},
    )
