"""Set headers, footers and page numbers beside each other: where names are long, they shrink before they meet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from deputy_station.documents.checking import POINTS_PER_MM
from deputy_station.documents.description import Form, Furnishing, Value, fill_text
from deputy_station.documents.marks import TextMark
from deputy_station.documents.paging import Pager, place_in_line
from deputy_station.documents.wrapping import clean_for_paper

_GAP = 6.0  # points between two texts of one line
_SIDE_FLOOR = 7.0  # points: a text at the side shrinks so far before the one in the middle does
_LEAST = 1.0
_ABOVE, _BELOW = 0.88, 0.12  # of a size, what a line takes above and below its baseline

_Side = Literal["left", "center", "right"]


@dataclass
class _Line:
    """A text of the page's edge with the size it is going to have; `wide` in em, `room` in points."""

    furnishing: Furnishing
    text: str
    side: _Side
    wide: float
    room: float
    size: float

    @property
    def width(self) -> float:
        """Its width in points."""
        return self.wide * self.size

    @property
    def reach(self) -> tuple[float, float]:
        """From where to where it stands, in points down from its baseline's edge."""
        baseline = self.furnishing.baseline * POINTS_PER_MM
        if self.furnishing.at == "footer":
            baseline = -baseline
        return baseline - _ABOVE * self.size, baseline + _BELOW * self.size


def furnishing_marks(
    form: Form, values: Mapping[str, Value], pager: Pager, page_height: float, number: int
) -> list[TextMark]:
    """The headers and footers of page `number`; `values` hold `page` and `pages` besides the fields."""
    lines = []
    for furnishing in form.furniture:
        text = clean_for_paper(fill_text(furnishing.text, values)).replace("\n", " ")
        if not text or number < furnishing.from_page:
            continue
        wide = pager.typesetter.width(furnishing.style.font, text)
        room = room_beside_codes(form, furnishing) * POINTS_PER_MM
        size = furnishing.style.size
        if wide * size > room:
            size = max(room / wide, _LEAST)
        lines.append(_Line(furnishing, text, _side(furnishing, number), wide, room, size))
    _make_room(lines)
    return [_mark(line, pager, page_height) for line in lines]


def _side(furnishing: Furnishing, number: int) -> _Side:
    if furnishing.outside:
        return "right" if number % 2 else "left"
    align = furnishing.style.align
    return align if align in ("center", "right") else "left"


def _make_room(lines: Sequence[_Line]) -> None:
    for middle in lines:
        for side in lines:
            if middle.side == "center" and side.side != "center" and _meet(middle, side):
                _shrink_side(side, middle)
    for left in lines:
        for right in lines:
            if left.side == "left" and right.side == "right" and _meet(left, right):
                _shrink((left, right), (left.room + right.room) / 2 - _GAP, left.width + right.width)


def _meet(one: _Line, other: _Line) -> bool:
    """Whether two texts of the same edge stand at one height."""
    (top, bottom), (other_top, other_bottom) = one.reach, other.reach
    return one.furnishing.at == other.furnishing.at and top < other_bottom and other_top < bottom


def _shrink_side(side: _Line, middle: _Line) -> None:
    beside = (side.room - middle.width) / 2 - _GAP
    if side.width <= beside:
        return
    side.size = max(min(side.size, _SIDE_FLOOR), beside / side.wide)
    _shrink((side, middle), side.room / 2 - _GAP, side.width + middle.width / 2)


def _shrink(lines: Sequence[_Line], room: float, used: float) -> None:
    if used > room:
        for line in lines:
            line.size = max(line.size * room / used, _LEAST)


def _mark(line: _Line, pager: Pager, page_height: float) -> TextMark:
    furnishing = line.furnishing
    align = line.side if furnishing.outside else furnishing.style.align
    offset, spacing = place_in_line(align, line.room, line.width, len(line.text), True)
    if furnishing.outside:  # one character in from the edge (GB/T 9704-2012, 7.5)
        offset += -line.size if align == "right" else line.size
    baseline = furnishing.baseline * POINTS_PER_MM
    y = baseline if furnishing.at == "header" else page_height - baseline
    x = pager.left + (pager.width - line.room) / 2 + offset
    return TextMark(x, y, line.text, furnishing.style.font, line.size, spacing, furnishing.color)


def room_beside_codes(form: Form, furnishing: Furnishing) -> float:
    """Width of the type area in mm, or, at the height of the codes, what lies between them, both in the middle of the
    page: text beside a code would take its quiet zone, and no reader would find it."""
    width = form.page.type_width
    edge = "top" if furnishing.at == "header" else "bottom"
    for codes in (form.codes, form.page_code):
        if codes is None or not any(corner.startswith(edge) for corner in codes.corners):
            continue
        reach = codes.inset + codes.beside + codes.size
        if furnishing.baseline <= reach + furnishing.style.size / POINTS_PER_MM:
            width = min(width, form.page.width - 2 * reach)
    return width
