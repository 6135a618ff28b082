"""What of a demand stands in the search index beside its words, and where a demand stands in the order of a list.

Each fact is one token, so that any mixture of words, unit, village, state ... is one question to one index. Lists are
newest first: by the day a demand was voiced, then by the order in which they were taken down. That place is one whole
number, the same on both engines.
"""

from collections.abc import Iterable
from datetime import date
from enum import Enum
from functools import lru_cache

from deputy_station.core.choices import Choice
from deputy_station.core.grams import mark, mark_text, pieces_of

ID_BITS = 27
"""Numbers of demands stay below 134 million."""
ID_MASK = (1 << ID_BITS) - 1
_TITLE, _BEGINS, _FACT = "\ue080", "\ue081", "\ue082"


class Fact(Enum):
    """What may be asked beside words; the value is the sign in the token."""

    STATION = "t"
    STATE = "s"
    UNIT = "u"
    CATEGORY = "c"
    ROUTE = "r"
    VILLAGE = "v"
    TAKEN_BY = "b"
    DEPUTY = "d"
    SUPERVISED = "g"


def place_of(received_on: date, demand_id: int) -> int:
    """Where a demand stands: the higher, the nearer to the top of the list.

    >>> place_of(date(2026, 11, 20), 1) > place_of(date(2026, 11, 19), 2) > place_of(date(2026, 11, 19), 1)
    True
    """
    return received_on.toordinal() << ID_BITS | demand_id


def id_at(place: int) -> int:
    """The demand at a place."""
    return place & ID_MASK


def word_token(piece: str) -> str:
    """A piece anywhere in the demand."""
    return mark(piece)


def title_token(piece: str) -> str:
    """A piece in the title."""
    return _TITLE + mark(piece)


def beginning_token(form: str) -> str:
    """The beginning of a title, two signs of it."""
    return _BEGINS + mark(form[:2])


@lru_cache(maxsize=4096)
def fact_token(fact: Fact, value: object = "") -> str:
    """A fact and its value: a row number, a choice, a name."""
    told = value.value if isinstance(value, Choice) else value
    return f"{_FACT}{fact.value}{mark(str(told))}"


def tokens_of(search_text: str, title_form: str, facts: Iterable[tuple[Fact, object]]) -> set[str]:
    """Everything a demand is found by; both texts in search form."""
    tokens = pieces_of(mark_text(search_text))
    tokens.update(map(_TITLE.__add__, pieces_of(mark_text(title_form))))
    tokens.update((beginning_token(title_form[:1]), beginning_token(title_form)))
    tokens.update(fact_token(fact, value) for fact, value in facts)
    return tokens
