"""Finished PDFs bound into one: pages taken over as they are, each stamped with its running number.

The number stands at the head of the page on its outer side (odd pages right, even pages left, as they lie when bound),
away from the corners where codes stand; the first page of each piece also says what it is in the middle of the head.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
from reportlab.pdfgen.canvas import Canvas

from deputy_station.core.pdfium import PDFIUM
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.atomic import written_whole
from deputy_station.documents.checking import POINTS_PER_MM
from deputy_station.documents.description import FontRole
from deputy_station.documents.glyphs import GlyphSource, system_glyphs
from deputy_station.documents.pdf_fonts import EmbeddedFonts

BASELINE_MM, SIDE_MM = 8.5, 32.0
"""From the upper edge to the foot of a stamp: printers leave up to 5 mm white. From the outer edge to the end of the
number: codes in corners end before."""
NUMBER_SIZE, HEAD_SIZE = 10.5, 8.0
NARROW_MM = 180.0
"""On narrower paper there is no room for a head between the numbers."""
PAGES_AT_ONCE = 16
_ROLE: FontRole = "song"


@dataclass(frozen=True)
class Bound:
    """A finished PDF to be bound; `head` is said on its first page."""

    content: bytes
    head: str = ""


def bind_volume(
    target: Path,
    front: Sequence[Path],
    pieces: Iterable[Bound],
    *,
    count: int,
    progress: Progress = silent_progress,
    glyphs: GlyphSource | None = None,
) -> int:
    """Bind `front` (cover and contents, not numbered) and the `count` pieces, taken one at a time; the number of the
    last page. Whole or not at all: raises NotWritten, Cancelled."""
    source = glyphs or system_glyphs()
    with written_whole(target) as temporary:
        with PDFIUM:
            volume = pypdfium2.PdfDocument.new()
        try:
            for path in front:
                _take_over(volume, path.read_bytes())
            number = 0
            for done, piece in enumerate(pieces, 1):
                progress(done, count, "件")
                number = _bind(volume, piece, number, source)
            packed = _WholeWriter(temporary)
            with PDFIUM:
                volume.save(packed)
            packed.close()
        finally:
            with PDFIUM:
                volume.close()
    return number


class _WholeWriter:
    """Takes what PDFium writes. It calls from C, where an error would be lost: the first one is kept and raised after."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._error: OSError | None = None

    def write(self, data: Any) -> int:
        if self._error is None:
            try:
                self._file.write(data)
            except OSError as error:
                self._error = error
        return len(data)

    # PDFium's reader asks for these of anything that it takes for a stream.
    def close(self) -> None:
        """Close the file. Raises the OSError that a write ran into."""
        try:
            self._file.close()
        except OSError as error:
            self._error = self._error or error
        if self._error is not None:
            raise self._error


def _take_over(volume: Any, content: bytes) -> None:
    with PDFIUM:
        paper = pypdfium2.PdfDocument(content)
        try:
            volume.import_pages(paper)
        finally:
            paper.close()


def _bind(volume: Any, piece: Bound, number: int, source: GlyphSource) -> int:
    """Stamp a piece and take it over; the number of its last page.

    A few pages at a time, in a document of their own: PDFium takes the longer for a stamp the more a document holds.
    """
    with PDFIUM:
        paper = pypdfium2.PdfDocument(piece.content)
        pages = len(paper)
    try:
        for first in range(0, pages, PAGES_AT_ONCE):
            with PDFIUM:
                few = pypdfium2.PdfDocument.new()
                few.import_pages(paper, pages=list(range(first, min(first + PAGES_AT_ONCE, pages))))
            try:
                for place in range(len(few)):
                    number += 1
                    _stamp(few, place, number, "" if first + place else piece.head, source)
                with PDFIUM:
                    volume.import_pages(few)
            finally:
                with PDFIUM:
                    few.close()
    finally:
        with PDFIUM:
            paper.close()
    return number


def _stamp(volume: Any, place: int, number: int, head: str, source: GlyphSource) -> None:
    with PDFIUM:
        page = volume[place]
        width, height = page.get_size()
        over = pypdfium2.PdfDocument(_stamp_sheet(width, height, number, head, source))
        try:
            mark = over.page_as_xobject(0, volume)
            page.insert_obj(mark.as_pageobject())
            page.gen_content()
            mark.close()
        finally:
            page.close()
            over.close()


def _stamp_sheet(width: float, height: float, number: int, head: str, source: GlyphSource) -> bytes:
    """One page as large as the one below it, with nothing but the stamp."""
    if width < NARROW_MM * POINTS_PER_MM:
        head = ""
    words = str(number)
    faces = source.faces_for({_ROLE: sorted(set(words + head))})
    fonts = EmbeddedFonts(faces)

    def wide(text: str, size: float) -> float:
        return sum(faces[_ROLE][character].advance(character) for character in text) * size

    side = SIDE_MM * POINTS_PER_MM
    outer = width - side - wide(words, NUMBER_SIZE) if number % 2 else side
    packed = BytesIO()
    canvas: Any = Canvas(packed, pagesize=(width, height), pageCompression=1, initialFontName="Helvetica")
    foot = height - BASELINE_MM * POINTS_PER_MM
    for text, size, left in (
        (words, NUMBER_SIZE, outer),
        (head, HEAD_SIZE, (width - wide(head, HEAD_SIZE)) / 2),
    ):
        if text:
            shown = " ".join(f"/{name} {size:g} Tf <{codes}> Tj" for name, codes in fonts.encode(_ROLE, text))
            canvas._code.append(f"BT 1 0 0 1 {left:.3f} {foot:.3f} Tm {shown} ET")
    canvas.showPage()
    fonts.embed(canvas._doc)
    canvas.save()
    return packed.getvalue()
