"""Where the rows of a table come from: a provider asked a page at a time, a whole short list, or rows in hand."""

from collections.abc import Callable, Sequence
from functools import partial
from inspect import signature
from typing import Any

from PySide6.QtCore import QObject, Signal

from deputy_station.widgets.table_model import PAGE, TableModel, sorted_rows
from deputy_station.widgets.work import Work

SORT_HERE_UP_TO = 1000
"""Lists up to this long are sorted by any column; longer ones by those the provider can order by."""

MOST_KNOWN = 2000
"""So many last rows of pages are kept as places to go on from."""

Fetch = Callable[..., Sequence[Any]]
Count = Callable[..., int]


def takes(function: Callable[..., Any], name: str) -> bool:
    """Whether a service function has a parameter of this name."""
    return name in signature(function).parameters


class TableRows(QObject):
    """Fills the model of a table. Pages are asked for by position; where the provider can, from a row known before
    them (`after=`, and `offset=` rows on), so that going on costs the same on every page of a million rows."""

    filled = Signal()
    """The list is here (again): everything about positions is new."""
    counted = Signal()
    """The number of rows is known."""
    came = Signal(int)
    """A page that was missing has come."""

    def __init__(
        self, work: Work, model: TableModel, in_sight: Callable[[], tuple[int, int]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._work, self._model, self._in_sight = work, model, in_sight
        self.fetch: Fetch | None = None
        self.count: Count | None = None
        self.values: dict[str, Any] = {}
        self._whole: list[Any] | None = None
        self._loading: set[int] = set()
        self._known: dict[int, Any] = {}  # position -> row: the last rows of pages that were here
        self._serial = 0

    def load(self, fetch: Fetch, count: Count | None, values: dict[str, Any]) -> bool:
        """Take another source and read it; whether it is another one than before."""
        other = (fetch, count, values) != (self.fetch, self.count, self.values)
        self.fetch, self.count, self.values = fetch, count, values
        self.reload()
        return other

    def reload(self) -> None:
        """Read the rows in sight again; what is shown stays until they are here."""
        if self.fetch is None:
            return
        self._serial += 1
        self._loading = set()
        column = self._model.sorted_by
        if self.count is not None and column is not None and not column.sort:
            self._ask(self.take_whole, key="rows", offset=0, limit=SORT_HERE_UP_TO)
            return
        if self.count is None:
            self._ask(self.take_whole, key="rows")
            return
        first, last = self._in_sight()
        page = first // PAGE
        limit = (last // PAGE - page + 1) * PAGE
        self._ask(
            partial(self._take_first, page, limit),
            key="rows",
            offset=page * PAGE,
            limit=limit,
            **self.order(),
        )

    def take_whole(self, rows: Sequence[Any]) -> None:
        """Show all rows, in the order that was chosen."""
        self._whole = list(rows)
        column = self._model.sorted_by
        ordered = self._whole
        if column is not None:
            ordered = sorted_rows(self._whole, column, descending=self._model.descending)
        self._fill(ordered, len(ordered), 0)

    def sort_again(self) -> bool:
        """The order changed; whether the rows are in hand and were sorted at once."""
        if self._whole is not None and self.count is None:
            self.take_whole(self._whole)
            return True
        self.reload()
        return False

    def can_sort(self, sort: str) -> bool:
        """Whether the list can be put in the order of a column with this sort key."""
        return self._whole is not None or bool(sort) or self._model.rowCount() <= SORT_HERE_UP_TO

    def order(self) -> dict[str, Any]:
        """The order asked of the provider."""
        column = self._model.sorted_by
        return {} if column is None else {"order": column.sort, "descending": self._model.descending}

    @property
    def in_hand(self) -> list[Any] | None:
        """All rows in the order shown where none is elsewhere, else None."""
        if self._model.held < self._model.rowCount():
            return None
        rows = (self._model.row_at(place) for place in range(self._model.rowCount()))
        return [row for row in rows if row is not None]

    def ask_missing(self) -> None:
        """Ask for the pages in sight that are not here."""
        if self.fetch is None or self.count is None:
            return
        for page in self._model.missing_pages(*self._in_sight()):
            if page not in self._loading:
                self._loading.add(page)
                self._ask(partial(self._take_page, self._serial, page), limit=PAGE, **self._position(page))

    def ask_range(self, first: int, last: int, then: Callable[[Sequence[Any]], object]) -> None:
        """Ask for rows by position without showing them; nothing comes when the list changes meanwhile."""
        serial = self._serial

        def take(rows: Sequence[Any]) -> None:
            if serial == self._serial:
                then(rows)

        if self.count is not None:
            self._ask(take, offset=first, limit=last - first + 1, **self.order())

    # ------------------------------------------------------------------

    def _ask(self, then: Callable[[Any], object], *, key: str = "", **position: Any) -> None:
        assert self.fetch is not None
        self._work.ask(
            self.fetch, then=then, owner=self, key=(self, key) if key else None, **position, **self.values
        )

    def _position(self, page: int) -> dict[str, Any]:
        """How a page is asked for: from the last row known before it, from the beginning or from the end,
        whichever is nearest."""
        assert self.fetch is not None
        start, total = page * PAGE, self._model.rowCount()
        known = {"total": total} if takes(self.fetch, "total") else {}
        if self._model.sorted_by is None and takes(self.fetch, "after"):
            before = max((place for place in self._known if place < start), default=-1)
            nearest = min(start, total - start) if known else start
            if before >= 0 and start - before - 1 < nearest:
                return {"after": self._known[before], "offset": start - before - 1}
        return {"offset": start, **self.order(), **known}

    def _note(self, page: int, rows: Sequence[Any]) -> None:
        """Keep the last row of a page: rows after it are reached from it, also when the page is forgotten."""
        if rows and len(self._known) < MOST_KNOWN:
            self._known[page * PAGE + len(rows) - 1] = rows[-1]

    def _take_first(self, first_page: int, limit: int, rows: Sequence[Any]) -> None:
        self._whole = None
        self._known = {}
        self._note(first_page, rows)
        before = first_page * PAGE
        if len(rows) < limit and (rows or not before):
            self._fill(rows, before + len(rows), first_page)
            return
        self._fill(rows, max(before + len(rows), self._model.rowCount()), first_page)
        if self.count is not None:
            self._work.ask(self.count, then=self._take_count, owner=self, key=(self, "count"), **self.values)

    def _take_count(self, total: int) -> None:
        self._model.set_total(total)
        self.counted.emit()

    def _take_page(self, serial: int, page: int, rows: Sequence[Any]) -> None:
        if serial == self._serial:
            self._loading.discard(page)
            self._note(page, rows)
            self._model.put_page(page, rows)
            self.came.emit(page)

    def _fill(self, rows: Sequence[Any], total: int, first_page: int) -> None:
        self._model.fill(rows, total, first_page=first_page)
        self.filled.emit()
