"""The cell being typed into: an entry of its own, so that an input method composes there from the first key."""

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from deputy_station.widgets.clipboard_cells import Block, read_block
from deputy_station.widgets.grid_entry.columns import WIDE_DIGITS, GridColumn
from deputy_station.widgets.style import colour, px, set_role

ARROW = 26
"""Width (px at 100 %) of the arrow that opens the list of choices."""

_MOVES = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class CellEdit(QLineEdit):
    """One cell open for typing; the keys that lead out of it are told, the rest is ordinary typing."""

    tabbed = Signal(int)
    """Tab (+1) or Shift+Tab (-1)."""
    entered = Signal()
    moved = Signal(int, int)
    """An arrow led out of the cell: rows, columns."""
    block_pasted = Signal(object)
    undo_wanted = Signal()
    taken = Signal()
    """A choice was taken with one key or from the list."""
    left = Signal()

    def __init__(self, column: GridColumn, parent: QWidget) -> None:
        super().__init__(parent)
        self.column = column
        set_role(self, "cell")
        self.setFrame(False)
        if column.choices:
            self.setTextMargins(0, 0, px(ARROW), 0)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            kind, key = event.type(), event.key()
            if kind == QEvent.Type.ShortcutOverride and event.matches(QKeySequence.StandardKey.Undo):
                event.accept()
                return True
            # Tab never reaches keyPressEvent: the window would take it to the next widget.
            if kind == QEvent.Type.KeyPress and key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                back = key == Qt.Key.Key_Backtab or event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                self.tabbed.emit(-1 if back else 1)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        )
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self.entered.emit()
        elif key in _MOVES and plain and self._leads_out(key, event):
            self.moved.emit(*_MOVES[key])
        elif self.column.choices and (
            key == Qt.Key.Key_F4
            or (key == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier)
        ):
            self.open_choices()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
        elif event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable():
            self.undo_wanted.emit()
        elif plain and (words := self.column.keys.get(event.text().translate(WIDE_DIGITS))) is not None:
            self.take(words)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def take(self, words: str) -> None:
        """Put a choice in."""
        self.setText(words)
        self.selectAll()
        self.taken.emit()

    def open_choices(self) -> QMenu:
        """The list of what may stand here."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        signs = {words: sign for sign, words in self.column.keys.items()}
        for words in self.column.choices:
            shown = f"{signs[words]} {words}" if words in signs else words
            menu.addAction(shown, lambda words=words: self.take(words))
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))
        return menu

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.column.choices and event.position().x() > self.width() - px(ARROW):
            self.open_choices()
            return
        super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.column.choices:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colour("soft"), px(2)))
            x, y = self.width() - px(18), self.height() // 2 - px(2)
            painter.drawPolyline([QPoint(x, y), QPoint(x + px(4), y + px(4)), QPoint(x + px(8), y)])
            painter.end()

    def _leads_out(self, key: Qt.Key, event: QKeyEvent) -> bool:
        """Up and Down always; Left and Right at the ends of the text, or while all of it is marked."""
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return False
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            return True
        if self.selectedText() == self.text():
            return True
        return self.cursorPosition() == (0 if key == Qt.Key.Key_Left else len(self.text()))

    def _paste(self) -> None:
        block: Block = read_block(QGuiApplication.clipboard().mimeData())
        if len(block) > 1 or (block and len(block[0]) > 1):
            self.block_pasted.emit(block)
        elif block:
            self.insert(block[0][0].replace("\n", " "))
