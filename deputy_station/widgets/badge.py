"""A small number on the corner of a button: how many there are behind it, said without moving anything."""

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from deputy_station.widgets.buttons import Button
from deputy_station.widgets.style import colour, px

SIDE, DIGIT = 18, 12
"""px at 100 %: the disc, which lies beside the words of the button, and the number on it."""
MOST = 9


def show_number(button: Button, number: int, words: str) -> None:
    """Put the number on the button's corner (none for 0); who cannot see it hears `words`."""
    badges: list[Badge] = list(button.findChildren(Badge))
    if number and not badges:
        badges = [Badge(button)]
    for badge in badges:
        badge.number = number
        badge.setVisible(bool(number))
        badge.update()
    button.setAccessibleDescription(words if number else "")


class Badge(QWidget):
    """The number, painted over the upper right corner of its button."""

    def __init__(self, button: Button) -> None:
        super().__init__(button)
        self._button = button
        self.number = 0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        button.installEventFilter(self)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("red"))
        painter.drawEllipse(self.rect())
        font = self.font()
        font.setPixelSize(px(DIGIT))
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(Qt.GlobalColor.white)
        shown = str(self.number) if self.number <= MOST else f"{MOST}+"
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), shown)
        painter.end()

    def _place(self) -> None:
        side = px(SIDE)
        self.setGeometry(QRect(self._button.width() - side - px(1), px(1), side, side))
