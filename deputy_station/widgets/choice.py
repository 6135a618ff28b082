"""The drop-down list and the check box, painted so that their marks grow with the text."""

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QSizePolicy, QWidget

from deputy_station.widgets.style import CONTROL, colour, px, scale


class Choice(QComboBox):
    """A drop-down list with a painted arrow; the wheel scrolls the form, not the choice."""

    left = Signal()
    went_on = Signal()
    """Enter was pressed while the list was shut."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        scale.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        words = (self.fontMetrics().horizontalAdvance(self.itemText(place)) for place in range(self.count()))
        return QSize(min(max(words, default=0) + px(52), px(420)), px(CONTROL))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(px(110), self.sizeHint().width()), px(CONTROL))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.went_on.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("soft"), px(2)))
        x, y = self.width() - px(20), self.height() // 2 - px(2)
        painter.drawPolyline([QPoint(x, y), QPoint(x + px(5), y + px(5)), QPoint(x + px(10), y)])
        painter.end()


class CheckBox(QCheckBox):
    """A check box with a painted mark that grows with the text."""

    went_on = Signal()
    """Enter was pressed; Space is what ticks the box."""

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        return QSize(px(32) + self.fontMetrics().horizontalAdvance(self.text()) + px(4), px(36))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, top = px(20), (self.height() - px(20)) // 2
        on = self.isChecked()
        edge = "red" if on or self.hasFocus() else "soft"
        painter.setPen(QPen(colour(edge), scale.colours.hairline + self.hasFocus()))
        painter.setBrush(colour("red" if on else "surface"))
        painter.drawRoundedRect(1, top, side - 1, side, px(4), px(4))
        if on:
            painter.setPen(QPen(Qt.GlobalColor.white, px(2)))
            marks = ((5, 10), (9, 14), (15, 6))
            painter.drawPolyline([QPoint(px(x), top + px(y)) for x, y in marks])
        painter.setPen(colour("ink" if self.isEnabled() else "soft"))
        words = self.rect().adjusted(px(30), 0, 0, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), self.text())
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.went_on.emit()
            return
        super().keyPressEvent(event)
