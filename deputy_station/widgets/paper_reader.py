"""Reading what is written by hand on a returned paper: as wide as there is room, larger and smaller, moved by hand."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QShortcut,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QWidget

from deputy_station.widgets import dialogs
from deputy_station.widgets.buttons import Action, ActionRow
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.layouts import HBox, VBox
from deputy_station.widgets.spoken_roles import speak_as
from deputy_station.widgets.style import colour, px, scale

STEPS = (0.5, 0.7, 1.0, 1.18, 1.4, 2.0, 2.8, 4.0)
"""How large the page may be shown; 1 is as wide as the place."""
WIDE = STEPS.index(1.0)
HIGH, AROUND = 540, 250
"""px at 100 %: as high as the page wants to be, and what else stands above and below it in a dialog."""
Place = tuple[float, float, float, float]
"""A part of a page: left, top, width, height, each from 0 to 1."""
LARGER, SMALLER, FITTING = "放大", "缩小", "整页宽"


class PaperView(QAbstractScrollArea):
    """A picture that is zoomed by Ctrl and the wheel or + and -, and moved by dragging, wheel or arrows."""

    def __init__(self, data: bytes, words: str) -> None:
        super().__init__()
        self._pixmap = QPixmap()
        self._pixmap.loadFromData(data)
        self._step = WIDE
        self._middle = QPointF(0.5, 0.0)
        self._held: QPoint | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setCornerWidget(QWidget())
        self.setAccessibleName(f"{words}的图片，按加号放大，按减号缩小，按方向键移动")
        speak_as(self, QAccessible.Role.Document)
        # By Tab alone: who moves the paper goes on typing where they were.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        scale.changed.connect(self.updateGeometry)

    @property
    def zoom(self) -> float:
        """How many times as wide as its place the page is shown."""
        return STEPS[self._step]

    @property
    def part_shown(self) -> QRectF:
        """The part of the page that is seen, from 0 to 1."""
        page, room = self._page_size(), self.viewport().size()
        left, top = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        return QRectF(
            left / page.width(),
            top / page.height(),
            min(1.0, room.width() / page.width()),
            min(1.0, room.height() / page.height()),
        )

    def zoom_by(self, steps: int, at: QPointF | None = None) -> None:
        """Larger (or smaller) by steps; what is under `at` (px in the view, or else its middle) stays there."""
        step = max(0, min(len(STEPS) - 1, self._step + steps))
        if step == self._step:
            return
        held = QPointF(self.viewport().rect().center()) if at is None else at
        before = self._page_size()
        seen = QPointF(
            (self.horizontalScrollBar().value() + held.x()) / before.width(),
            (self.verticalScrollBar().value() + held.y()) / before.height(),
        )
        self._step = step
        page = self._page_size()
        corner = QPointF(seen.x() * page.width(), seen.y() * page.height()) - held
        self._range()
        self.horizontalScrollBar().setValue(round(corner.x()))
        self.verticalScrollBar().setValue(round(corner.y()))
        self._keep_middle()
        self.viewport().update()

    def fit_width(self) -> None:
        """As wide as the place again."""
        self.zoom_by(WIDE - self._step)

    def show_place(self, place: Place) -> None:
        """Bring a part of the page into the middle, as large as it still is seen in its whole width; also while the
        view has not its size yet."""
        left, top, width, height = place
        self._step = max(WIDE, sum(step * width <= 1 for step in STEPS) - 1)
        self._middle = QPointF(left + width / 2, top + height / 2)
        self._to_middle()

    # ------------------------------------------------------------------ hands

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turned = event.angleDelta().y()
            if turned:
                self.zoom_by(1 if turned > 0 else -1, event.position())
            event.accept()
            return
        super().wheelEvent(event)
        self._keep_middle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Plus: lambda: self.zoom_by(1),
            Qt.Key.Key_Equal: lambda: self.zoom_by(1),
            Qt.Key.Key_Minus: lambda: self.zoom_by(-1),
            Qt.Key.Key_0: self.fit_width,
        }
        do = keys.get(event.key())
        if do is not None:
            do()
            return
        super().keyPressEvent(event)
        self._keep_middle()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = event.position().toPoint()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is None:
            return
        now = event.position().toPoint()
        moved, self._held = self._held - now, now
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() + moved.x())
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + moved.y())
        self._keep_middle()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002
        self._held = None
        self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    # ------------------------------------------------------------------ sizes

    def sizeHint(self) -> QSize:
        return QSize(px(560), px(HIGH))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(160), px(100))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._to_middle()

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: ARG002
        self.viewport().update()

    def _page_size(self) -> QSize:
        """The page as shown, in px."""
        if self._pixmap.isNull():
            return QSize(1, 1)
        width = max(1, round(self.viewport().width() * self.zoom))
        return QSize(width, max(1, round(width * self._pixmap.height() / self._pixmap.width())))

    def _range(self) -> None:
        page, room = self._page_size(), self.viewport().size()
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setRange(0, max(0, page.width() - room.width()))
        across.setPageStep(room.width())
        across.setSingleStep(px(30))
        down.setRange(0, max(0, page.height() - room.height()))
        down.setPageStep(room.height())
        down.setSingleStep(px(30))

    def _to_middle(self) -> None:
        self._range()
        page, room = self._page_size(), self.viewport().size()
        self.horizontalScrollBar().setValue(round(self._middle.x() * page.width() - room.width() / 2))
        self.verticalScrollBar().setValue(round(self._middle.y() * page.height() - room.height() / 2))
        self.viewport().update()

    def _keep_middle(self) -> None:
        self._middle = self.part_shown.center()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.viewport().rect(), colour("paper"))
        page, room = self._page_size(), self.viewport().size()
        left = (
            (room.width() - page.width()) // 2
            if page.width() < room.width()
            else -self.horizontalScrollBar().value()
        )
        top = -self.verticalScrollBar().value()
        if not self._pixmap.isNull():
            painter.drawPixmap(left, top, page.width(), page.height(), self._pixmap)
        pen = QPen(colour("red" if self.hasFocus() else "line"), px(2) if self.hasFocus() else 1)
        inset = pen.width() // 2
        painter.setPen(pen)
        painter.drawRect(self.viewport().rect().adjusted(inset, inset, -1 - inset, -1 - inset))
        painter.end()


class PaperReader(QWidget):
    """The view with its buttons; Alt and PageUp or PageDown move it from wherever somebody types."""

    def __init__(self, data: bytes, words: str, place: Place | None = None) -> None:
        super().__init__()
        self.view = PaperView(data, words)
        self.action_row = ActionRow(stretch=True, gap=8)
        self.action_row.set_actions(
            [
                Action(LARGER, lambda: self.view.zoom_by(1), keys="Alt+="),
                Action(SMALLER, lambda: self.view.zoom_by(-1), keys="Alt+-"),
                Action(FITTING, self.view.fit_width, keys="Alt+0"),
            ]
        )
        for keys, pages in (("Alt+PgUp", -1), ("Alt+PgDown", 1)):
            QShortcut(QKeySequence(keys), self).activated.connect(lambda pages=pages: self._turn(pages))
        box = VBox(self, gap=8)
        box.addWidget(self.view, 1)
        box.addWidget(self.action_row)
        if place is not None:
            self.view.show_place(place)

    def minimumSizeHint(self) -> QSize:
        """As high as the screen and the window behind allow: the paper is what is read here."""
        least = super().minimumSizeHint()
        room = dialogs.screen_room(self).height()
        behind = self.window().parentWidget()
        if behind is not None:
            room = min(room, behind.height())
        return QSize(least.width(), max(least.height(), min(px(HIGH), room - px(AROUND))))

    def _turn(self, pages: int) -> None:
        bar = self.view.verticalScrollBar()
        bar.setValue(bar.value() + pages * bar.pageStep() // 2)


def read_beside(dialog: Dialog, reader: PaperReader) -> None:
    """Put the paper left of what is typed: it stays in sight while the fields scroll."""
    pane = QWidget()
    row = HBox(pane, gap=16)
    layout = dialog.layout()
    assert isinstance(layout, VBox)
    layout.replaceWidget(dialog.scroller, pane)
    layout.setStretchFactor(pane, 1)
    row.addWidget(reader, 6)
    row.addWidget(dialog.scroller, 5)
    dialog.fit()
