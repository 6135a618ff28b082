"""Records that count for one of several items only: who gets them, so that the total is highest.

Records that no rule can tell apart are shared out by number, so that all ways can be tried without trying them one by
one; the first items come first, and of equal totals the first way is kept.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import prod
from typing import TypeAlias

from deputy_station.features.points.rules.asked import Selectors
from deputy_station.features.points.rules.bag import Bag
from deputy_station.features.points.rules.facts import Fact

_MOST_TRIED = 1_000
"""So many ways to share records out are all tried; of more, the better of neighbouring ways is taken."""

Number: TypeAlias = Mapping[Fact, int]
"""How many of which facts, each given with `times` 1."""
Given: TypeAlias = Mapping[tuple[str, str], Number]
"""By item and other item: what the first one would look at and the other one has."""
_Way: TypeAlias = tuple[int, ...]
"""How many of its records each item of a share gets."""


@dataclass(frozen=True)
class Share:
    """Records that no rule can tell apart, the items that want them, and how many of each there are."""

    items: tuple[str, ...]
    facts: tuple[tuple[Fact, int], ...]

    @property
    def ways(self) -> list[_Way]:
        """All ways to share them out, most to the first item first."""
        return list(_splits(sum(number for _fact, number in self.facts), len(self.items)))


def shares_of(bag: Bag, wanted: Mapping[str, Selectors], *, dated: bool) -> list[Share]:
    """The records that at least two of the items look at, put together where no rule can tell them apart.

    `wanted` says what each item looks at, in the order in which items come first; `dated` whether days matter.
    """
    found: dict[tuple[tuple[str, ...], Fact], dict[Fact, int]] = {}
    for facts in bag.by_kind.values():
        for fact in facts:
            items = tuple(
                code
                for code, selectors in wanted.items()
                if any(selector.covers(fact) for selector in selectors)
            )
            if len(items) < 2:
                continue
            one = single(fact)
            alike = replace(one, source=("", 0), title="", on=one.on if dated else one.on.min)
            share = found.setdefault((items, alike), {})
            share[one] = share.get(one, 0) + fact.times
    return [Share(items, tuple(facts.items())) for (items, _alike), facts in found.items()]


def best_way(shares: Sequence[Share], total: Callable[[Given], Fraction]) -> Given:
    """The way to share the records out that gives the highest total, of equal ones the first.

    Where there are too many ways, one share after the other is changed as long as the total grows.
    """
    ways = [share.ways for share in shares]
    if prod(len(each) for each in ways) <= _MOST_TRIED:
        return max((_given(shares, way) for way in product(*ways)), key=total)
    current = [each[0] for each in ways]
    best = total(_given(shares, current))
    better = True
    while better:
        better = False
        for place, own in enumerate(ways):
            for way in own:
                trial = [*current[:place], way, *current[place + 1 :]]
                worth = total(_given(shares, trial))
                if worth > best:
                    best, current, better = worth, trial, True
    return _given(shares, current)


def single(fact: Fact) -> Fact:
    """One of the equal records the fact stands for."""
    return fact if fact.times == 1 else replace(fact, times=1)


def numbered(facts: Iterable[Fact]) -> dict[Fact, int]:
    """How many of each fact."""
    found: dict[Fact, int] = {}
    for fact in facts:
        one = single(fact)
        found[one] = found.get(one, 0) + fact.times
    return found


def both(held: Number, added: Number) -> dict[Fact, int]:
    """The facts of both together."""
    found = dict(held)
    for fact, number in added.items():
        found[fact] = found.get(fact, 0) + number
    return found


def _splits(number: int, parts: int) -> Iterator[_Way]:
    if parts == 1:
        yield (number,)
        return
    for own in range(number, -1, -1):
        for rest in _splits(number - own, parts - 1):
            yield (own, *rest)


def _given(shares: Sequence[Share], ways: Sequence[_Way]) -> Given:
    given: dict[tuple[str, str], dict[Fact, int]] = {}
    for share, way in zip(shares, ways, strict=True):
        left = list(share.facts)
        for owner, number in zip(share.items, way, strict=True):
            for fact, part in _taken(left, number):
                for item in share.items:
                    if item != owner:
                        own = given.setdefault((item, owner), {})
                        own[fact] = own.get(fact, 0) + part
    return given


def _taken(left: list[tuple[Fact, int]], number: int) -> Iterator[tuple[Fact, int]]:
    """So many from the front of the list, which gets shorter."""
    while number:
        fact, there = left.pop(0)
        part = min(number, there)
        if part < there:
            left.insert(0, (fact, there - part))
        number -= part
        yield fact, part
