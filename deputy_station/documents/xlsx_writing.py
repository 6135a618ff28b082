"""The blocks of a form set into a worksheet: titles and texts over its whole width, rules, grids on common columns.

Loads XlsxWriter through its caller (`documents.xlsx`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from deputy_station.documents.checking import POINTS_PER_MM
from deputy_station.documents.description import Block, Grid, Paragraph, Rule, Sheet, TextStyle, VerticalAlign
from deputy_station.documents.office_text import words_of
from deputy_station.documents.workbook_out import fitting_cell
from deputy_station.documents.xlsx_looks import Formats, Lines, Look
from deputy_station.documents.xlsx_measures import PITCH, height_of, lines_in, pieces_of, shrunk
from deputy_station.documents.xlsx_page import NEARLY_A_PAGE, set_furniture, set_page
from deputy_station.documents.xlsx_raster import Raster, raster_of
from deputy_station.documents.xlsx_rows import Region, Rows, grid_rows

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from deputy_station.documents.xlsx_headers import PagedWorksheet

_PIXELS_PER_MM = 96 / 25.4
_SEEN = 0.3  # mm: less space between blocks is no row of its own
_LEFT_OVER = Paragraph("", TextStyle(font="fangsong", size=9.0))
_RULE_HEIGHT = 2.0  # points
_NEARLY = 1.02  # heights are estimated: a grid that ends so near the end of a page may go over it


def write_sheet(worksheet: "PagedWorksheet", sheet: Sheet, formats: Formats, *, begins: bool = True) -> None:
    """Set a whole sheet into an empty worksheet; an annex does not begin its paper."""
    raster = raster_of(sheet)
    ends = [round(edge * _PIXELS_PER_MM) for edge in raster.edges]  # rounded one by one, they do not drift
    for column, (left, right) in enumerate(pairwise(ends)):
        worksheet.set_column_pixels(column, column, right - left)
    above, below = set_furniture(worksheet, sheet, begins=begins)
    parts = [_text_rows(each, _LEFT_OVER, raster) for each in above]
    parts += [rows for block in sheet.form.blocks for rows in _rows_of(block, sheet, raster)]
    parts += [_text_rows(each, _LEFT_OVER, raster) for each in below]
    headed: list[_Headed] = []
    first, height = 0, 0.0
    for rows in parts:
        _write(worksheet, rows, first, formats)
        height += sum(rows.heights)
        if rows.header is not None:
            top, bottom = rows.header
            headed.append(_Headed(sum(rows.heights), height, first + top, first + bottom))
        first += len(rows.heights)
    _repeat(worksheet, headed, height, sheet.form.page.type_height * POINTS_PER_MM)
    last = max(0, first - 1), raster.columns - 1
    worksheet.print_area(0, 0, *last)
    worksheet.ignore_errors({"number_stored_as_text": _whole(*last)})
    set_page(worksheet, sheet, height / POINTS_PER_MM)


def _whole(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_range

    return str(xl_range(0, 0, row, column))


class _Headed(NamedTuple):
    """A grid with a heading: how high it is and how far down it ends, in points, and the rows of the heading."""

    height: float
    ends: float
    top: int
    bottom: int


def _repeat(worksheet: "Worksheet", headed: Sequence[_Headed], height: float, page: float) -> None:
    """Repeat a heading on following pages. A worksheet repeats but one, on every page: that of the last grid higher than
    a page, as nobody may read it under another's, else of the highest that goes over the end of a page; where all is
    one page, of the highest, for rows that are put in by hand."""
    if height > page * NEARLY_A_PAGE:
        headed = [each for each in headed if (each.ends - each.height) // page < each.ends * _NEARLY // page]
    if headed:
        chosen = ([each for each in headed if each.height > page] or [max(headed)])[-1]
        worksheet.repeat_rows(chosen.top, chosen.bottom)


def _write(worksheet: "Worksheet", rows: Rows, first: int, formats: Formats) -> None:
    for number, height in enumerate(rows.heights, start=first):
        worksheet.set_row(number, height)
    for region in rows.regions:
        top, bottom = first + region.top, first + region.bottom
        text = fitting_cell(region.text)
        cell_format = formats.of(region.look, text)
        if (top, region.left) != (bottom, region.right):
            worksheet.merge_range(top, region.left, bottom, region.right, "", cell_format)
        if text:
            worksheet.write_string(top, region.left, text, cell_format)
        else:
            worksheet.write_blank(top, region.left, None, cell_format)


# ---------------------------------------------------------------- the rows of each block


def _rows_of(block: Block, sheet: Sheet, raster: Raster) -> Iterator[Rows]:
    if isinstance(block, Paragraph):
        text = words_of(block.text, sheet.values)
        if text or not block.hide_when_empty:
            yield _text_rows(text, block, raster)
    elif isinstance(block, Rule):
        yield _rule_rows(block, raster)
    elif not _hidden(block, sheet):
        yield from _space(block.before)
        yield grid_rows(block, sheet.values, sheet.form.page.type_width, raster)
        yield from _space(block.after)


def _hidden(grid: Grid, sheet: Sheet) -> bool:
    return grid.hide_when_empty and not any(sheet.values[row.repeat] for row in grid.rows if row.repeat)


def _space(mm: float) -> Iterator[Rows]:
    if mm >= _SEEN:
        yield Rows([mm * POINTS_PER_MM], [])


def _rule_rows(block: Rule, raster: Raster) -> Rows:
    heights = [block.before * POINTS_PER_MM + _RULE_HEIGHT]
    look = Look(TextStyle(size=1.0), lines=Lines(bottom=block.thickness, color=block.color))
    below = [rows.heights[0] for rows in _space(block.after)]
    return Rows(heights + below, [Region(0, 0, 0, raster.columns - 1, "", look)])


def _text_rows(text: str, block: Paragraph, raster: Raster) -> Rows:
    """A text, each of its paragraphs in a row over the whole width, or in several where it is too long for one.

    The first line is indented by full-width spaces: a worksheet can indent but all lines of a cell.
    """
    right = raster.column_at(raster.edges[-1] - block.right_indent)
    width = raster.edges[right]
    style = shrunk(text, block.style, width) if block.one_line else block.style
    heights: list[float] = []
    regions: list[Region] = []
    for paragraph in text.split("\n"):
        indented = "　" * round(block.indent) + paragraph if paragraph else ""
        for piece in pieces_of(indented, style, width):
            lines = max(1, len(lines_in(piece, style, width)))
            look = Look(style if lines > 1 else _of_one_line(style), color=block.color)
            regions.append(Region(len(heights), len(heights), 0, right - 1, piece, look))
            heights.append(height_of(lines, style) + max(0.0, style.leading - PITCH) * style.size)
    if block.before > _SEEN:
        heights[0] += block.before * POINTS_PER_MM
        regions[0] = _moved(regions[0], "bottom")
    if block.after > _SEEN:
        heights[-1] += block.after * POINTS_PER_MM
        alone = len(regions) == 1 and block.before > _SEEN
        regions[-1] = _moved(regions[-1], "middle" if alone else "top")
    return Rows(heights, regions)


def _of_one_line(style: TextStyle) -> TextStyle:
    return replace(style, align="left") if style.align == "justify" else style


def _moved(region: Region, valign: VerticalAlign) -> Region:
    return replace(region, look=replace(region.look, valign=valign))
