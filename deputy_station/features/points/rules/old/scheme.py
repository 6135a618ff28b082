"""What a scheme of points is: categories, items with one rule each, grades, gates, switches, consequences."""

from dataclasses import dataclass
from fractions import Fraction

from deputy_station.features.points.rules.old.facts import Fact, FactKind, Quality, State


@dataclass(frozen=True)
class Selector:
    """Which facts a rule looks at; empty `states` or `qualities` mean any."""

    kinds: tuple[FactKind, ...]
    states: frozenset[State] = frozenset()
    qualities: frozenset[Quality] = frozenset()

    def covers(self, fact: Fact) -> bool:
        """Whether the fact is one of these."""
        return (
            fact.kind in self.kinds
            and (not self.states or fact.state in self.states)
            and (not self.qualities or fact.quality in self.qualities)
        )


@dataclass(frozen=True)
class Step:
    """From `at_least` (a count, or a share of 1) on it gives `points`."""

    at_least: Fraction
    points: Fraction


@dataclass(frozen=True)
class Option:
    """One way to earn `points`, of which only the best is taken."""

    name: str
    of: tuple[Selector, ...]
    points: Fraction


@dataclass(frozen=True)
class SharedPart:
    """Points for a lesser part (附议), with a cap of its own inside the item's."""

    name: str
    of: tuple[Selector, ...]
    each: Fraction
    cap: Fraction


@dataclass(frozen=True)
class Rule:
    """How an item's points come about; `shape` names the function, the rest are its numbers."""

    shape: str
    max: Fraction
    of: tuple[Selector, ...] = ()
    missed: tuple[Selector, ...] = ()
    good: tuple[Selector, ...] = ()
    each: Fraction = Fraction(0)
    first: Fraction = Fraction(0)
    next: Fraction = Fraction(0)
    at_least: Fraction = Fraction(0)
    steps: tuple[Step, ...] = ()
    options: tuple[Option, ...] = ()
    shared: SharedPart | None = None
    parts: tuple["Rule", ...] = ()
    none_is_full: bool = False
    once_per_session: bool = False
    fair_counts: bool = False
    unit: str = "次"

    def selectors(self) -> tuple[Selector, ...]:
        """Every selector in the rule and its parts: the facts this rule has anything to say about."""
        mine = self.of + tuple(selector for option in self.options for selector in option.of)
        mine += self.shared.of if self.shared else ()
        return mine + tuple(selector for part in self.parts for selector in part.selectors())


@dataclass(frozen=True)
class Item:
    """一项: one line of the scheme. `forms` are the numbers of the register's forms that prove it."""

    code: str
    category: str
    name: str
    max: Fraction
    forms: tuple[int, ...]
    rule: Rule


@dataclass(frozen=True)
class Category:
    """一大类: several items; its points are their sum. `short` heads its column in a list."""

    code: str
    name: str
    short: str
    max: Fraction


@dataclass(frozen=True)
class Grade:
    """等次: reached from `at_least` points on."""

    name: str
    at_least: Fraction


@dataclass(frozen=True)
class Need:
    """An item must be above, or at least, so many points."""

    item: str
    above: Fraction | None = None
    at_least: Fraction | None = None

    def met(self, points: Fraction) -> bool:
        """Whether these points fulfil the need."""
        if self.above is not None and points <= self.above:
            return False
        return self.at_least is None or points >= self.at_least


@dataclass(frozen=True)
class Gate:
    """A grade is given only when every need is met, whatever the total."""

    grade: str
    needs: tuple[Need, ...]


@dataclass(frozen=True)
class Switch:
    """A question on which stations differ, with the answer in force."""

    key: str
    title: str
    on: bool


@dataclass(frozen=True)
class Consequence:
    """So many years of a grade within one term lead to this (两个优秀 → 推荐连任)."""

    name: str
    grade: str
    times: int


@dataclass(frozen=True)
class Scheme:
    """One whole scheme as read. `grades` run from the highest down; the last starts at 0."""

    name: str
    version: str
    categories: tuple[Category, ...]
    items: tuple[Item, ...]
    grades: tuple[Grade, ...]
    gates: tuple[Gate, ...]
    switches: tuple[Switch, ...]
    consequences: tuple[Consequence, ...]
    came: frozenset[State]
    pending: frozenset[State]

    @property
    def max(self) -> Fraction:
        """The most one can reach."""
        return sum((category.max for category in self.categories), Fraction(0))
