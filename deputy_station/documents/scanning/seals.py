"""Round seals on a page: what a stamp left in a small box is nobody's tick.

A seal of an office in China is a ring of 30 to 50 mm across (《国务院关于国家行政机关和企业事业单位社会团体印章管理的规定》:
40 to 50 mm and less below the county). A ring that closes over most of its length, clear inside and outside of it, is
nothing a pen or a printer puts on a form.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from deputy_station.documents.geometry import Box, PrintGeometry
from deputy_station.documents.scanning.plane import Plane

Grid = NDArray[np.float64]

_DOTS = 1.5
"""Pixels per millimetre a page is looked at for seals."""
_RADII = np.arange(14.5, 25.6, 0.5)
_GAP = 2.0
"""Millimetres inside and outside of the ring that are not ink all around."""
_CLOSED, _STANDS_OUT = 0.66, 0.3
"""Share of the ring that is ink, and by how much that is more than beside it."""
_ON_PAPER = 0.6
_INK = 0.14
"""Share of the sheet's own black from which it is ink."""
_AROUND = 1.5
"""Millimetres a seal smears beyond its ring."""


@dataclass(frozen=True)
class Seal:
    """A seal's middle and the radius of its ring, mm on the paper."""

    x: float
    y: float
    radius: float

    def touches(self, box: Box) -> bool:
        """Whether part of a box lies under it."""
        across = max(box.left - self.x, self.x - box.left - box.width, 0.0)
        down = max(box.top - self.y, self.y - box.top - box.height, 0.0)
        return bool(np.hypot(across, down) < self.radius + _AROUND)


def find_seals(
    grey: NDArray[np.uint8], plane: Plane, geometry: PrintGeometry, black: float
) -> tuple[Seal, ...]:
    """The round seals on a page, the plainest first."""
    ink = _ink(grey, plane, geometry, black)
    margin = round(2 * (_RADII[-1] + _GAP) * _DOTS)
    shape = (_even(ink.shape[0] + margin), _even(ink.shape[1] + margin))
    seen = np.fft.rfft2(ink, shape)
    there = np.fft.rfft2(np.ones_like(ink), shape)
    radii = np.concatenate([[_RADII[0] - _GAP], _RADII, [_RADII[-1] + _GAP]])
    rings = [np.fft.rfft2(_ring(radius, shape)).conj() for radius in radii]
    shares = []
    for ring in rings:
        length = np.fft.irfft2(there * ring, shape)[: ink.shape[0], : ink.shape[1]]
        share = np.fft.irfft2(seen * ring, shape)[: ink.shape[0], : ink.shape[1]] / np.maximum(length, 0.05)
        shares.append(np.where(length > _ON_PAPER, share, 0.0))
    away = round(_GAP / 0.5)
    found: list[Seal] = []
    for number in range(1, len(radii) - 1):
        inner, outer = shares[max(0, number - away)], shares[min(len(radii) - 1, number + away)]
        clear = shares[number] - (inner + outer) / 2
        good = (shares[number] > _CLOSED) & (clear > _STANDS_OUT)
        for row, column in np.argwhere(good):
            seal = Seal(float(column + 0.5) / _DOTS, float(row + 0.5) / _DOTS, float(radii[number]))
            if all(np.hypot(seal.x - each.x, seal.y - each.y) > 10 for each in found):
                found.append(seal)
    return tuple(found)


def _ink(grey: NDArray[np.uint8], plane: Plane, geometry: PrintGeometry, black: float) -> Grid:
    """Where the page has ink, laid out straight."""
    factor = max(1, int(plane.dots_per_mm / _DOTS / 1.5))
    small = Image.fromarray(grey).reduce(factor)
    matrix = np.diag([1 / factor, 1 / factor, 1.0]) @ plane.matrix @ np.diag([1 / _DOTS, 1 / _DOTS, 1.0])
    matrix = matrix / matrix[2, 2]
    size = (round(geometry.width * _DOTS), round(geometry.height * _DOTS))
    page = small.transform(
        size,
        Image.Transform.PERSPECTIVE,
        matrix.ravel()[:8].tolist(),
        Image.Resampling.BILINEAR,
        fillcolor=255,
    )
    paper = page.filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.BoxBlur(4))
    values, level = np.asarray(page, dtype=float), np.asarray(paper, dtype=float)
    return np.asarray((level - values) / np.maximum(level, 24.0) > _INK * black, dtype=np.float64)


def _ring(radius: float, shape: tuple[int, int]) -> Grid:
    """A circle of points around the first cell, going on at the far edges, of sum 1."""
    turns = np.linspace(0, 2 * np.pi, round(2 * np.pi * radius * _DOTS), endpoint=False)
    ring = np.zeros(shape)
    rows = np.rint(np.sin(turns) * radius * _DOTS).astype(np.intp) % shape[0]
    columns = np.rint(np.cos(turns) * radius * _DOTS).astype(np.intp) % shape[1]
    np.add.at(ring, (rows, columns), 1 / len(turns))
    return ring


def _even(least: int) -> int:
    """The next multiple of 32: quick to transform."""
    return -(-least // 32) * 32
