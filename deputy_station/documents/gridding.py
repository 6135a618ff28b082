"""Lay a grid out: rows as high as their texts need, kept whole while they fit on a page, split when they cannot.

A text shrinks to its floor within the height its row was given; then the row grows; a row higher than a page
goes on over the next pages. Cells that hang over several rows are drawn anew on each page they reach.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from deputy_station.documents.checking import POINTS_PER_MM
from deputy_station.documents.description import (
    Cell,
    FormProblem,
    Grid,
    Row,
    TextStyle,
    Value,
    fill_text,
    placeholders,
)
from deputy_station.documents.marks import BoxMark, CodeMark, ShadeMark
from deputy_station.documents.paging import Pager
from deputy_station.documents.pen_places import field_of, tick_mark, tick_name, tick_room
from deputy_station.documents.typesetting import Setting
from deputy_station.documents.wrapping import Line, clean_for_paper

_SIGN_ROOM_MM = 26.0  # between who signs and the day, for a signature or a seal
_ONE_LINE_FROM_MM = 95.0  # width from which signature and day share a line
_FOOT_LEADING = 1.5
_FOOT_INSET = 2.0  # characters between the day and the edge of its cell
_FEW_LINES = 3  # a row is not begun at a page's foot for fewer lines than this
_KEPT_WHOLE = 0.5  # of a page: rows up to this height are never split
_SMALL_HOLE = 0.25  # of a page: so much may stay blank to keep higher rows whole
_NEARLY = 0.01


@dataclass(eq=False)
class _Box:
    """A filled cell with its place in the grid; `lines` are those not yet set on a page."""

    cell: Cell
    column: int
    rows: int
    setting: Setting
    lines: tuple[Line, ...]
    foot: tuple[str, ...]
    line_height: float
    foot_height: float
    name: str = ""
    top: float = 0.0
    shade: str = ""


@dataclass(eq=False)
class _FilledRow:
    """A row as it will be set: its boxes and its least height in points."""

    boxes: list[_Box]
    least: float
    size: float
    header: bool


class GridLayout:
    """One grid being laid out for one sheet."""

    def __init__(self, grid: Grid, values: Mapping[str, Value], pager: Pager) -> None:
        self._grid = grid
        self._values = values
        self._pager = pager
        self._padding = grid.padding * POINTS_PER_MM
        self._edges = [pager.left]
        for width in grid.columns:
            self._edges.append(self._edges[-1] + width * POINTS_PER_MM)
        self._open: list[_Box] = []  # boxes hanging into the rows to come
        self._part_top = 0.0
        self._headers: list[_FilledRow] = []

    def lay(self) -> None:
        """Put the whole grid on the pages."""
        pager = self._pager
        if not pager.at_top:
            pager.y += self._grid.before * POINTS_PER_MM
        self._part_top = pager.y
        pending: list[_FilledRow] = []
        for chunk in self._chunks():
            if chunk[0].header:
                pending += chunk
                continue
            self._place_headers(pending, chunk)
            pending = []
            self._place_chunk(chunk)
        self._place_headers(pending, [])
        self._close_part()
        pager.y += self._grid.after * POINTS_PER_MM

    def first_height(self) -> float:
        """The room the beginning needs on a page: heading and first rows that hang together, or of rows that will be
        split as much as is worth beginning with."""
        height = 0.0
        for chunk in self._chunks():
            rows = self._chunk_height(chunk)
            page = self._pager.bottom - self._pager.top
            height += rows if rows <= page * _KEPT_WHOLE else page * _SMALL_HOLE
            if not chunk[0].header:
                break
        return height

    # Filling

    def _chunks(self) -> Iterator[list[_FilledRow]]:
        """Rows in groups that hang together by cells over several rows."""
        chunk: list[_FilledRow] = []
        hanging: list[int] = [0] * len(self._grid.columns)
        for row in self._grid.rows:
            for filled in self._filled(row, hanging):
                chunk.append(filled)
                for box in filled.boxes:
                    for column in range(box.column, box.column + box.cell.colspan):
                        hanging[column] = box.rows
                hanging = [max(0, left - 1) for left in hanging]
                if not any(hanging):
                    yield chunk
                    chunk = []

    def _filled(self, row: Row, hanging: list[int]) -> Iterator[_FilledRow]:
        if row.repeat:
            listed = self._values[row.repeat]
            assert isinstance(listed, list | tuple)
            yield from self._repeated(row, [dict(self._values) | dict(item) for item in listed])
        elif not (row.blank or row.fill):
            yield self._fill_row(row.cells, self._values, row, hanging)
        for _ in range(row.blank):
            yield self._blank_row(row)
        if row.fill and row.height:
            while self._pager.room - row.reserve * POINTS_PER_MM >= row.height * POINTS_PER_MM:
                yield self._blank_row(row)

    def _repeated(self, row: Row, items: list[dict[str, Value]]) -> Iterator[_FilledRow]:
        texts = [[fill_text(cell.text, item) for cell in row.cells] for item in items]
        for index, item in enumerate(items):
            cells = []
            skipped = []
            for number, cell in enumerate(row.cells):
                text = texts[index][number]
                if cell.merge_equal and index and texts[index - 1][number] == text:
                    skipped.append(number)
                    continue
                span = 1
                while cell.merge_equal and index + span < len(items) and texts[index + span][number] == text:
                    span += 1
                cells.append(replace(cell, rowspan=span) if span > 1 else cell)
            hanging = [0] * len(self._grid.columns)
            column = 0
            for number, cell in enumerate(row.cells):
                if number in skipped:
                    hanging[column : column + cell.colspan] = [1] * cell.colspan
                column += cell.colspan
            yield self._fill_row(tuple(cells), item, row, hanging)

    def _blank_row(self, row: Row) -> _FilledRow:
        listed = self._pager.form.field_named(row.repeat) if row.repeat else None
        columns = {column.name for column in listed.columns} if listed else set()
        cells = tuple(
            replace(cell, text="") if columns & set(placeholders(cell.text)) else cell for cell in row.cells
        )
        return self._fill_row(cells, self._values, row, [0] * len(self._grid.columns))

    def _fill_row(
        self, cells: tuple[Cell, ...], values: Mapping[str, Value], row: Row, hanging: list[int]
    ) -> _FilledRow:
        boxes = []
        column = 0
        given = row.height * POINTS_PER_MM
        for cell in cells:
            while hanging[column]:
                column += 1
            boxes.append(self._fill_box(cell, column, values, given if cell.rowspan == 1 else 0.0))
            column += cell.colspan
        for box, described in zip(boxes, row.cells if len(boxes) == len(row.cells) else (), strict=False):
            box.name = box.name or field_of(described, row)
        size = max((box.setting.size for box in boxes), default=10.5)
        return _FilledRow(boxes, given or size * 1.35 + 2 * self._padding, size, row.header)

    def _fill_box(self, cell: Cell, column: int, values: Mapping[str, Value], given: float) -> _Box:
        text = clean_for_paper(fill_text(cell.text, values))
        width = self._inner_width(column, cell.colspan) - tick_room(cell)
        foot = self._foot(cell, values, width)
        room = 0.0
        if given:
            room = max(
                given - 2 * self._padding - len(foot) * cell.style.size * _FOOT_LEADING, cell.style.min_size
            )
        setting = self._pager.typesetter.fit(text, cell.style, width, room)
        line_height = setting.size * cell.style.leading
        foot_height = len(foot) * cell.style.size * _FOOT_LEADING
        name = tick_name(cell, values) if text else ""
        shade = fill_text(cell.shade, values)
        return _Box(
            cell,
            column,
            cell.rowspan,
            setting,
            setting.lines,
            foot,
            line_height,
            foot_height,
            name,
            shade=shade,
        )

    def _foot(self, cell: Cell, values: Mapping[str, Value], width: float) -> tuple[str, ...]:
        if cell.sign_off is None:
            return ()
        signer = clean_for_paper(fill_text(cell.sign_off.signer, values)).replace("\n", " ")
        day = clean_for_paper(fill_text(cell.sign_off.day, values)).replace("\n", " ")
        measure, style = self._pager.typesetter, cell.style
        beside = width - _FOOT_INSET * style.size - _SIGN_ROOM_MM * POINTS_PER_MM
        used = (measure.width(style.font, signer) + measure.width(style.font, day)) * style.size
        if not signer or (width >= _ONE_LINE_FROM_MM * POINTS_PER_MM and used <= beside):
            return (f"{signer}\n{day}",)
        room = width - _FOOT_INSET / 2 * style.size
        return (*(line.text for line in measure.set_at(signer, style, style.size, room).lines), day)

    def _inner_width(self, column: int, colspan: int) -> float:
        return self._edges[column + colspan] - self._edges[column] - 2 * self._padding

    # Placing

    def _need(self, box: _Box) -> float:
        """The height a box needs for what it still has to hold."""
        code = box.cell.code.size * POINTS_PER_MM if box.cell.code else 0.0
        return max(code, len(box.lines) * box.line_height + box.foot_height) + 2 * self._padding

    def _row_height(self, row: _FilledRow, y: float, still_open: list[_Box]) -> float:
        """Height of a row that begins at `y`, with the boxes that end in it."""
        height = row.least
        for box in row.boxes:
            if box.rows == 1:
                height = max(height, self._need(box))
        for box in still_open:
            if box.rows == 1:
                height = max(height, self._need(box) - (y - box.top))
        return height

    def _chunk_height(self, chunk: list[_FilledRow]) -> float:
        if len(chunk) == 1 and not self._open:
            return self._row_height(chunk[0], 0.0, [])
        y = 0.0
        hanging: list[_Box] = []
        for row in chunk:
            height = self._row_height(row, y, hanging)
            hanging = [replace(box, rows=box.rows - 1) for box in hanging if box.rows > 1]
            hanging += [replace(box, rows=box.rows - 1, top=y) for box in row.boxes if box.rows > 1]
            y += height
        return y

    def _place_headers(self, headers: list[_FilledRow], first: list[_FilledRow]) -> None:
        """Set header rows where the first rows under them still fit."""
        if not headers:
            return
        height = sum(self._row_height(row, 0.0, []) for row in headers)
        following = min(self._chunk_height(first), _FEW_LINES * 10.5 * 1.35) if first else 0.0
        if height + following > self._pager.room and not self._pager.at_top:
            self._close_part()
            self._pager.start_page()
            self._part_top = self._pager.y
        for row in headers:
            self._draw_row(row, self._row_height(row, self._pager.y, []))
        self._headers += headers

    def _place_chunk(self, chunk: list[_FilledRow]) -> None:
        height = self._chunk_height(chunk)
        if height <= self._pager.room and len(chunk) == 1:
            self._draw_row(chunk[0], height)
            return
        if self._belongs_on_next_page(height):
            self._break_page()
        for row in chunk:
            self._place_row(row)

    def _belongs_on_next_page(self, height: float) -> bool:
        """Whether rows that do not fit here are kept whole: if that leaves no great hole on this page."""
        fresh = self._fresh_room()
        if height <= self._pager.room + _NEARLY or height > fresh + _NEARLY:
            return False
        return height <= fresh * _KEPT_WHOLE or self._pager.room <= fresh * _SMALL_HOLE

    def _fresh_room(self) -> float:
        """Height for rows on a new page, under the repeated header rows."""
        headers = sum(self._row_height(header, 0.0, []) for header in self._headers)
        return self._pager.bottom - self._pager.top - headers

    def _place_row(self, row: _FilledRow) -> None:
        pager = self._pager
        height = self._row_height(row, pager.y, self._open)
        few_lines = _FEW_LINES * row.size * 1.35 + 2 * self._padding
        if self._belongs_on_next_page(height) or (height > pager.room + _NEARLY and pager.room < few_lines):
            self._break_page()
        while (height := self._row_height(row, pager.y, self._open)) > pager.room + _NEARLY:
            self._place_part(row)
        self._draw_row(row, height)

    def _place_part(self, row: _FilledRow) -> None:
        """Set as much of the row as this page holds, and go on at the top of the next."""
        pager = self._pager
        at_fresh_top = pager.room >= self._fresh_room() - _NEARLY
        for box in row.boxes:
            box.top = pager.y
        self._open += row.boxes
        before = sum(len(box.lines) for box in self._open)
        row.least = max(0.0, row.least - pager.room)
        pager.y = pager.bottom
        self._break_page()
        if at_fresh_top and sum(len(box.lines) for box in self._open) == before:
            raise FormProblem(f"表格“{pager.form.title}”的表头太高，一页里放不下内容。请缩短表头文字后再试。")
        self._open = [box for box in self._open if not any(box is own for own in row.boxes)]

    def _draw_row(self, row: _FilledRow, height: float) -> None:
        pager = self._pager
        for box in row.boxes:
            box.top = pager.y
        pager.y += height
        hanging = []
        for box in [*self._open, *row.boxes]:
            box.rows -= 1
            if box.rows:
                hanging.append(box)
            else:
                self._draw_box(box, pager.y, len(box.lines), last=True)
        self._open = hanging

    def _break_page(self) -> None:
        """Close what stands on this page, go to the next and repeat the header rows there."""
        pager = self._pager
        if pager.at_top:
            return
        for box in self._open:
            room = pager.y - box.top - 2 * self._padding
            count = min(len(box.lines), max(0, int((room + _NEARLY) / box.line_height)))
            whole = count == len(box.setting.lines) and not box.foot
            if pager.y - box.top > _NEARLY:
                self._draw_box(box, pager.y, count, last=False)
            # A label that was set whole is set again beside what goes on.
            again = whole and (box.rows > 1 or "{" not in box.cell.text)
            box.lines = box.setting.lines if again else box.lines[count:]
        self._close_part()
        pager.start_page()
        self._part_top = pager.y
        hanging, self._open = self._open, []
        for header in self._headers:
            boxes = [replace(box, rows=1, lines=box.setting.lines) for box in header.boxes]
            repeated = replace(header, boxes=boxes)
            self._draw_row(repeated, self._row_height(repeated, pager.y, []))
        for box in hanging:
            box.top = pager.y
        self._open = hanging

    # Drawing

    def _close_part(self) -> None:
        """The heavier line around what stands on this page."""
        pager = self._pager
        if self._grid.outer_line and pager.y > self._part_top:
            pager.marks.boxes.append(
                BoxMark(
                    self._edges[0],
                    self._part_top,
                    self._edges[-1] - self._edges[0],
                    pager.y - self._part_top,
                    self._grid.outer_line,
                )
            )

    def _draw_box(self, box: _Box, bottom: float, count: int, *, last: bool) -> None:
        left, right = self._edges[box.column], self._edges[box.column + box.cell.colspan]
        if box.shade:
            self._pager.marks.shades.append(
                ShadeMark(left, box.top, right - left, bottom - box.top, box.shade)
            )
        thickness = self._grid.inner_line if box.cell.border else 0.0
        name = box.name if last and not box.cell.tick else ""
        if thickness or name:
            self._pager.marks.boxes.append(
                BoxMark(left, box.top, right - left, bottom - box.top, thickness, name)
            )
        inner_left, inner_width = left + self._padding, right - left - 2 * self._padding
        foot = box.foot if last else ()
        foot_height = box.foot_height if last else 0.0
        free = bottom - box.top - 2 * self._padding - foot_height - count * box.line_height
        shift = {"top": 0.0, "middle": free / 2, "bottom": free}[box.cell.valign]
        y = box.top + self._padding + max(0.0, shift)
        if box.cell.tick:
            if box.name and count:
                self._pager.marks.boxes.append(tick_mark(box.name, inner_left, y, box.line_height))
            inner_left, inner_width = inner_left + tick_room(box.cell), inner_width - tick_room(box.cell)
        style = box.cell.style
        if style.align == "spread" and len(box.lines) > 1:
            style = replace(style, align="center")
        for line in box.lines[:count]:
            self._pager.set_line(line, inner_left, y, inner_width, style, box.setting.size)
            y += box.line_height
        self._draw_foot(foot, box.cell.style, inner_left, inner_width, bottom - self._padding - foot_height)
        code = box.cell.code
        if code is not None and last:
            size = code.size * POINTS_PER_MM
            x, y = left + (right - left - size) / 2, box.top + max(0.0, bottom - box.top - size) / 2
            self._pager.marks.codes.append(CodeMark(x, y, size, "", code.field, code.correction))

    def _draw_foot(
        self, foot: tuple[str, ...], style: TextStyle, left: float, width: float, y: float
    ) -> None:
        """Who signs and the day, at the right of the cell's foot."""
        if not foot:
            return
        set_right = replace(style, align="right", leading=_FOOT_LEADING)
        inset = _FOOT_INSET * style.size
        for text in foot:
            signer, _, day = text.partition("\n")
            if day:
                self._pager.set_line(Line(day, True), left, y, width - inset, set_right, style.size)
                day_width = self._pager.typesetter.width(style.font, day) * style.size
                room = width - inset - day_width - _SIGN_ROOM_MM * POINTS_PER_MM
                self._pager.set_line(Line(signer, True), left, y, room, set_right, style.size)
            elif text.endswith(("：", ":")):
                # Narrow cells: the signature goes beside its label, so the label keeps to the left.
                self._pager.set_line(
                    Line(text, True), left, y, width, replace(set_right, align="left"), style.size
                )
            else:
                self._pager.set_line(Line(text, True), left, y, width - inset / 2, set_right, style.size)
            y += style.size * _FOOT_LEADING
