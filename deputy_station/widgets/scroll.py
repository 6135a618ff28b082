"""A part that scrolls up and down, never sideways, inside its card."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from deputy_station.widgets.layouts import Margins, VBox
from deputy_station.widgets.style import px, set_role


class Scroll(QScrollArea):
    """Holds a column of widgets (`box`) that scrolls when it is taller than its place."""

    def __init__(
        self, *, gap: int = 8, margins: Margins = (0, 0, 0, 0), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.inside = QWidget()
        set_role(self.inside, "inside")
        self.box = VBox(self.inside, gap=gap, margins=margins)
        self.setWidget(self.inside)
        self.viewport().setAutoFillBackground(False)
        self.inside.setAutoFillBackground(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # What is inside has to live with the width there is; nothing scrolls sideways.
        self.inside.setMaximumWidth(self.viewport().width())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(60))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # the window changes the text size
            return
        super().wheelEvent(event)
