"""The pages at the left, in the order of the day; the open one in red wash with a bar, counts where something waits."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from deputy_station.shell.entries import PageEntry
from deputy_station.widgets.buttons import Button
from deputy_station.widgets.layouts import HBox, VBox
from deputy_station.widgets.scroll import Scroll
from deputy_station.widgets.style import colour, px, scale, screen_font, set_role

WIDE = 188
NARROW = 108
"""Room (px at 100 %) for a short name, a count of two digits and the scroll bar."""
WIDE_PAIR, NARROW_PAIR = 238, 154
"""The same where the pages stand in two columns: names of five characters, or of four with a count of three digits."""
SIZE = 16
GAP = 2
TALL, EASY, LEAST_TALL, LEAST_PAIRED = 44, 36, 30, 24
"""Height (px at 100 %) of a page's line: where there is room, the least in one column, the least where the pages scroll,
the least in two columns (they come to it at large text only, where it is 38 px on the screen)."""


class NavButton(QAbstractButton):
    """One page in the navigation."""

    def __init__(self, entry: PageEntry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        self.count = 0
        self.folded = self.paired = False
        self._tall = 0
        self.setCheckable(True)
        self.setText(entry.title)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        scale.changed.connect(self.updateGeometry)

    def set_count(self, count: int) -> None:
        """Show how many things wait; 0 shows nothing."""
        self.count = count
        self.setAccessibleName(f"{self.entry.title} {count}" if count else self.entry.title)
        self.update()

    def fold(self, folded: bool) -> None:
        """Show the short name."""
        self.folded = folded
        self.setToolTip(self.entry.title if folded else "")
        self.update()

    def pair(self, paired: bool) -> None:
        """Stand in one of two columns: less room beside the name."""
        self.paired = paired
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(60), self._tall or px(TALL))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def take_height(self, tall: int) -> None:
        """Take this height, px on screen."""
        if tall != self._tall:
            self._tall = tall
            self.updateGeometry()

    def words_shown(self) -> str:
        """The name, short when folded, and the count."""
        words = self.entry.short if self.folded else self.entry.title
        if not self.count:
            return words
        return f"{words} {self.count}" if self.folded or self.paired else f"{words}   {self.count}"

    def words_room(self) -> QRect:
        """Where the words are painted."""
        before, after = (8, 2) if self.paired else (10, 4) if self.folded else (14, 4)
        return self.rect().adjusted(px(before), 0, -px(after), 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, on = self.rect(), self.isChecked()
        if on or self.underMouse() or self.hasFocus():
            path = QPainterPath()
            path.addRoundedRect(box, px(6), px(6))
            painter.fillPath(path, colour("wash" if on else "hover"))
            if on:
                painter.setClipPath(path)
                painter.fillRect(QRect(0, 0, px(4), box.height()), colour("red"))
                painter.setClipping(False)
            if self.hasFocus():
                painter.setPen(colour("red"))
                painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), px(6), px(6))
        painter.setFont(screen_font(SIZE, bold=on))
        painter.setPen(colour("red" if on else "ink" if self.isEnabled() else "soft"))
        words, room = self.words_shown(), self.words_room()
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()


class Navigation(QWidget):
    """All pages under each other, in two columns where the window is low: nobody has to scroll for a page. Only where
    two columns are too low as well (the largest text) they scroll."""

    picked = Signal(str)
    help_wanted = Signal()

    def __init__(self, entries: Sequence[PageEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "nav")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._folded = self._paired = False
        box = VBox(self, gap=0, margins=(10, 10, 0, 8))
        scroll = Scroll(gap=0, margins=(0, 4, 10, 4))
        self._scroll = scroll
        # Widgets of their own, so that Tab leads down one column and then the other.
        self._columns = (QWidget(), QWidget())
        beside = HBox(gap=GAP)
        self._lines = [VBox(column, gap=GAP) for column in self._columns]
        for column in self._columns:
            beside.addWidget(column, 1, Qt.AlignmentFlag.AlignTop)
        scroll.box.addLayout(beside)
        scroll.box.addStretch(1)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, NavButton] = {}
        for entry in entries:
            button = NavButton(entry)
            button.clicked.connect(lambda _on=False, key=entry.key: self.picked.emit(key))
            self._group.addButton(button)
            self._lines[0].addWidget(button)
            self.buttons[entry.key] = button
        self._columns[1].hide()
        box.addWidget(scroll)
        self.help = Button("帮助", self.help_wanted.emit, role="plain")
        self.help.setToolTip("这一页怎么用（F1 看按键）")
        box.addWidget(self.help, 0, Qt.AlignmentFlag.AlignLeft)
        scale.changed.connect(self._resize)
        self._resize()

    def show_open(self, key: str) -> None:
        """Mark the open page."""
        if key in self.buttons:
            self.buttons[key].setChecked(True)
            self._scroll.ensureWidgetVisible(self.buttons[key])

    def let_pick(self, allowed: bool) -> None:
        """Whether pages can be picked now; the help always can."""
        for button in self.buttons.values():
            button.setEnabled(allowed)

    def fold(self, folded: bool) -> None:
        """Take the short names."""
        if folded != self._folded:
            self._folded = folded
            for button in self.buttons.values():
                button.fold(folded)
            self._resize()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_height()

    def _share_height(self) -> None:
        """The lines get lower, then stand in two columns, before they scroll."""
        room = self.height() - self.help.sizeHint().height() - px(10 + 8 + 8)
        many = len(self.buttons)
        half = (many + 1) // 2
        alone, shared = room // many - px(GAP), room // half - px(GAP)
        paired = alone < px(EASY) and shared >= px(LEAST_PAIRED)
        for button in self.buttons.values():
            tall = shared if paired else max(px(LEAST_TALL), alone)
            button.take_height(min(px(TALL), tall))
        if paired != self._paired:
            self._paired = paired
            self._place(half if paired else many)
            self._take_width()

    def _place(self, first: int) -> None:
        """So many pages in the first column, the others in the second."""
        held = self.window().focusWidget()  # its own would be the last it had, wherever the keyboard is now
        for number, button in enumerate(self.buttons.values()):
            button.pair(self._paired)
            self._lines[number >= first].addWidget(button)
        self._columns[1].setVisible(self._paired)
        if isinstance(held, NavButton):  # a widget that moves loses the keyboard
            held.setFocus()

    def _take_width(self) -> None:
        wide, narrow = (WIDE_PAIR, NARROW_PAIR) if self._paired else (WIDE, NARROW)
        self.setFixedWidth(px(narrow if self._folded else wide))

    def _resize(self) -> None:
        self._share_height()
        self._take_width()
        for button in self.buttons.values():
            if button.isChecked():
                self._scroll.ensureWidgetVisible(button)
