"""The strokes of the ink in a box: the longest that runs through it, how often a line of the eye crosses it.

A name is many short strokes; a slash is one, and what crosses a name out is a stroke longer than any in it.

All boxes of a column are looked at together: a pixel is one number in which each box has a bit, so that one operation
on numbers is one on every box.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Masks = NDArray[np.bool_]
Bits = NDArray[np.unsignedinteger]
"""Pixels of up to 64 boxes, box k in bit k."""
Lengths = NDArray[np.unsignedinteger]
Numbers = NDArray[np.float64]
Ints = NDArray[np.intp]

_FINER = 2
"""Pixels of the strip that are one here: shapes are looked at 3 px per mm."""
_PIECE = 6
"""Pixels of a piece of a long stroke across."""
_UNBROKEN = 0.8
"""Share of a piece's columns that must have ink."""
_LEVEL = (-0.72, -0.56, -0.4, -0.24, -0.08, 0.08, 0.24, 0.4, 0.56, 0.72)
MOST_BOXES = 64
"""Boxes that one number has bits for."""
_RUNS = (4, 6, 9, 13)
"""Pixels that ink must run on along a slope to be a stroke that goes this way, by the width of the pen."""
_WIDTHS = 2.4
"""How many widths of the pen that is: a stroke that is crossed is one width, or little more when aslant."""


@dataclass(frozen=True)
class Longest:
    """For each of n boxes: `long` the longest even stroke across (mm), `height` where it lies (0 top of the ink, 1 its
    foot)."""

    long: Numbers
    height: Numbers


def longest_of(ink: Masks, dots: float) -> Longest:
    """The longest stroke across the ink of n boxes (n × height × width, `dots` px per mm), at most MOST_BOXES."""
    ink = _coarser(ink)
    dots /= _FINER
    rows = np.asarray(ink.any(axis=2))
    first = rows.argmax(axis=1)
    high = np.maximum(rows.shape[1] - rows[:, ::-1].argmax(axis=1) - first, 1)
    least = np.searchsorted(_RUNS, _pen_width(ink) * _WIDTHS).clip(0, len(_RUNS) - 1)
    long, row = _longest(bits_of(ink), least)
    return Longest(long * _PIECE / dots, (row - first) / high)


def crossings_of(ink: Masks) -> tuple[Numbers, Numbers]:
    """How many strokes a level and an upright line meet on average in the ink of n boxes (n × height × width)."""
    ink = _coarser(ink)
    return _crossings(ink), _crossings(ink.transpose(0, 2, 1))


def _coarser(ink: Masks) -> Masks:
    high, wide = (side // _FINER * _FINER for side in ink.shape[1:])
    dots = ink[:, :high, :wide].view(np.uint8)
    rows = dots[:, 0::_FINER] + dots[:, 1::_FINER]
    return np.asarray((rows[:, :, 0::_FINER] + rows[:, :, 1::_FINER]) * 2 >= _FINER**2)


def bits_of(ink: Masks) -> Bits:
    """Boxes (n × height × width) as the bits of one number for each pixel."""
    count, high, wide = ink.shape
    taken = -(-count // 8)
    size = 1 << (taken - 1).bit_length()  # 1, 2, 4 or 8 bytes
    held = np.zeros((high, wide, size), dtype=np.uint8)
    held[:, :, :taken] = np.packbits(np.ascontiguousarray(ink.transpose(1, 2, 0)), axis=2, bitorder="little")
    return np.asarray(held.view(f"<u{size}")[:, :, 0])


def boxes_of(bits: Bits, count: int) -> NDArray[np.uint8]:
    """The bits of numbers as 0 and 1, by box along a new last axis."""
    held = np.ascontiguousarray(bits)[..., None].view(np.uint8)
    return np.unpackbits(held, axis=-1, count=count, bitorder="little")


def _longest(bits: Bits, least: Ints) -> tuple[Numbers, Numbers]:
    """Pieces of the longest even stroke across each box, and the mean row it runs in."""
    lengths = _ways(_along(bits, least, _LEVEL, _PIECE), len(least))
    pieces = len(lengths)
    box = np.arange(len(least))
    # The first slope, on it the first piece, there the first row that has the longest.
    slope = lengths.max(axis=(0, 2)).argmax(axis=0)
    chosen = lengths[:, slope, :, box]  # boxes × pieces × rows
    end = chosen.max(axis=2).argmax(axis=1)
    row = chosen[box, end].argmax(axis=1)
    length = chosen[box, end, row].astype(np.int16)
    middle = (end + 1 - length / 2) * _PIECE - pieces * _PIECE // 2
    return length.astype(float), _mean_row(chosen, end, row, length) + np.array(_LEVEL)[slope] * middle


def _mean_row(chosen: Lengths, end: Ints, row: Ints, length: NDArray[np.int16]) -> Numbers:
    """The mean row of the way (of so many pieces) that ends in a piece and a row: gone back the way it came."""
    box, total = np.arange(len(end)), np.where(length > 0, row - 1, 0)
    for back in range(1, int(length.max(initial=0))):
        on = length > back
        piece = np.maximum(end - back, 0)
        step = np.zeros_like(row)
        best = chosen[box, piece, row]
        for way in (-1, 1):
            near = chosen[box, piece, np.clip(row + way, 0, chosen.shape[2] - 1)]
            step, best = np.where(near > best, way, step), np.maximum(near, best)
        row = np.where(on, row + step, row)
        total += np.where(on, row - 1, 0)
    return np.asarray(total / np.maximum(length, 1))


def _along(bits: Bits, least: Ints, slopes: Sequence[float], piece: int) -> Bits:
    """Where strokes run along each slope: pieces × slopes × rows (level at the middle column)."""
    high, wide = bits.shape
    pieces = wide // piece
    columns = np.arange(pieces * piece)
    lean = np.rint(np.outer(columns - pieces * piece // 2, slopes)).astype(np.intp)
    rows = lean[:, :, None] + np.arange(high)
    rows[(rows < 0) | (rows > high)] = high  # an empty row
    held = np.concatenate([bits, np.zeros((1, wide), bits.dtype)])
    thick = _opened(held.reshape(-1).take(rows * wide + columns[:, None, None]), least)
    few = piece - int(np.ceil(_UNBROKEN * piece))  # columns that may be without ink
    missing = [np.zeros(thick.shape[1:], bits.dtype)[None].repeat(pieces, axis=0) for _ in range(few + 1)]
    for column in range(piece):
        none = ~thick[column::piece]
        for more in range(few, 0, -1):
            missing[more] |= missing[more - 1] & none
        missing[0] |= none
    return np.asarray(~missing[few])


def _opened(ink: Bits, least: Ints) -> Bits:
    """The ink that lies in runs along the first axis, of at least so many px as each box wants."""
    result = np.zeros_like(ink)
    run, length = ink, 1
    for number, wanted in enumerate(_RUNS):
        while length < wanted:  # where runs begin: twice as long at most each time
            more = min(length, wanted - length)
            run, length = run[:-more] & run[more:], length + more
        boxes = int((np.asarray(least == number) << np.arange(len(least), dtype=np.uint64)).sum())
        if not boxes or not len(run):
            continue
        whole = run & ink.dtype.type(boxes)
        reach = 1
        while reach < wanted:
            more = min(reach, wanted - reach)
            empty = np.zeros((more, *ink.shape[1:]), ink.dtype)
            whole = np.concatenate([whole, empty]) | np.concatenate([empty, whole])
            reach += more
        result |= whole
    return result


def _ways(cells: Bits, count: int) -> Lengths:
    """How long the longest way is that comes from the left to each cell: pieces × slopes × rows × boxes.

    A row of none stands above and below the others. A way goes to the next piece level or by a row up or down.
    """
    here = boxes_of(cells, count)
    pieces, slopes, high, _ = here.shape
    lengths = np.zeros((pieces + 1, slopes, high + 2, count), np.uint8 if pieces < 256 else np.uint16)
    for piece in range(pieces):
        last, way = lengths[piece], lengths[piece + 1][:, 1:-1]
        np.maximum(last[:, :-2], last[:, 2:], out=way)
        np.maximum(way, last[:, 1:-1], out=way)
        way += 1
        way *= here[piece]
    return lengths[1:]


def _pen_width(ink: Masks) -> Numbers:
    """About how wide the strokes of each box are, px: by the mean runs of ink in rows and columns."""
    area = ink.sum(axis=(1, 2))
    level = (ink[:, :, 1:] & ~ink[:, :, :-1]).sum(axis=(1, 2))
    upright = (ink[:, 1:] & ~ink[:, :-1]).sum(axis=(1, 2))
    return np.asarray(area / np.maximum(np.hypot(level, upright), 1))


def _crossings(ink: Masks) -> Numbers:
    """How many runs of ink a row has on average, over the rows that have any."""
    padded = np.pad(ink, ((0, 0), (0, 0), (1, 0)))
    runs = (padded[:, :, 1:] & ~padded[:, :, :-1]).sum(axis=2)
    return np.asarray(runs.sum(axis=1) / np.maximum((runs > 0).sum(axis=1), 1))
