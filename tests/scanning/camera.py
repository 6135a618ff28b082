"""A phone over a sheet on a desk: perspective, a curling paper, lens, light and shadow, focus, noise."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from tests.scanning.canvas import Canvas, Pixels, cloud

Grid = NDArray[np.float64]
_CELLS = 28


def photographed(canvas: Canvas, rng: np.random.Generator, longest: int) -> Pixels:
    """The sheet as a phone sees it, its longer side about `longest` px; colour if the canvas has it."""
    page_height, page_width = canvas.pixels.shape[:2]
    height, width = longest, round(longest * 0.75)
    if page_width > page_height:
        height, width = width, height
    corners = _page_corners(rng, width, height, page_width / page_height)
    grid_u, grid_v = np.meshgrid(np.linspace(0, width, _CELLS + 1), np.linspace(0, height, _CELLS + 1))
    source = _from_paper(rng, grid_u, grid_v, corners, page_width, page_height)
    quads = _quads(grid_u, grid_v, *source)
    size = (width, height)
    paper = Image.fromarray(canvas.pixels).transform(
        size, Image.Transform.MESH, quads, Image.Resampling.BICUBIC, fill=1
    )
    whole = Image.new("L", (page_width, page_height), 255)
    seen = whole.transform(size, Image.Transform.MESH, quads, Image.Resampling.BILINEAR)
    desk = _desk(rng, width, height, colourful=canvas.colourful)
    mask = np.asarray(seen, dtype=np.float32) / 255
    shadow = np.asarray(seen.filter(ImageFilter.GaussianBlur(longest * 0.004)), dtype=np.float32) / 255
    desk *= (1 - 0.35 * shadow)[..., None] if canvas.colourful else 1 - 0.35 * shadow
    share = mask[..., None] if canvas.colourful else mask
    shown = desk * (1 - share) + np.asarray(paper, dtype=np.float32) * rng.uniform(0.86, 0.97) * share
    light = _light(rng, width, height)
    shown *= light[..., None] if canvas.colourful else light
    if canvas.colourful:
        warm = rng.normal(0, 0.05)
        shown *= np.array([1 + warm, 1.0, 1 - warm], dtype=np.float32)
    blurred = _focus(rng, Image.fromarray(np.clip(shown, 0, 255).astype(np.uint8)), longest)
    values = np.asarray(blurred, dtype=np.float32)
    values = values + rng.standard_normal(values.shape[:2]).astype(np.float32)[
        (..., None) if canvas.colourful else ...
    ] * rng.uniform(1.0, 4.5)
    made = np.clip(values, 0, 255).astype(np.uint8)
    turn = int(rng.choice([0, 1, 2, 3], p=[0.8, 0.08, 0.04, 0.08]))
    return np.rot90(made, turn).copy() if turn else made


def _page_corners(rng: np.random.Generator, width: int, height: int, aspect: float) -> Grid:
    """Where the paper's corners (from top left, clockwise) come to lie: most of the picture, tilted, turned a little."""
    tall = height * rng.uniform(0.82, 0.95)
    wide = tall * aspect
    if wide > 0.95 * width:
        wide, tall = 0.95 * width, 0.95 * width / aspect
    half = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (wide / 2, tall / 2)
    tilt = rng.normal(0, 0.05)  # farther edge shorter
    lean = rng.normal(0, 0.03)
    strength = 1 + tilt * half[:, 1] / tall * 2 + lean * half[:, 0] / wide * 2
    turn = np.deg2rad(rng.normal(0, 2.5))
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    placed = (half * strength[:, None]) @ rotation.T
    room = np.array([width, height]) / 2 * 0.985
    placed *= min(1.0, float((room / np.abs(placed).max(axis=0)).min()))
    return placed + np.array([width, height]) / 2


def _from_paper(
    rng: np.random.Generator, u: Grid, v: Grid, corners: Grid, page_width: int, page_height: int
) -> tuple[Grid, Grid]:
    """For points of the picture the points of the paper in its px: lens, then perspective, then the curl."""
    height, width = v.max(), u.max()
    x, y = (u - width / 2) / height, (v - height / 2) / height
    bulge = 1 + rng.normal(0, 0.012) * (x * x + y * y) * 4
    u, v = x * bulge * height + width / 2, y * bulge * height + height / 2
    flat = np.array([(0, 0), (page_width, 0), (page_width, page_height), (0, page_height)], dtype=float)
    rows = []
    for (a, b), (p, q) in zip(corners, flat, strict=True):
        rows.append([a, b, 1, 0, 0, 0, -p * a, -p * b])
        rows.append([0, 0, 0, a, b, 1, -q * a, -q * b])
    h = np.append(np.linalg.solve(np.array(rows), flat.ravel()), 1.0).reshape(3, 3)
    w = h[2, 0] * u + h[2, 1] * v + h[2, 2]
    px, py = (h[0, 0] * u + h[0, 1] * v + h[0, 2]) / w, (h[1, 0] * u + h[1, 1] * v + h[1, 2]) / w
    if rng.random() < 0.6:  # held or folded paper does not lie flat: up to two millimetres aside
        amount = rng.normal(0, 0.0028) * page_height
        py = py + amount * np.sin(np.pi * px / page_width * rng.uniform(0.7, 1.3)) * (
            0.4 + 0.6 * py / page_height
        )
        px = px + rng.normal(0, 0.0015) * page_width * np.sin(np.pi * py / page_height)
    return px, py


def _quads(u: Grid, v: Grid, x: Grid, y: Grid) -> list[tuple[tuple[int, ...], tuple[float, ...]]]:
    quads = []
    for r in range(u.shape[0] - 1):
        for c in range(u.shape[1] - 1):
            target = (round(u[r, c]), round(v[r, c]), round(u[r, c + 1]), round(v[r + 1, c]))
            around = ((r, c), (r + 1, c), (r + 1, c + 1), (r, c + 1))
            quads.append((target, tuple(float(value) for at in around for value in (x[at], y[at]))))
    return quads


def _desk(rng: np.random.Generator, width: int, height: int, *, colourful: bool) -> NDArray[np.float32]:
    """Wood, a plain board, a cloth or a glossy white table."""
    way = rng.choice(["wood", "plain", "cloth", "white"])
    base = {
        "wood": (150, 105, 66), "plain": (96, 98, 104), "cloth": (52, 92, 70), "white": (222, 222, 218),
    }[str(way)]  # fmt: skip
    values = cloud(rng, height, width, width / 3) * 10
    if way == "wood":
        veins = cloud(rng, height, max(2, width // 60), 3.0)
        stretched = Image.fromarray(veins).resize((width, height), Image.Resampling.BICUBIC)
        values = values + np.asarray(stretched, dtype=np.float32) * 14
    if way == "cloth":
        values = values + cloud(rng, height, width, 4.0) * 9
    tint = np.array(base, dtype=np.float32) * rng.uniform(0.7, 1.15)
    if colourful:
        return np.clip(tint + values[..., None], 5, 250).astype(np.float32)
    return np.clip(float(tint.mean()) + values, 5, 250).astype(np.float32)


def _light(rng: np.random.Generator, width: int, height: int) -> NDArray[np.float32]:
    """Falling off from a lamp or window, often with the shadow of the phone, an arm or the window bar."""
    w, h = 120, 160
    ys, xs = np.mgrid[0:h, 0:w].astype(np.float32)
    x, y = xs / w - 0.5, ys / h - 0.5
    turn = rng.uniform(0, 2 * np.pi)
    field = (
        1
        + rng.uniform(0, 0.45) * (x * np.cos(turn) + y * np.sin(turn))
        - rng.uniform(0, 0.35) * (x * x + y * y)
    )
    if rng.random() < 0.55:
        shade = Image.new("L", (w, h), 0)
        middle = rng.uniform((0, 0), (w, h))
        angle, wide = rng.uniform(0, np.pi), rng.uniform(15, 55)
        along = np.array([np.cos(angle), np.sin(angle)]) * 260
        aside = np.array([-np.sin(angle), np.cos(angle)]) * wide
        points = [middle - aside, middle + aside, middle + aside * 1.3 + along, middle - aside * 1.3 + along]
        ImageDraw.Draw(shade).polygon([(float(p[0]), float(p[1])) for p in points], fill=255)
        shade = shade.filter(ImageFilter.GaussianBlur(float(rng.uniform(1.0, 9))))
        field = field * (1 - rng.uniform(0.15, 0.5) * np.asarray(shade, dtype=np.float32) / 255)
    large = Image.fromarray(field.astype(np.float32)).resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(large, dtype=np.float32) * np.float32(rng.uniform(0.8, 1.08))


def _focus(rng: np.random.Generator, picture: Image.Image, longest: int) -> Image.Image:
    """Not quite sharp, a tenth shaken; then sharpened as phones do."""
    soft = picture.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.35, 0.95)) * longest / 2600))
    if rng.random() < 0.1:
        kernel = np.zeros((5, 5))
        kernel[[2, 2, 2], [1, 2, 3]] = 1 / 3
        kernel = kernel if rng.random() < 0.5 else kernel.T
        soft = soft.filter(ImageFilter.Kernel((5, 5), kernel.ravel().tolist(), 1))
    if rng.random() < 0.6:
        soft = soft.filter(ImageFilter.UnsharpMask(1.5, int(rng.integers(30, 110)), 2))
    return soft
