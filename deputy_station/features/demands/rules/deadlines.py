"""How close a day is by which something is due."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from deputy_station.features.demands.rules.choices import DemandState

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
    return days_mark(deadline_on, today) if state in ANSWER_OWED else NO_DUE


def days_mark(on: date | None, today: date) -> DueMark:
    """How close a day is; NONE without one.

    >>> days_mark(date(2026, 11, 20), date(2026, 11, 20)).text
    '今天到期'
    """
    if on is None:
        return NO_DUE
    days = (on - today).days
    if days < 0:
        return DueMark(DueKind.OVERDUE, days, f"已超期 {-days} 天")
    if days == 0:
        return DueMark(DueKind.SOON, 0, "今天到期")
    return DueMark(DueKind.SOON if days <= SOON_DAYS else DueKind.LATER, days, f"还有 {days} 天")
