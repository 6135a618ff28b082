"""State pills: a word on its colour, in tables, details and lists."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from deputy_station.widgets.style import SMALL, colour, px, scale, screen_font, words_width


class Tone(Enum):
    """What a pill's colour says; the value names the colours in the style."""

    OVERDUE = "overdue"
    SOON = "soon"
    INFO = "info"
    DONE = "done"
    QUIET = "quiet"


@dataclass(frozen=True)
class Pill:
    """A state to show: its word and its tone."""

    word: str
    tone: Tone = Tone.QUIET


PILL_HEIGHT = 26
PILL_PADDING = 12


PILL_WORDS = SMALL + 1
"""The size of the words inside pills."""


def pill_font() -> QFont:
    """The font inside pills."""
    return screen_font(PILL_WORDS)


def pill_size(word: str) -> QSize:
    """The room a pill with this word takes."""
    return QSize(words_width(word, PILL_WORDS) + 2 * px(PILL_PADDING), px(PILL_HEIGHT))


def paint_pill(painter: QPainter, box: QRect, pill: Pill) -> None:
    """Paint a pill at the left of `box`, centred in its height, elided where it does not fit."""
    size = pill_size(pill.word).boundedTo(box.size())
    room = QRectF(box.x(), box.y() + (box.height() - size.height()) / 2, size.width(), size.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edged = scale.colours.hairline > 1
    painter.setPen(QPen(colour(pill.tone.value), 2) if edged else Qt.PenStyle.NoPen)
    painter.setBrush(colour(f"{pill.tone.value}_wash"))
    inner = room.adjusted(1, 1, -1, -1) if edged else room
    painter.drawRoundedRect(inner, inner.height() / 2, inner.height() / 2)
    painter.setPen(colour(pill.tone.value))
    painter.setFont(pill_font())
    width = size.width() - px(PILL_PADDING)
    word = painter.fontMetrics().elidedText(pill.word, Qt.TextElideMode.ElideRight, width)
    painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), word)
    painter.restore()


class PillLabel(QWidget):
    """A pill as a widget; hidden while it has nothing to say."""

    def __init__(self, pill: Pill | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pill = pill
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setVisible(pill is not None)
        scale.changed.connect(self.updateGeometry)

    def show_pill(self, pill: Pill | None) -> None:
        """Show another state, or none."""
        self._pill = pill
        self.setAccessibleName(pill.word if pill else "")
        self.setVisible(pill is not None)
        self.updateGeometry()
        self.update()

    @property
    def pill(self) -> Pill | None:
        """The state shown."""
        return self._pill

    def sizeHint(self) -> QSize:
        return pill_size(self._pill.word) if self._pill else QSize(0, 0)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if self._pill is not None:
            painter = QPainter(self)
            paint_pill(painter, self.rect(), self._pill)
            painter.end()
