"""The shape of ink in a box: long strokes through it, how often a line of the eye crosses it.

A name is many short strokes; a slash is one, and what crosses a name out is a stroke longer than any in it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Masks = NDArray[np.bool_]
Numbers = NDArray[np.float64]

_PIECE = 12
"""Pixels of a piece of a stroke: two millimetres at the 6 px per mm of a strip."""
_UNBROKEN = 0.84
"""Share of a piece's columns that must have ink: strokes side by side leave gaps, one long stroke does not."""
_SLOPES = (-0.48, -0.32, -0.16, 0.0, 0.16, 0.32, 0.48)
_BEND = 2
"""Pixels by which a long stroke may leave its slope from piece to piece."""


@dataclass(frozen=True)
class Shapes:
    """For each of n boxes: `long` the longest even stroke across (mm), `height` where it lies (0 top of the ink, 1 its
    foot), `tall` how many strokes reach from the top of the ink to its foot, `in_row` and `in_column` how many strokes
    a level and an upright line meet on average."""

    long: Numbers
    height: Numbers
    tall: Numbers
    in_row: Numbers
    in_column: Numbers


def shapes_of(ink: Masks, dots: float) -> Shapes:
    """The shapes of the ink of n boxes (n × height × width, `dots` px per mm)."""
    long, row = _longest(ink)
    rows = ink.any(axis=2)
    first = rows.argmax(axis=1)
    last = rows.shape[1] - 1 - rows[:, ::-1].argmax(axis=1)
    high = np.maximum(last - first + 1, 1)
    turned = ink.transpose(0, 2, 1)
    tall = _reaching(turned, np.maximum(0.85 * high, 4.0 * dots))
    return Shapes(long * _PIECE / dots, (row - first) / high, tall, _crossings(ink), _crossings(turned))


def _longest(ink: Masks) -> tuple[Numbers, Numbers]:
    """Pieces of the longest even stroke across each box, and the mean row it runs in."""
    count, high, wide = ink.shape
    thick = ink.copy()
    thick[:, 1:] |= ink[:, :-1]
    thick[:, :-1] |= ink[:, 1:]
    pieces = wide // _PIECE
    cells = np.zeros((len(_SLOPES), count, high, pieces), dtype=bool)
    lean = np.arange(pieces * _PIECE) - pieces * _PIECE // 2
    at = np.arange(high)[:, None]
    for number, slope in enumerate(_SLOPES):
        rows = at + np.rint(slope * lean).astype(np.intp)
        inside = (rows >= 0) & (rows < high)
        sheared = thick[:, np.where(inside, rows, 0), np.arange(pieces * _PIECE)] & inside
        cells[number] = sheared.reshape(count, high, pieces, _PIECE).mean(axis=3) >= _UNBROKEN
    length, row, end = (each.reshape(len(_SLOPES), count) for each in _ways(cells.reshape(-1, high, pieces)))
    best = length.argmax(axis=0)
    every = np.arange(count)
    middle = (end + 1 - length / 2)[best, every] * _PIECE - pieces * _PIECE // 2
    return length[best, every], row[best, every] + np.array(_SLOPES)[best] * middle


def _ways(cells: Masks) -> tuple[Numbers, Numbers, Numbers]:
    """The longest way from left to right through the cells of each box, its mean row and the column it ends in."""
    count, high, wide = cells.shape
    length, rows = np.zeros((count, high)), np.zeros((count, high))
    best, where, end = np.zeros(count), np.zeros(count), np.zeros(count)
    at, every = np.arange(high, dtype=float), np.arange(count)
    for column in range(wide):
        before, sums = length.copy(), rows.copy()
        for step in range(1, _BEND + 1):
            for near, far in (
                (slice(step, None), slice(None, -step)),
                (slice(None, -step), slice(step, None)),
            ):
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


def _reaching(ink: Masks, least: Numbers) -> Numbers:
    """How many strokes of each box run at least so far (px) from left to right, none climbing as steeply as it runs.

    Counted by the rows they end in: neighbouring rows are one stroke.
    """
    cells = ink[:, : ink.shape[1] // 2 * 2, : ink.shape[2] // 3 * 3]
    cells = cells.reshape(len(ink), ink.shape[1] // 2, 2, ink.shape[2] // 3, 3).mean(axis=(2, 4)) >= 0.34
    length = np.zeros((len(ink), cells.shape[1] + 2), dtype=np.int16)
    best = np.zeros((len(ink), cells.shape[1]), dtype=np.int16)
    for column in range(cells.shape[2]):
        before = np.maximum(np.maximum(length[:, :-2], length[:, 2:]), length[:, 1:-1])
        length[:, 1:-1] = np.where(cells[:, :, column], before + 1, 0)
        np.maximum(best, length[:, 1:-1], out=best)
    far = np.pad(best * 3 >= least[:, None], ((0, 0), (1, 0)))
    return np.asarray((far[:, 1:] & ~far[:, :-1]).sum(axis=1), dtype=np.float64)


def _crossings(ink: Masks) -> Numbers:
    """How many runs of ink a row has on average, over the rows that have any."""
    padded = np.pad(ink, ((0, 0), (0, 0), (1, 0)))
    runs = (padded[:, :, 1:] & ~padded[:, :, :-1]).sum(axis=2)
    return np.asarray(runs.sum(axis=1) / np.maximum((runs > 0).sum(axis=1), 1))
