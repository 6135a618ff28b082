"""By when an answer is due: the rule of each route, and how close the day is."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache

from deputy_station.core import paths
from deputy_station.core.workdays import DeadlineRule, DeadlineUnit
from deputy_station.features.demands.rules.choices import DemandState, Route

SOON_DAYS = 3
"""A deadline is near when it is at most so many calendar days away."""

ANSWER_OWED = frozenset({DemandState.ASSIGNED, DemandState.HANDLING, DemandState.HANDLED})
"""States in which the visitor still waits for the answer that the deadline promises."""


class DueKind(Enum):
    """How close the deadline is."""

    NONE = "none"
    LATER = "later"
    SOON = "soon"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class DueMark:
    """How close the deadline is; `days` left, negative when overdue; `text` for people."""

    kind: DueKind
    days: int
    text: str


NO_DUE = DueMark(DueKind.NONE, 0, "")


def due_mark(deadline_on: date | None, state: DemandState, today: date) -> DueMark:
    """Where a demand stands against its deadline; NONE when none runs.

    >>> due_mark(date(2026, 11, 11), DemandState.HANDLING, date(2026, 11, 20)).text
    '已超期 9 天'
    """
    if deadline_on is None or state not in ANSWER_OWED:
        return NO_DUE
    days = (deadline_on - today).days
    if days < 0:
        return DueMark(DueKind.OVERDUE, days, f"已超期 {-days} 天")
    if days == 0:
        return DueMark(DueKind.SOON, 0, "今天到期")
    return DueMark(DueKind.SOON if days <= SOON_DAYS else DueKind.LATER, days, f"还有 {days} 天")


@lru_cache(maxsize=1)
def route_rules() -> Mapping[Route, DeadlineRule]:
    """The term of each route, as shipped in resources/matters/demand_terms.toml."""
    text = (paths.resources_folder() / "matters" / "demand_terms.toml").read_text(encoding="utf-8")
    return read_rules(text)


def read_rules(text: str) -> Mapping[Route, DeadlineRule]:
    """The terms in a TOML text: a table per route with `amount`, `unit`, and optionally `off_rest_days`."""
    return {
        Route(name): DeadlineRule(
            entry["amount"], DeadlineUnit(entry["unit"]), off_rest_days=entry.get("off_rest_days", True)
        )
        for name, entry in tomllib.loads(text).items()
    }
