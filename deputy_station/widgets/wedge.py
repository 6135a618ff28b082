"""A scanner gun is a keyboard that types very fast: what it types is caught, what a person types passes unchanged.

Every key that could belong to a code waits for the next one: a gun's follows within GAP_MS (by the times the system
gave the keys, so that a busy PC changes nothing), a person's does not and is let go after HOLD_MS at the latest, in order.
What ends in Enter or Tab and has the shape of a code of ours is reported and reaches no field; anything else is played
back to where it was typed, key by key. Looked at are the window and the object with the focus only: looking at every
event of the program would slow it down.

With a Chinese input method on, the letters come as words it commits, in one piece or one by one, or full-width.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QWindow

from deputy_station.widgets.living import is_there

GAP_MS = 38
"""A gun's keys come 1 to 35 ms apart; ten fingers in a hurry need 50 and more."""
HOLD_MS = 40
"""How long the last key typed may wait for the next one."""
OTHER_AT_LEAST = 8
"""Fast characters with Enter that are no code of ours, where nothing is typed into: told, not acted on."""

_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_SHIFTING = (Qt.Key.Key_Shift, Qt.Key.Key_CapsLock)
_PLAIN = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_LEAVING = (QEvent.Type.MouseButtonPress, QEvent.Type.Close, QEvent.Type.Wheel)
_FIRST_SIGN, _LAST_SIGN = "!", "~"
_WIDE, _WIDER = 0xFF01, 0xFF5E
"""Full-width forms of the same characters lie in this range, in the same order."""


@dataclass(eq=False)
class _Held:
    """One event that waits: a copy of it, where it was on its way to, the text it brings, when it came (ms)."""

    event: QKeyEvent | QInputMethodEvent
    window: QWindow | None
    target: QObject | None
    text: str
    stamp: int
    arrived: float


@dataclass
class _Swallowed:
    """What still belongs to a code that was taken: releases of its keys, and a second Enter at once."""

    releases: dict[int, int] = field(default_factory=dict)
    until: float = 0.0


class Wedge(QObject):
    """Watches for a scanner gun. `is_ours(text)` says whether a text has the shape of a code, as typed."""

    scanned = Signal(str)
    """A code of ours was read."""
    other = Signal(str)
    """Another code was read while nothing could be typed into."""

    def __init__(
        self,
        is_ours: Callable[[str], bool],
        parent: QObject | None = None,
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._is_ours, self._now = is_ours, now
        self._held: list[_Held] = []
        self._swallowed = _Swallowed()
        self._playing = False
        self._window: QWindow | None = None
        self._object: QObject | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(HOLD_MS)
        # Keys that a busy PC has not handed on yet come before the second turn of the timer.
        self._timer.timeout.connect(lambda: QTimer.singleShot(0, self, self._waited))
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._window_changed)
        app.focusObjectChanged.connect(self._object_changed)
        self._window_changed(QGuiApplication.focusWindow())
        self._object_changed(QGuiApplication.focusObject())

    # ------------------------------------------------------------------ where keys come by

    def _window_changed(self, window: QWindow | None) -> None:
        if self._window is not None and is_there(self._window):
            self._window.removeEventFilter(self)
        self._window = window
        if window is not None:
            window.installEventFilter(self)

    def _object_changed(self, focused: QObject | None) -> None:
        # The one before keeps its filter, which lets everything by: it may be half destroyed and must not be touched.
        self._object = focused
        if focused is not None:
            focused.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._playing:
            return False
        kind = event.type()
        if isinstance(watched, QWindow):
            if kind == QEvent.Type.KeyPress:
                return self._pressed(watched, cast(QKeyEvent, event))
            if kind == QEvent.Type.KeyRelease:
                return self._released(watched, cast(QKeyEvent, event))
            if kind in _LEAVING:
                self._let_go()
        elif watched is not self._object:
            return False
        elif kind == QEvent.Type.InputMethod:
            return self._composed(watched, cast(QInputMethodEvent, event))
        elif kind == QEvent.Type.ShortcutOverride and self._held:
            # A shortcut is acted on before its key comes by: what was typed before it goes first.
            key = cast(QKeyEvent, event)
            if not (_sign(key) or key.key() in _ENDS or key.key() in _SHIFTING):
                self._let_go()
        return False

    # ------------------------------------------------------------------ keys

    def _pressed(self, window: QWindow, event: QKeyEvent) -> bool:
        key = event.key()
        if key in _SHIFTING:
            return False
        stamp = int(event.timestamp())
        if self._held and not self._follows(stamp):
            self._let_go()
        if key in _ENDS and not event.isAutoRepeat():
            return self._ended(window, event)
        sign = _sign(event)
        if not sign or event.isAutoRepeat():
            self._let_go()
            return False
        self._swallowed.releases.pop(key, None)
        self._hold(_copy_key(event), window, sign, stamp)
        return True

    def _released(self, window: QWindow, event: QKeyEvent) -> bool:
        waiting = self._swallowed.releases
        if waiting.get(event.key()):
            waiting[event.key()] -= 1
            return True
        pressed = any(
            isinstance(each.event, QKeyEvent) and each.event.key() == event.key() for each in self._held
        )
        if not pressed:
            return False
        self._held.append(
            _Held(
                _copy_key(event),
                window,
                window.focusObject(),
                "",
                self._held[-1].stamp,
                self._held[-1].arrived,
            )
        )
        return True

    def _ended(self, window: QWindow, event: QKeyEvent) -> bool:
        """Enter or Tab: the end of a code, or a key like any other."""
        text = self._text()
        if not text:
            if self._now() < self._swallowed.until:
                self._swallowed.releases[event.key()] = self._swallowed.releases.get(event.key(), 0) + 1
                return True  # some guns send Enter twice, or the input method took the code before the Enter
            return False
        if self._is_ours(text):
            self._take(text)
        elif len(text) >= OTHER_AT_LEAST and not _takes_text(window.focusObject()):
            self._swallow()
            QTimer.singleShot(0, self, lambda: self.other.emit(text))
        else:
            self._let_go()
            return False
        self._swallowed.releases[event.key()] = self._swallowed.releases.get(event.key(), 0) + 1
        return True

    # ------------------------------------------------------------------ input methods

    def _composed(self, target: QObject, event: QInputMethodEvent) -> bool:
        """Words of an input method: single letters wait like keys, a whole code is taken at once."""
        text = event.commitString()
        if not text and not event.preeditString():
            return False  # between two letters: nothing is being composed
        plain = _narrow(text)
        if self._held and (not plain or not self._follows(0)):
            self._let_go()
        if not plain:
            return False
        if event.replacementLength():
            self._let_go()
            return False
        whole = self._text() + plain
        if self._is_ours(whole) and (len(plain) > 1 or self._held):
            self._hold(_copy_words(event), QGuiApplication.focusWindow(), plain, 0, target)
            if len(plain) > 1:
                self._take(whole)
                self._clear_composing(target)
            return True
        if event.preeditString() or (len(plain) > 1 and not self._held):
            self._let_go()
            return False
        self._hold(_copy_words(event), QGuiApplication.focusWindow(), plain, 0, target)
        return True

    def _clear_composing(self, target: QObject) -> None:
        """The letters the input method showed while it composed are not to stay."""
        self._playing = True
        try:
            QCoreApplication.sendEvent(target, QInputMethodEvent("", []))
        finally:
            self._playing = False

    # ------------------------------------------------------------------ holding and letting go

    def _follows(self, stamp: int) -> bool:
        """Whether something that comes now comes as fast after the last thing held as a gun types."""
        last = self._held[-1]
        if stamp and last.stamp:
            return stamp - last.stamp <= GAP_MS
        return (self._now() - last.arrived) * 1000 <= GAP_MS

    def _hold(
        self,
        event: QKeyEvent | QInputMethodEvent,
        window: QWindow | None,
        text: str,
        stamp: int,
        target: QObject | None = None,
    ) -> None:
        if target is None and window is not None:
            target = window.focusObject()
        self._held.append(_Held(event, window, target, text, stamp, self._now()))
        self._timer.start()

    def _text(self) -> str:
        return "".join(each.text for each in self._held)

    def _waited(self) -> None:
        """Nothing followed: a gun that sends no Enter, or a person."""
        if not self._held or self._timer.isActive():
            return
        text = self._text()
        if self._is_ours(text):
            self._take(text)
        else:
            self._let_go()

    def _take(self, text: str) -> None:
        self._swallow()
        # What it opens must not be opened in the middle of a key.
        QTimer.singleShot(0, self, lambda: self.scanned.emit(text))

    def _swallow(self) -> None:
        """What was held reaches nobody, nor do the releases of its keys."""
        left: dict[int, int] = {}
        for each in self._held:
            if isinstance(each.event, QKeyEvent):
                step = 1 if each.event.type() == QEvent.Type.KeyPress else -1
                left[each.event.key()] = left.get(each.event.key(), 0) + step
        self._held.clear()
        self._timer.stop()
        self._swallowed = _Swallowed(
            {key: count for key, count in left.items() if count > 0}, self._now() + 2 * GAP_MS / 1000
        )

    def _let_go(self) -> None:
        """Play back what was held, in order, to where it was typed."""
        if not self._held:
            return
        held, self._held = self._held, []
        self._timer.stop()
        self._playing = True
        try:
            for each in held:
                receiver = _receiver(each)
                if receiver is not None:
                    QCoreApplication.sendEvent(receiver, each.event)
        finally:
            self._playing = False


def _receiver(held: _Held) -> QObject | None:
    """The window, which hands a key to its focus; the object itself where the focus went on meanwhile."""
    target = held.target if held.target is not None and is_there(held.target) else None
    if isinstance(held.event, QInputMethodEvent):
        return target
    window = held.window if held.window is not None and is_there(held.window) else None
    if window is None or (target is not None and window.focusObject() is not target):
        return target
    return window


def _sign(event: QKeyEvent) -> str:
    """The character of a code this key types, else nothing."""
    if event.modifiers() & ~_PLAIN:
        return ""
    text = event.text()
    return _narrow(text) if len(text) == 1 else ""


def _narrow(text: str) -> str:
    """Text of visible ASCII characters, full-width ones made narrow; "" when another character is among them."""
    made = []
    for sign in text:
        narrow = chr(ord(sign) - 0xFEE0) if _WIDE <= ord(sign) <= _WIDER else sign
        if not _FIRST_SIGN <= narrow <= _LAST_SIGN:
            return ""
        made.append(narrow)
    return "".join(made)


def _takes_text(focused: Any) -> bool:
    """Whether what has the focus is typed into."""
    if focused is None:
        return False
    query = getattr(focused, "inputMethodQuery", None)
    return query is not None and bool(query(Qt.InputMethodQuery.ImEnabled))


def _copy_key(event: QKeyEvent) -> QKeyEvent:
    copy = QKeyEvent(
        event.type(),
        event.key(),
        event.modifiers(),
        event.nativeScanCode(),
        event.nativeVirtualKey(),
        event.nativeModifiers(),
        event.text(),
        event.isAutoRepeat(),
        event.count(),
    )
    copy.setTimestamp(event.timestamp())
    return copy


def _copy_words(event: QInputMethodEvent) -> QInputMethodEvent:
    copy = QInputMethodEvent(event.preeditString(), event.attributes())
    copy.setCommitString(event.commitString(), event.replacementStart(), event.replacementLength())
    return copy
