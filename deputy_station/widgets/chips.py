"""Filters over a list: one search line and chips that show their number, wrapping when the width is used up."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QLineEdit, QSizePolicy, QWidget

from deputy_station.widgets.buttons import Button
from deputy_station.widgets.choice import Choice
from deputy_station.widgets.layouts import Flow, lines_needed
from deputy_station.widgets.style import CONTROL, px, scale

SEARCH_AFTER_MS = 200
SEARCH_LEAST, SEARCH_BESIDE = 90, 180
"""The search line gives way to this width (px at 100 %) before the filters take another line, and to chips down to
this width."""


@dataclass(frozen=True)
class Filter:
    """One chip: the key handed back, its word, and how many rows it would show (None says nothing)."""

    key: str
    word: str
    count: int | None = None


MOST_CHARS = 100
"""Of a whole page pasted into a search line the beginning is looked for; a thousand words are more than an engine takes."""


class SearchLine(QLineEdit):
    """A search line; `searched(text)` a moment after typing paused."""

    searched = Signal(str)
    went_down = Signal()
    """Arrow down: from what was typed on to what was found."""

    def __init__(self, placeholder: str, *, width: int = 320, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._width, self._beside = width, 0
        self._hint, self._told = placeholder, QSize()
        self.setPlaceholderText(placeholder)
        self.setMaxLength(MOST_CHARS)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SEARCH_AFTER_MS)
        self._timer.timeout.connect(self._pause_over)
        self._composing = False
        self.setAccessibleName(f"查找：{placeholder}")
        self.textChanged.connect(self._text_changed)
        self.returnPressed.connect(self._say)
        scale.changed.connect(self.updateGeometry)

    @property
    def words(self) -> str:
        """What is searched for, without spaces at the ends."""
        return self.text().strip()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """While a word is being composed nothing is searched; it is when it stands there."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        if not self._composing and event.commitString():
            self._timer.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.went_down.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._composing = False  # the input method let go of what was not finished
        super().focusOutEvent(event)

    def put(self, text: str) -> None:
        """Set the text and search at once."""
        self.setText(text)
        self._say()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_hint()

    def _fit_hint(self) -> None:
        """As many of the words one can search for as there is room for."""
        self.ensurePolished()
        room = self.width() - 2 * px(10) - 6
        words = self._hint.split("、")
        while words and self.fontMetrics().horizontalAdvance("、".join(words)) > room:
            words.pop()
        self.setPlaceholderText("、".join(words) or "查找")

    def leave_room(self, beside: int) -> None:
        """Get shorter, so that something `beside` px wide fits on the same line."""
        self._beside = beside
        if self.sizeHint() != self._told:  # it follows from the width of the bar too
            self._told = self.sizeHint()
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        width = px(self._width)
        parent = self.parentWidget()
        if self._beside and parent is not None:
            width = max(px(SEARCH_LEAST), min(width, parent.width() - self._beside))
        return QSize(width, px(CONTROL))

    @property
    def whole_width(self) -> int:
        """The width (px) it takes where there is room."""
        return px(self._width)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(SEARCH_LEAST), px(CONTROL))

    def _text_changed(self, text: str) -> None:
        if text and not self.isClearButtonEnabled():
            self.setClearButtonEnabled(True)  # its icon costs time that the first paint has not got
        self._timer.start()

    def _pause_over(self) -> None:
        if self._composing:
            self._timer.start()
        else:
            self._say()

    def _say(self) -> None:
        self._timer.stop()
        self.searched.emit(self.words)


_MOST_FITS = 4
"""Two widths that ask for each other must not go on for ever."""


class FilterBar(QWidget):
    """A search line and filter chips; `changed` when either was used."""

    changed = Signal()

    def __init__(self, search: str = "", *, unit: str = "件", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unit, self._most_lines = unit, 2
        self._fits_asked = 0
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._flow = Flow(self, gap=8)
        self.search: SearchLine | None = None
        if search:
            self.search = SearchLine(search)
            self.search.searched.connect(lambda _text: self.changed.emit())
            self._flow.addWidget(self.search)
        self._chips_from = self._flow.count()
        self._added: list[QWidget] = []
        self._filters: tuple[Filter, ...] = ()
        self._chips: dict[str, Button] = {}
        self._group = QButtonGroup(self)
        self._chosen = ""
        self._list = Choice(self)  # stands for the chips where they would fill too many lines
        self._list.setAccessibleName("筛选")
        self._list.hide()
        self._flow.addWidget(self._list)
        self._list.activated.connect(lambda place: self.choose(self._filters[place].key))
        scale.changed.connect(self._fit)

    @property
    def chosen(self) -> str:
        """The key of the chip that is on ("" when there are no chips)."""
        return self._chosen

    @property
    def words(self) -> str:
        """What is searched for."""
        return self.search.words if self.search is not None else ""

    @property
    def first(self) -> str:
        """The key of the first chip, which shows all."""
        return self._filters[0].key if self._filters else ""

    @property
    def first_word(self) -> str:
        """The words of the first chip."""
        return self._filters[0].word if self._filters else ""

    @property
    def word(self) -> str:
        """The words of the chosen chip."""
        return next((one.word for one in self._filters if one.key == self._chosen), "")

    @property
    def narrowed_by_chip(self) -> bool:
        """Whether another chip than the first is chosen."""
        return bool(self._filters) and self._chosen != self.first

    @property
    def narrowed(self) -> list[str]:
        """What narrows the list, in words: the other filters, the chip (not the first: it shows all), the search."""
        narrowed = [choice.currentText() for choice in self._added if isinstance(choice, QComboBox)]
        if self._filters and self._chosen != self._filters[0].key:
            narrowed.append(self.word)
        if self.words:
            narrowed.append(f"查找“{self.words}”")
        return [word for word in narrowed if word]

    def set_lines(self, most: int) -> None:
        """On how many lines chips may stand before a list takes their place."""
        if most != self._most_lines:
            self._most_lines = most
            self._fit()

    def add(self, widget: QWidget) -> None:
        """Put another filter (a choice of year, say) between the search line and the chips."""
        self._added.append(widget)
        self._flow.insert_widget(self._chips_from, widget)
        self._chips_from += 1

    def set_filters(self, filters: Sequence[Filter]) -> None:
        """Show these chips; the one that was on stays on, else the first is."""
        self._filters = tuple(filters)
        keys = [one.key for one in filters]
        if self._chosen not in keys:
            self._chosen = keys[0] if keys else ""
        if list(self._chips) != keys:
            self._rebuild()
        for one in filters:
            text = one.word if one.count is None else f"{one.word} {one.count}"
            chip = self._chips[one.key]
            if chip.words != text:
                chip.setText(text)
                chip.updateGeometry()
            chip.setChecked(one.key == self._chosen)
        self._name_chips()
        self._list.clear()
        self._list.addItems([self._chips[one.key].words for one in filters])
        self._list.setCurrentIndex(keys.index(self._chosen) if keys else -1)
        self._fit()

    def choose(self, key: str, *, quietly: bool = False) -> None:
        """Turn a chip on; `changed` follows unless `quietly`."""
        self._chosen = key
        if key in self._chips:
            self._chips[key].setChecked(True)
            self._name_chips()
            self._list.setCurrentIndex([one.key for one in self._filters].index(key))
        if not quietly:
            self.changed.emit()

    def _name_chips(self) -> None:
        """What a screen reader says of each: "已超期，12 件，已选"."""
        for one in self._filters:
            parts = [one.word, "" if one.count is None else f"{one.count} {self._unit}"]
            parts.append("已选" if one.key == self._chosen else "")
            self._chips[one.key].setAccessibleName("，".join(part for part in parts if part))

    def chip(self, key: str) -> Button:
        """The button of a chip."""
        return self._chips[key]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        # All its lines at the width it has: a list that wants room below must not squeeze them.
        return QSize(self._flow.minimumSize().width(), self._flow.heightForWidth(max(1, self.width())))

    def _fit(self) -> None:
        """Chips where they fit on the lines they may have, else one list to choose from."""
        # Showing and hiding lays the bar out anew, which may ask for another fit in the middle of this one: it comes
        # after it. Otherwise chips and list could both be left standing.
        self._fits_asked += 1
        if self._fits_asked > 1:
            return
        done = 0
        while done < min(self._fits_asked, _MOST_FITS):
            done = self._fits_asked
            self._show_chips_or_list()
        self._fits_asked = 0

    def _show_chips_or_list(self) -> None:
        lone = [self._flow.itemAt(place) for place in range(self._chips_from)]
        widths = [item.sizeHint().width() for item in lone if item is not None]
        if self.search is not None:
            # A shortened line must not bring the chips back; on one line it gives way to them from the start.
            widths[0] = self.search.whole_width if self._most_lines > 1 else px(SEARCH_BESIDE)
        widths += [chip.sizeHint().width() for chip in self._chips.values()]
        compact = bool(self._chips) and lines_needed(widths, self.width(), px(8)) > self._most_lines
        if self.search is not None:
            beside = [self._list.sizeHint().width(), *widths[1 : self._chips_from]] if compact else widths[1:]
            shortened = px(SEARCH_BESIDE) + sum(widths[1:]) + px(8) * (len(widths) - 1)
            shorter = compact or self._most_lines == 1 or shortened <= self.width()
            self.search.leave_room(sum(beside) + px(8) * len(beside) if shorter else 0)
        for chip in self._chips.values():
            chip.setVisible(not compact)
        self.updateGeometry()
        self._list.setVisible(compact and bool(self._chips))

    def _rebuild(self) -> None:
        for chip in self._chips.values():
            self._group.removeButton(chip)
        for chip in self._chips.values():
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = {}
        for one in self._filters:
            chip = Button(one.word, role="chip", height=34, parent=self)
            chip.setCheckable(True)
            chip.clicked.connect(lambda _checked=False, key=one.key: self.choose(key))
            self._group.addButton(chip)
            self._flow.addWidget(chip)
            self._chips[one.key] = chip
