"""Scanners, photocopiers and a fax: from the paper to the grey values that come out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from tests.scanning.canvas import Canvas, Pixels, cloud

_TURNS = (0, 90, 180, 270)


@dataclass(frozen=True)
class Laid:
    """How the paper lay: skew in degrees, quarter turns, shift in mm, grey of the lid behind."""

    skew: float
    turn: int
    shift: tuple[float, float]
    lid: int


def lay(rng: np.random.Generator) -> Laid:
    """Most lie nearly straight, a sixth quite crooked; some upside down or sideways."""
    skew = rng.normal(0, 0.5) if rng.random() < 0.83 else rng.uniform(-5, 5)
    turn = int(rng.choice(_TURNS, p=[0.76, 0.05, 0.14, 0.05]))
    shift = (float(rng.normal(0, 0.8)), float(rng.normal(0, 0.8)))
    return Laid(
        float(skew), turn, shift, int(rng.choice([252, 240, 200, 60, 20], p=[0.5, 0.2, 0.1, 0.1, 0.1]))
    )


def scanned(canvas: Canvas, rng: np.random.Generator, laid: Laid) -> Pixels:
    """Off the glass: turned, a little soft, the white of the paper not quite white, a little noise."""
    picture = Image.fromarray(canvas.pixels)
    fill = (laid.lid,) * 3 if canvas.colourful else laid.lid
    roomy = abs(laid.skew) > 1.2  # nobody puts a crooked sheet so that its corners are cut off
    picture = picture.rotate(
        laid.skew,
        Image.Resampling.BICUBIC,
        expand=roomy,
        translate=(round(laid.shift[0] * canvas.scale), round(laid.shift[1] * canvas.scale)),
        fillcolor=fill,
    )
    soft = float(rng.uniform(0.2, 0.65)) * max(0.6, canvas.scale / 8)
    picture = picture.filter(ImageFilter.GaussianBlur(soft))
    if laid.turn:
        picture = picture.rotate(laid.turn, expand=True)
    shown = np.asarray(picture)
    white, black = rng.uniform(228, 255), rng.uniform(0, 38)
    gamma = rng.uniform(0.85, 1.2)
    table = black + (white - black) * (np.arange(256) / 255) ** gamma
    shown = table.astype(np.float32)[shown]
    noise = rng.uniform(0.8, 3.5)
    tile = (rng.standard_normal((shown.shape[0] // 4 + 1, shown.shape[1])) * noise).astype(np.float32)
    grain = np.concatenate([np.roll(tile, 97 * k, axis=1) for k in range(4)])[: shown.shape[0]]
    shown = shown + (grain[..., None] if canvas.colourful else grain)
    return np.clip(shown, 0, 255).astype(np.uint8)


def stripes(pixels: Pixels, rng: np.random.Generator, scale: float) -> Pixels:
    """Dust on the line of a feeder: one to three thin lines along the whole page, or a pale band."""
    made = pixels.astype(np.float32)
    along = rng.random() < 0.85
    size = made.shape[1] if along else made.shape[0]
    for _ in range(int(rng.integers(1, 4))):
        at = int(rng.uniform(0.03, 0.97) * size)
        width = max(1, round(rng.uniform(0.06, 0.25) * scale))
        factor = rng.uniform(0.45, 0.9)
        part = (slice(None), slice(at, at + width)) if along else (slice(at, at + width), slice(None))
        made[part] *= factor
    if rng.random() < 0.3:
        at = int(rng.uniform(0, 0.9) * size)
        part = (
            (slice(None), slice(at, at + int(8 * scale)))
            if along
            else (slice(at, at + int(8 * scale)), slice(None))
        )
        made[part] = made[part] * 0.94 + 255 * 0.06 * rng.random()
    return np.clip(made, 0, 255).astype(np.uint8)


def copied(canvas: Canvas, rng: np.random.Generator, generations: int) -> Canvas:
    """Through a photocopier `generations` times: soft, then hard contrast, toner grown or lost, specks, dark edges."""
    picture = Image.fromarray(canvas.pixels).convert("L")
    for _ in range(generations):
        picture = _once_copied(picture, rng, canvas.scale)
    return Canvas(np.asarray(picture).copy(), canvas.scale)


def _once_copied(picture: Image.Image, rng: np.random.Generator, scale: float) -> Image.Image:
    width, height = picture.size
    size = 1 + rng.normal(0, 0.006)
    turn = np.deg2rad(rng.normal(0, 0.35))
    a, b = np.cos(turn) / size, np.sin(turn) / size
    c = width / 2 - a * width / 2 - b * height / 2 + rng.normal(0, 0.6) * scale
    f = height / 2 + b * width / 2 - a * height / 2 + rng.normal(0, 0.6) * scale
    moved = picture.transform(
        picture.size, Image.Transform.AFFINE, (a, b, c, -b, a, f), Image.Resampling.BICUBIC, fillcolor=245
    )
    soft = moved.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.05, 0.11)) * scale))
    values = np.asarray(soft, dtype=np.float32)
    values = (
        values
        + cloud(rng, height, width, scale * 40) * 5
        + cloud(rng, height, width, max(2.0, scale * 0.3)) * 3
    )
    middle, steep = rng.uniform(128, 182), rng.uniform(0.035, 0.11)
    values = 255 / (1 + np.exp(-(values - middle) * steep))
    low, high = 255 / (1 + np.exp(middle * steep)), 255 / (1 + np.exp(-(255 - middle) * steep))
    values = (values - low) / (high - low) * rng.uniform(215, 240) + rng.uniform(10, 28)
    _speckle(values, rng, scale)
    if rng.random() < 0.45:
        _dark_edges(values, rng, scale)
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def _speckle(values: NDArray[np.float32], rng: np.random.Generator, scale: float) -> None:
    """Toner where none belongs: dots of 0.1 to 0.35 mm."""
    height, width = values.shape
    count = int(rng.lognormal(5.2, 1.0))
    ys, xs = rng.integers(0, height - 4, count), rng.integers(0, width - 4, count)
    sizes = np.maximum(1, np.round(rng.uniform(0.08, 0.32, count) * scale)).astype(int)
    darks = rng.uniform(20, 160, count)
    for y, x, side, dark in zip(ys, xs, sizes, darks, strict=True):
        values[y : y + side, x : x + side] = np.minimum(values[y : y + side, x : x + side], dark)


def _dark_edges(values: NDArray[np.float32], rng: np.random.Generator, scale: float) -> None:
    """The lid was open, or the paper lay beside its mark: a black border on one or two sides."""
    height, width = values.shape
    for side in rng.choice(4, int(rng.integers(1, 3)), replace=False):
        reach = rng.uniform(0.8, 4.0) * scale
        length, other = (width, height) if side < 2 else (height, width)
        depth = np.maximum(0, reach + cloud(rng, 1, length, length / 6)[0] * 0.4 * scale)
        place = np.arange(other, dtype=np.float32)[:, None]
        if side % 2:
            place = other - 1 - place
        shade = np.clip((place - depth[None, :]) / (0.5 * scale), 0, 1)
        shade = 0.12 + 0.88 * shade
        values *= shade if side < 2 else shade.T


def faxed(canvas: Canvas, rng: np.random.Generator) -> Pixels:
    """Black and white alone at 204 × 196 dpi, some lines of the page shifted by the telephone."""
    picture = Image.fromarray(canvas.pixels).convert("L")
    across, down = 204 / 25.4 / canvas.scale, 196 / 25.4 / canvas.scale
    small = picture.resize(
        (round(picture.width * across), round(picture.height * down)), Image.Resampling.BOX
    )
    small = small.rotate(float(rng.normal(0, 0.6)), Image.Resampling.BICUBIC, fillcolor=250)
    values = np.asarray(
        small.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.3, 0.7)))), dtype=np.float32
    )
    values = values + rng.standard_normal(values.shape).astype(np.float32) * 14
    made = np.where(values > rng.uniform(140, 190), 255, 0).astype(np.uint8)
    for _ in range(int(rng.integers(0, 4))):
        y = int(rng.integers(0, made.shape[0] - 3))
        made[y : y + int(rng.integers(1, 3))] = np.roll(made[y], int(rng.integers(5, 300)))
    if rng.random() < 0.15:
        made = np.rot90(made, 2).copy()
    return made
