"""A line under a field that offers to fill it (上次来访：王** 138****5678 南街村): taken by button or Alt+Down, never by itself."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from deputy_station.widgets.buttons import Button
from deputy_station.widgets.labels import Words
from deputy_station.widgets.layouts import HBox

TAKE_KEYS = "Alt+Down"


class Offer(QWidget):
    """The words and the button; hidden until something is offered. The keys work anywhere in `field`."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._take: Callable[[], object] | None = None
        self._words = Words("", role="small")
        self.button = Button("填入", self.take, role="plain", height=30)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes from field to field; Alt+Down takes
        self.button.setToolTip(f"填入（{TAKE_KEYS.replace('Down', '↓')}）")
        row = HBox(self, gap=8)
        row.addWidget(self._words, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self._keys = QShortcut(QKeySequence(TAKE_KEYS), field)
        self._keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._keys.activated.connect(self.take)
        self.withdraw()

    @property
    def words(self) -> str:
        """What is offered now, "" for nothing."""
        return "" if self.isHidden() else self._words.text()

    def make(self, words: str, take: Callable[[], object]) -> None:
        """Offer this; `take` is called once, when the person takes it."""
        self._take = take
        self._words.say(words)
        self.button.setAccessibleName(f"填入：{words}")
        self._keys.setEnabled(True)
        self.show()

    def withdraw(self) -> None:
        """Offer nothing."""
        self._take = None
        self._keys.setEnabled(False)
        self.hide()

    def take(self) -> None:
        """What the button and the keys do."""
        take = self._take
        self.withdraw()
        if take is not None:
            take()
