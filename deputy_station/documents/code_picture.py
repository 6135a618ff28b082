"""A QR code as a picture, for papers that others edit: they hold pictures, not rectangles."""

from io import BytesIO
from typing import Literal

from PIL import Image, ImageDraw

from deputy_station.documents.codes import code_rectangles

_PIXELS = 8  # to a module: over 500 dpi, so that its edges stay sharp in print


def code_picture(text: str, correction: Literal["L", "M", "Q", "H"], size: float) -> bytes:
    """The code as a black and white PNG, `size` mm wide with its quiet zone."""
    modules, rectangles = code_rectangles(text, correction)
    picture = Image.new("1", (modules * _PIXELS, modules * _PIXELS), 1)
    draw = ImageDraw.Draw(picture)
    for column, row, width, height in rectangles:
        right, bottom = (column + width) * _PIXELS - 1, (row + height) * _PIXELS - 1
        draw.rectangle((column * _PIXELS, row * _PIXELS, right, bottom), fill=0)
    dots = modules * _PIXELS / (size / 25.4)
    made = BytesIO()
    picture.save(made, "PNG", dpi=(dots, dots))
    return made.getvalue()
