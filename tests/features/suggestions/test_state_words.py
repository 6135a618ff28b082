"""How far a suggestion is has one word, wherever people read it."""

import io

import pytest

from deputy_station.features.suggestions.commands import show_suggestion, show_suggestions
from deputy_station.features.suggestions.models import Suggestion
from deputy_station.features.suggestions.page.telling import state_pill
from deputy_station.features.suggestions.rules.choices import SuggestionKind, SuggestionState
from deputy_station.features.suggestions.service.listing import list_suggestions
from deputy_station.features.suggestions.service.writing import draft_suggestion
from deputy_station.shell.finders import find_matters
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk


@pytest.mark.parametrize(
    ("kind", "word"), [(SuggestionKind.LIVELIHOOD, "已受理"), (SuggestionKind.BETWEEN, "待交办")]
)
def test_what_was_accepted_is_called_the_same_on_page_command_line_and_in_the_search_box(
    database: Database, people: dict[str, int], kind: SuggestionKind, word: str
) -> None:
    with database.transaction() as session:
        made = draft_suggestion(session, title="修渠", text="渠漏水", kind=kind, lead_id=people["王建国"])
        row = session.get_one(Suggestion, made.id)
        row.state, row.session_name, row.number = SuggestionState.ACCEPTED, "2026年闭会期间", 1
    with database.reading() as session:
        [shown] = list_suggestions(session)
        [hit] = find_matters(session, "修渠")
    listed, told = io.StringIO(), io.StringIO()
    show_suggestions(Desk(lambda: database, out=listed))
    show_suggestion(Desk(lambda: database, out=told), number="第1号")
    assert state_pill(shown).word == word
    assert word in listed.getvalue()
    assert f"状态：{word}" in told.getvalue()
    assert hit.note.startswith(f"{word}，")
