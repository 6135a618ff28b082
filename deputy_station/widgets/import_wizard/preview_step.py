"""Step 3: the rows as they will be, three counts, what is wrong with which row, and mending it in place."""

import re
from collections.abc import Callable
from datetime import date
from operator import attrgetter
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from deputy_station.documents.import_columns import Content, ImportKind
from deputy_station.documents.import_preview import CheckedRows, PreviewRow, Standing
from deputy_station.documents.workbook_cells import Kind as CellKind
from deputy_station.widgets.chips import Filter, FilterBar
from deputy_station.widgets.import_wizard.row_panel import RowPanel
from deputy_station.widgets.labels import Words
from deputy_station.widgets.layouts import VBox
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.style import px, scale
from deputy_station.widgets.table import Table
from deputy_station.widgets.table_model import Column, Kind
from deputy_station.widgets.work import Work

TONES = {
    Standing.READY: Tone.DONE,
    Standing.LOOK: Tone.SOON,
    Standing.ERROR: Tone.OVERDUE,
    Standing.SAME: Tone.QUIET,
    Standing.OUT: Tone.QUIET,
}
CHIPS = {
    "all": "全部",
    "ready": "可导",
    "look": "要看一眼",
    "error": "有错",
    "same": "已有",
    "out": "不导入",
}
_SHOWN = {
    "ready": {Standing.READY, Standing.LOOK},
    "look": {Standing.LOOK},
    "error": {Standing.ERROR},
    "same": {Standing.SAME},
    "out": {Standing.OUT},
}
_SHOWN_WARNINGS = 3
_TABLE_HEIGHT = 146
"""The least height of the table, px at 100 %: the head and three low rows, so that what is wrong stays in sight."""
_LOW = 600
"""Below this height of the window (px at 100 %) the rows are lower and the panel says less."""
_ADDRESS = re.compile(r"[A-Z]+\d+ 单元格“([^”]*)”：")


class PreviewStep(QWidget):
    """`mended(row number, key, text)` and `toggled(row number)` ask for another check."""

    mended = Signal(int, str, str)
    toggled = Signal(int)

    def __init__(self, kind: ImportKind, work: Work, today: Callable[[], date]) -> None:
        super().__init__()
        self._kind = kind
        self.checked: CheckedRows | None = None
        self._by_number: dict[int, Any] = {}
        self.said = Words("", role="soft")
        self.filters = FilterBar()
        self.table = Table(work, [_NUMBER], today=today, row_id=attrgetter("number"))
        self.table.set_empty("这里没有行。")
        self.table.view.setAccessibleName("要导入的行")
        self.panel = RowPanel(kind.columns)
        box = VBox(self, gap=10)
        box.addWidget(self.said)
        box.addWidget(self.filters)
        box.addWidget(self.table, 1)
        box.addWidget(self.panel)
        self.filters.changed.connect(self._filter)
        self.table.chosen.connect(self._show_row)
        self.table.opened.connect(lambda _row: self.panel.focus_first())
        self.panel.next_wanted.connect(self.show_next_wrong)
        self.panel.mended.connect(self.mended)
        self.panel.toggled.connect(self.toggled)
        scale.changed.connect(self._rescale)
        self._rescale()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = self.window().height() < px(_LOW)
        self.table.set_low(low)
        self.panel.set_low(low)
        QTimer.singleShot(
            0, self.table, self.table.show_chosen
        )  # the row to mend stays beside what is said of it

    def show_checked(self, checked: CheckedRows) -> None:
        """Show the rows; the one that was open stays open, at first the first with something wrong."""
        first = self.checked is None or _shape(self.checked) != _shape(checked)
        before = self.checked
        same_file = before is not None and (before.data.file_name, before.data.sheet, before.keys) == (
            checked.data.file_name,
            checked.data.sheet,
            checked.keys,
        )
        self.checked = checked
        self._by_number = {row.number: row for row in checked.data.rows}
        if first:
            self.table.set_columns(_columns(self._kind, checked))
        self._say(checked)
        self._show_chips(checked)
        self._filter()
        if not same_file:
            self.start_where_it_matters()
        elif (number := self.panel.number) is not None:
            self._show_number(number)

    def start_where_it_matters(self) -> None:
        """Open the first row that has an error, else the first to look at, else none."""
        assert self.checked is not None
        for standing in (Standing.ERROR, Standing.LOOK):
            for row in self.checked.rows:
                if row.standing is standing:
                    self.table.choose(row.number)
                    self.table.show_chosen()
                    self._show_row(row)
                    return
        self.panel.show_nothing()

    def show_next_wrong(self) -> None:
        """Open the next row that has an error, after the last one the first, with the keyboard in its cell."""
        assert self.checked is not None
        wrong = [row for row in self.checked.rows if row.standing is Standing.ERROR]
        here = self.panel.number or 0
        row = next((row for row in wrong if row.number > here), next(iter(wrong), None))
        if row is None:
            return
        self.table.choose(row.number)
        self.table.show_chosen()
        self._show_row(row)
        self.panel.focus_first()

    def take_focus(self) -> None:
        """The keyboard into the cell to mend, else into the rows."""
        self.table.view.setFocus()
        if self.panel.wrong:
            self.panel.focus_first()

    def _say(self, checked: CheckedRows) -> None:
        warnings = checked.data.warnings
        rest = len(warnings) - _SHOWN_WARNINGS
        shown = list(warnings[:_SHOWN_WARNINGS]) + ([f"还有 {rest} 条提示。"] if rest > 0 else [])
        self.said.say("\n".join(shown))
        self.said.setVisible(bool(shown))

    def _show_chips(self, checked: CheckedRows) -> None:
        counts = {"all": len(checked.rows)}
        for key, standings in _SHOWN.items():
            counts[key] = sum(checked.counts[standing] for standing in standings)
        always = ("all", "ready", "look", "error")
        self.filters.set_filters(
            [Filter(key, word, counts[key]) for key, word in CHIPS.items() if key in always or counts[key]]
        )

    def _filter(self) -> None:
        if self.checked is None:
            return
        wanted = _SHOWN.get(self.filters.chosen)
        rows = self.checked.rows
        self.table.show_rows(rows if wanted is None else [row for row in rows if row.standing in wanted])

    def _show_number(self, number: int) -> None:
        assert self.checked is not None
        row = next((row for row in self.checked.rows if row.number == number), None)
        if row is None:
            self.panel.show_nothing()
        else:
            self._show_row(row)

    def _show_row(self, row: PreviewRow) -> None:
        assert self.checked is not None
        others = self.checked.counts[Standing.ERROR] - (row.standing is Standing.ERROR)
        self.panel.show_row(row, self._by_number[row.number].raw, _pill(row), others=others)

    def _rescale(self) -> None:
        self.table.setMinimumHeight(px(_TABLE_HEIGHT))


def _shape(checked: CheckedRows) -> tuple[object, ...]:
    return (checked.keys, any(row.sentences for row in checked.rows))


def _pill(row: PreviewRow) -> Pill:
    return Pill(row.standing.value, TONES[row.standing])


_NUMBER = Column("行", "number", chars=3, kind=Kind.NUMBER)


def _columns(kind: ImportKind, checked: CheckedRows) -> list[Column]:
    """The number and standing of a row, then its values; the last columns leave first when it gets narrow."""
    known = {column.key: column for column in kind.columns if column.key in checked.keys}
    required = [column for column in known.values() if column.required]
    long = [column for column in required if column.content is Content.LONG]
    main = next(iter([*long, *required, *known.values()]), None)
    columns = [_NUMBER, Column("情况", _pill, chars=5, kind=Kind.PILL)]
    if any(row.sentences for row in checked.rows):
        columns.append(Column("说明", _reason, chars=9, grow=2))
    for place, key in enumerate(checked.keys):
        column = known[key]
        figures = column.content is Content.PHONE or column.kind in (CellKind.DATE, CellKind.MOMENT)
        columns.append(
            Column(
                column.word,
                _value_at(place),
                chars=8 if column is main else 7 if figures else max(4, len(column.word) + 1),
                grow=1 if column is main else 0,
                leaves=1 if column is main else 2 if column.required else place + 3,
            )
        )
    return columns


def _reason(row: PreviewRow) -> str:
    """Why, on one line: the row's number stands beside it, so the cell's address is left out."""
    return " ".join(_ADDRESS.sub(r"\1：", sentence) for sentence in row.sentences)


def _value_at(place: int) -> Callable[[PreviewRow], str]:
    return lambda row: row.values[place]
