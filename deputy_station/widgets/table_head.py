"""The head of a table: sections to click, drag and widen, and the small button that opens the table's menu."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHeaderView, QWidget

from deputy_station.widgets.style import colour, px, scale

MENU_ROOM = 36
"""Width (px at 100 %) of the menu button at the head's right end; the last title ends before it."""


class HeadButton(QAbstractButton):
    """Three lines: the table's menu."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("表格：选择列、复制、导出")
        self.setToolTip("选择列、复制、导出表格")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(px(MENU_ROOM), px(MENU_ROOM))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        back = "quiet_wash" if self.underMouse() else "head"
        painter.fillRect(self.rect(), colour(back))
        line = scale.colours.hairline
        painter.fillRect(QRect(0, self.height() - line, self.width(), line), colour("line"))
        centre = self.rect().center()
        for row in (-1, 0, 1):
            y = centre.y() + row * px(5) - px(1)
            painter.fillRect(QRect(centre.x() - px(7), y, px(15), px(2)), colour("soft"))
        if self.hasFocus():
            painter.setPen(QPen(colour("red"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -2, -2))


class Head(QHeaderView):
    """Sections that can be moved and widened; `menu_wanted(place in the model or -1, where on the screen)`."""

    menu_wanted = Signal(int, QPoint)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setMinimumSectionSize(1)
        self.setAccessibleName("列标题")
        self.button = HeadButton(self)
        self.button.clicked.connect(self._open)
        self.sectionMoved.connect(lambda *_moved: self.viewport().update())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = px(MENU_ROOM)
        self.button.setGeometry(self.width() - width, 0, width, self.height())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(self.logicalIndexAt(event.pos()), event.globalPos())

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's name
        if rect.right() >= self.width() - px(MENU_ROOM):
            rect = rect.adjusted(0, 0, -px(MENU_ROOM), 0)
        super().paintSection(painter, rect, logicalIndex)

    def _open(self) -> None:
        self.menu_wanted.emit(-1, self.button.mapToGlobal(QPoint(0, self.button.height())))
