"""延期: asked by the unit, granted or not, counted, and never beyond the ceiling."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_text
from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal
from deputy_station.core.workdays import Deadline
from deputy_station.features.demands.models import Demand, DemandExtension
from deputy_station.features.demands.rules.steps import Need
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.demands.service.secrecy import readable
from deputy_station.features.demands.service.way import (
    WHAT,
    check,
    check_times,
    finish,
    lead_handover,
    open_demand,
    unit_name,
)
from deputy_station.features.matters.rules.choices import MatterKind, Term
from deputy_station.features.matters.rules.terms import StartedTerm
from deputy_station.features.matters.service.terms import find_term
from deputy_station.features.reception.service.calendar import load_workdays
from deputy_station.store import context
from deputy_station.store.edits import get_row


class NothingToExtend(Refusal):
    """No deadline runs."""

    def __init__(self) -> None:
        super().__init__("这件诉求没有办理期限，不用延期。")


class ExtensionWaiting(Refusal):
    """One is asked for already."""

    def __init__(self, until: date) -> None:
        super().__init__(f"已经申请延到 {day_words(until)}，还没有批。请先批复那一次。")


class ExtensionTooShort(Refusal):
    """The day asked for is not later than the deadline."""

    def __init__(self, until: date, due_on: date) -> None:
        super().__init__(
            f"现在的期限是 {day_words(due_on)}，延到 {day_words(until)}不算延期。请填更晚的日子。"
        )


class ExtensionTooLong(Refusal):
    """The day asked for lies beyond the ceiling."""

    def __init__(self, until: date, longest: Deadline) -> None:
        super().__init__(
            f"最多延到 {day_words(longest.on)}（{longest.arithmetic}），不能延到 {day_words(until)}。"
        )


class ExtensionDecided(Refusal):
    """The extension was decided before, or belongs to another demand or round."""

    def __init__(self) -> None:
        super().__init__("这次延期申请已经批过，或属于上一轮。请看现在的申请再批。")


@dataclass(frozen=True)
class ExtensionRow:
    """An extension asked for: `granted` is None as long as nobody decided."""

    id: int
    round: int
    asked_on: date
    due_before: date
    until: date
    reason: str
    decided_on: date | None
    granted: bool | None
    decided_by: str
    note: str


def ask_extension(session: Session, *, demand_id: int, version: int, until: date, note: str) -> DemandRow:
    """申请延期: the unit asks for more time; nothing moves before somebody decides.

    Raises NothingToExtend, ExtensionWaiting, ExtensionTooShort, ExtensionTooLong.
    """
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    after = check(session, demand, "ask_extension", note=note, given=(Need.UNTIL,))
    if demand.deadline_on is None:
        raise NothingToExtend
    waiting = session.scalars(
        select(DemandExtension).where(
            DemandExtension.demand_id == demand.id,
            DemandExtension.round == demand.rounds,
            DemandExtension.decided_on.is_(None),
        )
    ).first()
    if waiting is not None:
        raise ExtensionWaiting(waiting.until)
    _check_until(session, demand, until)
    # Who could not be granted one need not ask: the count is the granting's.
    check_times(session, demand, "grant_extension")
    session.add(
        DemandExtension(
            demand_id=demand.id,
            round=demand.rounds,
            asked_on=context.today(session),
            until=until,
            reason=note,
            due_before=demand.deadline_on,
        )
    )
    sentence = f"{unit_name(session, demand)}申请延期到 {day_words(until, demand.deadline_on)}"
    return finish(session, demand, "ask_extension", after, sentence, note)


def decide_extension(
    session: Session, *, demand_id: int, version: int, extension_id: int, granted: bool, note: str = ""
) -> DemandRow:
    """批准延期 or 不准延期: granted, the deadline moves to the day asked for and is counted; refused, it stays.

    Raises ExtensionDecided, ExtensionTooShort, ExtensionTooLong, StepTooOften.
    """
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    extension = get_row(session, DemandExtension, extension_id, "这次延期申请")
    current = extension.demand_id == demand.id and extension.round == demand.rounds
    if extension.decided_on is not None or not current:
        raise ExtensionDecided
    key = "grant_extension" if granted else "refuse_extension"
    after = check(session, demand, key, note=note)
    if granted:
        _check_until(session, demand, extension.until)
    extension.granted, extension.note = granted, note
    extension.decided_on, extension.decided_by = context.today(session), context.actor(session)
    until = day_words(extension.until, extension.due_before)
    if not granted:
        return finish(session, demand, key, after, f"不准延期到 {until}，期限不变", note)
    demand.extended += 1
    was = demand.deadline_on or extension.due_before
    demand.deadline_on = extension.until
    demand.deadline_arithmetic += (
        f"；第 {demand.extended} 次延期，由 {day_words(was, demand.assigned_on)}延到 {until}"
    )
    # A day that was granted is a day, not a term: holidays do not move it.
    demand.deadline_rule, demand.deadline_provisional = "", False
    handover = lead_handover(session, demand)
    if handover is not None:
        handover.due_on, handover.arithmetic = extension.until, demand.deadline_arithmetic
        handover.rule, handover.provisional = "", False
    sentence = f"第 {demand.extended} 次批准延期，由 {day_words(was, demand.assigned_on)}延到 {until}"
    return finish(session, demand, key, after, sentence, note)


def list_extensions(session: Session, *, demand_id: int) -> tuple[ExtensionRow, ...]:
    """Every extension asked for, in order. Raises NotFound."""
    told = readable(session, get_row(session, Demand, demand_id, WHAT))
    found = session.scalars(
        select(DemandExtension).where(DemandExtension.demand_id == demand_id).order_by(DemandExtension.id)
    )
    return tuple(
        ExtensionRow(
            one.id,
            one.round,
            one.asked_on,
            one.due_before,
            one.until,
            told(one.reason),
            one.decided_on,
            one.granted,
            one.decided_by,
            told(one.note),
        )
        for one in found
    )


def longest_extension(session: Session, *, demand_id: int) -> Deadline | None:
    """The last day to which the demand may be extended, with its arithmetic; None without a ceiling or a deadline."""
    return _longest(session, get_row(session, Demand, demand_id, WHAT))


def _longest(session: Session, demand: Demand) -> Deadline | None:
    if demand.assigned_on is None:
        return None
    rule = find_term(
        session,
        matter=MatterKind.DEMAND,
        term=Term.EXTENSION,
        route=demand.route.value if demand.route else "",
        category_id=demand.category_id,
    )
    if rule is None:
        return None
    return StartedTerm(demand.assigned_on, "交办", rule).ends(load_workdays(session))


def _check_until(session: Session, demand: Demand, until: date) -> None:
    assert demand.deadline_on is not None
    if until <= max(demand.deadline_on, context.today(session)):
        raise ExtensionTooShort(until, demand.deadline_on)
    longest = _longest(session, demand)
    if longest is not None and until > longest.on:
        raise ExtensionTooLong(until, longest)
