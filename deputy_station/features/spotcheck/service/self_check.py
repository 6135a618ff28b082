"""自查: the rules of the quarterly check, run by the station itself before anybody comes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from deputy_station.features.spotcheck.rules.findings import FindingKind, Found
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

    @property
    def id(self) -> str:
        """The row in a list: the same finding keeps its place when the list is read again."""
        return "|".join(map(str, (*self.found.key, self.deputies[0])))

    @property
    def whose(self) -> str:
        """李秀英; 李秀英等 9 人."""
        first, more = self.deputies[0], len(self.deputies)
        return first if more == 1 else f"{first}等 {more} 人"


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


def run_self_check(session: Session, *, year: int, quarter: int) -> SelfCheck:
    """Everything the rules find for everybody in office in the quarter: what concerns most registers first within its
    kind, then by day. Raises QuarterUnknown.
    """
    first, last = quarter_days(year, quarter)
    limits = thresholds()
    whose: dict[Found, list[str]] = {}
    clean, deputies = 0, 0
    for facts in quarter_facts(session, year=year, quarter=quarter):
        found = find_all(facts, limits)
        deputies += 1
        clean += not found
        for each in found:
            whose.setdefault(each, []).append(facts.deputy)
    order = list(FindingKind)
    findings = sorted(
        (SelfFinding(found, tuple(names)) for found, names in whose.items()),
        key=lambda each: (order.index(each.found.kind), -len(each.deputies), each.found.on or first),
    )
    return SelfCheck(year, quarter, first, last, deputies, clean, tuple(findings))
