"""Writes every page and dialog on the demo station as PNG into out/screenshots: text sizes, windows, contrast.

Run it with `python -m tests.screenshots [--quick] [PAGE ...]`; it needs no display and takes a few minutes, a page in
each process. `--quick` takes 1366 × 768 only. A picture is named PAGE, what was pressed, text size, window; what a
dialog says after a button was pressed is taken once, as the window is dressed then. `sheets/` holds a contact sheet per
page, the quickest way to look: nothing may be cut off, crowded, misaligned or ugly. `kit` is the paper of the day at
hand, a picture of each page.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from deputy_station.app import make_application
from deputy_station.core.progress import silent_progress
from deputy_station.documents.preview import page_pictures
from deputy_station.features.desk.documents.kit import KitWish, draw_kit
from deputy_station.features.desk.documents.summary import draw_summary
from deputy_station.features.desk.service.queue import day_at_hand
from deputy_station.menu import PAGES
from deputy_station.shell.window import Window
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.style import CONTRAST, dress, scale
from tests.shell.station_window import make_demo_file, open_demo_file, settle, station_window
from tests.shell.walking import SIZES, Walk, believe_in_the_screen, come_to_rest, resize

FOLDER = Path("out/screenshots")
STEPS = ((100, False), (160, False), (200, False), (200, True), (160, True), (100, True))
DEMANDS = 60
FIRST_START = "first-start"
KIT, KIT_DPI = "kit", 110
CELL, ACROSS, ON_A_SHEET = (683, 440), 3, 6
"""A picture on a contact sheet in px, how many stand in a line, and how many on a sheet: words can be read."""
UNFIT = str.maketrans(dict.fromkeys('/\\:*?"<>| ', "-"))


def main(asked: list[str]) -> int:
    """Write the pictures of all pages, or of the pages named."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    began = time.monotonic()
    sizes = ((1366, 768),) if "--quick" in asked else SIZES
    pages = [word for word in asked if not word.startswith("-")] or [
        FIRST_START,
        KIT,
        *(entry.key for entry in PAGES),
    ]
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "sheets").mkdir(parents=True)
    with tempfile.TemporaryDirectory() as kept:
        demo = Path(kept) / "demo"
        demo.mkdir()
        make_demo_file(demo, demands=DEMANDS)
        photograph = partial(photograph_page, demo=demo, sizes=sizes)
        processes = ProcessPoolExecutor(
            min(os.cpu_count() or 1, len(pages)), get_context("spawn"), max_tasks_per_child=1
        )
        with processes:
            for key, seconds in zip(pages, processes.map(photograph, pages), strict=True):
                print(
                    f"{key}: {len(list(FOLDER.glob(f'{key}[_~]*.png')))} pictures, {seconds:.0f} s",
                    flush=True,
                )
    print(
        f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}, contact sheets in {FOLDER / 'sheets'}, "
        f"{time.monotonic() - began:.0f} s"
    )
    return 0


def photograph_page(key: str, *, demo: Path, sizes: tuple[tuple[int, int], ...]) -> float:
    """All pictures of one page and its dialogs, on a copy of the demo station; how long it took, in seconds.

    In a process of its own: what costs is dressing the window anew, and it is the cheaper the less is open in it.
    """
    began = time.monotonic()
    believe_in_the_screen(setattr)
    application = make_application(sys.argv[:1])
    dress(application)
    camera = Camera(sizes)
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        station = folder / "station"
        if key == FIRST_START:
            station.mkdir()
        else:
            shutil.copytree(demo, station)
        if key == KIT:
            photograph_kit(station)
            make_sheets(key)
            return time.monotonic() - began
        with station_window(station, folder / "settings") as window:
            if key == FIRST_START:
                camera.page(window, key)
            else:
                window.say_done(
                    "已登记诉求 青禾-2026-0431“路灯不亮”，交镇供电所，12月4日前答复", lambda: None
                )
                window.go(key)
                settle(window)
                camera.page(window, key)
                Walk(
                    window, key, lambda name, dialog, new: camera.dialog(window, f"{key}~{name}", dialog, new)
                ).walk()
    make_sheets(key)
    return time.monotonic() - began


def photograph_kit(station: Path) -> None:
    """Every page of the kit of the day at hand, and its summary."""
    database = open_demo_file(station)
    try:
        with database.reading() as session:
            day_id = day_at_hand(session)
        assert day_id is not None
        made = draw_kit(
            database,
            silent_progress,
            day_id=day_id,
            out=station / "kit.pdf",
            wanted=KitWish(slips=1),
        )
        written = draw_summary(database, day_id=day_id, out=station / "summary.pdf")
        for name, path in ((KIT, made.path), (f"{KIT}_summary", written.path)):
            for number, picture in enumerate(page_pictures(path, KIT_DPI), start=1):
                picture.save(FOLDER / f"{name}_{number}.png")
    finally:
        database.close()


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

    def dialog(self, window: Window, name: str, dialog: QWidget, new: bool) -> None:
        """The dialog in front, not again where a larger window leaves it as it is."""
        name = name.translate(UNFIT)
        if not new:
            self._save(dialog, f"{name}_{words_of_dress()}")
            return
        taken: set[tuple[str, int, int]] = set()
        for step in self._steps(window):
            seen = (words_of_dress(), dialog.width(), dialog.height())
            if seen not in taken:
                taken.add(seen)
                self._save(dialog, f"{name}_{step}")

    def _steps(self, window: Window) -> Iterator[str]:
        """Begins at the end where the last one left off."""
        now = (scale.percent, scale.colours == CONTRAST)
        for percent, contrast in STEPS if now == STEPS[0] else STEPS[::-1]:
            scale.set(percent, high_contrast=contrast)
            for width, height in self._sizes:
                resize(window, width, height)
                come_to_rest()
                yield f"{words_of_dress()}_{width}x{height}"

    def _save(self, widget: QWidget, name: str) -> None:
        QApplication.processEvents()
        widget.grab().save(str(FOLDER / f"{name}.png"), "PNG", 80)  # 80: pressed little, which is much faster


def words_of_dress() -> str:
    """Text size and contrast as they stand in names: 160-contrast."""
    return f"{scale.percent}{'-contrast' if scale.colours == CONTRAST else ''}"


def make_sheets(key: str) -> None:
    """The pictures of a page small beside each other, those of each dialog in their order."""
    for part, found in (("", "_"), ("-dialogs", "~")):
        paths = sorted(FOLDER.glob(f"{key}{found}*.png"))
        for number, first in enumerate(range(0, len(paths), ON_A_SHEET), start=1):
            _sheet(paths[first : first + ON_A_SHEET]).save(
                str(FOLDER / "sheets" / f"{key}{part}-{number:02}.png"), "PNG", 80
            )


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
