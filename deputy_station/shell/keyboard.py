"""What the keyboard needs everywhere: shortcuts rest while an input method composes, and F1 works in dialogs too.

It watches the widget with the focus only: looking at every event of the program would slow it down.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from deputy_station.core.command_list import COMMANDS
from deputy_station.widgets.living import is_there

KEYS_KEY = "F1"
FOR_TYPING = ("undo", "redo")
"""In a field these are about what is typed there."""


class Keyboard(QObject):
    """Follows the focus through the windows of the program; `show_keys(dialog)` is called for F1 in a dialog."""

    def __init__(self, show_keys: Callable[[QDialog], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._show_keys = show_keys
        self._watched: QWidget | None = None
        self.composing = False
        self._ours = {
            QKeySequence(keys)[0].toCombined()  # type: ignore[index]
            for each in COMMANDS
            for keys in (each.keys, *each.also)
            if keys and each.key not in FOR_TYPING
        }
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        self.composing = False
        # An editor of a cell may be gone without having said so.
        if self._watched is not None and is_there(self._watched):
            self._watched.removeEventFilter(self)
            self._watched.destroyed.disconnect(self._gone)
        self._watched = now
        if now is None:
            return
        now.installEventFilter(self)
        now.destroyed.connect(self._gone)
        dialog = now.window()
        if isinstance(dialog, QDialog) and not dialog.property("knows_keys"):
            dialog.setProperty("knows_keys", True)
            shortcut = QShortcut(QKeySequence(KEYS_KEY), dialog)
            shortcut.activated.connect(lambda: self._show_keys(dialog))

    def _gone(self) -> None:
        self._watched = None
        self.composing = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002
        if isinstance(event, QInputMethodEvent):
            self.composing = bool(event.preeditString())
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if self.composing:
                event.accept()  # the key belongs to the words being composed
                return True
            if event.keyCombination().toCombined() in self._ours:
                event.ignore()  # on some systems a field takes Ctrl+E or Ctrl+K for moves of its own
                return True
        return False
