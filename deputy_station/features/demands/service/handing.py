"""Demands in the hands of units: a handover for each unit and round, with 五定, what they say they did, and 三联系."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_text
from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal
from deputy_station.core.workdays import DeadlineRule, DeadlineUnit
from deputy_station.features.demands.models import Demand, DemandContact, DemandHandover
from deputy_station.features.demands.rules.deadlines import NO_DUE, DueMark, days_mark
from deputy_station.features.demands.rules.steps import Need
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.demands.service.secrecy import readable
from deputy_station.features.demands.service.way import (
    WHAT,
    check,
    check_past_day,
    finish,
    lead_handover,
    open_demand,
    set_deadline,
)
from deputy_station.features.matters.models import Unit
from deputy_station.features.matters.rules.choices import ContactHow, ContactStage, MatterKind, Part, Term
from deputy_station.features.matters.rules.terms import StartedTerm
from deputy_station.features.matters.service.terms import find_term, term_for
from deputy_station.features.reception.service.calendar import load_workdays
from deputy_station.store import context
from deputy_station.store.capture import insert_one
from deputy_station.store.edits import get_row
from deputy_station.store.lengths import fit_line


class UnitRetired(Refusal):
    """The unit is no longer offered."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”已停用，不能再交办。请换一个单位。")


class SignedTwice(Refusal):
    """The unit has signed for it already."""

    def __init__(self, name: str, on: date) -> None:
        super().__init__(f"“{name}”已在 {day_words(on)}签收，不用再签。")


class HandoverOver(Refusal):
    """The handover belongs to another demand or round, or was sent back."""

    def __init__(self) -> None:
        super().__init__("这次交办已经退回，或属于上一轮。请看现在的交办情况再操作。")


class NotCoUnit(Refusal):
    """The lead unit gives its answer as the result, not as an opinion."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”是主办单位，请用“记办理结果”。")


@dataclass(frozen=True)
class HandoverRow:
    """A demand in the hands of one unit in one round; `due` is the mark of what the unit still owes."""

    id: int
    round: int
    part: Part
    unit_id: int
    unit: str
    handed_on: date
    sign_by: date | None
    signed_on: date | None
    returned_on: date | None
    return_reason: str
    leader: str
    person: str
    measures: str
    standard: str
    due_on: date | None
    arithmetic: str
    provisional: bool
    done_on: date | None
    result: str
    due: DueMark

    @property
    def lacking(self) -> tuple[str, ...]:
        """What of 五定 is not settled yet, in the trade's words; the deadline is always there."""
        items = (
            ("牵头领导", self.leader),
            ("承办人员", self.person),
            ("落实措施", self.measures),
            ("办理标准", self.standard),
            ("办理期限", self.arithmetic),
        )
        return tuple(word for word, value in items if not value)


@dataclass(frozen=True)
class ContactRow:
    """三联系: one talk with the visitor."""

    id: int
    round: int
    stage: ContactStage
    on: date
    how: ContactHow
    who: str
    words: str


def list_handovers(session: Session, *, demand_id: int) -> tuple[HandoverRow, ...]:
    """Every unit that had or has the demand, round by round, the lead unit first. Raises NotFound."""
    told = readable(session, get_row(session, Demand, demand_id, WHAT))
    today = context.today(session)
    found = session.execute(
        select(DemandHandover, Unit.name)
        .join(Unit, Unit.id == DemandHandover.unit_id)
        .where(DemandHandover.demand_id == demand_id)
        .order_by(DemandHandover.round, DemandHandover.id)
    )
    return tuple(_handover_row(handover, name, today, told) for handover, name in found)


def _handover_row(one: DemandHandover, unit: str, today: date, told: Callable[[str], str]) -> HandoverRow:
    over = one.returned_on is not None or one.done_on is not None
    owed = one.due_on if one.signed_on is not None else one.sign_by or one.due_on
    return HandoverRow(
        id=one.id,
        round=one.round,
        part=one.part,
        unit_id=one.unit_id,
        unit=unit,
        handed_on=one.handed_on,
        sign_by=one.sign_by,
        signed_on=one.signed_on,
        returned_on=one.returned_on,
        return_reason=told(one.return_reason),
        leader=one.leader,
        person=one.person,
        measures=told(one.measures),
        standard=told(one.standard),
        due_on=one.due_on,
        arithmetic=one.arithmetic,
        provisional=one.provisional,
        done_on=one.done_on,
        result=told(one.result),
        due=NO_DUE if over else days_mark(owed, today),
    )


def plan_handover(
    session: Session,
    *,
    demand_id: int,
    version: int,
    handover_id: int,
    leader: str = "",
    person: str = "",
    measures: str = "",
    standard: str = "",
    note: str = "",
) -> DemandRow:
    """五定: who answers for it, who does it, how, to what end; by when is settled by the handing over.

    Raises HandoverOver, LineTooLong.
    """
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    handover = handover_of(session, demand, handover_id)
    assert handover is not None
    after = check(session, demand, "plan", note=note)
    handover.leader = fit_line(DemandHandover.leader, "牵头领导", leader)
    handover.person = fit_line(DemandHandover.person, "承办人员", person)
    handover.measures, handover.standard = clean_text(measures), clean_text(standard)
    said = "、".join(
        f"{word}{value}"
        for word, value in (("牵头领导", handover.leader), ("承办人员", handover.person))
        if value
    )
    sentence = f"{handover.unit.name}五定" + (f"：{said}" if said else "")
    return finish(session, demand, "plan", after, sentence, note)


def record_co_opinion(
    session: Session, *, demand_id: int, version: int, handover_id: int, note: str
) -> DemandRow:
    """协办意见: what a co-unit has to say or has done for it. Raises HandoverOver, NotCoUnit."""
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    handover = handover_of(session, demand, handover_id)
    assert handover is not None
    after = check(session, demand, "co_opinion", note=note, given=(Need.UNIT,))
    if handover.part is not Part.CO:
        raise NotCoUnit(handover.unit.name)
    today = context.today(session)
    handover.signed_on = handover.signed_on or today
    handover.done_on, handover.result = today, note
    return finish(session, demand, "co_opinion", after, f"{handover.unit.name}协办意见", note)


def log_contact(
    session: Session,
    *,
    demand_id: int,
    version: int,
    stage: ContactStage,
    how: ContactHow,
    note: str,
    on: date | None = None,
    who: str = "",
) -> DemandRow:
    """三联系: a talk with the visitor before, during or after the handling. `on` is today where not said; `who` spoke
    for the unit. Raises DayOutOfOrder, LineTooLong."""
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    after = check(session, demand, "contact", note=note)
    day = check_past_day(session, demand, "联系日期", on or context.today(session))
    spoke = fit_line(DemandContact.who, "联系人", who)
    session.add(
        DemandContact(
            demand_id=demand.id, round=demand.rounds, stage=stage, on=day, how=how, who=spoke, words=note
        )
    )
    by = f"，{spoke}" if spoke else ""
    return finish(session, demand, "contact", after, f"{stage.label}：{how.label}{by}", note)


def list_contacts(session: Session, *, demand_id: int) -> tuple[ContactRow, ...]:
    """The talks with the visitor, in the order they were held. Raises NotFound."""
    told = readable(session, get_row(session, Demand, demand_id, WHAT))
    found = session.scalars(
        select(DemandContact)
        .where(DemandContact.demand_id == demand_id)
        .order_by(DemandContact.round, DemandContact.on, DemandContact.id)
    )
    return tuple(
        ContactRow(one.id, one.round, one.stage, one.on, one.how, told(one.who), told(one.words))
        for one in found
    )


def unit_in_use(session: Session, unit_id: int) -> Unit:
    """The unit, if it is still offered. Raises NotFound, UnitRetired."""
    unit = get_row(session, Unit, unit_id, "这个单位")
    if unit.retired:
        raise UnitRetired(unit.name)
    return unit


def hand_over(
    session: Session,
    demand: Demand,
    unit: Unit,
    others: list[Unit],
    workdays: int | None,
    leader: str,
    person: str,
    measures: str,
    standard: str,
) -> None:
    """The deadline of the demand, and a handover for each unit with the day to sign or send back by."""
    assert demand.route is not None
    today, calendar = context.today(session), load_workdays(session)
    asked = {"matter": MatterKind.DEMAND, "route": demand.route.value, "category_id": demand.category_id}
    rule = DeadlineRule(workdays, DeadlineUnit.WORKDAY) if workdays is not None else None
    if rule is None and demand.rounds > 1:
        rule = find_term(session, term=Term.REDO, **asked)
    lead_term = StartedTerm(today, "交办", rule or term_for(session, term=Term.ANSWER, **asked))
    set_deadline(session, demand, lead_term)
    sign_rule = find_term(session, term=Term.SIGN, **asked)
    signing = None if sign_rule is None else StartedTerm(today, "交办", sign_rule)
    co_rule = find_term(session, term=Term.CO_OPINION, **asked) if others else None
    co_term = lead_term if co_rule is None else StartedTerm(today, "交办", co_rule)
    for part, one, term in [(Part.LEAD, unit, lead_term), *((Part.CO, other, co_term) for other in others)]:
        ends = term.ends(calendar)
        handover: dict[str, Any] = {
            "demand_id": demand.id,
            "unit_id": one.id,
            "round": demand.rounds,
            "part": part,
            "handed_on": today,
            "sign_by": None if signing is None else signing.ends(calendar).on,
            "sign_rule": "" if signing is None else signing.text,
            "leader": one.leader,
            "due_on": ends.on,
            "arithmetic": ends.arithmetic,
            "provisional": ends.provisional,
            "rule": term.text,
        }
        if part is Part.LEAD:
            handover |= {
                "leader": fit_line(DemandHandover.leader, "牵头领导", leader) or one.leader,
                "person": fit_line(DemandHandover.person, "承办人员", person),
                "measures": clean_text(measures),
                "standard": clean_text(standard),
            }
        insert_one(session, DemandHandover, handover)


def handover_of(session: Session, demand: Demand, handover_id: int | None) -> DemandHandover | None:
    """The handover meant: the one named, else the lead unit's of this round (None for what came in by a ledger)."""
    if handover_id is None:
        return lead_handover(session, demand)
    handover = get_row(session, DemandHandover, handover_id, "这次交办")
    if handover.demand_id != demand.id or handover.round != demand.rounds or handover.returned_on is not None:
        raise HandoverOver
    return handover


def handovers_out(session: Session, demand: Demand) -> list[DemandHandover]:
    return list(
        session.scalars(
            select(DemandHandover).where(
                DemandHandover.demand_id == demand.id,
                DemandHandover.round == demand.rounds,
                DemandHandover.returned_on.is_(None),
            )
        )
    )
