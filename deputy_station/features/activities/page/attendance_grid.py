"""Who came, as a grid: typed across with the hour and the reason, or pasted from a spreadsheet, saved in one go."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from deputy_station.core.clock import from_local, hour_words, local_time
from deputy_station.features.activities.rules import CAME, AttendanceState
from deputy_station.features.activities.service.attendance import (
    AttendanceMark,
    AttendanceRow,
    list_attendance,
    record_many,
)
from deputy_station.features.activities.service.listing import get_activity
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.grid_entry.columns import choice_column, given_column, time_column, words_column
from deputy_station.widgets.grid_entry.field import GridField
from deputy_station.widgets.grid_entry.sheet import GridRow, Sheet
from deputy_station.widgets.page import Page

STATE_WORDS = {AttendanceState.LEAVE: "请假"}
KEYS = {
    "1": AttendanceState.PRESENT,
    "2": AttendanceState.LATE,
    "3": AttendanceState.LEFT_EARLY,
    "4": AttendanceState.LEAVE,
    "5": AttendanceState.ABSENT,
    "0": AttendanceState.NOT_YET,
}
"""Digits, because they come through whatever input method is on."""

ALSO = {
    "出席": AttendanceState.PRESENT,
    "已到": AttendanceState.PRESENT,
    "√": AttendanceState.PRESENT,
    "缺勤": AttendanceState.ABSENT,
    "未到": AttendanceState.ABSENT,
    "×": AttendanceState.ABSENT,
    "病假": AttendanceState.LEAVE,
    "事假": AttendanceState.LEAVE,
    "公假": AttendanceState.LEAVE,
}
"""How the same is written in other people's tables."""

HINT = "数字填状态，Tab 到下一格，回车到下一人。可以从 WPS 表格复制一块，按 Ctrl+V 贴入；带姓名的按姓名对。"


@dataclass(frozen=True)
class AttendanceList:
    """The list of one activity, for the grid."""

    title: str
    held_on: date
    rows: Sequence[AttendanceRow]


def state_word(state: AttendanceState) -> str:
    """The state in two or three characters."""
    return STATE_WORDS.get(state, state.label)


def open_attendance_grid(page: Page, *, activity_id: int, closed: Callable[[], object]) -> None:
    """Read the list, then open it as a grid on `page`; `closed` is called when it was saved."""
    page.ask(
        read_attendance_list, then=partial(_open_grid, page, activity_id, closed), activity_id=activity_id
    )


def read_attendance_list(session: Any, *, activity_id: int) -> AttendanceList:
    """The activity's day and everybody on its list."""
    activity = get_activity(session, activity_id=activity_id)
    return AttendanceList(activity.title, activity.held_on, list_attendance(session, activity_id=activity_id))


def save_attendance(
    session: Any,
    *,
    activity_id: int,
    held_on: date,
    before: Sequence[AttendanceRow],
    marks: list[tuple[int, dict[str, Any]]],
) -> int:
    """Mark everybody whose line was typed into, all or none; how many. Raises StaleEdit where another was faster."""
    known = {row.deputy_id: row for row in before}
    wanted = [_mark(known[deputy_id], held_on, values) for deputy_id, values in marks]
    return len(record_many(session, activity_id=activity_id, marks=wanted))


def make_attendance_sheet(rows: Sequence[AttendanceRow]) -> Sheet:
    """The list as typed rows, each known by its deputy."""
    states = [(state, state_word(state)) for state in KEYS.values()]
    columns = [
        given_column("deputy", "姓名", chars=5),
        given_column("group", "小组", chars=6),
        choice_column("state", "状态", states, chars=5, required=True, keys=KEYS, also=ALSO),
        time_column("arrived", "到场"),
        words_column("remark", "说明", chars=9, grow=1),
    ]
    return Sheet(columns, [_grid_row(row) for row in rows], free=False, check_row=_check_row)


def _open_grid(
    page: Page, activity_id: int, closed: Callable[[], object], shown: AttendanceList
) -> FormDialog:
    grid = GridField(
        "marks", f"{shown.title}出席登记", make_attendance_sheet(shown.rows), hint=HINT, unit="人"
    )
    return page.open_form(
        f"签到登记：{shown.title}",
        [grid],
        save_word="保存",
        service=save_attendance,
        fixed={"activity_id": activity_id, "held_on": shown.held_on, "before": shown.rows},
        say=lambda count: f"已登记{shown.title} {count} 人的出席",
        then=lambda _count: closed(),
        draft=f"attendance:{activity_id}",
        width=900,
    )


def _grid_row(row: AttendanceRow) -> GridRow:
    state = "" if row.state is AttendanceState.NOT_YET else state_word(row.state)
    texts = {
        "deputy": row.deputy,
        "group": row.group,
        "state": state,
        "arrived": hour_words(row.arrived_at) if row.arrived_at is not None else "",
        "remark": row.leave_reason if row.state is AttendanceState.LEAVE else row.note,
    }
    return GridRow(row.deputy_id, texts)


def _check_row(values: dict[str, Any]) -> tuple[str, str] | None:
    if values["arrived"] is not None and values["state"] not in (None, *CAME):
        return "arrived", f"{state_word(values['state'])}的没有到场时间，请清空或改状态。"
    return None


def _mark(row: AttendanceRow, held_on: date, values: dict[str, Any]) -> AttendanceMark:
    state: AttendanceState = values["state"]
    on_leave = state is AttendanceState.LEAVE
    arrived = values["arrived"]
    arrived_at = from_local(datetime.combine(held_on, arrived)) if arrived is not None else None
    if arrived_at is not None and row.arrived_at is not None:
        was = local_time(row.arrived_at)
        if (was.hour, was.minute) == (arrived.hour, arrived.minute):
            arrived_at = row.arrived_at  # the seconds of a hand at the door are kept
    return AttendanceMark(
        row.deputy_id,
        state,
        arrived_at,
        leave_reason=values["remark"] if on_leave else "",
        leave_approved_by=row.leave_approved_by if on_leave else "",
        note=row.note if on_leave else values["remark"],
        version=row.version,
    )
