"""The columns of a worksheet that several grids share: the edges of all their columns, so that widths match the paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from deputy_station.documents.columns import filled_columns
from deputy_station.documents.description import Grid, Paragraph, Sheet

_SAME_EDGE = 0.7  # mm: nearer edges are one, as a column of two pixels helps nobody
_NEAR_EDGE = 6.0  # mm by which a paragraph may end elsewhere than described, where a column ends


@dataclass(frozen=True)
class Raster:
    """The edges of the worksheet's columns in mm from the left margin, the first 0."""

    edges: tuple[float, ...]

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return len(self.edges) - 1

    def column_at(self, edge: float) -> int:
        """The column that begins at an edge, or nearest to it; the number of columns for the last edge."""
        return min(range(len(self.edges)), key=lambda each: abs(self.edges[each] - edge))


def raster_of(sheet: Sheet) -> Raster:
    """The union of the column edges of all grids of a sheet, over at least the width of the type area."""
    width = sheet.form.page.type_width
    edges = [0.0, width]
    for block in sheet.form.blocks:
        if isinstance(block, Grid):
            edges += grid_edges(filled_columns(block, sheet.values, width))
    known = _apart(edges)
    for block in sheet.form.blocks:
        if isinstance(block, Paragraph) and block.right_indent:
            end = width - block.right_indent
            if min(abs(each - end) for each in known) > _NEAR_EDGE:
                known = _apart([*known, end])
    return Raster(tuple(known))


def grid_edges(grid: Grid) -> tuple[float, ...]:
    """Where the columns of a grid begin and the last one ends, in mm from its left."""
    return (0.0, *accumulate(grid.columns))


def _apart(edges: Iterable[float]) -> list[float]:
    """The edges in order, without those that are as good as another."""
    kept: list[float] = []
    for edge in sorted(edges):
        if not kept or edge - kept[-1] > _SAME_EDGE:
            kept.append(edge)
    return kept
