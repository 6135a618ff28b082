"""How far a reception day is, and which steps lead on; read by buttons, service and tests."""

from datetime import date

from deputy_station.core.choices import Choice
from deputy_station.core.clock import day_words, month_day
from deputy_station.core.errors import Refusal


class DayState(Choice):
    """How far a reception day is."""

    PLANNED = "planned", "已排定"
    NOTICED = "noticed", "已公告"
    OPEN = "open", "接待中"
    HELD = "held", "已接待"
    CANCELLED = "cancelled", "已取消"


class DayStep(Choice):
    """What can be done to a day as a whole; the label is the word on the button."""

    EDIT = "edit", "修改"
    ROTA = "rota", "排代表"
    MOVE = "move", "改期"
    NOTICE = "notice", "发公告"
    OPEN = "open", "开始接待"
    RECEIVE = "receive", "登记来访"
    CLOSE = "close", "结束接待"
    REOPEN = "reopen", "重新接待"
    CANCEL = "cancel", "取消"
    RESTORE = "restore", "恢复"


_COMING = frozenset({DayState.PLANNED, DayState.NOTICED})
_ALLOWED: dict[DayStep, frozenset[DayState]] = {
    DayStep.EDIT: frozenset(DayState) - {DayState.CANCELLED},
    DayStep.ROTA: _COMING | {DayState.OPEN},
    DayStep.MOVE: _COMING,
    DayStep.NOTICE: _COMING | {DayState.OPEN, DayState.HELD},
    DayStep.OPEN: _COMING,
    DayStep.RECEIVE: _COMING | {DayState.OPEN, DayState.HELD},
    DayStep.CLOSE: frozenset({DayState.OPEN}),
    DayStep.REOPEN: frozenset({DayState.HELD}),
    DayStep.CANCEL: _COMING | {DayState.OPEN},
    DayStep.RESTORE: frozenset({DayState.CANCELLED}),
}
_ON_THE_DAY = frozenset({DayStep.OPEN, DayStep.RECEIVE, DayStep.CLOSE})


_WAY_OUT = {
    DayState.PLANNED: "请等到接待日当天。",
    DayState.NOTICED: "请等到接待日当天。",
    DayState.OPEN: "请先结束接待。",
    DayState.HELD: "如要补记，请先重新接待。",
    DayState.CANCELLED: "如要接待，请先恢复。",
}


class DayStepNotAllowed(Refusal):
    """The day is not in a state that allows this step."""

    def __init__(self, step: DayStep, state: DayState, held_on: date) -> None:
        super().__init__(f"{month_day(held_on)}的接待日{state.label}，不能{step.label}。{_WAY_OUT[state]}")


class DayNotComeYet(Refusal):
    """Nobody can be received on a day in the future."""

    def __init__(self, held_on: date) -> None:
        super().__init__(f"接待日是 {day_words(held_on)}，还没到，不能开始接待。如要提前，请先改期。")


def check_step(step: DayStep, *, state: DayState, held_on: date, today: date) -> None:
    """Raise DayStepNotAllowed or DayNotComeYet unless the step may be taken today."""
    if state not in _ALLOWED[step]:
        raise DayStepNotAllowed(step, state, held_on)
    if step in _ON_THE_DAY and held_on > today:
        raise DayNotComeYet(held_on)


def allowed_steps(*, state: DayState, held_on: date, today: date) -> tuple[DayStep, ...]:
    """The steps that may be taken today, in the order of the day."""
    return tuple(
        step for step in DayStep if state in _ALLOWED[step] and not (step in _ON_THE_DAY and held_on > today)
    )
