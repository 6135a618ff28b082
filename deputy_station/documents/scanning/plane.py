"""Where a millimetre of the paper lies in the picture.

A flat page seen by a camera is a homography. It is fitted to the corners of the codes that were read, and then laid
on the printed borders of the boxes: with one code left it would be millimetres off at the far end of the page. What
bends (a photo of curling paper) is put right for each box by its own border.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from deputy_station.documents.geometry import Box, PrintGeometry
from deputy_station.documents.scanning.lines import Offset, line_offsets
from deputy_station.documents.scanning.reading import CornerName, PageReading

Matrix = NDArray[np.float64]
Points = NDArray[np.float64]

QUIET_MODULES = 4
_ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]*\Z")
# ISO/IEC 18004, table 7: what versions 1 to 6 hold at correction level Q.
_HOLDS_ALPHANUMERIC, _HOLDS_BYTES = (16, 29, 47, 67, 87, 108), (11, 20, 32, 46, 60, 74)

_CODE_WEIGHT = 1 / 0.2
"""A code's corner is read to about 0.2 mm at 150 dpi."""
_LINE_WEIGHT = 1 / 0.1
_WHOLE_STEPS = ((np.inf, 1.6),)
_TORN_STEPS = ((70.0, 2.5), (130.0, 2.5), (200.0, 2.5), (np.inf, 2.5), (np.inf, 1.3))
"""How far from the codes (mm) boxes are taken up at a time, and how far off (mm) their borders are looked for."""
_BEND = 1.0
_LARGEST_SHIFT = 0.9
"""Millimetres a border may lie off the plane by the paper's bend; more is another line."""


@dataclass(frozen=True)
class Shift:
    """How far the printed border of a box lies off the plane, mm: its left, right, top and bottom side."""

    left: float = 0.0
    right: float = 0.0
    top: float = 0.0
    bottom: float = 0.0


@dataclass(frozen=True)
class Plane:
    """Millimetres on the paper to px in the picture: 3 × 3 in homogeneous coordinates, and the bend at each box.

    `codes` is how many corner codes it rests on, `lines` how many printed borders were found, `off` how far (mm, the
    median) they lay from where they should.
    """

    matrix: Matrix
    codes: int
    lines: int = 0
    off: float = 0.0
    shifts: Mapping[str, Shift] = field(default_factory=lambda: MappingProxyType({}))

    def places(self, points: Points) -> Points:
        """Points of the paper (n × 2, mm from the top left corner of the page) in the picture (n × 2, px)."""
        return through(self.matrix, points)

    def corners(self, box: Box, around: float = 0.0) -> Points:
        """The corners of a box with `around` mm more on each side: upper left, upper right, lower right, lower left."""
        shift = self.shifts.get(box.key, Shift())
        left, right = box.left + shift.left - around, box.left + box.width + shift.right + around
        top, low = box.top + shift.top - around, box.top + box.height + shift.bottom + around
        return self.places(np.array([[left, top], [right, top], [right, low], [left, low]]))

    @property
    def dots_per_mm(self) -> float:
        """About how many px of the picture a millimetre has."""
        step = self.places(np.array([[105.0, 148.0], [115.0, 148.0], [105.0, 158.0]]))
        return float(np.hypot(*(step[1:] - step[0]).T).mean() / 10)


def plane_of(reading: PageReading, geometry: PrintGeometry) -> Plane:
    """The plane of a page that was read. Raises ValueError for a reading without codes."""
    if not reading.codes:
        raise ValueError("a page without codes has no plane")
    paper = np.array(
        [
            corner
            for code in reading.codes
            for corner in code_corners(geometry, code.place.corner, modules_of(code.text))
        ]
    )
    seen = np.array([corner for code in reading.codes for corner in code.corners]) / reading.factor
    matrix = fit_plane(paper, seen) if len(reading.codes) > 2 else fit_affine(paper, seen)
    boxes = [box for box in geometry.of_page(reading.page) if box.bordered]
    matrix, found = _laid_on_lines(matrix, reading, boxes, paper)
    shifts = _shifts(found, boxes)
    off = float(np.median([abs(each.off) for each in found])) if found else 0.0
    larger = np.diag([reading.factor, reading.factor, 1.0])
    return Plane(larger @ matrix, len(reading.codes), len(found), off, MappingProxyType(shifts))


def through(matrix: Matrix, points: Points) -> Points:
    """Points (n × 2) through a homography."""
    moved = points @ matrix[:, :2].T + matrix[:, 2]
    return np.asarray(moved[:, :2] / moved[:, 2:], dtype=np.float64)


def code_corners(geometry: PrintGeometry, corner: CornerName, modules: int = 25) -> list[tuple[float, float]]:
    """Where a code's dark square is printed, in mm: top left, top right, bottom right, bottom left."""
    size, inset = geometry.code_size, geometry.code_inset
    quiet = size * QUIET_MODULES / (modules + 2 * QUIET_MODULES)
    left = (geometry.width - inset - size if corner.endswith("right") else inset) + quiet
    top = (geometry.height - inset - size if corner.startswith("bottom") else inset) + quiet
    side = size - 2 * quiet
    return [(left, top), (left + side, top), (left + side, top + side), (left, top + side)]


def modules_of(text: str) -> int:
    """Modules on a side of the smallest code at level Q that holds the words: 25 for our 29 characters."""
    holds = _HOLDS_ALPHANUMERIC if _ALPHANUMERIC.match(text) else _HOLDS_BYTES
    length = len(text.encode())
    version = next((number for number, most in enumerate(holds, 1) if length <= most), len(holds))
    return 17 + 4 * version


def fit_plane(
    paper: Sequence[tuple[float, float]] | Points, seen: Sequence[tuple[float, float]] | Points
) -> Matrix:
    """The homography that takes the points of the paper (mm) to where they were seen (px), by least squares.

    Raises ValueError for fewer than four points.
    """
    if len(paper) < 4 or len(paper) != len(seen):
        raise ValueError("a plane needs four points or more")
    rows = []
    for (x, y), (u, v) in zip(paper, seen, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, -u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, -v])
    # The scale of mm against px makes the sums ill-conditioned; each column by its own size puts that right.
    system = np.array(rows, dtype=float)
    sizes = np.abs(system).max(axis=0)
    sizes[sizes == 0] = 1.0
    solution = np.linalg.svd(system / sizes)[2][-1] / sizes
    plane: Matrix = (solution / solution[8]).reshape(3, 3)
    return plane


def fit_affine(paper: Points, seen: Points) -> Matrix:
    """Like `fit_plane` without perspective: what one or two codes can tell of the far end of the page.

    The corners of a single code say little of shear, so a turn with one scale is what is fitted.
    """
    x, y = paper.T
    ones, none = np.ones_like(x), np.zeros_like(x)
    system = np.concatenate([np.stack([x, -y, ones, none], 1), np.stack([y, x, none, ones], 1)])
    cosine, sine, right, down = np.linalg.lstsq(system, np.concatenate([seen[:, 0], seen[:, 1]]), rcond=None)[
        0
    ]
    return np.array([[cosine, -sine, right], [sine, cosine, down], [0.0, 0.0, 1.0]])


def _laid_on_lines(
    matrix: Matrix, reading: PageReading, boxes: Sequence[Box], codes: Points
) -> tuple[Matrix, list[Offset]]:
    """The plane moved so that the printed borders of the boxes lie on the dark lines of the picture.

    Outward from the codes: near them the plane is good already, and what is found there carries further. Returns the
    plane and the lines found with how far each lies off it.
    """
    if not boxes:
        return matrix, []
    middles = np.array([[box.left + box.width / 2, box.top + box.height / 2] for box in boxes])
    far = np.hypot(*(middles[:, None] - codes[None]).transpose(2, 0, 1)).min(axis=1)
    whole = len(reading.codes) > 2
    found: list[Offset] = []
    for reach, search in _WHOLE_STEPS if whole else _TORN_STEPS:
        limit = max(reach, float(far.min()) + 25.0)
        near = [box for box, away in zip(boxes, far, strict=True) if away <= limit]
        found = line_offsets(reading.small, matrix, near, search)
        if len(found) < 4:
            continue
        matrix = _moved(matrix, found, codes, perspective=whole or len(found) >= 24)
    return matrix, line_offsets(reading.small, matrix, boxes, _BEND)


def _moved(matrix: Matrix, found: Sequence[Offset], codes: Points, *, perspective: bool) -> Matrix:
    """The plane after a small homography of the paper that brings the lines found to where they were printed.

    To first order a point moves by a + bx + cy + (gx + hy)x across and d + ex + fy + (gx + hy)y down; each vertical
    line tells the one, each level line the other, each code's corner both.
    """
    scale = 100.0
    place = np.array([each.place for each in found]) / scale
    level = np.array([each.level for each in found])
    off = np.array([each.off for each in found])
    held = codes / scale
    system = np.concatenate(
        [
            _terms(place, level) * _LINE_WEIGHT,
            _terms(held, np.zeros(len(held), dtype=bool)) * _CODE_WEIGHT,
            _terms(held, np.ones(len(held), dtype=bool)) * _CODE_WEIGHT,
            # What nothing tells of stays as it is.
            np.diag(
                [0.02, 0.3, 0.3, 0.02, 0.3, 0.3, 1.0, 1.0]
                if perspective
                else [0.02, 0.3, 0.3, 0.02, 0.3, 0.3, 1e4, 1e4]
            ),
        ]
    )
    wanted = np.concatenate([off * _LINE_WEIGHT, np.zeros(2 * len(held) + 8)])
    trust = np.ones(len(system))
    solution: NDArray[np.float64] = np.zeros(8)
    for _ in range(6):
        solution = np.asarray(np.linalg.lstsq(system * trust[:, None], wanted * trust, rcond=None)[0])
        left = np.abs(off - _terms(place, level) @ solution)
        spread = max(1.5 * float(np.median(left)), 0.08)
        trust[: len(off)] = 1 / np.sqrt(1 + (left / spread) ** 2)
    a, b, c, d, e, f, g, h = solution
    small = np.array(
        [[1 + b / scale, c / scale, a], [e / scale, 1 + f / scale, d], [-g / scale, -h / scale, 1.0]]
    )
    moved: Matrix = matrix @ small
    return moved / moved[2, 2]


def _terms(place: Points, level: NDArray[np.bool_]) -> NDArray[np.float64]:
    x, y = place.T
    ones, none = np.ones_like(x), np.zeros_like(x)
    across = np.stack([ones, x, y, none, none, none, x * x * 100, x * y * 100], 1)
    down = np.stack([none, none, none, ones, x, y, x * y * 100, y * y * 100], 1)
    return np.asarray(np.where(level[:, None], down, across))


def _shifts(found: Sequence[Offset], boxes: Sequence[Box]) -> dict[str, Shift]:
    """How far each box's sides lie off the plane; a side that was not seen follows the sides around it."""
    sides: dict[tuple[str, str], list[float]] = {}
    for each in found:
        if abs(each.off) <= _LARGEST_SHIFT:
            sides.setdefault((each.key, each.side), []).append(each.off)
    known = {side: float(np.mean(offs)) for side, offs in sides.items()}
    level = [(box, known.get((box.key, "top")), known.get((box.key, "bottom"))) for box in boxes]
    shifts = {}
    for box, top, bottom in level:
        around = _around(box, boxes, known)
        shifts[box.key] = Shift(
            _settled(known.get((box.key, "left")), around["left"]),
            _settled(known.get((box.key, "right")), around["right"]),
            _settled(top, around["level"]),
            _settled(bottom, around["level"]),
        )
    return shifts


def _around(box: Box, boxes: Sequence[Box], known: Mapping[tuple[str, str], float]) -> dict[str, float]:
    near = sorted(boxes, key=lambda other: abs(other.top - box.top) + abs(other.left - box.left))[:5]
    offs: dict[str, float] = {}
    for name, names in (("left", ("left",)), ("right", ("right",)), ("level", ("top", "bottom"))):
        values = [known[other.key, side] for other in near for side in names if (other.key, side) in known]
        offs[name] = float(np.median(values)) if values else 0.0
    return offs


def _settled(own: float | None, around: float) -> float:
    """A side's own shift unless it strays from its neighbours' (a stroke along the border, another line)."""
    return around if own is None or abs(own - around) > 0.45 else own
