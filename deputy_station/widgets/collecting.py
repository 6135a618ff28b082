"""When Python looks for what nobody needs: on the main thread alone, and never in the middle of something.

A look takes away what it finds. Left to itself Python begins one on whichever thread makes the next object: a widget
then goes on a worker thread, or while Qt goes through all widgets to dress them anew, and the program dies. So Python
never begins a look; a timer of the main thread does, between two events.

A full look stops every thread, a third of a second on a large station. The short looks go on all the time; the full
one waits until nobody works: each key, click and search begins some background work, and where none was begun for a
while nobody sees the window stand still for a moment.
"""

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

SHORT_LOOK_EVERY_MS = 250
LOOK_EVERY_MS = 2000
QUIET_SECONDS = 10.0
OVERDUE_ROUNDS = 2000
"""So many shorter looks without a full one: it comes at the next moment in which nothing is under way."""


class Collector(QObject):
    """Takes all looks over from Python. `quiet_for()` is for how many seconds nothing was under way."""

    def __init__(self, quiet_for: Callable[[], float], parent: QObject) -> None:
        super().__init__(parent)
        self._quiet_for = quiet_for
        self._was_enabled = gc.isenabled()
        self._timers = [
            self._every(SHORT_LOOK_EVERY_MS, self.look_briefly),
            self._every(LOOK_EVERY_MS, self.look),
        ]
        gc.disable()
        gc.freeze()  # what was loaded for good

    def stop(self) -> None:
        """Leave it to Python again."""
        for timer in self._timers:
            timer.stop()
        if self._was_enabled:
            gc.enable()
        gc.unfreeze()

    def look_briefly(self) -> bool:
        """Look through what is new, if that is much; whether it was done."""
        many, several, _rounds = gc.get_threshold()
        new, looks, _ = gc.get_count()
        if new <= many:
            return False
        gc.collect(1 if looks > several else 0)
        return True

    def look(self) -> bool:
        """Look through everything if this is a quiet moment and there is something new; whether it was done."""
        quiet, rounds = self._quiet_for(), gc.get_count()[2]
        if not rounds or quiet < (QUIET_SECONDS if rounds < OVERDUE_ROUNDS else 0.1):
            return False
        gc.collect()
        return True

    def _every(self, milliseconds: int, do: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(milliseconds)
        timer.timeout.connect(do)
        timer.start()
        return timer
