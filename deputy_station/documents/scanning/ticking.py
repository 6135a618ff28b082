"""Ticks: whether a small box is ticked, empty, or such that a person must look (crossed, blacked out, stamped over).

The box is looked for where the plane puts it and a little around: two borders as far apart as they were printed, of
one lean, and two across them. What is inside of those is judged; a box whose four borders are not found is unsure.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deputy_station.documents.scanning.strips import Strip

Mask = NDArray[np.bool_]

_RIM = 0.55
"""Millimetres inside the printed border that are not looked at."""
_REACH, _LEAN, _STRETCH = 1.2, 0.9, 0.35
"""Millimetres a border may lie off, lean over the box's length, and two borders differ from their distance."""
_MIDDLE = 0.3
"""Share of a side to both sides of its middle along which a border is looked for."""
_BORDER = 0.8
"""Share of a side that ink must cover to be its printed border."""
_LINE = 0.9
"""Share of a side that ink must cover to be a line along it."""
_LEAST, _PLAIN, _BLACKED = 0.015, 0.045, 0.55
"""Shares of the box that ink covers: less is dirt, more is a tick, still more is blacked out."""
_STROKE = 1.2
"""Millimetres a tick reaches at least inside of its box: what is smaller may be a stroke of something beside it."""
_BESIDE, _CLIPPED = 0.9, (0.05, 0.5)
"""Millimetres outside of the border, and share of the rim inside of it, that a stroke which cuts off a corner covers."""
_OVER = 0.02
"""Share of what lies beside the border that such a stroke covers at least."""
_EVEN = 0.25
"""Share of the fullest corner's ink the emptiest has in a cross; a broad tick leaves its lower right corner nearly free."""


@dataclass(frozen=True)
class _Pair:
    """Two borders of one lean: where they cross the middle (px), px of lean for each px along, how surely seen (0 to 1)."""

    first: float
    second: float
    lean: float
    sure: float


def judge_tick(strip: Strip, black: float) -> list[float]:
    """A score for each box of a strip of boxes to tick: 0 empty, 1 ticked, 0.5 for a person to look at."""
    return [_judged(strip, number, black) for number in range(len(strip.boxes))]


def _judged(strip: Strip, number: int, black: float) -> float:
    weak = max(0.18 * black, 4.5 * strip.noise)
    strong = max(0.42 * black, 5.5 * strip.noise)
    found = _inside(strip, number, strip.depth > weak)
    if found is None:
        return 0.5
    inside, clipped = found
    rows, columns = np.nonzero(inside)
    area = slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1)
    depth, inside = strip.depth[area], inside[area]
    dark, faint_ink = (depth > strong) & inside, (depth > weak) & inside
    share, faint = float(dark.sum() / inside.sum()), float(faint_ink.sum() / inside.sum())
    if share >= _BLACKED or _along_a_side(faint_ink):
        return 0.5
    if share >= _PLAIN:
        return 1.0 if _reach(dark) >= _STROKE * strip.dots and not _crossed(dark) else 0.5
    if clipped:
        return 0.5
    if faint < _LEAST:
        return 0.0
    return 0.15 if faint < 2 * _LEAST and share < _LEAST / 2 else 0.5


def _inside(strip: Strip, number: int, ink: Mask) -> tuple[Mask, bool] | None:
    """What lies within the printed borders of a box and clear of them, a mask of the strip, and whether a stroke cuts
    off a corner; None if the borders are not seen."""
    top, low = strip.tops[number], strip.lows[number]
    upright = _pair(ink, strip.left, strip.right, (top, low), strip.dots)
    level = _pair(ink.T, top, low, (upright.first, upright.second), strip.dots)
    upright = _pair(ink, strip.left, strip.right, (level.first, level.second), strip.dots)
    if min(upright.sure, level.sure) < _BORDER:
        return None
    row, column = np.indices(ink.shape)
    across = column - upright.lean * (row - (level.first + level.second) / 2)
    down = row - level.lean * (column - (upright.first + upright.second) / 2)
    within = np.minimum(
        np.minimum(across - upright.first, upright.second - across),
        np.minimum(down - level.first, level.second - down),
    )
    within = within / strip.dots
    inside = np.asarray(within > _RIM)
    rim = (within > 0.6 * _RIM) & ~inside
    beside = (within < -0.5 * _BESIDE) & (within > -_BESIDE)
    clipped = _CLIPPED[0] < float(ink[rim].mean()) < _CLIPPED[1] and float(ink[beside].mean()) > _OVER
    return (inside, clipped) if inside.any() else None


def _pair(ink: Mask, first: int, second: int, along: tuple[float, float], dots: float) -> _Pair:
    """The two upright borders nearest to columns `first` and `second`, between the rows `along` of a box."""
    middle, length = (along[0] + along[1]) / 2, along[1] - along[0]
    rows = np.arange(round(middle - _MIDDLE * length), round(middle + _MIDDLE * length) + 1)
    rows = rows[(rows >= 0) & (rows < len(ink))]
    reach, stretch = round(_REACH * dots), round(_STRETCH * dots)
    steps = np.arange(-reach, reach + 1)
    widest = _LEAN * dots / length
    best = _Pair(first, second, 0.0, 0.0)
    most = -np.inf
    for lean in np.linspace(-widest, widest, 13):
        shift = np.rint(lean * (rows - middle)).astype(np.intp)
        left, right = (
            ink[rows[:, None], np.clip(place + steps[None] + shift[:, None], 0, ink.shape[1] - 1)].mean(
                axis=0
            )
            for place in (first, second)
        )
        off = steps[None, :] - steps[:, None]
        sure = np.minimum(left[:, None], right[None, :])
        # Of equals the one nearest to where it should be; the two middles of thick lines are as far apart as printed.
        worth = (
            sure
            - 0.012 * np.abs(off)
            - 0.004 * np.abs(steps[:, None] + steps[None, :]) / 2
            - 0.02 * abs(lean)
        )
        worth = np.where(np.abs(off) <= stretch, worth, -np.inf)
        at = np.unravel_index(int(worth.argmax()), worth.shape)
        if worth[at] > most:
            most = float(worth[at])
            best = _Pair(
                first + float(steps[at[0]]), second + float(steps[at[1]]), float(lean), float(sure[at])
            )
    return best


def _along_a_side(ink: Mask) -> bool:
    """A line along the whole of one side: a border printed twice, a fold, or a box that was not hit well."""
    wide, high = (max(1, side // 3) for side in ink.shape[::-1])
    columns, rows = ink.mean(axis=0), ink.mean(axis=1)
    sides = (columns[:wide], columns[-wide:], rows[:high], rows[-high:])
    return max(float(side.max()) for side in sides) > _LINE


def _reach(ink: Mask) -> int:
    """How far ink reaches across or down, px, whichever is more."""
    rows, columns = np.nonzero(ink)
    return int(max(np.ptp(rows), np.ptp(columns))) + 1


def _crossed(ink: Mask) -> bool:
    """Ink in all four corners of the box alike: strokes along both diagonals, as of a cross."""
    high, wide = (side // 3 for side in ink.shape)
    corners = [
        float(corner.mean())
        for corner in (ink[:high, :wide], ink[:high, -wide:], ink[-high:, :wide], ink[-high:, -wide:])
    ]
    return min(corners) > max(0.06, _EVEN * max(corners))
