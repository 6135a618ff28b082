"""Where a visitor is in the queue of a reception day."""

from datetime import datetime

from deputy_station.core.choices import Choice


class VisitState(Choice):
    """How far a visit is; the label is the word in the queue."""

    WAITING = "waiting", "等候"
    CALLED = "called", "接待中"
    HEARD = "heard", "已接待"
    LEFT = "left", "已离开"


def visit_state(*, called_at: datetime | None, finished: bool, left_at: datetime | None) -> VisitState:
    """The state by the marks on a visit: heard wins over left, left over called.

    >>> visit_state(called_at=None, finished=False, left_at=None).label
    '等候'
    """
    if finished:
        return VisitState.HEARD
    if left_at is not None:
        return VisitState.LEFT
    return VisitState.CALLED if called_at is not None else VisitState.WAITING
