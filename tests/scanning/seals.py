"""Red ink: thumb prints, a person's square seal, the station's round seal."""

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from tests.scanning.canvas import Canvas, FineMask, Mask, cloud
from tests.scanning.pens import seal_font

_RED = (205, 38, 44)


def thumb_print(canvas: Canvas, rng: np.random.Generator, x: float, y: float) -> None:
    """A finger tip pressed at (x, y) mm: an oval of ridges, patchy, turned a little."""
    scale = canvas.scale
    wide, high = rng.uniform(9.5, 13), rng.uniform(11.5, 16)
    height, width = round(high * scale), round(wide * scale)
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    u, v = xs / width * 2 - 1, ys / height * 2 - 1
    bend = cloud(rng, height, width, grain=width / 3) * 1.6
    turn = rng.uniform(-0.5, 0.5)
    radius = np.hypot((u * np.cos(turn) + v * np.sin(turn)) * 1.25, (v + 0.15) * 0.9)
    ridges = 0.5 + 0.5 * np.sin(radius * wide / 2 / 0.5 * 2 * np.pi * 0.55 + bend)
    pressed = np.clip((1 - np.hypot(u, v)) * 5, 0, 1) * np.clip(
        0.85 + 0.35 * cloud(rng, height, width, width / 4), 0.2, 1
    )
    mask = (np.clip(ridges * 1.5 - 0.25, 0.1, 1) * pressed * rng.uniform(0.65, 0.95)).astype(np.float32)
    canvas.absorb(mask, x - wide / 2, y - high / 2, _RED)


def name_seal(canvas: Canvas, rng: np.random.Generator, name: str, x: float, y: float) -> None:
    """A private seal of 9 to 12 mm around (x, y) mm: four characters in a frame."""
    side = float(rng.uniform(8.5, 11.5))
    fine = FineMask(side + 2, side + 2, canvas.scale)
    pixels = round(fine.px(side))
    tile = Image.new("L", (pixels, pixels), 0)
    draw = ImageDraw.Draw(tile)
    draw.rectangle((0, 0, pixels - 1, pixels - 1), outline=255, width=max(2, pixels // 16))
    text = (name[:3] + "之印")[:4]
    font = seal_font(round(pixels * 0.4))
    for number, char in enumerate(text):
        column, row = 1 - number // 2, number % 2
        draw.text((pixels * (0.09 + 0.42 * column), pixels * (0.05 + 0.42 * row)), char, fill=255, font=font)
    tile = tile.rotate(float(rng.normal(0, 5)), Image.Resampling.BILINEAR)
    fine.picture.paste(tile, (round(fine.px(1)), round(fine.px(1))))
    canvas.absorb(_patchy(rng, fine.mask(), canvas.scale), x - side / 2 - 1, y - side / 2 - 1, _RED)


def round_seal(canvas: Canvas, rng: np.random.Generator, text: str, x: float, y: float) -> None:
    """The station's seal of 38 to 42 mm around (x, y) mm."""
    picture = _round_seal(text, round(canvas.scale * 100), 40.0).rotate(
        float(rng.normal(0, 12)), Image.Resampling.BILINEAR
    )
    mask = np.asarray(picture, dtype=np.float32) / 255
    canvas.absorb(_patchy(rng, mask, canvas.scale), x - 21, y - 21, _RED)


@lru_cache(maxsize=16)
def _round_seal(text: str, scale: int, size: float) -> Image.Image:
    per_mm = scale / 100 * 2
    side = round((size + 2) * per_mm)
    picture = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(picture)
    middle, radius = side / 2, size / 2 * per_mm
    draw.ellipse(
        (middle - radius, middle - radius, middle + radius, middle + radius),
        outline=255,
        width=round(1.1 * per_mm),
    )
    star = [
        (middle + r * np.sin(np.pi * k / 5), middle - r * np.cos(np.pi * k / 5))
        for k in range(10)
        for r in [(5.5 if k % 2 == 0 else 2.1) * per_mm]
    ]
    draw.polygon([(float(a), float(b)) for a, b in star], fill=255)
    font = seal_font(round(4.6 * per_mm))
    span = min(250.0, 24.0 * len(text))
    for number, char in enumerate(text):
        angle = -span / 2 + span * number / max(1, len(text) - 1)
        tile = Image.new("L", (side, side), 0)
        ImageDraw.Draw(tile).text(
            (middle, middle - radius + 4.4 * per_mm), char, fill=255, font=font, anchor="mm"
        )
        turned = tile.rotate(-angle, Image.Resampling.BILINEAR)
        picture.paste(255, (0, 0), turned)
    return picture.resize((side // 2, side // 2), Image.Resampling.BOX)


def _patchy(rng: np.random.Generator, mask: Mask, scale: float) -> Mask:
    height, width = mask.shape
    lumps = cloud(rng, height, width, scale * 4)
    grains = cloud(rng, height, width, max(1.5, scale * 0.25))
    strength = rng.uniform(0.7, 0.95) + 0.12 * lumps + 0.12 * grains
    return (mask * np.clip(strength, 0.1, 1)).astype(np.float32)
