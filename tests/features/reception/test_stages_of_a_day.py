"""The five stages of a reception day: which one is at hand, and what stands first."""

from datetime import date

import pytest

from deputy_station.features.reception.rules.notice import notice_left
from deputy_station.features.reception.rules.stages import STAGES, Stage, by_flow, stage_at_hand
from deputy_station.features.reception.rules.steps import DayState

TODAY = date(2026, 11, 20)
LATER = date(2026, 12, 4)
EARLIER = date(2026, 11, 6)
ALL = {"on_duty": True, "noticed": True, "not_routed": 0, "filed": True}


@pytest.mark.parametrize(
    ("state", "held_on", "lacks", "stage"),
    [
        (DayState.PLANNED, LATER, {"on_duty": False, "noticed": False}, Stage.PREPARE),
        (DayState.PLANNED, LATER, {"noticed": False}, Stage.NOTICE),
        (DayState.NOTICED, LATER, {"filed": False}, Stage.RECEIVE),
        (DayState.PLANNED, TODAY, {"on_duty": False, "noticed": False}, Stage.RECEIVE),  # too late for either
        (DayState.OPEN, TODAY, {"not_routed": 2, "filed": False}, Stage.RECEIVE),
        (DayState.NOTICED, EARLIER, {"filed": False}, Stage.RECEIVE),  # to be entered afterwards
        (DayState.HELD, EARLIER, {"not_routed": 2, "filed": False}, Stage.ROUTE),
        (DayState.HELD, EARLIER, {"filed": False}, Stage.SUM_UP),
        (DayState.HELD, EARLIER, {"not_routed": 1}, Stage.ROUTE),  # filed, and one demand still lies there
        (DayState.HELD, EARLIER, {}, None),
    ],
)
def test_the_stage_at_hand_is_the_first_that_can_still_be_done(
    state: DayState, held_on: date, lacks: dict[str, bool | int], stage: Stage | None
) -> None:
    known = ALL | lacks
    assert stage_at_hand(state=state, held_on=held_on, today=TODAY, **known) is stage  # type: ignore[arg-type]


def test_what_belongs_to_the_stage_at_hand_comes_first_and_the_rest_follows_round() -> None:
    words = [each.label for each in sorted(STAGES, key=lambda each: by_flow(each, Stage.NOTICE))]
    assert words == ["通知公告", "现场登记", "转办督办", "反馈总结", "前期准备"]
    assert min(STAGES, key=lambda each: by_flow(each, None)) is Stage.RECEIVE


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 11, 28), "3 天内发"),  # three days before 4 December is the first
        (date(2026, 12, 1), "今天要发"),
        (date(2026, 12, 3), "晚了 2 天"),
        (LATER, ""),
    ],
)
def test_the_days_left_for_a_notice_are_said_shortly(today: date, words: str) -> None:
    assert notice_left(LATER, today, 3) == words
