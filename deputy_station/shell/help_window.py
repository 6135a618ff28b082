"""The help beside the work: the page about the place people are at, the contents, a search over all pages.

It is a window of its own that blocks nothing, so that a person reads a step and does it.
"""

from functools import partial

from PySide6.QtCore import QPoint, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from deputy_station.shell import help as help_pages
from deputy_station.shell.help import Block, HelpPage, Part
from deputy_station.shell.whats_new import NewsLine, VersionNews, read_news
from deputy_station.widgets import dialogs
from deputy_station.widgets.buttons import Action, ActionRow
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.labels import Line, Link, Words
from deputy_station.widgets.layouts import HBox, VBox, clear
from deputy_station.widgets.line_edit import LineEdit
from deputy_station.widgets.reading_order import go_on
from deputy_station.widgets.scroll import Scroll
from deputy_station.widgets.style import px, scale, set_role

WIDTH, HEIGHT = 460, 660


class HelpWindow(QWidget):
    """Shows one page, or the contents, or what a search found; `open_area` brings it forward at a page."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog)
        self.setWindowTitle("帮助")
        set_role(self, "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.key = ""
        box = VBox(self, gap=12, margins=(20, 16, 14, 16))
        self.search = LineEdit()
        self.search.setPlaceholderText("找说明，如 备份")
        self.search.setAccessibleName("找说明")
        self.search.textChanged.connect(self._searched)
        self.search.returnPressed.connect(self._open_first)
        box.addWidget(self.search)
        self.scroller = Scroll(gap=8, margins=(0, 0, 8, 0))
        box.addWidget(self.scroller, 1)
        self.action_row = ActionRow(stretch=True)
        box.addWidget(self.action_row)
        QShortcut(QKeySequence("Ctrl+K"), self).activated.connect(self.search.setFocus)
        scale.changed.connect(self._fit, Qt.ConnectionType.QueuedConnection)

    def open_area(self, area: str) -> None:
        """Show the page about an area and bring the window forward."""
        self._come_forward()
        self.show_page(help_pages.page_for(area))

    def open_news(self) -> None:
        """Show what is new and bring the window forward."""
        self._come_forward()
        self.show_news()

    def show_page(self, page: HelpPage) -> None:
        """Show a page."""
        self.key = page.key
        self._begin(page.title)
        for block in page.blocks:
            self.scroller.box.addWidget(self._widget(block))
        self._end(at_contents=False)

    def show_contents(self) -> None:
        """Show the titles of all pages."""
        self.key = ""
        self._begin("帮助目录")
        self._list(list(help_pages.read_help().values()))
        self._end(at_contents=True)

    def show_news(self) -> None:
        """Show what is new, the newest version first."""
        self.key = ""
        self._begin("这一版有什么新的")
        for news in read_news():
            self._news(news)
        self._end(at_contents=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return go_on(self, forward=forward)

    @property
    def title(self) -> str:
        """The title of what is shown."""
        return self._title.text()

    # ---- parts

    def _come_forward(self) -> None:
        with QSignalBlocker(self.search):
            self.search.clear()
        self._fit(place=not self.isVisible())
        self.show()
        self.activateWindow()

    def _begin(self, title: str) -> None:
        clear(self.scroller.box)
        self._title = Words(title, role="title")
        self.scroller.box.addWidget(self._title)

    def _end(self, *, at_contents: bool) -> None:
        self.scroller.box.addStretch(1)
        self.scroller.verticalScrollBar().setValue(0)
        contents = [] if at_contents else [Action("目录", self._back_to_contents)]
        news = Action("这一版有什么新的", self.show_news)
        self.action_row.set_actions([*contents, news, Action("关闭", self.close)])

    def _back_to_contents(self) -> None:
        self.search.clear()
        self.show_contents()

    def _searched(self, text: str) -> None:
        if not text.strip():
            self.show_contents()
            return
        found = help_pages.find_help(text)
        self.key = ""
        self._begin(f"找到 {len(found)} 页" if found else "没有找到")
        if found:
            self._list(found)
        else:
            self.scroller.box.addWidget(Words("换一个说法，或打标题的拼音首字母。", role="soft"))
        self._end(at_contents=False)

    def _open_first(self) -> None:
        found = help_pages.find_help(self.search.text())
        if found and self.search.text().strip():
            self.show_page(found[0])

    def _list(self, pages: list[HelpPage]) -> None:
        for page in pages:
            self.scroller.box.addWidget(LineItem("", page.title, None, partial(self.show_page, page)))

    def _news(self, news: VersionNews) -> None:
        self.scroller.box.addWidget(Words(f"{news.number}　{news.title}", role="heading"))
        for line in news.news:
            self.scroller.box.addWidget(_beside("•", self._news_words(line)))

    def _news_words(self, line: NewsLine) -> Words:
        if not line.help:
            return Words(line.words)
        page = help_pages.page_for(line.help)
        return Link(line.words, lambda: self.show_page(page))

    def _widget(self, block: Block) -> QWidget:
        if block.part is Part.HEADING:
            return Words(block.text, role="heading")
        if block.part is Part.STEP:
            return _beside(f"{block.lead}.", Words(block.text))
        if block.part in (Part.POINT, Part.REMEDY):
            return _beside("•", Words(block.text))
        if block.part is Part.KEYS:
            return _beside(block.lead, Words(block.text), role="key")
        if block.part is Part.LINK:
            return self._link(block.lead)
        return Words(block.text)

    def _link(self, key: str) -> QWidget:
        page = help_pages.page_for(key)
        return Link(f"看“{page.title}”", lambda: self.show_page(page))

    def _fit(self, *, place: bool = False) -> None:
        room = dialogs.screen_room(self)
        size = QSize(min(px(WIDTH), room.width() - px(20)), min(px(HEIGHT), room.height() - px(48)))
        behind = self.parentWidget()
        if behind is not None:
            size = size.boundedTo(behind.size())
        self.resize(size)
        if place and behind is not None:
            # At the right edge of the window, over the detail: the list and the buttons stay in sight.
            corner = behind.mapToGlobal(QPoint(behind.width() - size.width() - px(16), px(100)))
            left = max(room.left(), min(corner.x(), room.right() - size.width()))
            top = max(room.top(), min(corner.y(), room.bottom() - size.height() - px(32)))
            self.move(left, top)


def _beside(lead: str, words: Words, *, role: str = "soft") -> QWidget:
    """A line with its number, point or keys at the left."""
    line = QWidget()
    row = HBox(line, gap=8)
    row.addWidget(Line(lead, role=role), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(words, 1)
    return line
