"""Pictures that not everybody may read: rows of a straightened page covered before it is shown."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw

from deputy_station.documents.geometry import Box, PrintGeometry

_COVER, _STRIPE = 226, 200
_STRIPE_EVERY = 14
_QUALITY = 80


def cover_rows(
    picture: bytes, geometry: PrintGeometry, boxes: Sequence[Box], *, around_mm: float = 4.0
) -> bytes:
    """The straightened page (JPEG, grey) with a striped cover over each box, on to the right edge of the page.

    `around_mm` is covered to the left, above and below as well: writing does not keep to its line.
    """
    page = Image.open(BytesIO(picture)).convert("L")
    across, down = page.width / geometry.width, page.height / geometry.height
    cover = Image.new("1", page.size)
    pen = ImageDraw.Draw(cover)
    for box in boxes:
        left, top = (box.left - around_mm) * across, (box.top - around_mm) * down
        pen.rectangle((left, top, page.width, (box.top + box.height + around_mm) * down), fill=1)
    page.paste(_striped(page.size), mask=cover)
    held = BytesIO()
    page.save(held, "JPEG", quality=_QUALITY)
    return held.getvalue()


def _striped(size: tuple[int, int]) -> Image.Image:
    """A light surface with slanting stripes, so that what is covered does not look like empty paper."""
    width, height = size
    surface = Image.new("L", size, _COVER)
    pen = ImageDraw.Draw(surface)
    for start in range(-height, width, _STRIPE_EVERY):
        pen.line((start, height, start + height, 0), fill=_STRIPE, width=2)
    return surface
