"""The rows of a grid as a worksheet has them: how high each is, and which text stands over which rows and columns.

A row of the form is one row of the worksheet, or several: an opinion has its signature in a row of its own at its foot, and
a text too long for one row goes on in the next ones, while its neighbours stand over all of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

from deputy_station.documents.checking import POINTS_PER_MM
from deputy_station.documents.columns import filled_columns
from deputy_station.documents.description import Cell, Grid, Row, TextStyle, Value, fill_text
from deputy_station.documents.filled_rows import filled_rows
from deputy_station.documents.office_text import words_of
from deputy_station.documents.sign_offs import foot_of
from deputy_station.documents.xlsx_looks import Lines, Look
from deputy_station.documents.xlsx_measures import (
    PART,
    TALLEST,
    fitted,
    height_of,
    lines_in,
    pieces_of,
)
from deputy_station.documents.xlsx_raster import Raster, grid_edges


@dataclass(frozen=True)
class Region:
    """A text over rows `top` to `bottom` and columns `left` to `right` (the last included), counted from 0."""

    top: int
    bottom: int
    left: int
    right: int
    text: str
    look: Look


@dataclass(frozen=True)
class Rows:
    """Rows of a worksheet: their heights in points, what stands in them, the first and last heading row, if any."""

    heights: Sequence[float]
    regions: Sequence[Region]
    header: tuple[int, int] | None = None


@dataclass(frozen=True)
class _Placed:
    """A cell in its place: the rows of the form and the columns of the grid it covers, the pieces of its text with how
    many lines each has, its foot."""

    cell: Cell
    first: int
    last: int
    column: int
    pieces: Sequence[str]
    lines: Sequence[int]
    foot: str
    foot_style: TextStyle
    shade: str

    @property
    def after(self) -> int:
        """The column after it."""
        return self.column + self.cell.colspan

    @property
    def need(self) -> float:
        """Points that its text needs."""
        return height_of(sum(self.lines), self.cell.style)

    @property
    def goes_on(self) -> bool:
        """Whether it is too long for one row of a worksheet."""
        return len(self.pieces) > 1

    @property
    def foot_need(self) -> float:
        """Points that its foot needs."""
        return height_of(self.foot.count("\n") + 1, self.foot_style) if self.foot else 0.0


def grid_rows(block: Grid, values: Mapping[str, Value], type_width: float, raster: Raster) -> Rows:
    """All rows of a grid with its lists filled in; none where there is nothing to show."""
    grid = filled_columns(block, values, type_width)
    rows = [(row, *filled) for row in grid.rows for filled in filled_rows(row, values)]
    placed = list(_placed(grid, rows))
    feet = [0.0] * len(rows)
    for each in placed:
        feet[each.last] = max(feet[each.last], each.foot_need)
    bodies = _bodies([row for row, _, _ in rows], placed, feet)
    parts = [
        _parts(body, [each for each in placed if each.first == number and each.goes_on])
        for number, body in enumerate(bodies)
    ]
    heights: list[float] = []
    starts: list[int] = []
    for part, foot in zip(parts, feet, strict=True):
        starts.append(len(heights))
        heights += [*part, foot] if foot else part
    starts.append(len(heights))
    columns = [raster.column_at(edge) for edge in grid_edges(grid)]
    whole = _Frame(grid, columns, starts, [len(part) > 1 for part in parts])
    regions = [region for each in placed for region in whole.regions(each)]
    headers = [number for number, (row, _, _) in enumerate(rows) if row.header]
    return Rows(heights, regions, (starts[headers[0]], starts[headers[-1] + 1] - 1) if headers else None)


# ---------------------------------------------------------------- cells in their places


def _placed(grid: Grid, rows: Sequence[tuple[Row, Sequence[Cell], Mapping[str, Value]]]) -> Iterator[_Placed]:
    edges = grid_edges(grid)
    taken: set[tuple[int, int]] = set()
    for number, (row, cells, values) in enumerate(rows):
        free = (column for column in range(len(grid.columns)) if (number, column) not in taken)
        for cell in cells:
            column = next(free)
            last = min(number + cell.rowspan, len(rows)) - 1
            taken |= {
                (covered, beside)
                for covered in range(number, last + 1)
                for beside in range(column, column + cell.colspan)
            }
            width = edges[column + cell.colspan] - edges[column]
            text = words_of(cell.text, values)
            if cell.tick and text:
                text = f"□ {text}"
            foot, foot_style = foot_of(cell, values, width)
            style = cell.style
            if last == number and not foot:
                style = fitted(text, style, width, max(0.0, row.height - 2 * grid.padding))
            pieces = pieces_of(text, style, width) if last == number else [text]
            lines = [len(lines_in(piece, style, width)) for piece in pieces]
            if style.align == "spread" and sum(lines) > 1:
                style = replace(style, align="center")
            cell = replace(cell, style=style)
            shade = fill_text(cell.shade, values)
            yield _Placed(cell, number, last, column, pieces, lines, foot, foot_style, shade)


# ---------------------------------------------------------------- heights


def _bodies(rows: Sequence[Row], placed: Sequence[_Placed], feet: Sequence[float]) -> list[float]:
    """The height of each row without its foot: as described, and as high as its texts need.

    What a cell over several rows needs beyond their heights is added to the last of them.
    """
    bodies = [
        max(row.height * POINTS_PER_MM - foot, height_of(1, _tallest(row)))
        for row, foot in zip(rows, feet, strict=True)
    ]
    for each in sorted(placed, key=lambda each: each.last - each.first):
        covered = range(each.first, each.last + 1)
        there = sum(bodies[row] + feet[row] for row in covered)
        if each.foot:
            there -= feet[each.last]
        bodies[each.last] += max(0.0, each.need - there)
    return bodies


def _tallest(row: Row) -> TextStyle:
    return max((cell.style for cell in row.cells), key=lambda style: style.size, default=TextStyle())


def _parts(body: float, going_on: Sequence[_Placed]) -> list[float]:
    """The heights of the rows that a row of the form takes: one, or as many as the texts that go on need."""
    if body <= TALLEST and not going_on:
        return [body]
    heights: list[float] = []
    for each in going_on:
        for number, lines in enumerate(each.lines):
            needed = height_of(lines, each.cell.style)
            if number < len(heights):
                heights[number] = max(heights[number], needed)
            else:
                heights.append(needed)
    rest = body - sum(heights)
    if rest <= 1.0:
        return heights
    more = ceil(rest / PART)
    return heights + [rest / more] * more


# ---------------------------------------------------------------- where each text stands


@dataclass(frozen=True)
class _Frame:
    """A grid in its worksheet: the column where each of its own begins, the row where each row of the form begins, both
    with what comes after at their end; and which rows of the form take several."""

    grid: Grid
    columns: Sequence[int]
    starts: Sequence[int]
    parted: Sequence[bool]

    def regions(self, each: _Placed) -> Iterator[Region]:
        """What a cell fills: its text, in pieces where it goes on, and its foot."""
        left, right = self.columns[each.column], self.columns[each.after] - 1
        top, bottom = self.starts[each.first], self.starts[each.last + 1] - 1
        pieces = list(each.pieces)
        look = Look(each.cell.style, each.cell.valign, shade=each.shade)
        if self.parted[each.first]:
            look = replace(
                look, valign="top"
            )  # beside what goes on over pages, it stands on the first of them
        rows = [(top + number, top + number) for number in range(len(pieces))]
        rows[-1] = (rows[-1][0], bottom - 1 if each.foot else bottom)
        looks = [look] * len(pieces)
        if each.foot:
            rows.append((bottom, bottom))
            pieces.append(each.foot)
            looks.append(replace(look, style=each.foot_style, valign="middle"))
        for text, (first, last), own in zip(pieces, rows, looks, strict=True):
            lines = self._lines(each, first == top, last == bottom)
            yield Region(first, last, left, right, text, replace(own, lines=lines))

    def _lines(self, each: _Placed, begins: bool, ends: bool) -> Lines:
        """The outer line where the grid ends, none between the parts of one cell."""
        inner = self.grid.inner_line if each.cell.border else 0.0
        outer = max(self.grid.outer_line, inner)
        return Lines(
            top=(inner if each.first else outer) if begins else 0.0,
            right=inner if each.after < len(self.grid.columns) else outer,
            bottom=(outer if each.last == len(self.starts) - 2 else inner) if ends else 0.0,
            left=inner if each.column else outer,
        )
