"""What a rule or a condition asks: which facts, what attendance counts as, and conditions over both.

Small frozen classes as read from a scheme's file; `conditions` answers them.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

from deputy_station.features.points.rules.facts import Fact

ZERO = Fraction(0)


@dataclass(frozen=True)
class Selector:
    """Which facts a rule looks at. Empty sets mean any."""

    kinds: tuple[str, ...]
    states: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    manners: frozenset[str] = frozenset()
    satisfactions: frozenset[str] = frozenset()
    amount_from: Fraction | None = None
    amount_to: Fraction | None = None

    def covers(self, fact: Fact) -> bool:
        """Whether the fact is one of these."""
        return (
            fact.kind in self.kinds
            and (not self.states or fact.state in self.states)
            and (not self.roles or fact.role in self.roles)
            and (not self.levels or fact.level in self.levels)
            and (not self.manners or fact.manner in self.manners)
            and (not self.satisfactions or fact.satisfaction in self.satisfactions)
            and (self.amount_from is None or (fact.amount is not None and fact.amount >= self.amount_from))
            and (self.amount_to is None or (fact.amount is not None and fact.amount <= self.amount_to))
        )


Selectors: TypeAlias = tuple[Selector, ...]


# -- attendance -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Attendance:
    """What each state of attendance counts as.

    `credit` says how much of a time each state is worth where attendance is counted (到会 1, 部分参加 1/2); states not
    in it are worth 0. `left_out` states are neither due nor attended (请假不计入应到). `pending` ones are not known yet.
    `own_kinds` are the scheme's own kinds of records that one comes to.
    """

    credit: tuple[tuple[str, Fraction], ...]
    left_out: frozenset[str] = frozenset()
    pending: frozenset[str] = frozenset()
    own_kinds: frozenset[str] = frozenset()

    def asks(self, fact: Fact) -> bool:
        """Whether the fact says that somebody was to come, and whether they came."""
        return fact.attended or (fact.kind in self.own_kinds and fact.state != "")

    @cached_property
    def came(self) -> frozenset[str]:
        """The states worth anything."""
        return frozenset(state for state, share in self.credit if share > 0)

    def worth(self, state: str) -> Fraction:
        """How much of a time the state is worth."""
        for known, share in self.credit:
            if known == state:
                return share
        return ZERO


# -- conditions -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HasRecords:
    """So many facts (by weight) of the selection took place: at least `at_least`, at most `at_most`."""

    of: Selectors
    at_least: Fraction | None = None
    at_most: Fraction | None = None


@dataclass(frozen=True)
class HasRate:
    """The share attended of what was due (0 to 1) is at least `at_least`, or below `below`."""

    of: Selectors
    at_least: Fraction | None = None
    below: Fraction | None = None


@dataclass(frozen=True)
class HasPoints:
    """An item, a category (by code) or the total ("总分") stands so."""

    score: str
    above: Fraction | None = None
    at_least: Fraction | None = None
    below: Fraction | None = None
    at_most: Fraction | None = None


@dataclass(frozen=True)
class HasRole:
    """The subject has one of these roles."""

    roles: frozenset[str]


@dataclass(frozen=True)
class HasGrade:
    """The subject's grade (of this period) is one of these. Only consequences can ask."""

    grades: frozenset[str]


@dataclass(frozen=True)
class AllOf:
    """Every one holds."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one holds."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True)
class Not:
    """It does not hold."""

    condition: "Condition"


@dataclass(frozen=True)
class EveryMember:
    """It holds for every member of the group, looking at that member's facts alone; for no members it does not hold."""

    condition: "Condition"


@dataclass(frozen=True)
class SomeMember:
    """It holds for at least one member."""

    condition: "Condition"


Condition: TypeAlias = (
    HasRecords | HasRate | HasPoints | HasRole | HasGrade | AllOf | AnyOf | Not | EveryMember | SomeMember
)
