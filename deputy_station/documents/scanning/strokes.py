"""The shape of ink in a box: long strokes through it, how often a line of the eye crosses it.

A name is many short strokes; a slash is one, and what crosses a name out is a stroke longer than any in it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Masks = NDArray[np.bool_]
Numbers = NDArray[np.float64]

_ALONG, _ACROSS = 4, 2
"""Pixels of a cell along and across the way looked: a path climbs at most half of what it goes."""
_FULL = 0.34
"""Share of a cell that ink must cover: a fine line covers a third of it."""


@dataclass(frozen=True)
class Shapes:
    """For each of n boxes: `long` the longest stroke from left to right (mm), `height` where it lies (0 top of the ink,
    1 its foot), `tall` how many strokes reach from the top of the ink to its foot, `in_row` and `in_column` how many
    strokes a level and an upright line meet on average."""

    long: Numbers
    height: Numbers
    tall: Numbers
    in_row: Numbers
    in_column: Numbers


def shapes_of(ink: Masks, dots: float) -> Shapes:
    """The shapes of the ink of n boxes (n × height × width, `dots` px per mm)."""
    long, row = _longest(_cells(ink, _ACROSS, _ALONG))
    rows = ink.any(axis=2)
    first = rows.argmax(axis=1)
    last = rows.shape[1] - 1 - rows[:, ::-1].argmax(axis=1)
    high = np.maximum(last - first + 1, 1)
    height = (row * _ACROSS - first) / high
    turned = ink.transpose(0, 2, 1)
    reach = _reaching(_cells(turned, _ACROSS, _ALONG))
    tall = _tops((reach * _ALONG) >= np.maximum(0.8 * high, 4.0 * dots)[:, None])
    return Shapes(long * _ALONG / dots, height, tall, _crossings(ink), _crossings(turned))


def _cells(ink: Masks, down: int, across: int) -> Masks:
    count, high, wide = ink.shape
    high, wide = high // down * down, wide // across * across
    cells = ink[:, :high, :wide].reshape(count, high // down, down, wide // across, across)
    return np.asarray(cells.mean(axis=(2, 4)) >= _FULL)


def _longest(cells: Masks) -> tuple[Numbers, Numbers]:
    """Cells of the longest unbroken way from left to right in each box, and the mean row it runs in."""
    count, high, wide = cells.shape
    length = np.zeros((count, high + 2))
    rows = np.zeros((count, high + 2))
    best, where = np.zeros(count), np.zeros(count)
    at = np.arange(high, dtype=float)
    every = np.arange(count)
    for column in range(wide):
        choices = np.stack([length[:, 1:-1] + 0.01, length[:, :-2], length[:, 2:]])
        chosen = choices.argmax(axis=0)
        sums = np.stack([rows[:, 1:-1], rows[:, :-2], rows[:, 2:]])
        here = cells[:, :, column]
        grown = np.where(here, np.take_along_axis(choices, chosen[None], 0)[0].round() + 1, 0)
        summed = np.where(here, np.take_along_axis(sums, chosen[None], 0)[0] + at, 0)
        length[:, 1:-1], rows[:, 1:-1] = grown, summed
        top = grown.argmax(axis=1)
        better = grown[every, top] > best
        best = np.where(better, grown[every, top], best)
        where = np.where(better, summed[every, top] / np.maximum(grown[every, top], 1), where)
    return best, where


def _reaching(cells: Masks) -> Numbers:
    """For each row of cells the longest unbroken way from left to right that ends in it."""
    count, high, wide = cells.shape
    length = np.zeros((count, high + 2))
    best = np.zeros((count, high))
    for column in range(wide):
        before = np.maximum(np.maximum(length[:, :-2], length[:, 2:]), length[:, 1:-1])
        length[:, 1:-1] = np.where(cells[:, :, column], before + 1, 0)
        np.maximum(best, length[:, 1:-1], out=best)
    return best


def _tops(long: Masks) -> Numbers:
    """How many separate runs each row of a mask has."""
    padded = np.pad(long, ((0, 0), (1, 0)))
    return np.asarray((padded[:, 1:] & ~padded[:, :-1]).sum(axis=1), dtype=np.float64)


def _crossings(ink: Masks) -> Numbers:
    """How many runs of ink a row has on average, over the rows that have any."""
    padded = np.pad(ink, ((0, 0), (0, 0), (1, 0)))
    runs = (padded[:, :, 1:] & ~padded[:, :, :-1]).sum(axis=2)
    return np.asarray(runs.sum(axis=1) / np.maximum((runs > 0).sum(axis=1), 1))
