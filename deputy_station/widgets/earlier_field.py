"""A line that offers what was entered before: a list under it to take from with the arrows, never taken by itself.

`find(session, text)` runs on the reading thread and gives the earlier texts, best first; for "" the most frequent.
"""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCompleter

from deputy_station.widgets.fields import Check, LineField
from deputy_station.widgets.style import set_role
from deputy_station.widgets.work import Work

FIND_AFTER_MS = 150


class EarlierField(LineField):
    """Free text; earlier entries are offered while typing, all of them by Alt+Down.

    Enter goes on with what was typed: only an entry the arrows have gone to is taken. While an input method is
    composing nothing pops up.
    """

    def __init__(
        self,
        name: str,
        label: str,
        work: Work,
        find: Callable[[Any, str], Sequence[str]],
        *,
        required: bool = False,
        placeholder: str = "",
        most: int = 200,
        help: str = "",
        check: Check | None = None,
    ) -> None:
        super().__init__(
            name, label, required=required, placeholder=placeholder, most=most, help=help, check=check
        )
        self._work, self._find = work, find
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(8)
        self._completer.setWidget(self.entry)
        set_role(self._completer.popup(), "popup")
        self._completer.popup().setAccessibleName(f"{label}：以前填过的")
        picked = self._completer.activated[QModelIndex]  # type: ignore[index]
        picked.connect(lambda index: self._take(str(index.data())))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FIND_AFTER_MS)
        self._timer.timeout.connect(self.search)
        self.entry.textEdited.connect(lambda text: self._timer.start() if text.strip() else self._shut())
        shortcut = QShortcut(QKeySequence("Alt+Down"), self.entry)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(self.search)

    @property
    def earlier(self) -> list[str]:
        """What is offered now."""
        return self._model.stringList() if self._completer.popup().isVisible() else []

    def search(self) -> None:
        """Look for what fits the text now."""
        self._work.ask(self._find, then=self._show, key=(self, "earlier"), text=self.entry.text())

    def _show(self, found: Sequence[str]) -> None:
        offered = [one for one in found if one != self.entry.text()]
        self._model.setStringList(offered)
        if offered and self.entry.hasFocus() and not self.entry.composing:
            self._completer.complete()
            self._completer.popup().setCurrentIndex(QModelIndex())
        else:
            self._shut()

    def _shut(self) -> None:
        self._timer.stop()
        self._completer.popup().hide()

    def _take(self, text: str) -> None:
        self._timer.stop()
        self.put(text)
        self._was_edited()
