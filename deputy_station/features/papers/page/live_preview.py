"""The page as it would be, beside the settings while they are typed: every page, drawn in the background."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QSizePolicy, QWidget

from deputy_station.widgets import dialogs
from deputy_station.widgets.buttons import Button
from deputy_station.widgets.labels import Words
from deputy_station.widgets.layouts import HBox, VBox
from deputy_station.widgets.living import is_there
from deputy_station.widgets.review_list import Picture
from deputy_station.widgets.style import px, scale

if TYPE_CHECKING:
    from deputy_station.features.papers.documents.own_forms import TriedPage
    from deputy_station.widgets.dialogs import FormDialog
    from deputy_station.widgets.page import Page

WAIT_MS = 350
"""So long nobody typed before the page is drawn anew."""
WIDE, HIGH = 400, 560
"""px at 100 % that the preview wants; with less room it takes two fifths of the dialog."""
SHARE = 0.4


class PagePicture(Picture):
    """A page that fills its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(px(WIDE), px(HIGH))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(100), px(70))


class LivePreview(QWidget):
    """A page of the sample with what is typed so far; 上页 and 下页 turn it. A mistake is said below it."""

    def __init__(
        self, page: Page, dialog: FormDialog, ask: Callable[..., Any], wanted: Callable[..., Any]
    ) -> None:
        """`ask(session, number=, **wanted(values of the form))` gives a TriedPage."""
        super().__init__(dialog)
        self.dialog = dialog
        self._page, self._ask, self._wanted = page, ask, wanted
        self.number = self.pages = 1
        self.picture = PagePicture()
        self.picture.setAccessibleName("改了以后的样子")
        self.back = Button("上页", lambda: self.turn(-1))
        self.on = Button("下页", lambda: self.turn(1))
        self.place = Words("", role="soft")
        self.place.setWordWrap(False)
        self.told = Words("")
        self.told.setHidden(True)
        turning = HBox(gap=8)
        for part in (self.back, self.place, self.on):
            turning.addWidget(part)
        turning.addStretch(1)
        box = VBox(self, gap=8)
        box.addWidget(self.picture, 1)
        box.addWidget(self.told)
        box.addLayout(turning)
        self._timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._timer.timeout.connect(self.draw)
        dialog.form.edited.connect(self._timer.start)
        self._show_place()
        self.draw()

    @property
    def narrowest(self) -> int:
        """Pixels the two buttons need to show their words whole."""
        parts = (self.back, self.place, self.on)
        return sum(part.sizeHint().width() + px(8) for part in parts)

    @property
    def waiting(self) -> bool:
        """Whether something was typed that is not drawn yet."""
        return self._timer.isActive()

    def turn(self, pages: int) -> None:
        """Another page."""
        self.number = max(1, min(self.pages, self.number + pages))
        self.draw()

    def draw(self) -> None:
        """Ask for the page as it would be now; a field that cannot be read is waited for."""
        if any(field.problem() for field in self.dialog.form.fields.values()):
            return
        self._page.work.ask(
            self._ask,
            then=self._show,
            on_refusal=self._tell,
            owner=self,
            key=(self, "page"),
            **self.asked(),
        )

    def asked(self) -> dict[str, Any]:
        """What is asked for now: the page and what is typed."""
        return {"number": self.number, **self._wanted(self.dialog.form.values())}

    def _show(self, tried: TriedPage) -> None:
        self.number, self.pages = tried.number, tried.pages
        self.picture.show_picture(tried.picture)
        self._tell("")
        self._show_place()

    def _tell(self, sentence: str) -> None:
        if is_there(self):
            self.told.say(sentence)
            self.told.setHidden(not sentence)

    def _show_place(self) -> None:
        self.place.say(f"{self.number}/{self.pages}")
        self.back.setEnabled(self.number > 1)
        self.on.setEnabled(self.number < self.pages)


def put_beside(dialog: FormDialog, preview: LivePreview) -> None:
    """The fields left, the page right; the dialog as high as a page wants, as far as there is room."""
    box = cast(VBox, dialog.layout())
    place = box.indexOf(dialog.scroller)
    box.removeWidget(dialog.scroller)
    halves = HBox(gap=16)
    halves.addWidget(dialog.scroller, 1)
    halves.addWidget(preview)
    box.insertLayout(place, halves, 1)

    def divide() -> None:
        if not is_there(preview):
            return
        dialog.fit()
        behind = dialog.parentWidget()
        room = dialogs.screen_room(dialog).height()
        most = (room if behind is None else min(room, behind.height())) - px(40)
        dialog.resize(dialog.width(), min(most, max(dialog.height(), px(HIGH + 190))))
        share = min(px(WIDE), round(dialog.width() * SHARE))
        preview.setFixedWidth(max(share, preview.narrowest))

    scale.changed.connect(divide, Qt.ConnectionType.QueuedConnection)
    preview.destroyed.connect(lambda: scale.changed.disconnect(divide))
    divide()
