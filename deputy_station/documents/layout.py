"""Lay one filled form out on pages: nothing is clipped, nothing overlaps, what is too long flows on."""

from collections.abc import Mapping
from dataclasses import replace

from deputy_station.documents.checking import POINTS_PER_MM
from deputy_station.documents.columns import filled_columns
from deputy_station.documents.description import (
    Block,
    CornerCodes,
    CutMarks,
    Form,
    Grid,
    Paragraph,
    Rule,
    Sheet,
    Value,
    fill_text,
)
from deputy_station.documents.furnishing import furnishing_marks
from deputy_station.documents.gridding import GridLayout
from deputy_station.documents.marks import CodeMark, LineMark, PageMarks
from deputy_station.documents.paging import Pager
from deputy_station.documents.typesetting import Setting, Typesetter
from deputy_station.documents.wrapping import clean_for_paper

_LINES_KEPT = 2  # of a paragraph that must follow its heading on the same page


_NOT_AT_TOP = 0.01  # points below the top, where the space before a block counts

_SLACK = 0.5  # points, for sums that are compared once more when the slip is laid

_CUT_ARM, _CUT_LINE, _CUT_COLOR = 2.5, 0.3, "#808080"  # mm, points

_CLOSER = 0.03  # by how much the leading shrinks from one trial to the next


def lay_out(sheet: Sheet, typesetter: Typesetter) -> list[PageMarks]:
    """The marks on each page of the sheet, page numbers included.

    Where the form allows it, lines close up just so far as saves pages; where nothing is saved they stay wide.
    """
    return lay_out_closed_up(sheet, typesetter)[1]


def lay_out_closed_up(sheet: Sheet, typesetter: Typesetter) -> tuple[Sheet, list[PageMarks]]:
    """As `lay_out`, with the sheet as it was laid: the leading of its paragraphs is the one that was taken."""
    pages = _lay_out_as_described(sheet, typesetter)
    tightest = sheet.form.page.tightest_leading
    if not tightest or len(pages) == 1:
        return sheet, pages
    close = _closed_up(sheet, tightest)
    closest = _lay_out_as_described(close, typesetter)
    if len(closest) == len(pages):
        return sheet, pages
    widest = max(block.style.leading for block in sheet.form.blocks if isinstance(block, Paragraph))
    leading = widest - _CLOSER
    while leading > tightest:
        tried = _closed_up(sheet, leading)
        trial = _lay_out_as_described(tried, typesetter)
        if len(trial) == len(closest):
            return tried, trial
        leading -= _CLOSER
    return close, closest


def _closed_up(sheet: Sheet, leading: float) -> Sheet:
    """The sheet with no paragraph's leading above `leading`."""
    blocks = tuple(
        replace(block, style=replace(block.style, leading=min(block.style.leading, leading)))
        if isinstance(block, Paragraph)
        else block
        for block in sheet.form.blocks
    )
    return replace(sheet, form=replace(sheet.form, blocks=blocks))


def with_foot_set_down(sheet: Sheet, typesetter: Typesetter, *, spare: float) -> Sheet:
    """The sheet with the space above what stands at the foot written into its rule, less `spare` mm: for whoever sets the
    blocks one below the other."""
    if not any(isinstance(block, Rule) and block.at_foot for block in sheet.form.blocks):
        return sheet
    down = max(0.0, _filled(sheet, typesetter).down / POINTS_PER_MM - spare)
    blocks = tuple(
        replace(block, before=block.before + down) if isinstance(block, Rule) and block.at_foot else block
        for block in sheet.form.blocks
    )
    return replace(sheet, form=replace(sheet.form, blocks=blocks))


def _lay_out_as_described(sheet: Sheet, typesetter: Typesetter) -> list[PageMarks]:
    pager = _filled(sheet, typesetter)
    if sheet.form.page.roll:
        pager.marks.height = pager.y + sheet.form.page.bottom * POINTS_PER_MM
    _furnish(sheet.form, sheet.values, pager)
    return pager.pages


def _filled(sheet: Sheet, typesetter: Typesetter) -> Pager:
    """The pages with the blocks of the sheet on them."""
    values = sheet.values
    pager = Pager(sheet.form, typesetter)
    blocks = sheet.form.blocks
    for number, block in enumerate(blocks):
        if isinstance(block, Paragraph) and block.tear_off:
            _make_room_for_slip(blocks[number:], values, pager)
        if isinstance(block, Rule) and block.at_foot:
            _go_down_to_foot(blocks[number:], values, pager)
        _lay_block(blocks[number:], values, pager)
    return pager


def _lay_block(blocks: tuple[Block, ...], values: Mapping[str, Value], pager: Pager) -> None:
    """Lay the first of the blocks; the others say what it has to stay together with."""
    block = blocks[0]
    if isinstance(block, Paragraph):
        if block.page_break and not pager.at_top and not _left_out(block, values):
            pager.start_page()
        kept = _height_of_kept(blocks, values, pager) if block.keep_with_next else 0.0
        if kept > pager.room and not pager.at_top:
            pager.start_page()
        _lay_paragraph(block, values, pager)
    elif isinstance(block, Grid):
        if not _hidden(block, values):
            GridLayout(filled_columns(block, values, pager.form.page.type_width), values, pager).lay()
    else:
        _lay_rule(block, pager)


def _left_out(block: Paragraph, values: Mapping[str, Value]) -> bool:
    """Whether the paragraph says nothing and is not to leave its line empty."""
    return block.hide_when_empty and not clean_for_paper(fill_text(block.text, values))


def _hidden(grid: Grid, values: Mapping[str, Value]) -> bool:
    """Whether the grid is to be left out, as all its lists are empty."""
    return grid.hide_when_empty and not any(values[row.repeat] for row in grid.rows if row.repeat)


def _make_room_for_slip(blocks: tuple[Block, ...], values: Mapping[str, Value], pager: Pager) -> None:
    """Go where a slip can be cut off without taking anything away, also from a sheet printed on both sides.

    That is the foot of a front page, as its back stays empty, else a front page of its own.
    """
    height = _height_alone(blocks, values, pager)
    if height is not None and _is_front(pager) and height <= pager.room:
        pager.y = pager.bottom - height
        return
    pager.start_page()
    if not _is_front(pager):
        pager.start_page()


def _go_down_to_foot(blocks: tuple[Block, ...], values: Mapping[str, Value], pager: Pager) -> None:
    """Go where the blocks end at the foot of the page, or of the next where there is no room for them on this one."""
    height = _height_alone(blocks, values, pager)
    if height is None:
        return  # longer than a page: they flow on
    if height > pager.room and not pager.at_top:
        pager.start_page()
        pager.y = pager.bottom - height
        return
    pager.down = max(0.0, pager.room - height)
    pager.y += pager.down


def _height_alone(blocks: tuple[Block, ...], values: Mapping[str, Value], pager: Pager) -> float | None:
    """The height of the blocks one below the other, in points; None when they need more than a page."""
    alone = Pager(pager.form, pager.typesetter)
    alone.y += _NOT_AT_TOP
    for number in range(len(blocks)):
        _lay_block(blocks[number:], values, alone)
    return alone.y - alone.top + _SLACK if len(alone.pages) == 1 else None


def _is_front(pager: Pager) -> bool:
    return len(pager.pages) % 2 == 1


def _set_paragraph(block: Paragraph, values: Mapping[str, Value], pager: Pager) -> Setting:
    text = clean_for_paper(fill_text(block.text, values))
    width = pager.width - block.right_indent * POINTS_PER_MM
    first = width - block.indent * block.style.size
    if block.one_line:
        return pager.typesetter.fit(text, block.style, width, block.style.size * block.style.leading)
    return pager.typesetter.set_at(text, block.style, block.style.size, width, first)


def _height_of_kept(blocks: tuple[object, ...], values: Mapping[str, Value], pager: Pager) -> float:
    """Height of the paragraphs that stay on one page with the first lines, or rows, of what comes after them."""
    height = 0.0
    for block in blocks:
        if isinstance(block, Grid):
            if _hidden(block, values):
                continue
            grid = filled_columns(block, values, pager.form.page.type_width)
            return height + block.before * POINTS_PER_MM + GridLayout(grid, values, pager).first_height()
        if not isinstance(block, Paragraph) or (block.page_break and block is not blocks[0]):
            break
        setting = _set_paragraph(block, values, pager)
        if block.keep_with_next:
            height += (block.before + block.after) * POINTS_PER_MM + setting.height
        else:
            beginning = min(len(setting.lines), _LINES_KEPT) * setting.size * block.style.leading
            return height + block.before * POINTS_PER_MM + beginning
    return height


def _lay_paragraph(block: Paragraph, values: Mapping[str, Value], pager: Pager) -> None:
    setting = _set_paragraph(block, values, pager)
    if not setting.lines and block.hide_when_empty:
        return
    if not pager.at_top:
        pager.y += block.before * POINTS_PER_MM
    line_height = setting.size * block.style.leading
    width = pager.width - block.right_indent * POINTS_PER_MM
    begins = True
    for line in setting.lines:
        if line_height > pager.room + 0.01 and not pager.at_top:
            pager.start_page()
        indent = block.indent * setting.size if begins else 0.0
        pager.set_line(
            line, pager.left + indent, pager.y, width - indent, block.style, setting.size, block.color
        )
        pager.y += line_height
        begins = line.ends
    pager.y += block.after * POINTS_PER_MM


def _lay_rule(block: Rule, pager: Pager) -> None:
    if (block.before + block.after) * POINTS_PER_MM > pager.room and not pager.at_top:
        pager.start_page()
    pager.y += block.before * POINTS_PER_MM
    pager.marks.lines.append(
        LineMark(pager.left, pager.y, pager.left + pager.width, pager.y, block.thickness, block.color)
    )
    pager.y += block.after * POINTS_PER_MM


def _furnish(form: Form, values: Mapping[str, Value], pager: Pager) -> None:
    """Headers, footers, page numbers and codes, now that the pages are counted."""
    total = len(pager.pages)
    for number, marks in enumerate(pager.pages, 1):
        numbered = {**values, "page": str(number), "pages": str(total)}
        marks.texts.extend(furnishing_marks(form, numbered, pager, marks.height, number))
        for codes in (form.codes, form.page_code):
            if codes is not None:
                marks.codes.extend(_code_marks(codes, marks))
        if form.cut_marks is not None:
            marks.lines.extend(_cut_lines(form.cut_marks))


def _code_marks(codes: CornerCodes, marks: PageMarks) -> list[CodeMark]:
    inset, size = codes.inset * POINTS_PER_MM, codes.size * POINTS_PER_MM
    side = inset + codes.beside * POINTS_PER_MM
    return [
        CodeMark(
            side if corner.endswith("left") else marks.width - side - size,
            inset if corner.startswith("top") else marks.height - inset - size,
            size,
            corner,
            codes.field,
            codes.correction,
        )
        for corner in codes.corners
    ]


def _cut_lines(cut: CutMarks) -> list[LineMark]:
    """A cross of hair lines at each corner of each card."""
    arm = _CUT_ARM * POINTS_PER_MM
    lines = []
    for row in range(cut.rows + 1):
        for column in range(cut.columns + 1):
            x = (cut.left + column * cut.width) * POINTS_PER_MM
            y = (cut.top + row * cut.height) * POINTS_PER_MM
            lines.append(LineMark(x - arm, y, x + arm, y, _CUT_LINE, _CUT_COLOR))
            lines.append(LineMark(x, y - arm, x, y + arm, _CUT_LINE, _CUT_COLOR))
    return lines
