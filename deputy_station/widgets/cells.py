"""How a table paints its cells, and the part of it that scrolls and hears the keyboard."""

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from deputy_station.widgets.pill import Pill, paint_pill
from deputy_station.widgets.style import colour, px, screen_font
from deputy_station.widgets.table_model import PILL_ROLE, Index

PADDING = 10


class Cells(QStyledItemDelegate):
    """Paints cells: stripes, the chosen row, plain elided words, pills."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        back = "chosen" if chosen else ("stripe" if index.row() % 2 else "surface")
        painter.fillRect(box, colour(back))
        view = self.parent()
        if chosen and index.column() == 0 and isinstance(view, QWidget) and view.hasFocus():
            painter.fillRect(QRect(box.left(), box.top(), px(3), box.height()), colour("red"))
        inner = box.adjusted(px(PADDING), 0, -px(PADDING), 0)
        pill = index.data(PILL_ROLE)
        if isinstance(pill, Pill):
            paint_pill(painter, inner.adjusted(-px(4), 0, px(8), 0), pill)
            return
        painter.setFont(screen_font())
        painter.setPen(colour("ink"))
        align = index.data(Qt.ItemDataRole.TextAlignmentRole)
        if align is None:
            align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        words = painter.fontMetrics().elidedText(
            str(index.data() or ""), Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner, int(align), words)


class ScrolledRows(QTableView):
    """The scrolling part: Enter opens, typing goes to the search line, Home and End go to first and last row."""

    typed = Signal(str)
    entered_row = Signal(QModelIndex)
    resized = Signal()
    """The room for columns changed, also by the scroll bar coming or going."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        # Qt makes the first row the current one where none is; that must not pass for somebody's choice, or a row
        # just saved and still on its way would lose to it.
        marks = self.selectionModel()
        held = marks.blockSignals(True)
        super().focusInEvent(event)
        marks.blockSignals(held)
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # the window changes the text size
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self.entered_row.emit(self.currentIndex())
            return
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.model().rowCount():
            last = self.model().rowCount() - 1
            self.selectRow(0 if event.key() == Qt.Key.Key_Home else last)
            return
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if plain and event.text().isprintable() and event.text().strip():
            self.typed.emit(event.text())
            return
        super().keyPressEvent(event)
