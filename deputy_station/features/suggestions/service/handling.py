"""A suggestion's way: accepted or refused, assigned to a unit, replied to, appraised, handled again."""

from datetime import date

from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_line, clean_text
from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal
from deputy_station.features.history.service import record_change
from deputy_station.features.matters.models import Unit
from deputy_station.features.suggestions.models import Suggestion
from deputy_station.features.suggestions.rules import (
    REDO_MONTHS,
    REPLY_MONTHS,
    ReasonMissing,
    SuggestionSatisfaction,
    SuggestionStep,
    next_state,
    reply_deadline,
)
from deputy_station.features.suggestions.service.listing import SuggestionDetail, get_suggestion
from deputy_station.store import context
from deputy_station.store.edits import check_version, get_row


class StepOutOfOrder(Refusal):
    """A step would lie before the one it follows, or in the future."""


class ReplyMissing(Refusal):
    """A reply has a text."""


def accept_suggestion(
    session: Session, *, suggestion_id: int, version: int, accepted_on: date | None = None
) -> SuggestionDetail:
    """受理; without a day, today."""
    suggestion = _at_step(session, suggestion_id, version, SuggestionStep.ACCEPT)
    on = _day(session, accepted_on, suggestion.proposed_on, "受理", "提出")
    suggestion.accepted_on = on
    return _done(session, suggestion, SuggestionStep.ACCEPT, f"{day_words(on)}受理")


def refuse_suggestion(session: Session, *, suggestion_id: int, version: int, reason: str) -> SuggestionDetail:
    """不予受理, with the reason the deputy is told."""
    suggestion = _at_step(session, suggestion_id, version, SuggestionStep.REFUSE)
    reason = clean_line(reason)
    if not reason:
        raise ReasonMissing("请填写不予受理的理由，要告诉代表。")
    suggestion.refusal_reason, suggestion.accepted_on = reason, None
    return _done(session, suggestion, SuggestionStep.REFUSE, f"不予受理：{reason}")


def rework_suggestion(session: Session, *, suggestion_id: int, version: int) -> SuggestionDetail:
    """A refused suggestion becomes a draft again, to be improved and handed in once more."""
    suggestion = _at_step(session, suggestion_id, version, SuggestionStep.REWORK)
    suggestion.refusal_reason = ""
    return _done(session, suggestion, SuggestionStep.REWORK, "退回代表修改")


def assign_suggestion(
    session: Session,
    *,
    suggestion_id: int,
    version: int,
    unit_id: int,
    assigned_on: date | None = None,
    months: int = REPLY_MONTHS,
) -> SuggestionDetail:
    """交办: the unit must reply within `months`, counted from the day of assignment. Assigning again moves
    it to another unit and starts the time anew."""
    suggestion = _at_step(session, suggestion_id, version, SuggestionStep.ASSIGN)
    unit = get_row(session, Unit, unit_id, "承办单位")
    on = _day(session, assigned_on, suggestion.accepted_on or suggestion.proposed_on, "交办", "受理")
    deadline = reply_deadline(on, months)
    suggestion.unit_id, suggestion.assigned_on, suggestion.deadline_on = unit.id, on, deadline.on
    return _done(session, suggestion, SuggestionStep.ASSIGN, f"交办{unit.name}：{deadline.arithmetic}")


def reply_to_suggestion(
    session: Session, *, suggestion_id: int, version: int, reply: str, replied_on: date | None = None
) -> SuggestionDetail:
    """答复: what the unit answered; without a day, today."""
    suggestion = _at_step(session, suggestion_id, version, SuggestionStep.REPLY)
    reply = clean_text(reply)
    if not reply:
        raise ReplyMissing("请填写答复内容。")
    on = _day(session, replied_on, suggestion.assigned_on or suggestion.proposed_on, "答复", "交办")
    suggestion.reply, suggestion.replied_on = reply, on
    return _done(session, suggestion, SuggestionStep.REPLY, f"{day_words(on)}答复")


def appraise_suggestion(
    session: Session,
    *,
    suggestion_id: int,
    version: int,
    satisfaction: SuggestionSatisfaction,
    redo: bool = True,
) -> SuggestionDetail:
    """评价 by the deputy. Not satisfied, the unit handles it again within a month, unless `redo` is False:
    then it is closed as it is."""
    again = satisfaction is SuggestionSatisfaction.UNSATISFIED and redo
    step = SuggestionStep.REDO if again else SuggestionStep.APPRAISE
    suggestion = _at_step(session, suggestion_id, version, step)
    suggestion.satisfaction = satisfaction
    if not again:
        return _done(session, suggestion, step, f"代表评价：{satisfaction.label}，办结")
    today = context.today(session)
    deadline = reply_deadline(today, REDO_MONTHS)
    suggestion.assigned_on, suggestion.deadline_on, suggestion.replied_on = today, deadline.on, None
    return _done(session, suggestion, step, f"代表不满意，重新办理：{deadline.arithmetic}")


def mark_excellent(
    session: Session, *, suggestion_id: int, version: int, excellent: bool
) -> SuggestionDetail:
    """Mark, or no longer mark, as 优秀建议."""
    suggestion = get_row(session, Suggestion, suggestion_id, "代表建议")
    check_version(suggestion, version, "代表建议")
    if suggestion.excellent != excellent:
        suggestion.excellent = excellent
        session.flush()
        word = "评为优秀建议" if excellent else "取消优秀建议"
        record_change(
            session,
            action="suggestion.excellent",
            subject="suggestion",
            subject_id=suggestion.id,
            sentence=f"《{suggestion.title}》{word}",
        )
    return get_suggestion(session, suggestion_id=suggestion_id)


def _at_step(session: Session, suggestion_id: int, version: int, step: SuggestionStep) -> Suggestion:
    suggestion = get_row(session, Suggestion, suggestion_id, "代表建议")
    check_version(suggestion, version, "代表建议")
    next_state(suggestion.state, step)
    return suggestion


def _day(session: Session, given: date | None, after: date, word: str, before_word: str) -> date:
    today = context.today(session)
    on = given or today
    if on > today:
        raise StepOutOfOrder(f"{word}日期 {day_words(on)}还没有到。请核对。")
    if on < after:
        raise StepOutOfOrder(f"{word}日期 {day_words(on)}早于{before_word}日期 {day_words(after)}。请核对。")
    return on


def _done(session: Session, suggestion: Suggestion, step: SuggestionStep, sentence: str) -> SuggestionDetail:
    before = suggestion.state
    suggestion.state = next_state(before, step)
    session.flush()
    record_change(
        session,
        action=f"suggestion.{step.value}",
        subject="suggestion",
        subject_id=suggestion.id,
        sentence=sentence,
        before={"state": before},
        after={"state": suggestion.state},
    )
    return get_suggestion(session, suggestion_id=suggestion.id)
