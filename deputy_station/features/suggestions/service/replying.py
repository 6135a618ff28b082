"""The reply and what follows it: the deputy's opinion of result and manner, handling again, looking back."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_text
from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal
from deputy_station.features.matters.rules.choices import MatterKind, Part, Term
from deputy_station.features.matters.service.terms import term_for
from deputy_station.features.suggestions.models import (
    Suggestion,
    SuggestionHandover,
    SuggestionLook,
    SuggestionPromise,
)
from deputy_station.features.suggestions.rules.choices import SuggestionSatisfaction, SuggestionState
from deputy_station.features.suggestions.rules.replies import reply_class as class_named
from deputy_station.features.suggestions.service.detail import get_suggestion
from deputy_station.features.suggestions.service.handing import hand_over
from deputy_station.features.suggestions.service.of_demand import answer_demand
from deputy_station.features.suggestions.service.persons import without_visitors
from deputy_station.features.suggestions.service.rows import SuggestionDetail
from deputy_station.features.suggestions.service.way import (
    begin,
    day_of_step,
    finish,
    lead_handover,
    on_that_day,
)
from deputy_station.store import context
from deputy_station.store.lengths import fit_line


class ReplyMissing(Refusal):
    """A reply has a text."""


def reply_to_suggestion(
    session: Session,
    *,
    suggestion_id: int,
    version: int,
    reply: str,
    replied_on: date | None = None,
    reply_class: str | None = None,
    reply_number: str = "",
    promise: str = "",
    promise_due: date | None = None,
    solved: bool = False,
) -> SuggestionDetail:
    """登记答复: what the unit answered, its class ("four.B", see `rules.replies`), its 发文字号; without a day, today.

    What it promises for later goes into the ledger of promises. The demand it grew from has its result with it, with
    `solved` as a problem that is gone, and its visitor is to be told next. Raises ReplyMissing, ReplyClassUnknown.
    """
    reply = clean_text(reply)
    reply_number = fit_line(Suggestion.reply_number, "发文字号", reply_number)
    if not reply:
        raise ReplyMissing("请填写答复内容。")
    answered = class_named(reply_class or "")
    taken = begin(session, suggestion_id, version, "reply", note=reply)
    suggestion = taken.suggestion
    on = day_of_step(session, replied_on, suggestion.assigned_on or suggestion.proposed_on, "答复", "交办")
    reply = without_visitors(session, suggestion.demand_id, reply)
    suggestion.reply, suggestion.replied_on = reply, on
    suggestion.reply_class, suggestion.reply_number = reply_class or "", reply_number
    handover = lead_handover(session, suggestion)
    if handover is not None:
        handover.done_on, handover.result = on, reply
    promise = without_visitors(session, suggestion.demand_id, clean_text(promise))
    if promise:
        session.add(SuggestionPromise(suggestion_id=suggestion.id, words=promise, due_on=promise_due))
    said = f"，{answered.letter} 类（{answered.words}）" if answered else ""
    kept = "，承诺记入台账" if promise else ""
    finish(session, taken, f"{on_that_day(session, on)}答复{said}{kept}", note=reply)
    answer_demand(session, suggestion, solved=solved)
    return get_suggestion(session, suggestion_id=suggestion.id)


def appraise_suggestion(
    session: Session,
    *,
    suggestion_id: int,
    version: int,
    satisfaction: SuggestionSatisfaction,
    manner: SuggestionSatisfaction | None = None,
    note: str = "",
    redo: bool = True,
) -> SuggestionDetail:
    """登记评价: the deputy's opinion of the result and of the manner. Not satisfied with the result, the units handle
    it again in a new round, unless `redo` is False: then it is closed as it is, and the note says why."""
    note = clean_text(note)
    again = satisfaction is SuggestionSatisfaction.UNSATISFIED
    key = "close" if again and not redo else "appraise"
    taken = begin(session, suggestion_id, version, key, note=note, opinion=satisfaction)
    suggestion = taken.suggestion
    note = without_visitors(session, suggestion.demand_id, note)
    suggestion.satisfaction, suggestion.manner, suggestion.appraisal_note = satisfaction, manner, note
    sentence = f"代表评价：结果{satisfaction.label}" + (f"，态度{manner.label}" if manner else "")
    if taken.after is SuggestionState.HANDED:
        sentence += _handle_again(session, suggestion)
    else:
        sentence += "，不再重办" if key == "close" else "，办结"
    finish(session, taken, sentence, note=note, satisfaction=satisfaction, manner=manner)
    return get_suggestion(session, suggestion_id=suggestion.id)


def close_unappraised(session: Session, *, suggestion_id: int, version: int, note: str) -> SuggestionDetail:
    """逾期未评价办结: the deputy gave no opinion in time, reminded or not (重庆 leaves it out of the figures)."""
    note = clean_text(note)
    taken = begin(session, suggestion_id, version, "lapse", note=note)
    finish(session, taken, "代表逾期未评价，办结", note=note)
    return get_suggestion(session, suggestion_id=suggestion_id)


def look_back(
    session: Session,
    *,
    suggestion_id: int,
    version: int,
    kept: bool,
    note: str,
    who: str = "",
    on: date | None = None,
) -> SuggestionDetail:
    """回头看: somebody went and looked whether what was answered is so. What is not so is handled again by 重办."""
    note, who = clean_text(note), fit_line(SuggestionLook.who, "谁去看的", who)
    taken = begin(session, suggestion_id, version, "look_back", note=note)
    first = taken.suggestion.replied_on or taken.suggestion.proposed_on
    day = day_of_step(session, on, first, "回头看", "答复")
    note = without_visitors(session, taken.suggestion.demand_id, note)
    session.add(SuggestionLook(suggestion_id=suggestion_id, on=day, who=who, kept=kept, words=note))
    session.flush()
    found = "与答复相符" if kept else "与答复不符"
    finish(session, taken, f"{on_that_day(session, day)}{who}回头看：{found}", note=note)
    return get_suggestion(session, suggestion_id=suggestion_id)


def redo_suggestion(session: Session, *, suggestion_id: int, version: int, note: str) -> SuggestionDetail:
    """重办 what was closed: a new, numbered round begins, and the presidium hands it over anew."""
    note = clean_text(note)
    taken = begin(session, suggestion_id, version, "redo", note=note)
    suggestion = taken.suggestion
    _begin_round(suggestion)
    suggestion.unit_id = suggestion.assigned_on = suggestion.deadline_on = None
    suggestion.deadline_arithmetic, suggestion.deadline_provisional = "", False
    suggestion.accepted_on = context.today(session)
    finish(session, taken, f"第 {suggestion.rounds} 轮重办", note=note)
    return get_suggestion(session, suggestion_id=suggestion_id)


def _handle_again(session: Session, suggestion: Suggestion) -> str:
    """A new round with the same units, from today; what is said of it."""
    units = _units_of_round(session, suggestion)
    _begin_round(suggestion)
    rule = term_for(session, matter=MatterKind.SUGGESTION, term=Term.REDO, category_id=suggestion.category_id)
    due = hand_over(session, suggestion, units, context.today(session), rule)
    return f"，转第 {suggestion.rounds} 轮重办，{day_words(due.on, context.today(session))}前再答复"


def _begin_round(suggestion: Suggestion) -> None:
    """What the last round came to stays in the timeline and with its units; the suggestion itself starts anew."""
    suggestion.rounds += 1
    suggestion.extended = suggestion.urge_level = 0
    suggestion.replied_on = None
    suggestion.reply = suggestion.reply_class = suggestion.reply_number = ""
    suggestion.satisfaction = suggestion.manner = None
    suggestion.appraisal_note = ""


def _units_of_round(session: Session, suggestion: Suggestion) -> list[int]:
    """The units that have it in this round, the lead first."""
    rows = session.execute(
        select(SuggestionHandover.unit_id, SuggestionHandover.part)
        .where(
            SuggestionHandover.suggestion_id == suggestion.id,
            SuggestionHandover.round == suggestion.rounds,
            SuggestionHandover.returned_on.is_(None),
        )
        .order_by(SuggestionHandover.id)
    ).all()
    ordered = sorted(rows, key=lambda row: row.part is not Part.LEAD)
    return [row.unit_id for row in ordered] or ([suggestion.unit_id] if suggestion.unit_id else [])
