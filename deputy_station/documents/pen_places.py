"""Where a pen fills a form in: cells known by their field, and squares to tick before a text."""

from collections.abc import Mapping

from deputy_station.documents.checking import POINTS_PER_MM
from deputy_station.documents.description import Cell, Row, Value, fill_text, placeholders
from deputy_station.documents.marks import BoxMark
from deputy_station.documents.wrapping import clean_for_paper

TICK = "tick:"
"""How the name of a square to tick begins."""
_SIDE_MM = 4.5  # a square that a pen finds, and that a scan at 150 dpi still shows with 26 pixels
_GAP_MM = 1.5  # to the text behind it
_LINE = 0.75  # points


def tick_room(cell: Cell) -> float:
    """What the square before a text takes of the cell's width, in points."""
    return (_SIDE_MM + _GAP_MM) * POINTS_PER_MM if cell.tick else 0.0


def tick_name(cell: Cell, values: Mapping[str, Value]) -> str:
    """`tick:urgency:较急`, or empty for a cell without a square."""
    return TICK + clean_for_paper(fill_text(cell.tick, values)) if cell.tick else ""


def tick_mark(name: str, left: float, top: float, line_height: float) -> BoxMark:
    """The square before a first line of text that begins at `top` (points), in the middle of its height."""
    side = _SIDE_MM * POINTS_PER_MM
    return BoxMark(left, top + (line_height - side) / 2, side, side, _LINE, name)


def field_of(cell: Cell, row: Row) -> str:
    """The field that fills a cell alone, `list.column` in repeated rows; empty where there is more, or nothing."""
    named = placeholders(cell.text)
    if len(named) != 1 or cell.text != f"{{{named[0]}}}":
        return ""
    return f"{row.repeat}.{named[0]}" if row.repeat else named[0]
