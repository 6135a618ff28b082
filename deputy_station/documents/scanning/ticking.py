"""Ticks: whether a small box is ticked, empty, or such that a person must look (crossed, blacked out)."""

import numpy as np

from deputy_station.documents.scanning.strips import Strip

_RIM = 0.55
"""Millimetres inside the printed border that are not looked at."""
_LINE = 0.9
"""Share of a side that ink must cover to be a printed line."""
_LEAST, _PLAIN, _BLACKED = 0.015, 0.045, 0.55
"""Shares of the box that ink covers: less is dirt, more is a tick, still more is blacked out."""


def judge_tick(strip: Strip, black: float) -> list[float]:
    """A score for each box of a strip of boxes to tick: 0 empty, 1 ticked."""
    return [_judged(strip, number, black) for number in range(len(strip.boxes))]


def _judged(strip: Strip, number: int, black: float) -> float:
    rim = max(1, round(min(_RIM * strip.dots, (strip.right - strip.left) / 4)))
    top, low = strip.tops[number] + rim, strip.lows[number] - rim
    inner = strip.depth[top:low, strip.left + rim : strip.right - rim]
    weak = max(0.18 * black, 4.5 * strip.noise)
    strong = max(0.42 * black, 5.5 * strip.noise)
    share, faint = float((inner > strong).mean()), float((inner > weak).mean())
    if share >= _BLACKED or _on_its_border(inner > weak):
        return 0.5
    if share >= _PLAIN:
        return 0.5 if _crossed(inner > strong) else 1.0
    if faint < _LEAST:
        return 0.0
    return 0.15 if faint < 2 * _LEAST and share < _LEAST / 2 else 0.5


def _on_its_border(ink: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> bool:
    """A line along the whole of one side: the box was not hit well and its own border is looked at."""
    wide, high = (max(1, side // 3) for side in ink.shape[::-1])
    columns, rows = ink.mean(axis=0), ink.mean(axis=1)
    sides = (columns[:wide], columns[-wide:], rows[:high], rows[-high:])
    return max(float(side.max()) for side in sides) > _LINE


def _crossed(ink: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> bool:
    """Ink in all four corners of the box: strokes along both diagonals, as of a cross."""
    high, wide = (side // 3 for side in ink.shape)
    corners = (ink[:high, :wide], ink[:high, -wide:], ink[-high:, :wide], ink[-high:, -wide:])
    return all(float(corner.mean()) > 0.06 for corner in corners)
