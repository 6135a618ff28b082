"""When two demands look like one matter: how much of their wording they share, and whether place or person agree.

Only a hint comes of it, to be judged by a person side by side; what is alike is said with it.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from math import sqrt

from deputy_station.core.choices import Choice
from deputy_station.core.cleaning import search_form

MOST_SIGNS = 120
"""Signs of a text that are compared: people say what they want first."""
LEAST_SIGNS = 4
"""Typed signs from which on the wording says something."""
ALIKE_ALONE = 0.28
"""Share of the wording that makes a likeness with nothing else to go by."""
ALIKE_BESIDE = 0.1
"""Share that is enough where place, phone or name agree."""
PLACE_COUNTS, PHONE_COUNTS, NAME_COUNTS = 0.25, 0.2, 0.1
"""What an agreement adds to the share of the wording, for the order."""
MOST_RARE = 5.0
"""The most one pair weighs."""


class Agreement(Choice):
    """What two demands have in common, the most telling first."""

    PHONE = "phone", "同一电话"
    NAME = "name", "同名"
    PLACE = "place", "同一地点"
    WORDS = "words", "说法相近"


@dataclass(frozen=True)
class Likeness:
    """How alike two demands are: the higher, the likelier one matter; what they share."""

    score: float
    shared: tuple[Agreement, ...]


def pairs_of(*texts: str) -> frozenset[str]:
    """Every pair of neighbouring letters or digits, by which wording is compared.

    >>> sorted(pairs_of("北街，路灯"))
    ['北街', '路灯']
    """
    found: set[str] = set()
    for text in texts:
        form = search_form(text[:MOST_SIGNS])
        found.update(map(str.__add__, form, form[1:]))
    return frozenset(filter(str.isalnum, found))


def wording_shared(mine: Collection[str], theirs: Collection[str], rarity: Callable[[str], float]) -> float:
    """The share of the wording two texts have in common, 0 to 1: the cosine of their pairs, rare ones weighing more, but
    none so much that one odd phrase hides all the rest."""

    def weight(pairs: Collection[str]) -> float:
        return sum(min(rarity(pair), MOST_RARE) for pair in pairs)

    both = weight(mine) * weight(theirs)
    return weight(set(mine) & set(theirs)) / sqrt(both) if both else 0.0


def same_place(mine: str, theirs: str) -> bool:
    """Whether two places are one, as far as words tell: one names what the other names, at least two signs of it.

    >>> same_place("北街", "北街12号门前"), same_place("北街", "南街"), same_place("", "南街")
    (True, False, False)
    """
    mine, theirs = search_form(mine), search_form(theirs)
    shorter, longer = sorted((mine, theirs), key=len)
    return len(shorter) >= 2 and shorter in longer


def judge(*, wording: float | None, place: bool, phone: bool, name: bool) -> Likeness | None:
    """Whether it is worth a hint; `wording` is None while too little is typed to compare.

    A phone or a place alone is enough only so long: the same person may want something else, and much happens in one
    street. A name alone never is.
    """
    agreed = [
        one
        for one, there in ((Agreement.PHONE, phone), (Agreement.NAME, name), (Agreement.PLACE, place))
        if there
    ]
    beside = PHONE_COUNTS * phone + NAME_COUNTS * name + PLACE_COUNTS * place
    if wording is None:
        return Likeness(beside, tuple(agreed)) if phone or place else None
    if wording < (ALIKE_BESIDE if agreed else ALIKE_ALONE):
        return None
    return Likeness(wording + beside, (*agreed, Agreement.WORDS))
