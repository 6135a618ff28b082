"""Suggestions for the search box: by number, title, text, who signed and who handles."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from deputy_station.features.suggestions.models import Suggestion
from deputy_station.features.suggestions.rules.choices import SuggestionKind, SuggestionState
from deputy_station.features.suggestions.service.listing import word_fits


@dataclass(frozen=True)
class FoundSuggestion:
    """A suggestion in one line."""

    id: int
    title: str
    proposed_on: date
    state: SuggestionState
    kind: SuggestionKind


def search_suggestions(session: Session, *, words: Sequence[str], limit: int = 12) -> list[FoundSuggestion]:
    """Suggestions for which every word (in search form) is in the title, the text, a signer's name in any spelling,
    the handling unit, or is the number; newest first."""
    query = (
        _select()
        .where(*(word_fits(session, word) for word in words if word))
        .order_by(Suggestion.proposed_on.desc(), Suggestion.id.desc())
        .limit(limit)
    )
    return _found(session, query)


def name_suggestions(session: Session, *, ids: Collection[int]) -> list[FoundSuggestion]:
    """Those of these suggestions that are there."""
    return _found(session, _select().where(Suggestion.id.in_(ids)))


def _select() -> Select[int, str, date, SuggestionState, SuggestionKind]:
    return select(Suggestion.id, Suggestion.title, Suggestion.proposed_on, Suggestion.state, Suggestion.kind)


def _found(
    session: Session, query: Select[int, str, date, SuggestionState, SuggestionKind]
) -> list[FoundSuggestion]:
    return [FoundSuggestion(*one) for one in session.execute(query)]
