"""The order in which the desk shows its visitors."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from deputy_station.features.reception.rules.visiting import VisitState

T = TypeVar("T")
SHOWN_FIRST = (VisitState.CALLED, VisitState.WAITING, VisitState.LEFT, VisitState.HEARD)
"""Who is at the desk, who waits, who may come back, and at the end who is done."""


def in_order(visits: Iterable[T], of: Callable[[T], tuple[VisitState, int]]) -> list[T]:
    """The visits as the queue shows them; `of` tells state and number of one. The last ones heard come before
    the first ones."""

    def place(visit: T) -> tuple[int, int]:
        state, number = of(visit)
        return SHOWN_FIRST.index(state), -number if state is VisitState.HEARD else number

    return sorted(visits, key=place)
