"""The text of a scheme to type in: signs of one width, Chinese too, with the number of each line beside it."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QTextFormat,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from deputy_station.widgets.style import BASE, colour, px, scale

FAMILIES = ("Noto Sans Mono CJK SC", "Sarasa Mono SC", "Source Han Mono SC", "NSimSun", "Microsoft YaHei UI")
"""Fonts whose Chinese signs are twice as wide as Latin ones, and one that every desk has."""


class SchemeTextEdit(QPlainTextEdit):
    """A plain text with line numbers; Tab leaves it, Ctrl+Z takes back, lines wrap."""

    left = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._wrong: frozenset[int] = frozenset()
        self._numbers = _LineNumbers(self)
        self.blockCountChanged.connect(lambda _count: self._make_room())
        self.updateRequest.connect(self._scrolled)
        scale.changed.connect(self._rescale)
        self._rescale()

    def go_to_line(self, line: int) -> None:
        """Put the keyboard at the beginning of a line (from 1) and bring it into sight."""
        block = self.document().findBlockByNumber(max(0, line - 1))
        cursor = self.textCursor()
        cursor.setPosition(block.position())
        self.setTextCursor(cursor)
        self.centerCursor()
        self.setFocus()

    @property
    def line(self) -> int:
        """The line the keyboard is in, from 1."""
        return self.textCursor().blockNumber() + 1

    def mark_lines(self, lines: frozenset[int]) -> None:
        """Mark these lines (from 1) as wrong."""
        self._wrong = lines
        marks = []
        for line in sorted(lines):
            block = self.document().findBlockByNumber(line - 1)
            if block.isValid():
                mark = QTextEdit.ExtraSelection()
                mark.format.setBackground(colour("overdue_wash"))  # type: ignore[attr-defined]
                mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)  # type: ignore[attr-defined]
                mark.cursor = QTextCursor(block)  # type: ignore[attr-defined]
                marks.append(mark)
        self.setExtraSelections(marks)
        self._numbers.update()

    def replace_text(self, text: str) -> None:
        """Make the text another one by changing only what differs, as one step that Ctrl+Z takes back."""
        old = self.toPlainText()
        if old == text:
            return
        start = 0
        while start < min(len(old), len(text)) and old[start] == text[start]:
            start += 1
        end = 0
        while end < min(len(old), len(text)) - start and old[-1 - end] == text[-1 - end]:
            end += 1
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.setPosition(_units(old[:start]))
        cursor.setPosition(_units(old[: len(old) - end]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text[start : len(text) - end])
        cursor.endEditBlock()

    def sizeHint(self) -> QSize:
        return QSize(px(600), px(360))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(160), px(150))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def _rescale(self) -> None:
        font = QFont()
        font.setFamilies(list(FAMILIES))
        font.setPixelSize(px(BASE))
        font.setStyleHint(QFont.StyleHint.Monospace)
        self.setFont(font)
        self._make_room()

    def numbers_width(self) -> int:
        """The width (px on screen) that the numbers take."""
        digits = max(2, len(str(self.blockCount())))
        return self.fontMetrics().horizontalAdvance("9" * digits) + px(18)

    def _make_room(self) -> None:
        self.setViewportMargins(self.numbers_width(), 0, 0, 0)
        inside = self.contentsRect()
        self._numbers.setGeometry(QRect(inside.left(), inside.top(), self.numbers_width(), inside.height()))

    def _scrolled(self, rect: QRect, moved: int) -> None:
        if moved:
            self._numbers.scroll(0, moved)
        else:
            self._numbers.update(0, rect.y(), self._numbers.width(), rect.height())

    def paint_numbers(self, event: QPaintEvent) -> None:
        """Paint the numbers of the lines in sight, those of wrong lines in the colour of mistakes."""
        painter = QPainter(self._numbers)
        painter.fillRect(event.rect(), colour("head"))
        painter.setFont(self.font())
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top() + self.viewport().y()
        top -= self.contentsRect().top()
        high = self.fontMetrics().height()
        while block.isValid() and top <= event.rect().bottom():
            number = block.blockNumber() + 1
            painter.setPen(colour("overdue" if number in self._wrong else "soft"))
            box = QRect(0, round(top), self._numbers.width() - px(8), high)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop), str(number))
            top += self.blockBoundingRect(block).height()
            block = block.next()
        painter.end()


class _LineNumbers(QWidget):
    def __init__(self, edit: SchemeTextEdit) -> None:
        super().__init__(edit)
        self._edit = edit

    def paintEvent(self, event: QPaintEvent) -> None:
        self._edit.paint_numbers(event)


def _units(text: str) -> int:
    """Length as Qt counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
