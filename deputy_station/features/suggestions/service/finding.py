"""Suggestions for the search box: by title, text, who signed and who handles."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from deputy_station.features.deputies.models import Deputy
from deputy_station.features.matters.models import Unit
from deputy_station.features.suggestions.models import Suggestion, SuggestionSigner
from deputy_station.features.suggestions.rules import SuggestionState


@dataclass(frozen=True)
class FoundSuggestion:
    """A suggestion in one line."""

    id: int
    title: str
    proposed_on: date
    state: SuggestionState


def search_suggestions(session: Session, *, words: Sequence[str], limit: int = 12) -> list[FoundSuggestion]:
    """Suggestions for which every word (in search form) is in the title, the text, a signer's name in any spelling
    or the handling unit; newest first."""
    query = (
        _select()
        .outerjoin(Unit, Suggestion.unit_id == Unit.id)
        .where(*map(_fits, words))
        .order_by(Suggestion.proposed_on.desc(), Suggestion.id.desc())
        .limit(limit)
    )
    return _found(session, query)


def name_suggestions(session: Session, *, ids: Collection[int]) -> list[FoundSuggestion]:
    """Those of these suggestions that are there."""
    return _found(session, _select().where(Suggestion.id.in_(ids)))


def _fits(word: str) -> ColumnElement[bool]:
    signed = (
        select(SuggestionSigner.suggestion_id)
        .join(Deputy, SuggestionSigner.deputy_id == Deputy.id)
        .where(Deputy.search_keys.contains(word, autoescape=True))
    )
    return or_(
        Suggestion.title.icontains(word, autoescape=True),
        Suggestion.text.icontains(word, autoescape=True),
        Unit.name.icontains(word, autoescape=True),
        Suggestion.id.in_(signed),
    )


def _select() -> Select[int, str, date, SuggestionState]:
    return select(Suggestion.id, Suggestion.title, Suggestion.proposed_on, Suggestion.state)


def _found(session: Session, query: Select[int, str, date, SuggestionState]) -> list[FoundSuggestion]:
    return [FoundSuggestion(*one) for one in session.execute(query)]
