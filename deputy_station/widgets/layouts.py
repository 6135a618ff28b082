"""Layouts whose gaps and margins follow the text size, and a flow that wraps like words on a line."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLayout, QLayoutItem, QWidget

from deputy_station.widgets.style import px, scale

Margins = tuple[int, int, int, int]
NO_MARGINS: Margins = (0, 0, 0, 0)


class _Box(QBoxLayout):
    """Widgets in a line; `gap` and `margins` (left, top, right, bottom) are px at 100 %."""

    direction_of_line: QBoxLayout.Direction

    def __init__(self, parent: QWidget | None = None, *, gap: int = 8, margins: Margins = NO_MARGINS) -> None:
        super().__init__(self.direction_of_line)
        self._gap, self._margins = gap, margins
        self._rescale()
        scale.changed.connect(self._rescale)
        if parent is not None:
            parent.setLayout(self)

    def set_spaces(self, *, gap: int, margins: Margins = NO_MARGINS) -> None:
        """Take another gap and margins."""
        self._gap, self._margins = gap, margins
        self._rescale()

    def _rescale(self) -> None:
        self.setSpacing(px(self._gap))
        self.setContentsMargins(*(px(margin) for margin in self._margins))


class VBox(_Box):
    """Widgets under each other."""

    direction_of_line = QBoxLayout.Direction.TopToBottom


class HBox(_Box):
    """Widgets beside each other."""

    direction_of_line = QBoxLayout.Direction.LeftToRight


class Grid(QGridLayout):
    """A grid; `across` and `down` are the gaps between its columns and rows, px at 100 %."""

    def __init__(self, parent: QWidget | None = None, *, across: int = 14, down: int = 8) -> None:
        super().__init__()
        self._across, self._down = across, down
        self.setContentsMargins(0, 0, 0, 0)
        self._rescale()
        scale.changed.connect(self._rescale)
        if parent is not None:
            parent.setLayout(self)

    def set_spaces(self, *, down: int) -> None:
        """Take another gap between rows."""
        self._down = down
        self._rescale()

    def _rescale(self) -> None:
        self.setHorizontalSpacing(px(self._across))
        self.setVerticalSpacing(px(self._down))


class Flow(QLayout):
    """Puts widgets beside each other and begins a new line when the width is used up."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 8) -> None:
        super().__init__()
        self._gap = gap
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        scale.changed.connect(self.invalidate)
        if parent is not None:
            parent.setLayout(self)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def insert_widget(self, place: int, widget: QWidget) -> None:
        """Put a widget at a place in the flow."""
        self.addWidget(widget)
        self._items.insert(place, self._items.pop())
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        shown = self._shown()
        width = sum(item.sizeHint().width() for item in shown) + px(self._gap) * max(0, len(shown) - 1)
        return QSize(width, max((item.sizeHint().height() for item in shown), default=0))

    def minimumSize(self) -> QSize:
        shown = self._shown()
        return QSize(
            max((item.minimumSize().width() for item in shown), default=0),
            max((item.minimumSize().height() for item in shown), default=0),
        )

    def _shown(self) -> Sequence[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _place(self, rect: QRect, *, move: bool) -> int:
        gap = px(self._gap)
        lines: list[list[tuple[QLayoutItem, QSize]]] = [[]]
        used = 0
        for item in self._shown():
            size = item.sizeHint()
            if size.width() > rect.width():
                size.setWidth(max(rect.width(), item.minimumSize().width()))
            if lines[-1] and used + size.width() > rect.width():
                lines.append([])
                used = 0
            lines[-1].append((item, size))
            used += size.width() + gap
        y = rect.y()
        for line in lines:
            tall = max((size.height() for _, size in line), default=0)
            x = rect.x()
            for item, size in line:
                if move:
                    item.setGeometry(QRect(QPoint(x, y + (tall - size.height()) // 2), size))
                x += size.width() + gap
            y += tall + gap
        return max(0, y - gap - rect.y())


def lines_needed(widths: Sequence[int], room: int, gap: int) -> int:
    """How many lines a flow needs for things of these widths."""
    lines, used = 1, 0
    for width in widths:
        if used and used + width > room:
            lines, used = lines + 1, 0
        used += width + gap
    return lines


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and delete the widgets that were in it."""
    for _ in range(layout.count()):
        item = layout.takeAt(0)
        inner = item.layout()
        if inner is not None:
            clear(inner)
        widget = item.widget()
        if isinstance(widget, QWidget):  # a stretch has none
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
