"""Write sheets as XLSX, for offices that keep their papers as tables: the same form description as PDF and DOCX follow.

Each sheet is a worksheet, and so is each annex that begins a page (`page_break`): a worksheet that is fitted to the width
of its page breaks it nowhere else, and each repeats its own heading; page numbers go on through the workbook. What a table cannot keep is left out, as in a DOCX: QR codes in corners and cells, and the filling
of a page with blank rows; the small code that opens its record stays on the first page, as a picture in the header. No cell is a formula, a
link or a number. XlsxWriter writes it, loaded when it is needed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.atomic import written_whole
from deputy_station.documents.checking import check_values
from deputy_station.documents.description import Block, Paragraph, Sheet, fill_text
from deputy_station.documents.workbook_out import tab_name
from deputy_station.documents.wrapping import clean_for_paper

# The default of Chinese Excel: the widths of columns are counted in its digits.
_DEFAULTS = {"default_row_height": 18, "default_column_width": 72}
_DEFAULT_FONT = {"font_name": "宋体", "font_size": 11, "font_scheme": "none"}
"""Of no theme, which in Excel would be set in the theme's font instead."""
_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FIXED_TIME = datetime(2000, 1, 1)  # noqa: DTZ001 - so that equal papers are equal files
_LONGEST_TITLE = 255


def make_xlsx(
    target: Path,
    sheets: Sequence[Sheet],
    *,
    title: str,
    author: str = "",
    progress: Progress = silent_progress,
) -> None:
    """Make one workbook of some sheets. The file appears whole or not at all.

    Raises FormProblem when a value is missing, NotWritten when the disk refuses. `title` and `author` become properties
    of the workbook, so they may name no visitor.
    """
    import xlsxwriter

    from deputy_station.documents import xlsx_headers, xlsx_looks, xlsx_writing

    for sheet in sheets:
        check_values(sheet)
    with written_whole(target) as temporary:
        packed = BytesIO()
        # XlsxWriter writes into the font it is given: handed over itself, the next workbook would look otherwise.
        fonts = {"default_format_properties": dict(_DEFAULT_FONT)}
        book = xlsxwriter.Workbook(packed, {"in_memory": True, **_AS_TEXT, **_DEFAULTS, **fonts})
        try:
            book.set_properties(
                {"title": clean_for_paper(title)[:_LONGEST_TITLE], "author": author, "created": _FIXED_TIME}
            )
            formats = xlsx_looks.Formats(book)
            names: set[str] = set()
            for number, sheet in enumerate(sheets, 1):
                for place, (name, part) in enumerate(_parts(sheet)):
                    worksheet = book.add_worksheet(tab_name(name, names), xlsx_headers.PagedWorksheet)
                    xlsx_writing.write_sheet(worksheet, part, formats, begins=not place)
                progress(number, len(sheets), "张")
        except BaseException:
            book.fileclosed = True  # nothing more is to be written, and its end must not complain
            raise
        book.close()
        temporary.write_bytes(packed.getbuffer())


def _parts(sheet: Sheet) -> Iterator[tuple[str, Sheet]]:
    """What becomes a worksheet of its own, each with its name: an annex is called by the line it begins with."""
    parts: list[list[Block]] = [[]]
    for block in sheet.form.blocks:
        if isinstance(block, Paragraph) and block.page_break and parts[-1]:
            if block.hide_when_empty and not fill_text(block.text, sheet.values):
                continue
            parts.append([])
        parts[-1].append(block)
    for number, blocks in enumerate(parts):
        name = ""
        if number and isinstance(blocks[0], Paragraph):
            name = fill_text(blocks[0].text, sheet.values)
        form = replace(sheet.form, blocks=tuple(blocks))
        yield name or sheet.bookmark or sheet.form.title, replace(sheet, form=form)
