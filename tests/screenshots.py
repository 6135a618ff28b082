"""Writes every page and main dialog on the demo station as PNG into out/screenshots, at 100 % and 160 %.

Run it with `python -m tests.screenshots [PAGE ...]`; it needs no display. Look at each picture: nothing may be cut
off, crowded, misaligned or ugly.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget

from deputy_station.app import make_application
from deputy_station.shell.window import Window
from deputy_station.widgets import dialogs
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.style import dress, scale
from tests.shell.station_window import make_demo_file, settle, station_window

FOLDER = Path("out/screenshots")
PERCENTS = (100, 160)
DEMANDS = 600


def main(wanted: list[str]) -> int:
    """Write the pictures of all pages, or of the pages named."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for ask in ("getOpenFileName", "getSaveFileName"):  # nobody is there to answer the system's own dialogs
        setattr(QFileDialog, ask, staticmethod(lambda *_asked, **_more: ("", "")))
    setattr(QFileDialog, "getExistingDirectory", staticmethod(lambda *_asked, **_more: ""))  # noqa: B010
    # The screen made up without a display is smaller than any desk's.
    dialogs.screen_room = lambda _dialog: QRect(0, 0, 1366, 768)
    application = make_application(sys.argv[:1])
    dress(application)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        (folder / "empty").mkdir()
        (folder / "demo").mkdir()
        make_demo_file(folder / "demo", demands=DEMANDS)
        if not wanted:
            with station_window(folder / "empty", folder / "settings-empty") as window:
                _at_each_size(window, "first-start")
        with station_window(folder / "demo", folder / "settings") as window:
            window.say_done("已登记诉求 青禾-2026-0431“路灯不亮”，交镇供电所，12月4日前答复", lambda: None)
            for key in wanted or list(window.entries):
                window.go(key)
                settle(window)
                _at_each_size(window, key)
                _dialogs(window, key)
    print(f"{len(list(FOLDER.iterdir()))} pictures in {FOLDER}")
    return 0


def _at_each_size(window: Window, name: str) -> None:
    for percent in PERCENTS:
        window.resize(1366, 768)
        scale.set(percent)
        settle(window)
        _save(window, f"{name}-{percent}")
        page = window.pages.get(window.open_key)
        if isinstance(page, ListDetailPage) and not page.pair.beside and page.table.model.row_at(0):
            page.open_row(page.table.model.row_at(0).id)
            settle(window)
            _save(window, f"{name}-detail-{percent}")
            page.back_to_list()
    scale.set(100)


def _dialogs(window: Window, key: str) -> None:
    """Press every button once and keep what opens."""
    page = window.pages[key]
    rows = [page.action_row]
    if isinstance(page, ListDetailPage):
        rows.append(page.detail.action_row)
    for place, row in enumerate(rows):
        for number, action in enumerate(list(row.actions_shown)):
            if not action.enabled:
                continue
            action.do()
            settle(window)
            dialog = _open_dialog(window)
            if dialog is None:
                window.go(key)
                continue
            for percent in PERCENTS:
                scale.set(percent)
                settle(window)
                _save(dialog, f"{key}-dialog-{place}{number}-{percent}")
            scale.set(100)
            dialog.reject()
            settle(window)


def _open_dialog(window: Window) -> QDialog | None:
    return next((found for found in window.findChildren(QDialog) if found.isVisible()), None)


def _save(widget: QWidget, name: str) -> None:
    QApplication.processEvents()
    widget.grab().save(str(FOLDER / f"{name}.png"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
