"""Pens: what a line of each looks like on paper, and words written by hand with the glyphs of a 楷体 bent out of shape."""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from deputy_station.documents.fonts import find_role_fonts, font_folders, installed_font_files
from tests.scanning.canvas import Canvas, Colour, FineMask, Mask, cloud

Stroke = NDArray[np.float64]
"""n × 3: x and y in mm, pressure 0 to 1."""


@dataclass(frozen=True)
class Pen:
    """Width of its line in mm without and with pressure, its ink, how much of the paper shows through (0 none)."""

    name: str
    colour: Colour
    thin: float
    thick: float
    pale: float
    grain: float
    weight: str
    faint: bool = False


PENS = (
    Pen("gel black", (22, 22, 26), 0.38, 0.55, 0.03, 0.05, "Regular"),
    Pen("gel black fine", (30, 30, 34), 0.26, 0.38, 0.08, 0.08, "Light"),
    Pen("ballpoint blue", (38, 60, 160), 0.28, 0.50, 0.18, 0.30, "Light"),
    Pen("ballpoint black", (45, 45, 52), 0.28, 0.50, 0.15, 0.30, "Light"),
    Pen("fountain blue-black", (32, 40, 84), 0.30, 0.95, 0.12, 0.20, "Regular"),
    Pen("felt tip", (20, 20, 24), 0.9, 1.4, 0.02, 0.03, "Bold"),
    Pen("soft brush pen", (14, 14, 16), 0.35, 1.9, 0.02, 0.10, "Bold"),
    Pen("red ballpoint", (196, 44, 50), 0.30, 0.48, 0.15, 0.25, "Light", faint=True),
    Pen("light blue gel", (70, 110, 200), 0.32, 0.48, 0.15, 0.15, "Regular", faint=True),
    Pen("pencil", (88, 88, 92), 0.35, 0.65, 0.18, 0.65, "Light", faint=True),
    Pen("faint ballpoint", (86, 98, 160), 0.26, 0.40, 0.30, 0.50, "Light", faint=True),
)
PEN_SHARES = (0.34, 0.12, 0.13, 0.12, 0.07, 0.045, 0.02, 0.02, 0.05, 0.045, 0.04)


def pick_pen(rng: np.random.Generator, *, faint_allowed: bool) -> Pen:
    """A pen as they lie about; before a bad copier nobody signs with one that it would not see at all."""
    while True:
        pen = PENS[int(rng.choice(len(PENS), p=PEN_SHARES))]
        if faint_allowed or not pen.faint:
            return pen


def draw_strokes(
    canvas: Canvas, rng: np.random.Generator, strokes: list[Stroke], pen: Pen, left: float, top: float
) -> None:
    """Strokes whose origin lies at (left, top) mm of the paper."""
    joined = np.concatenate(strokes)
    low = joined[:, :2].min(axis=0) - 1.5
    width, height = joined[:, :2].max(axis=0) + 1.5 - low
    fine = FineMask(float(width), float(height), canvas.scale)
    for stroke in strokes:
        widths = pen.thin + (pen.thick - pen.thin) * stroke[:, 2]
        fine.stroke(stroke[:, :2] - low, widths)
    ink = _inked(rng, fine.mask(), pen, canvas.scale)
    canvas.absorb(ink, left + float(low[0]), top + float(low[1]), pen.colour)


def write(
    canvas: Canvas,
    rng: np.random.Generator,
    text: str,
    pen: Pen,
    *,
    left: float,
    middle: float,
    size: float,
    sloppy: float,
    most: float = 200.0,
) -> float:
    """Write text from `left` around the height `middle` (mm), characters `size` mm high; returns the width in mm.

    `sloppy` from 0 (a teacher) to 1 (a doctor) turns, shears and bends the characters. What is longer than
    `most` is written smaller.
    """
    pitch = size * rng.uniform(0.82, 1.08)
    advances = [pitch * (1.0 if ord(char) > 0x2E80 else 0.55) for char in text]
    if sum(advances) > most:
        shrink = most / sum(advances)
        size, advances = size * shrink, [advance * shrink for advance in advances]
    pad = size * 0.8
    width, height = sum(advances) + 2 * pad, size + 2 * pad
    fine = FineMask(width, height, canvas.scale)
    x = pad
    for char, advance in zip(text, advances, strict=True):
        _place(
            fine,
            rng,
            char,
            pen.weight,
            size * rng.uniform(1 - 0.2 * sloppy, 1 + 0.15 * sloppy),
            x,
            pad,
            sloppy,
        )
        x += advance
    fine.picture = _bent(fine, rng, size, sloppy, float(rng.normal(0.0, 0.05) - 0.1 * sloppy))
    if pen.thick > 1.0:
        fine.picture = fine.picture.filter(ImageFilter.MaxFilter(3))
    ink = _inked(rng, fine.mask(), pen, canvas.scale)
    canvas.absorb(ink, left - pad, middle - height / 2, pen.colour)
    return width - 2 * pad


def _place(
    fine: FineMask,
    rng: np.random.Generator,
    char: str,
    weight: str,
    size: float,
    x: float,
    y: float,
    sloppy: float,
) -> None:
    pixels = max(6, round(fine.px(size)))
    tile = Image.new("L", (pixels * 2, pixels * 2), 0)
    ImageDraw.Draw(tile).text((pixels // 2, pixels // 3), char, fill=255, font=_font(weight, pixels))
    turn = rng.normal(0, 0.02 + 0.10 * sloppy)
    shear = rng.normal(0, 0.03 + 0.14 * sloppy)
    stretch = 1 + rng.normal(0, 0.03 + 0.10 * sloppy)
    cos, sin = np.cos(turn), np.sin(turn)
    a, b, d, e = cos * stretch, sin + shear, -sin, cos / stretch
    c, f = pixels - a * pixels - b * pixels, pixels - d * pixels - e * pixels
    tile = tile.transform(tile.size, Image.Transform.AFFINE, (a, b, c, d, e, f), Image.Resampling.BILINEAR)
    at = (
        round(fine.px(x + rng.normal(0, 0.06 * size * sloppy))) - pixels // 2,
        round(fine.px(y + rng.normal(0, 0.08 * size * sloppy))) - pixels // 2,
    )
    fine.picture.paste(255, at, tile)


def _bent(fine: FineMask, rng: np.random.Generator, size: float, sloppy: float, slope: float) -> Image.Image:
    """The writing with every stroke a little out of place, the line rising or falling."""
    width, height = fine.picture.size
    cell = max(4.0, fine.px(size * 0.28))
    columns, rows = max(2, round(width / cell)), max(2, round(height / cell))
    grid_x, grid_y = np.meshgrid(np.linspace(0, width, columns + 1), np.linspace(0, height, rows + 1))
    amount = fine.px(size) * (0.015 + 0.055 * sloppy)
    from_x = grid_x + rng.normal(0, amount, grid_x.shape)
    from_y = grid_y + rng.normal(0, amount, grid_y.shape) - slope * (grid_x - width / 2)
    quads = [
        (
            (round(grid_x[r, c]), round(grid_y[r, c]), round(grid_x[r, c + 1]), round(grid_y[r + 1, c])),
            (
                from_x[r, c], from_y[r, c], from_x[r + 1, c], from_y[r + 1, c],
                from_x[r + 1, c + 1], from_y[r + 1, c + 1], from_x[r, c + 1], from_y[r, c + 1],
            ),
        )
        for r in range(rows)
        for c in range(columns)
    ]  # fmt: skip
    return fine.picture.transform(fine.picture.size, Image.Transform.MESH, quads, Image.Resampling.BILINEAR)


def _inked(rng: np.random.Generator, mask: Mask, pen: Pen, scale: float) -> Mask:
    """The line as the ink lies: paler or darker by lumps, the pencil by the grain of the paper."""
    lumps = cloud(rng, *mask.shape, grain=scale * 0.9)
    grains = cloud(rng, *mask.shape, grain=max(1.2, scale * 0.14))
    strength = 1 - pen.pale - pen.grain * np.clip(0.35 * lumps + 0.35 * grains, -0.1, 0.9)
    return np.clip(mask * strength, 0, 1)


@lru_cache(maxsize=16)
def _font(weight: str, pixels: int) -> ImageFont.FreeTypeFont:
    path, number = _faces()[weight]
    return ImageFont.truetype(path, pixels, index=number)


@cache
def _faces() -> dict[str, tuple[Path, int]]:
    """A handwriting-like face in three weights; where there is one weight only, that one."""
    kai = find_role_fonts(font_folders())["kai"]
    by_name = {path.stem.lower(): path for path in installed_font_files(font_folders())}
    stem = kai.path.stem.lower().removesuffix("-regular")
    return {
        weight: (by_name[name], 0)
        if (name := f"{stem}-{weight.lower()}") in by_name
        else (kai.path, kai.number)
        for weight in ("Light", "Regular", "Bold")
    }


def seal_font(pixels: int) -> ImageFont.FreeTypeFont:
    """The face of seals, bold."""
    return _font("Bold", pixels)
