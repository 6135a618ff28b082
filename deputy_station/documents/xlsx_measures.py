"""How high texts stand in a workbook, estimated: who opens it has other fonts, and a merged cell never grows by itself.

Estimates are a little wide and high, so that nothing is clipped where a font runs wider than 宋体.
"""

import unicodedata
from dataclasses import replace

from deputy_station.documents.checking import POINTS_PER_MM
from deputy_station.documents.description import TextStyle
from deputy_station.documents.wrapping import wrap_text

TALLEST = 400.0
"""Points a row may have: programs know no higher ones than 409."""
PART = 200.0
"""Points of a row that goes on in the next: pages break between rows, and the holes this leaves stay small."""
PITCH = 1.45
"""From line to line, in sizes: Noto has 1.44, 宋体 of Windows 1.3."""
_SIDES = 6.0  # points that programs leave free left and right of a text, and a little
_SENTENCE_ENDS = "。；！？\n"
_WORTH_A_SENTENCE = 0.6  # of a piece: it may be so much shorter to end with a sentence
_SIZE_STEP = 0.5  # points by which a text shrinks
_ROOM = 3.0  # points above and below the lines of a text


class _Widths(dict[str, float]):
    """Estimated advances in em, each worked out when first asked for."""

    def __missing__(self, character: str) -> float:
        wide = unicodedata.east_asian_width(character) in "WFA"
        self[character] = 1.0 if wide else 0.56
        return self[character]


_WIDTHS = _Widths()


def lines_in(text: str, style: TextStyle, width: float) -> list[str]:
    """The lines a text breaks into in `width` mm."""
    room = max(style.size, width * POINTS_PER_MM - _SIDES)
    return [line.text for line in wrap_text(text, _WIDTHS, room / style.size)] if text else []


def height_of(lines: int, style: TextStyle) -> float:
    """Points that so many lines need in a row, nothing for none."""
    return lines * style.size * PITCH + _ROOM if lines else 0.0


def pieces_of(text: str, style: TextStyle, width: float) -> list[str]:
    """A text in the pieces that rows of a worksheet hold, one where it fits; where one ends, a sentence does if it can.

    The pieces joined are the text, but for a line end where two meet.
    """
    lines = lines_in(text, style, width)
    if height_of(len(lines), style) <= TALLEST:
        return [text]
    within = max(1, int((PART - _ROOM) / (style.size * PITCH)))
    pieces: list[str] = []
    while len(lines) > within:
        end = 0
        for line in lines[:within]:
            end += len(line)
            end += text[end : end + 1] == "\n"
        ended = max(text.rfind(mark, 0, end) for mark in _SENTENCE_ENDS) + 1
        end = ended if ended > end * _WORTH_A_SENTENCE else end
        pieces.append(text[:end].removesuffix("\n"))
        text = text[end:]
        lines = lines_in(text, style, width)
    return [*pieces, text] if text else pieces


def fitted(text: str, style: TextStyle, width: float, height: float) -> TextStyle:
    """The style at the largest size that keeps a text in a cell of `width` and `height` mm as the form is drawn on paper.

    At the least size it may be higher, then its row grows; 0 is any height.
    """
    room = height * POINTS_PER_MM
    while height and style.size > style.min_size:
        if len(lines_in(text, style, width)) * style.size * style.leading <= max(
            room, style.size * style.leading
        ):
            break
        style = replace(style, size=max(style.min_size, style.size - _SIZE_STEP))
    return style


def shrunk(text: str, style: TextStyle, width: float) -> TextStyle:
    """The style at the size that keeps a text on one line of `width` mm, if its least size does."""
    ems = max((sum(_WIDTHS[each] for each in line) for line in text.split("\n")), default=0.0)
    if not ems:
        return style
    size = min(style.size, int((width * POINTS_PER_MM - _SIDES) / ems * 2) / 2)
    return replace(style, size=size) if size >= style.min_size else style
