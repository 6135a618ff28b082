"""Is there ink in a box, judged by its own sheet: against its own paper, its own grain and its own black.

Nothing is guessed: what is neither plainly a person's ink nor plainly paper is unsure, and a person looks at it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from deputy_station.core.choices import Choice
from deputy_station.documents.geometry import Box, BoxKind, PrintGeometry
from deputy_station.documents.scanning.plane import Plane, code_corners
from deputy_station.documents.scanning.seals import find_seals
from deputy_station.documents.scanning.signing import judge_strip
from deputy_station.documents.scanning.strips import columns_of, make_strip
from deputy_station.documents.scanning.ticking import judge_tick


class Ink(Choice):
    """What a box shows."""

    SIGNED = "signed", "有字"
    EMPTY = "empty", "空白"
    UNSURE = "unsure", "看不准"


@dataclass(frozen=True)
class Judged:
    """A box and what it shows; `score` from 0 (surely empty) to 1 (surely filled)."""

    box: Box
    verdict: Ink
    score: float


STRIP_DOTS, STRIP_AROUND = 6.0, 4.0
"""Pixels per mm of the strips that are judged for writing, and mm of surroundings."""
_TICK_DOTS, _TICK_AROUND = 8.0, 2.5
_EMPTY_BELOW, _SIGNED_ABOVE = 0.2, 0.8
_OUTSIDE = 0.5
_USUAL_BLACK = 0.75
_TORN = 0.95
"""Share of the printed borders that must lie in their places where one code alone says where the page lies: fewer do
when the far side of a photo was laid on the next column."""


def judge_page(
    grey: NDArray[np.uint8], plane: Plane, geometry: PrintGeometry, page: int
) -> tuple[Judged, ...]:
    """Every box of a page that the picture shows, in the order printed; one outside the picture is unsure."""
    boxes = geometry.of_page(page)
    black = black_of(grey, plane, geometry)
    ticked = any(box.kind is BoxKind.TICK for box in boxes)
    whole = _unbent(plane, boxes)
    sure = plane.sure and (plane.codes > 1 or plane.lines >= _TORN * plane.borders)
    seals = find_seals(grey, plane, geometry, black) if ticked and sure else ()
    scores: dict[str, float] = {}
    for group in columns_of(boxes):
        ticks = group[0].kind is BoxKind.TICK
        strip = make_strip(
            grey,
            whole if ticks else plane,
            group,
            _TICK_DOTS if ticks else STRIP_DOTS,
            _TICK_AROUND if ticks else STRIP_AROUND,
        )
        if strip is None or not sure:
            found: Sequence[float] = [_OUTSIDE] * len(group)
        else:
            found = judge_tick(strip, black) if ticks else judge_strip(strip, black)
        scores |= {
            box.key: score if _inside(grey, plane.corners(box)) else _OUTSIDE
            for box, score in zip(group, found, strict=True)
        }
    for box in boxes:
        if (
            box.kind is BoxKind.TICK
            and scores[box.key] > _EMPTY_BELOW
            and any(seal.touches(box) for seal in seals)
        ):
            scores[box.key] = _OUTSIDE  # the seal's words and ring look like ticks
    return tuple(Judged(box, verdict_of(scores[box.key]), scores[box.key]) for box in boxes)


def _unbent(plane: Plane, boxes: Sequence[Box]) -> Plane:
    """The plane for squares to tick: each only moved as a whole. Its sides are too short to tell how it is bent, and
    one of them taken for another line would bend it; its borders are looked for when it is judged."""
    shifts = {
        box.key: np.broadcast_to(np.median(plane.shifts[box.key], axis=0), (4, 2))
        for box in boxes
        if box.kind is BoxKind.TICK and box.key in plane.shifts
    }
    return replace(plane, shifts=shifts)


def verdict_of(score: float) -> Ink:
    """What a score says."""
    if score <= _EMPTY_BELOW:
        return Ink.EMPTY
    return Ink.SIGNED if score >= _SIGNED_ABOVE else Ink.UNSURE


def black_of(grey: NDArray[np.uint8], plane: Plane, geometry: PrintGeometry) -> float:
    """How dark this sheet's own black is against its paper, 0 to 1: by the finder squares of its corner codes.

    A copy of a copy prints its codes as pale as the pens on it. Without any code to be seen, an ordinary print's.
    """
    found = []
    for corner in ("top_left", "top_right", "bottom_left", "bottom_right"):
        square = np.array(code_corners(geometry, corner))
        module = (square[1, 0] - square[0, 0]) / 25
        inward = (square.mean(axis=0) - square) / np.abs(square.mean(axis=0) - square)
        dark = plane.places(square[[0, 1, 3]] + inward[[0, 1, 3]] * 3.5 * module)
        light = plane.places(square - inward * 1.5 * module)
        if not (_inside(grey, dark) and _inside(grey, light)):
            continue
        paper = float(np.median(_around(grey, light)))
        inks = _around(grey, dark)
        if paper > 30 and inks.max() < 0.8 * paper:  # torn off: no finder square there
            found.append(1 - float(np.median(inks)) / paper)
    return float(np.clip(np.median(found), 0.25, 1.0)) if found else _USUAL_BLACK


def _inside(grey: NDArray[np.uint8], points: NDArray[np.float64]) -> bool:
    high, wide = grey.shape
    return bool((points >= 2).all() and (points[:, 0] < wide - 2).all() and (points[:, 1] < high - 2).all())


def _around(grey: NDArray[np.uint8], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of 3 × 3 px around each point."""
    column, row = points.astype(np.intp).T
    steps = np.array([-1, 0, 1])
    return np.asarray(
        grey[(row[:, None] + steps)[:, :, None], (column[:, None] + steps)[:, None, :]].mean(axis=(1, 2))
    )
