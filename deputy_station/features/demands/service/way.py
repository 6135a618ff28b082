"""What every step of a demand shares: the station's table, the check, the days that follow, the line in the timeline."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from deputy_station.core.clock import day_words, local_day
from deputy_station.core.errors import Refusal
from deputy_station.features.accounts.service import role_of
from deputy_station.features.demands.models import Demand, DemandHandover, DemandStep, DemandVoice
from deputy_station.features.demands.rules.choices import DemandState, Satisfaction
from deputy_station.features.demands.rules.steps import TABLE, Need, Step
from deputy_station.features.demands.service.accused import merged_into
from deputy_station.features.demands.service.awaiting import await_next
from deputy_station.features.demands.service.register import add_step
from deputy_station.features.demands.service.rows import (
    DemandRow,
    demand_number,
    refresh_search_text,
    row_as_it_stands,
)
from deputy_station.features.demands.service.secrecy import for_everybody
from deputy_station.features.history.service import record_change
from deputy_station.features.matters.models import Unit
from deputy_station.features.matters.rules.choices import MatterKind, Part
from deputy_station.features.matters.rules.table import StepTable
from deputy_station.features.matters.rules.terms import StartedTerm
from deputy_station.features.matters.service.variations import table_of
from deputy_station.features.reception.service.calendar import load_workdays
from deputy_station.store import context
from deputy_station.store.edits import check_version, get_row

WHAT = "这件诉求"
_CHANGE_UNIT = frozenset({"assign", "return", "co_return"})
"""Steps after which a demand is found by other words: its units are among them."""


class DayOutOfOrder(Refusal):
    """A day that cannot be: before the demand was voiced, or still to come."""

    def __init__(self, field: str, on: date, first: date, last: date) -> None:
        super().__init__(
            f"“{field}”是 {day_words(on)}，应在 {day_words(first)}到 {day_words(last)}之间。请核对日期。"
        )


def way_of(session: Session) -> StepTable[DemandState]:
    """The way of a demand as this station goes it."""
    return table_of(session, matter=MatterKind.DEMAND, shipped=TABLE, states=DemandState)


def list_steps(session: Session, *, state: DemandState) -> tuple[Step, ...]:
    """The steps that whoever sits here may take now, the main one first."""
    return way_of(session).allowed(state, role_of(session))


def open_demand(session: Session, demand_id: int, version: int) -> Demand:
    """The demand to move on. Raises NotFound, StaleEdit."""
    demand = get_row(session, Demand, demand_id, WHAT)
    check_version(demand, version, WHAT)
    return demand


def check(
    session: Session,
    demand: Demand,
    key: str,
    *,
    note: str = "",
    satisfaction: Satisfaction | None = None,
    given: Collection[Need] = (),
) -> DemandState:
    """The state after the step, by the station's table and the role of whoever takes it. Raises the table's refusals."""
    table = way_of(session)
    filled = {*given, Need.NOTE} if note else set(given)
    taken = _times_taken(session, demand, key) if key in table.steps and table.steps[key].most else 0
    return table.check(
        key,
        demand.state,
        given=frozenset(filled),
        opinion=satisfaction,
        role=role_of(session),
        taken=taken,
    )


def finish(
    session: Session,
    demand: Demand,
    key: str,
    after: DemandState,
    sentence: str,
    note: str = "",
    *,
    satisfaction: Satisfaction | None = None,
    manner: Satisfaction | None = None,
    level: int = 0,
    ends_round: bool = False,
) -> DemandRow:
    """The step is taken: the state, the day the next one is due, the line in the timeline and in the history.

    `ends_round`: the line is the last of its round, and a new one begins.
    """
    before = demand.state
    demand.state = after
    if before is after:
        # Also a step that changes no field of the row (progress) must turn a second desk away.
        flag_modified(demand, "state")
    add_step(session, demand, key, before, sentence, note, satisfaction, manner, level)
    if ends_round:
        begin_round(session, demand)
    with session.no_autoflush:  # all that the step changes is written in one go
        if before is not after:
            demand.call_on = None
            await_next(session, demand, returned=key == "return")
        if key in _CHANGE_UNIT:
            refresh_search_text(session, demand)
        record_change(
            session,
            action=f"demand.{key}",
            subject="demand",
            subject_id=demand.id,
            sentence=f"诉求 {demand_number(demand)}：{for_everybody(demand, sentence)}",
            before={"state": before},
            after={"state": after},
        )
    return row_as_it_stands(session, demand)


def set_deadline(session: Session, demand: Demand, started: StartedTerm) -> None:
    """The day by which the answer is due."""
    due = started.ends(load_workdays(session))
    demand.deadline_on, demand.deadline_arithmetic = due.on, due.arithmetic
    demand.deadline_provisional, demand.deadline_rule = due.provisional, started.text


def clear_assignment(demand: Demand) -> None:
    """Nobody has the demand in hand: no deadline runs."""
    demand.assigned_on = demand.deadline_on = None
    demand.deadline_arithmetic, demand.deadline_rule, demand.deadline_provisional = "", "", False


def begin_round(session: Session, demand: Demand) -> None:
    """What the last round came to stays in the timeline and its handovers; the demand itself starts anew, its unit
    proposed, and everybody who voiced it is to be told again."""
    demand.rounds += 1
    clear_assignment(demand)
    demand.handled_on = demand.informed_on = demand.followed_up_on = None
    demand.settled_on = demand.struck_off_on = demand.replied_at = None
    demand.result, demand.informed_how, demand.seen_by, demand.solved = "", "", "", False
    demand.satisfaction = demand.manner = demand.call_on = None
    demand.extended = demand.urge_level = 0
    for voice in session.scalars(select(DemandVoice).where(DemandVoice.demand_id == demand.id)):
        voice.informed_on, voice.informed_how = None, ""
    for other in merged_into(session, demand.id):
        other.informed_on, other.informed_how = None, ""


def lead_handover(session: Session, demand: Demand) -> DemandHandover | None:
    """The lead unit's handover of this round that it did not send back."""
    return session.scalars(
        select(DemandHandover)
        .where(
            DemandHandover.demand_id == demand.id,
            DemandHandover.round == demand.rounds,
            DemandHandover.part == Part.LEAD,
            DemandHandover.returned_on.is_(None),
        )
        .order_by(DemandHandover.id.desc())
    ).first()


def unit_name(session: Session, demand: Demand) -> str:
    """Who has the demand: the unit, else the route."""
    if demand.unit_id is None:
        return demand.route.label if demand.route else ""
    return get_row(session, Unit, demand.unit_id, "这个单位").name


def check_past_day(session: Session, demand: Demand, field: str, on: date) -> date:
    """`on` when it lies between the day the demand was voiced and today. Raises DayOutOfOrder."""
    first, last = local_day(demand.received_at), context.today(session)
    if not first <= on <= last:
        raise DayOutOfOrder(field, on, first, last)
    return on


def due_words(demand: Demand) -> str:
    """The deadline as a sentence names it."""
    return "" if demand.deadline_on is None else day_words(demand.deadline_on, demand.assigned_on)


def check_times(session: Session, demand: Demand, key: str) -> None:
    """Raise StepTooOften when the step was taken as often in this round as it may be."""
    way_of(session).check_times(key, _times_taken(session, demand, key))


def _times_taken(session: Session, demand: Demand, key: str) -> int:
    query = select(func.count()).where(
        DemandStep.demand_id == demand.id, DemandStep.step == key, DemandStep.round == demand.rounds
    )
    return session.scalar(query) or 0
