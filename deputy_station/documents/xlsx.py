"""Write sheets as XLSX, for offices that keep their papers as tables: the same form description as PDF and DOCX follow.

Each sheet is a worksheet. What a table cannot keep is left out, as in a DOCX: QR codes in corners and cells, and the filling
of a page with blank rows; the small code that opens its record stays, as a picture in the header. No cell is a formula, a
link or a number. XlsxWriter writes it, loaded when it is needed.
"""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.atomic import written_whole
from deputy_station.documents.checking import check_values
from deputy_station.documents.description import Sheet
from deputy_station.documents.workbook_out import tab_name
from deputy_station.documents.wrapping import clean_for_paper

# The default of Chinese Excel: the widths of columns are counted in its digits.
_DEFAULTS = {
    "default_format_properties": {"font_name": "宋体", "font_size": 11},
    "default_row_height": 18,
    "default_column_width": 72,
}
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

    from deputy_station.documents import xlsx_looks, xlsx_writing

    for sheet in sheets:
        check_values(sheet)
    with written_whole(target) as temporary:
        packed = BytesIO()
        book = xlsxwriter.Workbook(packed, {"in_memory": True, **_AS_TEXT, **_DEFAULTS})
        try:
            book.set_properties(
                {"title": clean_for_paper(title)[:_LONGEST_TITLE], "author": author, "created": _FIXED_TIME}
            )
            formats = xlsx_looks.Formats(book)
            names: set[str] = set()
            for number, sheet in enumerate(sheets, 1):
                worksheet = book.add_worksheet(tab_name(sheet.bookmark or sheet.form.title, names))
                xlsx_writing.write_sheet(worksheet, sheet, formats)
                progress(number, len(sheets), "张")
        except BaseException:
            book.fileclosed = True  # nothing more is to be written, and its end must not complain
            raise
        book.close()
        temporary.write_bytes(packed.getbuffer())
