"""The five stages a reception day goes through, in the words of the duty (做好前期准备，提前通知公告，规范现场登记，及时转办督办，
抓好反馈总结), and which of them is at hand."""

from datetime import date

from deputy_station.core.choices import Choice
from deputy_station.features.reception.rules.steps import DayState


class Stage(Choice):
    """One stage of a reception day, in order."""

    PREPARE = "prepare", "前期准备"
    NOTICE = "notice", "通知公告"
    RECEIVE = "receive", "现场登记"
    ROUTE = "route", "转办督办"
    SUM_UP = "sum_up", "反馈总结"


STAGES = tuple(Stage)


def stage_at_hand(
    *, state: DayState, held_on: date, today: date, on_duty: bool, noticed: bool, not_routed: int, filed: bool
) -> Stage | None:
    """What is to be done next for the day; None once the summary is filed and every demand has gone its way.

    A day that has come is received on, whatever was left out before it. `on_duty`: the rota stands, and nobody on it is
    away; `not_routed`: demands nobody has sent on.
    """
    if state is not DayState.HELD:
        if held_on > today and state is not DayState.OPEN:
            if not on_duty:
                return Stage.PREPARE
            if not noticed:
                return Stage.NOTICE
        return Stage.RECEIVE
    if not_routed:
        return Stage.ROUTE
    return None if filed else Stage.SUM_UP


def by_flow(stage: Stage, first: Stage | None) -> int:
    """Where what belongs to `stage` stands among the rest, when `first` comes first and the others follow it round.

    To sum up, or once all is done, what was entered on the day comes first: it is what may still be wrong.
    """
    start = STAGES.index(Stage.RECEIVE if first in (None, Stage.SUM_UP) else first)
    return (STAGES.index(stage) - start) % len(STAGES)
