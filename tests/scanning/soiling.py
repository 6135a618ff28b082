"""What else gets on paper: specks, coffee, folds, staples, holes, torn or covered codes, a sticker with somebody's QR."""

import numpy as np
import qrcode
from PIL import Image

from tests.scanning.canvas import Canvas, FineMask, cloud

_CORNERS = ("top_left", "top_right", "bottom_left", "bottom_right")


def specks(canvas: Canvas, rng: np.random.Generator, paper: tuple[float, float]) -> None:
    """Dust, crumbs, an ink dot: 0.1 to 1.1 mm, pale or dark, some as short hairs."""
    for _ in range(int(rng.integers(4, 45))):
        size = float(np.clip(rng.lognormal(-1.3, 0.6), 0.1, 1.1))
        fine = FineMask(size * 2 + 5, size * 2 + 5, canvas.scale)
        middle = size + 2.5
        if rng.random() < 0.15:
            t = np.linspace(0, 1, 9)
            turn = rng.uniform(0, 2 * np.pi)
            long = rng.uniform(1, 4.5)
            xs = middle + (t - 0.5) * long * np.cos(turn) + 0.5 * np.sin(t * 3)
            ys = middle + (t - 0.5) * long * np.sin(turn)
            fine.stroke(np.column_stack([xs, ys]), np.full(9, 0.1))
        else:
            fine.ellipse(middle, middle, size / 2, size / 2 * rng.uniform(0.5, 1))
        at = rng.uniform((0, 0), paper)
        grey = int(rng.integers(20, 170))
        canvas.absorb(
            fine.mask() * np.float32(rng.uniform(0.5, 1)), float(at[0]), float(at[1]), (grey, grey, grey)
        )


def coffee_ring(canvas: Canvas, rng: np.random.Generator, paper: tuple[float, float]) -> None:
    """The foot of a cup, 60 to 80 mm wide: a ring with a darker rim, broken in places, pale inside."""
    scale = canvas.scale
    size = float(rng.uniform(62, 84))
    side = round(size * scale)
    ys, xs = np.mgrid[0:side, 0:side].astype(np.float32)
    radius = np.hypot(xs - side / 2, ys - side / 2) / scale + cloud(rng, side, side, side / 6) * 0.4
    outer = size / 2 - 3
    rim = np.exp(-(((radius - outer) / 0.7) ** 2)) + 0.45 * np.exp(-(((radius - outer + 2.2) / 1.6) ** 2))
    broken = np.clip(0.7 + 0.6 * cloud(rng, side, side, side / 4), 0, 1)
    stain = 0.12 * (radius < outer) * np.clip(0.5 + cloud(rng, side, side, side / 3), 0, 1)
    mask = np.clip((rim * broken * 0.55 + stain), 0, 1).astype(np.float32)
    at = rng.uniform((-30, -30), (paper[0] - 30, paper[1] - 30))
    canvas.absorb(mask, float(at[0]), float(at[1]), (146, 98, 52))


def fold(canvas: Canvas, rng: np.random.Generator) -> None:
    """Folded in half or in three and smoothed out: a thin line, darker on one side, lighter on the other."""
    height, width = canvas.pixels.shape[:2]
    for place in rng.choice([(0.5,), (1 / 3, 2 / 3), (0.25, 0.5, 0.75)][int(rng.integers(0, 3))], 2):
        across = rng.random() < 0.75
        length, other = (width, height) if across else (height, width)
        middle = (place + rng.normal(0, 0.01)) * other
        lean = rng.normal(0, 0.006) * np.arange(length)
        wave = cloud(rng, 1, length, length / 5)[0] * 0.4 * canvas.scale * 0.3
        line = middle + lean + wave
        reach = max(3, round(1.6 * canvas.scale))
        low = max(0, int(line.min()) - reach)
        high = min(other, int(line.max()) + reach)
        if low >= high:
            continue
        distance = (np.arange(low, high)[:, None] - line[None, :]) / canvas.scale
        strength = rng.uniform(0.06, 0.34)
        broken = np.clip(0.7 + 0.5 * cloud(rng, 1, length, 12 * canvas.scale), 0, 1)
        dark = strength * np.exp(-((distance / 0.14) ** 2)) * broken + 0.05 * np.exp(
            -np.abs(distance - 0.5) / 0.7
        )
        factor = (1 - dark).astype(np.float32)
        if not across:
            factor = factor.T
        part = (slice(low, high), slice(None)) if across else (slice(None), slice(low, high))
        shown = canvas.pixels[part]
        canvas.pixels[part] = (shown * (factor[..., None] if canvas.colourful else factor)).astype(np.uint8)


def staple(canvas: Canvas, rng: np.random.Generator) -> None:
    """A staple with its shadow near the top left corner, beside the code."""
    x, y, turn = rng.uniform(26, 38), rng.uniform(4, 16), rng.uniform(-0.9, 0.9)
    t = np.linspace(-6, 6, 12)
    for offset, width, grey, strength in ((0.7, 1.6, 70, 0.35), (0.0, 0.55, 60, 0.85)):
        fine = FineMask(18, 18, canvas.scale)
        points = np.column_stack([9 + t * np.cos(turn) + offset, 9 + t * np.sin(turn) + offset])
        fine.stroke(points, np.full(12, width))
        canvas.absorb(fine.mask() * np.float32(strength), float(x) - 9, float(y) - 9, (grey, grey, grey))


def punched_holes(canvas: Canvas, rng: np.random.Generator, paper: tuple[float, float]) -> None:
    """Two holes of 6 mm at the left edge, 80 mm apart; behind them the dark or white lid."""
    lid = int(rng.choice([35, 90, 235]))
    x = float(rng.uniform(7.5, 11))
    for y in (paper[1] / 2 - 40, paper[1] / 2 + 40):
        fine = FineMask(8, 8, canvas.scale)
        fine.ellipse(4, 4, 3, 3)
        canvas.cover(fine.mask(), x - 4, y - 4, (lid, lid, lid))


def spoil_code(
    canvas: Canvas,
    rng: np.random.Generator,
    corner: str,
    paper: tuple[float, float],
    size: float,
    inset: float,
) -> None:
    """Make one corner's code unreadable: torn off, under a thumb or clip, scribbled over."""
    right, low = corner.endswith("right"), corner.startswith("bottom")
    way = rng.choice(["torn", "covered", "scribbled"], p=[0.55, 0.3, 0.15])
    reach = inset + size * rng.uniform(0.75, 1.15)
    if way == "torn":
        reach_y = inset + size * rng.uniform(0.75, 1.15)
        edge = np.linspace(0, 1, 12)
        points = np.column_stack([reach * 1.55 * edge, reach_y * 1.55 * (1 - edge)])
        points[1:-1] += rng.normal(0, 0.8, (10, 2))
        points = np.vstack([[(0, 0)], points[::-1]])
    elif way == "covered":
        points = np.array([(-1, -1), (reach, -1), (reach - rng.uniform(0, 5), reach), (-1, reach)])
    else:
        _scribble(canvas, rng, paper, size, inset, right=right, low=low)
        return
    extent = 60.0
    fine = FineMask(extent, extent, canvas.scale)
    shifted = points.copy()
    if right:
        shifted[:, 0] = extent - shifted[:, 0]
    if low:
        shifted[:, 1] = extent - shifted[:, 1]
    fine.polygon(shifted)
    behind = int(rng.choice([30, 120, 238, 250])) if way == "torn" else int(rng.choice([40, 90, 215, 250]))
    left = paper[0] - extent if right else 0.0
    top = paper[1] - extent if low else 0.0
    canvas.cover(fine.mask(), left, top, (behind, behind, behind))


def _scribble(
    canvas: Canvas,
    rng: np.random.Generator,
    paper: tuple[float, float],
    size: float,
    inset: float,
    *,
    right: bool,
    low: bool,
) -> None:
    fine = FineMask(size + 4, size + 4, canvas.scale)
    turns = 60
    xs = 2 + np.clip(rng.normal(0.5, 0.32, turns), 0, 1) * size
    ys = 2 + np.clip(np.linspace(0, 1, turns) + rng.normal(0, 0.12, turns), 0, 1) * size
    fine.stroke(np.column_stack([xs, ys]), np.full(turns, 1.3))
    left = paper[0] - inset - size if right else inset
    top = paper[1] - inset - size if low else inset
    canvas.absorb(fine.mask(), left - 2, top - 2, (16, 16, 20))


def stranger_code(
    canvas: Canvas, rng: np.random.Generator, text: str, paper: tuple[float, float], size: float | None = None
) -> None:
    """A sticker of 18 to 30 mm with a QR code that is none of ours, at the foot of the page or anywhere given a size."""
    side = size or float(rng.uniform(18, 26))
    code = qrcode.QRCode(border=3, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    code.make(fit=True)
    matrix = np.array(code.get_matrix(), dtype=np.uint8)
    pixels = round(side * canvas.scale)
    picture = Image.fromarray((1 - matrix) * np.uint8(255)).resize((pixels, pixels), Image.Resampling.NEAREST)
    turned = picture.convert("L").rotate(float(rng.normal(0, 4)), Image.Resampling.BILINEAR, fillcolor=255)
    mask = 1 - np.asarray(turned, dtype=np.float32) / 255
    x, y = paper[0] * rng.uniform(0.3, 0.6), paper[1] - side - rng.uniform(1, 4)
    canvas.cover(np.ones_like(mask), x, y, (250, 250, 250))
    canvas.absorb(mask, x, y, (10, 10, 10))
