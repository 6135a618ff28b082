"""The rows of a grid once their lists are filled in, for writers that leave the breaking of pages to others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from deputy_station.documents.description import Cell, Row, Value, fill_text, placeholders

Filled = tuple[Sequence[Cell], Mapping[str, Value]]
"""The cells of a row of the table, and the values they are filled from."""


def filled_rows(row: Row, values: Mapping[str, Value]) -> Iterator[Filled]:
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
