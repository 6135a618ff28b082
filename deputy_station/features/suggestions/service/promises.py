"""The ledger of promises (承诺台账): what replies promise for later, across years, until it came true."""

from datetime import date

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_text
from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal
from deputy_station.features.matters.models import Unit
from deputy_station.features.suggestions.models import Suggestion, SuggestionPromise
from deputy_station.features.suggestions.rules.choices import OPEN_PROMISES, PromiseState
from deputy_station.features.suggestions.rules.numbering import number_text
from deputy_station.features.suggestions.service.persons import without_visitors
from deputy_station.features.suggestions.service.rows import (
    CONFIDENTIAL_DEPUTY,
    PromiseRow,
    names_hidden,
    signers_of,
)
from deputy_station.features.suggestions.service.way import begin, day_of_step, finish
from deputy_station.store import context
from deputy_station.store.edits import get_row

WORD = "这项承诺"


class PromiseSettled(Refusal):
    """The promise was kept, or given up, before."""


class NewDayMissing(Refusal):
    """A promise that moves says to when."""


class NoteMissing(Refusal):
    """Why a promise moves or is given up."""


def add_promise(
    session: Session, *, suggestion_id: int, version: int, words: str, due_on: date | None = None
) -> PromiseRow:
    """记承诺: what the reply promises for later, and by when."""
    words = clean_text(words)
    taken = begin(session, suggestion_id, version, "promise", note=words)
    words = without_visitors(session, taken.suggestion.demand_id, words)
    promise = SuggestionPromise(suggestion_id=suggestion_id, words=words, due_on=due_on)
    session.add(promise)
    session.flush()
    by = f"，{day_words(due_on, context.today(session))}前兑现" if due_on else ""
    finish(session, taken, f"记承诺{by}", note=words)
    return _promise(session, promise.id)


def settle_promise(
    session: Session,
    *,
    promise_id: int,
    version: int,
    state: PromiseState,
    settled_on: date | None = None,
    due_on: date | None = None,
    note: str = "",
    told: bool = False,
) -> PromiseRow:
    """How a promise stands: kept (`settled_on`, without it today), moved to `due_on`, or given up, with the reason.

    `version` is the suggestion's. With `told` the deputy was told today how it stands.
    Raises PromiseSettled, NewDayMissing, NoteMissing.
    """
    promise = get_row(session, SuggestionPromise, promise_id, WORD)
    if promise.state not in OPEN_PROMISES:
        raise PromiseSettled(f"这项承诺{promise.state.label}，不用再记。")
    note, today = clean_text(note), context.today(session)
    taken = begin(session, promise.suggestion_id, version, "settle_promise", note=note)
    note = without_visitors(session, taken.suggestion.demand_id, note)
    if state is PromiseState.MOVED and (due_on is None or due_on == promise.due_on):
        raise NewDayMissing("请填写改到哪一天。")
    if state in (PromiseState.MOVED, PromiseState.GIVEN_UP) and not note:
        raise NoteMissing(f"“{state.label}”要写明原因，要告诉代表。")
    promise.state, promise.note = state, note or promise.note
    if told:
        promise.told_on = today
    sentence = f"承诺“{_gist(promise.words)}”{state.label}"
    if state is PromiseState.MOVED and due_on is not None:
        promise.due_on = due_on
        sentence = f"承诺“{_gist(promise.words)}”改到{day_words(due_on, today)}"
    elif state is not PromiseState.OPEN:
        first = taken.suggestion.assigned_on or taken.suggestion.proposed_on
        promise.settled_on = day_of_step(session, settled_on, first, "兑现", "交办")
    finish(session, taken, sentence, note=note)
    return _promise(session, promise.id)


def list_promises(
    session: Session,
    *,
    suggestion_id: int | None = None,
    open_only: bool = False,
    until: date | None = None,
) -> list[PromiseRow]:
    """Promises, those still owed first by their day, then the settled ones: of one suggestion, only those owed, or
    those for a day up to `until`."""
    today = context.today(session)
    owed = SuggestionPromise.state.in_(OPEN_PROMISES)
    query = (
        select(SuggestionPromise, Suggestion, Unit.name)
        .join(Suggestion, SuggestionPromise.suggestion_id == Suggestion.id)
        .outerjoin(Unit, Suggestion.unit_id == Unit.id)
        .order_by(case((owed, 0), else_=1), SuggestionPromise.due_on.asc().nulls_last(), SuggestionPromise.id)
    )
    if suggestion_id is not None:
        query = query.where(SuggestionPromise.suggestion_id == suggestion_id)
    if open_only:
        query = query.where(owed)
    if until is not None:
        query = query.where(SuggestionPromise.due_on <= until)
    return _rows(session, [(row[0], row[1], row[2]) for row in session.execute(query)], today)


def _promise(session: Session, promise_id: int) -> PromiseRow:
    session.flush()
    query = (
        select(SuggestionPromise, Suggestion, Unit.name)
        .join(Suggestion, SuggestionPromise.suggestion_id == Suggestion.id)
        .outerjoin(Unit, Suggestion.unit_id == Unit.id)
        .where(SuggestionPromise.id == promise_id)
    )
    return _rows(
        session, [(row[0], row[1], row[2]) for row in session.execute(query)], context.today(session)
    )[0]


def _rows(
    session: Session, found: list[tuple[SuggestionPromise, Suggestion, str | None]], today: date
) -> list[PromiseRow]:
    signers = signers_of(session, sorted({suggestion.id for _, suggestion, _ in found}))
    return [
        PromiseRow(
            promise.id,
            suggestion.id,
            suggestion.version,
            number_text(suggestion.session_name, suggestion.number),
            suggestion.title,
            CONFIDENTIAL_DEPUTY
            if names_hidden(session, confidential=suggestion.confidential)
            else signers[suggestion.id][0].name,
            unit or "",
            suggestion.replied_on,
            promise.words,
            promise.due_on,
            promise.state,
            promise.settled_on,
            promise.told_on,
            promise.note,
            max(0, (today - promise.due_on).days)
            if promise.due_on is not None and promise.state in OPEN_PROMISES
            else 0,
        )
        for promise, suggestion, unit in found
    ]


def _gist(words: str) -> str:
    line = words.split("\n")[0]
    return line if len(line) <= 20 else f"{line[:20]}…"
