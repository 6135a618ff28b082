"""Signatures and filled lines: whose ink is in a box, and whether it is a person's writing.

Ink is taken in connected pieces over all boxes of a column. A piece belongs to the box that holds most of it, so a
stroke that runs over into the next box does not sign for the neighbour. Printed borders are taken out and strokes
across them joined again.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deputy_station.documents.scanning.pieces import find_runs
from deputy_station.documents.scanning.strips import Strip
from deputy_station.documents.scanning.strokes import shapes_of

Mask = NDArray[np.bool_]

_WEAK, _STRONG = 0.15, 0.40
"""Shares of the sheet's own black: less is paper, more is a pen; between them lie pencil, coffee and old stamps."""
_GRAINS = 4.5
"""Times the paper's grain that ink must stand out."""
_BORDER = 0.45
"""Millimetres on both sides of a border that are taken out."""
_SPECK = 0.12
"""Square millimetres: a smaller piece is dirt."""
_MINE = 0.55
"""Share of a piece that must lie in its box to be its ink."""
_TALL = 2.3
"""A piece higher than so many boxes is a stamp, a ring or a fold, nobody's signature."""


@dataclass(frozen=True)
class Trace:
    """What one box holds: square millimetres of its own pieces (all, and as dark as a pen), how far they spread (mm),
    square millimetres of pieces that belong elsewhere or to nobody, and the shape of its own (see Shapes)."""

    area: float = 0.0
    dark: float = 0.0
    wide: float = 0.0
    high: float = 0.0
    foreign: float = 0.0
    most_foreign: float = 0.0
    long: float = 0.0
    height: float = 0.0
    tall: float = 0.0
    in_row: float = 0.0
    in_column: float = 0.0


def judge_strip(strip: Strip, black: float) -> list[float]:
    """A score for each box of a strip: 0 surely empty, 1 surely written in."""
    return [_score(trace) for trace in traces(strip, black)]


def traces(strip: Strip, black: float) -> list[Trace]:
    """What each box of a strip holds."""
    weak = max(_WEAK * black, _GRAINS * strip.noise)
    strong = max(_STRONG * black, 1.2 * weak)
    mask = without_borders(strip, strip.depth > weak)
    runs = find_runs(mask)
    count = len(strip.boxes)
    if not runs.pieces:
        return [Trace()] * count
    unit = strip.dots**2
    zone = np.searchsorted(
        np.array([*strip.tops, strip.lows[-1]]), runs.row, side="right"
    )  # 0 above, 1… boxes
    within = np.zeros(mask.shape[1] + 1)
    within[strip.left + 1 : strip.right + 1] = 1
    within = np.cumsum(within)
    across = np.where((zone > 0) & (zone <= count), within[runs.end] - within[runs.start], 0.0)
    cell = runs.piece * (count + 2) + zone
    shape = (runs.pieces, count + 2)
    inside = np.bincount(cell, across, runs.pieces * (count + 2)).reshape(shape)[:, 1:-1] / unit
    darkness = runs.sums((strip.depth > strong).astype(np.float32))
    dark = np.bincount(cell, darkness, runs.pieces * (count + 2)).reshape(shape)[:, 1:-1] / unit
    area = runs.area() / unit
    left, top, right, low = runs.bounds()
    owner = inside.argmax(axis=1)
    share = inside.max(axis=1) / np.maximum(area, 1e-9)
    height = float(np.mean(np.array(strip.lows) - np.array(strip.tops)))
    giant = (low - top) > _TALL * height
    speck = area < _SPECK
    mine = ~giant & ~speck & (share >= _MINE)
    own_of = [mine & (owner == number) for number in range(count)]
    written = [number for number in range(count) if area[own_of[number]].sum() > 1.5]
    whose = runs.painted(np.where(mine, owner + 1, 0), mask.shape)
    shapes = _shapes(strip, whose, written)
    result = []
    for number, own in enumerate(own_of):
        others = inside[~own & ~speck, number]
        foreign, most = (float(others.sum()), float(others.max())) if others.size else (0.0, 0.0)
        if not own.any():
            result.append(Trace(foreign=foreign, most_foreign=most))
            continue
        result.append(
            Trace(
                float(inside[own, number].sum()),
                float(dark[own, number].sum()),
                float(right[own].max() - left[own].min()) / strip.dots,
                float(low[own].max() - top[own].min()) / strip.dots,
                foreign,
                most,
                *shapes.get(number, (0.0,) * 5),
            )
        )
    return result


def _shapes(strip: Strip, whose: NDArray[np.int16], written: list[int]) -> dict[int, tuple[float, ...]]:
    """The shape of the ink of the boxes that hold some, each cut out with the same room around it."""
    if not written:
        return {}
    edge = strip.left
    high = max(low - top for top, low in zip(strip.tops, strip.lows, strict=True)) + 2 * edge
    cuts = np.zeros((len(written), high, whose.shape[1]), dtype=bool)
    for at, number in enumerate(written):
        top = strip.tops[number] - edge
        part = whose[top : top + high] == number + 1
        cuts[at, : len(part)] = part
    found = shapes_of(cuts, strip.dots)
    columns = (found.long, found.height, found.tall, found.in_row, found.in_column)
    return {number: tuple(float(column[at]) for column in columns) for at, number in enumerate(written)}


def without_borders(strip: Strip, mask: Mask) -> Mask:
    """The mask without the printed borders; where a stroke goes across one, it stays joined."""
    half = max(1, round(_BORDER * strip.dots))
    result = mask.copy()
    for row in sorted({*strip.tops, *strip.lows}):
        band = slice(max(0, row - half), row + half)
        above, below = (
            _spread(mask[row - half - 2 : row - half].any(0)),
            _spread(mask[row + half : row + half + 2].any(0)),
        )
        result[band] = above & below
    for column in (strip.left, strip.right):
        before = _spread(mask[:, column - half - 2 : column - half].any(1))
        after = _spread(mask[:, column + half : column + half + 2].any(1))
        result[:, column - half : column + half] = (before & after)[:, None]
    return result


def _spread(line: Mask) -> Mask:
    """A line of a mask made wider by two px on each side: a slanted stroke comes out beside where it went in."""
    padded = np.pad(line, 2)
    return np.asarray(padded[:-4] | padded[1:-3] | padded[2:-2] | padded[3:-1] | padded[4:])


def _score(trace: Trace) -> float:
    if trace.dark >= 3.0 and trace.wide >= 4.0 and trace.high >= 1.8 and trace.area >= 4.0:
        return 1.0
    if trace.area < 0.6 and trace.foreign < 4.0:
        return 0.05
    return 0.5
