"""How cells of a paper's workbook look: fonts, lines, alignment; each look is one format of the workbook.

Every cell is text, written in or left empty: who types 0123 or the number of an identity card into the workbook finds it
as typed. Loads XlsxWriter through its caller (`documents.xlsx`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deputy_station.documents.description import Align, TextStyle, VerticalAlign
from deputy_station.documents.office_text import FONT_NAMES

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

_HORIZONTAL: Mapping[Align, str] = {
    "left": "left",
    "center": "center",
    "right": "right",
    "justify": "justify",
    "spread": "distributed",
}
_VERTICAL: Mapping[VerticalAlign, str] = {"top": "top", "middle": "vcenter", "bottom": "bottom"}
_LINES = ((0.0, 0), (0.3, 7), (0.8, 1), (1.9, 2))
"""Points up to which a line is none, a hair, thin, of medium weight; a thicker one is thick."""
_THICK = 5
_TEXT = 49  # the number that every program knows the format "text" by
_SHOWN_AS_TEXT = 255
"""Characters up to which every program shows a cell of the format "text"; some show more as #####."""


@dataclass(frozen=True)
class Lines:
    """The thickness of a cell's lines in points, 0 for none."""

    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    left: float = 0.0
    color: str = "#000000"


@dataclass(frozen=True)
class Look:
    """How a cell looks: its style, where its text stands, its lines, the colour of its text and behind it."""

    style: TextStyle
    valign: VerticalAlign = "middle"
    lines: Lines = Lines()
    color: str = "#000000"
    shade: str = ""


class Formats:
    """The formats of one workbook, each made once."""

    def __init__(self, book: "Workbook") -> None:
        self._book = book
        self._made: dict[tuple[object, ...], Format] = {}

    def of(self, look: Look, text: str) -> "Format":
        """The format for a cell of that look that holds `text`."""
        longer = len(text) > _SHOWN_AS_TEXT
        key = (look, longer)
        if key not in self._made:
            self._made[key] = self._book.add_format(_properties(look, longer=longer))
        return self._made[key]


def _properties(look: Look, *, longer: bool) -> dict[str, Any]:
    name, bold = FONT_NAMES[look.style.font]
    properties: dict[str, Any] = {
        "font_name": name,
        "font_size": look.style.size,
        "bold": bold,
        "align": _HORIZONTAL[look.style.align],
        "valign": _VERTICAL[look.valign],
        "text_wrap": True,
    }
    if longer:
        properties["quote_prefix"] = True
    else:
        properties["num_format"] = _TEXT
    if look.color != "#000000":
        properties["font_color"] = look.color
    if look.shade:
        properties["bg_color"] = look.shade
    for side in ("top", "right", "bottom", "left"):
        weight = _weight(getattr(look.lines, side))
        if weight:
            properties[side] = weight
            properties[f"{side}_color"] = look.lines.color
    return properties


def _weight(points: float) -> int:
    return next((kind for most, kind in _LINES if points <= most), _THICK)
