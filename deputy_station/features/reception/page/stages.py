"""The five stages of a day as lines of its detail: how far each is, which one is next, and what pressing it does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QWidget

from deputy_station.core.clock import hour_words, local_time
from deputy_station.features.reception.rules.stages import STAGES, Stage, stage_at_hand
from deputy_station.features.reception.rules.steps import DayState
from deputy_station.features.reception.service.listing import DayDetail
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.dates import short_day
from deputy_station.widgets.layouts import VBox
from deputy_station.widgets.pill import Pill, Tone

DONE, NEXT = Pill("已办", Tone.DONE), Pill("下一步", Tone.SOON)


@dataclass(frozen=True)
class Matters:
    """The demands voiced on a day: how many there are, and how many nobody has sent on yet."""

    taken: int
    not_routed: int


def stage_of(day: DayDetail, today: date, on_leave: int, matters: Matters | None) -> Stage | None:
    """The stage at hand; see `stage_at_hand`. `on_leave`: how many of those on duty are."""
    return stage_at_hand(
        state=day.row.state,
        held_on=day.row.held_on,
        today=today,
        on_duty=_is_prepared(day, on_leave),
        noticed=bool(day.row.notice),
        not_routed=matters.not_routed if matters else 0,
        filed=day.filed_at is not None,
    )


def stage_lines(
    day: DayDetail,
    today: date,
    on_leave: int,
    matters: Matters | None,
    notice_left: str,
    opens: Mapping[Stage, Callable[[], object]],
) -> QWidget:
    """A line for each stage; `on_leave` of those on duty are on leave, `notice_left` says how long there is for the notice, `opens` what pressing a line does."""
    at_hand = stage_of(day, today, on_leave, matters)
    words = {
        Stage.PREPARE: _prepared(day, on_leave),
        Stage.NOTICE: _noticed(day, today, notice_left),
        Stage.RECEIVE: _received(day, today),
        Stage.ROUTE: _routed(day, matters),
        Stage.SUM_UP: _summed_up(day, today),
    }
    done = {
        Stage.PREPARE: _is_prepared(day, on_leave),
        Stage.NOTICE: bool(day.row.notice),
        Stage.RECEIVE: day.row.state is DayState.HELD,
        Stage.ROUTE: day.row.state is DayState.HELD and not (matters and matters.not_routed),
        Stage.SUM_UP: day.filed_at is not None,
    }
    lines = QWidget()
    box = VBox(lines, gap=0)
    for stage in STAGES:
        pill = NEXT if stage is at_hand else DONE if done[stage] else None
        box.addWidget(LineItem(stage.label, words[stage], pill, opens.get(stage)))
    return lines


def _is_prepared(day: DayDetail, on_leave: int) -> bool:
    return bool(day.row.on_duty) and not on_leave


def _prepared(day: DayDetail, on_leave: int) -> str:
    if on_leave:
        return f"{on_leave} 人请假要换"
    return f"已排代表 {len(day.row.on_duty)} 人" if day.row.on_duty else "还没有排代表"


def _noticed(day: DayDetail, today: date, notice_left: str) -> str:
    if day.row.notice_on is None:
        return notice_left or "没有发"
    return f"{short_day(day.row.notice_on, today)}发"


def _received(day: DayDetail, today: date) -> str:
    row = day.row
    if row.state in (DayState.OPEN, DayState.HELD):
        return f"来访 {row.visits} 批"
    if row.held_on < today:
        return "等着补记"
    starts = f" {hour_words(row.starts_at)}" if row.starts_at else ""
    return f"{short_day(row.held_on, today)}{starts}开始"


def _routed(day: DayDetail, matters: Matters | None) -> str:
    if matters is None or not matters.taken:
        return "没有诉求" if day.row.state is DayState.HELD else "接待以后办"
    return f"{matters.not_routed} 件没转办" if matters.not_routed else f"诉求 {matters.taken} 件"


def _summed_up(day: DayDetail, today: date) -> str:
    if day.filed_at is not None:
        return f"{short_day(local_time(day.filed_at).date(), today)}归档"
    return "小结没归档" if day.row.state is DayState.HELD else "接待以后写小结"
