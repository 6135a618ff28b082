"""Two boards: the monthly livelihood suggestions by deputy, and the ledger of promises."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from deputy_station.core.clock import month_day
from deputy_station.features.suggestions.rules.choices import OPEN_PROMISES, PromiseState
from deputy_station.features.suggestions.service.quota import LivelihoodRow
from deputy_station.features.suggestions.service.rows import PromiseRow
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dates import short_day
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.labels import Words
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.table import Table
from deputy_station.widgets.table_model import Column, Kind

_PROMISE_TONES = {
    PromiseState.OPEN: Tone.INFO,
    PromiseState.MOVED: Tone.SOON,
    PromiseState.KEPT: Tone.DONE,
    PromiseState.GIVEN_UP: Tone.QUIET,
}


class LivelihoodDialog(Dialog):
    """A line for each deputy, a column for each month; who is behind most comes first."""

    def __init__(self, page: QWidget, context: PageContext, year: int, rows: list[LivelihoodRow]) -> None:
        super().__init__(page, f"{year}年每月民生建议", width=980)
        this = context.clock.today()
        month = this.month if year == this.year else 12
        missing = sum(month in row.behind for row in rows)
        ever = sum(bool(row.behind) for row in rows)
        self.body.addWidget(
            Words(
                f"{len(rows)} 位代表，{month} 月还有 {missing} 位没有提够；全年 {ever} 位欠过。", role="soft"
            )
        )
        columns = [
            Column("代表", "deputy", chars=5, grow=1),
            Column("小组", "group", chars=6, leaves=20),
            *(
                Column(
                    f"{number}月",
                    partial(_of_month, number),
                    chars=2,
                    leaves=_leaves(number, month),
                    kind=Kind.NUMBER,
                )
                for number in range(1, 13)
            ),
            Column("合计", "total", chars=2, kind=Kind.NUMBER),
            Column("欠几月", lambda row: len(row.behind) or "", chars=3, kind=Kind.NUMBER),
        ]
        self.table = Table(context.work, columns, today=context.clock.today, row_id=lambda row: row.deputy_id)
        self.table.show_rows(rows)
        self.add_list(self.table)
        self.action_row.set_actions([Action("关闭", self.accept, primary=True)])


class PromisesDialog(Dialog):
    """What replies promised, of all years; a row opens its suggestion."""

    def __init__(
        self,
        page: QWidget,
        context: PageContext,
        rows: list[PromiseRow],
        *,
        open_row: Callable[[int], object],
        print_ledger: Callable[[], object],
    ) -> None:
        super().__init__(page, "承诺台账", width=980)
        today = context.clock.today
        owed = [row for row in rows if row.state in OPEN_PROMISES]
        late = sum(row.late_days > 0 for row in owed)
        self.body.addWidget(
            Words(f"{len(rows)} 项承诺，还没有兑现 {len(owed)} 项，其中过期 {late} 项。", role="soft")
        )
        columns = [
            Column("承诺事项", "words", chars=14, grow=1),
            Column("建议", "title", chars=12, leaves=2),
            Column("承办", "unit", chars=6, leaves=1),
            Column("兑现期限", lambda row: promised_words(row, today()), chars=7),
            Column("状态", promise_pill, chars=4, kind=Kind.PILL),
        ]
        self.table = Table(context.work, columns, today=today, row_id=lambda row: row.id, unit="项")
        self.table.set_empty("还没有承诺。登记答复时写下承诺事项，就记在这里。")
        self.table.show_rows(rows)
        self.table.opened.connect(lambda row: self._leave(partial(open_row, row.suggestion_id)))
        self.add_list(self.table)
        self.action_row.set_actions(
            [
                Action("关闭", self.accept, primary=True),
                Action("打印台账", partial(self._leave, print_ledger)),
            ]
        )

    def _leave(self, do: Callable[[], Any]) -> None:
        self.accept()
        do()


def promise_pill(row: PromiseRow) -> Pill:
    """How a promise stands; one whose day is over says so."""
    if row.late_days:
        return Pill("已过期", Tone.OVERDUE)
    return Pill(row.state.label, _PROMISE_TONES[row.state])


def promised_words(row: PromiseRow, today: date) -> str:
    """By when, or nothing where no day was named."""
    if row.due_on is None:
        return "没有说"
    return (
        f"明年{month_day(row.due_on)}" if row.due_on.year == today.year + 1 else short_day(row.due_on, today)
    )


def _leaves(number: int, month: int) -> int:
    """Which months go first where the window is narrow: those to come, then the oldest; the present one stays."""
    return 1 + month - number if number <= month else number


def _of_month(number: int, row: LivelihoodRow) -> int | str:
    return row.months[number - 1] or ("欠" if number in row.behind else "")
