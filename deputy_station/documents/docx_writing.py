"""The blocks of a form set into a document of python-docx: paragraphs, rules, grids, headers and footers.

What the library has no call for (borders, repeated heading rows, fields, fonts of Chinese characters) is put in as
small elements. Loads python-docx: imported only when a DOCX is to be written (`documents.docx`).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENTATION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import _Footer, _Header
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from deputy_station.documents.columns import filled_columns
from deputy_station.documents.description import (
    Align,
    Cell,
    Form,
    Furnishing,
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
from deputy_station.documents.docx_blank import FONT_NAMES, piece, set_fonts
from deputy_station.documents.docx_codes import put_page_code
from deputy_station.documents.filled_rows import filled_rows
from deputy_station.documents.kept_whole import kept_whole
from deputy_station.documents.layout import room_beside_codes
from deputy_station.documents.wrapping import clean_for_paper

_JUSTIFIED: Mapping[Align, WD_ALIGN_PARAGRAPH] = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
    "spread": WD_ALIGN_PARAGRAPH.DISTRIBUTE,
}
_VERTICAL: Mapping[VerticalAlign, WD_CELL_VERTICAL_ALIGNMENT] = {
    "top": WD_CELL_VERTICAL_ALIGNMENT.TOP,
    "middle": WD_CELL_VERTICAL_ALIGNMENT.CENTER,
    "bottom": WD_CELL_VERTICAL_ALIGNMENT.BOTTOM,
}
_FROM_LEFT: Sequence[Align] = ("left", "justify", "spread", "center", "right")
_STOPS: Mapping[Align, tuple[float, WD_TAB_ALIGNMENT]] = {
    "center": (0.5, WD_TAB_ALIGNMENT.CENTER),
    "right": (1.0, WD_TAB_ALIGNMENT.RIGHT),
}
"""Where on the width of the type area a text beside others begins, ends or has its middle."""
_SIDES = ("top", "left", "bottom", "right")
_DESCENT = 0.3  # of a size: from the baseline to the foot of its line
_ASCENT = 0.95
_PAGE_NUMBERS = re.compile(r"(\{pages?\})")
_COUNTED = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
_DIGITS = re.compile(r"[0-9:：]+|[^0-9:：]")
_JOINER = "\u2060"
_HAIR = 1.0
_NOT_IN_XML = {0xFFFE: None, 0xFFFF: None}


def write_sheet(document: WordDocument, sheet: Sheet) -> None:
    """Set a whole sheet into an empty document of one section."""
    _section(document, sheet)
    for block in sheet.form.blocks:
        if isinstance(block, Paragraph):
            _paragraph(document, block, sheet)
        elif isinstance(block, Rule):
            _rule(document, block)
        else:
            _grid(document, block, sheet)


def _words(text: str, values: Mapping[str, Value]) -> str:
    return clean_for_paper(fill_text(text, values)).translate(_NOT_IN_XML)


# ---------------------------------------------------------------- the page, its headers and footers


def _section(document: WordDocument, sheet: Sheet) -> None:
    page, furniture = sheet.form.page, sheet.form.furniture
    [section] = document.sections
    section.page_width, section.page_height = Mm(page.width), Mm(page.height)
    if page.width > page.height:
        section.orientation = WD_ORIENTATION.LANDSCAPE
    section.top_margin, section.bottom_margin = Mm(page.top), Mm(page.bottom)
    section.left_margin, section.right_margin = Mm(page.left), Mm(page.right)
    section.header_distance = Mm(_distance(sheet.form, "header"))
    section.footer_distance = Mm(_distance(sheet.form, "footer"))
    section.different_first_page_header_footer = True
    both = any(each.outside for each in furniture)
    document.settings.odd_and_even_pages_header_footer = both
    _furniture(section.header, sheet, "header")
    _furniture(section.footer, sheet, "footer")
    if both:
        _furniture(section.even_page_header, sheet, "header", odd=False)
        _furniture(section.even_page_footer, sheet, "footer", odd=False)
    _furniture(section.first_page_header, sheet, "header", first=True)
    _furniture(section.first_page_footer, sheet, "footer", first=True)


def _distance(form: Form, at: str) -> float:
    """From the edge of the paper to the first line of the headers, or to the last of the footers, in mm."""
    lines = [each for each in form.furniture if each.at == at]
    if not lines:
        return 10.0
    nearest = min(lines, key=lambda each: each.baseline)
    reach = (_ASCENT if at == "header" else _DESCENT) * nearest.style.size / 72 * 25.4
    return max(0.0, nearest.baseline - reach)


def _furniture(
    part: _Header | _Footer, sheet: Sheet, at: str, *, odd: bool = True, first: bool = False
) -> None:
    """The lines of a header or footer from top to bottom, each as far from the last as described."""
    shown = sorted(
        (each for each in sheet.form.furniture if each.at == at and not (first and each.from_page > 1)),
        key=lambda each: each.baseline,
        reverse=at == "footer",
    )
    part.is_linked_to_previous = False
    new_line = _lines_of(part)
    if not shown:
        new_line()
    above: float | None = None
    for baseline, abreast in groupby(shown, key=lambda each: each.baseline):
        beside = [_outside(each, odd=odd) for each in abreast]
        apart = beside[0].style.size * 1.25 if above is None else abs(baseline - above) / 25.4 * 72
        above = baseline
        _furnishings(new_line(), beside, sheet, apart)
    if isinstance(part, _Header):
        put_page_code(part, sheet)


def _outside(each: Furnishing, *, odd: bool) -> Furnishing:
    """Page numbers of official papers stand right on odd pages, left on even ones."""
    if not each.outside:
        return each
    return replace(each, style=replace(each.style, align="right" if odd else "left"))


def _furnishings(line: WordParagraph, beside: Sequence[Furnishing], sheet: Sheet, points: float) -> None:
    """What stands on one baseline: one text as it is aligned, several each at a tab stop of its alignment."""
    beside = sorted(beside, key=lambda each: _FROM_LEFT.index(each.style.align))
    first = beside[0].style
    several = len(beside) > 1
    style = replace(first, leading=points / first.size, align="left" if several else first.align)
    _set(line, style, exact=True)
    page = sheet.form.page
    width = min(room_beside_codes(sheet.form, each) for each in beside)
    aside = (page.type_width - width) / 2 / 25.4 * 72
    if any(each.outside for each in beside):  # one character in from the edge (GB/T 9704-2012, 7.5)
        aside += first.size
    if aside:
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(aside)
    for each in beside:
        if several and each.style.align in _STOPS:
            share, stop = _STOPS[each.style.align]
            line.paragraph_format.tab_stops.add_tab_stop(
                Mm((page.type_width - width) / 2 + width * share), stop
            )
            _run(line, "\t", each.style)
        for part in _PAGE_NUMBERS.split(each.text):
            if part in _COUNTED:
                field = piece("fldSimple", instr=f" {_COUNTED[part]} ")
                number = _run(line, "1", each.style, each.color)
                number.element.addprevious(field)
                field.append(number.element)
            elif part:
                _run(line, _words(part, sheet.values).replace("\n", " "), each.style, each.color)


def _lines_of(part: _Header | _Footer | _Cell) -> Callable[[], WordParagraph]:
    """Gives its paragraphs one by one: first the empty one that is there, then new ones."""
    [there] = part.paragraphs
    there.style = None
    waiting = [there]
    return lambda: waiting.pop() if waiting else part.add_paragraph()


# ---------------------------------------------------------------- paragraphs


def _paragraph(document: WordDocument, block: Paragraph, sheet: Sheet) -> None:
    text = _words(block.text, sheet.values)
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
        _set(line, style, exact=True, before=before, after=after)
        if block.indent:
            line.paragraph_format.first_line_indent = Pt(block.indent * style.size)
            [indent] = line.paragraph_format.element.xpath("w:pPr/w:ind")
            indent.set(qn("w:firstLineChars"), str(round(block.indent * 100)))
        if block.right_indent:
            line.paragraph_format.right_indent = Mm(block.right_indent)
        if block.keep_with_next:
            line.paragraph_format.keep_with_next = True
        _text(line, text_of_line, style, block.color)


def _shrunk(text: str, style: TextStyle, width_mm: float) -> TextStyle:
    """The style at the size that keeps the text on one line, if its least size does."""
    ems = sum(0.55 if ord(character) < 0x2E80 else 1.0 for character in text)
    fits = width_mm / 25.4 * 72 / ems if ems else style.size
    size = min(style.size, int(fits * 2) / 2)
    return replace(style, size=size) if size >= style.min_size else style


def _set(
    line: WordParagraph, style: TextStyle, *, exact: bool = False, before: float = 0.0, after: float = 0.0
) -> None:
    """How a paragraph stands; space in mm. Its lines are as high as the style says, or at least so."""
    form = line.paragraph_format
    form.alignment = _JUSTIFIED[style.align]
    form.space_before, form.space_after = Mm(before), Mm(after)
    form.line_spacing = Pt(style.size * style.leading)
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY if exact else WD_LINE_SPACING.AT_LEAST


def _text(line: WordParagraph, text: str, style: TextStyle, color: str = "#000000") -> None:
    """A text whose hours, dates and phone numbers stay on one line.

    Word joiners hold them together, set so small that a program without a glyph for one shows nothing. For LibreOffice
    the signs between must not be Chinese, or its Chinese rules break beside a joiner.
    """
    done = 0
    for begin, end in kept_whole(text):
        if begin > done:
            _run(line, text[done:begin], style, color)
        for number, part in enumerate(_DIGITS.findall(text[begin:end])):
            if number:
                _run(line, _JOINER, replace(style, size=_HAIR), color)
            run = _run(line, part, style, color)
            run.element.get_or_add_rPr().append(piece("lang", val="en-US", eastAsia="en-US"))
        done = end
    if done < len(text):
        _run(line, text[done:], style, color)


def _run(line: WordParagraph, text: str, style: TextStyle, color: str = "#000000") -> Run:
    name, bold = FONT_NAMES[style.font]
    half_points = round(style.size * 2)
    run = line.add_run(text)
    font = run.font
    font.name, font.size = name, Pt(half_points / 2)
    if bold:
        font.bold = font.cs_bold = True
    if color != "#000000":
        font.color.rgb = RGBColor.from_string(color.lstrip("#").upper())
    properties = run.element.get_or_add_rPr()
    set_fonts(properties, name)
    properties.append(piece("szCs", val=str(half_points)))
    return run


def _rule(document: WordDocument, block: Rule) -> None:
    line = document.add_paragraph()
    _set(line, _THIN, exact=True, before=block.before, after=block.after)
    borders = piece("pBdr")
    borders.append(_border("bottom", block.thickness, block.color))
    line.paragraph_format.element.get_or_add_pPr().insert_element_before(
        borders, "w:spacing", "w:ind", "w:jc"
    )


_THIN = TextStyle(size=1.0, leading=1.0)


def _gap(document: WordDocument, mm: float) -> None:
    """Empty space of a height, at least a hair: two tables that touch become one."""
    _set(document.add_paragraph(), replace(_THIN, size=max(1.0, mm / 25.4 * 72)), exact=True)


# ---------------------------------------------------------------- grids


def _grid(document: WordDocument, block: Grid, sheet: Sheet) -> None:
    if block.hide_when_empty and not any(sheet.values[row.repeat] for row in block.rows if row.repeat):
        return
    grid = filled_columns(block, sheet.values, sheet.form.page.type_width)
    rows = [(row, *filled) for row in grid.rows for filled in filled_rows(row, sheet.values)]
    _gap(document, grid.before)
    if rows:
        _table(document, grid, rows)
    _gap(document, grid.after)


def _table(
    document: WordDocument, grid: Grid, rows: Sequence[tuple[Row, Sequence[Cell], Mapping[str, Value]]]
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
    for number, (_, cells, values) in enumerate(rows):
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
            _cell_lines(place, cell, values)


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


def _cell_lines(place: _Cell, cell: Cell, values: Mapping[str, Value]) -> None:
    text = _words(cell.text, values)
    if cell.tick and text:
        text = f"□ {text}"
    lines = [(each, cell.style) for each in text.split("\n")]
    if cell.sign_off is not None:
        at_foot = replace(cell.style, align="right")
        lines += [(_words(each, values), at_foot) for each in (cell.sign_off.signer, cell.sign_off.day)]
    new_line = _lines_of(place)
    for text_of_line, style in lines:
        line = new_line()
        _set(line, style)
        if text_of_line:
            _text(line, text_of_line, style)
