"""Leave from duty: who is away and when, a line each; pressing a line removes it."""

from datetime import date
from functools import partial

from PySide6.QtCore import QTimer

from deputy_station.features.activities.page.fields import finds_deputies
from deputy_station.features.reception.service import leaves
from deputy_station.features.reception.service.leaves import LeaveRow
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.dates import short_day
from deputy_station.widgets.dialogs import Dialog, ask_verbs
from deputy_station.widgets.fields import LineField
from deputy_station.widgets.labels import Words
from deputy_station.widgets.layouts import VBox, clear
from deputy_station.widgets.page import Page
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.search_fields import SearchField


class LeavesDialog(Dialog):
    """Leaves that are not over; opened by the page of reception days."""

    def __init__(self, page: Page, rows: list[LeaveRow]) -> None:
        super().__init__(page, "轮值请假", width=640)
        self._page, self._today = page, page.context.clock.today
        self._lists = VBox(gap=6)
        self.body.addWidget(
            Words("请假的日子不排这名代表。已经排上的在这里标出来，请对调或换人。", role="soft")
        )
        self.body.addLayout(self._lists)
        self.body.addStretch(1)
        self.action_row.set_actions([Action("关闭", self.accept), Action("登记请假", self.add, primary=True)])
        self.show_rows(rows)

    def show_rows(self, rows: list[LeaveRow]) -> None:
        """Show the leaves as they are now."""
        clear(self._lists)
        for row in rows:
            text = "，".join(part for part in (row.name, row.reason) if part)
            pill = Pill(f"已排 {len(row.clashes)} 天", Tone.OVERDUE) if row.clashes else None
            self._lists.addWidget(
                LineItem(_span(row, self._today()), text, pill, partial(self.ask_remove, row))
            )
        if not rows:
            self._lists.addWidget(Words("现在没有人请假。", role="soft"))
        QTimer.singleShot(0, self, self.fit)

    def add(self) -> None:
        """Note a leave."""
        self._page.open_form(
            "登记轮值请假",
            [
                SearchField(
                    "deputy_id",
                    "代表",
                    self._page.work,
                    finds_deputies(self._today),
                    required=True,
                    placeholder="姓名或拼音首字母",
                ),
                DateField("since", "从哪天", today=self._today, required=True),
                DateField("until", "到哪天", today=self._today, help="只请一天的不用填。"),
                LineField("reason", "原因", placeholder="如 外出学习", most=leaves.LONGEST_REASON),
            ],
            save_word="登记",
            service=leaves.add_leave,
            draft="leave",
            say=lambda row: f"已登记{row.name}轮值请假",
            then=self._added,
        )

    def ask_remove(self, row: LeaveRow) -> None:
        """Name the days that clash, and offer to remove the leave."""
        clashes = f"请假期间已排：{self._days(row.clashes)}。" if row.clashes else ""
        ask_verbs(
            self,
            f"{row.name} {_span(row, self._today())}请假",
            detail=f"{clashes}删去以后，这些日子又可以排{row.name}。",
            do_word="删去请假",
            do=partial(self._remove, row),
        )

    def _remove(self, row: LeaveRow) -> None:
        self._page.change(
            leaves.remove_leave,
            leave_id=row.id,
            version=row.version,
            say=f"已删去{row.name}的轮值请假",
            then=self._again,
            on_refusal=self.refuse,
        )

    def _added(self, row: LeaveRow) -> None:
        if row.clashes:
            self.notice.tell(f"{row.name}在 {self._days(row.clashes)}已排接待，请到那天“对调”或“排代表”。")
        self._again()

    def _again(self, _result: object = None) -> None:
        self._page.work.ask(
            leaves.list_leaves,
            then=self.show_rows,
            owner=self,
            key=(self, "rows"),
            from_day=self._today(),
        )

    def _days(self, on: tuple[date, ...]) -> str:
        return "、".join(short_day(each, self._today()) for each in on)


def leave_words(rows: list[LeaveRow], today: date) -> str:
    """王建国（12月1日至12月10日）: who is on the rota of a day although on leave."""
    return "、".join(f"{row.name}（{_span(row, today)}）" for row in rows)


def _span(row: LeaveRow, today: date) -> str:
    first = short_day(row.since, today)
    return first if row.since == row.until else f"{first}至{short_day(row.until, today)}"
