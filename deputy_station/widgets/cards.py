"""Cards: white sheets with a hairline, among them the one with a figure that opens its list."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QWidget

from deputy_station.widgets.labels import Short, plain_tip
from deputy_station.widgets.layouts import Margins, VBox
from deputy_station.widgets.pill import Pill, Tone, paint_pill, pill_size
from deputy_station.widgets.spoken_roles import speak_as
from deputy_station.widgets.style import colour, px, scale, set_role


class Card(QFrame):
    """A white card; `box` is its layout, `title` (if any) its first line."""

    def __init__(
        self,
        title: str = "",
        *,
        gap: int = 8,
        margins: Margins = (18, 14, 18, 14),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self.box = VBox(self, gap=gap, margins=margins)
        if title:
            self.box.addWidget(Short(title, role="heading"))


class FigureCard(Card):
    """A figure with its name above and a line below; pressing it opens the list behind the figure."""

    pressed = Signal()

    def __init__(
        self,
        title: str,
        tone: Tone = Tone.QUIET,
        do: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(gap=6, margins=(18, 16, 18, 14), parent=parent)
        self._title, self._tone, self._flat = title, tone, False
        self._figure = Short("—", role=f"figure-{tone.value}", keeps=120)
        self._line = Short("", role="soft")
        self.box.addWidget(Short(title, role="heading", keeps=48))
        self.box.addWidget(self._figure)
        self.box.addWidget(self._line)
        self.setProperty("pressable", True)
        speak_as(self, QAccessible.Role.Button)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if do is not None:
            self.pressed.connect(lambda: do())

    def show_figure(self, figure: str, line: str = "") -> None:
        """Show the figure and the line under it."""
        self._figure.say(figure)
        self._line.say(line)
        self.setAccessibleName(f"{self._title} {figure} {line}".strip())

    def lie_flat(self, flat: bool, *, line: bool = False) -> None:
        """Put name and figure beside each other where there is little height, the line too where it has a row."""
        self._flat = flat
        way = QBoxLayout.Direction
        self.box.setDirection(way.LeftToRight if flat else way.TopToBottom)
        self.box.set_spaces(gap=8 if flat else 6, margins=(10, 6, 8, 6) if flat else (18, 16, 18, 14))
        set_role(self._figure, f"{'flat-' if flat else ''}figure-{self._tone.value}")
        self._line.setVisible(line or not flat)
        self.box.setStretch(1, 1 if flat and not line else 0)
        self.box.setStretch(2, 1 if flat and line else 0)

    @property
    def figure(self) -> str:
        """The figure shown."""
        return self._figure.whole

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return least if self._flat else QSize(px(150), least.height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)


class LineItem(QWidget):
    """A line of a short list: a quiet word left, the matter, a pill right; pressing it opens the matter."""

    pressed = Signal()

    def __init__(
        self,
        lead: str,
        text: str,
        pill: Pill | None = None,
        do: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.lead, self.text, self.pill = lead, text, pill
        self.setAccessibleName(f"{lead} {text} {pill.word if pill else ''}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if do is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            speak_as(self, QAccessible.Role.Button)
            self.pressed.connect(lambda: do())
        scale.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(px(300), px(36))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(36))

    def text_room(self) -> QRect:
        """Where the matter is written, between lead and pill."""
        pressable = self.focusPolicy() != Qt.FocusPolicy.NoFocus
        left = self._lead_width() + px(10) if self.lead else px(8) if pressable else 0
        right = pill_size(self.pill.word).width() if self.pill is not None else 0
        return self.rect().adjusted(left, 0, -right - px(8), 0)

    def shown_text(self) -> str:
        """As much of the matter as there is room for; the tooltip says the whole."""
        return self.fontMetrics().elidedText(self.text, Qt.TextElideMode.ElideRight, self.text_room().width())

    def _lead_width(self) -> int:
        return max(pill_size(self.lead).width(), px(54))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setToolTip("" if self.shown_text() == self.text else plain_tip(self.text))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect()
        pressable = self.focusPolicy() != Qt.FocusPolicy.NoFocus
        if pressable and (self.underMouse() or self.hasFocus()):
            painter.setPen(colour("red") if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(colour("hover"))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), px(6), px(6))
        if self.lead:
            paint_pill(painter, box.adjusted(0, 0, self._lead_width() - box.width(), 0), Pill(self.lead))
        if self.pill is not None:
            paint_pill(
                painter, box.adjusted(box.width() - 1 - pill_size(self.pill.word).width(), 0, 0, 0), self.pill
            )
        painter.setFont(self.font())
        painter.setPen(colour("ink"))
        painter.drawText(
            self.text_room(),
            int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft),
            self.shown_text(),
        )
        painter.end()
