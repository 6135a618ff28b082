"""The one plot of the program: flat bars, a word before each and its value behind; pressing a bar opens its list.

Bars lie down, so that their words stand level and never run into each other, at any text size. pyqtgraph draws them;
it takes a third of a second to load and is loaded on the worker when the first plot is shown. This is the one place
that styles it; `picture()` is the same plot for paper.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QBuffer, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QFocusEvent,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from deputy_station.core.clock import day_words
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.labels import Words
from deputy_station.widgets.layouts import VBox
from deputy_station.widgets.page import Page
from deputy_station.widgets.pill import Tone
from deputy_station.widgets.spoken_roles import speak_as
from deputy_station.widgets.style import SMALL, colour, px, scale, screen_font
from deputy_station.widgets.work import Work

BAR_ROW = 30
"""Height of one bar with its room (px at 100 %)."""
THICK = 0.62
"""Share of its row that a bar fills."""
HEADING, HEADING_ROW = 18, 48
"""Size of the words above a printed plot, and the room they take."""
PICTURE_DOTS = 3
"""Dots of a picture per px on the screen: 288 dpi on paper."""


@dataclass(frozen=True)
class Bar:
    """One bar: its word, its value, how the value is written, its colour, and what pressing it opens."""

    word: str
    value: float
    shown: str
    tone: Tone = Tone.INFO
    do: Callable[[], object] | None = None


class Plot(QWidget):
    """A line of words and its bars. Arrows move from bar to bar, Enter or a click opens the one in question."""

    drawn = Signal()
    """The bars are to be seen (the first time they wait for pyqtgraph)."""

    def __init__(self, work: Work, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.bars: tuple[Bar, ...] = ()
        self._work = work
        self._canvas: Any = None
        self._marked = 0
        self._box = VBox(self, gap=8, margins=(0, 0, 0, 0))
        self._box.addWidget(Words(title, role="soft"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)
        speak_as(self, QAccessible.Role.Chart)
        scale.changed.connect(self._draw)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show these bars, the first on top."""
        self.bars = tuple(bars)
        self._marked = 0
        self.setAccessibleDescription("，".join(f"{bar.word} {bar.shown}" for bar in self.bars))
        if self._canvas is None:
            self._work.run(_load, then=self._make_canvas, owner=self, progress=False)
        else:
            self._draw()

    def picture(self, title: str = "", foot: str = "") -> bytes:
        """The bars as they are seen, with a title above and a line below, as PNG sharp enough for paper."""
        bars = self.rect() if self._canvas is None else self._canvas.geometry()
        above, below = px(HEADING_ROW) if title else 0, px(BAR_ROW) if foot else 0
        size = QSize(self.width(), above + bars.height() + below)
        image = QImage(size * PICTURE_DOTS, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(PICTURE_DOTS)
        image.fill(colour("surface"))
        painter = QPainter(image)
        painter.setPen(colour("ink"))
        painter.setFont(screen_font(HEADING, bold=True))
        painter.drawText(QRect(0, 0, self.width(), above), Qt.AlignmentFlag.AlignCenter, title)
        painter.setFont(screen_font(SMALL))
        line = QRect(0, above + bars.height(), self.width(), below)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, foot)
        painter.end()
        # On white: the paper colour of the window behind it would print as a grey veil. Of the words above the bars
        # nothing: paper cannot be clicked.
        self.render(image, QPoint(bars.x(), above), QRegion(bars), QWidget.RenderFlag.DrawChildren)
        held = QBuffer()
        image.save(held, "PNG")  # type: ignore[call-overload]
        return bytes(held.data().data())

    @property
    def marked(self) -> Bar | None:
        """The bar the keyboard stands on."""
        return self.bars[self._marked] if self.bars else None

    def _make_canvas(self, pyqtgraph: Any) -> None:
        if self._canvas is None:
            canvas = pyqtgraph.PlotWidget(background=None)
            canvas.setMenuEnabled(False)
            canvas.setMouseEnabled(False, False)
            canvas.hideButtons()
            canvas.hideAxis("bottom")
            canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            canvas.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
            canvas.setFrameShape(canvas.Shape.NoFrame)
            canvas.viewport().setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            canvas.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            canvas.getViewBox().invertY(True)
            self._canvas = canvas
            self._box.addWidget(canvas)
        self._draw()
        self.drawn.emit()

    def _draw(self) -> None:
        if self._canvas is None:
            return
        import pyqtgraph

        canvas = self._canvas
        canvas.clear()
        canvas.setBackground(colour("surface"))
        canvas.setFixedHeight(px(BAR_ROW) * max(1, len(self.bars)))
        font = screen_font(SMALL)
        axis = canvas.getAxis("left")
        axis.setStyle(tickFont=font, tickLength=0, tickTextOffset=px(8))
        axis.setPen(colour("line"))
        axis.setTextPen(colour("ink"))
        axis.setTicks([[(place, bar.word) for place, bar in enumerate(self.bars)]])
        measure = QFontMetrics(font).horizontalAdvance
        axis.setWidth(max((measure(bar.word) for bar in self.bars), default=0) + px(16))
        most = max((bar.value for bar in self.bars), default=0) or 1
        wide = max(1, self.width() - axis.width())
        tail = max((measure(bar.shown) for bar in self.bars), default=0) + px(16)
        reach = most * wide / max(1, wide - tail)  # the value of the longest bar must fit behind it
        canvas.setRange(xRange=(0, reach), yRange=(-0.5, max(0.5, len(self.bars) - 0.5)), padding=0)
        for place, bar in enumerate(self.bars):
            edge = colour("red") if self.hasFocus() and place == self._marked else colour(bar.tone.value)
            canvas.addItem(
                pyqtgraph.BarGraphItem(
                    x0=[0],
                    y=[place],
                    width=[bar.value],
                    height=THICK,
                    brush=colour(bar.tone.value),
                    pen=pyqtgraph.mkPen(edge, width=px(2)),
                )
            )
            words = pyqtgraph.TextItem(bar.shown, color=colour("ink"), anchor=(0, 0.5))
            words.setFont(font)
            words.setPos(QPointF(bar.value + reach * px(4) / wide, place))
            canvas.addItem(words)
        self.updateGeometry()

    def _open(self) -> None:
        bar = self.marked
        if bar is not None and bar.do is not None:
            bar.do()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._draw()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None and self.bars:
            self._marked = max(0, min(self._marked + step, len(self.bars) - 1))
            self.setAccessibleName(
                f"{self.title}，{self.bars[self._marked].word} {self.bars[self._marked].shown}"
            )
            self._draw()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self._bar_at(event.position().toPoint().y())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self._marked = place
            self._draw()
            self._open()

    def _bar_at(self, height: int) -> int | None:
        if self._canvas is None:
            return None
        place = (height - self._canvas.y()) // px(BAR_ROW)
        return place if 0 <= place < len(self.bars) else None

    def minimumSizeHint(self) -> QSize:
        return QSize(px(220), super().minimumSizeHint().height())

    def place_of(self, word: str) -> QPointF:
        """The middle of the row of a bar, in this widget's px (for a pointer)."""
        place = [bar.word for bar in self.bars].index(word)
        return QPointF(self.width() / 2, self._canvas.y() + px(BAR_ROW) * (place + 0.5))


def _load(_database: object, _progress: object) -> Any:
    import pyqtgraph

    pyqtgraph.setConfigOptions(antialias=True)
    return pyqtgraph


def show_plot(page: Page, title: str, bars: Sequence[Bar]) -> Dialog:
    """Open a plot over a page; pressing a bar puts it away and opens the list behind the bar. It prints as seen."""
    dialog = Dialog(page, title)
    plot = Plot(page.work, "每条的数写在后面，点一下就打开那一条的名单。")

    def opening(do: Callable[[], object]) -> Callable[[], object]:
        def open_list() -> None:
            dialog.accept()
            do()

        return open_list

    def print_plot() -> None:
        from deputy_station.documents.picture_page import write_picture_page

        clock = page.context.clock
        picture = plot.picture(title, f"{day_words(clock.today())}的情况")
        dialog.accept()
        page.print_paper(title, title, write_picture_page, kind="plot", heading=title, png=picture)

    plot.show_bars([replace(bar, do=opening(bar.do) if bar.do else None) for bar in bars])
    plot.drawn.connect(dialog.fit)
    dialog.body.addWidget(plot)
    dialog.body.addStretch(1)
    dialog.action_row.set_actions([Action("打印", print_plot), Action("关闭", dialog.accept, primary=True)])
    dialog.open()
    plot.setFocus()
    return dialog
