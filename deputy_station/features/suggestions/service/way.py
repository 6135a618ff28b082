"""One step of a suggestion: the row fetched at the version read, the table asked, state, timeline and history written,
the next step's day reckoned. Every function that moves a suggestion on goes through here."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from deputy_station.core.cleaning import search_form
from deputy_station.core.clock import day_words
from deputy_station.core.errors import Refusal
from deputy_station.core.workdays import Deadline
from deputy_station.features.accounts.service import role_of
from deputy_station.features.demands.rules.faces import Person, nameless
from deputy_station.features.history.service import record_change
from deputy_station.features.matters.rules.choices import ContactStage, MatterKind, Part, Term
from deputy_station.features.matters.rules.table import StepTable
from deputy_station.features.matters.rules.terms import StartedTerm
from deputy_station.features.matters.service.terms import find_term
from deputy_station.features.matters.service.variations import table_of
from deputy_station.features.reception.service.calendar import load_workdays
from deputy_station.features.suggestions.models import (
    Suggestion,
    SuggestionContact,
    SuggestionHandover,
    SuggestionLook,
    SuggestionTimeline,
)
from deputy_station.features.suggestions.rules.choices import (
    SuggestionKind,
    SuggestionSatisfaction,
    SuggestionState,
)
from deputy_station.features.suggestions.rules.numbering import number_text
from deputy_station.features.suggestions.rules.steps import TABLE, Need
from deputy_station.features.suggestions.service.persons import without_visitors
from deputy_station.features.suggestions.service.rows import names_hidden, signers_of
from deputy_station.store import context
from deputy_station.store.edits import check_version, get_row

WORD = "这件建议"


class StepOutOfOrder(Refusal):
    """A step would lie before the one it follows, or in the future."""


class SignersKeptSecret(Refusal):
    """Who signed is kept from this desk, so it neither changes nor publishes it."""

    def __init__(self) -> None:
        super().__init__("代表要求保密，本机的使用人看不到是谁提的，不能这样改。请联络站或主席团办公室来改。")


_BY_NAME = frozenset({"edit", "publish", "withdraw"})
"""Steps that show, keep or ask those who signed."""


@dataclass(frozen=True)
class Taken:
    """A step about to be taken: the row, the step's key, the states before and after it, the round it is taken in."""

    suggestion: Suggestion
    key: str
    before: SuggestionState
    after: SuggestionState
    round: int


def way(session: Session) -> StepTable[SuggestionState]:
    """The way of a suggestion as this station goes it."""
    return table_of(session, matter=MatterKind.SUGGESTION, shipped=TABLE, states=SuggestionState)


def begin(
    session: Session,
    suggestion_id: int,
    version: int,
    key: str,
    *,
    note: str = "",
    opinion: SuggestionSatisfaction | None = None,
    unit: bool = False,
    until: bool = False,
) -> Taken:
    """Fetch a suggestion for a step. Raises NotFound, StaleEdit and what `StepTable.check` raises."""
    suggestion = get_row(session, Suggestion, suggestion_id, WORD)
    check_version(suggestion, version, WORD)
    if key in _BY_NAME and names_hidden(session, confidential=suggestion.confidential):
        raise SignersKeptSecret
    filled = {Need.NOTE: bool(note), Need.UNIT: unit, Need.UNTIL: until}
    table = way(session)
    after = table.check(
        key,
        suggestion.state,
        given=frozenset(need for need, there in filled.items() if there),
        opinion=opinion,
        role=role_of(session),
        taken=_times_taken(session, suggestion, key) if table.get(key).most else 0,
    )
    return Taken(suggestion, key, suggestion.state, after, suggestion.rounds)


def finish(
    session: Session,
    taken: Taken,
    sentence: str,
    *,
    note: str = "",
    satisfaction: SuggestionSatisfaction | None = None,
    manner: SuggestionSatisfaction | None = None,
    level: int = 0,
) -> None:
    """Set the state, write timeline and history, reckon by when the next step is due."""
    suggestion = taken.suggestion
    note = without_visitors(session, suggestion.demand_id, note)
    sentence = without_visitors(session, suggestion.demand_id, sentence)
    suggestion.state = taken.after
    suggestion.search_text = search_text_of(session, suggestion)
    # Also a step that changes no field of the row must turn a second desk away.
    flag_modified(suggestion, "state")
    session.flush()
    set_step_due(session, suggestion)
    session.add(
        SuggestionTimeline(
            suggestion_id=suggestion.id,
            at=context.now(session),
            actor=context.actor(session),
            step=taken.key,
            state_before=None if taken.key == "draft" else taken.before,
            state_after=taken.after,
            sentence=sentence,
            note=note,
            round=suggestion.rounds if TABLE.get(taken.key).new_round else taken.round,
            level=level,
            satisfaction=satisfaction,
            manner=manner,
        )
    )
    record_change(
        session,
        action=f"suggestion.{taken.key}",
        subject="suggestion",
        subject_id=suggestion.id,
        sentence=f"{named(suggestion)}：{sentence}",
        before={"state": taken.before},
        after={"state": taken.after},
    )


def search_text_of(session: Session, suggestion: Suggestion) -> str:
    """What a suggestion is found by beside its unit and who signed it; of who asked for secrecy nothing."""
    parts = [suggestion.title, suggestion.text, suggestion.session_name]
    if suggestion.confidential:
        lead, others = signers_of(session, [suggestion.id])[suggestion.id]
        people = [Person(one.name) for one in (lead, *others)]
        parts = [nameless(part, people, instead="|") for part in parts]
    return search_form("|".join(parts))


def named(suggestion: Suggestion) -> str:
    """How the history names a suggestion: 2026年闭会期间第5号建议《关于……的建议》."""
    return f"{number_text(suggestion.session_name, suggestion.number)}建议《{suggestion.title}》"


def day_of_step(session: Session, given: date | None, after: date, word: str, before_word: str) -> date:
    """The day of a step, today where none is given. Raises StepOutOfOrder for one to come, or before `after`."""
    today = context.today(session)
    on = given or today
    if on > today:
        raise StepOutOfOrder(f"{word}日期 {day_words(on)}还没有到。请核对。")
    if on < after:
        raise StepOutOfOrder(f"{word}日期 {day_words(on)}早于{before_word}日期 {day_words(after)}。请核对。")
    return on


def on_that_day(session: Session, on: date) -> str:
    """How a sentence says a day: nothing for today, else 11月5日."""
    today = context.today(session)
    return "" if on == today else day_words(on, today)


def lead_handover(session: Session, suggestion: Suggestion) -> SuggestionHandover | None:
    """Where the suggestion lies with its lead unit in this round, the newest; None when nowhere."""
    return session.scalars(
        select(SuggestionHandover)
        .where(
            SuggestionHandover.suggestion_id == suggestion.id,
            SuggestionHandover.round == suggestion.rounds,
            SuggestionHandover.part == Part.LEAD,
            SuggestionHandover.returned_on.is_(None),
        )
        .order_by(SuggestionHandover.id.desc())
    ).first()


def reckon(
    session: Session, suggestion: Suggestion, term: Term, start: date, event: str
) -> tuple[Deadline, StartedTerm] | None:
    """The last day of a step that follows an event, with its term; None where the station sets none."""
    rule = find_term(session, matter=MatterKind.SUGGESTION, term=term, category_id=suggestion.category_id)
    if rule is None:
        return None
    started = StartedTerm(start, event, rule)
    return started.ends(load_workdays(session)), started


def set_step_due(session: Session, suggestion: Suggestion) -> bool:
    """Reckon by when the step that is waited for is due, from what the records say; whether the day changed.

    Nothing is waited for by a day where the state, or the station's terms, name none.
    """
    waits = _waits_since(session, suggestion)
    found = None if waits is None else reckon(session, suggestion, waits[0], waits[1], waits[2])
    before = suggestion.step_due_on
    suggestion.step_due_on = None if found is None else found[0].on
    suggestion.step_due_arithmetic = "" if found is None else found[0].arithmetic
    return suggestion.step_due_on != before


def _waits_since(session: Session, suggestion: Suggestion) -> tuple[Term, date, str] | None:
    """Which term runs, since what day, and what happened on it."""
    state = suggestion.state
    if state is SuggestionState.ACCEPTED and suggestion.accepted_on is not None:
        if suggestion.kind is SuggestionKind.LIVELIHOOD:
            return None  # read together, and handed over only where somebody wants it
        return Term.ASSIGN, suggestion.accepted_on, "受理"
    if state is SuggestionState.HANDED and suggestion.assigned_on is not None:
        return Term.SIGN, suggestion.assigned_on, "交办"
    if state is SuggestionState.ASSIGNED and suggestion.assigned_on is not None:
        talked = _is_there(
            session,
            select(SuggestionContact.id).where(
                SuggestionContact.suggestion_id == suggestion.id,
                SuggestionContact.round == suggestion.rounds,
                SuggestionContact.stage != ContactStage.AFTER,
            ),
        )
        return None if talked else (Term.CONTACT, suggestion.assigned_on, "交办")
    if state is SuggestionState.REPLIED and suggestion.replied_on is not None:
        return Term.APPRAISE, suggestion.replied_on, "答复"
    if state is SuggestionState.CLOSED and suggestion.replied_on is not None:
        looked = _is_there(
            session, select(SuggestionLook.id).where(SuggestionLook.suggestion_id == suggestion.id)
        )
        return None if looked else (Term.LOOK_BACK, suggestion.replied_on, "答复")
    return None


def _is_there(session: Session, query: object) -> bool:
    return session.scalars(query.limit(1)).first() is not None  # type: ignore[attr-defined]


def _times_taken(session: Session, suggestion: Suggestion, key: str) -> int:
    query = select(func.count(SuggestionTimeline.id)).where(
        SuggestionTimeline.suggestion_id == suggestion.id,
        SuggestionTimeline.round == suggestion.rounds,
        SuggestionTimeline.step == key,
    )
    return session.scalar(query) or 0
