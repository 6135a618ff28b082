"""Numbers within a session, taken one after the other; a row is locked meanwhile, so two desks never get one."""

from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_line
from deputy_station.core.errors import NotFound, Refusal
from deputy_station.features.suggestions.models import Suggestion, SuggestionCounter
from deputy_station.features.suggestions.rules.numbering import (
    SessionMissing,
    number_text,
    read_number,
    session_for,
)


class NumberAmbiguous(Refusal):
    """A bare number that several sessions have."""


def take_number(session: Session, suggestion: Suggestion) -> None:
    """Give a suggestion the next number of its session, unless it has one: a number once given stays.

    Raises SessionMissing where one made at a session does not say at which.
    """
    if suggestion.number is not None:
        return
    name = session_for(suggestion.kind, suggestion.session_name, suggestion.proposed_on)
    if not name:
        raise SessionMissing
    query = (
        select(SuggestionCounter)
        .where(SuggestionCounter.session_name == name)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    counter = session.scalars(query).first()
    if counter is None:
        # Another desk may begin the session in the same instant; then its row is the one to lock.
        with suppress(IntegrityError), session.begin_nested():
            session.add(SuggestionCounter(session_name=name, last=0))
        counter = session.scalars(query).one()
    counter.last += 1
    suggestion.session_name, suggestion.number = name, counter.last
    session.flush()


def find_suggestion_id(session: Session, text: str) -> int:
    """The suggestion somebody names by its number: 2026年闭会期间第5号, or 第5号 where only one session has it.

    Raises NotFound, and NumberAmbiguous naming the numbers to choose from.
    """
    text = clean_line(text)
    typed = read_number(text)
    if typed is None:
        raise NotFound(f"编号“{text}”的建议")
    session_name, number = typed
    query = select(Suggestion.id, Suggestion.session_name).where(Suggestion.number == number)
    if session_name:
        query = query.where(Suggestion.session_name == session_name)
    found = session.execute(query.order_by(Suggestion.session_name)).all()
    if not found:
        raise NotFound(f"编号“{text}”的建议")
    if len(found) > 1:
        names = "、".join(number_text(row.session_name, number) for row in found)
        raise NumberAmbiguous(f"“{text}”有 {len(found)} 件：{names}。请连届次一起写。")
    return int(found[0].id)
