"""Who came, entered in one pass: absentees first, one key for each state, walk-ins added in place."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from deputy_station.core.name_order import best_first
from deputy_station.features.activities.page.attendance_grid import KEYS, open_attendance_grid, state_word
from deputy_station.features.activities.rules import AttendanceState
from deputy_station.features.activities.service.attendance import (
    AttendanceRow,
    add_walk_in,
    close_attendance,
    list_attendance,
    record_attendance,
    remove_from_list,
)
from deputy_station.features.deputies.service.roster import list_deputies
from deputy_station.widgets.buttons import Action, Button
from deputy_station.widgets.dates import short_instant
from deputy_station.widgets.dialogs import Dialog, ask_verbs
from deputy_station.widgets.fields import LineField
from deputy_station.widgets.form import Form
from deputy_station.widgets.labels import Line, Words
from deputy_station.widgets.layouts import Flow
from deputy_station.widgets.page import Page, PageContext
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.search_fields import SearchField
from deputy_station.widgets.style import LOW_ROW, ROW, px, scale
from deputy_station.widgets.table import Table
from deputy_station.widgets.table_model import Column, Kind
from deputy_station.widgets.work import Job

T = TypeVar("T")
OFFERED = 12
HEAD, MOST_LINES, AROUND = 54, 10, 372
"""Height (px at 100 %) of the table's head, most lines shown without scrolling, height of all around the table."""
LOW = 500
"""Below this height of the window (px at 100 %) the rows are lower."""
LOWEST = 430
"""Below this height of the window (px at 100 %) two rows are all there is room for; else what is below them scrolls."""

TONES = {
    AttendanceState.NOT_YET: Tone.SOON,
    AttendanceState.PRESENT: Tone.DONE,
    AttendanceState.LATE: Tone.INFO,
    AttendanceState.LEFT_EARLY: Tone.INFO,
    AttendanceState.LEAVE: Tone.QUIET,
    AttendanceState.ABSENT: Tone.OVERDUE,
}


def state_pill(state: AttendanceState) -> Pill:
    """The state as a pill."""
    return Pill(state_word(state), TONES[state])


class AttendanceDialog(Dialog):
    """The list of an activity; every key press is saved at once, so that closing loses nothing."""

    def __init__(
        self,
        parent: Page,
        context: PageContext,
        *,
        activity_id: int,
        title: str,
        closed: Callable[[], object],
        held_on: date | None = None,
    ) -> None:
        super().__init__(parent, f"签到登记：{title}", width=760)
        self._page, self._closed = parent, closed
        self._context, self._work = context, context.work
        self._activity_id = activity_id
        self._rows: list[AttendanceRow] = []
        self._saving = 0  # the save under way, 0 for none
        self._saves = 0
        self._typed_ahead: list[AttendanceState] = []
        self._over = held_on is not None and held_on <= context.clock.today()
        today = context.clock.today()
        columns = [
            Column("姓名", "deputy", chars=5, grow=1),
            Column("小组", lambda row: row.group, chars=6, leaves=3),
            Column("状态", lambda row: state_pill(row.state), chars=4, kind=Kind.PILL),
            Column("到场", lambda row: _arrival(row, today), chars=4, leaves=2),
            Column("说明", _remark, chars=6, leaves=1),
        ]
        self._count = Line("", role="soft")
        keys = QWidget()
        flow = Flow(keys, gap=6)
        for key, state in KEYS.items():
            button = Button(f"{key} {state_word(state)}", role="chip", height=36)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _checked=False, state=state: self.mark(state))
            flow.addWidget(button)
        self.body.addWidget(keys)
        self.table = Table(context.work, columns, today=context.clock.today)
        self.table.set_empty("还没有应到的人。可以在下面加名单外到会的代表。")
        self.table.typed.connect(self._key)
        self.table.opened.connect(lambda _row: self.mark(AttendanceState.PRESENT))
        self.table.chosen.connect(self._show_reason)
        self.body.addWidget(self.table)
        self.body.addWidget(self._count)
        self.body.addWidget(
            Words("↑↓ 选人，按数字登记，登记一个自动到下一个未签到的；按回车记为到会。", role="small")
        )
        self.reason = LineField("leave_reason", "请假事由", most=200)
        self.reason.went_on.connect(self._save_reason)
        self.reason.entry.left.connect(self._keep_reason)
        self._reason_of: int | None = None
        self.walk_in = SearchField("deputy_id", "名单外到会", context.work, self._find_walk_in)
        self.walk_in.edited.connect(self._add_walk_in)
        self.form = Form([self.reason, self.walk_in])
        self.form.show_field("leave_reason", False)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self._offer()
        self.finished.connect(lambda _result: closed())
        scale.changed.connect(self._rescale)
        self._rescale()
        self._ask_rows()

    def mark(self, state: AttendanceState) -> None:
        """Save a state for the chosen deputy, then go to the next who has none.

        Whoever types faster than it is saved means the one after: the key waits for its turn.
        """
        if self._saving:
            self._typed_ahead.append(state)
            return
        row = self._chosen()
        if row is None:
            return
        self._record(row, state, reason=row.leave_reason if state is AttendanceState.LEAVE else "")

    def done(self, result: int) -> None:
        self._keep_reason()
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return  # Enter belongs to the list, it must not close the dialog
        super().keyPressEvent(event)

    def _ask_rows(self) -> None:
        self._work.ask(
            list_attendance,
            then=self._take_rows,
            owner=self,
            key=(self, "rows"),
            activity_id=self._activity_id,
        )

    def _take_rows(self, rows: list[AttendanceRow]) -> None:
        self._rows = list(rows)
        self._show()
        self._rescale()
        self.body.activate()
        self.fit()
        if self.table.chosen_id is None:
            self.table.choose_first()
        self.table.view.setFocus()

    def _show(self) -> None:
        self.table.show_rows(self._rows)
        came = sum(
            row.state in (AttendanceState.PRESENT, AttendanceState.LATE, AttendanceState.LEFT_EARLY)
            for row in self._rows
        )
        waiting = sum(row.state is AttendanceState.NOT_YET for row in self._rows)
        self._count.setText(f"名单 {len(self._rows)} 人，到会 {came} 人，未签到 {waiting} 人")
        self._offer()

    def _chosen(self) -> AttendanceRow | None:
        return next((row for row in self._rows if row.id == self.table.chosen_id), None)

    def _key(self, text: str) -> None:
        state = KEYS.get(text.translate(str.maketrans("０１２３４５", "012345")))
        if state is not None:
            self.mark(state)

    def _record(self, row: AttendanceRow, state: AttendanceState, *, reason: str, go_on: bool = True) -> None:
        self._saves += 1
        self._saving = number = self._saves
        job = self._change(
            record_attendance,
            say=lambda saved: f"{saved.deputy}：{state_word(saved.state)}",
            then=self._recorded if go_on else self._recorded_aside,
            activity_id=self._activity_id,
            deputy_id=row.deputy_id,
            state=state,
            leave_reason=reason,
            leave_approved_by=row.leave_approved_by if state is AttendanceState.LEAVE else "",
            note=row.note,
            version=row.version,
        )
        job.always = lambda: self._ended(number)

    def _change(
        self,
        function: Callable[..., T],
        *,
        say: str | Callable[[T], str],
        then: Callable[[T], object],
        **values: Any,
    ) -> Job:
        """Change something and have it said with 撤销, as pages do; refusals are said in the dialog."""
        job = self._page.change(function, say=say, then=then, on_refusal=self._refused, **values)
        job.owner = self
        return job

    def _recorded_aside(self, saved: AttendanceRow) -> None:
        """Saved behind the clerk, who is at another name already and stays there."""
        self._saving = 0
        self._rows = [saved if row.id == saved.id else row for row in self._rows]
        self._show()
        if self._typed_ahead:
            self.mark(self._typed_ahead.pop(0))

    def _recorded(self, saved: AttendanceRow) -> None:
        self._saving = 0
        self.notice.clear()
        self._rows = [saved if row.id == saved.id else row for row in self._rows]
        self._show()
        if saved.state is AttendanceState.LEAVE and not saved.leave_reason:
            self._typed_ahead.clear()
            self._show_reason(saved)
            self.reason.setFocus()
            return
        self._go_on(saved)
        if self._typed_ahead:
            self.mark(self._typed_ahead.pop(0))

    def _ended(self, number: int) -> None:
        if self._saving == number:  # neither saved nor refused: the trouble is told in a message
            self._saving = 0
            self._typed_ahead.clear()

    def _go_on(self, saved: AttendanceRow) -> None:
        """To the next below who has no state, else the first who has none; stay when all have one."""
        place = next((place for place, row in enumerate(self._rows) if row.id == saved.id), 0)
        turned = [*self._rows[place + 1 :], *self._rows[:place]]
        waiting = next((row for row in turned if row.state is AttendanceState.NOT_YET), None)
        chosen = waiting or saved
        self.table.choose(chosen.id)
        self.table.show_chosen()
        self._show_reason(chosen)
        self.table.view.setFocus()

    def _offer(self) -> None:
        """The buttons: taking a wrong name off the list, the rest absent, done."""
        row, waiting = self._chosen(), [each for each in self._rows if each.state is AttendanceState.NOT_YET]
        actions = []
        if row is not None and (row.state is AttendanceState.NOT_YET or not row.expected):
            actions.append(Action("移出名单", self.take_off))
        if self._over and waiting:
            actions.append(Action(f"其余 {len(waiting)} 人记缺席", self.close_list))
        if self._rows:
            actions.append(Action("用表格登记", self.open_grid))
        actions.append(Action("关闭", self.accept, primary=True))
        if [each.text for each in actions] != [each.text for each in self.action_row.actions_shown]:
            self.action_row.set_actions(actions)

    def open_grid(self) -> None:
        """The same list as a grid, for hours and reasons of many, or for a block out of a spreadsheet."""
        self.accept()
        open_attendance_grid(self._page, activity_id=self._activity_id, closed=self._closed)

    def take_off(self) -> None:
        """The chosen deputy was put on the list by mistake."""
        row = self._chosen()
        if row is None:
            return

        def taken(_nothing: None) -> None:
            self.notice.tell(f"{row.deputy}已移出名单。误移的，可以在“名单外到会”或“加人员”里加回。")
            self._ask_rows()

        self._change(
            remove_from_list,
            say=f"{row.deputy}已移出名单",
            then=taken,
            activity_id=self._activity_id,
            deputy_id=row.deputy_id,
        )

    def close_list(self) -> None:
        """Everybody without a mark was absent: asked first, for absence costs points."""
        waiting = [row.deputy for row in self._rows if row.state is AttendanceState.NOT_YET]
        names = "、".join(waiting[:20]) + (f"等 {len(waiting)} 人" if len(waiting) > 20 else "")

        def closed(count: int) -> None:
            self.notice.tell(f"{count} 人已记缺席。请过假的，选中后按 4 改成请假。")
            self._ask_rows()

        ask_verbs(
            self,
            f"其余 {len(waiting)} 人记缺席？",
            detail=f"{names}。记了以后还可以逐个改。",
            do_word=f"记缺席 {len(waiting)} 人",
            keep_word="再核对",
            do=lambda: self._change(
                close_attendance,
                say=lambda count: f"{count} 人已记缺席",
                then=closed,
                activity_id=self._activity_id,
            ),
        )

    def _refused(self, sentence: str) -> None:
        self._saving = 0
        self._typed_ahead.clear()
        self.refuse(sentence)
        self._ask_rows()

    def _show_reason(self, row: AttendanceRow) -> None:
        if row.id != self._reason_of:
            self._keep_reason()
            self._reason_of = row.id
        self.form.show_field("leave_reason", row.state is AttendanceState.LEAVE)
        self.reason.put(row.leave_reason)
        self._offer()

    def _save_reason(self) -> None:
        row = self._chosen()
        if row is None or row.state is not AttendanceState.LEAVE:
            return
        reason = str(self.reason.value())
        if reason == row.leave_reason:
            self._go_on(row)
        else:
            self._record(replace(row, leave_reason=reason), AttendanceState.LEAVE, reason=reason)

    def _keep_reason(self) -> None:
        """A reason that was written is saved also when the clerk goes on by the mouse, or closes."""
        row = next((each for each in self._rows if each.id == self._reason_of), None)
        if row is None or row.state is not AttendanceState.LEAVE or self._saving:
            return
        reason = str(self.reason.value())
        if reason != row.leave_reason:
            self._record(row, AttendanceState.LEAVE, reason=reason, go_on=False)

    def _find_walk_in(self, session: Any, text: str) -> list[tuple[int, str]]:
        listed = {row.deputy_id for row in self._rows}
        found = list_deputies(session, search=text, in_office_on=self._context.clock.today())
        rows = best_first((row for row in found if row.id not in listed), text, lambda row: row.name)
        return [(row.id, f"{row.name} {row.group}".strip()) for row in rows[:OFFERED]]

    def _add_walk_in(self) -> None:
        deputy_id = self.walk_in.value()
        if deputy_id is None:
            return
        self.walk_in.put(None)
        self._change(
            add_walk_in,
            say=lambda row: f"{row.deputy}：名单外到会",
            then=self._walked_in,
            activity_id=self._activity_id,
            deputy_id=deputy_id,
        )

    def _walked_in(self, row: AttendanceRow) -> None:
        self.notice.clear()
        self._rows.append(row)
        self._show()
        self.table.choose(row.id)
        self.table.show_chosen()

    def _rescale(self) -> None:
        """As high as the list needs, as far as the window leaves room for what stands around it."""
        behind = self.parentWidget()
        whole = behind.height() if behind is not None else px(700)
        low, room = whole < px(LOW), whole - px(AROUND)
        self.table.set_low(low)
        row, least = LOW_ROW if low else ROW, 2 if whole < px(LOWEST) else 4
        lines = max(3, min(len(self._rows), MOST_LINES))
        self.table.setFixedHeight(max(px(HEAD + least * row), min(px(HEAD + lines * row), room)))


def _arrival(row: AttendanceRow, today: Any) -> str:
    return short_instant(row.arrived_at, today).rpartition(" ")[2] if row.arrived_at else ""


def _remark(row: AttendanceRow) -> str:
    if row.state is AttendanceState.LEAVE:
        return row.leave_reason or row.note
    return row.note or ("" if row.expected else "名单外")
