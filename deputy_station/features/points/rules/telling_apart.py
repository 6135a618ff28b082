"""What of a record the rules of a scheme can tell apart: all else may be left off when many subjects are scored.

Two records that no rule can tell apart are one with `times`; the sums stay the same and are worked out once for all
subjects who have the same ones.
"""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from deputy_station.features.points.rules.asked import (
    AllOf,
    AnyOf,
    Attendance,
    Condition,
    EveryMember,
    HasPoints,
    HasRate,
    HasRecords,
    Not,
    Selector,
    SomeMember,
)
from deputy_station.features.points.rules.facts import Fact
from deputy_station.features.points.rules.ruling import (
    Ballot,
    Best,
    Count,
    Deduct,
    FirstNext,
    FromItems,
    Goals,
    PerMember,
    PerPeriod,
    Ratio,
    Rule,
    Scaled,
    Shared,
    Steps,
    Sum,
    Target,
    Tick,
)
from deputy_station.features.points.rules.scheme import CountOnce, Item, Scheme
from deputy_station.features.points.rules.shapes.reach import (
    condition_selectors,
    kinds_of,
    needs_dates,
    rules_within,
    selectors_of,
)
from deputy_station.features.points.rules.vocabulary import ATTENDANCE_STATES

TOTAL = "总分"

_LOOKED_AT = ("dated", "within", "shared", "levelled", "amounts", "voted", "single")
"""As the fields of `Looks` follow one another."""


@dataclass(frozen=True)
class Component:
    """Items whose points hang on one another, worked out together, and the kinds of records they look at."""

    items: tuple[Item, ...]
    once: tuple[CountOnce, ...]
    kinds: frozenset[str]

    @property
    def codes(self) -> frozenset[str]:
        """The codes of the items."""
        return frozenset(item.code for item in self.items)


@dataclass(frozen=True)
class Looks:
    """By kind of record, what some rule looks at; a kind in none of the sets is told apart by its words alone.

    `dated`: the day; `within`: what it belongs to; `shared`: how many share it, and the role; `levelled`: the level;
    `amounts`: the amount; `voted`: the votes; `single`: the weight of a single record (elsewhere a record of weight 3
    is three of weight 1). `selectors` are all there are, `attendances` all ways in which states of attendance count.
    """

    kinds: frozenset[str]
    dated: frozenset[str]
    within: frozenset[str]
    shared: frozenset[str]
    levelled: frozenset[str]
    amounts: frozenset[str]
    voted: frozenset[str]
    single: frozenset[str]
    selectors: tuple[Selector, ...] = ()
    attendances: tuple[Attendance, ...] = ()
    _words: dict[tuple[str, str, Hashable], str] = field(default_factory=dict, compare=False)

    def condensed(self, fact: Fact, day: date) -> tuple[Fact, int] | None:
        """The fact without what no rule looks at, and how many of these it is; None when no rule looks at it at all.

        `day` stands for any day where the day does not matter.
        """
        kind = fact.kind
        if kind not in self.kinds:
            return None
        weight, times = Fraction(fact.weight), fact.times
        if kind not in self.single and weight.denominator == 1 and weight > 0:
            times, weight = times * int(weight), Fraction(1)
        return (
            Fact(
                kind,
                0,
                fact.on if kind in self.dated else day,
                self._word(kind, "states", fact.state),
                fact.role if kind in self.shared else self._word(kind, "roles", fact.role),
                fact.level if kind in self.levelled else self._word(kind, "levels", fact.level),
                self._word(kind, "manners", fact.manner),
                self._word(kind, "satisfactions", fact.satisfaction),
                weight=weight,
                amount=fact.amount if kind in self.amounts else None,
                within=fact.within if kind in self.within else "",
                people=fact.people if kind in self.shared else 0,
                peers=fact.peers if kind in self.shared else 0,
                votes=fact.votes if kind in self.voted else None,
                review=fact.review,
                evidence=None if fact.evidence is None else min(fact.evidence, 1),
            ),
            times,
        )

    def _word(self, kind: str, field_name: str, word: str) -> str:
        """The first word met that every selector and every rule of attendance takes as it takes this one."""
        taken: list[Hashable] = [word == ""]
        for selector in self.selectors:
            words: frozenset[str] = getattr(selector, field_name)
            if words and kind in selector.kinds:
                taken.append(word in words)
        if field_name == "states":
            taken.append(word in ATTENDANCE_STATES)
            taken += [
                (each.worth(word), word in each.left_out, word in each.pending) for each in self.attendances
            ]
        return self._words.setdefault((kind, field_name, tuple(taken)), word)


def looks_of(scheme: Scheme, components: Iterable[Component]) -> Looks:
    """What the scheme's items, gates and vetoes look at. Money is not part of a total."""
    kinds: set[str] = set()
    marked: dict[str, set[str]] = {name: set() for name in _LOOKED_AT}
    for component in components:
        kinds |= component.kinds
        if component.once:
            # Which records an item takes first, and leaves to the other, may go by the day.
            for name in ("dated", "within", "single"):
                marked[name] |= component.kinds
        for item in component.items:
            for rule in rules_within(item.rule):
                for name in _looked_at(rule):
                    marked[name].update(kinds_of(rule))
    for condition in asked_of_all(scheme):
        for leaf in leaves_of(condition):
            kinds |= kinds_asked(leaf)
    selectors = tuple(dict.fromkeys(_selectors(scheme)))
    for selector in selectors:
        if selector.amount_from is not None or selector.amount_to is not None:
            marked["amounts"].update(selector.kinds)
    return Looks(
        frozenset(kinds),
        dated=frozenset(marked["dated"]),
        within=frozenset(marked["within"]),
        shared=frozenset(marked["shared"]),
        levelled=frozenset(marked["levelled"]),
        amounts=frozenset(marked["amounts"]),
        voted=frozenset(marked["voted"]),
        single=frozenset(marked["single"]),
        selectors=selectors,
        attendances=tuple(dict.fromkeys(_attendances(scheme))),
    )


def components_of(scheme: Scheme) -> tuple[Component, ...]:
    """The items in groups that can be worked out apart from one another, in the order of the scheme."""
    joined = {item.code: {item.code} for item in scheme.items}

    def join(codes: Iterable[str]) -> None:
        together: set[str] = set().union(*(joined[code] for code in codes))
        for code in together:
            joined[code] = together

    for once in scheme.once:
        # Where a record goes to the item that gives the best total, every item has a say.
        join(joined if once.keep == "高" else once.items)
    for item in scheme.items:
        named = [code for name in _scores_named(item) for code in _codes_of(name, scheme)]
        join([item.code, *named])
    found: dict[int, list[Item]] = {}
    for item in scheme.items:
        found.setdefault(id(joined[item.code]), []).append(item)
    return tuple(_component(tuple(items), scheme) for items in found.values())


def asked_of_all(scheme: Scheme) -> Iterator[Condition]:
    """The conditions of gates, vetoes and exemptions."""
    for gate in scheme.gates:
        yield from gate.needs
    for veto in scheme.vetoes:
        yield veto.when
    for exemption in scheme.exemptions:
        if exemption.when is not None:
            yield exemption.when


def leaves_of(condition: Condition) -> Iterator[Condition]:
    """The plain conditions a condition is made of."""
    match condition:
        case AllOf(conditions=inner) | AnyOf(conditions=inner):
            for part in inner:
                yield from leaves_of(part)
        case Not(condition=part) | EveryMember(condition=part) | SomeMember(condition=part):
            yield from leaves_of(part)
        case _:
            yield condition


def kinds_asked(condition: Condition) -> frozenset[str]:
    """The kinds of records a plain condition looks at."""
    match condition:
        case HasRecords(of=of) | HasRate(of=of):
            return frozenset(kind for selector in of for kind in selector.kinds)
        case _:
            return frozenset()


def _component(items: tuple[Item, ...], scheme: Scheme) -> Component:
    codes = {item.code for item in items}
    kinds = {kind for item in items for kind in kinds_of(item.rule)}
    for item in items:
        for condition in _conditions(item):
            for leaf in leaves_of(condition):
                kinds |= kinds_asked(leaf)
    return Component(items, tuple(once for once in scheme.once if codes & set(once.items)), frozenset(kinds))


def _conditions(item: Item) -> Iterator[Condition]:
    for force in item.forces:
        yield force.when
    for rule in rules_within(item.rule):
        match rule:
            case Goals(goals=goals):
                for goal in goals:
                    yield goal.when
            case PerMember(when=when) if when is not None:
                yield when
            case _:
                pass


def _scores_named(item: Item) -> Iterator[str]:
    for condition in _conditions(item):
        for leaf in leaves_of(condition):
            if isinstance(leaf, HasPoints):
                yield leaf.score
    for rule in rules_within(item.rule):
        if isinstance(rule, FromItems):
            yield from rule.scores


def _codes_of(name: str, scheme: Scheme) -> list[str]:
    if name == TOTAL:
        return [item.code for item in scheme.items]
    return [item.code for item in scheme.items if name in (item.code, item.category)]


def _selectors(scheme: Scheme) -> Iterator[Selector]:
    for item in scheme.items:
        yield from selectors_of(item.rule)
    for condition in (*asked_of_all(scheme), *(when for item in scheme.items for when in _conditions(item))):
        for group in condition_selectors(condition):
            yield from group


def _attendances(scheme: Scheme) -> Iterator[Attendance]:
    yield scheme.attendance
    for item in scheme.items:
        for rule in rules_within(item.rule):
            if isinstance(rule, Ratio | Steps) and rule.attendance is not None:
                yield rule.attendance


def _looked_at(rule: Rule) -> Iterator[str]:
    """What the rule itself looks at beyond the words of a record."""
    match rule:
        case Best() | Sum() | Scaled():
            return  # the rules inside say it
        case _ if needs_dates(rule):
            yield "dated"
    match rule:
        case Tick() | FirstNext() | Target() | Deduct() | Ratio() | PerPeriod() | Goals():
            return
        case Count(once_per="", times_at_most=None, by_amount=False):
            return
        case Steps(on=on):
            if on == "金额":
                yield "amounts"
                yield "single"
            if on == "级别":
                yield "levelled"
        case Count(once_per=once_per, by_amount=by_amount):
            yield "single"
            if once_per == "会议":
                yield "within"
            if by_amount:
                yield "amounts"
        case Ballot():
            yield "voted"
            yield "single"
        case Shared():
            yield "shared"
            yield "single"
        case _:
            yield "single"
