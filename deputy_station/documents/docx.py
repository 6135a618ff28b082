"""Write a sheet as DOCX, to be edited in WPS or Word: the same form description as the PDF follows.

What an editable paper cannot keep is left out: QR codes (boxes that may move cannot be found again) and the filling
of a page with blank rows. The program that opens it breaks the pages. ISO/IEC 29500-1, transitional.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.atomic import written_whole
from deputy_station.documents.checking import check_values
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
    fill_text,
    placeholders,
)
from deputy_station.documents.docx_parts import FONT_NAMES, HEAD, WORD, fixed_parts, fonts_element
from deputy_station.documents.glyphs import GlyphSource, system_glyphs
from deputy_station.documents.layout import lay_out_closed_up
from deputy_station.documents.typesetting import Typesetter, gather_faces
from deputy_station.documents.wrapping import clean_for_paper

_TWIPS_PER_MM = 1440 / 25.4
_JUSTIFIED: Mapping[Align, str] = {
    "left": "left",
    "center": "center",
    "right": "right",
    "justify": "both",
    "spread": "distribute",
}
_VERTICAL = {"top": "top", "middle": "center", "bottom": "bottom"}
_DESCENT = 0.3  # of a size: from the baseline to the foot of its line
_ASCENT = 0.95
_PAGE_NUMBERS = re.compile(r"(\{pages?\})")
_FIXED_TIME = (2000, 1, 1, 0, 0, 0)  # in the package, so that equal papers are equal files


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
    document, so it may name no visitor. `glyphs` measure lines where the form closes up to save a page.
    """
    check_values(sheet)
    if sheet.form.page.tightest_leading:
        sheet, _ = lay_out_closed_up(sheet, Typesetter(gather_faces([sheet], glyphs or system_glyphs())))
    form = sheet.form
    outside = any(each.outside for each in form.furniture)
    parts = fixed_parts(title, even_and_odd=outside)
    parts["word/document.xml"] = _document(sheet)
    for at in ("header", "footer"):
        for number, (odd, first) in enumerate(((True, False), (False, False), (True, True)), 1):
            parts[f"word/{at}{number}.xml"] = _furniture(sheet, at, odd=odd, first=first)
    with written_whole(target) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(zipfile.ZipInfo(name, _FIXED_TIME), text, zipfile.ZIP_DEFLATED)
    progress(1, 1, "张")


def _twips(mm: float) -> int:
    return round(mm * _TWIPS_PER_MM)


def _document(sheet: Sheet) -> str:
    body: list[str] = []
    for block in sheet.form.blocks:
        if isinstance(block, Paragraph):
            body += _paragraph(block, sheet.values, sheet.form)
        elif isinstance(block, Rule):
            body.append(_rule(block))
        else:
            body += _grid(block, sheet.values, sheet.form)
    page, even_and_odd = sheet.form.page, any(each.outside for each in sheet.form.furniture)
    kinds = [("default", 1), *([("even", 2)] if even_and_odd else []), ("first", 3)]
    references = "".join(
        f'<w:{at}Reference w:type="{kind}" r:id="rId{at}{number}"/>'
        for at in ("header", "footer")
        for kind, number in kinds
    )
    turned = ' w:orient="landscape"' if page.width > page.height else ""
    edges = {"top": page.top, "right": page.right, "bottom": page.bottom, "left": page.left}
    margins = "".join(f' w:{edge}="{_twips(size)}"' for edge, size in edges.items())
    from_edge = "".join(f' w:{at}="{_twips(_distance(sheet.form, at))}"' for at in ("header", "footer"))
    return (
        f'{HEAD}<w:document xmlns:w="{WORD}"'
        ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f"<w:body>{''.join(body)}<w:sectPr>{references}"
        f'<w:pgSz w:w="{_twips(page.width)}" w:h="{_twips(page.height)}"{turned}/>'
        f'<w:pgMar{margins}{from_edge} w:gutter="0"/>'
        "<w:titlePg/></w:sectPr></w:body></w:document>"
    )


# ---------------------------------------------------------------- paragraphs


def _paragraph(block: Paragraph, values: Mapping[str, Value], form: Form) -> Iterator[str]:
    text = clean_for_paper(fill_text(block.text, values))
    if not text and block.hide_when_empty:
        return
    style = block.style
    if block.one_line:
        style = _shrunk(text, style, form.page.type_width - block.right_indent)
    lines = text.split("\n")
    for number, line in enumerate(lines):
        before = block.before if number == 0 else 0.0
        after = block.after if number == len(lines) - 1 else 0.0
        yield _set(
            _run(line, style, block.color),
            style,
            exact=True,
            before=before,
            after=after,
            indent=block.indent,
            right=block.right_indent,
            keep=block.keep_with_next,
        )


def _shrunk(text: str, style: TextStyle, width_mm: float) -> TextStyle:
    """The style at the size that keeps the text on one line, if its least size does."""
    ems = sum(0.55 if ord(character) < 0x2E80 else 1.0 for character in text)
    fits = width_mm / 25.4 * 72 / ems if ems else style.size
    size = min(style.size, int(fits * 2) / 2)
    return replace(style, size=size) if size >= style.min_size else style


def _set(
    runs: str,
    style: TextStyle,
    *,
    exact: bool = False,
    before: float = 0.0,
    after: float = 0.0,
    indent: float = 0.0,
    right: float = 0.0,
    keep: bool = False,
    border: str = "",
) -> str:
    """A paragraph; space in mm, `indent` of the first line in characters."""
    line = round(style.size * style.leading * 20)
    rule = "exact" if exact else "atLeast"
    first = (
        f' w:firstLineChars="{round(indent * 100)}" w:firstLine="{round(indent * style.size * 20)}"'
        if indent
        else ""
    )
    ends = f' w:right="{_twips(right)}"' if right else ""
    return (
        "<w:p><w:pPr>"
        + ("<w:keepNext/>" if keep else "")
        + border
        + f'<w:spacing w:before="{_twips(before)}" w:after="{_twips(after)}" w:line="{line}" w:lineRule="{rule}"/>'
        + (f"<w:ind{ends}{first}/>" if first or ends else "")
        + f'<w:jc w:val="{_JUSTIFIED[style.align]}"/></w:pPr>{runs}</w:p>'
    )


def _run(text: str, style: TextStyle, color: str = "#000000") -> str:
    if not text:
        return ""
    return f'<w:r>{_run_properties(style, color)}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _run_properties(style: TextStyle, color: str) -> str:
    name, bold = FONT_NAMES[style.font]
    half_points = round(style.size * 2)
    return (
        f"<w:rPr>{fonts_element(name)}"
        + ("<w:b/><w:bCs/>" if bold else "")
        + (f'<w:color w:val="{color.lstrip("#")}"/>' if color != "#000000" else "")
        + f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
        + '<w:lang w:val="zh-CN" w:eastAsia="zh-CN"/></w:rPr>'
    )


def _rule(block: Rule) -> str:
    border = (
        f'<w:pBdr><w:bottom w:val="single" w:sz="{round(block.thickness * 8)}" w:space="0"'
        f' w:color="{block.color.lstrip("#")}"/></w:pBdr>'
    )
    return _set("", _THIN, exact=True, before=block.before, after=block.after, border=border)


_THIN = TextStyle(size=1.0, leading=1.0)


def _gap(mm: float) -> str:
    """Empty space of a height, at least a hair: two tables that touch become one."""
    return _set("", TextStyle(size=max(1.0, mm / 25.4 * 72), leading=1.0), exact=True)


# ---------------------------------------------------------------- grids


def _grid(block: Grid, values: Mapping[str, Value], form: Form) -> Iterator[str]:
    if block.hide_when_empty and not any(values[row.repeat] for row in block.rows if row.repeat):
        return
    grid = filled_columns(block, values, form.page.type_width)
    sides = "".join(
        f'<w:{side} w:val="{"single" if line else "nil"}" w:sz="{round(line * 8)}" w:space="0" w:color="000000"/>'
        for side, line in (
            *((side, grid.outer_line) for side in ("top", "left", "bottom", "right")),
            *((side, grid.inner_line) for side in ("insideH", "insideV")),
        )
    )
    padding = "".join(
        f'<w:{side} w:w="{_twips(grid.padding)}" w:type="dxa"/>'
        for side in ("top", "left", "bottom", "right")
    )
    columns = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in grid.columns)
    rows = "".join(_row(row, cells, grid) for row, cells in _with_hanging(grid, values))
    yield _gap(grid.before)
    yield (
        f'<w:tbl><w:tblPr><w:tblW w:w="{_twips(sum(grid.columns))}" w:type="dxa"/>'
        f'<w:tblBorders>{sides}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{padding}</w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )
    yield _gap(grid.after)


Placed = tuple[int, Cell, Mapping[str, Value], bool]
"""A cell's column, the cell, its values, and whether it only goes on from the row above."""


def _with_hanging(grid: Grid, values: Mapping[str, Value]) -> Iterator[tuple[Row, list[Placed]]]:
    """The filled rows, with a cell in every column: those hanging down from above go on in the rows they reach."""
    hanging: dict[int, tuple[int, Cell, Mapping[str, Value]]] = {}
    for row in grid.rows:
        for cells, filling in _filled(row, values):
            placed: list[Placed] = []
            column, given = 0, list(cells)
            while column < len(grid.columns):
                if column in hanging:
                    left, cell, held = hanging.pop(column)
                    placed.append((column, cell, held, True))
                else:
                    cell, held = given.pop(0), filling
                    left = cell.rowspan
                    placed.append((column, cell, held, False))
                if left > 1:
                    hanging[column + len(grid.columns)] = (left - 1, cell, held)
                column += cell.colspan
            hanging = {key - len(grid.columns): kept for key, kept in hanging.items()}
            yield row, placed


def _filled(row: Row, values: Mapping[str, Value]) -> Iterator[tuple[tuple[Cell, ...], Mapping[str, Value]]]:
    """The row as often as its list has items, then its blank ones."""
    if not row.repeat:
        for _ in range(max(1, row.blank)):
            yield row.cells, values
        return
    listed = values[row.repeat]
    assert isinstance(listed, list | tuple)
    texts = [[fill_text(cell.text, {**values, **item}) for cell in row.cells] for item in listed]
    for index, item in enumerate(listed):
        yield tuple(_merged(row, texts, index)), {**values, **item}
    names = {name for item in listed[:1] for name in item}
    for _ in range(row.blank):
        yield (
            tuple(
                replace(cell, text="") if not listed or names & set(placeholders(cell.text)) else cell
                for cell in row.cells
            ),
            values,
        )


def _merged(row: Row, texts: Sequence[Sequence[str]], index: int) -> Iterator[Cell]:
    """The cells of a repeated row; equal ones one below the other are one, over so many rows."""
    for number, cell in enumerate(row.cells):
        above = [each[number] for each in texts]
        if cell.merge_equal and index and above[index - 1] == above[index]:
            continue
        span = 1
        while cell.merge_equal and above[index + span : index + span + 1] == [above[index]]:
            span += 1
        yield replace(cell, rowspan=span) if span > 1 else cell


def _row(row: Row, cells: Iterable[Placed], grid: Grid) -> str:
    height = f'<w:trHeight w:val="{_twips(row.height)}" w:hRule="atLeast"/>' if row.height else ""
    heading = "<w:tblHeader/>" if row.header else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{height}{heading}</w:trPr>{''.join(_cell(grid, *each) for each in cells)}</w:tr>"


def _cell(grid: Grid, column: int, cell: Cell, values: Mapping[str, Value], goes_on: bool) -> str:
    width = _twips(sum(grid.columns[column : column + cell.colspan]))
    merged = ""
    if cell.rowspan > 1:
        merged = "<w:vMerge/>" if goes_on else '<w:vMerge w:val="restart"/>'
    bare = "".join(f'<w:{side} w:val="nil"/>' for side in ("top", "left", "bottom", "right"))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
        + (f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else "")
        + merged
        + ("" if cell.border else f"<w:tcBorders>{bare}</w:tcBorders>")
        + f'<w:vAlign w:val="{_VERTICAL[cell.valign]}"/></w:tcPr>'
        + ("<w:p/>" if goes_on else "".join(_cell_lines(cell, values)))
        + "</w:tc>"
    )


def _cell_lines(cell: Cell, values: Mapping[str, Value]) -> Iterator[str]:
    text = clean_for_paper(fill_text(cell.text, values))
    if cell.tick and text:
        text = f"□ {text}"
    for line in text.split("\n"):
        yield _set(_run(line, cell.style), cell.style)
    if cell.sign_off is not None:
        at_foot = replace(cell.style, align="right")
        for line in (cell.sign_off.signer, cell.sign_off.day):
            yield _set(_run(clean_for_paper(fill_text(line, values)), at_foot), at_foot)


# ---------------------------------------------------------------- headers and footers


def _distance(form: Form, at: str) -> float:
    """From the edge of the paper to the first line of the headers, or to the last of the footers, in mm."""
    lines = [each for each in form.furniture if each.at == at]
    if not lines:
        return 10.0
    nearest = min(lines, key=lambda each: each.baseline)
    reach = (_ASCENT if at == "header" else _DESCENT) * nearest.style.size / 72 * 25.4
    return max(0.0, nearest.baseline - reach)


def _furniture(sheet: Sheet, at: str, *, odd: bool, first: bool) -> str:
    """A header or footer part: its lines from top to bottom, each as far from the last as described."""
    shown = sorted(
        (each for each in sheet.form.furniture if each.at == at and not (first and each.from_page > 1)),
        key=lambda each: each.baseline,
        reverse=at == "footer",
    )
    lines = []
    for above, each in pairwise((None, *shown)):
        assert each is not None
        apart = (
            abs(each.baseline - above.baseline) / 25.4 * 72 if above is not None else each.style.size * 1.25
        )
        lines.append(_furnishing(each, sheet.values, apart, odd=odd))
    kind = "hdr" if at == "header" else "ftr"
    return f'{HEAD}<w:{kind} xmlns:w="{WORD}">{"".join(lines) or "<w:p/>"}</w:{kind}>'


def _furnishing(each: Furnishing, values: Mapping[str, Value], points: float, *, odd: bool) -> str:
    style = replace(each.style, leading=points / each.style.size)
    if each.outside:
        style = replace(style, align="right" if odd else "left")
    properties = _run_properties(style, each.color)
    runs = []
    for piece in _PAGE_NUMBERS.split(each.text):
        counted = {"{page}": "PAGE", "{pages}": "NUMPAGES"}.get(piece)
        if counted is None:
            text = clean_for_paper(fill_text(piece, values)).replace("\n", " ")
            runs.append(_run(text, style, each.color))
        else:
            runs.append(
                f'<w:fldSimple w:instr=" {counted} "><w:r>{properties}<w:t>1</w:t></w:r></w:fldSimple>'
            )
    return _set("".join(runs), style, exact=True)
