"""Moving a demand on: each function is one step of `rules.steps.STEPS`."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from deputy_station.core.cleaning import clean_line, clean_text
from deputy_station.core.clock import day_words, from_local
from deputy_station.core.errors import Refusal
from deputy_station.core.workdays import DeadlineRule, DeadlineUnit, deadline
from deputy_station.features.demands.models import Demand, DemandStep
from deputy_station.features.demands.rules.choices import (
    DemandState,
    InformedHow,
    Route,
    Satisfaction,
)
from deputy_station.features.demands.rules.deadlines import route_rules
from deputy_station.features.demands.rules.steps import (
    ASSIGNABLE_ROUTES,
    STEP_OF_ROUTE,
    STEPS,
    check_step,
    check_strike_off,
)
from deputy_station.features.demands.service.register import add_step, register_demand
from deputy_station.features.demands.service.rows import (
    DemandRow,
    demand_number,
    fetch_row,
    refresh_search_text,
)
from deputy_station.features.history.service import record_change
from deputy_station.features.matters.models import Unit
from deputy_station.features.reception.service.calendar import load_workdays
from deputy_station.store import context
from deputy_station.store.capture import seal
from deputy_station.store.edits import check_version, get_row


class RouteNotAssignable(Refusal):
    """The route hands nothing to a unit."""

    def __init__(self, route: Route) -> None:
        offered = "、".join(one.label for one in ASSIGNABLE_ROUTES)
        super().__init__(f"“{route.label}”不交给单位办理。交办时请选：{offered}。")


class UnitRetired(Refusal):
    """The unit is no longer offered."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”已停用，不能再交办。请换一个单位。")


def take_down(
    session: Session,
    *,
    route: Route | None = None,
    unit_id: int | None = None,
    note: str = "",
    satisfaction: Satisfaction | None = None,
    received_on: date | None = None,
    **taken: Any,
) -> DemandRow:
    """Register a demand and send it on its route in one go, as it happens at the desk; without a route it waits.

    `taken` are the values of `register_demand`; a demand voiced on an earlier day gets that day at noon.
    """
    if received_on is not None and received_on != context.today(session):
        taken["received_at"] = from_local(datetime.combine(received_on, time(12)))
    row = register_demand(session, **taken)
    if route is None:
        return row
    key = STEP_OF_ROUTE[route]
    check_step(key, row.state, note=note, satisfaction=satisfaction, unit=unit_id is not None)
    at: dict[str, Any] = {"demand_id": row.id, "version": row.version, "note": note}
    if key == "answer":
        return answer_demand(session, **at, satisfaction=satisfaction, solved=satisfaction is not None)
    if key == "assign" and unit_id is not None:
        return assign_demand(session, **at, unit_id=unit_id, route=route)
    return decline_demand(session, **at) if key == "decline" else turn_into_suggestion(session, **at)


def assign_demand(
    session: Session,
    *,
    demand_id: int,
    version: int,
    unit_id: int,
    route: Route = Route.TOWN,
    co_units: str = "",
    note: str = "",
    workdays: int | None = None,
) -> DemandRow:
    """交办: hand the demand to a unit, which must sign for it; the deadline follows from the route, or from
    `workdays` when the desk sets its own term."""
    if route not in ASSIGNABLE_ROUTES:
        raise RouteNotAssignable(route)
    demand, note = _open(session, demand_id, version), clean_text(note)
    unit = get_row(session, Unit, unit_id, "这个单位")
    if unit.retired:
        raise UnitRetired(unit.name)
    after = check_step("assign", demand.state, note=note, unit=True)
    demand.route, demand.unit_id, demand.co_units = route, unit.id, clean_line(co_units)
    demand.opinion = note or demand.opinion
    demand.assigned_on = context.today(session)
    rule = route_rules()[route] if workdays is None else DeadlineRule(workdays, DeadlineUnit.WORKDAY)
    _set_deadline(session, demand, rule)
    helped = f"，协办{demand.co_units}" if demand.co_units else ""
    sentence = f"{route.label}：{unit.name}{helped}，{_due_words(demand)}前答复"
    return _finish(session, demand, "assign", after, sentence, note)


def answer_demand(
    session: Session,
    *,
    demand_id: int,
    version: int,
    note: str,
    satisfaction: Satisfaction | None = None,
    solved: bool = False,
) -> DemandRow:
    """当场答复: the answer was given to the visitor's face. Settled at once when the visitor is content with it;
    without an opinion it waits for the follow-up."""
    demand, note = _open(session, demand_id, version), clean_text(note)
    after = check_step("answer", demand.state, note=note, satisfaction=satisfaction)
    today = context.today(session)
    demand.route, demand.result, demand.solved = Route.ANSWERED, note, solved
    demand.handled_on = demand.informed_on = today
    demand.informed_how = InformedHow.IN_PERSON.label
    _note_opinion(demand, satisfaction, today)
    said = f"，来访人{satisfaction.label}" if satisfaction else ""
    return _finish(session, demand, "answer", after, f"当场答复{said}", note, satisfaction)


def turn_into_suggestion(session: Session, *, demand_id: int, version: int, note: str = "") -> DemandRow:
    """转为代表建议: a deputy carries the matter on as a suggestion."""
    demand, note = _open(session, demand_id, version), clean_text(note)
    after = check_step("to_suggestion", demand.state, note=note)
    demand.route, demand.assigned_on = Route.SUGGESTION, context.today(session)
    demand.opinion = note or demand.opinion
    _set_deadline(session, demand, route_rules()[Route.SUGGESTION])
    sentence = f"转为代表建议，{_due_words(demand)}前答复"
    return _finish(session, demand, "to_suggestion", after, sentence, note)


def decline_demand(session: Session, *, demand_id: int, version: int, note: str) -> DemandRow:
    """引导不受理: not the station's matter; the note says why and where to turn."""
    demand, note = _open(session, demand_id, version), clean_text(note)
    after = check_step("decline", demand.state, note=note)
    demand.route = Route.DECLINED
    return _finish(session, demand, "decline", after, "引导不受理", note)


def accept_demand(session: Session, *, demand_id: int, version: int, note: str = "") -> DemandRow:
    """签收: the unit has taken it on; the note names who deals with it."""
    demand, note = _open(session, demand_id, version), clean_text(note)
    after = check_step("accept", demand.state, note=note)
    who = f"，经办人：{note}" if note else ""
    return _finish(session, demand, "accept", after, f"{_unit_name(session, demand)}签收{who}", note)


def return_demand(session: Session, *, demand_id: int, version: int, note: str) -> DemandRow:
    """退回: the unit says it is not theirs; the demand waits to be handed over again."""
    demand, note = _open(session, demand_id, version), clean_text(note)
    after = check_step("return", demand.state, note=note)
    sentence = f"{_unit_name(session, demand)}退回"
    _clear_assignment(demand)
    demand.unit_id, demand.co_units = None, ""
    return _finish(session, demand, "return", after, sentence, note)


def note_progress(session: Session, *, demand_id: int, version: int, note: str) -> DemandRow:
    """记进展: what was done so far."""
    demand, note = _open(session, demand_id, version), clean_text(note)
    after = check_step("progress", demand.state, note=note)
    return _finish(session, demand, "progress", after, "进展", note)


def urge_demand(session: Session, *, demand_id: int, version: int, note: str = "") -> DemandRow:
    """催办: counted, so that everybody sees how often it took."""
    demand, note = _open(session, demand_id, version), clean_text(note)
    after = check_step("urge", demand.state, note=note)
    demand.urged += 1
    sentence = f"第 {demand.urged} 次催办 {_unit_name(session, demand)}"
    return _finish(session, demand, "urge", after, sentence, note)


def urge_demands(session: Session, *, demands: Sequence[tuple[int, int]]) -> int:
    """催办 several at once, each as (id, version): all of them or, when one is refused, none. How many were urged."""
    for demand_id, version in demands:
        urge_demand(session, demand_id=demand_id, version=version)
    return len(demands)


def record_result(
    session: Session,
    *,
    demand_id: int,
    version: int,
    note: str,
    solved: bool = False,
    handled_on: date | None = None,
) -> DemandRow:
    """记办理结果: the unit says done; `solved` when the problem is really gone and not only explained."""
    demand, note = _open(session, demand_id, version), clean_text(note)
    after = check_step("handle", demand.state, note=note)
    demand.result, demand.solved = note, solved
    demand.handled_on = handled_on or context.today(session)
    sentence = f"{_unit_name(session, demand)}办完，{'问题已解决' if solved else '已作说明'}"
    return _finish(session, demand, "handle", after, sentence, note)


def inform_visitor(
    session: Session, *, demand_id: int, version: int, how: InformedHow, note: str = ""
) -> DemandRow:
    """反馈: the visitor has been told the result."""
    demand, note = _open(session, demand_id, version), clean_text(note)
    after = check_step("inform", demand.state, note=note, how=True)
    demand.informed_on, demand.informed_how = context.today(session), how.label
    return _finish(session, demand, "inform", after, f"已反馈来访人（{how.label}）", note)


def follow_up(
    session: Session, *, demand_id: int, version: int, satisfaction: Satisfaction, note: str = ""
) -> DemandRow:
    """回访: content means settled; half solved or discontent begins a new round, said in the line itself."""
    demand, note = _open(session, demand_id, version), clean_text(note)
    after = check_step("follow_up", demand.state, note=note, satisfaction=satisfaction)
    sentence = f"回访：{satisfaction.label}"
    if after is DemandState.REGISTERED:
        _begin_round(demand)
        sentence += f"，转第 {demand.rounds} 轮重办"
    else:
        _note_opinion(demand, satisfaction, context.today(session))
    return _finish(session, demand, "follow_up", after, sentence, note, satisfaction)


def settle_demand(session: Session, *, demand_id: int, version: int, note: str) -> DemandRow:
    """免回访办结: the visitor cannot be asked (no name, no phone, moved away); the note says why."""
    demand, note = _open(session, demand_id, version), clean_text(note)
    after = check_step("settle", demand.state, note=note)
    demand.settled_on = context.today(session)
    return _finish(session, demand, "settle", after, "免回访办结", note)


def strike_off(session: Session, *, demand_id: int, version: int, note: str = "") -> DemandRow:
    """销号: only after result, feedback and follow-up (or the reason why nobody can be asked)."""
    demand, note = _open(session, demand_id, version), clean_text(note)
    after = check_step("strike_off", demand.state, note=note)
    check_strike_off(
        result=bool(demand.result),
        informed=demand.informed_on is not None,
        followed_up=demand.followed_up_on is not None or _was_settled_without_asking(session, demand),
    )
    demand.struck_off_on = context.today(session)
    seal(session, Demand, [demand.id], f"诉求 {demand_number(demand)} 已经销号")
    return _finish(session, demand, "strike_off", after, "销号", note)


def redo_demand(session: Session, *, demand_id: int, version: int, note: str) -> DemandRow:
    """重办: a closed demand begins a new round, visibly and with its reason."""
    demand, note = _open(session, demand_id, version), clean_text(note)
    after = check_step("redo", demand.state, note=note)
    _begin_round(demand)
    return _finish(session, demand, "redo", after, f"第 {demand.rounds} 轮重办", note)


def withdraw_demand(session: Session, *, demand_id: int, version: int, note: str) -> DemandRow:
    """撤回: the visitor takes it back, or it was registered twice; the number stays taken."""
    demand, note = _open(session, demand_id, version), clean_text(note)
    after = check_step("withdraw", demand.state, note=note)
    return _finish(session, demand, "withdraw", after, "撤回", note)


def take_back_registration(session: Session, demand_id: int) -> DemandRow:
    """Undo a registration: the demand is withdrawn and keeps its number, which the visitor may have been told."""
    demand = get_row(session, Demand, demand_id, "这件诉求")
    return withdraw_demand(session, demand_id=demand_id, version=demand.version, note="登记有误")


_CHANGE_UNIT = frozenset({"assign", "return"})
"""Steps after which a demand is found by other words: its unit is among them."""


def _open(session: Session, demand_id: int, version: int) -> Demand:
    demand = get_row(session, Demand, demand_id, "这件诉求")
    check_version(demand, version, "这件诉求")
    return demand


def _finish(
    session: Session,
    demand: Demand,
    key: str,
    after: DemandState,
    sentence: str,
    note: str,
    satisfaction: Satisfaction | None = None,
) -> DemandRow:
    """Set the state, write the timeline and the history, return the row."""
    before = demand.state
    demand.state = after
    # Also a step that changes no field of the row (progress) must turn a second desk away.
    flag_modified(demand, "state")
    add_step(session, demand, key, before, sentence, note, satisfaction)
    if key in _CHANGE_UNIT:
        refresh_search_text(session, demand)
    record_change(
        session,
        action=f"demand.{key}",
        subject="demand",
        subject_id=demand.id,
        sentence=f"诉求 {demand_number(demand)}：{sentence}",
        before={"state": before},
        after={"state": after},
    )
    return fetch_row(session, demand.id)


def _set_deadline(session: Session, demand: Demand, rule: DeadlineRule) -> None:
    due = deadline(context.today(session), rule, load_workdays(session))
    demand.deadline_on = due.on
    demand.deadline_arithmetic = due.arithmetic
    demand.deadline_provisional = due.provisional


def _clear_assignment(demand: Demand) -> None:
    demand.assigned_on = demand.deadline_on = None
    demand.deadline_arithmetic, demand.deadline_provisional = "", False


def _begin_round(demand: Demand) -> None:
    """What the last round came to stays in the timeline; the demand itself starts anew, its unit proposed."""
    demand.rounds += 1
    _clear_assignment(demand)
    demand.handled_on = demand.informed_on = demand.followed_up_on = None
    demand.settled_on = demand.struck_off_on = demand.replied_at = None
    demand.result, demand.informed_how, demand.solved, demand.satisfaction = "", "", False, None


def _note_opinion(demand: Demand, satisfaction: Satisfaction | None, today: date) -> None:
    if satisfaction is not None:
        demand.satisfaction, demand.followed_up_on = satisfaction, today
        demand.settled_on = demand.settled_on or today


def _unit_name(session: Session, demand: Demand) -> str:
    if demand.unit_id is None:
        return demand.route.label if demand.route else ""
    return get_row(session, Unit, demand.unit_id, "这个单位").name


def _was_settled_without_asking(session: Session, demand: Demand) -> bool:
    """Whether the present round was closed by 免回访办结."""
    last = session.scalars(
        select(DemandStep.step)
        .where(DemandStep.demand_id == demand.id, DemandStep.state_after == DemandState.SETTLED)
        .order_by(DemandStep.id.desc())
        .limit(1)
    ).first()
    return last == STEPS["settle"].key


def _due_words(demand: Demand) -> str:
    on, since = demand.deadline_on, demand.assigned_on
    return "" if on is None else day_words(on, since)
