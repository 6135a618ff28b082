"""Days that rest on the holiday table move with it, each move with a line in the history; days that were granted or set
by hand stay."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words
from deputy_station.core.workdays import Workdays
from deputy_station.features.history.service import record_change
from deputy_station.features.matters.rules.choices import Part
from deputy_station.features.matters.rules.terms import reckon_anew
from deputy_station.features.reception.service.calendar import load_workdays
from deputy_station.features.suggestions.models import Suggestion, SuggestionHandover
from deputy_station.features.suggestions.rules.choices import WITH_UNITS
from deputy_station.features.suggestions.service.way import named, set_step_due
from deputy_station.store import context


def days_known_by_now(session: Session) -> bool:
    """Whether a deadline marked 暂算 could be settled by now; cheap, for when a page opens."""
    asked = session.scalars(
        select(Suggestion.deadline_on).where(
            Suggestion.state.in_(WITH_UNITS), Suggestion.deadline_provisional
        )
    ).all()
    if not asked:
        return False
    workdays = load_workdays(session)
    return any(on is not None and not workdays.is_provisional(on) for on in asked)


def move_deadlines(session: Session, *, year: int | None = None) -> str:
    """Reckon every day that open suggestions wait for anew; a sentence of how many moved, "" for none. `year` is the
    one whose table changed: terms that do not touch it stay as they are."""
    workdays, today, moved = load_workdays(session), context.today(session), 0
    in_hand = session.execute(
        select(SuggestionHandover, Suggestion)
        .join(Suggestion, SuggestionHandover.suggestion_id == Suggestion.id)
        .where(
            Suggestion.state.in_(WITH_UNITS),
            SuggestionHandover.round == Suggestion.rounds,
            SuggestionHandover.returned_on.is_(None),
            SuggestionHandover.done_on.is_(None),
        )
        .order_by(Suggestion.id, SuggestionHandover.id)
    ).all()
    for handover, suggestion in in_hand:
        moved += _move_handover(session, suggestion, handover, workdays, year, today)
    waiting = session.scalars(
        select(Suggestion).where(Suggestion.step_due_on.is_not(None)).order_by(Suggestion.id)
    ).all()
    for suggestion in waiting:
        moved += _move_step_due(session, suggestion, year, today)
    session.flush()
    return f"建议的期限移动 {moved} 个" if moved else ""


def _move_handover(
    session: Session,
    suggestion: Suggestion,
    handover: SuggestionHandover,
    workdays: Workdays,
    year: int | None,
    today: date,
) -> bool:
    signing = reckon_anew(handover.sign_rule, handover.sign_by, workdays, year, today)
    if signing is not None and handover.signed_on is None:
        handover.sign_by = signing.on
    before, due = handover.due_on, reckon_anew(handover.rule, handover.due_on, workdays, year, today)
    if due is None or before is None:
        return False
    handover.due_on, handover.arithmetic, handover.provisional = due.on, due.arithmetic, due.provisional
    if handover.part is not Part.LEAD:
        return False
    suggestion.deadline_on, suggestion.deadline_arithmetic = due.on, due.arithmetic
    suggestion.deadline_provisional = due.provisional
    if due.on == before:
        return False
    _log(session, suggestion, "答复期限", before, due.on)
    return True


def _move_step_due(session: Session, suggestion: Suggestion, year: int | None, today: date) -> bool:
    before, arithmetic = suggestion.step_due_on, suggestion.step_due_arithmetic
    if before is None or (year is not None and before.year not in (year - 1, year, year + 1)):
        return False
    set_step_due(session, suggestion)
    after = suggestion.step_due_on
    if after is not None and after < today <= before:
        # Nobody is made late by a holiday that was moved.
        suggestion.step_due_on, suggestion.step_due_arithmetic = before, arithmetic
        return False
    if after is None or after == before:
        return False
    _log(session, suggestion, f"“{suggestion.state.label}”的期限", before, after)
    return True


def _log(session: Session, suggestion: Suggestion, what: str, before: date, after: date) -> None:
    record_change(
        session,
        action="suggestion.move_days",
        subject="suggestion",
        subject_id=suggestion.id,
        sentence=(
            f"{named(suggestion)}：放假安排有变，{what}由 {day_words(before)}改到 {day_words(after, before)}"
        ),
        before={"on": before},
        after={"on": after},
    )
