"""What layout hands to a writer: texts, lines, boxes and codes at their places on a page.

Coordinates are points from the top left corner of the paper; `y` of a text is its baseline.
"""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from deputy_station.documents.description import Corner, FontRole


class TextMark(NamedTuple):
    """A run of text in one role and size; `spacing` is added after each character (points)."""

    x: float
    y: float
    text: str
    role: FontRole
    size: float
    spacing: float
    color: str


class LineMark(NamedTuple):
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    thickness: float
    color: str


class BoxMark(NamedTuple):
    """The outline of a rectangle, its top left corner at x, y; a thickness of 0 is not drawn.

    `name` says what a pen may fill in here: the field of a cell (`words`, `attendees.signature`), or the key of a box
    to tick (`tick:urgency:较急`); empty for all other boxes.
    """

    x: float
    y: float
    width: float
    height: float
    thickness: float
    name: str = ""


class ShadeMark(NamedTuple):
    """A coloured rectangle behind everything else."""

    x: float
    y: float
    width: float
    height: float
    color: str


class CodeMark(NamedTuple):
    """A QR code with its quiet zone; the payload of `field` is asked for when pages are counted.

    `corner` is empty for a code in a cell.
    """

    x: float
    y: float
    size: float
    corner: Corner | Literal[""]
    field: str
    correction: Literal["L", "M", "Q", "H"]


class PictureMark(NamedTuple):
    """A picture (an encoded JPEG or PNG without transparency), its top left corner at x, y. Layout makes none: they are
    put on a page while it is drawn, see `pdf.PageChange`."""

    x: float
    y: float
    width: float
    height: float
    data: bytes


@dataclass
class PageMarks:
    """Everything on one page."""

    width: float
    height: float
    texts: list[TextMark] = field(default_factory=list)
    lines: list[LineMark] = field(default_factory=list)
    boxes: list[BoxMark] = field(default_factory=list)
    codes: list[CodeMark] = field(default_factory=list)
    shades: list[ShadeMark] = field(default_factory=list)
    pictures: list[PictureMark] = field(default_factory=list)
