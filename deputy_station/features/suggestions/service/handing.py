"""主席团交办: the lead unit and its co-units, who sign for it or send it back, say how they go about it, talk with the
deputy, and are urged or supervised."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_line, clean_text
from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal
from deputy_station.core.workdays import Deadline, DeadlineRule
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.service.accused import accused_units
from deputy_station.features.matters.models import Unit
from deputy_station.features.matters.rules.choices import ContactHow, ContactStage, MatterKind, Part, Term
from deputy_station.features.matters.rules.terms import StartedTerm
from deputy_station.features.matters.service.terms import term_for
from deputy_station.features.reception.service.calendar import load_workdays
from deputy_station.features.suggestions.models import Suggestion, SuggestionContact, SuggestionHandover
from deputy_station.features.suggestions.rules.deadlines import ceiling, check_term, months_rule
from deputy_station.features.suggestions.service.detail import get_suggestion
from deputy_station.features.suggestions.service.numbers import take_number
from deputy_station.features.suggestions.service.persons import without_visitors
from deputy_station.features.suggestions.service.rows import SuggestionDetail
from deputy_station.features.suggestions.service.way import (
    Taken,
    begin,
    day_of_step,
    finish,
    lead_handover,
    on_that_day,
    reckon,
)
from deputy_station.store import context
from deputy_station.store.edits import get_row
from deputy_station.store.lengths import fit_line

WORD = "这次交办"
MOST_URGES_LEVEL = 3
_LEVELS = ("", "第一级，催承办人", "第二级，催单位负责人", "第三级，报主席团")


class UnitRetired(Refusal):
    """The unit is no longer offered."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”已停用，不能再交办。请换一个单位。")


class UnitTwice(Refusal):
    """A unit would be lead and co-unit, or co-unit twice."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”选了两次。主办和协办各选一次。")


class UnitConcerned(Refusal):
    """The matter grew from a demand against this very unit."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"这件建议来自一件反映“{name}”的诉求，不该交给它办。确要交办，请勾选“已报主席团同意”。"
        )


class HandoverElsewhere(Refusal):
    """The handing over is of another suggestion, of an earlier round, or was signed for or sent back already."""


def assign_suggestion(
    session: Session,
    *,
    suggestion_id: int,
    version: int,
    unit_id: int,
    co_unit_ids: Sequence[int] = (),
    assigned_on: date | None = None,
    months: int | None = None,
    note: str = "",
    despite_concern: bool = False,
) -> SuggestionDetail:
    """主席团交办: to a lead unit and co-units, each of which signs for it. The reply is due after the station's term
    (3 months by law), or after `months`, at most 6, where the matter is broad or difficult; counted from the day of
    handing over. Handled again, the term of 重办 holds.

    Raises UnitRetired, UnitTwice, TermTooLong, and UnitConcerned unless `despite_concern`.
    """
    note = clean_text(note)
    taken = begin(session, suggestion_id, version, "assign", note=note, unit=True)
    suggestion = taken.suggestion
    units = [_open_unit(session, each) for each in (unit_id, *co_unit_ids)]
    for place, unit in enumerate(units):
        if unit.id in [each.id for each in units[:place]]:
            raise UnitTwice(unit.name)
        if _is_concerned(session, suggestion, unit) and not despite_concern:
            raise UnitConcerned(unit.name)
    on = day_of_step(session, assigned_on, suggestion.accepted_on or suggestion.proposed_on, "交办", "受理")
    term = Term.ANSWER if suggestion.rounds == 1 else Term.REDO
    rule = (
        months_rule(months)
        if months is not None
        else term_for(session, matter=MatterKind.SUGGESTION, term=term, category_id=suggestion.category_id)
    )
    take_number(session, suggestion)
    due = hand_over(session, suggestion, [unit.id for unit in units], on, rule)
    helped = "，协办" + "、".join(unit.name for unit in units[1:]) if units[1:] else ""
    sentence = f"{on_that_day(session, on)}主席团交办{units[0].name}{helped}：{due.arithmetic}"
    finish(session, taken, sentence, note=note)
    return get_suggestion(session, suggestion_id=suggestion.id)


def hand_over(
    session: Session, suggestion: Suggestion, unit_ids: Sequence[int], on: date, rule: DeadlineRule
) -> Deadline:
    """Lay a suggestion into the hands of units, the lead first, in its present round; returns when the reply is due.
    Raises TermTooLong for a term of the station that is longer than the law allows."""
    started, workdays = StartedTerm(on, "交办", rule), load_workdays(session)
    due = started.ends(workdays)
    check_term(due, ceiling(on, workdays))
    suggestion.unit_id, suggestion.assigned_on = unit_ids[0], on
    suggestion.deadline_on, suggestion.deadline_arithmetic = due.on, due.arithmetic
    suggestion.deadline_provisional = due.provisional
    signing = reckon(session, suggestion, Term.SIGN, on, "交办")
    opinion = reckon(session, suggestion, Term.CO_OPINION, on, "交办")
    for unit_id in unit_ids:
        part = Part.LEAD if unit_id == unit_ids[0] else Part.CO
        of_unit = (due, started) if part is Part.LEAD or opinion is None else opinion
        session.add(
            SuggestionHandover(
                suggestion_id=suggestion.id,
                unit_id=unit_id,
                round=suggestion.rounds,
                part=part,
                handed_on=on,
                sign_by=None if signing is None else signing[0].on,
                sign_rule="" if signing is None else signing[1].text,
                due_on=of_unit[0].on,
                arithmetic=of_unit[0].arithmetic,
                rule=of_unit[1].text,
                provisional=of_unit[0].provisional,
            )
        )
    return due


def sign_for_suggestion(
    session: Session,
    *,
    suggestion_id: int,
    version: int,
    handover_id: int | None = None,
    leader: str = "",
    person: str = "",
    measures: str = "",
    signed_on: date | None = None,
) -> SuggestionDetail:
    """签收: the unit takes it on; who answers for it, who does it, and how. Without `handover_id` the lead unit's."""
    taken, handover = _with_unit(session, suggestion_id, version, handover_id, "sign", "co_sign")
    on = day_of_step(session, signed_on, handover.handed_on, "签收", "交办")
    handover.signed_on = on
    measures = without_visitors(session, taken.suggestion.demand_id, measures)
    _plan(handover, leader, person, measures)
    who = f"，承办人{handover.person}" if handover.person else ""
    co = "协办单位" if handover.part is Part.CO else ""
    finish(session, taken, f"{on_that_day(session, on)}{co}{handover.unit.name}签收{who}")
    return get_suggestion(session, suggestion_id=suggestion_id)


def return_suggestion(
    session: Session,
    *,
    suggestion_id: int,
    version: int,
    note: str,
    handover_id: int | None = None,
    returned_on: date | None = None,
) -> SuggestionDetail:
    """退回: the unit says it is not theirs. Sent back by the lead unit, the suggestion waits to be handed over again;
    by a co-unit, it stays with the others."""
    note = clean_text(note)
    taken, handover = _with_unit(
        session, suggestion_id, version, handover_id, "return", "co_return", note=note
    )
    on = day_of_step(session, returned_on, handover.handed_on, "退回", "交办")
    note = without_visitors(session, taken.suggestion.demand_id, note)
    handover.returned_on, handover.return_reason = on, note
    if handover.part is Part.LEAD:
        for other in _in_hand(session, taken.suggestion):
            other.returned_on, other.return_reason = on, "主办单位退回，重新交办"
        _clear_assignment(taken.suggestion)
    finish(session, taken, f"{on_that_day(session, on)}{handover.unit.name}退回", note=note)
    return get_suggestion(session, suggestion_id=suggestion_id)


def plan_suggestion(
    session: Session,
    *,
    suggestion_id: int,
    version: int,
    measures: str,
    leader: str = "",
    person: str = "",
) -> SuggestionDetail:
    """办理方案: how the lead unit goes about it, and who answers for it; both are published (六公开)."""
    measures = clean_text(measures)
    taken = begin(session, suggestion_id, version, "plan", note=measures)
    measures = without_visitors(session, taken.suggestion.demand_id, measures)
    handover = lead_handover(session, taken.suggestion)
    if handover is None:
        raise HandoverElsewhere("这件建议现在不在承办单位手里。请先交办。")
    _plan(handover, leader, person, measures)
    finish(session, taken, f"{handover.unit.name}报办理方案", note=measures)
    return get_suggestion(session, suggestion_id=suggestion_id)


def record_co_opinion(
    session: Session, *, suggestion_id: int, version: int, handover_id: int, note: str
) -> SuggestionDetail:
    """协办意见: what a co-unit tells the lead unit."""
    note = clean_text(note)
    taken = begin(session, suggestion_id, version, "co_opinion", note=note, unit=True)
    handover = _handover(session, taken.suggestion, handover_id)
    if handover.part is not Part.CO:
        raise HandoverElsewhere(f"“{handover.unit.name}”是主办单位，它的意见写进答复。请选协办单位。")
    note = without_visitors(session, taken.suggestion.demand_id, note)
    handover.done_on, handover.result = context.today(session), note
    handover.signed_on = handover.signed_on or handover.done_on
    finish(session, taken, f"协办单位{handover.unit.name}提出意见", note=note)
    return get_suggestion(session, suggestion_id=suggestion_id)


def log_contact(
    session: Session,
    *,
    suggestion_id: int,
    version: int,
    stage: ContactStage,
    how: ContactHow,
    note: str,
    on: date | None = None,
    who: str = "",
) -> SuggestionDetail:
    """记联系: one talk of the unit with the deputy before, during or after the handling (代表法 2025, Art. 51)."""
    note = clean_text(note)
    taken = begin(session, suggestion_id, version, "contact", note=note)
    first = taken.suggestion.assigned_on or taken.suggestion.proposed_on
    day = day_of_step(session, on, first, "联系", "交办")
    note = without_visitors(session, taken.suggestion.demand_id, note)
    session.add(
        SuggestionContact(
            suggestion_id=suggestion_id,
            round=taken.suggestion.rounds,
            stage=stage,
            on=day,
            how=how,
            who=fit_line(SuggestionContact.who, "联系人", who),
            words=note,
        )
    )
    session.flush()
    by = f"，{clean_line(who)}" if clean_line(who) else ""
    finish(session, taken, f"{on_that_day(session, day)}{stage.label}代表（{how.label}{by}）", note=note)
    return get_suggestion(session, suggestion_id=suggestion_id)


def urge_suggestion(
    session: Session, *, suggestion_id: int, version: int, note: str = "", level: int | None = None
) -> SuggestionDetail:
    """催办: counted, each time a level higher unless said (1 to 3: whoever does it, the unit's head, the presidium)."""
    note = clean_text(note)
    taken = begin(session, suggestion_id, version, "urge", note=note)
    suggestion = taken.suggestion
    suggestion.urged += 1
    reached = min(MOST_URGES_LEVEL, max(1, suggestion.urge_level + 1 if level is None else level))
    suggestion.urge_level = max(suggestion.urge_level, reached)
    unit = suggestion.unit.name if suggestion.unit else ""
    finish(
        session,
        taken,
        f"第 {suggestion.urged} 次催办{unit}（{_LEVELS[reached]}）",
        note=note,
        level=reached,
    )
    return get_suggestion(session, suggestion_id=suggestion_id)


def urge_suggestions(session: Session, *, suggestions: Sequence[tuple[int, int]]) -> int:
    """催办 several at once, each as (id, version): all of them or, when one is refused, none. How many were urged."""
    for suggestion_id, version in suggestions:
        urge_suggestion(session, suggestion_id=suggestion_id, version=version)
    return len(suggestions)


def supervise_suggestion(
    session: Session, *, suggestion_id: int, version: int, supervisor: str, note: str = ""
) -> SuggestionDetail:
    """重点督办: chosen by the presidium, with who supervises it (published, 六公开)."""
    note = clean_text(note)
    supervisor = fit_line(Suggestion.supervisor, "督办人", supervisor)
    taken = begin(session, suggestion_id, version, "supervise", note=note)
    suggestion = taken.suggestion
    suggestion.supervised_on = suggestion.supervised_on or context.today(session)
    suggestion.supervisor = supervisor
    finish(session, taken, "列为重点督办" + (f"，{supervisor}督办" if supervisor else ""), note=note)
    return get_suggestion(session, suggestion_id=suggestion_id)


def _open_unit(session: Session, unit_id: int) -> Unit:
    unit = get_row(session, Unit, unit_id, "这个单位")
    if unit.retired:
        raise UnitRetired(unit.name)
    return unit


def _is_concerned(session: Session, suggestion: Suggestion, unit: Unit) -> bool:
    demand = session.get(Demand, suggestion.demand_id) if suggestion.demand_id is not None else None
    return demand is not None and unit.id in accused_units(session, demand)


def _with_unit(
    session: Session,
    suggestion_id: int,
    version: int,
    handover_id: int | None,
    key: str,
    co_key: str,
    note: str = "",
) -> tuple[Taken, SuggestionHandover]:
    """A step of one unit: the lead unit's by `key`, a co-unit's by `co_key`."""
    named = None if handover_id is None else get_row(session, SuggestionHandover, handover_id, WORD)
    of_co = named is not None and named.part is Part.CO
    taken = begin(session, suggestion_id, version, co_key if of_co else key, note=note, unit=True)
    handover = named or lead_handover(session, taken.suggestion)
    if handover is None:
        raise HandoverElsewhere("这件建议现在不在承办单位手里。请先交办。")
    _handover(session, taken.suggestion, handover.id)
    if "sign" in taken.key and handover.signed_on is not None:
        raise HandoverElsewhere(f"{handover.unit.name}已在{day_words(handover.signed_on)}签收，不用再签。")
    return taken, handover


def _handover(session: Session, suggestion: Suggestion, handover_id: int) -> SuggestionHandover:
    handover = get_row(session, SuggestionHandover, handover_id, WORD)
    if (handover.suggestion_id, handover.round) != (suggestion.id, suggestion.rounds):
        raise HandoverElsewhere("这次交办不是这一轮的。请刷新后再试。")
    if handover.returned_on is not None:
        raise HandoverElsewhere(f"{handover.unit.name}已经退回，不能再记。请重新交办。")
    return handover


def _in_hand(session: Session, suggestion: Suggestion) -> list[SuggestionHandover]:
    rows = session.query(SuggestionHandover).filter(
        SuggestionHandover.suggestion_id == suggestion.id,
        SuggestionHandover.round == suggestion.rounds,
        SuggestionHandover.returned_on.is_(None),
    )
    return list(rows)


def _plan(handover: SuggestionHandover, leader: str, person: str, measures: str) -> None:
    """What is given replaces what was said before; what is left empty stays."""
    handover.leader = fit_line(SuggestionHandover.leader, "牵头领导", leader) or handover.leader
    handover.person = fit_line(SuggestionHandover.person, "承办人", person) or handover.person
    handover.measures = clean_text(measures) or handover.measures


def _clear_assignment(suggestion: Suggestion) -> None:
    suggestion.unit_id = suggestion.assigned_on = suggestion.deadline_on = None
    suggestion.deadline_arithmetic, suggestion.deadline_provisional = "", False
