"""Pictures of a PDF's pages, drawn on a thread of their own in the order they are wanted, and how they leave it.

Screen and printer take their pictures from the same function, so that paper and preview cannot differ.
"""

import math
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from deputy_station.core.pdfium import PDFIUM
from deputy_station.widgets.print_preview.printing import PageSize
from deputy_station.widgets.threads import Threads

MM_PER_POINT = 25.4 / 72
MOST_PIXELS = 12_000_000
"""Of one picture on the screen (48 MB); a page shown larger is drawn this fine and stretched."""

Want = tuple[int, float]
"""A page and its dots per inch."""


def open_pdf(path: Path) -> Any:
    """The paper, to be closed under the lock by whoever opened it."""
    import pypdfium2

    with PDFIUM:
        return pypdfium2.PdfDocument(path)


def close_pdf(paper: Any) -> None:
    """Let the file go, so that it can be removed."""
    with PDFIUM:
        paper.close()


def page_sizes(paper: Any) -> tuple[PageSize, ...]:
    """Every page's size in millimetres, without reading the pages."""
    with PDFIUM:
        found = [paper.get_page_size(number) for number in range(len(paper))]
    return tuple(PageSize(width * MM_PER_POINT, height * MM_PER_POINT) for width, height in found)


def page_picture(paper: Any, number: int, dpi: float) -> QImage:
    """One page at a resolution, grey when it has no colour: a third of the data for the printer."""
    with PDFIUM:
        page = paper[number]
        drawn = page.render(scale=dpi / 72, prefer_bgrx=True)
        held = QImage(
            drawn.buffer, int(drawn.width), int(drawn.height), int(drawn.stride), QImage.Format.Format_RGB32
        )
        picture = held.copy()
        del held
        drawn.close()
        page.close()
    return picture.convertToFormat(QImage.Format.Format_Grayscale8) if picture.allGray() else picture


def save_pages(path: Path, pages: Sequence[int], target: Path) -> None:
    """A PDF of some of the pages only."""
    import pypdfium2

    paper = open_pdf(path)
    try:
        with PDFIUM:
            chosen = pypdfium2.PdfDocument.new()
            try:
                chosen.import_pages(paper, list(pages))
                chosen.save(str(target))
            finally:
                chosen.close()
    finally:
        close_pdf(paper)


def screen_dpi(size: PageSize, dpi: float) -> float:
    """The resolution to draw a page at: the one wanted, as far as memory bounds it."""
    square_inches = size.width * size.height / 25.4**2
    return min(dpi, math.sqrt(MOST_PIXELS / square_inches))


class PagePictures(QObject):
    """Draws the pages wanted, the latest wish first, from `start()` to `close()`."""

    opened = Signal(object)
    """tuple[PageSize, ...], once."""
    arrived = Signal(int, float, QImage)
    """A page, the dpi it was wanted at, its picture."""
    failed = Signal(str)

    def __init__(self, path: Path, *, gone: Callable[[], object]) -> None:
        """`gone()` is called on the drawing thread when the file is no longer held."""
        super().__init__()
        self._path, self._gone = path, gone
        self._wanted: list[Want] = []
        self._told = threading.Condition()
        self._closed = False
        self._threads = Threads(self, {"page pictures": self._labour})

    def start(self) -> None:
        """Begin, when everybody who listens is connected."""
        self._threads.start()

    def want(self, wants: Sequence[Want]) -> None:
        """Draw these, in this order, in place of what was wanted before."""
        with self._told:
            self._wanted = list(wants)
            self._told.notify()

    def close(self) -> None:
        """Draw no more, and let the file go."""
        with self._told:
            self._closed, self._wanted = True, []
            self._told.notify()

    def end_program(self) -> None:
        """The program ends: the file, and its folder, go before it does."""
        self.close()
        self._threads.join(5)

    def _labour(self) -> None:
        try:
            self._draw_wanted()
        finally:
            self._gone()

    def _draw_wanted(self) -> None:
        try:
            paper = open_pdf(self._path)
        except Exception:  # noqa: BLE001 - whatever PDFium dislikes about a file, the sentence is the same
            self._send(self.failed, "这份文件没有做好，看不了。请关闭，再打开一次。")
            return
        try:
            sizes = page_sizes(paper)
            self._send(self.opened, sizes)
            while (want := self._next()) is not None:
                number, dpi = want
                try:
                    picture = page_picture(paper, number, screen_dpi(sizes[number], dpi))
                except Exception:  # noqa: BLE001 - one page PDFium or memory fails at must not end the others
                    self._send(self.failed, f"第 {number + 1} 页没有画出来。请换小一些的显示，再看一次。")
                    continue
                self._send(self.arrived, number, dpi, picture)
        finally:
            close_pdf(paper)

    def _next(self) -> Want | None:
        with self._told:
            while not self._wanted and not self._closed:
                self._told.wait()
            return None if self._closed else self._wanted.pop(0)

    def _send(self, signal: Any, *values: Any) -> None:
        if not self._closed:
            signal.emit(*values)
