"""A scanner gun, and a person, at the keyboard: key events given to the window as the system gives them, with times."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

ENTER = "\r"
TAB = "\t"
_clock = [1_000_000]
"""Of the keyboard, in ms: it goes on from one test to the next."""


def focus_window() -> QWindow:
    """The window keys go to."""
    window = QGuiApplication.focusWindow()
    assert window is not None
    return window


def press(sign: str, *, after: int, window: QWindow | None = None, repeat: bool = False) -> None:
    """One key, pressed `after` ms after the one before and released at once."""
    _clock[0] += after
    code = {
        ENTER: Qt.Key.Key_Return,
        TAB: Qt.Key.Key_Tab,
        "\b": Qt.Key.Key_Backspace,
    }.get(sign, Qt.Key(ord(sign.upper())) if sign.isascii() else Qt.Key.Key_unknown)
    shift = Qt.KeyboardModifier.ShiftModifier if sign.isupper() else Qt.KeyboardModifier.NoModifier
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, code, shift, sign, repeat)
        event.setTimestamp(_clock[0])
        QCoreApplication.sendEvent(window or focus_window(), event)


def scan(text: str, *, gap: int = 8, end: str = ENTER) -> None:
    """What a gun types when the trigger is pulled."""
    for sign in text:
        press(sign, after=gap)
    for sign in end:
        press(sign, after=gap)
    QCoreApplication.processEvents()


def type_by_hand(text: str, gaps: Sequence[int]) -> None:
    """What a person types, each key as long after the one before as `gaps` say in turn."""
    for place, sign in enumerate(text):
        press(sign, after=gaps[place % len(gaps)])
