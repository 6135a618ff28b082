"""自查: the rules of the quarterly check, run by the station itself before anybody comes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from deputy_station.features.spotcheck.rules.findings import (
    FindingKind,
    Found,
    Gravity,
)
from deputy_station.features.spotcheck.rules.quarters import quarter_days
from deputy_station.features.spotcheck.rules.registration import find_all
from deputy_station.features.spotcheck.rules.thresholds import thresholds
from deputy_station.features.spotcheck.service.facts import quarter_facts


@dataclass(frozen=True)
class SelfFinding:
    """One thing to mend, and all those in whose registers it would be found: an activity without its result is one
    thing, however many came to it."""

    found: Found
    deputies: tuple[str, ...]
    deputy_ids: tuple[int, ...]

    @property
    def id(self) -> str:
        """The row in a list: the same finding keeps its place when the list is read again."""
        return "|".join(map(str, (*self.found.key, self.deputy_ids[0])))

    @property
    def whose(self) -> str:
        """李秀英; 李秀英等 9 人."""
        first, more = self.deputies[0], len(self.deputies)
        return first if more == 1 else f"{first}等 {more} 人"


@dataclass(frozen=True)
class KindGroup:
    """Everything of one kind, one finding at least: what is mended the same way."""

    kind: FindingKind
    findings: tuple[SelfFinding, ...]

    @property
    def id(self) -> str:
        """The row in a list."""
        return f"kind:{self.kind.value}"

    @property
    def gravity(self) -> Gravity:
        """What hangs on it."""
        return self.findings[0].found.gravity

    @property
    def deputy_ids(self) -> tuple[int, ...]:
        """Whose registers it stands in, each once."""
        return tuple(dict.fromkeys(each for one in self.findings for each in one.deputy_ids))


@dataclass(frozen=True)
class DeputyGroup:
    """Everything in the register of one deputy, the gravest first."""

    deputy_id: int
    deputy: str
    findings: tuple[SelfFinding, ...]

    @property
    def id(self) -> str:
        """The row in a list."""
        return f"deputy:{self.deputy_id}"

    def count(self, gravity: Gravity) -> int:
        """How many are so grave."""
        return sum(each.found.gravity is gravity for each in self.findings)


@dataclass(frozen=True)
class SelfCheck:
    """What the rules find in a quarter; `deputies` were looked at, `clean` of them have nothing to mend."""

    year: int
    quarter: int
    first: date
    last: date
    deputies: int
    clean: int
    findings: tuple[SelfFinding, ...]

    @property
    def counts(self) -> Mapping[FindingKind, int]:
        """How many of each kind, the kinds in their order."""
        return {
            kind: number
            for kind in FindingKind
            if (number := sum(each.found.kind is kind for each in self.findings))
        }

    @property
    def by_kind(self) -> tuple[KindGroup, ...]:
        """The kinds found, the gravest first, of two alike the one with more."""
        groups = [
            KindGroup(kind, tuple(each for each in self.findings if each.found.kind is kind))
            for kind in self.counts
        ]
        return tuple(sorted(groups, key=lambda one: (_RANK[one.gravity], -len(one.findings))))

    @property
    def by_deputy(self) -> tuple[DeputyGroup, ...]:
        """Those with something to mend, who has most of the grave first."""
        held: dict[tuple[int, str], list[SelfFinding]] = {}
        for each in self.findings:
            for whose in zip(each.deputy_ids, each.deputies, strict=True):
                held.setdefault(whose, []).append(each)
        groups = [DeputyGroup(*whose, tuple(found)) for whose, found in held.items()]
        return tuple(sorted(groups, key=lambda one: [-one.count(gravity) for gravity in Gravity]))


_RANK = {gravity: place for place, gravity in enumerate(Gravity)}


def run_self_check(session: Session, *, year: int, quarter: int) -> SelfCheck:
    """Everything the rules find for everybody in office in the quarter: the gravest first, within its kind what concerns
    most registers, then by day. Raises QuarterUnknown.
    """
    first, last = quarter_days(year, quarter)
    limits = thresholds()
    whose: dict[Found, list[tuple[str, int]]] = {}
    clean, deputies = 0, 0
    for facts in quarter_facts(session, year=year, quarter=quarter):
        found = find_all(facts, limits)
        deputies += 1
        clean += not found
        for each in found:
            whose.setdefault(each, []).append((facts.deputy, facts.deputy_id))
    order = list(FindingKind)
    findings = sorted(
        (
            SelfFinding(found, tuple(name for name, _ in people), tuple(number for _, number in people))
            for found, people in whose.items()
        ),
        key=lambda each: (
            _RANK[each.found.gravity],
            order.index(each.found.kind),
            -len(each.deputies),
            each.found.on or first,
        ),
    )
    return SelfCheck(year, quarter, first, last, deputies, clean, tuple(findings))
