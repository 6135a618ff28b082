"""What happened when, as a line with dots: the moment, then the sentence; the last dot is filled."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from deputy_station.widgets.labels import Line, Words
from deputy_station.widgets.layouts import VBox
from deputy_station.widgets.style import colour, px, scale

RAIL = 22
"""Room for the line and its dots, left of the words (px at 100 %)."""
DOT = 4.5


class TimelineRow(QWidget):
    """One moment and its sentence; it paints its piece of the line."""

    def __init__(self, moment: str, sentence: str, *, first: bool, last: bool) -> None:
        super().__init__()
        self._first, self._last = first, last
        self.setAccessibleName(f"{moment} {sentence}")
        self._box = VBox(self, gap=0)
        self._moment = Line(moment, role="small")
        self._box.addWidget(self._moment)
        self._box.addWidget(Words(sentence))
        scale.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self._box.setContentsMargins(px(RAIL), 0, 0, 0 if self._last else px(8))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        across = px(DOT) + px(2)
        down = self._moment.geometry().center().y() + 0.5
        painter.setPen(QPen(colour("border"), max(1, px(1.5))))
        if not self._first:
            painter.drawLine(QPointF(across, 0), QPointF(across, down))
        if not self._last:
            painter.drawLine(QPointF(across, down), QPointF(across, self.height()))
        painter.setPen(QPen(colour("red" if self._last else "soft"), px(1.5)))
        painter.setBrush(colour("red" if self._last else "surface"))
        painter.drawEllipse(QPointF(across, down), px(DOT), px(DOT))
        painter.end()


def timeline(lines: Sequence[tuple[str, str]]) -> QWidget:
    """The line of these (moment, sentence) pairs, oldest first."""
    widget = QWidget()
    box = VBox(widget, gap=0)
    for place, (moment, sentence) in enumerate(lines):
        box.addWidget(TimelineRow(moment, sentence, first=place == 0, last=place == len(lines) - 1))
    return widget
