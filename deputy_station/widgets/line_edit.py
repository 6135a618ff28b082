"""The entries of fields: one line, and several lines, that say when they are left."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy

from deputy_station.widgets.style import CONTROL, colour, px, scale


class LineEdit(QLineEdit):
    """One line; `aside` is a soft word painted at its right end while there is room (11月20日 周五)."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.composing = False
        """Whether an input method is in the middle of a word: nothing may pop up or be read now."""
        self._aside = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        scale.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(px(200), px(CONTROL))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(90), px(CONTROL))

    @property
    def aside(self) -> str:
        """The soft word at the right end."""
        return self._aside

    def say_aside(self, word: str) -> None:
        """Put another soft word at the right end; "" takes it away."""
        if word != self._aside:
            self._aside = word
            self.setAccessibleDescription(word)
            self.update()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._aside:
            return
        metrics = self.fontMetrics()
        taken = px(24) + metrics.horizontalAdvance(self.text())
        room = QRect(taken, 0, self.width() - taken - px(12), self.height())
        if metrics.horizontalAdvance(self._aside) <= room.width():
            painter = QPainter(self)
            painter.setFont(self.font())
            painter.setPen(colour("soft"))
            painter.drawText(
                room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), self._aside
            )
            painter.end()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.composing = False
        self.left.emit()


class TextEdit(QPlainTextEdit):
    """Several lines, `lines` high; Tab leaves it."""

    left = Signal()

    def __init__(self, lines: int) -> None:
        super().__init__()
        self._lines = lines
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scale.changed.connect(self.updateGeometry)

    def show_lines(self, lines: int) -> None:
        """Be so many lines high from now on; more of them scroll."""
        self._lines = lines
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(px(200), self.fontMetrics().lineSpacing() * self._lines + px(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(90), self.sizeHint().height())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()
