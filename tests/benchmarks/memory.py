"""Memory after an hour of scripted work against the first minute: a person opens, looks, searches, turns pages.

Everything was opened once before the minute begins: what is loaded once and kept (the fonts of papers alone take
some 220 MiB where they are Noto CJK) is no growth, and would hide one.
A quick clerk does something every three seconds: twenty actions are a minute, twelve hundred an hour.
"""

import os
import tempfile
from itertools import cycle
from pathlib import Path

from tests.benchmarks.measuring import Comparison

A_MINUTE, AN_HOUR = 20, 1200


def resident_mebibytes() -> float:
    """What the process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def measure() -> list[Comparison]:
    """Work through every page, one action after the other, and weigh the process."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    from deputy_station.app import make_application
    from deputy_station.menu import PAGES
    from deputy_station.widgets.dialogs import Dialog
    from deputy_station.widgets.list_page import ListDetailPage
    from deputy_station.widgets.page import Page
    from deputy_station.widgets.style import dress
    from tests.shell.station_window import make_demo_file, settle, station_window

    app = QApplication.instance() or make_application([])
    assert isinstance(app, QApplication)
    dress(app)
    with tempfile.TemporaryDirectory() as folder:
        station = Path(folder) / "station"
        station.mkdir()
        make_demo_file(station, demands=600)
        with station_window(station, Path(folder) / "settings") as window:

            def open_and_close(page: Page) -> None:
                for action_shown in page.action_row.actions_shown:
                    if action_shown.primary and action_shown.enabled:
                        action_shown.do()
                settle(window)
                for dialog in window.findChildren(Dialog):
                    dialog.reject()

            for entry in PAGES:
                window.go(entry.key)
                settle(window)
                open_and_close(window.pages[entry.key])
            held = []
            keys = cycle(entry.key for entry in PAGES)
            for action in range(AN_HOUR):
                page = window.pages[window.open_key]
                turn = action % 5
                if turn == 0:
                    window.go(next(keys))
                elif isinstance(page, ListDetailPage) and turn in (1, 2):
                    row = page.table.model.row_at(action % max(1, page.table.model.rowCount()))
                    if row is not None:
                        page.open_row(row.id)
                elif isinstance(page, ListDetailPage) and turn == 3 and page.filters.search is not None:
                    page.filters.search.put("路" if action % 2 else "")
                elif turn == 4:
                    open_and_close(page)
                settle(window)
                # The running program deletes closed dialogs as its event loop turns; here nothing turns it.
                QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
                if action + 1 in (A_MINUTE, AN_HOUR):
                    held.append(resident_mebibytes())
    first, last = held
    return [
        Comparison(
            "memory after an hour / after a minute (1 ms = 1 MiB)", last / 1000, first / 1000, aim=1.25
        )
    ]
