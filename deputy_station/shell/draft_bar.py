"""The quiet line above the page after a power cut: what was begun and not finished, one after the other."""

from collections.abc import Callable, Container
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from deputy_station.widgets.buttons import Button
from deputy_station.widgets.dates import short_instant
from deputy_station.widgets.drafts import Drafts
from deputy_station.widgets.labels import Short
from deputy_station.widgets.layouts import HBox
from deputy_station.widgets.style import set_role

if TYPE_CHECKING:
    from deputy_station.store.drafts import DraftRow


class DraftBar(QWidget):
    """Offers the drafts of the last time, the latest first; takes no room when there is none.

    `take_up(page, form)` opens the form again; a draft whose page is not among `pages` is left alone.
    """

    def __init__(
        self,
        drafts: Drafts,
        pages: Container[str],
        today: Callable[[], date],
        take_up: Callable[[str, str], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._drafts, self._pages, self._today, self._take_up = drafts, pages, today, take_up
        self._later = False
        set_role(self, "news")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = HBox(self, gap=10, margins=(24, 6, 16, 6))
        self.words = Short("", role="strong")
        row.addWidget(self.words, 1)
        self.go_on = Button("接着写", self._go_on)
        self.drop = Button("不要了", self._drop, role="plain")
        self.later = Button("以后再说", self._put_off, role="plain")
        for button in (self.go_on, self.drop, self.later):
            row.addWidget(button)
        self.hide()
        drafts.changed.connect(self.show_offer)
        self.show_offer()

    def show_offer(self) -> None:
        """Show the latest draft that is still to be decided on."""
        offered = self._offered()
        self.setVisible(bool(offered) and not self._later)
        if not offered:
            return
        first = offered[0]
        more = f"（还有 {len(offered) - 1} 份）" if len(offered) > 1 else ""
        self.words.say(f"上次没写完：{first.title}，{short_instant(first.saved_at, self._today())}{more}")

    def _offered(self) -> list["DraftRow"]:
        return [each for each in self._drafts.offered if each.page in self._pages]

    def _go_on(self) -> None:
        first = self._offered()[0]
        self._take_up(first.page, first.form)

    def _drop(self) -> None:
        first = self._offered()[0]
        self._drafts.drop(first.page, first.form)

    def _put_off(self) -> None:
        """Not now: opening the form brings it back, and so does the next start."""
        self._later = True
        self.hide()
