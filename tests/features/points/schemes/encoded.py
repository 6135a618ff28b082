"""One person with records of 2026 to score by a shipped scheme: all visible in the test."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from deputy_station.features.points.rules.derive import score_all
from deputy_station.features.points.rules.facts import Fact, Mark, Period, Subject
from deputy_station.features.points.rules.score import Score
from tests.features.points.schemes.shipped import shipped

YEAR = Period("2026", "2026 年", date(2026, 1, 1), date(2026, 12, 31), 2026)
YEAR_END = date(2026, 12, 31)


def record(kind: str, month: int = 5, day: int = 1, **words: Any) -> Fact:
    """A record of person 1 in 2026."""
    return Fact(kind=kind, subject_id=1, on=date(2026, month, day), **words)


def attended(kind: str, *states: str) -> list[Fact]:
    """One record for each state, a day apart: attended("全体会议", "到会", "缺席")."""
    return [record(kind, 3, day, state=state) for day, state in enumerate(states, 1)]


def voted(*days: Mapping[str, int]) -> list[Fact]:
    """A ballot for each mapping of votes, a month apart."""
    return [record("测评", month, votes=tuple(votes.items())) for month, votes in enumerate(days, 6)]


def person(*roles: str, marks: Mapping[str, int | str] | None = None, **values: Any) -> Subject:
    """Person 1 with these roles and marks given by hand, by item."""
    given = tuple(Mark(item, Fraction(points)) for item, points in (marks or {}).items())
    return Subject(id=1, name="周明", roles=frozenset(roles), marks=given, **values)


def scored(
    name: str,
    facts: Iterable[Fact] = (),
    *,
    who: Subject | None = None,
    answers: Mapping[str, str | bool] | None = None,
) -> Score:
    """The score of one person at the end of 2026."""
    scheme = shipped(name, **(answers or {}))
    return score_all(scheme, [(who or person(), list(facts))], period=YEAR, today=YEAR_END)[0]
