"""The table people work in: a card with rows that load as they are scrolled, pills, sorting, keyboard.

    table = Table(work, columns, today=clock.today)
    table.load(demands.list_demands, demands.count_demands, state="overdue")     # a page at a time
    table.load(deputies.list_groups)                                             # a whole short list
    table.show_rows(rows)                                                        # rows in hand
    table.columns.remember(settings.remembered, "table.demands")                 # order, widths, choice, sorting

A paged fetch is called as `fetch(session, offset=0, limit=100, **values)`, with `order="deadline"` and
`descending=True` added once a column with a `sort` key was clicked; the count as `count(session, **values)`. A fetch
with a parameter `after` is handed the row before instead of an offset where the list is in its own order; one with
`total` is told how many rows are known, so that it can count from the end.
"""

from collections.abc import Callable, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from deputy_station.widgets.buttons import Action, Button
from deputy_station.widgets.cards import Card
from deputy_station.widgets.cells import Cells
from deputy_station.widgets.clipboard_cells import Block, block_to_mime, read_block
from deputy_station.widgets.labels import Words
from deputy_station.widgets.layouts import VBox
from deputy_station.widgets.scrolled_rows import ScrolledRows
from deputy_station.widgets.style import LOW_ROW, ROW, px, scale, set_role
from deputy_station.widgets.table_choice import TableChoice
from deputy_station.widgets.table_columns import TableColumns
from deputy_station.widgets.table_head import Head
from deputy_station.widgets.table_lookup import TableLookup
from deputy_station.widgets.table_menu import open_rows_menu, open_table_menu
from deputy_station.widgets.table_model import Column, TableModel
from deputy_station.widgets.table_out import Seen, block_of
from deputy_station.widgets.table_rows import SORT_HERE_UP_TO, TableRows
from deputy_station.widgets.table_selected import SelectedLine
from deputy_station.widgets.work import Work

__all__ = ["SORT_HERE_UP_TO", "Table"]
SCROLL_PAUSE_MS = 40


class Table(Card):
    """A card holding a table described by columns. Rows keep their choice by `row_id` when reloaded."""

    chosen = Signal(object)
    """The row chosen by a person (or by `choose`)."""
    opened = Signal(object)
    """Enter or double click on a row."""
    typed = Signal(str)
    """A person typed a letter on the list, or a word through an input method."""
    filled = Signal(int)
    """Rows were shown; how many there are in all, as far as known."""
    several = Signal(bool)
    """Whether more than one row is chosen."""
    said = Signal(str)
    """Something was done that is worth a word: "已复制 3 行"."""

    def __init__(
        self,
        work: Work,
        columns: Sequence[Column],
        *,
        today: Callable[[], date],
        row_id: Callable[[Any], Any] = attrgetter("id"),
        multiple: bool = False,
        unit: str = "行",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(gap=0, margins=(0, 0, 0, 6), parent=parent)
        self.unit, self._low = unit, False
        self.export: Callable[[Seen], object] | None = None
        """Writes what is seen as a workbook; the menu offers it where a page has set this."""
        self.paste: Callable[[Block], object] | None = None
        """Takes a pasted block of cells; the table hears Ctrl+V where a page has set this."""
        self.selection_actions: Callable[[list[Any]], Sequence[Action]] = lambda _rows: ()
        """What can be done with several rows at once."""
        self.empty_action: Action | None = None
        """The step offered while there are no rows."""
        self._top_row: tuple[Any, int] | None = None
        self.model = TableModel(columns, today, row_id, self)
        self.view = ScrolledRows(self)
        self._row_id = row_id
        self._set_up_view(multiple=multiple)
        self.columns = TableColumns(self.view, self.model)
        self.source = TableRows(work, self.model, self.view.in_sight, self)
        self.choice = TableChoice(self.view, self.model, self.source, row_id)
        self.lookup = TableLookup(self.view, self.model)
        self.look_up = self.lookup.look_up
        self.selected_line = SelectedLine(self)
        self.box.addWidget(self.view, 1)
        self.box.addWidget(self.selected_line)
        self._set_up_empty()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SCROLL_PAUSE_MS)
        self._connect()
        self._rescale()

    # ------------------------------------------------------------------ what pages use

    def load(
        self, fetch: Callable[..., Sequence[Any]], count: Callable[..., int] | None = None, **values: Any
    ) -> None:
        """Show what `fetch` gives. With `count` a page at a time, without it the whole (short) list."""
        if (fetch, count, values) != (self.source.fetch, self.source.count, self.source.values):
            self.view.scrollToTop()
            self.choice.forget_several()
        self.source.load(fetch, count, dict(values))

    def reload(self) -> None:
        """Read the rows in sight again; what is shown stays until they are here."""
        self.source.reload()

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show rows in hand."""
        self.source.take_whole(rows)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Take other columns (a list whose columns depend on what it shows); the rows stay."""
        self.model.set_columns(columns)
        self.columns.take_columns()

    def set_empty(self, sentence: str, action: Action | None = None) -> None:
        """What an empty list says, and the next step it offers."""
        self._empty_words.say(sentence)
        self.empty_action = action
        self._empty_button.setVisible(action is not None)
        if action is not None:
            self._empty_button.setText(action.text)
        self._place_empty()

    @property
    def total(self) -> int:
        """How many rows there are in all, as far as known."""
        return self.model.rowCount()

    @property
    def chosen_id(self) -> Any:
        """The id of the chosen row, also while it is scrolled away or filtered out; None for none."""
        return self.choice.chosen_id

    @property
    def row(self) -> Any | None:
        """The chosen row, None when there is none or it is not among the rows here."""
        place = self.model.place_of(self.chosen_id) if self.chosen_id is not None else None
        return None if place is None else self.model.row_at(place)

    @property
    def rows(self) -> list[Any]:
        """The chosen rows of a table with `multiple`, in their order on the screen."""
        return self.choice.rows

    def choose(self, row_id: Any) -> None:
        """Choose the row with this id where it is here; it is remembered in any case."""
        self.choice.choose(row_id)

    def show_chosen(self) -> None:
        """Scroll as far as needed to have the chosen row in sight."""
        place = self.model.place_of(self.chosen_id) if self.chosen_id is not None else None
        if place is not None:
            self.view.scrollTo(self.model.index(place, 0))

    def choose_first(self) -> None:
        """Choose the first row, if there is one, as if a person had."""
        if self.model.row_at(0) is not None:
            self.view.selectRow(0)

    def set_low(self, low: bool) -> None:
        """Take lower rows: where there is little height, more of them are in sight."""
        if low != self._low:
            self._low = low
            self._rescale()

    def height_of(self, rows: int) -> int:
        """Pixels that its head and so many rows take."""
        return self.view.horizontalHeader().height() + rows * self._row_height + px(10)

    @property
    def _row_height(self) -> int:
        return px(LOW_ROW if self._low else ROW)

    def least_width(self) -> int:
        """The width (px on screen) that the columns which never leave need."""
        return self.columns.least_width()

    # ------------------------------------------------------------------ what people do

    def actions_for_chosen(self) -> list[Action]:
        """What can be done with the rows chosen, when there are several."""
        several = self.choice.count > 1 and self.choice.here
        return list(self.selection_actions(self.choice.rows)) if several else []

    def copy(self) -> None:
        """Put the chosen rows on the clipboard as cells, as they are seen, with the titles above."""

        def put(rows: list[Any]) -> None:
            QGuiApplication.clipboard().setMimeData(block_to_mime(block_of(self.columns.seen(), rows)))
            self.said.emit(f"已复制 {len(rows)} {self.unit}，可以粘贴到表格里")

        if self.choice.count:
            self.choice.when_here(put)

    def take_paste(self) -> None:
        """Hand the cells on the clipboard to the page, where it takes any."""
        block = read_block(QGuiApplication.clipboard().mimeData()) if self.paste is not None else []
        if block and self.paste is not None:
            self.paste(block)

    def export_seen(self) -> None:
        """Have everything the list holds written as a workbook, also what is not in sight."""
        if self.export is not None:
            self.export(self._seen(self.source.in_hand))

    def export_chosen(self) -> None:
        """Have the chosen rows written as a workbook."""
        if self.export is not None and self.choice.count:
            export = self.export
            self.choice.when_here(lambda rows: export(self._seen(rows, part=True)))

    def _seen(self, rows: Sequence[Any] | None, *, part: bool = False) -> Seen:
        columns, source = self.columns.seen(), self.source
        if rows is not None:
            return Seen(columns, rows=list(rows), part=part)
        return Seen(
            columns,
            fetch=source.fetch,
            count=source.count,
            values=dict(source.values),
            order=source.order(),
        )

    def can_sort(self, column: Column) -> bool:
        """Whether the list can be put in the order of a column."""
        return self.source.can_sort(column.sort)

    def sort_by(self, column: Column | None, *, descending: bool) -> None:
        """Put the list in the order of a column, None for its own order; it is remembered."""
        if column is not None and not self.can_sort(column):
            return
        self.model.sorted_by, self.model.descending = column, descending
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.model.columns) - 1)
        self.columns.keep_sort()
        self._top_row = None
        self.view.scrollToTop()
        self.source.sort_again()

    # ------------------------------------------------------------------ setting up

    def _set_up_view(self, *, multiple: bool) -> None:
        view = self.view
        view.setAccessibleName("列表")
        view.setHorizontalHeader(Head(view))
        view.setModel(self.model)
        view.setItemDelegate(Cells(view))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        mode = QAbstractItemView.SelectionMode
        view.setSelectionMode(mode.ExtendedSelection if multiple else mode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setCornerButtonEnabled(False)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        corner = QWidget(view)  # the head goes on above the scroll bar
        set_role(corner, "table-corner")
        corner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        view.addScrollBarWidget(corner, Qt.AlignmentFlag.AlignTop)
        self._corner = corner

    def _connect(self) -> None:
        view, head = self.view, self.view.horizontalHeader()
        assert isinstance(head, Head)
        head.sectionClicked.connect(self._sort)
        head.menu_wanted.connect(self._open_table_menu)
        view.menu_wanted.connect(lambda where: open_rows_menu(self, where))
        view.column_moved.connect(self.columns.move)
        view.typed.connect(self.typed)
        view.copied.connect(self.copy)
        view.pasted.connect(self.take_paste)
        view.entered_row.connect(self._open)
        view.resized.connect(self.columns.arrange)
        view.doubleClicked.connect(self._open)
        view.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._pause.timeout.connect(self.source.ask_missing)
        self.source.filled.connect(self._list_filled)
        self.source.counted.connect(self._after_rows)
        self.source.came.connect(self.choice.page_came)
        self.choice.chosen.connect(self.chosen)
        self.choice.several.connect(self._several_chosen)
        scale.changed.connect(self._rescale)

    def _set_up_empty(self) -> None:
        self._empty = QWidget(self)
        box = VBox(self._empty, gap=12)
        self._empty_words = Words("这里还没有记录。", role="soft")
        self._empty_words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty_button = Button("", lambda: self.empty_action.do() if self.empty_action else None)
        self._empty_button.hide()
        box.addWidget(self._empty_words)
        box.addWidget(self._empty_button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._empty.hide()

    # ------------------------------------------------------------------ how it behaves

    def _scrolled(self, at: int) -> None:
        """Remember which row is at the top, so that it stays there when others come before it."""
        self._pause.start()
        tall = max(1, self._row_height)
        row = self.model.row_at(at // tall) if at else None
        self._top_row = None if row is None else (self._row_id(row), at % tall)

    def _list_filled(self) -> None:
        bar = self.view.verticalScrollBar()
        at, top = bar.value(), self._top_row
        place = self.model.place_of(top[0]) if top is not None and at else None
        bar.setValue(at if place is None or top is None else place * self._row_height + top[1])
        self.choice.list_filled()
        self._after_rows()

    def _after_rows(self) -> None:
        self.columns.arrange()
        self._empty.setVisible(self.total == 0)
        self._place_empty()
        self._pause.start()
        self.filled.emit(self.total)

    def _several_chosen(self) -> None:
        self.selected_line.show_chosen(self.choice.count, self.choice.cut, self.actions_for_chosen())
        self.several.emit(self.choice.count > 1)

    def _open(self, index: QModelIndex) -> None:
        row = self.model.row_at(index.row())
        if row is not None:
            self.opened.emit(row)

    def _open_table_menu(self, place: int, where: QPoint) -> None:
        open_table_menu(self, place, where)

    def _sort(self, section: int) -> None:
        column = self.model.columns[section]
        if self.model.sorted_by is not column:
            self.sort_by(column, descending=False)
        elif not self.model.descending:
            self.sort_by(column, descending=True)
        else:
            self.sort_by(None, descending=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.columns.arrange()
        self._place_empty()
        self._pause.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place_empty()  # its words had no font of the present text size while the page was out of sight

    def _place_empty(self) -> None:
        if self._empty.isHidden():
            return
        width = min(self.width() - px(32), px(560))
        head = self.view.horizontalHeader().height()
        room = self.height() - head - px(8)
        self._empty_button.setVisible(self.empty_action is not None)
        if self._empty_height(width) > room:
            self._empty_button.hide()  # the page's own button offers the same step
        tall = self._empty_height(width)
        top = head + max(0, min(px(60), (room - tall) // 2))
        self._empty.setGeometry((self.width() - width) // 2, top, width, tall)
        self._empty.raise_()

    def _empty_height(self, width: int) -> int:
        height = self._empty_words.heightForWidth(width)
        if not self._empty_button.isHidden():
            height += px(12) + self._empty_button.sizeHint().height()
        return height

    def _rescale(self) -> None:
        tall = self._row_height
        self.view.verticalHeader().setMinimumSectionSize(tall)
        self.view.verticalHeader().setDefaultSectionSize(tall)
        self.view.horizontalHeader().setFixedHeight(tall + px(2))
        self._corner.setFixedHeight(tall + px(2))
        self.columns.arrange()
        self._place_empty()
