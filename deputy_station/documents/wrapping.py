"""Break Chinese text into lines: no line begins with 、。）, none ends with （“, words and numbers stay whole."""

import functools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from deputy_station.documents.kept_whole import kept_whole, listed_names

# 行首、行尾禁则, as in GB/T 15834 and in every Chinese typesetter.
_NOT_FIRST = frozenset("，。、；：？！·）】》〉」』〕”’…—～％‰℃,.;:?!)]}>%°")
_NOT_LAST = frozenset("（【《〈「『〔“‘￥([{<$¥№")
_INSIDE_WORDS = frozenset("._-/:@+#&%'*=")
# Variation selectors choose a form of the character before them, and draw nothing themselves.
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_NAME_PART = 5  # characters a line may be shorter to keep a part of a name with · whole
_IDEOGRAPH_FROM = 0x2E80


class Line(NamedTuple):
    """One line of set text; `ends` when its paragraph ends here (such a line is never stretched)."""

    text: str
    ends: bool


@functools.lru_cache(maxsize=20_000)
def clean_for_paper(text: str) -> str:
    """Text as it can be set: one kind of line end, tabs as spaces, no control or invisible characters."""
    # Python calls line ends and the full-width space unprintable; they are what texts mostly hold besides.
    if text.replace("\n", "").replace("\u3000", "").isprintable() and not _SELECTORS.search(text):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n")
    return "".join(character for character in text if character == "\n" or _is_visible(character))


def _is_visible(character: str) -> bool:
    return not _SELECTORS.match(character) and unicodedata.category(character) not in ("Cc", "Cf", "Cs")


def wrap_text(text: str, widths: Mapping[str, float], limit: float, first: float | None = None) -> list[Line]:
    """Lines of at most `limit` em (the first of each paragraph at most `first`).

    `widths` gives each character's advance in em. Nothing is lost: the lines of a paragraph joined are the
    paragraph. Spaces at a line's end may hang over. A word longer than a line is broken; a line always holds
    at least one character.
    """
    lines: list[Line] = []
    for paragraph in text.split("\n"):
        room = limit if first is None else first
        start = 0
        while True:
            cut = _reach(paragraph, start, widths, room)
            if cut >= len(paragraph):
                lines.append(Line(paragraph[start:], True))
                break
            cut = _legal_cut(paragraph, start, cut, kept_whole(paragraph) + listed_names(paragraph))
            lines.append(Line(paragraph[start:cut], False))
            start = cut
            room = limit
    return lines


def _reach(text: str, start: int, widths: Mapping[str, float], room: float) -> int:
    """The end of the longest run from `start` that fits, hanging spaces included."""
    used = 0.0
    room += 1e-6
    for position in range(start, len(text)):
        used += widths[text[position]]
        if used > room and text[position] != " ":
            return max(position, start + 1)
    return len(text)


def _legal_cut(text: str, start: int, cut: int, whole: Sequence[tuple[int, int]]) -> int:
    """The last place at or before `cut` where a line may end; `cut` itself when there is none.

    It is in none of the pieces kept whole (beginning, end), unless one is longer than the line.
    """
    parted = text.rfind("·", max(start, cut - _NAME_PART), cut) + 1
    if parted > start:
        return parted  # 买买提·艾力江 is broken between the parts of the name
    for place in range(cut, start, -1):
        if _may_break(text, place) and not any(begin < place < end for begin, end in whole):
            return place
    return _legal_cut(text, start, cut, ()) if whole else cut


def _may_break(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    if after in _NOT_FIRST or before in _NOT_LAST or after == " " or unicodedata.combining(after):
        return False
    if before == " ":
        # “3 人”, “12 件”: the number keeps its unit.
        return not (place >= 2 and text[place - 2].isdigit() and ord(after) >= _IDEOGRAPH_FROM)
    return not (_is_word(before) and _is_word(after))


def _is_word(character: str) -> bool:
    if character in _INSIDE_WORDS:
        return True
    return character.isalnum() and ord(character) < _IDEOGRAPH_FROM
