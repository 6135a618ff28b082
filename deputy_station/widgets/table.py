"""The table people work in: a card with rows that load as they are scrolled, pills, sorting, keyboard.

    table = Table(work, columns, today=clock.today)
    table.load(demands.list_demands, demands.count_demands, state="overdue")     # a page at a time
    table.load(deputies.list_groups)                                             # a whole short list
    table.show_rows(rows)                                                        # rows in hand

A paged fetch is called as `fetch(session, offset=0, limit=100, **values)`, with `order="deadline"` and
`descending=True` added once a column with a `sort` key was clicked; the count as `count(session, **values)`.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from operator import attrgetter
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QWidget,
)

from deputy_station.widgets.buttons import Action, Button
from deputy_station.widgets.cards import Card
from deputy_station.widgets.cells import PADDING, Cells, ScrolledRows
from deputy_station.widgets.labels import Words
from deputy_station.widgets.layouts import VBox
from deputy_station.widgets.pill import pill_font
from deputy_station.widgets.style import ROW, px, scale, screen_font, set_role
from deputy_station.widgets.table_model import (
    PAGE,
    Column,
    Kind,
    TableModel,
    sorted_rows,
)
from deputy_station.widgets.work import Work

SCROLL_PAUSE_MS = 40
SORT_HERE_UP_TO = 1000
"""Lists up to this long are sorted by any column; longer ones by those the provider can order by."""


class Table(Card):
    """A card holding a table described by columns. Rows keep their choice by `row_id` when reloaded."""

    chosen = Signal(object)
    """The row chosen by a person (or by `choose`)."""
    opened = Signal(object)
    """Enter or double click on a row."""
    typed = Signal(str)
    """A person typed a letter on the list."""
    filled = Signal(int)
    """Rows were shown; how many there are in all, as far as known."""

    def __init__(
        self,
        work: Work,
        columns: Sequence[Column],
        *,
        today: Callable[[], date],
        row_id: Callable[[Any], Any] = attrgetter("id"),
        multiple: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(gap=0, margins=(0, 0, 0, 6), parent=parent)
        self._work = work
        self._row_id = row_id
        self._fetch: Callable[..., Any] | None = None
        self._count: Callable[..., int] | None = None
        self._values: dict[str, Any] = {}
        self._whole: list[Any] | None = None
        self._loading: set[int] = set()
        self._serial = 0
        self._chosen_id: Any = None
        self._empty_action: Action | None = None
        self.model = TableModel(columns, today, row_id, self)
        self.view = ScrolledRows(self)
        self._set_up_view(multiple=multiple)
        self.box.addWidget(self.view, 1)
        self._set_up_empty()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SCROLL_PAUSE_MS)
        self._pause.timeout.connect(self._ask_missing)
        self.view.verticalScrollBar().valueChanged.connect(lambda _value: self._pause.start())
        scale.changed.connect(self._rescale)
        self._rescale()

    # ------------------------------------------------------------------ what pages use

    def load(
        self, fetch: Callable[..., Sequence[Any]], count: Callable[..., int] | None = None, **values: Any
    ) -> None:
        """Show what `fetch` gives. With `count` a page at a time, without it the whole (short) list."""
        if (fetch, count, values) != (self._fetch, self._count, self._values):
            self.view.scrollToTop()
        self._fetch, self._count, self._values = fetch, count, dict(values)
        self.reload()

    def reload(self) -> None:
        """Read the rows in sight again; what is shown stays until they are here."""
        if self._fetch is None:
            return
        self._serial += 1
        self._loading = set()
        column = self.model.sorted_by
        if self._count is not None and column is not None and not column.sort:
            self._work.ask(
                self._fetch,
                then=self._take_whole,
                key=(self, "rows"),
                offset=0,
                limit=SORT_HERE_UP_TO,
                **self._values,
            )
            return
        if self._count is None:
            self._work.ask(self._fetch, then=self._take_whole, key=(self, "rows"), **self._values)
            return
        first, last = self._in_sight()
        first_page = first // PAGE
        limit = (last // PAGE - first_page + 1) * PAGE
        self._work.ask(
            self._fetch,
            then=lambda rows: self._take_first(rows, first_page, limit),
            owner=self,
            key=(self, "rows"),
            offset=first_page * PAGE,
            limit=limit,
            **self._order(),
            **self._values,
        )

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show rows in hand."""
        self._take_whole(rows)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Take other columns (a list whose columns depend on what it shows); the rows stay."""
        self.model.set_columns(columns)
        self._arrange()

    def set_empty(self, sentence: str, action: Action | None = None) -> None:
        """What an empty list says, and the next step it offers."""
        self._empty_words.say(sentence)
        self._empty_action = action
        self._empty_button.setVisible(action is not None)
        if action is not None:
            self._empty_button.setText(action.text)

    @property
    def total(self) -> int:
        """How many rows there are in all, as far as known."""
        return self.model.rowCount()

    @property
    def chosen_id(self) -> Any:
        """The id of the chosen row, also while it is scrolled away or filtered out; None for none."""
        return self._chosen_id

    @property
    def row(self) -> Any | None:
        """The chosen row, None when there is none or it is not among the rows here."""
        place = self.model.place_of(self._chosen_id) if self._chosen_id is not None else None
        return None if place is None else self.model.row_at(place)

    @property
    def rows(self) -> list[Any]:
        """The chosen rows of a table with `multiple`, in their order on the screen."""
        places = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        return [row for row in (self.model.row_at(place) for place in places) if row is not None]

    def choose(self, row_id: Any) -> None:
        """Choose the row with this id where it is here; it is remembered in any case."""
        self._chosen_id = row_id
        self._mark_chosen()

    def show_chosen(self) -> None:
        """Scroll as far as needed to have the chosen row in sight."""
        place = self.model.place_of(self._chosen_id) if self._chosen_id is not None else None
        if place is not None:
            self.view.scrollTo(self.model.index(place, 0))

    def choose_first(self) -> None:
        """Choose the first row, if there is one, as if a person had."""
        if self.model.row_at(0) is not None:
            self.view.selectRow(0)

    # ------------------------------------------------------------------ setting up

    def _set_up_view(self, *, multiple: bool) -> None:
        view = self.view
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
        head = view.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionsClickable(True)
        head.setHighlightSections(False)
        head.setMinimumSectionSize(1)
        head.sectionClicked.connect(self._sort)
        corner = QWidget(view)  # the head goes on above the scroll bar
        set_role(corner, "table-corner")
        corner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        view.addScrollBarWidget(corner, Qt.AlignmentFlag.AlignTop)
        self._corner = corner
        view.typed.connect(self.typed)
        view.entered_row.connect(self._open)
        view.resized.connect(self._arrange)
        view.doubleClicked.connect(self._open)
        view.selectionModel().currentRowChanged.connect(self._choice_moved)

    def _set_up_empty(self) -> None:
        self._empty = QWidget(self)
        box = VBox(self._empty, gap=12)
        self._empty_words = Words("这里还没有记录。", role="soft")
        self._empty_words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty_button = Button("", lambda: self._empty_action.do() if self._empty_action else None)
        self._empty_button.hide()
        box.addWidget(self._empty_words)
        box.addWidget(self._empty_button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._empty.hide()

    # ------------------------------------------------------------------ rows come

    def _order(self) -> dict[str, Any]:
        column = self.model.sorted_by
        return {} if column is None else {"order": column.sort, "descending": self.model.descending}

    def _in_sight(self) -> tuple[int, int]:
        height = max(px(ROW), 1)
        first = self.view.verticalScrollBar().value() // height
        return first, first + self.view.viewport().height() // height + 1

    def _take_whole(self, rows: Sequence[Any]) -> None:
        self._whole = list(rows)
        column = self.model.sorted_by
        ordered = self._whole
        if column is not None:
            ordered = sorted_rows(self._whole, column, descending=self.model.descending)
        self._fill(ordered, len(ordered), 0)

    def _take_first(self, rows: Sequence[Any], first_page: int, limit: int) -> None:
        self._whole = None
        before = first_page * PAGE
        if len(rows) < limit and (rows or not before):
            self._fill(rows, before + len(rows), first_page)
            return
        self._fill(rows, max(before + len(rows), self.model.rowCount()), first_page)
        if self._count is not None:
            self._work.ask(
                self._count, then=self._take_count, owner=self, key=(self, "count"), **self._values
            )

    def _take_count(self, total: int) -> None:
        self.model.set_total(total)
        self._after_rows()

    def _fill(self, rows: Sequence[Any], total: int, first_page: int) -> None:
        at = self.view.verticalScrollBar().value()
        self.model.fill(rows, total, first_page=first_page)
        self.view.verticalScrollBar().setValue(at)
        self._mark_chosen()
        self._after_rows()

    def _after_rows(self) -> None:
        self._arrange()
        self._empty.setVisible(self.total == 0)
        self._place_empty()
        self._pause.start()
        self.filled.emit(self.total)

    def _ask_missing(self) -> None:
        if self._fetch is None or self._count is None:
            return
        first, last = self._in_sight()
        serial = self._serial
        for page in self.model.missing_pages(first, last):
            if page in self._loading:
                continue
            self._loading.add(page)
            self._work.ask(
                self._fetch,
                then=partial(self._take_page, serial, page),
                owner=self,
                offset=page * PAGE,
                limit=PAGE,
                **self._order(),
                **self._values,
            )

    def _take_page(self, serial: int, page: int, rows: Sequence[Any]) -> None:
        if serial == self._serial:
            self._loading.discard(page)
            self.model.put_page(page, rows)
            self._mark_chosen()

    # ------------------------------------------------------------------ choosing and sorting

    def _mark_chosen(self) -> None:
        place = self.model.place_of(self._chosen_id) if self._chosen_id is not None else None
        marks = self.view.selectionModel()
        marks.blockSignals(True)
        if place is None:
            marks.clear()
        else:
            flags = QItemSelectionModel.SelectionFlag
            marks.setCurrentIndex(
                self.model.index(place, 0), flags.ClearAndSelect | flags.Rows | flags.Current
            )
        marks.blockSignals(False)
        self.view.viewport().update()

    def _choice_moved(self, current: QModelIndex, _previous: QModelIndex) -> None:
        row = self.model.row_at(current.row()) if current.isValid() else None
        if row is not None:
            self._chosen_id = self._row_id(row)
            self.chosen.emit(row)

    def _open(self, index: QModelIndex) -> None:
        row = self.model.row_at(index.row())
        if row is not None:
            self.opened.emit(row)

    def _sort(self, section: int) -> None:
        column = self.model.columns[section]
        if self._whole is None and not column.sort and self.total > SORT_HERE_UP_TO:
            return
        if self.model.sorted_by is not column:
            self.model.sorted_by, self.model.descending = column, False
        elif not self.model.descending:
            self.model.descending = True
        else:
            self.model.sorted_by, self.model.descending = None, False
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.model.columns) - 1)
        if self._whole is not None and self._count is None:
            self._take_whole(self._whole)
        else:
            self.view.scrollToTop()
            self.reload()

    # ------------------------------------------------------------------ widths

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self._place_empty()
        self._pause.start()

    def least_width(self) -> int:
        """The width (px on screen) that the columns which never leave need."""
        stay = [self._least(column) for column in self.model.columns if column.leaves == 0]
        return sum(stay) + px(16)

    def _least(self, column: Column) -> int:
        em = QFontMetrics(screen_font()).horizontalAdvance("国")
        words = QFontMetrics(screen_font(bold=True)).horizontalAdvance(f"{column.title} ▲")
        if column.kind is Kind.PILL:
            em = QFontMetrics(pill_font()).horizontalAdvance("国")
            return max(column.chars * em + px(22), words) + 2 * px(PADDING)
        day = QFontMetrics(screen_font()).horizontalAdvance("12月30日") if column.kind is Kind.DATE else 0
        return max(column.chars * em, words, day + px(4)) + 2 * px(PADDING)

    def _arrange(self) -> None:
        room = self.view.viewport().width()
        columns = self.model.columns
        least = [self._least(column) for column in columns]
        shown = list(range(len(columns)))
        leaving = sorted(
            (place for place in shown if not columns[place].grow or columns[place].leaves),
            key=lambda place: (columns[place].leaves, columns[place].kind is not Kind.PILL, place),
            reverse=True,
        )
        for place in leaving:
            if sum(least[one] for one in shown) <= room:
                break
            shown.remove(place)
        need = sum(least[one] for one in shown)
        if need > room:
            least = [width * room // need for width in least]
            need = sum(least[one] for one in shown)
        growing = sum(columns[one].grow for one in shown)
        for place in range(len(columns)):
            self.view.setColumnHidden(place, place not in shown)
            if place in shown:
                more = (room - need) * columns[place].grow // growing if growing else 0
                self.view.setColumnWidth(place, least[place] + more)
        if shown:
            used = sum(self.view.columnWidth(one) for one in shown[:-1])
            self.view.setColumnWidth(shown[-1], max(1, room - used))

    def _place_empty(self) -> None:
        if not self._empty.isVisible():
            return
        width = min(self.width() - px(32), px(560))
        head = self.view.horizontalHeader().height()
        room = self.height() - head - px(8)
        self._empty_button.setVisible(self._empty_action is not None)
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
        self.view.verticalHeader().setMinimumSectionSize(px(ROW))
        self.view.verticalHeader().setDefaultSectionSize(px(ROW))
        self.view.horizontalHeader().setFixedHeight(px(ROW + 2))
        self._corner.setFixedHeight(px(ROW + 2))
        self._arrange()
        self._place_empty()
