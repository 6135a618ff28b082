"""Write sheets as one PDF/A-2b: bookmarks, document properties, searchable text, embedded subsets of the fonts."""

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.atomic import written_whole
from deputy_station.documents.checking import POINTS_PER_MM, check_values
from deputy_station.documents.codes import code_rectangles
from deputy_station.documents.description import PAGE_CODE, FormProblem, Paragraph, Sheet
from deputy_station.documents.glyphs import GlyphSource, system_glyphs
from deputy_station.documents.layout import lay_out
from deputy_station.documents.marks import CodeMark, PageMarks
from deputy_station.documents.pdf_archive import make_archivable
from deputy_station.documents.pdf_fonts import EmbeddedFonts
from deputy_station.documents.pdf_stream import WrittenAsItGoes
from deputy_station.documents.typesetting import Typesetter, gather_faces

rl_config.useA85 = 0  # binary streams: a fifth smaller, and no slow text armour around each page
_PROGRAM = "deputy-station"
_LEAST_MODULE = 0.33 * POINTS_PER_MM  # smaller ones do not survive a photocopier
_MANY_SHEETS = 200  # more, and looking for the prettiest mask of each code would take most of the time
_MASK_OF_MANY = 0
_HAIR = 0.02  # points by which code modules overlap, so that no renderer shows seams between them

PageChange = Callable[[Sheet, int, PageMarks], PageMarks | None]
"""Told each sheet, page (from 1) and what would stand on it; says what is drawn instead, None for no page."""


def make_pdf(
    target: Path,
    sheets: Iterable[Sheet],
    *,
    title: str,
    author: str = "",
    progress: Progress = silent_progress,
    glyphs: GlyphSource | None = None,
    change: PageChange | None = None,
) -> int:
    """Make one PDF of all sheets and return its number of pages.

    The file appears whole or not at all. Before anything is drawn: `FormProblem` when a value is missing or of
    the wrong kind, `MissingGlyphs` when no font has a character; `NotWritten` when the disk refuses. `title`
    and `author` become document properties, so neither may name a visitor. A sheet with a `bookmark` gets a
    line in the outline. `glyphs` are the fonts to use, by default those of this machine; `change` may take
    from a page what stands on the paper already. `sheets` are gone through twice: of very many, hand over an object
    that makes them anew each time, and memory does not grow with their number.
    """
    filled = list(sheets) if isinstance(sheets, Iterator) else sheets
    count = 0

    def checked() -> Iterator[Sheet]:
        nonlocal count
        for sheet in filled:
            check_values(sheet)
            count += 1
            yield sheet

    faces = gather_faces(checked(), glyphs or system_glyphs())
    if not count:
        raise FormProblem("没有要打印的内容。请先选好要打印的记录，再试一次。")
    with written_whole(target) as temporary, temporary.open("wb") as file:
        writer = _PdfWriter(Typesetter(faces), title, author, change, file)
        if count > _MANY_SHEETS:
            writer.code_mask = _MASK_OF_MANY
        for number, sheet in enumerate(filled, 1):
            progress(number, count, "张")
            writer.add_sheet(sheet)
        writer.finish()
    return writer.page_count


class _PdfWriter:
    """Draws laid-out pages on a ReportLab canvas, page operators written straight."""

    def __init__(
        self, typesetter: Typesetter, title: str, author: str, change: PageChange | None, file: BinaryIO
    ) -> None:
        self._typesetter = typesetter
        self._change = change
        self._title, self._author = title, author
        self._canvas: Any = Canvas("", pageCompression=1, initialFontName="Helvetica")
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setSubject(title)
        self._canvas.setCreator(_PROGRAM)
        self._canvas.setProducer(_PROGRAM)
        self._written = WrittenAsItGoes(self._canvas._doc, file)
        self._fonts = EmbeddedFonts(typesetter.faces)
        self._bookmarks = 0
        self.code_mask: int | None = None
        self.page_count = 0

    def add_sheet(self, sheet: Sheet) -> None:
        """Lay the sheet out and draw its pages."""
        canvas = self._canvas
        pages = lay_out(sheet, self._typesetter)
        if self.page_count % 2 and any(
            isinstance(block, Paragraph) and block.tear_off for block in sheet.form.blocks
        ):
            self._show_page()  # nothing may stand on the back of what is cut off
        if sheet.bookmark:
            self._bookmarks += 1
            key = f"sheet{self._bookmarks}"
            canvas.bookmarkPage(key)
            canvas.addOutlineEntry(sheet.bookmark, key, level=0)
        for number, laid in enumerate(pages, 1):
            marks = self._change(sheet, number, laid) if self._change else laid
            if marks is None:
                continue
            canvas.setPageSize((marks.width, marks.height))
            canvas._preamble = ""  # it sets a font that is not embedded, for nothing
            for picture in marks.pictures:
                foot = marks.height - picture.y - picture.height
                canvas.drawImage(
                    ImageReader(BytesIO(picture.data)), picture.x, foot, picture.width, picture.height
                )
            canvas._code.append(self._operators(marks))
            for code in marks.codes:
                canvas._code.append(
                    _code_operators(sheet, code, number, len(pages), marks.height, self.code_mask)
                )
            self._show_page()

    def _show_page(self) -> None:
        self._canvas.showPage()
        self.page_count += 1
        self._written.put_page(self.page_count)

    def finish(self) -> None:
        """Write what belongs to the whole document."""
        document = self._canvas._doc
        self._fonts.embed(document)
        make_archivable(document, title=self._title, author=self._author, program=_PROGRAM)
        if self._bookmarks:
            self._canvas.showOutline()
        self._written.finish(self._canvas)

    def _operators(self, marks: PageMarks) -> str:
        return "\n".join(
            (
                *_shade_operators(marks),
                *_box_operators(marks),
                *_line_operators(marks),
                *self._text_operators(marks),
            )
        )

    def _text_operators(self, marks: PageMarks) -> list[str]:
        """One text object for the page; font, colour and spacing are set only when they change."""
        made = ["BT"]
        font = ""
        spacing = 0.0
        color = "#000000"
        encode = self._fonts.encode
        height = marks.height
        for mark in marks.texts:
            if mark.color != color:
                color = mark.color
                made.append(_color(color, "rg"))
            if mark.spacing != spacing:
                spacing = mark.spacing
                made.append(f"{spacing:.4f} Tc")
            made.append(f"1 0 0 1 {mark.x:.3f} {height - mark.y:.3f} Tm")
            for name, shown in encode(mark.role, mark.text):
                wanted = f"/{name} {mark.size:g} Tf"
                if wanted != font:
                    font = wanted
                    made.append(wanted)
                made.append(f"<{shown}> Tj")
        if spacing:
            made.append("0 Tc")
        if color != "#000000":
            made.append("0 0 0 rg")
        made.append("ET")
        return made


def _shade_operators(marks: PageMarks) -> list[str]:
    made = [
        f"{_color(color, 'rg')} {x:.3f} {marks.height - y - height:.3f} {width:.3f} {height:.3f} re f"
        for x, y, width, height, color in marks.shades
    ]
    return [*made, _color("#000000", "rg")] if made else []


def _box_operators(marks: PageMarks) -> list[str]:
    made = []
    ordered = sorted(marks.boxes, key=lambda box: box.thickness)
    for thickness, boxes in groupby(ordered, key=lambda box: box.thickness):
        if not thickness:
            continue  # no line, yet a place to be found again on the paper
        made.append(f"{thickness:g} w")
        for x, y, width, height, *_ in boxes:
            made.append(f"{x:.3f} {marks.height - y - height:.3f} {width:.3f} {height:.3f} re")
        made.append("S")
    return made


def _line_operators(marks: PageMarks) -> list[str]:
    made = []
    for line in marks.lines:
        made.append(
            f"q {line.thickness:g} w {_color(line.color, 'RG')} "
            f"{line.x1:.3f} {marks.height - line.y1:.3f} m {line.x2:.3f} {marks.height - line.y2:.3f} l S Q"
        )
    return made


def _code_operators(
    sheet: Sheet, mark: CodeMark, page: int, pages: int, page_height: float, mask: int | None
) -> str:
    payload = sheet.page_code if mark.field == PAGE_CODE else sheet.values[mark.field]
    if payload is None:
        return ""
    assert callable(payload)
    text = payload(page, pages, mark.corner)
    if not text:
        return ""  # a place on a sheet of cards that nobody fills
    modules, rectangles = code_rectangles(text, mark.correction, mask)
    module = mark.size / modules
    if module < _LEAST_MODULE:
        raise FormProblem(
            f"表格“{sheet.form.title}”的二维码内容太长，复印后会读不出来。请缩短内容或放大二维码。"
        )
    top = page_height - mark.y
    return "\n".join(
        [
            *(
                f"{mark.x + column * module:.3f} {top - (row + height) * module - _HAIR:.3f} "
                f"{width * module + _HAIR:.3f} {height * module + _HAIR:.3f} re"
                for column, row, width, height in rectangles
            ),
            "f",
        ]
    )


def _color(value: str, operator: str) -> str:
    red, green, blue = (int(value[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return f"{red:.3f} {green:.3f} {blue:.3f} {operator}"
