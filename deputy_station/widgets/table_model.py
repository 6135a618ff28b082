"""A table described by columns: rows are fetched a page at a time as they are scrolled to.

Holds rows only and knows no window, so it is tested without one.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from deputy_station.widgets.dates import short_day
from deputy_station.widgets.labels import plain_tip
from deputy_station.widgets.pill import Pill

Index = QModelIndex | QPersistentModelIndex
PAGE = 100
KEPT_PAGES = 30
"""So many pages of a long list stay in memory, those nearest to the one just read."""
ROW_ROLE = Qt.ItemDataRole.UserRole
PILL_ROLE = Qt.ItemDataRole.UserRole + 1
NOWHERE = QModelIndex()


class Kind(Enum):
    """How a column's cells are shown."""

    TEXT = "text"
    PILL = "pill"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True)
class Column:
    """One column: its title and where its value comes from (an attribute's name, or a function of the row).

    `chars` is its least width in Chinese characters, `grow` its share of the width left over (0 keeps the least),
    `leaves` the order of leaving when the table gets narrow: the highest leaves first, 0 last, a column that
    grows (the main one) never. A click on the
    header sorts: with a `sort` key the provider is asked for that order (order=, descending=), without one lists of
    up to 1,000 rows are sorted by the value shown.
    A PILL column's value is a `Pill`, a DATE column's a date. `out` gives the value for copies and exports where
    what is shown is shortened for the screen (the number without its year); nothing masked may be whole there.
    """

    title: str
    value: str | Callable[[Any], Any]
    chars: int = 6
    grow: int = 0
    leaves: int = 0
    kind: Kind = Kind.TEXT
    sort: str = ""
    out: str | Callable[[Any], Any] = ""

    def of(self, row: Any) -> Any:
        """The value of this column in a row."""
        return getattr(row, self.value) if isinstance(self.value, str) else self.value(row)

    def out_of(self, row: Any) -> Any:
        """The value of this column for copies and exports."""
        source = self.out or self.value
        return getattr(row, source) if isinstance(source, str) else source(row)

    @property
    def main(self) -> bool:
        """Whether it says what the row is about: it is always shown."""
        return bool(self.grow) and not self.leaves


class TableModel(QAbstractTableModel):
    """Rows by position, some of them not here (yet, or any more)."""

    def __init__(
        self,
        columns: Sequence[Column],
        today: Callable[[], date],
        row_id: Callable[[Any], Any],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.sorted_by: Column | None = None
        self.descending = False
        self._today = today
        self._row_id = row_id
        self._pages: dict[int, Sequence[Any]] = {}
        self._total = 0

    # ------------------------------------------------------------------ filling

    def fill(self, rows: Sequence[Any], total: int, *, first_page: int = 0) -> None:
        """Forget everything; hold `rows` from page `first_page` on, of `total` in all."""
        self.beginResetModel()
        self._pages = {}
        self._total = total
        for start in range(0, len(rows), PAGE):
            self._pages[first_page + start // PAGE] = rows[start : start + PAGE]
        self.endResetModel()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Take other columns; an order by a column that is gone is forgotten."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self.sorted_by = None
        self.endResetModel()

    def put_page(self, page: int, rows: Sequence[Any]) -> None:
        """Rows of one page have come; those farthest from it are forgotten."""
        self._pages[page] = rows
        while len(self._pages) > KEPT_PAGES:
            del self._pages[max(self._pages, key=lambda held: abs(held - page))]
        first, last = page * PAGE, min(page * PAGE + len(rows), self._total) - 1
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def set_total(self, total: int) -> None:
        """The count has come."""
        if total > self._total:
            self.beginInsertRows(QModelIndex(), self._total, total - 1)
            self._total = total
            self.endInsertRows()
        elif total < self._total:
            self.beginRemoveRows(QModelIndex(), total, self._total - 1)
            self._total = total
            self.endRemoveRows()

    # ------------------------------------------------------------------ asking

    def row_at(self, place: int) -> Any | None:
        """The row at a position, None when it is not here (yet)."""
        page = self._pages.get(place // PAGE)
        inside = place % PAGE
        return page[inside] if page is not None and inside < len(page) else None

    @property
    def held(self) -> int:
        """How many rows are here."""
        return sum(len(rows) for rows in self._pages.values())

    def rows_here(self) -> Iterator[Any]:
        """The rows that are here."""
        for rows in self._pages.values():
            yield from rows

    def places_of(self, row_ids: Collection[Any]) -> dict[int, Any]:
        """The rows with these ids that are here, by position."""
        return {
            page * PAGE + inside: row
            for page, rows in self._pages.items()
            for inside, row in enumerate(rows)
            if self._row_id(row) in row_ids
        }

    def place_of(self, row_id: Any) -> int | None:
        """The position of a row among those that are here."""
        for page, rows in self._pages.items():
            for inside, row in enumerate(rows):
                if self._row_id(row) == row_id:
                    return page * PAGE + inside
        return None

    def missing_pages(self, first: int, last: int) -> list[int]:
        """Pages between two positions that are not here."""
        if self._total == 0:
            return []
        return [
            page
            for page in range(max(0, first) // PAGE, min(last, self._total - 1) // PAGE + 1)
            if page not in self._pages
        ]

    def text_of(self, column: Column, row: Any) -> str:
        """What a cell says; empty is "—"."""
        value = column.of(row)
        if isinstance(value, Pill):
            return value.word
        if isinstance(value, date):
            return short_day(value, self._today())
        if value is None or value == "":
            return "—"
        return " ".join(str(value).split("\n"))

    def _spoken(self, column: Column, row: Any) -> str:
        """What a screen reader says of a cell: the column and the text, an empty one in words."""
        text = self.text_of(column, row)
        return f"{column.title}：{'空' if text == '—' else text}"

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index.row())
        if row is None:
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return "正在读取"
            return "" if role == Qt.ItemDataRole.DisplayRole else None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text_of(column, row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(column, row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.text_of(column, row))
        if role == ROW_ROLE:
            return row
        if role == PILL_ROLE and column.kind is Kind.PILL:
            value = column.of(row)
            return value if isinstance(value, Pill) else None
        if role == Qt.ItemDataRole.TextAlignmentRole and column.kind is Kind.NUMBER:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            mark = (" ▼" if self.descending else " ▲") if column is self.sorted_by else ""
            return column.title + mark
        if role == Qt.ItemDataRole.AccessibleTextRole and column is self.sorted_by:
            return f"{column.title}，{'从大到小' if self.descending else '从小到大'}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.kind is Kind.NUMBER else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


def sorted_rows(rows: Sequence[Any], column: Column, *, descending: bool) -> list[Any]:
    """A whole list in the order of a column's values; empty ones last either way."""

    def value_of(row: Any) -> Any:
        value = column.of(row)
        return value.word if isinstance(value, Pill) else value

    filled = [row for row in rows if value_of(row) not in (None, "")]
    empty = [row for row in rows if value_of(row) in (None, "")]
    return [*sorted(filled, key=value_of, reverse=descending), *empty]
