"""The shape of ink in a box: long strokes through it, how often a line of the eye crosses it.

A name is many short strokes; a slash is one, and what crosses a name out is a stroke longer than any in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Masks = NDArray[np.bool_]
Numbers = NDArray[np.float64]
Ints = NDArray[np.intp]

_FINER = 2
"""Pixels of the strip that are one here: shapes are looked at 3 px per mm."""
_PIECE, _SHORT = 6, 3
"""Pixels of a piece of a long stroke across, and of one that goes up."""
_UNBROKEN = 0.8
"""Share of a piece's columns that must have ink."""
_LEVEL = (-0.72, -0.56, -0.4, -0.24, -0.08, 0.08, 0.24, 0.4, 0.56, 0.72)
_UPRIGHT = (-0.82, -0.62, -0.42, 0.42, 0.62, 0.82)
_RUNS = (4, 6, 9, 13)
"""Pixels that ink must run on along a slope to be a stroke that goes this way, by the width of the pen."""
_WIDTHS = 2.4
"""How many widths of the pen that is: a stroke that is crossed is one width, or little more when aslant."""
_WHOLE = 0.82
"""Share of the ink's height that a stroke from top to foot has."""


@dataclass(frozen=True)
class Shapes:
    """For each of n boxes: `long` the longest even stroke across (mm), `height` where it lies (0 top of the ink, 1 its
    foot), `rising` and `falling` how many even strokes aslant reach from the top of the ink to its foot, `in_row` and
    `in_column` how many strokes a level and an upright line meet on average."""

    long: Numbers
    height: Numbers
    rising: Numbers
    falling: Numbers
    in_row: Numbers
    in_column: Numbers


def shapes_of(ink: Masks, dots: float) -> Shapes:
    """The shapes of the ink of n boxes (n × height × width, `dots` px per mm)."""
    ink = _coarser(ink)
    dots /= _FINER
    rows = np.asarray(ink.any(axis=2))
    first = rows.argmax(axis=1)
    high = np.maximum(rows.shape[1] - rows[:, ::-1].argmax(axis=1) - first, 1)
    least = np.searchsorted(_RUNS, _pen_width(ink) * _WIDTHS).clip(0, len(_RUNS) - 1)
    long, row = _longest(ink, least)
    turned = np.ascontiguousarray(ink.transpose(0, 2, 1))
    strokes = _whole_strokes(turned, least, np.maximum(_WHOLE * high, 2.5 * dots))
    half = len(_UPRIGHT) // 2
    return Shapes(
        long * _PIECE / dots,
        (row - first) / high,
        strokes[:half].max(axis=0),
        strokes[half:].max(axis=0),
        _crossings(ink),
        _crossings(turned),
    )


def _coarser(ink: Masks) -> Masks:
    count, high, wide = ink.shape
    high, wide = high // _FINER, wide // _FINER
    cells = ink[:, : high * _FINER, : wide * _FINER].reshape(count, high, _FINER, wide, _FINER)
    return np.asarray(cells.sum(axis=(2, 4), dtype=np.int8) * 2 >= _FINER**2)


def _longest(ink: Masks, least: Ints) -> tuple[Numbers, Numbers]:
    """Pieces of the longest even stroke across each box, and the mean row it runs in."""
    count, high, wide = ink.shape
    pieces = wide // _PIECE
    cells = _along(ink, least, _LEVEL, _PIECE)
    length, row, end = (each.reshape(len(_LEVEL), count) for each in _ways(cells.reshape(-1, high, pieces)))
    best = length.argmax(axis=0)
    every = np.arange(count)
    middle = (end + 1 - length / 2)[best, every] * _PIECE - pieces * _PIECE // 2
    return length[best, every], row[best, every] + np.array(_LEVEL)[best] * middle


def _whole_strokes(ink: Masks, least: Ints, reach: Numbers) -> Numbers:
    """How many strokes run at least `reach` px from left to right, by slope (slopes × boxes)."""
    cells = _along(ink, least, _UPRIGHT, _SHORT)
    slopes, count, high, pieces = cells.shape
    length = np.zeros((slopes, count, high + 2), dtype=np.int16)
    best = np.zeros((slopes, count, high + 1), dtype=np.int16)
    for piece in range(pieces):
        before = np.maximum(np.maximum(length[..., :-2], length[..., 2:]), length[..., 1:-1])
        length[..., 1:-1] = np.where(cells[..., piece], before + 1, 0)
        np.maximum(best[..., 1:], length[..., 1:-1], out=best[..., 1:])
    far = best * _SHORT >= reach[None, :, None] - _SHORT / 2
    return np.asarray((far[..., 1:] & ~far[..., :-1]).sum(axis=2), dtype=np.float64)


def _along(ink: Masks, least: Ints, slopes: Sequence[float], piece: int) -> Masks:
    """Where strokes run along each slope: slopes × boxes × rows (level at the middle column) × pieces."""
    count, high, wide = ink.shape
    pieces = wide // piece
    cells = np.zeros((len(slopes), count, high, pieces), dtype=bool)
    lean = np.arange(pieces * piece) - pieces * piece // 2
    at = np.arange(high)[:, None]
    for number, slope in enumerate(slopes):
        rows = at + np.rint(slope * lean).astype(np.intp)
        inside = (rows >= 0) & (rows < high)
        sheared = ink[:, np.where(inside, rows, 0), np.arange(pieces * piece)] & inside
        for step in np.unique(least):
            chosen = least == step
            thick = _opened(sheared[chosen], _RUNS[step])
            shaped = thick.reshape(len(thick), high, pieces, piece)
            cells[number, chosen] = shaped.sum(axis=3, dtype=np.int8) >= _UNBROKEN * piece
    return cells


def _opened(ink: Masks, least: int) -> Masks:
    """The ink that lies in level runs of at least so many px."""
    total = np.zeros((*ink.shape[:2], ink.shape[2] + 1), dtype=np.int16)
    np.cumsum(ink, axis=2, dtype=np.int16, out=total[:, :, 1:])
    full = np.zeros((*ink.shape[:2], ink.shape[2] + least), dtype=np.int16)
    np.cumsum(
        total[:, :, least:] - total[:, :, :-least] == least,
        axis=2,
        dtype=np.int16,
        out=full[:, :, least : ink.shape[2] + 1],
    )
    full[:, :, ink.shape[2] + 1 :] = full[:, :, ink.shape[2] : ink.shape[2] + 1]
    return np.asarray(full[:, :, least:] > full[:, :, :-least])


def _pen_width(ink: Masks) -> Numbers:
    """About how wide the strokes of each box are, px: by the mean runs of ink in rows and columns."""
    area = ink.sum(axis=(1, 2))
    level = (ink[:, :, 1:] & ~ink[:, :, :-1]).sum(axis=(1, 2))
    upright = (ink[:, 1:] & ~ink[:, :-1]).sum(axis=(1, 2))
    return np.asarray(area / np.maximum(np.hypot(level, upright), 1))


def _ways(cells: Masks) -> tuple[Numbers, Numbers, Numbers]:
    """The longest way from left to right through the cells of each box, its mean row and the column it ends in."""
    count, high, wide = cells.shape
    length, rows = np.zeros((count, high)), np.zeros((count, high))
    best, where, end = np.zeros(count), np.zeros(count), np.zeros(count)
    at, every = np.arange(high, dtype=float), np.arange(count)
    for column in range(wide):
        before, sums = length.copy(), rows.copy()
        for near, far in ((slice(1, None), slice(None, -1)), (slice(None, -1), slice(1, None))):
            better = length[:, far] > before[:, near]
            before[:, near] = np.where(better, length[:, far], before[:, near])
            sums[:, near] = np.where(better, rows[:, far], sums[:, near])
        here = cells[:, :, column]
        length, rows = np.where(here, before + 1, 0), np.where(here, sums + at, 0)
        top = length.argmax(axis=1)
        longer = length[every, top] > best
        where = np.where(longer, rows[every, top] / np.maximum(length[every, top], 1), where)
        best = np.where(longer, length[every, top], best)
        end = np.where(longer, column, end)
    return best, where, end


def _crossings(ink: Masks) -> Numbers:
    """How many runs of ink a row has on average, over the rows that have any."""
    padded = np.pad(ink, ((0, 0), (0, 0), (1, 0)))
    runs = (padded[:, :, 1:] & ~padded[:, :, :-1]).sum(axis=2)
    return np.asarray(runs.sum(axis=1) / np.maximum((runs > 0).sum(axis=1), 1))
