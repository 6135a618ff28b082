"""One returned picture by number: which paper, how it was filled, soiled and captured. Seed and number decide all of it.

How often what happens (shares of all pictures; a station's own scanner does most of the work):

    scan     44 %  flat bed or feeder: 150 dpi 12 %, 200 dpi 46 %, 300 dpi 36 %, 400 dpi 4 %, 600 dpi 2 %; six in ten
                   grey; a sixth skewed up to 5 degrees; upside down 14 %, sideways 10 %
    copy     15 %  copied once, then scanned
    copies    8 %  a copy of a copy, two to four times
    fax       3 %  black and white at 204 × 196 dpi
    phone    24 %  1,900 to 3,600 px on the longer side, the sheet filling most of it
    other     6 %  no sheet of ours alone: another station's 1.2 %, forged codes 1 %, an empty page 1 %, a page with
                   somebody's QR 0.8 %, two sheets in one picture 2 %

Of six papers one is a visitors' sheet (landscape) and one an intake slip of A5; in the boxes to tick on slips one in
five is ticked. On sheets of ours: one code torn off or covered 8 %, two 5 %, three 1.5 %; specks 35 %, fold lines 15 %, staple 10 %,
punched holes 12 %, coffee 4 %, a stranger's QR sticker 3 %, stripes 6 % of scans, round seal 4 %, thumb prints usual on
6 % of sheets (a third of their signatures), private seals on 4 %; on 6 % of sheets an eighth of the signatures is
crossed out; on 2 % the clerk drew slashes where nobody came. Faint pens (pencil, dry ballpoint, light blue, red: 15 %
of pens) go through a scanner or a phone only: a copier may lose them altogether, and what nobody can see has no truth.
"""

from dataclasses import dataclass
from enum import Enum
from io import BytesIO

import numpy as np
from PIL import Image

from tests.scanning.camera import photographed
from tests.scanning.canvas import Canvas, Pixels
from tests.scanning.filling import Filled, Truth, fill
from tests.scanning.machines import copied, faxed, lay, scanned, stripes
from tests.scanning.papers import Paper
from tests.scanning.soiling import (
    coffee_ring,
    fold,
    punched_holes,
    specks,
    spoil_code,
    staple,
    stranger_code,
)

_CORNERS = ("top_left", "top_right", "bottom_left", "bottom_right")
_KINDS = {"scan": 0.44, "copy": 0.15, "copies": 0.08, "fax": 0.03, "phone": 0.24, "other": 0.06}
_OTHERS = {"foreign": 0.2, "forged": 0.17, "blank": 0.17, "stranger": 0.13, "two sheets": 0.33}
_DPI = {150: 0.12, 200: 0.46, 300: 0.36, 400: 0.04, 600: 0.02}
_STRANGERS = (
    "https://u.example/r/8Tq3xLw9",
    "WIFI:S:guest;T:WPA;P:12345678;;",
    "6901234567892",
    "LXGW0002AAAABBBBCCCCDDDDEEEEF",
)
_A4 = (210.0, 297.0)


class Expected(Enum):
    """What a picture shows: one page of ours, none of ours, or two pages that must not be taken for one."""

    OURS = "ours"
    NONE = "none"
    TWO = "two"


@dataclass(frozen=True)
class Returned:
    """A picture that came back: the file, and what is true of it (for the bench, never for the reader).
    `kind` is how it was captured, `form` what is printed."""

    number: int
    data: bytes
    suffix: str
    dpi: int
    kind: str
    form: str
    touches: tuple[str, ...]
    expected: Expected
    paper: int
    page: int
    spoiled_codes: int
    truth: dict[str, Truth]
    notes: dict[str, str]


def make(
    papers: tuple[Paper, ...],
    seed: int,
    number: int,
    *,
    dpi: int | None = None,
    crossed: float | None = None,
) -> Returned:
    """The picture `number` of a run; `dpi` fixes the resolution of scanners and copiers, `crossed` the share of
    signatures crossed out."""
    rng = np.random.default_rng([seed, 2, number])
    kind = str(rng.choice(list(_KINDS), p=list(_KINDS.values())))
    chosen = dpi or int(rng.choice(list(_DPI), p=list(_DPI.values())))
    if kind == "other":
        return _other(papers, rng, number, min(chosen, 300))
    if kind in ("fax", "phone", "copy", "copies"):
        chosen = min(chosen, 300)
    ours = [paper for paper in papers if paper.ours]
    paper = ours[int(rng.integers(0, len(ours)))]
    page = int(rng.integers(1, paper.geometry.pages + 1))
    canvas, filled, spoiled, touches = _used_sheet(rng, paper, page, kind, chosen, crossed)
    pixels, more = _captured(canvas, rng, kind, chosen)
    data, suffix = _file(pixels, rng, kind, chosen)
    return Returned(
        number, data, suffix, chosen, kind, paper.kind, (*touches, *more, *sorted(filled.habits)), Expected.OURS,
        paper.number, page, spoiled, filled.truth, filled.notes,
    )  # fmt: skip


def _used_sheet(
    rng: np.random.Generator, paper: Paper, page: int, kind: str, dpi: int, crossed: float | None
) -> tuple[Canvas, Filled, int, list[str]]:
    """The sheet as it lies on the desk afterwards, its truth, how many codes are spoiled, what happened to it."""
    pixels = paper.draw(page, _drawn_at(rng, kind, dpi))
    colourful = (kind == "scan" and dpi < 600 and rng.random() < 0.4) or (
        kind == "phone" and rng.random() < 0.35
    )
    if colourful:
        pixels = np.repeat(pixels[..., None], 3, axis=2)
    size = (paper.geometry.width, paper.geometry.height)
    canvas = Canvas(pixels, pixels.shape[0] / size[1])
    filled = fill(canvas, rng, paper, page, faint_allowed=kind in ("scan", "phone"), crossed=crossed)
    touches = []
    for name, share, act in (
        ("specks", 0.35, lambda: specks(canvas, rng, size)),
        ("folds", 0.15, lambda: fold(canvas, rng)),
        ("staple", 0.10, lambda: staple(canvas, rng)),
        ("punched holes", 0.12, lambda: punched_holes(canvas, rng, size)),
        ("coffee", 0.04, lambda: coffee_ring(canvas, rng, size)),
        ("stranger's sticker", 0.03, lambda: stranger_code(canvas, rng, str(rng.choice(_STRANGERS)), size)),
    ):
        if rng.random() < share:
            act()
            touches.append(name)
    spoiled = int(rng.choice([0, 1, 2, 3], p=[0.855, 0.08, 0.05, 0.015]))
    for corner in rng.choice(_CORNERS, spoiled, replace=False):
        spoil_code(canvas, rng, str(corner), size, paper.geometry.code_size, paper.geometry.code_inset)
    if spoiled:
        touches.append(f"{spoiled} codes gone" if spoiled > 1 else "1 code gone")
    return canvas, filled, spoiled, touches


def _drawn_at(rng: np.random.Generator, kind: str, dpi: int) -> int:
    """The resolution the paper itself is kept at: as captured, but no coarser than a camera or copier sees."""
    if kind == "phone":
        return int(rng.choice([200, 250]))
    return max(dpi, 300) if kind in ("copy", "copies", "fax") else dpi


def _captured(canvas: Canvas, rng: np.random.Generator, kind: str, dpi: int) -> tuple[Pixels, list[str]]:
    more = []
    if kind == "phone":
        longest = int(rng.choice([1900, 2300, 2800, 3600], p=[0.2, 0.35, 0.3, 0.15]))
        return photographed(canvas, rng, longest), more
    if kind in ("copy", "copies", "fax"):
        generations = {"copy": 1, "copies": int(rng.integers(2, 5)), "fax": int(rng.integers(0, 2))}[kind]
        canvas = copied(canvas, rng, generations)
        if kind != "fax":
            canvas = canvas.at(dpi / 25.4)
    if kind == "fax":
        return faxed(canvas, rng), more
    laid = lay(rng)
    if max(canvas.pixels.shape[:2]) < 220 * canvas.scale and rng.random() < 0.6:
        canvas = _on_a_large_glass(canvas, laid.lid)
    if abs(laid.skew) > 1.5:
        more.append("skewed")
    if laid.turn:
        more.append("turned")
    pixels = scanned(canvas, rng, laid)
    if rng.random() < 0.06:
        pixels = stripes(pixels, rng, canvas.scale)
        more.append("stripes")
    return pixels, more


def _on_a_large_glass(canvas: Canvas, lid: int) -> Canvas:
    """A small slip in the corner of an A4 glass, the lid around it."""
    height, width = round(_A4[1] * canvas.scale), round(_A4[0] * canvas.scale)
    glass = np.full((height, width, *canvas.pixels.shape[2:]), lid, dtype=np.uint8)
    inset = round(3 * canvas.scale)
    high, wide = canvas.pixels.shape[:2]
    glass[inset : inset + high, inset : inset + wide] = canvas.pixels
    return Canvas(glass, canvas.scale)


def _other(papers: tuple[Paper, ...], rng: np.random.Generator, number: int, dpi: int) -> Returned:
    """No sheet of ours, or more than one."""
    way = str(rng.choice(list(_OTHERS), p=list(_OTHERS.values())))
    expected, touches = Expected.NONE, [way]
    theirs = [paper for paper in papers if not paper.ours]
    if way in ("foreign", "forged"):
        paper = theirs[int(rng.integers(0, 2)) + (2 if way == "forged" else 0)]
        page = int(rng.integers(1, paper.geometry.pages + 1))
        kind = str(rng.choice(["scan", "copy", "phone"]))
        canvas, _, _, _ = _used_sheet(rng, paper, page, kind, dpi, None)
        pixels, _ = _captured(canvas, rng, kind, dpi)
    elif way == "two sheets":
        expected, kind = Expected.TWO, "scan"
        pixels = _two_sheets(papers, rng, min(dpi, 200))
    else:
        kind = "scan"
        shape = (round(_A4[1] / 25.4 * dpi), round(_A4[0] / 25.4 * dpi))
        canvas = Canvas(np.full(shape, 255, dtype=np.uint8), dpi / 25.4)
        specks(canvas, rng, _A4)
        if way == "stranger":
            stranger_code(canvas, rng, str(rng.choice(_STRANGERS)), _A4, float(rng.uniform(20, 60)))
        pixels, _ = _captured(canvas, rng, kind, dpi)
    data, suffix = _file(pixels, rng, kind, dpi)
    return Returned(number, data, suffix, dpi, "other", way, tuple(touches), expected, 0, 0, 0, {}, {})


def _two_sheets(papers: tuple[Paper, ...], rng: np.random.Generator, dpi: int) -> Pixels:
    """Two pages side by side on the glass of a large copier: of two papers, or two pages of one."""
    ours = [paper for paper in papers if paper.ours]
    first = ours[int(rng.integers(0, len(ours)))]
    if first.geometry.pages > 1 and rng.random() < 0.4:
        pages = [(first, 1), (first, 2)]
    else:
        second = ours[(ours.index(first) + 1 + int(rng.integers(0, len(ours) - 1))) % len(ours)]
        pages = [(first, 1), (second, 1)]
    highest = round(max(paper.geometry.height for paper, _ in pages) / 25.4 * dpi) + 2
    halves = []
    for paper, page in pages:
        pixels = paper.draw(page, dpi)
        canvas = Canvas(pixels, pixels.shape[0] / paper.geometry.height)
        fill(canvas, rng, paper, page, faint_allowed=True)
        picture = Image.fromarray(canvas.pixels).rotate(
            float(rng.normal(0, 1)), Image.Resampling.BICUBIC, fillcolor=250
        )
        gap = round(float(rng.uniform(0, 12)) * canvas.scale)
        half = np.full((highest, picture.width + gap), 250, dtype=np.uint8)
        half[: picture.height, : picture.width] = np.asarray(picture)
        halves.append(half)
    together = np.concatenate(halves, axis=1)
    return scanned(Canvas(together, dpi / 25.4), rng, lay(rng))


def _file(pixels: Pixels, rng: np.random.Generator, kind: str, dpi: int) -> tuple[bytes, str]:
    """As the device saves it: mostly JPEG, some PDF, PNG or TIFF."""
    picture = Image.fromarray(pixels)
    held = BytesIO()
    if kind == "phone":
        picture.save(held, "JPEG", quality=int(rng.integers(55, 93)))
        return held.getvalue(), ".jpg"
    if kind == "fax":
        picture.convert("1").save(held, "TIFF", compression="group4", dpi=(204, 196))
        return held.getvalue(), ".tif"
    way = str(rng.choice(["JPEG", "PDF", "PNG", "TIFF"], p=[0.62, 0.22, 0.1, 0.06]))
    if way == "JPEG":
        picture.save(held, way, quality=int(rng.integers(45, 95)), dpi=(dpi, dpi))
    elif way == "PDF":
        picture.save(held, way, resolution=dpi, quality=int(rng.integers(50, 92)))
    elif way == "TIFF":
        picture.save(held, way, compression="tiff_lzw", dpi=(dpi, dpi))
    else:
        picture.save(held, way, compress_level=1, dpi=(dpi, dpi))
    suffix = {"JPEG": ".jpg", "PDF": ".pdf", "PNG": ".png", "TIFF": ".tif"}[way]
    return held.getvalue(), suffix
