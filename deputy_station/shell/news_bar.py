"""The quiet line above the page after an update: what is new, once, until it is read or put away."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from deputy_station.shell.whats_new import VersionNews
from deputy_station.widgets.buttons import Button
from deputy_station.widgets.labels import Short
from deputy_station.widgets.layouts import HBox
from deputy_station.widgets.style import set_role


class NewsBar(QWidget):
    """Says that there is something new; `look` shows it, either button puts the line away."""

    def __init__(
        self, news: VersionNews, look: Callable[[], object], away: Callable[[], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        set_role(self, "news")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = HBox(self, gap=10, margins=(24, 6, 16, 6))
        row.addWidget(Short(f"已更新到 {news.number}：{news.title}", role="strong"), 1)
        self.look = Button("看看有什么新的", lambda: (away(), look()), role="plain")
        self.away = Button("知道了", away, role="plain")
        row.addWidget(self.look)
        row.addWidget(self.away)
