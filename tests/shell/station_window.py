"""The whole window on a demo station, for tests that walk over every page and for the screenshots."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

import deputy_station.schema  # noqa: F401 - the metadata must be whole
from deputy_station import app
from deputy_station.core.clock import Clock
from deputy_station.core.settings import Settings
from deputy_station.features.demo.service.fill import fill_demo
from deputy_station.shell.window import Window
from deputy_station.store.database import Database
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.style import scale
from deputy_station.widgets.work import Work

MORNING = datetime(2026, 11, 20, 1, 42, tzinfo=UTC)
"""9:42 in Beijing, as on the pictures of the look."""


def no_other_work(location: str) -> object:
    raise AssertionError(f"the window left for {location}")


def make_demo_file(folder: Path, *, demands: int) -> None:
    """A demo station in `folder`."""
    database = open_demo_file(folder)
    with database.transaction() as session:
        fill_demo(session, demands=demands)
    database.close()


def open_demo_file(folder: Path) -> Database:
    """Open (or begin) the database in `folder`."""
    return Database.open(
        folder / "station.db", keys_folder=folder / "keys", clock=Clock.fixed(MORNING), actor="周敏"
    )


@contextmanager
def window_on(database: Database, clock: Clock, settings: Settings) -> Iterator[Window]:
    """The window on an open database, its first page read; closed at the end."""
    window = app.make_window(settings, clock, no_other_work)
    work = Work(database)
    window.show()
    window.begin(work)
    work.wait()
    try:
        yield window
    finally:
        work.wait()
        work.close()
        window.close()
        window.deleteLater()
        _delete_now()  # or the next text size is put on it as well


@contextmanager
def station_window(folder: Path, settings_folder: Path) -> Iterator[Window]:
    """The window on the database in `folder`; the database is closed and the text size put back at the end."""
    settings = Settings(settings_folder)
    settings.set("user", "周敏")
    database = open_demo_file(folder)
    try:
        with window_on(database, Clock.fixed(MORNING), settings) as window:
            yield window
    finally:
        database.close()
        scale.set(100, high_contrast=False)


@contextmanager
def lent(window: Window) -> Iterator[Window]:
    """A window shared by several tests, each of which leaves it without its pages and dialogs: the next page that is
    opened is built and read anew, as in a window just opened on its first page."""
    try:
        yield window
    finally:
        settle(window)
        for dialog in window.findChildren(Dialog):
            dialog.reject()
        settle(window)
        for page in window.pages.values():
            window.stack.removeWidget(page)
            page.deleteLater()
        window.pages.clear()
        window.open_key = next(iter(window.entries))
        _delete_now()


def _delete_now() -> None:
    """Delete what is to be deleted later, as the event loop of the running program does."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # type: ignore[arg-type]


def settle(window: Window) -> None:
    """Let everything under way come to rest: background work, layouts, late events."""
    assert window.work is not None
    for _ in range(4):
        window.work.wait()
        QApplication.processEvents()
