"""Make a paper that belongs on one page fit there: types and rows shrink step by step, down to what can be read."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from deputy_station.documents.description import Block, Cell, Grid, Paragraph, Sheet, TextStyle
from deputy_station.documents.glyphs import GlyphSource, system_glyphs
from deputy_station.documents.layout import lay_out
from deputy_station.documents.typesetting import Typesetter, gather_faces

_SCALES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7)
_LEAST_SIZE = 7.0  # points; smaller print is none to be shown around


def fit_on_one_page(
    sheet: Sheet, glyphs: GlyphSource | None = None, scales: Sequence[float] = _SCALES
) -> Sheet | None:
    """The sheet at the largest scale at which it needs one page; None where even the smallest needs more."""
    typesetter = Typesetter(gather_faces([sheet], glyphs or system_glyphs()))
    for scale in scales:
        tried = _scaled(sheet, scale)
        if len(lay_out(tried, typesetter)) == 1:
            return tried
    return None


def most_on_one_page(
    make: Callable[[int], Sheet], most: int, glyphs: GlyphSource | None = None
) -> Sheet | None:
    """`make(n)` for the largest n up to `most` that fits on one page in the smallest print; None where not even
    `make(0)` does. More to print must never need less room."""
    fits, found = -1, None
    while fits < most:
        middle = (fits + most + 1) // 2
        tried = fit_on_one_page(make(middle), glyphs, _SCALES[-1:])
        if tried is None:
            most = middle - 1
        else:
            fits, found = middle, tried
    return found


def _scaled(sheet: Sheet, scale: float) -> Sheet:
    if scale == 1.0:
        return sheet
    blocks = tuple(_block(block, scale) for block in sheet.form.blocks)
    return replace(sheet, form=replace(sheet.form, blocks=blocks))


def _block(block: Block, scale: float) -> Block:
    if isinstance(block, Paragraph):
        return replace(
            block, style=_style(block.style, scale), before=block.before * scale, after=block.after * scale
        )
    if isinstance(block, Grid):
        rows = tuple(
            replace(row, height=row.height * scale, cells=tuple(_cell(cell, scale) for cell in row.cells))
            for row in block.rows
        )
        return replace(
            block,
            rows=rows,
            padding=block.padding * scale,
            before=block.before * scale,
            after=block.after * scale,
        )
    return block


def _cell(cell: Cell, scale: float) -> Cell:
    return replace(cell, style=_style(cell.style, scale))


def _style(style: TextStyle, scale: float) -> TextStyle:
    size = min(style.size, max(_LEAST_SIZE, style.size * scale))
    return replace(
        style,
        size=size,
        min_size=min(style.min_size, size),
        leading=max(1.15, style.leading * (scale + 1) / 2),
    )
