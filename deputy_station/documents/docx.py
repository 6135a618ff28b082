"""Write a sheet as DOCX, to be edited in WPS or Word: the same form description as the PDF follows.

What an editable paper cannot keep is left out: QR codes in its corners and cells (boxes that may move cannot be found
again) and the filling of a page with blank rows. The small code that opens its record stays, as a picture. The program that opens it breaks the pages. python-docx writes it, loaded when it is needed.
"""

from dataclasses import replace
from pathlib import Path

from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.atomic import written_whole
from deputy_station.documents.checking import check_values
from deputy_station.documents.description import Sheet
from deputy_station.documents.glyphs import GlyphSource, MissingGlyphs, system_glyphs
from deputy_station.documents.layout import lay_out_closed_up, with_foot_set_down
from deputy_station.documents.typesetting import Typesetter, gather_faces

_SPARE_MM = 9.0  # a line of a notice


def make_docx(
    target: Path,
    sheet: Sheet,
    *,
    title: str,
    progress: Progress = silent_progress,
    glyphs: GlyphSource | None = None,
) -> None:
    """Make one DOCX of a sheet. The file appears whole or not at all.

    Raises FormProblem when a value is missing, NotWritten when the disk refuses. `title` becomes a property of the
    document, so it may name no visitor. `glyphs` measure lines: where the form closes up to save a page, and where a text shrinks to its cell.
    """
    from deputy_station.documents import docx_blank, docx_writing

    check_values(sheet)
    typesetter = _measurer(sheet, glyphs or system_glyphs())
    if typesetter is not None and sheet.form.page.tightest_leading:
        sheet = _closed_up(sheet, typesetter)
    if typesetter is not None:
        sheet = with_foot_set_down(sheet, typesetter, spare=2 * _SPARE_MM)
    document = docx_blank.blank_document(title)
    docx_writing.write_sheet(document, sheet, typesetter)
    with written_whole(target) as temporary:
        docx_blank.save(document, temporary)
    progress(1, 1, "张")


def _measurer(sheet: Sheet, glyphs: GlyphSource) -> Typesetter | None:
    """What measures the sheet's texts; None where this machine cannot print one of their characters: whoever opens the
    paper may have a font for it, and finds it in the sizes described."""
    try:
        return Typesetter(gather_faces([sheet], glyphs))
    except MissingGlyphs:
        return None


def _closed_up(sheet: Sheet, typesetter: Typesetter) -> Sheet:
    """The sheet with the leading that saves a page, a line to spare where that costs no page: another machine's fonts
    may need one more line, and a notice whose end alone stands on a second page is no notice."""
    page = sheet.form.page
    spared = replace(page, bottom=page.bottom + _SPARE_MM)
    tried, pages = lay_out_closed_up(replace(sheet, form=replace(sheet.form, page=spared)), typesetter)
    closed, needed = lay_out_closed_up(sheet, typesetter)
    if len(pages) > len(needed):
        return closed
    return replace(tried, form=replace(tried.form, page=page))
