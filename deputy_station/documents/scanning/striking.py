"""What tells a name crossed out from a name: measured of the ink of each box, weighed in weighing.py.

A line through a name runs from one end of its ink to the other and stands out beyond it as one thin stroke; a cross
runs from corner to corner; strokes up and down join to a chain from one end to the other; and whatever crosses a name
out makes one piece of it, with many small holes. Each name is looked at in a frame of its own size, so that all
boxes of a column are measured by one operation on numbers, a box a bit (see strokes.py).
"""

import numpy as np

from deputy_station.documents.scanning.strokes import (
    MOST_BOXES,
    Bits,
    Ints,
    Masks,
    Numbers,
    bits_of,
    boxes_of,
    longest_of,
)

MEASURES = (
    "line", "any_line", "cross_weaker", "cross_stronger", "chain", "left_end", "right_end", "left_thin", "right_thin",
    "holes", "in_row", "in_column", "wide", "high", "pen", "fullness", "joined", "pieces", "long", "long_share", "height",
)  # fmt: skip
"""The columns of `measures_of`: the best covered line from end to end near the middle, and anywhere; the worse and the
better of the best two lines from corner to corner; strokes of the longest chain from end to end; ink in the outermost
millimetre on each side (pens high), and how far it stays thin (mm); holes; strokes a level and an upright line meet;
size (mm), width of the pen (mm), share of the frame that is ink; share of the largest piece, number of large pieces; the
longest even stroke (mm, and as a share of the width) and its height (see Longest)."""
_HIGH, _WIDE = 32, 96
_EVERY = 2
"""Of so many columns of the frame one is looked at along a line."""
_BULGES = (-2, 0, 2)
"""Rows by which a line bends in its middle."""
_LEANS = (8, 10, 12, 14, 17, 20, 24, 28, 33)
"""Columns by which a stroke up or down goes to the side over the height of the frame."""
_REACH, _BROKEN = slice(3, _HIGH - 3), 2
"""Rows over which a stroke up or down must have ink, and in how many of them it may be without."""
_CHAIN, _ENDS, _APART = 10, 14, 2
"""Most strokes of a chain; columns at the ends of the frame where it begins and ends; between strokes that join."""
_THIN = 3.0
"""Ink in a column that is no more than so many pens high is thin."""
_FROM, _TO, _BULGE = (
    each.ravel() for each in np.meshgrid(np.arange(_HIGH), np.arange(_HIGH), _BULGES, indexing="ij")
)
"""Rows where each line begins and ends, and its bend."""
_COLUMNS = np.arange(_EVERY // 2, _WIDE, _EVERY)


def _lines() -> Ints:
    """The row of each line in each column that is looked at."""
    share = _COLUMNS / (_WIDE - 1)
    rows = _FROM[:, None] * (1 - share) + _TO[:, None] * share + _BULGE[:, None] * 4 * share * (1 - share)
    return np.rint(rows).clip(0, _HIGH - 1).astype(np.intp)


_LINES = _lines()
_MIDDLE = (np.abs((_FROM + _TO) / 2 - (_HIGH - 1) / 2) <= 0.3 * _HIGH) & (np.abs(_FROM - _TO) <= 0.6 * _HIGH)
_FALLING = (_FROM < 0.3 * _HIGH) & (_TO > 0.7 * _HIGH)
_RISING = (_FROM > 0.7 * _HIGH) & (_TO < 0.3 * _HIGH)


def measures_of(ink: Masks, places: Ints, dots: float, joined: Numbers, pieces: Numbers) -> Numbers:
    """MEASURES of the ink of n boxes (n × height × width, `dots` px per mm): n × measures.

    `places` (n × 4): left, top, right and bottom of the large pieces, px. `joined`: share of the largest piece,
    `pieces`: how many are large.
    """
    if len(ink) > MOST_BOXES:
        parts = [slice(first, first + MOST_BOXES) for first in range(0, len(ink), MOST_BOXES)]
        return np.concatenate(
            [measures_of(ink[part], places[part], dots, joined[part], pieces[part]) for part in parts]
        )
    framed = _framed(ink, places)
    count = len(framed)
    left, top, right, low = places.T
    wide, high = (right - left) / dots, (low - top) / dots
    share = framed.mean(axis=(1, 2))
    level = (framed[:, :, 1:] & ~framed[:, :, :-1]).sum(axis=(1, 2)) + framed[:, :, 0].sum(axis=1)
    upright = (framed[:, 1:] & ~framed[:, :-1]).sum(axis=(1, 2)) + framed[:, 0].sum(axis=1)
    pen = share * wide * high / np.maximum(np.hypot(level * high / _HIGH, upright * wide / _WIDE), 0.1)
    bits = bits_of(framed)
    cover = _cover(bits, count)
    corners = np.array([cover[:, _FALLING].max(axis=1), cover[:, _RISING].max(axis=1)])
    longest = longest_of(ink, dots)
    thick = framed.sum(axis=1) * (high / _HIGH / pen)[:, None]
    ends = np.rint(_WIDE / wide).clip(1, _WIDE // 6).astype(np.intp)
    column = np.arange(_WIDE)
    ended = [(thick * (from_end < ends[:, None])).sum(axis=1) / ends for from_end in (column, column[::-1])]
    much = thick > _THIN
    thin = [
        np.where(much.any(axis=1), each.argmax(axis=1), _WIDE) * wide / _WIDE
        for each in (much, much[:, ::-1])
    ]
    return np.stack(
        [
            cover[:, _MIDDLE].max(axis=1),
            cover.max(axis=1),
            corners.min(axis=0),
            corners.max(axis=0),
            _chain(bits, count),
            *ended,
            *thin,
            _holes(framed),
            level / _HIGH,
            upright / _WIDE,
            wide,
            high,
            pen,
            share,
            joined,
            pieces,
            longest.long,
            longest.long / np.maximum(wide, 4),
            longest.height,
        ],
        axis=1,
    )


def _framed(ink: Masks, places: Ints) -> Masks:
    """The large pieces of each box, drawn out to one size: n × _HIGH × _WIDE."""
    result = np.zeros((len(ink), _HIGH, _WIDE), dtype=bool)
    steps = [(np.arange(2 * size) + 0.5) / (2 * size) for size in (_HIGH, _WIDE)]
    for number, (left, top, right, low) in enumerate(places.tolist()):
        rows = (top + steps[0] * (low - top)).astype(np.intp)
        columns = (left + steps[1] * (right - left)).astype(np.intp)
        dots = ink[number][rows[:, None], columns].view(np.uint8)
        pairs = dots[0::2] + dots[1::2]
        result[number] = pairs[:, 0::2] + pairs[:, 1::2] >= 2
    return result


def _cover(bits: Bits, count: int) -> Numbers:
    """Share of each line from end to end that has ink, or ink in the row beside it: boxes × lines."""
    near = bits.copy()
    near[1:] |= bits[:-1]
    near[:-1] |= bits[1:]
    digits = _added([near[:, column].take(_LINES[:, at]) for at, column in enumerate(_COLUMNS)])
    sums = np.zeros((len(_LINES), count), dtype=np.uint8)
    for place, digit in enumerate(digits):
        sums += boxes_of(digit, count) << np.uint8(place)
    return np.asarray(sums.T / np.float64(len(_COLUMNS)))


def _added(words: list[Bits]) -> list[Bits]:
    """The binary digits, lowest first, of how many of the words have each bit: three of a place make one and a carry."""
    digits = []
    while words:
        carried = []
        while len(words) > 1:
            one, two = words.pop(), words.pop()
            three = words.pop() if words else np.zeros_like(one)
            differ = one ^ two
            words.insert(0, differ ^ three)
            carried.append((one & two) | (differ & three))
        digits.append(words[0])
        words = carried
    return digits


def _chain(bits: Bits, count: int) -> Numbers:
    """How many strokes, in turn down and up over the whole height, join from the left end to the right end; 0 none."""
    near = np.zeros((_HIGH, _WIDE + 1), bits.dtype)  # with a column of none
    near[:, :-1] = bits
    near[:, 1:-1] |= bits[:, :-1]
    near[:, :-2] |= bits[:, 1:]
    falling, rising = (_strokes(near, way) for way in (1, -1))
    everyone = ~np.zeros(_WIDE, bits.dtype)
    everyone[_ENDS:] = 0
    at_top, at_foot = everyone, everyone
    most = np.zeros(count)
    for strokes in range(1, _CHAIN + 1):
        foot, top = np.zeros_like(everyone), np.zeros_like(everyone)
        for lean, down, up in zip(_LEANS, falling, rising, strict=True):
            foot[lean:] |= (down & at_top)[:-lean]
            top[lean:] |= up[lean:] & at_foot[:-lean]
        arrived = np.bitwise_or.reduce((foot | top)[-_ENDS:])
        most = np.where(boxes_of(arrived[None], count)[0], strokes, most)
        at_top, at_foot = _spread(top), _spread(foot)
    return most


def _strokes(near: Bits, way: int) -> Bits:
    """Where strokes over the whole height begin at the top, by lean to the right (`way` 1) or left (-1)."""
    rows = np.arange(_HIGH)[_REACH]
    moved = np.rint(np.outer(rows / (_HIGH - 1), _LEANS)).astype(np.intp)
    columns = np.arange(_WIDE) + way * moved[:, :, None]
    columns[(columns < 0) | (columns > _WIDE)] = _WIDE
    missing = [np.zeros(columns.shape[1:], near.dtype) for _ in range(_BROKEN + 1)]
    for at, row in enumerate(rows):
        none = ~near[row].take(columns[at])
        for more in range(_BROKEN, 0, -1):
            missing[more] |= missing[more - 1] & none
        missing[0] |= none
    return np.asarray(~missing[_BROKEN])


def _spread(places: Bits) -> Bits:
    wider = places.copy()
    for step in range(1, _APART + 1):
        wider[step:] |= places[:-step]
        wider[:-step] |= places[step:]
    return wider


def _holes(framed: Masks) -> Numbers:
    """Holes less pieces, by Euler's number of the pixels' corners."""
    padded = np.pad(framed, ((0, 0), (1, 1), (1, 1))).view(np.uint8)
    one, two, three, four = (
        padded[:, :-1, :-1], padded[:, 1:, :-1], padded[:, :-1, 1:], padded[:, 1:, 1:],
    )  # fmt: skip
    inked = one + two + three + four
    aslant = ((inked == 2) & (one == four)).sum(axis=(1, 2))
    ends, bays = (inked == 1).sum(axis=(1, 2)), (inked == 3).sum(axis=(1, 2))
    return np.asarray((bays + 2 * aslant - ends) / 4)
