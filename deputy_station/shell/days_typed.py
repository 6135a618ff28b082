"""Days in what is typed into the search box: one day in any of the short forms, or a whole month."""

import re
from collections.abc import Sequence
from datetime import date

from deputy_station.core.clock import last_of_month
from deputy_station.core.typed_day import read_day

Span = tuple[date, date]

_MONTH = re.compile(r"(?:(\d{4})[年.\-/])?(\d{1,2})月(?:份)?")
FEWEST_DIGITS = 4
"""Fewer digits alone are a demand's number far more often than a day of this month."""


def days_of(words: Sequence[str], today: date) -> dict[str, Span]:
    """The words that mean days, each with its first and last day."""
    spans = {word: read_span(word, today) for word in words}
    return {word: span for word, span in spans.items() if span is not None}


def read_span(word: str, today: date) -> Span | None:
    """1120, 11.20, 11月20日, 今天, 下周三 as one day; 11月 and 2026年11月 as a month; None when it is neither."""
    if word.isdigit() and len(word) < FEWEST_DIGITS:
        return None
    day = read_day(word, today).day
    if day is not None:
        return day, day
    matched = _MONTH.fullmatch(word)
    if matched is None:
        return None
    try:
        first = date(int(matched[1] or today.year), int(matched[2]), 1)
    except ValueError:
        return None
    return first, last_of_month(first)
