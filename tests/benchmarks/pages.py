"""Turning to each page, opening a detail and typing in a list's search, on the demo station, in 60 Hz frames.

What is timed is what a person waits for: from the click until the rows have been painted.
"""

import os
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.benchmarks.measuring import Comparison

FRAME_SECONDS = 1 / 60
ROUNDS = 5
DEMANDS = 600


def measure() -> list[Comparison]:
    """Best of the rounds for each page that was open before, and the first opening of each."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from tests.shell.station_window import make_demo_file

    with tempfile.TemporaryDirectory() as folder:
        station = Path(folder) / "station"
        station.mkdir()
        make_demo_file(station, demands=DEMANDS)
        return _measure(station, Path(folder) / "settings")


def _measure(station: Path, settings: Path) -> list[Comparison]:
    from PySide6.QtWidgets import QApplication

    from deputy_station.app import make_application
    from deputy_station.menu import PAGES
    from deputy_station.widgets.list_page import ListDetailPage
    from deputy_station.widgets.style import dress
    from tests.shell.station_window import settle, station_window

    app = QApplication.instance() or make_application([])
    assert isinstance(app, QApplication)
    dress(app)
    found = []
    with station_window(station, settings) as window:

        def waited(do: Callable[[], object]) -> float:
            settle(window)
            start = time.perf_counter()
            do()
            settle(window)
            window.repaint()
            return time.perf_counter() - start

        def note(name: str, seconds: float, aim: float) -> None:
            found.append(Comparison(name, seconds, FRAME_SECONDS, aim=aim))

        keys = [entry.key for entry in PAGES]
        for key in keys[1:]:
            note(f"first opening of {key}, in frames", waited(partial(window.go, key)), aim=30)
        for key in keys:
            other = keys[0] if key != keys[0] else keys[1]

            turning = []
            for _ in range(ROUNDS):
                window.go(other)
                turning.append(waited(partial(window.go, key)))
            note(f"turning to {key}, in frames", min(turning), aim=3)
        for key in keys:
            page = window.pages[key]
            if not isinstance(page, ListDetailPage) or page.table.model.row_at(1) is None:
                continue
            window.go(key)
            settle(window)
            ids = [page.table.model.row_at(place).id for place in (0, 1)]
            opening = [waited(partial(page.open_row, ids[turn % 2])) for turn in range(2 * ROUNDS)]
            note(f"opening a detail on {key}, in frames", min(opening), aim=6)
            page.back_to_list()
            if page.filters.search is not None:
                typing = [
                    waited(partial(page.filters.search.put, text))
                    for text in ("路", "路灯", "路", "路灯", "")
                ]
                note(f"a keystroke in the search of {key}, in frames", min(typing[:4]), aim=6)
    return found
