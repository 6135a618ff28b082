"""What is taken down of a demand, made fit to keep: cleaned, given a title, refused where it cannot be."""

import re
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_line, clean_text
from deputy_station.core.clock import local_day
from deputy_station.core.errors import Refusal
from deputy_station.features.demands.rules.faces import Person, nameless
from deputy_station.features.matters.models import Category, Unit
from deputy_station.store import context
from deputy_station.store.edits import get_row
from deputy_station.store.lengths import LineTooLong

TITLE_CHARS = 200
GIST_CHARS = 30
"""A title made from the words is cut here; a list shows about as much."""
SHORTEST_CLAUSE = 6
"""A first clause of fewer characters (您好， 路坏了，) says too little to be a title."""
_CLAUSE_END = re.compile(r"[，；。！？;!?]|,(?!\d)")
_SENTENCE_END = re.compile(r"[。！？；!?;]")


class WordsMissing(Refusal):
    """A demand without a word of what it is about."""

    def __init__(self) -> None:
        super().__init__("还没有写反映的问题。请用来访人的原话写几个字。")


class ReceivedInFuture(Refusal):
    """The demand would have been voiced after now."""

    def __init__(self) -> None:
        super().__init__("接待时间在现在之后。请核对日期和时间。")


class ReceivedTooEarly(Refusal):
    """Voiced before there were stations: a slip of the finger, or a clock that was reset."""

    def __init__(self, on: date) -> None:
        super().__init__(f"接待时间是 {on.year} 年，太早了。请核对日期；电脑的时钟不对时，请先调好时钟。")


class PeopleCountInvalid(Refusal):
    """Less than one person, or a slip of the finger."""

    def __init__(self, people: int) -> None:
        super().__init__(f"来访人数不能是 {people}。请填 1 到 999 之间的整数。")


_LONGEST = {
    "title": ("诉求标题", TITLE_CHARS),
    "visitor_name": ("来访人", 80),
    "visitor_phone": ("电话", 40),
    "visitor_address": ("住址", 200),
    "place": ("地点", 200),
    "village": ("村社区", 80),
    "against": ("被反映人", 80),
    "seen_by": ("谁看过", 80),
}
EARLIEST_YEAR = 2000
"""No station is older; a demand dated before is a mistake."""
TEXTS = ("words", "wish")


def gist_of(words: str) -> str:
    """A title from the words: their first clause where it says enough, else their first sentence; at most
    GIST_CHARS long, "…" where it was cut."""
    line = words.strip().split("\n")[0]
    clause = _CLAUSE_END.split(line, maxsplit=1)[0]
    if len(clause) >= SHORTEST_CLAUSE:
        line = clause
    else:
        ends = (found.start() for found in _SENTENCE_END.finditer(line) if found.start() >= 4)
        line = line[: next(ends, len(line))]
    return line if len(line) <= GIST_CHARS else line[: GIST_CHARS - 1] + "…"


def cleaned_values(**given: Any) -> dict[str, Any]:
    """Text fields made fit to keep; a missing title is taken from the words."""
    values = dict(given)
    for name in values:
        if name in _LONGEST:
            values[name] = clean_line(values[name])
        elif name in TEXTS:
            values[name] = clean_text(values[name])
    if values.get("title") == "" and values.get("words"):
        values["title"] = gist_of(values["words"])
    return values


def check_values(session: Session, values: dict[str, Any]) -> None:
    """Raise WordsMissing, LineTooLong, PeopleCountInvalid, NotFound, ReceivedInFuture or ReceivedTooEarly."""
    if "words" in values and not values["words"]:
        raise WordsMissing
    for name, (word, longest) in _LONGEST.items():
        if len(values.get(name, "")) > longest:
            raise LineTooLong(word, longest, len(values[name]))
    people = values.get("people", 1)
    if not 1 <= people <= 999:
        raise PeopleCountInvalid(people)
    if values.get("category_id") is not None:
        get_row(session, Category, values["category_id"], "这个类别")
    if values.get("against_unit_id") is not None:
        get_row(session, Unit, values["against_unit_id"], "这个单位")
    moment = values.get("received_at")
    if moment is not None and moment > context.now(session):
        raise ReceivedInFuture
    if moment is not None and local_day(moment).year < EARLIEST_YEAR:
        raise ReceivedTooEarly(local_day(moment))


def title_of_secret(
    *,
    title: str,
    visitor_name: str,
    visitor_phone: str,
    visitor_address: str,
    against: str = "",
    **_more: Any,
) -> str:
    """The title of a demand whose visitor asked for secrecy: it stands in every list, and names nobody."""
    people = (Person(visitor_name, visitor_phone, visitor_address), Person(against))
    return nameless(title, people)[:TITLE_CHARS]
