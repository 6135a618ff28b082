"""The blocks of a form set into a document of python-docx: paragraphs, rules, grids.

What the library has no call for (borders, repeated heading rows) is put in as small elements. Loads python-docx: imported
only when a DOCX is to be written (`documents.docx`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from docx.document import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.table import Table, _Cell

from deputy_station.documents.checking import POINTS_PER_MM
from deputy_station.documents.columns import filled_columns
from deputy_station.documents.description import (
    Cell,
    Grid,
    Paragraph,
    Row,
    Rule,
    Sheet,
    TextStyle,
    Value,
    VerticalAlign,
    fill_text,
)
from deputy_station.documents.docx_blank import piece
from deputy_station.documents.docx_furniture import set_page
from deputy_station.documents.docx_lines import lines_of, put_text, set_line
from deputy_station.documents.filled_rows import filled_rows
from deputy_station.documents.office_text import words_of
from deputy_station.documents.pen_places import tick_room
from deputy_station.documents.sign_offs import foot_of
from deputy_station.documents.typesetting import Typesetter
from deputy_station.documents.wrapping import clean_for_paper

_VERTICAL: Mapping[VerticalAlign, WD_CELL_VERTICAL_ALIGNMENT] = {
    "top": WD_CELL_VERTICAL_ALIGNMENT.TOP,
    "middle": WD_CELL_VERTICAL_ALIGNMENT.CENTER,
    "bottom": WD_CELL_VERTICAL_ALIGNMENT.BOTTOM,
}
_SIDES = ("top", "left", "bottom", "right")


def write_sheet(document: WordDocument, sheet: Sheet, typesetter: Typesetter | None) -> None:
    """Set a whole sheet into an empty document of one section; texts of cells as small as on the printed paper, where
    there is what measures them."""
    set_page(document, sheet)
    for block in sheet.form.blocks:
        if isinstance(block, Paragraph):
            _paragraph(document, block, sheet)
        elif isinstance(block, Rule):
            _rule(document, block)
        else:
            _grid(document, block, sheet, typesetter)


# ---------------------------------------------------------------- paragraphs


def _paragraph(document: WordDocument, block: Paragraph, sheet: Sheet) -> None:
    text = words_of(block.text, sheet.values)
    if not text and block.hide_when_empty:
        return
    style = block.style
    if block.one_line:
        style = _shrunk(text, style, sheet.form.page.type_width - block.right_indent)
    lines = text.split("\n")
    for number, text_of_line in enumerate(lines):
        line = document.add_paragraph()
        before = block.before if number == 0 else 0.0
        after = block.after if number == len(lines) - 1 else 0.0
        set_line(line, style, exact=True, before=before, after=after)
        if block.indent:
            line.paragraph_format.first_line_indent = Pt(block.indent * style.size)
            [indent] = line.paragraph_format.element.xpath("w:pPr/w:ind")
            indent.set(qn("w:firstLineChars"), str(round(block.indent * 100)))
        if block.right_indent:
            line.paragraph_format.right_indent = Mm(block.right_indent)
        if block.page_break and number == 0:
            line.paragraph_format.page_break_before = True
        if block.keep_with_next:
            line.paragraph_format.keep_with_next = True
        put_text(line, text_of_line, style, block.color)


def _shrunk(text: str, style: TextStyle, width_mm: float) -> TextStyle:
    """The style at the size that keeps the text on one line, if its least size does."""
    ems = sum(0.55 if ord(character) < 0x2E80 else 1.0 for character in text)
    fits = width_mm / 25.4 * 72 / ems if ems else style.size
    size = min(style.size, int(fits * 2) / 2)
    return replace(style, size=size) if size >= style.min_size else style


def _rule(document: WordDocument, block: Rule) -> None:
    line = document.add_paragraph()
    set_line(line, _THIN, exact=True, before=block.before, after=block.after)
    borders = piece("pBdr")
    borders.append(_border("bottom", block.thickness, block.color))
    line.paragraph_format.element.get_or_add_pPr().insert_element_before(
        borders, "w:spacing", "w:ind", "w:jc"
    )


_THIN = TextStyle(size=1.0, leading=1.0)


def _gap(document: WordDocument, mm: float) -> None:
    """Empty space of a height, at least a hair: two tables that touch become one."""
    set_line(document.add_paragraph(), replace(_THIN, size=max(1.0, mm / 25.4 * 72)), exact=True)


# ---------------------------------------------------------------- grids


def _grid(document: WordDocument, block: Grid, sheet: Sheet, typesetter: Typesetter | None) -> None:
    if block.hide_when_empty and not any(sheet.values[row.repeat] for row in block.rows if row.repeat):
        return
    grid = filled_columns(block, sheet.values, sheet.form.page.type_width)
    rows = [(row, *filled) for row in grid.rows for filled in filled_rows(row, sheet.values)]
    _gap(document, grid.before)
    if rows:
        _table(document, grid, rows, typesetter)
    _gap(document, grid.after)


def _table(
    document: WordDocument,
    grid: Grid,
    rows: Sequence[tuple[Row, Sequence[Cell], Mapping[str, Value]]],
    typesetter: Typesetter | None,
) -> None:
    table = document.add_table(len(rows), len(grid.columns))
    _frame(table, grid)
    places: list[Sequence[_Cell]] = []
    for place, (row, _, _) in zip(table.rows, rows, strict=True):
        properties = place._tr.get_or_add_trPr()
        properties.append(piece("cantSplit"))
        if row.height:
            place.height, place.height_rule = Mm(row.height), WD_ROW_HEIGHT_RULE.AT_LEAST
        if row.header:
            properties.append(piece("tblHeader"))
        places.append(place.cells)
        for cell, width in zip(place.cells, grid.columns, strict=True):
            cell.width = Mm(width)
    taken: set[tuple[int, int]] = set()
    for number, (row, cells, values) in enumerate(rows):
        free = (column for column in range(len(grid.columns)) if (number, column) not in taken)
        for cell in cells:
            column = next(free)
            last_row = min(number + cell.rowspan, len(rows)) - 1
            last_column = column + cell.colspan - 1
            place = places[number][column]
            covered = [places[each][column] for each in range(number, last_row + 1)]
            if last_row > number or last_column > column:
                place.merge(places[last_row][last_column])
                taken |= {
                    (each, beside)
                    for each in range(number, last_row + 1)
                    for beside in range(column, last_column + 1)
                }
            for each in covered:
                _cell(each, cell)
            width = sum(grid.columns[column : last_column + 1]) - 2 * grid.padding
            height = row.height - 2 * grid.padding if row.height and cell.rowspan == 1 else 0.0
            _shade(covered, fill_text(cell.shade, values))
            _cell_lines(place, _shrunk_to(cell, values, width, height, typesetter), values, width)


def _frame(table: Table, grid: Grid) -> None:
    """The lines and the inner margins of a whole table, and its widths as they are described."""
    table.autofit = False
    for column, width in zip(table.columns, grid.columns, strict=True):
        column.width = Mm(width)
    borders, margins = piece("tblBorders"), piece("tblCellMar")
    for side in (*_SIDES, "insideH", "insideV"):
        borders.append(_border(side, grid.outer_line if side in _SIDES else grid.inner_line))
    for side in _SIDES:
        margins.append(piece(side, w=_twips(grid.padding), type="dxa"))
    properties = table._tbl.tblPr
    for whole_width in properties.xpath("w:tblW"):
        whole_width.getparent().replace(whole_width, piece("tblW", w=_twips(sum(grid.columns)), type="dxa"))
    properties.insert_element_before(borders, "w:tblLayout", "w:tblLook")
    properties.insert_element_before(margins, "w:tblLook")


def _border(side: str, points: float, color: str = "#000000") -> BaseOxmlElement:
    """A line of a table or a paragraph; none without a thickness."""
    return piece(
        side,
        val="single" if points else "nil",
        sz=str(round(points * 8)),
        space="0",
        color=color.lstrip("#"),
    )


def _twips(mm: float) -> str:
    return str(Mm(mm).twips)


def _cell(place: _Cell, cell: Cell) -> None:
    """How a cell stands; one over several rows needs it in each."""
    place.vertical_alignment = _VERTICAL[cell.valign]
    if cell.border:
        return
    bare = piece("tcBorders")
    for side in _SIDES:
        bare.append(piece(side, val="nil"))
    place._tc.get_or_add_tcPr().insert_element_before(bare, "w:vAlign")


def _shade(places: Sequence[_Cell], color: str) -> None:
    """The colour behind a cell, in each of its rows."""
    if color:
        for place in places:
            shade = piece("shd", val="clear", color="auto", fill=color.lstrip("#"))
            place._tc.get_or_add_tcPr().insert_element_before(shade, "w:vAlign")


def _shrunk_to(
    cell: Cell, values: Mapping[str, Value], width: float, height: float, typesetter: Typesetter | None
) -> Cell:
    """The cell in the size in which its text fits the height its row was given (mm; 0: none), as it is printed."""
    foot = foot_of(cell, values, width)[0]
    signed = foot.count("\n") + 1 if foot else 0
    room = height * POINTS_PER_MM - signed * cell.style.size * cell.style.leading
    if typesetter is None or height <= 0 or room <= 0:
        return cell
    text = clean_for_paper(words_of(cell.text, values))
    setting = typesetter.fit(text, cell.style, width * POINTS_PER_MM - tick_room(cell), room)
    return replace(cell, style=replace(cell.style, size=setting.size))


def _cell_lines(place: _Cell, cell: Cell, values: Mapping[str, Value], width: float) -> None:
    text = words_of(cell.text, values)
    if cell.tick and text:
        text = f"□ {text}"
    lines = [(each, cell.style) for each in text.split("\n")]
    foot, at_foot = foot_of(cell, values, width)
    if foot:
        lines += [(each, at_foot) for each in foot.split("\n")]
    new_line = lines_of(place)
    for text_of_line, style in lines:
        line = new_line()
        # Exactly: most fonts for Chinese ask for more than the leading, and every row would grow by it.
        set_line(line, style, exact=True)
        if text_of_line:
            put_text(line, text_of_line, style)
