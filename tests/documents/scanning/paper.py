"""A small printed paper for the tests of the reader: four codes, a column of signature boxes, a box to tick."""

import numpy as np
from PIL import Image, ImageDraw

from deputy_station.documents.codes import code_rectangles
from deputy_station.documents.geometry import Box, BoxKind, PrintGeometry
from deputy_station.documents.scanning.reading import CORNERS, CodePlace

DOTS = 200 / 25.4
ROWS = 12
BOXES = (
    *[Box(f"row:{row}", BoxKind.SIGNATURE, 1, 130.0, 80.0 + 10 * row, 40.0, 10.0) for row in range(ROWS)],
    Box("line:11", BoxKind.LINE, 1, 30.0, 190.0, 30.0, 10.0),
    Box("tick:KIND:ROAD", BoxKind.TICK, 1, 40.0, 60.0, 4.0, 4.0),
    Box("tick:KIND:WATER", BoxKind.TICK, 1, 60.0, 60.0, 4.0, 4.0),
)
GEOMETRY = PrintGeometry(210.0, 297.0, 20.0, 5.0, 1, BOXES)


def words_of(paper: str, corner: str) -> str:
    """29 characters, as many as a code of ours has."""
    return f"{paper}{CORNERS.index(corner)}".ljust(29, "X")  # type: ignore[arg-type]


def known(text: str) -> CodePlace | None:
    """Codes of the papers A and B; what begins otherwise is a stranger's."""
    if text[:1] not in "AB" or len(text) != 29:
        return None
    return CodePlace(text[0], 1, CORNERS[int(text[1])])


def box_of(key: str) -> Box:
    """A box by its key."""
    return next(box for box in BOXES if box.key == key)


def printed(paper: str = "A", *, without: tuple[str, ...] = ()) -> Image.Image:
    """The paper at 200 dpi, without the codes of some corners."""
    page = Image.new("L", (round(210 * DOTS), round(297 * DOTS)), 255)
    pen = ImageDraw.Draw(page)
    for corner in CORNERS:
        if corner not in without:
            left = 210 - 25.0 if corner.endswith("right") else 5.0
            top = 297 - 25.0 if corner.startswith("bottom") else 5.0
            draw_code(page, words_of(paper, corner), left, top)
    for box in BOXES:
        sides = (box.left, box.top, box.left + box.width, box.top + box.height)
        pen.rectangle([round(side * DOTS) for side in sides], outline=0, width=2)
    return page


def draw_code(page: Image.Image, text: str, left: float, top: float, size: float = 20.0) -> None:
    """A QR code with its quiet zone, `size` mm wide."""
    modules, rectangles = code_rectangles(text, "Q")
    module = size / modules
    pen = ImageDraw.Draw(page)
    for column, row, wide, high in rectangles:
        x, y = left + column * module, top + row * module
        pen.rectangle(
            [
                round(x * DOTS),
                round(y * DOTS),
                round((x + wide * module) * DOTS) - 1,
                round((y + high * module) * DOTS) - 1,
            ],
            fill=0,
        )


def signed(page: Image.Image, key: str, *, ink: int = 20, size: float = 6.0, down: float = 0.0) -> None:
    """Three made-up characters of a few strokes each in a box, `down` mm below its middle."""
    box = box_of(key)
    pen = ImageDraw.Draw(page)
    x, y = box.left + 5, box.top + (box.height - size) / 2 + down
    strokes = (
        ((0, 0.15), (0.8, 0.1)),
        ((0.4, 0), (0.4, 1)),
        ((0, 0.5), (0.8, 0.45)),
        ((0.35, 0.55), (0.15, 0.8)),
        ((0.45, 0.55), (0.7, 0.8)),
    )
    for number in range(3):
        for start, end in strokes:
            line = [(x + (number * 1.15 + place[0]) * size, y + place[1] * size) for place in (start, end)]
            pen.line([(a * DOTS, b * DOTS) for a, b in line], fill=ink, width=4)


def stroke(page: Image.Image, *places: tuple[float, float], ink: int = 20, width: int = 4) -> None:
    """A line through places in mm."""
    ImageDraw.Draw(page).line([(x * DOTS, y * DOTS) for x, y in places], fill=ink, width=width)


def photographed(page: Image.Image) -> np.ndarray:
    """On a dark desk, askew, the far edge shorter, with a shadow across."""
    wide, high = page.size
    desk = Image.new("L", (wide + 300, high + 300), 90)
    desk.paste(page, (150, 150))
    turned = desk.rotate(3, resample=Image.Resampling.BICUBIC, fillcolor=90)
    wide, high = turned.size
    farther = (1.08, 0.0, -0.04 * wide, 0.0, 1.04, 0.0, 0.0, 0.08 / high)  # the upper edge is the farther one
    seen = np.asarray(
        turned.transform(
            turned.size, Image.Transform.PERSPECTIVE, farther, Image.Resampling.BICUBIC, fillcolor=90
        )
    )
    light = np.where(np.arange(wide) < wide * 0.55, 1.0, 0.6)
    light = np.convolve(light, np.ones(81) / 81, mode="same")
    light[:60], light[-60:] = 1.0, 0.6
    return (seen * light).astype(np.uint8)
