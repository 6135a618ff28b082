"""Columns that come and go with what is printed: a grid that stretches leaves out those without a heading."""

from collections.abc import Mapping
from dataclasses import replace

from deputy_station.documents.description import Grid, Value, fill_text


def filled_columns(grid: Grid, values: Mapping[str, Value], type_width: float) -> Grid:
    """The grid without the columns whose heading is empty, the others over the whole type width (mm) in proportion.

    A grid that does not stretch, or of which nothing would be left, stays as it is.
    """
    headings = next((row.cells for row in grid.rows if row.header), ()) if grid.stretch else ()
    kept = [place for place, cell in enumerate(headings) if fill_text(cell.text, values)]
    if not kept:
        return grid
    share = type_width / sum(grid.columns[place] for place in kept)
    return replace(
        grid,
        columns=tuple(grid.columns[place] * share for place in kept),
        rows=tuple(replace(row, cells=tuple(row.cells[place] for place in kept)) for row in grid.rows),
    )
