"""Going to a row by typing what it says, in characters, full pinyin or initials; what was typed shows for a moment."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QObject, QTimer

from deputy_station.core.cleaning import search_form
from deputy_station.core.pinyin import search_keys
from deputy_station.widgets.labels import Line
from deputy_station.widgets.scrolled_rows import ScrolledRows
from deputy_station.widgets.style import px
from deputy_station.widgets.table_model import Kind, TableModel

FORGET_AFTER_MS = 1500
_READ_UP_TO = 24
"""So many signs of a cell are read as pinyin."""


class TableLookup(QObject):
    """Collects what is typed and finds the first row it fits, among the rows that are here."""

    def __init__(self, view: ScrolledRows, model: TableModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model
        self.typed = ""
        self._hint = Line("", role="lookup", parent=view)
        self._hint.hide()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(FORGET_AFTER_MS)
        self._pause.timeout.connect(self.forget)
        view.composed.connect(self._show_composed)

    def look_up(self, text: str) -> bool:
        """Go to the first row that fits all that was typed; whether there is one."""
        self.typed += text
        self._pause.start()
        place = self.find(self.typed)
        self._say(f"查找：{self.typed}" if place is not None else f"没有找到“{self.typed}”")
        if place is not None:
            self._view.selectRow(place)
        return place is not None

    def find(self, text: str) -> int | None:
        """The first row that begins with the text, else the first that holds it; None when there is none."""
        wanted = search_form(text)
        if not wanted:
            return None
        held = [(place, row) for place, row in self._rows()]
        for place, row in held:
            if any(key.startswith(wanted) for text in self._texts(row) for key in _keys(text)):
                return place
        for place, row in held:
            if any(wanted in key for text in self._texts(row) for key in _keys(text)):
                return place
        return None

    def forget(self) -> None:
        """What is typed from now on is a new word."""
        self.typed = ""
        self._hint.hide()

    def _rows(self) -> Iterator[tuple[int, Any]]:
        for place in range(self._model.rowCount()):
            row = self._model.row_at(place)
            if row is not None:
                yield place, row

    def _texts(self, row: Any) -> Iterator[str]:
        """What can be looked up in a row, the main column first."""
        texts = [column for column in self._model.columns if column.kind is Kind.TEXT]
        for column in sorted(texts, key=lambda column: not column.main):
            yield self._model.text_of(column, row)

    def _show_composed(self, text: str) -> None:
        if text:
            self._say(text)
        elif not self.typed:
            self._hint.hide()

    def _say(self, words: str) -> None:
        self._hint.setText(words)
        self._hint.adjustSize()
        bottom = self._view.height() - self._hint.height() - px(10)
        self._hint.move(px(12), max(0, bottom))
        self._hint.show()
        self._hint.raise_()


def _keys(text: str) -> list[str]:
    return [search_form(text), *search_keys(text[:_READ_UP_TO]).split(" ")]
