"""How far the printed borders of boxes lie from where a plane expects them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from deputy_station.documents.geometry import Box

Samples = NDArray[np.float32]
_Piece = tuple[str, str, tuple[float, float], tuple[float, float], bool]
"""A part of a border: box, side, its two ends (mm), whether it runs level."""

_STEP = 0.15
"""Millimetres between the samples across a line."""
_ALONG = 7
"""Samples along each half of a side."""
_SMALLEST_HALF = 3.0
"""Millimetres: half a side shorter than twice this is measured as one, a short line tells no slope."""
_SMALL, _SMALL_REACH = 7.0, 0.5
"""Millimetres: a box smaller than the first may stand close to another line; its borders are sought this near."""
_NEXT_LINE = 0.28
"""Share of a box's lesser side within which a line is its own: a small square may stand close to a table's border."""
_CLEAR = 0.035
"""Share of the paper's level by which a line must be darker than the paper beside it."""


@dataclass(frozen=True)
class Offset:
    """A piece of a border found: of which box and side, the place (mm) in its middle, whether it runs level, and how
    far (mm, to the right or down) it lies from where it was expected."""

    key: str
    side: str
    place: tuple[float, float]
    level: bool
    off: float


def line_offsets(
    grey: NDArray[np.uint8], matrix: NDArray[np.float64], boxes: Sequence[Box], search: float
) -> list[Offset]:
    """The borders of boxes found within `search` mm of where the plane (mm to px of `grey`) puts them."""
    pieces = [piece for box in boxes for piece in _pieces(box, search)]
    if not pieces:
        return []
    starts = np.array([piece[2] for piece in pieces])
    ends = np.array([piece[3] for piece in pieces])
    level = np.array([piece[4] for piece in pieces])
    share = (np.arange(_ALONG) + 0.5) / _ALONG
    steps = np.arange(-search - 0.6, search + 0.601, _STEP)
    normals = np.where(level[:, None], np.array([0.0, 1.0]), np.array([1.0, 0.0]))
    begin, way, across = (
        (points @ matrix[:, :2].T + offset).astype(np.float32).T[:, :, None]
        for points, offset in ((starts, matrix[:, 2]), (ends - starts, 0.0), (normals, 0.0))
    )
    # What is straight on the paper is straight before the division by depth: along × pieces × steps.
    line = begin + across * steps.astype(np.float32)
    values = _sampled(grey, *(line[:, None] + (way * share.astype(np.float32)).transpose(0, 2, 1)[..., None]))
    # A line is dark along its whole length; a stroke that crosses the search is not: the lighter ones decide.
    profile = _sorted(values)[_ALONG // 2 : _ALONG - 1].mean(axis=0)
    sides = {box.key: min(box.width, box.height) for box in boxes}
    near = np.array(
        [
            min(search, _NEXT_LINE * sides[piece[0]] if sides[piece[0]] > _SMALL else _SMALL_REACH)
            for piece in pieces
        ]
    )
    offs, clear = _dips(profile, steps, near)
    middles = (starts + ends) / 2
    return [
        Offset(piece[0], piece[1], (float(middle[0]), float(middle[1])), piece[4], float(off))
        for piece, middle, off, sure in zip(pieces, middles, offs, clear, strict=True)
        if sure
    ]


def pieces_of(boxes: Sequence[Box], search: float) -> int:
    """How many pieces of borders there are to be found."""
    return sum(len(_pieces(box, search)) for box in boxes)


@lru_cache(maxsize=4096)
def _pieces(box: Box, search: float) -> tuple[_Piece, ...]:
    """The sides of a box in halves, without their ends; none of a box too small to be told from the next one.

    Kept, as every page of a pile has the same boxes and each is looked at several times.
    """
    if min(box.width, box.height) < 2 * search:
        return ()
    right, low = box.left + box.width, box.top + box.height
    pieces = []
    for side, start, end, level in (
        ("top", (box.left, box.top), (right, box.top), True),
        ("bottom", (box.left, low), (right, low), True),
        ("left", (box.left, box.top), (box.left, low), False),
        ("right", (right, box.top), (right, low), False),
    ):
        length = box.width if level else box.height
        halves = ((0.08, 0.5), (0.5, 0.92)) if length >= 2 * _SMALLEST_HALF else ((0.15, 0.85),)
        for begin, finish in halves:
            pieces.append((box.key, side, _between(start, end, begin), _between(start, end, finish), level))
    return tuple(pieces)


def _between(start: tuple[float, float], end: tuple[float, float], share: float) -> tuple[float, float]:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _dips(
    profile: Samples, steps: NDArray[np.float64], near: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Where each profile is darkest within what is `near` (mm, for each), to a part of a step, and whether that is a line."""
    paper = np.median(profile, axis=1)
    at = np.argmin(np.where(np.abs(steps) <= near[:, None], profile, np.inf), axis=1)
    rows = np.arange(len(profile))
    before, here, after = profile[rows, at - 1], profile[rows, at], profile[rows, at + 1]
    bend = before - 2 * here + after
    part = np.where(bend > 1e-6, 0.5 * (before - after) / np.maximum(bend, 1e-6), 0.0)
    depth = paper - here
    noise = np.median(np.abs(profile - paper[:, None]), axis=1)
    # Paper on both sides of it: an edge of a shadow or of the sheet has paper on one.
    reach = round(0.6 / _STEP)
    sides = np.minimum(
        profile[rows, np.maximum(at - reach, 0)], profile[rows, np.minimum(at + reach, len(steps) - 1)]
    )
    clear = (depth > _CLEAR * np.maximum(paper, 40)) & (depth > 3 * noise) & (sides - here > 0.5 * depth)
    return steps[at] + np.clip(part, -0.5, 0.5) * _STEP, clear


def _sorted(values: Samples) -> Samples:
    """Along the first axis, least first: so few that neighbours are changed over and over, all places at once."""
    rows = list(values)
    for round_ in range(len(rows)):
        for at in range(round_ % 2, len(rows) - 1, 2):
            rows[at], rows[at + 1] = np.minimum(rows[at], rows[at + 1]), np.maximum(rows[at], rows[at + 1])
    return np.array(rows)


def _sampled(grey: NDArray[np.uint8], x: Samples, y: Samples, depth: Samples) -> Samples:
    """The picture between its pixels at places (px times depth, and depth); outside it, its edge."""
    high, wide = grey.shape
    x = np.clip(x / depth - np.float32(0.5), 0, np.float32(wide - 1.001))
    y = np.clip(y / depth - np.float32(0.5), 0, np.float32(high - 1.001))
    column, row = x.astype(np.int32), y.astype(np.int32)
    x -= column
    y -= row
    flat, place = np.ascontiguousarray(grey).reshape(-1), row * np.int32(wide) + column
    upper_left, upper_right, lower_left, lower_right = (
        flat.take(place + np.int32(step)).astype(np.float32) for step in (0, 1, wide, wide + 1)
    )
    above = upper_left + (upper_right - upper_left) * x
    below = lower_left + (lower_right - lower_left) * x
    return np.asarray(above + (below - above) * y)
