"""Moving a demand on: each function is one step of its table (resources/matters/demand_steps.toml).

What units do between signing and answering stands in `handing`, extensions, urging, voices and the call-back round in
modules of their names; what all steps share in `way`.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_text
from deputy_station.core.clock import day_words, from_local
from deputy_station.core.errors import Refusal
from deputy_station.features.accounts.rules import Role
from deputy_station.features.accounts.service import role_of
from deputy_station.features.demands.models import Demand, DemandHandover
from deputy_station.features.demands.rules.choices import DemandState, InformedHow, Route, Satisfaction
from deputy_station.features.demands.rules.reply import check_result, check_strike_off
from deputy_station.features.demands.rules.steps import (
    ASSIGNABLE_ROUTES,
    STEP_OF_ROUTE,
    Need,
    check_step,
)
from deputy_station.features.demands.service.accused import AgainstOwnUnit as AgainstOwnUnit
from deputy_station.features.demands.service.accused import find_accused
from deputy_station.features.demands.service.handing import (
    SignedTwice,
    hand_over,
    handover_of,
    handovers_out,
    unit_in_use,
)
from deputy_station.features.demands.service.register import register_demand
from deputy_station.features.demands.service.reply import facts_of
from deputy_station.features.demands.service.rows import DemandRow, demand_number
from deputy_station.features.demands.service.taken_values import (
    EARLIEST_YEAR,
    ReceivedInFuture,
    ReceivedTooEarly,
)
from deputy_station.features.demands.service.voices import tell_others
from deputy_station.features.demands.service.way import (
    WHAT,
    begin_round,
    check,
    check_past_day,
    clear_assignment,
    due_words,
    finish,
    lead_handover,
    open_demand,
    set_deadline,
    unit_name,
)
from deputy_station.features.matters.rules.choices import MatterKind, Part, Term
from deputy_station.features.matters.rules.terms import StartedTerm
from deputy_station.features.matters.service.terms import term_for
from deputy_station.store import context
from deputy_station.store.capture import seal
from deputy_station.store.edits import get_row
from deputy_station.store.lengths import fit_line


class RouteNotAssignable(Refusal):
    """The route hands nothing to a unit."""

    def __init__(self, route: Route) -> None:
        offered = "、".join(one.label for one in ASSIGNABLE_ROUTES)
        super().__init__(f"“{route.label}”不交给单位办理。交办时请选：{offered}。")


class UnitTwice(Refusal):
    """One unit would have the demand as lead and as co-unit."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”已是主办，不能再是协办。请把它从协办里去掉。")


class ReturnTooLate(Refusal):
    """The days for sending back are over."""

    def __init__(self, sign_by: date) -> None:
        super().__init__(
            f"退回的期限是 {day_words(sign_by)}，已经过了，不能再退回。"
            "确实不归这个单位办的，请主席团办公室收回重新交办。"
        )


def take_down(
    session: Session,
    *,
    route: Route | None = None,
    unit_id: int | None = None,
    note: str = "",
    satisfaction: Satisfaction | None = None,
    received_on: date | None = None,
    knowing: bool = False,
    **taken: Any,
) -> DemandRow:
    """Register a demand and send it on its route in one go, as it happens at the desk; without a route it waits.

    `taken` are the values of `register_demand`; a demand voiced on an earlier day gets that day at noon.
    """
    if received_on is not None and received_on != context.today(session):
        if received_on > context.today(session):
            raise ReceivedInFuture
        if received_on.year < EARLIEST_YEAR:
            raise ReceivedTooEarly(received_on)
        taken["received_at"] = from_local(datetime.combine(received_on, time(12)))
    row = register_demand(session, **taken)
    if route is None:
        return row
    key = STEP_OF_ROUTE[route]
    given = () if unit_id is None else (Need.UNIT,)
    check_step(key, row.state, note=note, satisfaction=satisfaction, given=given)
    at: dict[str, Any] = {"demand_id": row.id, "version": row.version, "note": note}
    if key == "answer":
        return answer_demand(session, **at, satisfaction=satisfaction, solved=satisfaction is not None)
    if key == "assign" and unit_id is not None:
        return assign_demand(session, **at, unit_id=unit_id, route=route, knowing=knowing)
    move: Mapping[str, Callable[..., DemandRow]] = {
        "decline": decline_demand,
        "to_litigation": turn_into_litigation,
        "to_suggestion": turn_into_suggestion,
    }
    return move[key](session, **at)


def propose_demand(session: Session, *, demand_id: int, version: int, note: str) -> DemandRow:
    """拟办: what is thought should be done with it, before it is handed over."""
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    after = check(session, demand, "propose", note=note)
    demand.opinion = note
    return finish(session, demand, "propose", after, "拟办", note)


def assign_demand(
    session: Session,
    *,
    demand_id: int,
    version: int,
    unit_id: int,
    route: Route = Route.TOWN,
    co_unit_ids: Collection[int] = (),
    leader: str = "",
    person: str = "",
    measures: str = "",
    standard: str = "",
    note: str = "",
    workdays: int | None = None,
    knowing: bool = False,
) -> DemandRow:
    """交办: hand the demand to a lead unit and any co-units at once; each must sign for it.

    The deadline follows from route, category and round, or from `workdays` when the desk sets its own term; what else
    belongs to 五定 (`leader`, `person`, `measures`, `standard`) may come later (`handing.plan_handover`).
    Raises RouteNotAssignable, UnitRetired, UnitTwice, AgainstOwnUnit (unless `knowing`), LineTooLong.
    """
    if route not in ASSIGNABLE_ROUTES:
        raise RouteNotAssignable(route)
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    unit = unit_in_use(session, unit_id)
    others = [unit_in_use(session, one) for one in dict.fromkeys(co_unit_ids)]
    if unit in others:
        raise UnitTwice(unit.name)
    after = check(session, demand, "assign", note=note, given=(Need.UNIT,))
    accused = find_accused(session, demand, (unit, *others))
    if accused is not None and not knowing:
        raise AgainstOwnUnit(accused.name)
    demand.route, demand.unit_id = route, unit.id
    demand.co_units = fit_line(Demand.co_units, "协办单位", "、".join(one.name for one in others))
    demand.opinion = note or demand.opinion
    demand.assigned_on = context.today(session)
    hand_over(session, demand, unit, others, workdays, leader, person, measures, standard)
    helped = f"，协办{demand.co_units}" if demand.co_units else ""
    known = "，已知被反映人在该单位" if accused else ""
    sentence = f"{route.label}：{unit.name}{helped}，{due_words(demand)}前答复{known}"
    return finish(session, demand, "assign", after, sentence, note)


def answer_demand(
    session: Session,
    *,
    demand_id: int,
    version: int,
    note: str,
    satisfaction: Satisfaction | None = None,
    manner: Satisfaction | None = None,
    solved: bool = False,
) -> DemandRow:
    """当场答复: the answer was given to the visitor's face. Settled at once when the visitor is content with it;
    without an opinion it waits for the follow-up."""
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    after = check(session, demand, "answer", note=note, satisfaction=satisfaction)
    today = context.today(session)
    demand.route, demand.result, demand.solved = Route.ANSWERED, note, solved
    demand.handled_on = demand.informed_on = today
    demand.informed_how = InformedHow.IN_PERSON.label
    _note_opinion(demand, satisfaction, manner, today)
    said = f"，来访人{satisfaction.label}" if satisfaction else ""
    return finish(
        session, demand, "answer", after, f"当场答复{said}", note, satisfaction=satisfaction, manner=manner
    )


def turn_into_suggestion(session: Session, *, demand_id: int, version: int, note: str = "") -> DemandRow:
    """转为代表建议: a deputy carries the matter on as a suggestion."""
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    after = check(session, demand, "to_suggestion", note=note)
    _send_on(session, demand, Route.SUGGESTION, note)
    sentence = f"转为代表建议，{due_words(demand)}前答复"
    return finish(session, demand, "to_suggestion", after, sentence, note)


def turn_into_litigation(session: Session, *, demand_id: int, version: int, note: str) -> DemandRow:
    """转公益诉讼线索: the procurators look into it; the note says what the clue is."""
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    after = check(session, demand, "to_litigation", note=note)
    _send_on(session, demand, Route.LITIGATION, note)
    sentence = f"转公益诉讼线索，{due_words(demand)}前答复"
    return finish(session, demand, "to_litigation", after, sentence, note)


def decline_demand(session: Session, *, demand_id: int, version: int, note: str) -> DemandRow:
    """引导不受理: not the station's matter; the note says why and where to turn, and is printed for the visitor."""
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    after = check(session, demand, "decline", note=note)
    demand.route = Route.DECLINED
    return finish(session, demand, "decline", after, "引导不受理", note)


def accept_demand(
    session: Session, *, demand_id: int, version: int, note: str = "", handover_id: int | None = None
) -> DemandRow:
    """签收: the unit has taken it on; the note names who deals with it. `handover_id` names a co-unit's."""
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    handover = handover_of(session, demand, handover_id)
    lead = handover is None or handover.part is Part.LEAD
    key, given = ("accept", ()) if lead else ("co_accept", (Need.UNIT,))
    after = check(session, demand, key, note=note, given=given)
    person = fit_line(DemandHandover.person, "经办人", note)
    if handover is not None:
        if handover.signed_on is not None:
            raise SignedTwice(handover.unit.name, handover.signed_on)
        handover.signed_on = context.today(session)
        handover.person = person or handover.person
    name = unit_name(session, demand) if handover is None else handover.unit.name
    who = f"，经办人：{person}" if person else ""
    return finish(session, demand, key, after, f"{name}{'' if lead else '协办'}签收{who}", note)


def return_demand(
    session: Session, *, demand_id: int, version: int, note: str, handover_id: int | None = None
) -> DemandRow:
    """退回: the unit says it is not theirs, within the days it has for that; the demand waits to be handed over again.
    Later only the presidium takes it back. `handover_id` names a co-unit's: the others go on.

    Raises ReturnTooLate.
    """
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    handover = handover_of(session, demand, handover_id)
    lead = handover is None or handover.part is Part.LEAD
    key, given = ("return", ()) if lead else ("co_return", (Need.UNIT,))
    after = check(session, demand, key, note=note, given=given)
    today = context.today(session)
    late = handover is not None and handover.sign_by is not None and today > handover.sign_by
    if (
        handover is not None
        and handover.sign_by is not None
        and late
        and role_of(session) is not Role.PRESIDIUM
    ):
        raise ReturnTooLate(handover.sign_by)
    name = unit_name(session, demand) if handover is None else handover.unit.name
    if handover is not None:
        handover.returned_on, handover.return_reason = today, note
    if not lead:
        demand.co_units = "、".join(one for one in demand.co_units.split("、") if one != name)
        return finish(session, demand, key, after, f"{name}协办退回", note)
    for one in handovers_out(session, demand):
        one.returned_on, one.return_reason = today, f"主办单位{name}退回，一并收回"
    clear_assignment(demand)
    demand.unit_id, demand.co_units = None, ""
    sentence = f"主席团办公室从{name}收回" if late else f"{name}退回"
    return finish(session, demand, key, after, sentence, note)


def note_progress(session: Session, *, demand_id: int, version: int, note: str) -> DemandRow:
    """记进展: what was done so far."""
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    after = check(session, demand, "progress", note=note)
    return finish(session, demand, "progress", after, "进展", note)


def record_result(
    session: Session,
    *,
    demand_id: int,
    version: int,
    note: str,
    solved: bool = False,
    handled_on: date | None = None,
    seen_by: str = "",
) -> DemandRow:
    """记办理结果: the unit says done; `solved` when the problem is really gone and not only explained; `seen_by` saw
    it with their own eyes. Raises ResultSaysNothing, DayOutOfOrder, LineTooLong."""
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    after = check(session, demand, "handle", note=note)
    check_result(note)
    demand.result, demand.solved = note, solved
    demand.seen_by = fit_line(Demand.seen_by, "谁看过", seen_by)
    demand.handled_on = check_past_day(session, demand, "办完日期", handled_on or context.today(session))
    handover = lead_handover(session, demand)
    if handover is not None:
        handover.done_on, handover.result = demand.handled_on, note
    seen = f"，{demand.seen_by}看过" if demand.seen_by else ""
    sentence = f"{unit_name(session, demand)}办完，{'问题已解决' if solved else '已作说明'}{seen}"
    return finish(session, demand, "handle", after, sentence, note)


def inform_visitor(
    session: Session, *, demand_id: int, version: int, how: InformedHow, note: str = ""
) -> DemandRow:
    """反馈: the visitor has been told the result, and with them everybody whose voice or demand was joined to it."""
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    after = check(session, demand, "inform", note=note, given=(Need.HOW,))
    demand.informed_on, demand.informed_how = context.today(session), how.label
    others = tell_others(session, demand, how, note)
    along = f"，同时告知其他反映人 {others} 人" if others else ""
    return finish(session, demand, "inform", after, f"已反馈来访人（{how.label}）{along}", note)


def follow_up(
    session: Session,
    *,
    demand_id: int,
    version: int,
    satisfaction: Satisfaction,
    manner: Satisfaction | None = None,
    note: str = "",
) -> DemandRow:
    """回访: content with the result means settled; half solved or discontent begins a new round, said in the line
    itself. `manner` is what the visitor says of how it was handled; it is kept and begins nothing."""
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    after = check(session, demand, "follow_up", note=note, satisfaction=satisfaction)
    sentence = f"回访：{satisfaction.label}" + (f"，办理态度{manner.label}" if manner else "")
    again = after is DemandState.REGISTERED
    if again:
        sentence += f"，转第 {demand.rounds + 1} 轮重办"
    else:
        _note_opinion(demand, satisfaction, manner, context.today(session))
    return finish(
        session,
        demand,
        "follow_up",
        after,
        sentence,
        note,
        satisfaction=satisfaction,
        manner=manner,
        ends_round=again,
    )


def settle_demand(session: Session, *, demand_id: int, version: int, note: str) -> DemandRow:
    """免回访办结: the visitor cannot be asked (no name, no phone, moved away); the note says why."""
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    after = check(session, demand, "settle", note=note)
    demand.settled_on = context.today(session)
    return finish(session, demand, "settle", after, "免回访办结", note)


def strike_off(session: Session, *, demand_id: int, version: int, note: str = "") -> DemandRow:
    """销号: only with the whole checklist: who, what, when, seen by whom, everybody told and asked (or the reason why
    nobody can be asked). Raises StepNotAllowed naming what lacks."""
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    after = check(session, demand, "strike_off", note=note)
    check_strike_off(facts_of(session, demand))
    demand.struck_off_on = context.today(session)
    seal(session, Demand, [demand.id], f"诉求 {demand_number(demand)} 已经销号")
    return finish(session, demand, "strike_off", after, "销号", note)


def redo_demand(session: Session, *, demand_id: int, version: int, note: str) -> DemandRow:
    """重办: a closed demand begins a new round, visibly and with its reason."""
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    after = check(session, demand, "redo", note=note)
    begin_round(session, demand)
    return finish(session, demand, "redo", after, f"第 {demand.rounds} 轮重办", note)


def withdraw_demand(session: Session, *, demand_id: int, version: int, note: str) -> DemandRow:
    """撤回: the visitor takes it back, or it was registered twice; the number stays taken."""
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    after = check(session, demand, "withdraw", note=note)
    return finish(session, demand, "withdraw", after, "撤回", note)


def take_back_registration(session: Session, demand_id: int) -> DemandRow:
    """Undo a registration: the demand is withdrawn and keeps its number, which the visitor may have been told."""
    demand = get_row(session, Demand, demand_id, WHAT)
    return withdraw_demand(session, demand_id=demand_id, version=demand.version, note="登记有误")


def _send_on(session: Session, demand: Demand, route: Route, note: str) -> None:
    """The demand goes a way of its own, without a unit that signs for it."""
    demand.route, demand.assigned_on = route, context.today(session)
    demand.opinion = note or demand.opinion
    rule = term_for(
        session,
        matter=MatterKind.DEMAND,
        term=Term.ANSWER,
        route=route.value,
        category_id=demand.category_id,
    )
    set_deadline(session, demand, StartedTerm(demand.assigned_on, "交办", rule))


def _note_opinion(
    demand: Demand, satisfaction: Satisfaction | None, manner: Satisfaction | None, today: date
) -> None:
    if satisfaction is not None:
        demand.satisfaction, demand.manner, demand.followed_up_on = satisfaction, manner, today
        demand.settled_on = demand.settled_on or today
