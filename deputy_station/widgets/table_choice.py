"""Which rows of a table are chosen: one that the detail shows, or several for copying, exporting, doing at once.

The choice is by id: it stays when the list is read again and rows have moved. Several rows may lie on pages that are
not here; those are asked for, and what is done with them waits until they have come.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import islice
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QObject, Signal

from deputy_station.widgets.scrolled_rows import ScrolledRows
from deputy_station.widgets.table_model import TableModel
from deputy_station.widgets.table_rows import TableRows

MOST_CHOSEN = 2000
"""More rows are not chosen at once: nobody has seen them, and they would all have to be read."""
_FLAGS = QItemSelectionModel.SelectionFlag


class TableChoice(QObject):
    """Keeps the choice of a table's view in step with its rows."""

    chosen = Signal(object)
    """The row the keyboard went to, or that was clicked."""
    several = Signal()
    """Other rows are chosen (one, several or none), or rows that were on their way have come."""

    def __init__(
        self, view: ScrolledRows, model: TableModel, rows: TableRows, row_id: Callable[[Any], Any]
    ) -> None:
        super().__init__(view)
        self._view, self._model, self._rows, self._row_id = view, model, rows, row_id
        self.chosen_id: Any = None
        self._at: dict[int, Any] = {}  # positions chosen -> row, None while it is on its way
        self._marking = False
        self._coming = -1  # the position the keyboard went to before its row was here
        self._waiting: list[Callable[[list[Any]], object]] = []
        self.cut = False
        """Whether more rows were wanted than can be chosen at once."""
        view.all_wanted.connect(self.choose_all)
        view.let_go.connect(self.let_go)
        marks = view.selectionModel()
        marks.currentRowChanged.connect(self._moved)
        marks.selectionChanged.connect(self._selected)

    # ------------------------------------------------------------------ asking

    @property
    def count(self) -> int:
        """How many rows are chosen."""
        return len(self._at)

    @property
    def rows(self) -> list[Any]:
        """The rows chosen that are here, in their order on the screen."""
        return [self._at[place] for place in sorted(self._at) if self._at[place] is not None]

    @property
    def here(self) -> bool:
        """Whether all rows chosen are here."""
        return None not in self._at.values()

    def when_here(self, do: Callable[[list[Any]], object]) -> None:
        """Call `do` with all rows chosen, at once or as soon as they have come."""
        if self.here:
            do(self.rows)
        else:
            self._waiting.append(do)

    # ------------------------------------------------------------------ choosing

    def choose(self, row_id: Any) -> None:
        """Choose one row by its id; it is remembered where it is not here."""
        self.chosen_id = row_id
        self._at, self.cut = {}, False
        self._mark()
        self.several.emit()

    def choose_all(self) -> None:
        """Choose all rows, as far as that goes at once."""
        if self._view.multiple and self._model.rowCount():
            self._choose_places(range(self._model.rowCount()), put=True)

    def let_go(self) -> None:
        """Back to the one row the keyboard is on."""
        self.choose(self.chosen_id)

    def forget_several(self) -> None:
        """The list shows something else: what was chosen in it must not be acted on unseen."""
        self._at, self.cut, self._waiting, self._coming = {}, False, [], -1

    # ------------------------------------------------------------------ rows came

    def list_filled(self) -> None:
        """Positions are new: find what was chosen again."""
        self._coming = -1
        if len(self._at) < 2:
            self._mark()
            return
        if not self.here:  # rows on their way will not come any more: the same positions again
            places = [place for place in sorted(self._at) if place < self._model.rowCount()]
            self._at = {}
            self._mark()
            self._choose_places(places, put=True)
            return
        wanted = {self._row_id(row) for row in self._at.values()}
        self._at = self._model.places_of(wanted)
        self._mark()
        if len(self._at) < len(wanted) and self._model.held < self._model.rowCount():
            self._rows.ask_range(0, MOST_CHOSEN - 1, partial(self._take_again, wanted))
        self.several.emit()

    def page_came(self, _page: int) -> None:
        """Rows that were missing are here."""
        row = self._model.row_at(self._coming) if self._coming >= 0 else None
        if row is not None and self._view.currentIndex().row() == self._coming:
            self._coming = -1
            self._at = {place: one or self._model.row_at(place) for place, one in self._at.items()}
            self.chosen_id = self._row_id(row)
            self.chosen.emit(row)
            self._settle()
        elif self._coming < 0 and len(self._at) < 2:
            self._mark()

    def _take_again(self, wanted: set[Any], rows: Sequence[Any]) -> None:
        self._at |= {place: row for place, row in enumerate(rows) if self._row_id(row) in wanted}
        self._mark()
        self.several.emit()

    def _take_range(self, first: int, last: int, rows: Sequence[Any]) -> None:
        here = dict(enumerate(rows, start=first))
        for place in [place for place in self._at if first <= place <= last]:
            if place in here:
                self._at[place] = here[place]
            elif self._at[place] is None:
                del self._at[place]  # the list has become shorter meanwhile
        self._settle()

    def _settle(self) -> None:
        if self.here:
            waiting, self._waiting = self._waiting, []
            for do in waiting:
                do(self.rows)
        self.several.emit()

    # ------------------------------------------------------------------ the view

    def _mark(self) -> None:
        """Put the choice on the view; that is nobody's choosing."""
        place = self._model.place_of(self.chosen_id) if self.chosen_id is not None else None
        marks = self._view.selectionModel()
        self._marking = True
        held = marks.blockSignals(True)
        if place is None and not self._at:
            marks.clear()
        elif place is not None:
            marks.setCurrentIndex(
                self._model.index(place, self._column()), _FLAGS.ClearAndSelect | _FLAGS.Rows | _FLAGS.Current
            )
            if len(self._at) < 2:
                self._at = {place: self._model.row_at(place)}
        if len(self._at) > 1:
            marks.select(self._selection(sorted(self._at)), _FLAGS.ClearAndSelect)
        marks.blockSignals(held)
        self._marking = False
        self._view.viewport().update()

    def _column(self) -> int:
        """The column the keyboard is in, so that it stays there."""
        return max(0, self._view.currentIndex().column())

    def _selection(self, places: Iterable[int]) -> QItemSelection:
        """Positions as a selection of whole rows."""
        selection = QItemSelection()
        last = len(self._model.columns) - 1
        start = before = -2
        for place in [*places, -1]:
            if place == before + 1 and place >= 0:
                before = place
                continue
            if start >= 0:
                selection.select(self._model.index(start, 0), self._model.index(before, last))
            start = before = place
        return selection

    def _moved(self, current: QModelIndex, _previous: QModelIndex) -> None:
        row = self._model.row_at(current.row()) if current.isValid() else None
        self._coming = current.row() if current.isValid() and row is None else -1
        if row is not None:
            self.chosen_id = self._row_id(row)
            self.chosen.emit(row)

    def _selected(self) -> None:
        if self._marking:
            return
        selection = self._view.selectionModel().selection()
        ranges = [selection.at(number) for number in range(selection.count())]
        places = (place for one in ranges for place in range(one.top(), one.bottom() + 1))
        self._choose_places(dict.fromkeys(islice(places, MOST_CHOSEN + 1)))

    def _choose_places(self, places: Iterable[int], *, put: bool = False) -> None:
        wanted = list(islice(places, MOST_CHOSEN + 1))
        self.cut = len(wanted) > MOST_CHOSEN
        wanted = sorted(wanted[:MOST_CHOSEN])
        self._at = {place: self._at.get(place) or self._model.row_at(place) for place in wanted}
        if self.cut or put:
            self._marking = True
            self._view.selectionModel().select(self._selection(wanted), _FLAGS.ClearAndSelect)
            self._marking = False
        for first, last in self._missing():
            self._rows.ask_range(first, last, partial(self._take_range, first, last))
        self._settle()

    def _missing(self) -> list[tuple[int, int]]:
        """Ranges of chosen positions whose rows are not here; one row just come to is read with its page."""
        missing = [place for place in sorted(self._at) if self._at[place] is None]
        if len(self._at) < 2:
            return []
        ranges: list[tuple[int, int]] = []
        for place in missing:
            if ranges and place == ranges[-1][1] + 1:
                ranges[-1] = (ranges[-1][0], place)
            else:
                ranges.append((place, place))
        return ranges
