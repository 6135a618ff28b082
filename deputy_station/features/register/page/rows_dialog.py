"""Lists over the register: the rows of one table of a book, and everything that differs between paper and record."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from deputy_station.core.clock import local_day
from deputy_station.features.register.rules.book import Entry
from deputy_station.features.register.rules.forms import form_of
from deputy_station.features.register.rules.lacks import Lack, LackKind, short_form
from deputy_station.features.register.service.lacks import BookState, DeputyLack
from deputy_station.features.register.service.places import PrintedRow, ReplacedRow
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dates import short_day
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.labels import Words
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.table import Table
from deputy_station.widgets.table_model import Column, Kind

Open = Callable[[str, int, int], object]
"""Opens a record: its kind, its number, whose book it stands in."""

TONES = {
    LackKind.GONE: Tone.OVERDUE,
    LackKind.CHANGED: Tone.OVERDUE,
    LackKind.RETURNED: Tone.SOON,
    LackKind.WAITS: Tone.SOON,
    LackKind.UNPRINTED: Tone.INFO,
}


def words_of(entry: Entry) -> str:
    """A row of the book in one line: its cells that say something, without the date."""
    return "，".join(text for key, text in entry.cells.items() if key != "on" and text)


class FormRowsDialog(Dialog):
    """The rows of one table of a book; pressing one opens its record."""

    def __init__(
        self, page: QWidget, context: PageContext, state: BookState, form: str, open_record: Open
    ) -> None:
        told = form_of(form)
        super().__init__(page, f"{state.book.deputy}　{told.heading}", width=980)
        self._open, self._deputy = open_record, state.book.deputy_id
        printed = {(row.subject, row.subject_id): row for row in state.printed if row.form == form}
        lacks = {(lack.subject, lack.subject_id): lack for lack in state.lacks.rows if lack.form == form}
        entries = state.book.entries[form]
        self.body.addWidget(Words(f"{len(entries)} 条，已印 {len(printed)} 行。", role="soft"))
        columns = [
            Column("记录编号", "record", chars=5),
            Column("日期", lambda entry: short_day(entry.on, context.clock.today()), chars=8, leaves=3),
            Column("内容", words_of, chars=16, grow=1),
            Column("材料", lambda entry: entry.evidence or "", chars=2, leaves=2, kind=Kind.NUMBER),
            Column("页行", partial(_place, printed), chars=7, leaves=1),
            Column("纸上", partial(_pill, lacks), chars=5, kind=Kind.PILL),
        ]
        self.table = Table(
            context.work, columns, today=context.clock.today, row_id=lambda entry: entry.record
        )
        self.table.view.setAccessibleName(told.heading)
        self.table.set_empty("这张表还没有记录。")
        self.table.show_rows(entries)
        self.table.opened.connect(self._leave)
        self.add_list(self.table)
        self.action_row.set_actions([Action("关闭", self.accept, primary=True)])

    def _leave(self, entry: Entry) -> None:
        self.accept()
        self._open(entry.subject, entry.subject_id, self._deputy)


class LacksDialog(Dialog):
    """Everything that differs between paper and record, of one book or of all; pressing a line opens its record."""

    def __init__(
        self,
        page: QWidget,
        context: PageContext,
        title: str,
        found: Sequence[DeputyLack],
        open_record: Open,
        page_anew: Callable[[DeputyLack], object],
    ) -> None:
        super().__init__(page, title, width=980)
        self._open = open_record
        self._page_anew = page_anew
        told = [
            f"{kind.label} {number} 行"
            for kind in LackKind
            if (number := sum(each.lack.kind is kind for each in found))
        ]
        self.body.addWidget(Words("，".join(told) + "。" if told else "纸上和记录都对得上。", role="soft"))
        today = context.clock.today
        columns = [
            Column("代表", "deputy", chars=5, leaves=2),
            Column("记录编号", lambda each: each.lack.record, chars=5),
            Column(
                "日期",
                lambda each: "" if each.lack.on is None else short_day(each.lack.on, today()),
                chars=8,
                leaves=3,
            ),
            Column("纸上和记录", lambda each: each.lack.sentence, chars=18, grow=1),
            Column("哪一种", lambda each: lack_pill(each.lack), chars=5, leaves=1, kind=Kind.PILL),
        ]
        self.table = Table(
            context.work, columns, today=today, row_id=lambda each: (each.deputy_id, each.lack)
        )
        self.table.view.setAccessibleName(title)
        self.table.set_empty("纸上和记录都对得上。")
        self.table.show_rows(sorted(found, key=lambda each: _ORDER[each.lack.kind]))
        self.table.opened.connect(self._leave)
        self.table.chosen.connect(lambda _row: self._show_actions())
        self.add_list(self.table)
        self.table.choose_first()
        self._show_actions()

    def _show_actions(self) -> None:
        chosen = self.table.row
        printed = chosen is not None and chosen.lack.place is not None
        self.action_row.set_actions(
            [
                Action(
                    "换页",
                    self.begin_page_anew,
                    enabled=printed,
                    why="先选中一行印过的" if chosen is None else "这一行还没有印在纸上",
                ),
                Action("关闭", self.accept, primary=True),
            ]
        )

    def begin_page_anew(self) -> None:
        """The page the chosen row stands on is to be printed once more."""
        chosen = self.table.row
        if chosen is not None:
            self.accept()
            self._page_anew(chosen)

    def _leave(self, each: DeputyLack) -> None:
        self.accept()
        self._open(each.lack.subject, each.lack.subject_id, each.deputy_id)


class ReplacedDialog(Dialog):
    """What stood on pages and in books that were taken away."""

    def __init__(self, page: QWidget, context: PageContext, title: str, rows: Sequence[ReplacedRow]) -> None:
        super().__init__(page, title, width=980)
        self.body.addWidget(Words(f"{len(rows)} 行，都不在册子里了。", role="soft"))
        today = context.clock.today
        columns = [
            Column("第几册", lambda row: f"第 {row.edition} 册", chars=4),
            Column(
                "表和页",
                lambda row: f"{short_form(form_of(row.form))} {row.place.page} 页 {row.place.row} 行",
                chars=9,
            ),
            Column("记录编号", "record", chars=5, leaves=2),
            Column("当时印的", _words_printed, chars=14, grow=1),
            Column("印的日子", lambda row: short_day(local_day(row.printed_at), today()), chars=8, leaves=3),
            Column("换下", lambda row: short_day(local_day(row.replaced_at), today()), chars=6, leaves=1),
        ]
        self.table = Table(
            context.work,
            columns,
            today=today,
            row_id=lambda row: (row.replaced_at, row.form, row.place.page, row.place.row),
        )
        self.table.view.setAccessibleName(title)
        self.table.set_empty("换下的纸上没有记录。")
        self.table.show_rows(rows)
        self.add_list(self.table)
        self.action_row.set_actions([Action("关闭", self.accept, primary=True)])


def _words_printed(row: ReplacedRow) -> str:
    return "，".join(text for text in row.words.values() if text)


_ORDER = {kind: place for place, kind in enumerate(LackKind)}
"""The worst first; within a kind deputies stay in roster order."""


def lack_pill(lack: Lack) -> Pill:
    """What is wrong, in a word."""
    return Pill(lack.kind.label, TONES[lack.kind])


def _place(printed: dict[tuple[str, int], PrintedRow], entry: Entry) -> str:
    row = printed.get((entry.subject, entry.subject_id))
    return f"{row.place.page} 页 {row.place.row} 行" if row else ""


def _pill(lacks: dict[tuple[str, int], Lack], entry: Entry) -> Pill:
    lack = lacks.get((entry.subject, entry.subject_id))
    if lack is None:
        return Pill("已印", Tone.DONE)
    return Pill(entry.waits, Tone.SOON) if lack.kind is LackKind.WAITS else lack_pill(lack)
