"""The inline sentence: why something was refused, or that it was done, where the click happened."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from deputy_station.widgets.buttons import Button
from deputy_station.widgets.labels import Words
from deputy_station.widgets.layouts import HBox
from deputy_station.widgets.style import set_role


class Notice(QWidget):
    """One sentence with a 知道了 to put it away; takes no room while it has nothing to say."""

    changed = Signal()
    """It says something else, or nothing any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = HBox(self, gap=8, margins=(12, 3, 8, 3))
        self._words = Words()
        row.addWidget(self._words, 1)
        self._do: Callable[[], object] | None = None
        self.act = Button("", self._press, role="plain")
        self.act.hide()
        row.addWidget(self.act)
        self._away = Button("知道了", self.clear, role="plain")
        row.addWidget(self._away)
        self.hide()

    def refuse(self, sentence: str) -> None:
        """Say why it was not done."""
        self._say(sentence, "notice-refusal")

    def tell(self, sentence: str, word: str = "", do: Callable[[], object] | None = None) -> None:
        """Say something worth knowing; a button with `word` does what can be done about it."""
        self._say(sentence, "notice-info")
        self._do = do
        self.act.setText(word)
        self.act.setVisible(do is not None)

    def done(self, sentence: str) -> None:
        """Say that it was done."""
        self._say(sentence, "notice-done")

    def clear(self) -> None:
        """Say nothing."""
        self._words.say("")
        self.hide()
        self.changed.emit()

    @property
    def sentence(self) -> str:
        """What is said at present ("" for nothing)."""
        return "" if self.isHidden() else self._words.text()

    def _say(self, sentence: str, role: str) -> None:
        set_role(self, role)
        set_role(self._words, f"{role}-words")
        self._words.say(sentence)
        self._do = None
        self.act.hide()
        self.setVisible(bool(sentence))
        self.changed.emit()

    def _press(self) -> None:
        if self._do is not None:
            self._do()
