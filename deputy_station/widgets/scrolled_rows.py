"""The part of a table that scrolls and hears the keyboard, also through an input method."""

from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView

from deputy_station.widgets.style import ROW, colour, px
from deputy_station.widgets.table_model import Index

_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class ScrolledRows(QTableView):
    """Enter opens, typing is handed on, Home and End go to the first and last row, Space adds to the chosen rows.

    Ctrl+C and Ctrl+V are handed on; Ctrl+Shift+Left and Right move the column the keyboard is in.
    """

    typed = Signal(str)
    """A person typed, a sign or (through an input method) a word."""
    composed = Signal(str)
    """What an input method is composing, "" when it ended."""
    entered_row = Signal(QModelIndex)
    resized = Signal()
    """The room for columns changed, also by the scroll bar coming or going."""
    copied = Signal()
    pasted = Signal()
    all_wanted = Signal()
    let_go = Signal()
    """Escape with several rows chosen."""
    column_moved = Signal(int, int)
    """Place of a column and how many steps it shall move."""
    menu_wanted = Signal(QPoint)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def in_sight(self) -> tuple[int, int]:
        """The positions of the first and the last row in sight."""
        height = max(self.verticalHeader().defaultSectionSize(), 1)
        first = self.verticalScrollBar().value() // height
        return first, first + self.viewport().height() // height + 1

    @property
    def multiple(self) -> bool:
        """Whether several rows can be chosen."""
        return self.selectionMode() is QAbstractItemView.SelectionMode.ExtendedSelection

    def focusInEvent(self, event: QFocusEvent) -> None:
        # Qt makes the first row the current one where none is; that must not pass for somebody's choice, or a row
        # just saved and still on its way would lose to it.
        marks = self.selectionModel()
        held = marks.blockSignals(True)
        super().focusInEvent(event)
        marks.blockSignals(held)
        self.setAttribute(
            Qt.WidgetAttribute.WA_InputMethodEnabled
        )  # typing Chinese on the list searches as well
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and not self.model().rowCount():  # no row can show that the keyboard is here
            painter = QPainter(self.viewport())
            painter.setPen(QPen(colour("red"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -2, -2))
            painter.end()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.composed.emit("")

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # the window changes the text size
            return
        super().wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            box = self.visualRect(self.currentIndex())
            inside = box.isValid() and self.viewport().rect().intersects(box)
            place = QPoint(px(24), box.bottom() if inside else px(8))
            self.menu_wanted.emit(self.viewport().mapToGlobal(place))
        else:
            self.menu_wanted.emit(event.globalPos())

    def selectAll(self) -> None:
        self.all_wanted.emit()  # a million rows are not selected one by one

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """A word composed on the list is handed on whole, never its half."""
        self.composed.emit(event.preeditString())
        if event.commitString().strip():
            self.typed.emit(event.commitString())
        event.accept()

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> Any:
        """The window of the input method stands below the row the keyboard is on."""
        if query == Qt.InputMethodQuery.ImEnabled:
            return True
        if query == Qt.InputMethodQuery.ImCursorRectangle:
            box = self.visualRect(self.currentIndex())
            head = self.horizontalHeader().height()
            return QRect(px(10), (box.top() if box.isValid() else 0) + head, 1, px(ROW))
        return super().inputMethodQuery(query)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not (self._handed_on(event) or self._went(event) or self._typed(event)):
            super().keyPressEvent(event)

    def _handed_on(self, event: QKeyEvent) -> bool:
        """Copying, pasting, opening, letting go, columns."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self.entered_row.emit(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape and len(self.selectionModel().selectedRows()) > 1:
            self.let_go.emit()
        elif (
            event.modifiers() == Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
            and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right)
        ):
            self.column_moved.emit(self.currentIndex().column(), -1 if event.key() == Qt.Key.Key_Left else 1)
        else:
            return False
        return True

    def _went(self, event: QKeyEvent) -> bool:
        """Home and End, the first arrow where no row is current, Space."""
        last = self.model().rowCount() - 1
        if last < 0:
            return False
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and plain:
            self.selectRow(0 if event.key() == Qt.Key.Key_Home else last)
        elif event.key() in _MOVES and not self.currentIndex().isValid():
            self.selectRow(min(self.in_sight()[0], last))  # from where the eye is, not from the first row
        elif event.key() == Qt.Key.Key_Space and self.multiple and self.currentIndex().isValid():
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().select(self.currentIndex(), flags.Toggle | flags.Rows)
        else:
            return False
        return True

    def _typed(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if plain and event.text().isprintable() and event.text().strip():
            self.typed.emit(event.text())
            return True
        return False
