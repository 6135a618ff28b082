"""Pictures for people: a box cut out straight with a little around it, and the whole page straightened."""

import zlib
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from deputy_station.documents.geometry import Box, PrintGeometry
from deputy_station.documents.scanning.plane import Plane

_PAGE_QUALITY = 70
_GREYS = [min((level + 4) // 8 * 8, 255) for level in range(256)]
"""Every eighth grey: below the grain of a scan, and what is left of the grain takes half the bytes and a fifth of the time."""


def cut(
    grey: NDArray[np.uint8], plane: Plane, box: Box, *, around_mm: float = 4.0, dpi: float = 150
) -> bytes:
    """A box with `around_mm` of its surroundings, straightened, as grey PNG."""
    held = BytesIO()
    picture = cut_picture(grey, plane, box, around_mm=around_mm, dpi=dpi).point(_GREYS)
    picture.save(held, "PNG", compress_level=1, compress_type=zlib.Z_RLE)
    return held.getvalue()


def cut_picture(
    grey: NDArray[np.uint8], plane: Plane, box: Box, *, around_mm: float = 4.0, dpi: float = 150
) -> Image.Image:
    """Like `cut`, as a picture."""
    dots = dpi / 25.4
    size = (round((box.width + 2 * around_mm) * dots), round((box.height + 2 * around_mm) * dots))
    return _straightened(grey, plane.corners(box, around_mm), size)


def straighten(grey: NDArray[np.uint8], plane: Plane, geometry: PrintGeometry, dpi: float = 120) -> bytes:
    """The whole page upright and straight, as grey JPEG."""
    width, height = geometry.width, geometry.height
    corners = plane.places(np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=float))
    page = _straightened(grey, corners, (round(width / 25.4 * dpi), round(height / 25.4 * dpi)))
    held = BytesIO()
    page.save(held, "JPEG", quality=_PAGE_QUALITY)
    return held.getvalue()


def _straightened(
    grey: NDArray[np.uint8], corners: NDArray[np.float64], size: tuple[int, int]
) -> Image.Image:
    """The quadrangle of the picture (upper left, upper right, lower right, lower left, px) as an upright picture."""
    left, top = np.floor(corners.min(axis=0)).astype(int) - 2
    right, low = np.ceil(corners.max(axis=0)).astype(int) + 2
    left, top = max(left, 0), max(top, 0)
    region = grey[top : max(low, top + 1), left : max(right, left + 1)]
    if not region.size:
        return Image.new("L", size, 255)
    corners = corners - (left, top)
    # Finer than asked for: averaged first, or thin strokes would fall between the samples.
    factor = max(1, int(np.hypot(*(corners[1] - corners[0])) / max(size[0], 1)))
    picture = Image.fromarray(region)
    if factor > 1:
        picture, corners = picture.reduce(factor), corners / factor
    return picture.transform(
        size,
        Image.Transform.PERSPECTIVE,
        tuple(_backwards(size, corners)),
        Image.Resampling.BILINEAR,
        fillcolor=255,
    )


def _backwards(size: tuple[int, int], corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pillow's eight numbers that take a place of the new picture to its place in the old one."""
    across, down = size
    rows, wanted = [], []
    for (x, y), (u, v) in zip(((0, 0), (across, 0), (across, down), (0, down)), corners, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    return np.asarray(np.linalg.solve(np.array(rows, dtype=float), np.array(wanted, dtype=float)))
