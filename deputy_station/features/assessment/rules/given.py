"""What townships do differently, read from resources/assessment/rules.toml: ballots, 五好, publication, leaving."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from deputy_station.core.errors import Refusal
from deputy_station.core.paths import resources_folder
from deputy_station.features.assessment.rules.choices import Every


class RuleUnknown(Refusal):
    """A rule of results is none of those described."""

    def __init__(self, key: str) -> None:
        super().__init__(f"没有叫“{key}”的评议规则。请在“本年安排”里另选一条。")


@dataclass(frozen=True)
class Result:
    """One result of a rule: the votes of `counts` make at least (or more than) `share` per cent; None always fits."""

    name: str
    counts: tuple[str, ...] = ()
    share: Fraction | None = None
    including: bool = True


@dataclass(frozen=True)
class BallotRule:
    """How the votes on a duty report become a result; the first result that fits holds."""

    key: str
    name: str
    results: tuple[Result, ...]


@dataclass(frozen=True)
class Ground:
    """A ground that concerns leaving office. `counted` ones come from attendance besides what is written down."""

    key: str
    name: str
    law: str
    statutory: bool = False
    counted: bool = False


@dataclass(frozen=True)
class Given:
    """Everything the file says."""

    every: Every
    rule: str
    aspects: tuple[str, ...]
    ballot_rules: Mapping[str, BallotRule]
    places: int
    least_grade: str
    virtues: tuple[str, ...]
    objection_days: int
    objection_workdays: bool
    warn_at: int
    met_at: int
    grounds: Mapping[str, Ground]

    def ballot_rule(self, key: str) -> BallotRule:
        """The rule with that key. Raises RuleUnknown."""
        if key not in self.ballot_rules:
            raise RuleUnknown(key)
        return self.ballot_rules[key]


@cache
def given() -> Given:
    """The file as shipped."""
    text = (resources_folder() / "assessment" / "rules.toml").read_text(encoding="utf-8")
    return read_given(tomllib.loads(text))


def read_given(described: Mapping[str, Any]) -> Given:
    """The file's tables as values. Raises KeyError or TypeError where it is not as it has to be."""
    duty, fine = described["duty"], described["fine"]
    return Given(
        every=Every(duty["every"]),
        rule=duty["rule"],
        aspects=tuple(duty["aspects"]),
        ballot_rules={each["key"]: _rule(each) for each in described["ballot_rule"]},
        places=fine["places"],
        least_grade=fine["least_grade"],
        virtues=tuple(fine["virtues"]),
        objection_days=described["publicity"]["days"],
        objection_workdays=described["publicity"]["workdays"],
        warn_at=described["leaving"]["warn_at"],
        met_at=described["leaving"]["met_at"],
        grounds={each["key"]: Ground(**each) for each in described["ground"]},
    )


def _rule(each: Mapping[str, Any]) -> BallotRule:
    return BallotRule(each["key"], each["name"], tuple(_result(one) for one in each["results"]))


def _result(one: Mapping[str, Any]) -> Result:
    share = Fraction(one["share"]) if "share" in one else None
    return Result(one["name"], tuple(one.get("counts", ())), share, one.get("including", True))


def result_words(rule: BallotRule) -> str:
    """The rule with its boundaries said: 满意票 80% 以上（含 80%）为称职；…；其余为不称职."""
    parts = []
    for result in rule.results:
        if result.share is None:
            parts.append(f"其余为{result.name}")
            continue
        at = f"{result.share}%"
        edge = f" {at} 以上（含 {at}）" if result.including else f"超过 {at}（不含 {at}）"
        parts.append(f"{_counts(result.counts)}票{edge}为{result.name}")
    return "；".join(parts)


def _counts(counts: Sequence[str]) -> str:
    return "和".join(counts)
