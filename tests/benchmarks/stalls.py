"""How long the window stands still while pages and details are opened on a station ten times the demo's size.

A heartbeat on the event loop: the longest time between two beats is the longest time nothing could be painted and no
key was heard.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer

from tests.benchmarks.measuring import Comparison

LONG_SECONDS = 0.05
"""What the window may stand still at most."""


@dataclass
class Heart:
    """Beats as often as the event loop lets it.

    `longest` are the most seconds from one beat to the next; `worked` the most processor seconds the main thread took
    between two: unlike `longest` it does not grow on a computer that is busy with other things.
    """

    longest: float = 0.0
    worked: float = 0.0
    last: float = 0.0
    last_worked: float = 0.0

    def beat(self) -> None:
        """The event loop came round."""
        now, worked = time.perf_counter(), time.thread_time()
        self.longest = max(self.longest, now - self.last)
        self.worked = max(self.worked, worked - self.last_worked)
        self.last, self.last_worked = now, worked


@contextmanager
def heartbeat() -> Iterator[Heart]:
    """A heart that beats while the block handles events."""
    heart = Heart(last=time.perf_counter(), last_worked=time.thread_time())
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setInterval(1)
    timer.timeout.connect(heart.beat)
    timer.start()
    try:
        yield heart
        heart.beat()
    finally:
        timer.stop()


def handle_events(milliseconds: int) -> None:
    """Let the event loop run."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def stalls_of_pages(folder: Path, settings_folder: Path) -> dict[str, Heart]:
    """The hearts of opening each page for the first time and of one more detail, on the station in `folder`,
    with everything done that the program does about stalls: modules loaded on the worker, full collections put off."""
    from deputy_station.shell.window import LOAD_AFTER_MS
    from deputy_station.widgets.collecting import Collector
    from deputy_station.widgets.list_page import ListDetailPage
    from tests.shell.station_window import settle, station_window

    hearts: dict[str, Heart] = {}
    with station_window(folder, settings_folder) as window:
        assert window.work is not None
        collector = Collector(window.work.quiet_for, window)
        handle_events(LOAD_AFTER_MS + 50)
        settle(window)
        for key in window.entries:
            if key not in window.pages:
                with heartbeat() as hearts[key]:
                    window.go(key)
                    settle(window)
            page = window.pages[key]
            if not isinstance(page, ListDetailPage) or not page.table.total:
                continue
            window.go(key)
            settle(window)
            row = page.table.model.row_at(1)
            if row is not None:
                with heartbeat() as hearts[f"{key}, a detail"]:
                    page.open_row(page.table._row_id(row))
                    settle(window)
        collector.stop()
    return hearts


def measure() -> list[Comparison]:
    """Each page and detail against 50 ms."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from deputy_station.app import make_application
    from deputy_station.widgets.style import dress
    from tests.benchmarks.ten_times import make_ten_times
    from tests.shell.station_window import make_demo_file, open_demo_file

    app = QApplication.instance() or make_application([])
    assert isinstance(app, QApplication)
    dress(app)
    with tempfile.TemporaryDirectory() as folder:
        station = Path(folder) / "station"
        station.mkdir()
        make_demo_file(station, demands=600)
        database = open_demo_file(station)
        make_ten_times(database)
        database.close()
        hearts = stalls_of_pages(station, Path(folder) / "settings")
    return [
        Comparison(f"longest stop, {name}, ten times the demo", heart.longest, LONG_SECONDS, aim=1.0)
        for name, heart in hearts.items()
    ]
