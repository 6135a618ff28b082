"""Writes every page and dialog on the demo station as PNG into out/screenshots: text sizes, windows, contrast.

Run it with `python -m tests.screenshots [--quick] [PAGE ...]`; it needs no display. `--quick` takes 1366 × 768 only.
A picture is named PAGE, what was pressed, text size, window; `sheets/` holds a contact sheet per page, the quickest way
to look: nothing may be cut off, crowded, misaligned or ugly.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from deputy_station.app import make_application
from deputy_station.shell.window import Window
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.style import dress, scale
from tests.shell.station_window import make_demo_file, settle, station_window
from tests.shell.walking import SIZES, Walk, believe_in_the_screen, come_to_rest, resize

FOLDER = Path("out/screenshots")
STEPS = ((100, False), (160, False), (200, False), (200, True), (100, True))
DEMANDS = 600
CELL, ACROSS = (683, 440), 3
"""A picture on a contact sheet in px, and how many stand in a line."""
UNFIT = str.maketrans(dict.fromkeys('/\\:*?"<>| ', "-"))


def main(asked: list[str]) -> int:
    """Write the pictures of all pages, or of the pages named."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    quick, wanted = "--quick" in asked, [word for word in asked if not word.startswith("-")]
    believe_in_the_screen(setattr)
    dress(make_application(sys.argv[:1]))
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    camera = Camera(((1366, 768),) if quick else SIZES)
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        (folder / "empty").mkdir()
        (folder / "demo").mkdir()
        make_demo_file(folder / "demo", demands=DEMANDS)
        if not wanted:
            with station_window(folder / "empty", folder / "settings-empty") as window:
                camera.page(window, "first-start")
        with station_window(folder / "demo", folder / "settings") as window:
            window.say_done("已登记诉求 青禾-2026-0431“路灯不亮”，交镇供电所，12月4日前答复", lambda: None)
            for key in wanted or list(window.entries):
                window.go(key)
                settle(window)
                camera.page(window, key)
                Walk(
                    window, key, lambda name, dialog, new, key=key: camera.dialog(window, key, name, new)
                ).walk()
    sheets = contact_sheets()
    print(
        f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}, {sheets} contact sheets in {FOLDER / 'sheets'}"
    )
    return 0


class Camera:
    """Takes pictures at every step of text and contrast and in every window."""

    def __init__(self, sizes: tuple[tuple[int, int], ...]) -> None:
        self._sizes = sizes

    def page(self, window: Window, key: str) -> None:
        """The open page, and its detail where that covers the list."""
        for step in self._steps(window):
            settle(window)
            self._save(window, f"{key}_{step}")
            page = window.pages.get(window.open_key)
            row = page.table.model.row_at(0) if isinstance(page, ListDetailPage) else None
            if isinstance(page, ListDetailPage) and row is not None and not page.pair.beside:
                page.open_row(row.id)
                settle(window)
                self._save(window, f"{key}_{step}_detail")
                page.back_to_list()

    def dialog(self, window: Window, key: str, name: str, new: bool) -> None:
        """The dialog in front; one that only says more than before at the largest text."""
        for step in self._steps(window) if new else ("200_1366x768",):
            if not new:
                scale.set(200, high_contrast=False)
                resize(window, 1366, 768)
                come_to_rest()
            for dialog in reversed([found for found in window.children() if isinstance(found, QWidget)]):
                if dialog.isWindow() and dialog.isVisible():
                    self._save(dialog, f"{key}~{name.translate(UNFIT)}_{step}")
                    break
        scale.set(100, high_contrast=False)
        resize(window, 1366, 768)

    def _steps(self, window: Window):  # type: ignore[no-untyped-def]
        for percent, contrast in STEPS:
            scale.set(percent, high_contrast=contrast)
            for width, height in self._sizes:
                resize(window, width, height)
                come_to_rest()
                yield f"{percent}{'-contrast' if contrast else ''}_{width}x{height}"
        scale.set(100, high_contrast=False)

    def _save(self, widget: QWidget, name: str) -> None:
        QApplication.processEvents()
        widget.grab().save(str(FOLDER / f"{name}.png"))


def contact_sheets() -> int:
    """All pictures of a page small beside each other; returns how many sheets there are."""
    folder = FOLDER / "sheets"
    folder.mkdir()
    groups: dict[str, list[Path]] = {}
    for path in sorted(FOLDER.glob("*.png")):
        groups.setdefault(
            path.name.split("_")[0].split("~")[0] + ("-dialogs" if "~" in path.name else ""), []
        ).append(path)
    for name, paths in groups.items():
        for part, first in enumerate(range(0, len(paths), 15)):
            _sheet(paths[first : first + 15]).save(str(folder / f"{name}-{part + 1}.png"))
    return len(list(folder.iterdir()))


def _sheet(paths: list[Path]) -> QImage:
    lines = -(-len(paths) // ACROSS)
    sheet = QImage(CELL[0] * ACROSS, CELL[1] * lines, QImage.Format.Format_RGB32)
    sheet.fill(Qt.GlobalColor.gray)
    painter = QPainter(sheet)
    for place, path in enumerate(paths):
        cell = QRect(place % ACROSS * CELL[0], place // ACROSS * CELL[1], *CELL).adjusted(4, 22, -4, -4)
        picture = QImage(str(path)).scaled(
            cell.size(), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        painter.drawImage(cell.topLeft(), picture)
        painter.setPen(Qt.GlobalColor.white)
        painter.drawText(cell.left(), cell.top() - 6, path.stem)
    painter.end()
    return sheet


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
