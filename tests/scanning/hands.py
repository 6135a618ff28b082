"""Hands: how somebody signs - strokes in clusters like characters, one running line, glyphs bent, initials - and strikes out."""

import itertools
from dataclasses import dataclass

import numpy as np

from tests.scanning.canvas import Canvas
from tests.scanning.pens import Pen, Stroke, draw_strokes, write

_DIRECTIONS = {
    "across": (1.0, -0.08),
    "down": (0.03, 1.0),
    "left-falling": (-0.75, 0.8),
    "right-falling": (0.8, 0.75),
    "rise": (0.7, -0.5),
    "dot": (0.16, 0.2),
}
_OFTEN = (0.34, 0.25, 0.15, 0.1, 0.08, 0.08)


@dataclass(frozen=True)
class Signer:
    """One person's way: the kind of signature, its pen, height in mm, slant (shear), sloppiness 0 to 1."""

    way: str
    pen: Pen
    size: float
    slant: float
    sloppy: float


def pick_signer(rng: np.random.Generator, pen: Pen) -> Signer:
    """Someone at the table."""
    way = str(rng.choice(["glyphs", "clusters", "running", "initials"], p=[0.5, 0.27, 0.17, 0.06]))
    size = float(np.clip(rng.normal(6.6, 1.5), 3.2, 11.0))
    if way == "initials":
        size = float(rng.uniform(2.6, 4.2))
    return Signer(
        way, pen, size, float(rng.normal(-0.12, 0.15)), float(np.clip(rng.beta(1.6, 2.2), 0.05, 1.0))
    )


def sign(
    canvas: Canvas,
    rng: np.random.Generator,
    signer: Signer,
    name: str,
    box: tuple[float, float, float, float],
) -> tuple[float, float, float, float]:
    """Sign into a box (left, top, width, height in mm), sometimes over its edge; returns where the ink is, alike."""
    left, top, width, height = box
    middle = top + height / 2 + rng.normal(0, 0.5 + 0.7 * signer.sloppy)
    at = left + float(rng.uniform(1.0, max(1.5, width * 0.35)))
    if rng.random() < 0.05:
        at = left - float(rng.uniform(0.5, 2.5))  # began too early
    if signer.way == "glyphs":
        long = write(
            canvas, rng, name, signer.pen, left=at, middle=middle, size=signer.size, sloppy=signer.sloppy,
            most=width * 1.15,
        )  # fmt: skip
        return at, middle - signer.size / 2, long, signer.size
    if signer.way == "running":
        strokes = [_running(rng, signer)]
        if rng.random() < 0.5:
            strokes.append(_tail(rng, strokes[0]))
    else:
        count = 1 if signer.way == "initials" else int(rng.choice([2, 3, 3, 4]))
        strokes = _clusters(rng, signer, count)
    _fit(strokes, width * 1.12)
    draw_strokes(canvas, rng, strokes, signer.pen, at, middle - signer.size / 2)
    joined = np.concatenate(strokes)[:, :2]
    low, high = joined.min(axis=0), joined.max(axis=0)
    return at + low[0], middle - signer.size / 2 + low[1], high[0] - low[0], high[1] - low[1]


def strike_out(
    canvas: Canvas,
    rng: np.random.Generator,
    pen: Pen,
    ink: tuple[float, float, float, float],
    *,
    any_way: bool = False,
) -> None:
    """Cross a signature out: one or two lines through it, an X over it, or a scribble back and forth; in `any_way`
    half of them with a wave or with loops over it."""
    left, top, width, height = ink
    left, width = left - rng.uniform(1, 3), width + rng.uniform(2, 6)
    way = rng.choice(["line", "two lines", "cross", "zigzag"], p=[0.3, 0.3, 0.2, 0.2])
    middle = top + height / 2
    strokes: list[Stroke] = []
    if any_way and rng.random() < 0.5:
        strokes = [_waved(rng, (left, top, width, height))]
    elif way in ("line", "two lines"):
        for offset in (0.0,) if way == "line" else (-0.9, 0.9):
            y = middle + offset + rng.normal(0, 0.3)
            strokes.append(_bezier(rng, (left, y), (left + width, y + rng.normal(0, 0.8)), 0.3))
    elif way == "cross":
        strokes.append(_bezier(rng, (left, top - 0.8), (left + width, top + height + 0.8), 0.5))
        strokes.append(_bezier(rng, (left, top + height + 0.8), (left + width, top - 0.8), 0.5))
    else:
        turns = int(rng.integers(5, 11))
        xs = np.linspace(left, left + width, turns)
        for number, (x0, x1) in enumerate(itertools.pairwise(xs)):
            ends = (top - 0.3, top + height + 0.3)
            strokes.append(_bezier(rng, (x0, ends[number % 2]), (x1, ends[1 - number % 2]), 0.3))
    draw_strokes(canvas, rng, strokes, pen, 0.0, 0.0)


def _waved(rng: np.random.Generator, ink: tuple[float, float, float, float]) -> Stroke:
    """A wave through the middle of a name, or loops over all of it."""
    left, top, width, height = ink
    share = np.linspace(0, 1, 300)
    if rng.random() < 0.5:
        turns, reach, loop = rng.uniform(2, 4.5), rng.uniform(0.12, 0.3) * height, 0.0
    else:
        turns, reach, loop = rng.uniform(5, 11), 0.5 * height, rng.uniform(0.5, 2)
    angle = 2 * np.pi * turns * share
    x = left + width * share + loop * np.cos(angle)
    return np.column_stack([x, top + height / 2 + reach * np.sin(angle), np.full(share.size, 0.5)])


def slash(canvas: Canvas, rng: np.random.Generator, pen: Pen, box: tuple[float, float, float, float]) -> None:
    """What a clerk draws where nobody came: one plain stroke over the empty box."""
    left, top, width, height = box
    reach = rng.uniform(0.35, 0.9)
    x = left + width * (1 - reach) / 2
    strokes = [_bezier(rng, (x, top + height * 0.8), (x + width * reach, top + height * 0.2), 0.4)]
    draw_strokes(canvas, rng, strokes, pen, 0.0, 0.0)


def tick(canvas: Canvas, rng: np.random.Generator, pen: Pen, box: tuple[float, float, float, float]) -> None:
    """A mark in a box to tick: ✓, ✗, a slash, a filled box; as large as people make them."""
    left, top, width, height = box
    size = max(width, height) * rng.uniform(0.8, 2.0)
    x, y = left + width / 2 + rng.normal(0, 0.5), top + height / 2 + rng.normal(0, 0.5)
    way = rng.choice(["check", "cross", "slash", "filled"], p=[0.7, 0.14, 0.06, 0.1])
    if way == "check":
        corner = (x - size * 0.12, y + size * 0.34)
        strokes = [
            _bezier(rng, (x - size * 0.42, y - size * 0.02), corner, 0.1),
            _bezier(rng, corner, (x + size * 0.6, y - size * 0.55), 0.15),
        ]
    elif way == "cross":
        strokes = [
            _bezier(rng, (x - size / 3, y - size / 3), (x + size / 3, y + size / 3), 0.1),
            _bezier(rng, (x - size / 3, y + size / 3), (x + size / 3, y - size / 3), 0.1),
        ]
    elif way == "slash":
        strokes = [_bezier(rng, (x - size / 3, y + size / 3), (x + size / 3, y - size / 3), 0.1)]
    else:
        ys = np.linspace(top + 0.3, top + height - 0.3, 9)
        ends = (left + 0.2, left + width - 0.1)
        strokes = [
            _bezier(rng, (ends[number % 2], a), (ends[1 - number % 2], b), 0.1)
            for number, (a, b) in enumerate(itertools.pairwise(ys))
        ]
    draw_strokes(canvas, rng, strokes, pen, 0.0, 0.0)


def _bezier(
    rng: np.random.Generator, start: tuple[float, float], end: tuple[float, float], bow: float
) -> Stroke:
    """A stroke from point to point in mm, bowed by up to `bow` mm, pressed most after its start."""
    long = float(np.hypot(end[0] - start[0], end[1] - start[1]))
    t = np.linspace(0, 1, max(5, round(long / 0.35)))
    across = np.array([-(end[1] - start[1]), end[0] - start[0]]) / max(long, 0.1)
    bend = rng.normal(0, bow) + rng.normal(0, 0.05 * long)
    points = np.outer(1 - t, start) + np.outer(t, end) + np.outer(2 * t * (1 - t), across * bend)
    pressure = np.clip(0.95 - 0.75 * t + 0.35 * np.sin(np.pi * t) + rng.normal(0, 0.05, t.size), 0.05, 1)
    return np.column_stack([points, pressure])


def _clusters(rng: np.random.Generator, signer: Signer, count: int) -> list[Stroke]:
    strokes: list[Stroke] = []
    size = signer.size
    joining = 0.15 + 0.6 * signer.sloppy
    x = 0.0
    for _ in range(count):
        wide = size * rng.uniform(0.7, 1.0)
        last: tuple[float, float] | None = None
        for _ in range(int(rng.integers(4, 11))):
            way = str(rng.choice(list(_DIRECTIONS), p=_OFTEN))
            dx, dy = _DIRECTIONS[way]
            long = size * rng.uniform(0.3, 0.95)
            start = np.array([x + rng.uniform(0, wide * 0.7), rng.uniform(0, size * 0.7)])
            end = start + np.array([dx, dy]) * long * rng.uniform(0.7, 1.1)
            end = np.clip(end, (x - 0.15 * size, -0.2 * size), (x + wide * 1.1, size * 1.2))
            if last is not None and rng.random() < joining:
                strokes.append(_bezier(rng, last, (float(start[0]), float(start[1])), 0.4))
            strokes.append(
                _bezier(rng, (float(start[0]), float(start[1])), (float(end[0]), float(end[1])), 0.3)
            )
            last = (float(end[0]), float(end[1]))
        x += wide * rng.uniform(0.95, 1.2)
    for stroke in strokes:
        stroke[:, 0] += signer.slant * (stroke[:, 1] - size / 2)
    return strokes


def _running(rng: np.random.Generator, signer: Signer) -> Stroke:
    """One line without lifting the pen: loops and peaks that grow flatter towards the end."""
    peaks = int(rng.integers(5, 13))
    size = signer.size
    xs = np.cumsum(rng.uniform(0.2, 0.75, 2 * peaks)) * size * 0.42
    heights = np.where(
        np.arange(2 * peaks) % 2 == 0, rng.uniform(0.5, 1.05, 2 * peaks), rng.uniform(-0.1, 0.4, 2 * peaks)
    )
    fade = np.linspace(1.0, rng.uniform(0.35, 0.9), 2 * peaks)
    ys = size / 2 + (heights - 0.5) * size * fade
    back = rng.uniform(-0.5, 0.3) * size * 0.4
    t = np.linspace(0, 2 * peaks - 1, 14 * peaks)
    smooth_x = np.interp(t, np.arange(2 * peaks), xs) + back * np.sin(np.pi * t)
    at = np.clip(t.astype(int), 0, 2 * peaks - 2)
    share = (1 - np.cos(np.pi * (t - at))) / 2
    smooth_y = ys[at] * (1 - share) + ys[at + 1] * share
    smooth_x = smooth_x + signer.slant * (smooth_y - size / 2)
    pressure = np.clip(0.5 + 0.4 * np.sin(t * np.pi + 0.5) + rng.normal(0, 0.06, t.size), 0.05, 1)
    return np.column_stack([smooth_x, smooth_y, pressure])


def _tail(rng: np.random.Generator, stroke: Stroke) -> Stroke:
    """The flourish below or behind."""
    high = stroke[:, :2].max(axis=0)
    low = stroke[:, :2].min(axis=0)
    start = (float(high[0]), float(stroke[-1, 1]))
    end = (float(low[0] + rng.uniform(0, 0.5) * (high[0] - low[0])), float(high[1] + rng.uniform(0, 1.2)))
    return _bezier(rng, start, end, 1.2)


def _fit(strokes: list[Stroke], widest: float) -> None:
    joined = np.concatenate(strokes)[:, 0]
    wide = float(joined.max() - joined.min())
    if wide > widest:
        for stroke in strokes:
            stroke[:, 0] *= widest / wide
