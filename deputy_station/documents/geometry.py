"""Where on a printed page something is to be found again when the paper comes back: boxes in millimetres.

Kept with every print (`to_json`), so that a form that was changed later still reads old paper.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deputy_station.core.choices import Choice

EDITION = 1
"""Of the written form below; raised when its meaning changes."""


class BoxKind(Choice):
    """What a pen may leave in a box, and how it is judged."""

    SIGNATURE = "signature", "签名栏"
    LINE = "line", "空白行"
    TICK = "tick", "勾选框"
    WRITING = "writing", "手写栏"


@dataclass(frozen=True)
class Box:
    """One box: its page (from 1), its printed border in mm from the page's top left corner, a key unique in the print.

    Keys: `row:3` a signature (row from 0 in the printed order), `line:27` the name cell of a blank line, `tick:NAME:VALUE`
    a box to tick, `words` handwriting. A box whose border is not printed says so: `bordered` False.
    """

    key: str
    kind: BoxKind
    page: int
    left: float
    top: float
    width: float
    height: float
    bordered: bool = True


@dataclass(frozen=True)
class PrintGeometry:
    """A printed paper: page size in mm, the corner codes (side with quiet zone, distance from both edges) and its boxes."""

    width: float
    height: float
    code_size: float
    code_inset: float
    pages: int
    boxes: tuple[Box, ...]

    def of_page(self, page: int) -> tuple[Box, ...]:
        """The boxes of one page, in the order printed."""
        return tuple(box for box in self.boxes if box.page == page)


def to_json(geometry: PrintGeometry) -> dict[str, Any]:
    """Plain JSON, short, for a column of the database."""
    return {
        "edition": EDITION,
        "page": [geometry.width, geometry.height],
        "code": [geometry.code_size, geometry.code_inset],
        "pages": geometry.pages,
        "boxes": [
            [box.key, box.kind.value, box.page, box.left, box.top, box.width, box.height, box.bordered]
            for box in geometry.boxes
        ],
    }


def from_json(kept: Mapping[str, Any]) -> PrintGeometry:
    """What `to_json` wrote. Raises ValueError for an edition this program does not know."""
    if kept.get("edition") != EDITION:
        raise ValueError(f"geometry of edition {kept.get('edition')!r}")
    width, height = kept["page"]
    size, inset = kept["code"]
    boxes = tuple(
        Box(key, BoxKind(kind), page, left, top, box_width, box_height, bordered)
        for key, kind, page, left, top, box_width, box_height, bordered in kept["boxes"]
    )
    return PrintGeometry(width, height, size, inset, kept["pages"], boxes)
