"""The paper under the pen: pixels by millimetre, inks that darken what is below, masks drawn finely and smoothed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Mask = NDArray[np.float32]
Pixels = NDArray[np.uint8]
Colour = tuple[int, int, int]
_LUMA = (0.299, 0.587, 0.114)


@dataclass
class Canvas:
    """A page being soiled: uint8, height × width for grey or height × width × 3 for colour; px per mm."""

    pixels: NDArray[np.uint8]
    scale: float

    @property
    def colourful(self) -> bool:
        return self.pixels.ndim == 3

    def at(self, scale: float) -> "Canvas":
        """The same page at another resolution, px per mm."""
        height, width = self.pixels.shape[:2]
        factor = scale / self.scale
        picture = Image.fromarray(self.pixels).resize(
            (round(width * factor), round(height * factor)), Image.Resampling.LANCZOS
        )
        return Canvas(np.asarray(picture).copy(), scale)

    def absorb(self, mask: Mask, left: float, top: float, colour: Colour) -> None:
        """Ink of a colour through a mask (0 none to 1 full) whose corner lies at (left, top) mm: it multiplies."""
        place = self._overlap(mask, left, top)
        if place is None:
            return
        part, mask = place
        inks = colour if self.colourful else (round(float(np.dot(_LUMA, colour))),)
        thin = 1 - np.array(inks, dtype=np.float32) / 255
        factor = 1 - mask[..., None] * thin if self.colourful else 1 - mask * thin[0]
        self.pixels[part] = (self.pixels[part] * factor).astype(np.uint8)

    def cover(self, mask: Mask, left: float, top: float, colour: Colour) -> None:
        """Something opaque laid on the paper."""
        place = self._overlap(mask, left, top)
        if place is None:
            return
        part, mask = place
        paint = np.array(colour if self.colourful else np.dot(_LUMA, colour), dtype=np.float32)
        share = mask[..., None] if self.colourful else mask
        self.pixels[part] = (self.pixels[part] * (1 - share) + paint * share).astype(np.uint8)

    def _overlap(self, mask: Mask, left: float, top: float) -> tuple[tuple[slice, slice], Mask] | None:
        x, y = round(left * self.scale), round(top * self.scale)
        height, width = self.pixels.shape[:2]
        x0, y0, x1, y1 = max(x, 0), max(y, 0), min(x + mask.shape[1], width), min(y + mask.shape[0], height)
        if x0 >= x1 or y0 >= y1:
            return None
        return (slice(y0, y1), slice(x0, x1)), mask[y0 - y : y1 - y, x0 - x : x1 - x]


class FineMask:
    """A mask drawn larger than it will be used, so that its edges come out smooth. Coordinates in mm."""

    def __init__(self, width: float, height: float, scale: float) -> None:
        self._finer = 3 if scale < 13 else 2
        self.scale = scale
        self._per_mm = scale * self._finer
        self._size = (max(1, round(width * scale)), max(1, round(height * scale)))
        self.picture = Image.new("L", (self._size[0] * self._finer, self._size[1] * self._finer), 0)
        self._draw = ImageDraw.Draw(self.picture)

    def px(self, millimetres: float) -> float:
        return millimetres * self._per_mm

    def stroke(self, points: NDArray[np.float64], widths: NDArray[np.float64]) -> None:
        """A line through points (n × 2, mm) as thick as `widths` (n, mm)."""
        scaled = points * self._per_mm
        radii = np.maximum(widths * self._per_mm / 2, 0.6)
        for (x0, y0), (x1, y1), radius in zip(scaled[:-1], scaled[1:], radii[1:], strict=True):
            self._draw.line((x0, y0, x1, y1), fill=255, width=max(1, round(2 * radius)))
            self._draw.ellipse((x1 - radius, y1 - radius, x1 + radius, y1 + radius), fill=255)

    def polygon(self, points: NDArray[np.float64]) -> None:
        self._draw.polygon([(float(x), float(y)) for x, y in points * self._per_mm], fill=255)

    def ellipse(self, x: float, y: float, rx: float, ry: float) -> None:
        x, y, rx, ry = (value * self._per_mm for value in (x, y, rx, ry))
        self._draw.ellipse((x - rx, y - ry, x + rx, y + ry), fill=255)

    def mask(self) -> Mask:
        """Shrunk to use: float32, 0 to 1."""
        small = self.picture.resize(self._size, Image.Resampling.BOX)
        return np.asarray(small, dtype=np.float32) / 255


def cloud(rng: np.random.Generator, height: int, width: int, grain: float) -> Mask:
    """Smooth noise around 0, about -1 to 1, whose lumps are `grain` px wide."""
    rows, columns = max(2, round(height / grain) + 1), max(2, round(width / grain) + 1)
    coarse = rng.standard_normal((rows, columns)).astype(np.float32)
    resized = Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(resized, dtype=np.float32)
