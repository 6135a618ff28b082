"""Threads that work for an object of Qt, which lives for as long as they run and is taken down on the main thread.

Where a thread held the object last, it would be taken down there: holding a lock of Qt it would wait for Python's,
and the main thread the other way round.
"""

import threading
from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Qt, Signal

_running: set["Threads"] = set()


class Threads(QObject):
    """The threads of an `owner`, by name; each runs a function of the owner's until it ends by itself."""

    _ended = Signal()

    def __init__(self, owner: QObject, labours: Mapping[str, Callable[[], None]]) -> None:
        super().__init__()
        self._owner: QObject | None = owner
        self._threads = [
            threading.Thread(target=self._labour, args=(labour,), name=name, daemon=True)
            for name, labour in labours.items()
        ]
        self._ended.connect(self._let_go, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin, all of them."""
        _running.add(self)
        for thread in self._threads:
            thread.start()

    def join(self, seconds: float) -> None:
        """Wait that long for each."""
        for thread in self._threads:
            if thread.is_alive():
                thread.join(seconds)
        if not any(thread.is_alive() for thread in self._threads):
            self._owner = None
            _running.discard(self)

    def _labour(self, labour: Callable[[], None]) -> None:
        try:
            labour()
        finally:
            self._ended.emit()

    def _let_go(self) -> None:
        """On the main thread; the one that said so is at its very end."""
        self.join(0.05)
