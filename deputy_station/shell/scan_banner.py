"""The big name: who has just signed in, to be read across the room, gone by itself after two seconds."""

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from deputy_station.widgets.style import colour, px, screen_font

NAME_SIZE, LEAST_NAME = 76, 60
"""px at 100 %; a long name is set smaller to stay on its line, yet never below the second."""
SHOWN_MS = 2000
REFUSED_MS = 6000
"""Why not takes longer to read; the next card takes the place at once."""
_WIDTH, _EDGE, _MARGIN, _GAP = 620, 6, 32, 14
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_WRAPPED = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class ScanBanner(QWidget):
    """Stands above whatever is open, also above a dialog, and takes neither keyboard nor mouse from it."""

    def __init__(self, window: QWidget) -> None:
        flags = (
            Qt.WindowType.ToolTip
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowDoesNotAcceptFocus
            | Qt.WindowType.WindowTransparentForInput
        )
        super().__init__(window, flags)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.word = self.name = self.sentence = ""
        self.tone = "done"
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)

    def say(self, word: str, name: str, sentence: str, tone: str, over: QWidget) -> None:
        """Show the name with a word above and a sentence below, coloured by `tone` (done, soon, overdue), above the
        middle of the window `over`."""
        self.word, self.name, self.sentence, self.tone = word, name, sentence, tone
        self.setAccessibleName(f"{word} {name} {sentence}")
        room = over.width() - px(40)
        wide = QFontMetrics(screen_font(NAME_SIZE, bold=True)).horizontalAdvance(name) + 2 * px(_MARGIN)
        width = min(max(px(_WIDTH), wide), room)
        self.setFixedSize(width, self._parts(width)[-1].bottom() + px(_MARGIN))
        corner = over.mapToGlobal(over.rect().topLeft())
        self.move(corner.x() + (over.width() - width) // 2, corner.y() + over.height() // 6)
        self.show()
        self.raise_()
        self.update()
        self._timer.start(SHOWN_MS if tone != "overdue" else REFUSED_MS)

    def name_font(self, width: int) -> QFont:
        """The font of the name in a banner that is `width` wide."""
        font = screen_font(NAME_SIZE, bold=True)
        room, wide = width - 2 * px(_MARGIN), QFontMetrics(font).horizontalAdvance(self.name)
        if wide > room:
            font.setPixelSize(max(LEAST_NAME, font.pixelSize() * room // wide))
        return font

    def _parts(self, width: int) -> tuple[QRect, QRect, QRect]:
        """Where the word, the name and the sentence stand."""
        margin, gap, inside = px(_MARGIN), px(_GAP), width - 2 * px(_MARGIN)
        word = QRect(0, 0, width, QFontMetrics(screen_font(30, bold=True)).height() + gap)
        high = QFontMetrics(self.name_font(width)).height() if self.name else 0
        name = QRect(margin, word.bottom() + gap, inside, high)
        lines = QFontMetrics(screen_font(19)).boundingRect(0, 0, inside, 10_000, _WRAPPED, self.sentence)
        return word, name, QRect(margin, name.bottom() + gap // 2, inside, lines.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        edge = px(_EDGE)
        painter.fillRect(self.rect(), colour(self.tone))
        painter.fillRect(self.rect().adjusted(edge, edge, -edge, -edge), colour("surface"))
        word, name, sentence = self._parts(self.width())
        painter.fillRect(word, colour(self.tone))
        painter.setPen(colour("surface"))
        painter.setFont(screen_font(30, bold=True))
        painter.drawText(word, _CENTRE, self.word)
        painter.setPen(colour("ink"))
        painter.setFont(self.name_font(self.width()))
        painter.drawText(name, _CENTRE, self.name)
        painter.setFont(screen_font(19))
        painter.drawText(sentence, _WRAPPED, self.sentence)
        painter.end()
