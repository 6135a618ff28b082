"""A suggestion's number: counted from 1 within its session, or its year for what is made between sessions."""

import re
import unicodedata
from datetime import date

from deputy_station.core.errors import Refusal
from deputy_station.features.suggestions.rules.choices import SuggestionKind

_AT_SESSION = frozenset({SuggestionKind.SESSION, SuggestionKind.BILL})
LONGEST_SESSION = 60


class SessionMissing(Refusal):
    """What is made at a session bears its name."""

    def __init__(self) -> None:
        super().__init__("请填写届次会次，例如“第十九届第五次会议”，编号按它来排。")


class SessionTooLong(Refusal):
    """The name of a session would not fit its column."""

    def __init__(self, given: int) -> None:
        super().__init__(f"届次会次有 {given} 个字，最多 {LONGEST_SESSION} 个字。请写短一些。")


def is_at_session(kind: SuggestionKind) -> bool:
    """Whether one of that kind is made while the congress sits."""
    return kind in _AT_SESSION


def session_for(kind: SuggestionKind, session_name: str, proposed_on: date) -> str:
    """Within what a suggestion is numbered: the session given, or the year of those between sessions.

    >>> session_for(SuggestionKind.BETWEEN, "", date(2026, 11, 2))
    '2026年闭会期间'
    """
    if is_at_session(kind):
        if len(session_name) > LONGEST_SESSION:
            raise SessionTooLong(len(session_name))
        return session_name
    return f"{proposed_on.year}年{'民生建议' if kind is SuggestionKind.LIVELIHOOD else '闭会期间'}"


def number_text(session_name: str, number: int | None) -> str:
    """The number on papers: 2026年闭会期间第5号; empty before it has one.

    >>> number_text("第十九届第五次会议", 12)
    '第十九届第五次会议第12号'
    """
    return "" if number is None else f"{session_name}第{number}号"


def short_number(number: int | None) -> str:
    """The number in a list: 第5号."""
    return "" if number is None else f"第{number}号"


def read_number(text: str) -> tuple[str, int] | None:
    """The session's name (may be empty) and the number somebody typed: 2026年闭会期间第5号, 第5号, 5; or None."""
    typed = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    match = re.fullmatch(r"(?:(?P<session>.*?)第)?(?P<number>\d{1,6})号?", typed)
    return None if match is None else (match["session"] or "", int(match["number"]))
