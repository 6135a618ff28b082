"""QR codes in a grey picture, with the place of their corners; harder looks when few are found.

Looking at a whole page at 150 to 200 dpi takes a few milliseconds, so the whole page is always looked at: a code
that belongs to another paper must not be overlooked because it lies where no code is printed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_WORKING_SIDE = 1700
"""Pixels of the longer side below which a picture is not made smaller: an A4 page at 145 dpi."""
_SMALLEST_SIDE = 1500
_SMOOTHING = 0.0006
"""Radius of the smoothing as a share of the longer side: a third of a module on an A4 page."""

Point = tuple[float, float]


@dataclass(frozen=True)
class FoundCode:
    """What a code says and where: its corners in px, top left, top right, bottom right, bottom left as it stands."""

    text: str
    corners: tuple[Point, Point, Point, Point]

    @property
    def middle(self) -> Point:
        """The middle of its corners, px."""
        return (
            sum(corner[0] for corner in self.corners) / 4,
            sum(corner[1] for corner in self.corners) / 4,
        )

    @property
    def side(self) -> float:
        """The longest of its sides, px."""
        places = np.array(self.corners)
        return float(np.hypot(*(places - np.roll(places, 1, axis=0)).T).max())


def reduced(grey: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], int]:
    """The picture made smaller by a whole factor, and the factor: what is looked at first and measured on."""
    factor = max(1, max(grey.shape) // _WORKING_SIDE)
    if factor == 1:
        return grey, 1
    return np.asarray(Image.fromarray(grey).reduce(factor)), factor


def first_look(small: NDArray[np.uint8]) -> list[FoundCode]:
    """The codes seen in a picture as it is."""
    return _decode(small, 1.0, (0.0, 0.0))


def harder_looks(grey: NDArray[np.uint8]) -> Iterator[list[FoundCode]]:
    """The codes of a whole picture seen with more effort each time: smoothed, evened out, enlarged."""
    picture = Image.fromarray(grey)
    longer = max(picture.size)
    if longer < _SMALLEST_SIDE:
        factor = _SMALLEST_SIDE / longer
        picture = picture.resize(
            (round(picture.width * factor), round(picture.height * factor)), Image.Resampling.BICUBIC
        )
    for attempt in _attempts(picture, _SMOOTHING * max(picture.size)):
        yield _decode(np.asarray(attempt), grey.shape[1] / attempt.width, (0.0, 0.0))


def look_around(grey: NDArray[np.uint8], middle: Point, reach: float) -> list[FoundCode]:
    """The codes within `reach` px of a place where one should be, with every effort."""
    left, top = (max(0, round(place - reach)) for place in middle)
    right, low = (
        min(size, round(place + reach)) for place, size in zip(middle, grey.shape[::-1], strict=True)
    )
    if right - left < 20 or low - top < 20:
        return []
    picture = Image.fromarray(grey[top:low, left:right])
    # A module of the code is about a sixtieth of the region; three to six pixels each suit the decoder.
    for attempt in _attempts(picture, max(picture.size) / 180, most=700):
        found = _decode(np.asarray(attempt), picture.width / attempt.width, (left, top))
        if found:
            return found
    return []


def _attempts(picture: Image.Image, radius: float, most: int = 4200) -> Iterator[Image.Image]:
    smooth = picture.filter(ImageFilter.GaussianBlur(radius))
    yield smooth
    yield ImageOps.autocontrast(smooth, cutoff=1)
    if max(picture.size) <= most:
        yield smooth.resize((picture.width * 2, picture.height * 2), Image.Resampling.BICUBIC)
    yield Image.fromarray(without_specks(np.asarray(picture)))
    if max(picture.size) >= 400:
        yield smooth.reduce(2)


def without_specks(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The median of 3 × 3 px: of columns sorted, the largest least, the middle one of the middle, the least largest.

    Pillow's own filter takes seventy times as long.
    """
    held = np.pad(grey, 1, "edge")
    low, middle, high = _sorted(held[:-2], held[1:-1], held[2:])
    least = np.maximum(np.maximum(low[:, :-2], low[:, 1:-1]), low[:, 2:])
    most = np.minimum(np.minimum(high[:, :-2], high[:, 1:-1]), high[:, 2:])
    between = _sorted(middle[:, :-2], middle[:, 1:-1], middle[:, 2:])[1]
    return _sorted(least, between, most)[1]


def _sorted(
    one: NDArray[np.uint8], two: NDArray[np.uint8], three: NDArray[np.uint8]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]:
    """At each place the least, the middle and the largest of three."""
    low, high = np.minimum(one, two), np.maximum(one, two)
    between = np.minimum(high, three)
    return np.minimum(low, between), np.maximum(low, between), np.maximum(high, three)


def _decode(picture: NDArray[np.uint8], factor: float, offset: Point) -> list[FoundCode]:
    return [
        FoundCode(str(code.text), _corners(code.position, factor, offset))
        for code in zxingcpp.read_barcodes(np.ascontiguousarray(picture), formats=_QR, try_invert=False)
    ]


def _corners(position: zxingcpp.Position, factor: float, offset: Point) -> tuple[Point, Point, Point, Point]:
    def place(point: zxingcpp.Point) -> Point:
        return point.x * factor + offset[0], point.y * factor + offset[1]

    return (
        place(position.top_left),
        place(position.top_right),
        place(position.bottom_right),
        place(position.bottom_left),
    )


def without_doubles(codes: Sequence[FoundCode]) -> list[FoundCode]:
    """Each code once: the same words seen twice at one place are one code; at two places they are two."""
    kept: list[FoundCode] = []
    for code in codes:
        if not any(code.text == other.text and _near(code, other) for other in kept):
            kept.append(code)
    return kept


def _near(one: FoundCode, other: FoundCode) -> bool:
    gap = np.hypot(one.middle[0] - other.middle[0], one.middle[1] - other.middle[1])
    return bool(gap < max(one.side, other.side))
