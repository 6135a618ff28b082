"""When Python looks for what nobody needs: a full look stops every thread, a third of a second on a large station.

So the short looks go on as ever, and the full one waits until nobody works: each key, click and search begins some
background work, and where none was begun for a while nobody sees the window stand still for a moment.
"""

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

NEVER = 1_000_000_000
LOOK_EVERY_MS = 2000
QUIET_SECONDS = 10.0
OVERDUE_ROUNDS = 2000
"""So many shorter looks without a full one: it comes at the next moment in which nothing is under way."""


class Collector(QObject):
    """Takes the full look over from Python. `quiet_for()` is for how many seconds nothing was under way."""

    def __init__(self, quiet_for: Callable[[], float], parent: QObject) -> None:
        super().__init__(parent)
        self._quiet_for = quiet_for
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._before = gc.get_threshold()
        gc.set_threshold(*self._before[:2], NEVER)
        gc.freeze()  # what was loaded for good
        gc.enable()
        self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.set_threshold(*self._before)
        gc.unfreeze()

    def look(self) -> bool:
        """Look through everything if this is a quiet moment and there is something new; whether it was done."""
        quiet, rounds = self._quiet_for(), gc.get_count()[2]
        if not rounds or quiet < (QUIET_SECONDS if rounds < OVERDUE_ROUNDS else 0.1):
            return False
        gc.collect()
        return True
