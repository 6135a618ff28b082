"""Where a millimetre of the paper lies in the picture.

A flat page seen by a camera is a homography. It is fitted to the corners of the codes that were read, and then laid
on the printed borders of the boxes: with one code left it would be millimetres off at the far end of the page. What
bends (a photo of curling paper) is put right for each box by its own border.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from deputy_station.documents.geometry import Box, PrintGeometry
from deputy_station.documents.scanning.lines import Offset, line_offsets, pieces_of
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
_WHOLE_STEPS = ((np.inf, 2.8),)
_TORN_STEPS = ((70.0, 2.5), (130.0, 2.5), (200.0, 2.5), (np.inf, 2.5), (np.inf, 1.3))
"""How far from the codes (mm) boxes are taken up at a time, and how far off (mm) their borders are looked for."""
_NEXT_LINE = 0.15
"""Share of a box's side beyond which a line is not its own: a small square may stand close to a table's border."""
_FLAT = 0.35
"""Millimetres off a plane without perspective up to which the page came from a scanner."""
_BEND = 1.6
_FEWEST = 0.33
"""Share of the borders that must be found for boxes to be judged at all."""
_STRAYS = 0.45
"""Millimetres between a border's shift and its neighbours' from which it is taken for something else."""
_AGREED = 0.7 * 8
"""Pieces of borders a box that must lie well for a plane to be taken without trying another: of eight."""
_LARGEST_SHIFT = 1.5
"""Millimetres a border may lie off the plane by the paper's bend; more is another line."""


@dataclass(frozen=True)
class Plane:
    """Millimetres on the paper to px in the picture: 3 × 3 in homogeneous coordinates, and the bend at each box.

    `codes` is how many corner codes it rests on, `lines` how many pieces of printed borders were found of how many
    `borders`, `off` how far (mm, the
    median) they lay from where they should.
    """

    matrix: Matrix
    codes: int
    lines: int = 0
    borders: int = 0
    off: float = 0.0
    shifts: Mapping[str, Points] = field(default_factory=lambda: MappingProxyType({}))

    def places(self, points: Points) -> Points:
        """Points of the paper (n × 2, mm from the top left corner of the page) in the picture (n × 2, px)."""
        return through(self.matrix, points)

    def corners(self, box: Box, around: float = 0.0) -> Points:
        """The corners of a box with `around` mm more on each side: upper left, upper right, lower right, lower left."""
        left, right = box.left - around, box.left + box.width + around
        top, low = box.top - around, box.top + box.height + around
        corners = np.array([[left, top], [right, top], [right, low], [left, low]])
        return self.places(corners + self.shifts.get(box.key, 0.0))

    @property
    def sure(self) -> bool:
        """Whether enough of the printed borders lie where the plane has them; without borders the codes are trusted."""
        return self.lines >= _FEWEST * self.borders

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
    boxes = [box for box in geometry.of_page(reading.page) if box.bordered]
    matrix, found = _best_laid(reading, boxes, paper, seen)
    shifts = _shifts(found, boxes)
    off = float(np.median([abs(each.off) for each in found])) if found else 0.0
    larger = np.diag([reading.factor, reading.factor, 1.0])
    return Plane(
        larger @ matrix,
        len(reading.codes),
        len(found),
        pieces_of(boxes, _BEND),
        off,
        MappingProxyType(shifts),
    )


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
    to_paper, to_seen = _evened(np.asarray(paper, dtype=float)), _evened(np.asarray(seen, dtype=float))
    x, y = through(to_paper, np.asarray(paper, dtype=float)).T
    u, v = through(to_seen, np.asarray(seen, dtype=float)).T
    ones, none = np.ones_like(x), np.zeros_like(x)
    across = np.stack([x, y, ones, none, none, none, -u * x, -u * y, -u], 1)
    down = np.stack([none, none, none, x, y, ones, -v * x, -v * y, -v], 1)
    plane: Matrix = np.eye(3)
    weight = ones
    # What is least at first is an error that counts far points more; weighing by depth makes it one of px.
    for _ in range(3):
        system = np.concatenate([across * weight[:, None], down * weight[:, None]])
        plane = np.linalg.svd(system)[2][-1].reshape(3, 3)
        depth = np.abs(plane[2, 0] * x + plane[2, 1] * y + plane[2, 2])
        weight = depth.max() / np.maximum(depth, 1e-9)
    plane = np.linalg.inv(to_seen) @ plane @ to_paper
    return np.asarray(plane / plane[2, 2], dtype=np.float64)


def _evened(points: Points) -> Matrix:
    """What moves points to the middle and to about one from it: without it sums of px and of squares drown the rest."""
    middle = points.mean(axis=0)
    scale = max(float(np.hypot(*(points - middle).T).mean()), 1e-9)
    return np.array([[1 / scale, 0, -middle[0] / scale], [0, 1 / scale, -middle[1] / scale], [0, 0, 1]])


def fit_affine(paper: Points, seen: Points) -> Matrix:
    """Like `fit_plane` without perspective."""
    system = np.column_stack([paper, np.ones(len(paper))])
    right, down = np.linalg.lstsq(system, seen, rcond=None)[0].T
    return np.array([right, down, [0.0, 0.0, 1.0]])


def fit_similar(paper: Points, seen: Points) -> Matrix:
    """Like `fit_affine` with a turn and one scale alone: the corners of a single code say little of shear."""
    x, y = paper.T
    ones, none = np.ones_like(x), np.zeros_like(x)
    system = np.concatenate([np.stack([x, -y, ones, none], 1), np.stack([y, x, none, ones], 1)])
    cosine, sine, right, down = np.linalg.lstsq(system, np.concatenate([seen[:, 0], seen[:, 1]]), rcond=None)[
        0
    ]
    return np.array([[cosine, -sine, right], [sine, cosine, down], [0.0, 0.0, 1.0]])


def _best_laid(
    reading: PageReading, boxes: Sequence[Box], paper: Points, seen: Points
) -> tuple[Matrix, list[Offset]]:
    """The plane that most printed borders agree with. With one or two codes left several beginnings are tried."""
    if len(reading.codes) > 2:
        flat = fit_affine(paper, seen)
        millimetre = np.sqrt(abs(np.linalg.det(flat[:2, :2])))
        level = np.abs(through(flat, paper) - seen).max() < _FLAT * millimetre
        return _laid_on_lines(flat if level else fit_plane(paper, seen), reading, boxes, paper)
    best: tuple[Matrix, list[Offset]] | None = None
    wanted = _AGREED * len(boxes)
    for fit in (fit_similar, fit_affine, fit_plane):
        laid = _laid_on_lines(fit(paper, seen), reading, boxes, paper)
        if best is None or _agreeing(laid[1]) > _agreeing(best[1]):
            best = laid
        if _agreeing(best[1]) >= wanted:
            break
    assert best is not None
    return best


def _agreeing(found: Sequence[Offset]) -> float:
    """How many borders lie near the plane, each by its nearness."""
    return float(sum(max(0.0, 1 - abs(each.off) / _BEND) for each in found))


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
    return np.asarray(moved / moved[2, 2], dtype=np.float64)


def _terms(place: Points, level: NDArray[np.bool_]) -> NDArray[np.float64]:
    x, y = place.T
    ones, none = np.ones_like(x), np.zeros_like(x)
    across = np.stack([ones, x, y, none, none, none, x * x * 100, x * y * 100], 1)
    down = np.stack([none, none, none, ones, x, y, x * y * 100, y * y * 100], 1)
    return np.asarray(np.where(level[:, None], down, across))


def _shifts(found: Sequence[Offset], boxes: Sequence[Box]) -> dict[str, Points]:
    """How far each box's corners (upper left, upper right, lower right, lower left) lie off the plane, mm.

    By its own borders; a border that was not seen follows those around it.
    """
    sides: dict[tuple[str, str], list[Offset]] = {}
    most = {box.key: min(_LARGEST_SHIFT, _NEXT_LINE * min(box.width, box.height)) for box in boxes}
    for each in found:
        if abs(each.off) <= most[each.key]:
            sides.setdefault((each.key, each.side), []).append(each)
    return {box.key: _corner_shifts(box, sides, _near(box, boxes)) for box in boxes}


def _near(box: Box, boxes: Sequence[Box]) -> list[Box]:
    return sorted(boxes, key=lambda other: abs(other.top - box.top) + abs(other.left - box.left))[:5]


def _corner_shifts(
    box: Box, sides: Mapping[tuple[str, str], Sequence[Offset]], near: Sequence[Box]
) -> Points:
    level = [
        each for other in near for side in ("top", "bottom") for each in sides.get((other.key, side), ())
    ]
    usual_left = _middle([each.off for other in near for each in sides.get((other.key, "left"), ())])
    usual_right = _middle([each.off for other in near for each in sides.get((other.key, "right"), ())])
    middle = box.left + box.width / 2
    usual_top = (
        _middle([each.off for each in level if each.place[0] < middle]),
        _middle([each.off for each in level if each.place[0] >= middle]),
    )
    left = _settled(sides.get((box.key, "left"), ()), usual_left)
    right = _settled(sides.get((box.key, "right"), ()), usual_right)
    top = _ends(box, sides.get((box.key, "top"), ()), usual_top)
    bottom = _ends(box, sides.get((box.key, "bottom"), ()), usual_top)
    return np.array([[left, top[0]], [right, top[1]], [right, bottom[1]], [left, bottom[0]]])


def _ends(box: Box, found: Sequence[Offset], usual: tuple[float, float]) -> tuple[float, float]:
    """How far a level border lies off at its two ends, by its two halves."""
    middle = box.left + box.width / 2
    first = _settled([each for each in found if each.place[0] < middle], usual[0])
    second = _settled([each for each in found if each.place[0] >= middle], usual[1])
    lean = (second - first) / 0.42 * 0.29  # the halves' middles lie 0.29 of the width from the ends
    return first - lean, second + lean


def _settled(own: Sequence[Offset], around: float) -> float:
    """A border's own shift unless it strays from its neighbours' (a stroke along the border, another line)."""
    shift = _middle([each.off for each in own]) if own else around
    return around if abs(shift - around) > _STRAYS else shift


def _middle(offs: Sequence[float]) -> float:
    # Asked hundreds of times a page for a handful of numbers: numpy would take ten times as long.
    return median(offs) if offs else 0.0
