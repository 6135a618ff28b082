"""延期: asked by the unit while it handles, decided by the presidium with consent, at most six months in all."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_text
from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal
from deputy_station.core.workdays import Deadline
from deputy_station.features.matters.rules.choices import Term
from deputy_station.features.reception.service.calendar import load_workdays
from deputy_station.features.suggestions.models import Suggestion, SuggestionExtension
from deputy_station.features.suggestions.rules.deadlines import ceiling, check_extension
from deputy_station.features.suggestions.service.detail import get_suggestion
from deputy_station.features.suggestions.service.persons import without_visitors
from deputy_station.features.suggestions.service.rows import SuggestionDetail
from deputy_station.features.suggestions.service.way import begin, finish, lead_handover, reckon
from deputy_station.store import context
from deputy_station.store.edits import get_row


class ExtensionWaits(Refusal):
    """An extension was asked for and is not decided."""


class ExtensionDecided(Refusal):
    """The extension was decided before."""


def ask_extension(
    session: Session, *, suggestion_id: int, version: int, until: date, note: str
) -> SuggestionDetail:
    """申请延期 to a day after the present deadline, at most six months after the handing over.

    Raises ExtensionWaits, ExtensionUseless, TermTooLong.
    """
    note = clean_text(note)
    taken = begin(session, suggestion_id, version, "ask_extension", note=note, until=True)
    suggestion = taken.suggestion
    waiting = session.scalars(
        select(SuggestionExtension).where(
            SuggestionExtension.suggestion_id == suggestion_id,
            SuggestionExtension.round == suggestion.rounds,
            SuggestionExtension.granted.is_(None),
        )
    ).first()
    if waiting is not None:
        raise ExtensionWaits(f"已经申请延到{day_words(waiting.until)}，还没有批。请先批那一次。")
    due_on, handed_on = _with_unit(suggestion)
    check_extension(until, due_on=due_on, last=_latest(session, suggestion, handed_on))
    note = without_visitors(session, suggestion.demand_id, note)
    session.add(
        SuggestionExtension(
            suggestion_id=suggestion_id,
            round=suggestion.rounds,
            asked_on=context.today(session),
            until=until,
            reason=note,
            due_before=due_on,
        )
    )
    finish(session, taken, f"申请延期到{day_words(until, context.today(session))}", note=note)
    return get_suggestion(session, suggestion_id=suggestion_id)


def decide_extension(
    session: Session,
    *,
    suggestion_id: int,
    version: int,
    extension_id: int,
    granted: bool,
    note: str,
) -> SuggestionDetail:
    """同意延期 or not; the note says who consented (the deputy, the presidium), or why not. The arithmetic of the
    deadline names both days. Raises ExtensionDecided."""
    note = clean_text(note)
    key = "grant_extension" if granted else "refuse_extension"
    taken = begin(session, suggestion_id, version, key, note=note)
    suggestion = taken.suggestion
    asked = get_row(session, SuggestionExtension, extension_id, "这次延期申请")
    if asked.granted is not None or (asked.suggestion_id, asked.round) != (suggestion_id, suggestion.rounds):
        raise ExtensionDecided("这次延期申请已经批过，或不是这一轮的。请刷新后再看。")
    today = context.today(session)
    asked.granted, asked.decided_on, asked.note = granted, today, note
    asked.decided_by = context.actor(session)
    if not granted:
        finish(session, taken, f"不同意延期到{day_words(asked.until, today)}", note=note)
        return get_suggestion(session, suggestion_id=suggestion_id)
    due_on, handed_on = _with_unit(suggestion)
    check_extension(asked.until, due_on=due_on, last=_latest(session, suggestion, handed_on))
    suggestion.extended += 1
    suggestion.deadline_on, suggestion.deadline_provisional = asked.until, False
    suggestion.deadline_arithmetic += (
        f"；{day_words(today, handed_on)}同意延期到 {day_words(asked.until, handed_on)}"
    )
    handover = lead_handover(session, suggestion)
    if handover is not None:
        handover.due_on, handover.rule, handover.provisional = asked.until, "", False
        handover.arithmetic = suggestion.deadline_arithmetic
    finish(session, taken, f"同意延期到{day_words(asked.until, today)}", note=note)
    return get_suggestion(session, suggestion_id=suggestion_id)


def _latest(session: Session, suggestion: Suggestion, handed_on: date) -> Deadline:
    """The last day any extension may reach: the station's term where it is shorter than the law's six months."""
    own = reckon(session, suggestion, Term.EXTENSION, handed_on, "交办")
    by_law = ceiling(handed_on, load_workdays(session))
    return by_law if own is None or own[0].on >= by_law.on else own[0]


def _with_unit(suggestion: Suggestion) -> tuple[date, date]:
    """When the reply is due, and when it was handed over: both are there while a unit handles it."""
    handed_on = suggestion.assigned_on or suggestion.proposed_on
    return suggestion.deadline_on or handed_on, handed_on
