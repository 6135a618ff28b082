"""A page without known boxes is kept as it lies, small enough for the database."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

LONGEST_SIDE = 1400
"""Pixels: an A4 page at 120 dpi."""


def shrink(grey: NDArray[np.uint8]) -> bytes:
    """The page as a grey JPEG of at most 1400 px."""
    picture = Image.fromarray(grey)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    held = BytesIO()
    picture.save(held, "JPEG", quality=75)
    return held.getvalue()
