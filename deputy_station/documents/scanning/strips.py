"""Boxes of one column laid out straight under each other, as the depth of their ink against their own paper.

One strip for all boxes that touch: a stroke that overflows into the next box stays whole, and can be told from one
that belongs there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from deputy_station.documents.geometry import Box
from deputy_station.documents.scanning.plane import Plane

Depth = NDArray[np.float32]
Levels = NDArray[np.uint8]

_CLOSING = 7
"""Millimetres: what is narrower than this is ink or dirt, what is wider is the paper's own tone."""
_TOUCH = 0.3
_DARKEST = 0.35
"""Share of the usual level of paper below which nothing is taken for paper in the shade."""


@dataclass(frozen=True)
class Strip:
    """Boxes under each other: `depth` (height × width) is 0 on paper and 1 in total black, `dots` px per mm.

    `tops` and `lows` are the first row of each box and the row behind its last; `left` and `right` the columns.
    `noise` is the paper's own grain, in the same measure.
    """

    boxes: tuple[Box, ...]
    depth: Depth
    dots: float
    tops: tuple[int, ...]
    lows: tuple[int, ...]
    left: int
    right: int
    noise: float
    paper: float


def columns_of(boxes: Sequence[Box]) -> list[tuple[Box, ...]]:
    """Boxes in groups: those of one column that touch, from the top; every other one by itself."""
    groups: list[list[Box]] = []
    for box in sorted(boxes, key=lambda box: (round(box.left, 1), box.kind.value, box.top)):
        if groups and _follows(groups[-1][-1], box):
            groups[-1].append(box)
        else:
            groups.append([box])
    return [tuple(group) for group in groups]


def _follows(above: Box, box: Box) -> bool:
    return (
        above.kind is box.kind
        and abs(above.left - box.left) < _TOUCH
        and abs(above.width - box.width) < _TOUCH
        and abs(above.top + above.height - box.top) < _TOUCH
    )


def make_strip(
    grey: NDArray[np.uint8], plane: Plane, boxes: Sequence[Box], dots: float, around: float
) -> Strip | None:
    """The strip of touching boxes with `around` mm of surroundings; None when it lies outside the picture."""
    edge = round(around * dots)
    wide = round(boxes[0].width * dots)
    heights = [round(box.height * dots) for box in boxes]
    lows = tuple(int(low) for low in edge + np.cumsum(heights))
    tops = (edge, *lows[:-1])
    size = (wide + 2 * edge, lows[-1] + edge)
    quads = _quads(plane, boxes, edge, wide, tops, lows, size)
    corners = np.concatenate([quad for _, quad in quads])
    if (
        (corners.max(axis=0) < 0).any()
        or corners[:, 0].min() > grey.shape[1]
        or corners[:, 1].min() > grey.shape[0]
    ):
        return None
    region, corners_at, factor = _region(grey, corners, plane.dots_per_mm / dots)
    mesh = [(place, tuple(((quad - corners_at) / factor)[[0, 3, 2, 1]].ravel())) for place, quad in quads]
    straight = region.transform(size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR, fillcolor=255)
    depth, paper = _depth(straight, dots)
    quiet = depth[::3, ::3]
    middle = float(np.median(quiet))
    noise = float(np.median(np.abs(quiet - middle))) * 1.4826
    return Strip(tuple(boxes), depth - np.float32(middle), dots, tops, lows, edge, edge + wide, noise, paper)


def _quads(
    plane: Plane,
    boxes: Sequence[Box],
    edge: int,
    wide: int,
    tops: Sequence[int],
    lows: Sequence[int],
    size: tuple[int, int],
) -> list[tuple[tuple[int, int, int, int], NDArray[np.float64]]]:
    """Places of the strip with the quadrangles of the picture they show; the ends reach `around` further."""
    quads = []
    for number, (box, top, low) in enumerate(zip(boxes, tops, lows, strict=True)):
        corners = plane.corners(box)
        out = (corners[[1, 2]] - corners[[0, 3]]) * (edge / wide)
        quad = np.array([corners[0] - out[0], corners[1] + out[0], corners[2] + out[1], corners[3] - out[1]])
        down = (quad[[3, 2]] - quad[[0, 1]]) * (edge / (low - top))
        if number == 0:
            quads.append(
                ((0, 0, size[0], top), np.array([quad[0] - down[0], quad[1] - down[1], quad[1], quad[0]]))
            )
        quads.append(((0, top, size[0], low), quad))
        if number == len(boxes) - 1:
            quads.append(
                (
                    (0, low, size[0], size[1]),
                    np.array([quad[3], quad[2], quad[2] + down[1], quad[3] + down[0]]),
                )
            )
    return quads


def _region(
    grey: NDArray[np.uint8], corners: NDArray[np.float64], finer: float
) -> tuple[Image.Image, NDArray[np.float64], int]:
    """The part of the picture needed, where it begins, and by how much it was made smaller first."""
    factor = max(1, int(finer + 0.2))
    left, top = (max(0, int(place) - 4) // factor * factor for place in corners.min(axis=0))
    right, low = (int(place) + 5 for place in corners.max(axis=0))
    part = Image.fromarray(np.ascontiguousarray(grey[top : max(low, top + 1), left : max(right, left + 1)]))
    return (part.reduce(factor) if factor > 1 else part), np.array([left, top], dtype=float), factor


def _depth(straight: Image.Image, dots: float) -> tuple[Depth, float]:
    """How dark each place is against the paper around it, as a share of the paper's own level."""
    cell = max(1, round(dots))
    coarse = straight.reduce(cell)
    closed = _widest(_widest(np.asarray(coarse), np.maximum), np.minimum)
    level = np.array(Image.fromarray(closed).filter(ImageFilter.BoxBlur(1)), dtype=np.uint8)
    usual = float(np.median(level))
    # A box blacked out all over is no paper, however wide.
    coarse = Image.fromarray(np.maximum(level, np.uint8(usual * _DARKEST)))
    paper = np.asarray(coarse.resize(straight.size, Image.Resampling.BILINEAR), dtype=np.float32)
    values = np.asarray(straight, dtype=np.float32)
    return np.asarray((paper - values) / np.maximum(paper, np.float32(24)), dtype=np.float32), usual


def _widest(values: Levels, chosen: np.ufunc) -> Levels:
    """Each place's largest (or least) value within `_CLOSING`: a row of seven is two rows of four."""
    for axis in (0, 1):
        padded = np.pad(values, [(_CLOSING // 2,) * 2 if each == axis else (0, 0) for each in (0, 1)], "edge")
        padded = padded if axis == 0 else padded.T
        pairs = chosen(padded[:-1], padded[1:])
        fours = chosen(pairs[:-2], pairs[2:])
        values = chosen(fours[:-3], fours[3:])
        values = values if axis == 0 else values.T
    return np.ascontiguousarray(values)
