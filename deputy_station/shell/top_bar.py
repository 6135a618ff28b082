"""The head of the window: station and day at the left, then search, text size, user."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QSizePolicy, QWidget

from deputy_station.core.clock import weekday_word
from deputy_station.shell.entries import Frame
from deputy_station.widgets.buttons import Button
from deputy_station.widgets.labels import Short
from deputy_station.widgets.layouts import HBox, VBox
from deputy_station.widgets.style import px, scale, set_role

HEIGHT = 68
NARROW_BELOW = 780
SEARCH_WIDTH, SEARCH_LEAST = 320, 118


class TopBar(QWidget):
    """Where am I, and the things that are always at hand."""

    def __init__(
        self,
        search: Callable[[QWidget], QLineEdit],
        fill_menu: Callable[[QMenu], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._fill_menu = fill_menu
        set_role(self, "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = HBox(self, gap=16, margins=(20, 8, 18, 5))
        place = VBox(gap=1)
        self._station = Short("代表之家工作台", role="station")
        self._day = Short("", role="soft")
        place.addStretch(1)
        place.addWidget(self._station)
        place.addWidget(self._day)
        place.addStretch(1)
        row.addLayout(place, 1)
        self.search = search(self)
        row.addWidget(self.search)
        self.menu = Button("菜单", self._open_menu)
        self.menu.setToolTip("所有命令和它们的按键（F10）")
        row.addWidget(self.menu)
        self.smaller = Button("字号 A−", lambda: scale.step(-1))
        self.larger = Button("A+", lambda: scale.step(1))
        self.smaller.setToolTip("字小一号（Ctrl 和减号）")
        self.larger.setToolTip("字大一号（Ctrl 和加号）")
        row.addWidget(self.smaller)
        row.addWidget(self.larger)
        self._user = Short("", keeps=90)
        self._user.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum)
        row.addWidget(self._user)
        scale.changed.connect(self._rescale)
        self._rescale()

    def show_frame(self, frame: Frame, today: date, user: str) -> None:
        """Say which station, which day, whose duty, which user."""
        self._station.say(frame.station or "代表之家工作台")
        day = f"今天 {today.month}月{today.day}日 {weekday_word(today)}"
        self._day.say("  •  ".join(part for part in (day, frame.reception, frame.duty) if part))
        self._user.say(user)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill_menu(menu)
        menu.popup(self.menu.mapToGlobal(QPoint(0, self.menu.height() + px(2))))

    def _rescale(self) -> None:
        self.setFixedHeight(px(HEIGHT) + 1)
        self._fit()

    def _fit(self) -> None:
        narrow = self.width() < px(NARROW_BELOW)
        self.smaller.setText("A−" if narrow else "字号 A−")
        self.smaller.updateGeometry()
        shown = self.width() >= px(600)
        self._user.setVisible(shown)
        words = max(self._station.sizeHint().width(), self._day.sizeHint().width())
        buttons = (self.menu, self.smaller, self.larger)
        beside = sum(button.sizeHint().width() for button in buttons)
        beside += self._user.sizeHint().width() + px(16) if shown else 0
        room = self.width() - px(38) - beside - 4 * px(16) - words
        self.search.setFixedWidth(max(px(SEARCH_LEAST), min(px(SEARCH_WIDTH), room)))
        self.search.setPlaceholderText("找人、找诉求、找命令　Ctrl+K" if room >= px(230) else "查找　Ctrl+K")
