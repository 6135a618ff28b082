"""Looks over laid-out pages as an inspector would: nothing cut off, nothing over anything else, no text lost."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pypdfium2

from deputy_station.core.pdfium import PDFIUM
from deputy_station.documents.checking import POINTS_PER_MM
from deputy_station.documents.description import FontRole, Form
from deputy_station.documents.glyphs import Face
from deputy_station.documents.marks import PageMarks, TextMark
from deputy_station.documents.wrapping import clean_for_paper

TOUCH = 0.3  # points by which neighbours may touch: rounding, no ink
ABOVE, BELOW = 0.80, 0.06  # of a size: the ink of a Chinese character above and below its baseline


class Ink(NamedTuple):
    """What a line of text covers, in points from the top left of the page."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


def words_of_pages(path: Path) -> list[str]:
    """The text of each page of a PDF, as copied from it."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(path)
        try:
            texts = []
            for number in range(len(document)):
                page = document[number]
                words = page.get_textpage()
                texts.append(words.get_text_range())
                words.close()
                page.close()
        finally:
            document.close()
    return texts


def signs(text: str) -> str:
    """A text without white space and the joiners that outputs are free in."""
    return re.sub(r"[\s\u2060\u3000\ufffe\u0002]+", "", clean_for_paper(text))


def faults(form: Form, pages: Sequence[PageMarks], faces: Mapping[FontRole, Mapping[str, Face]]) -> list[str]:
    """What is wrong on the pages, each with form, page and the words it is about."""
    found = []
    for number, page in enumerate(pages, 1):
        inks = [_ink(mark, faces) for mark in page.texts if mark.text.strip("\u3000 ")]
        where = f"{form.name} 第 {number} 页"
        found += [f"{where}：伸出纸边：{ink.text}" for ink in inks if not _on_paper(ink, page)]
        found += [f"{where}：字叠着字：{one.text} ／ {other.text}" for one, other in _overlapping(inks)]
        found += [f"{where}：字压着格线：{text}" for text in _crossing(inks, page)]
        found += [
            f"{where}：格子伸出纸边：{box.name}"
            for box in page.boxes
            if box.y + box.height > page.height + TOUCH
        ]
        found += [
            f"{where}：字小于 {SMALLEST:g} 磅：{mark.text}" for mark in page.texts if mark.size < SMALLEST
        ]
    return found


SMALLEST = 6.0  # points; only the numbers of records in the register are so small


def _ink(mark: TextMark, faces: Mapping[FontRole, Mapping[str, Face]]) -> Ink:
    face = faces[mark.role]
    text = mark.text.rstrip("\u3000 ")
    wide = sum(face[each].advance(each) for each in text) * mark.size + mark.spacing * (len(text) - 1)
    ahead = len(text) - len(text.lstrip("\u3000 "))
    left = mark.x + sum(face[each].advance(each) for each in text[:ahead]) * mark.size
    return Ink(left, mark.y - ABOVE * mark.size, mark.x + wide, mark.y + BELOW * mark.size, mark.text)


def _on_paper(ink: Ink, page: PageMarks) -> bool:
    edge = 3 * POINTS_PER_MM
    return (
        ink.left >= edge
        and ink.top >= edge
        and ink.right <= page.width - edge
        and ink.bottom <= page.height - edge
    )


def _overlapping(inks: Sequence[Ink]) -> Iterator[tuple[Ink, Ink]]:
    ordered = sorted(inks, key=lambda ink: ink.top)
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if other.top >= one.bottom - TOUCH:
                break
            if min(one.right, other.right) - max(one.left, other.left) > TOUCH:
                yield one, other


def _crossing(inks: Sequence[Ink], page: PageMarks) -> Iterator[str]:
    """The texts through which a line of a table runs."""
    upright: dict[float, list[tuple[float, float]]] = defaultdict(list)
    level: dict[float, list[tuple[float, float]]] = defaultdict(list)
    for box in page.boxes:
        if not box.thickness:
            continue
        for x in (box.x, box.x + box.width):
            upright[round(x, 1)].append((box.y, box.y + box.height))
        for y in (box.y, box.y + box.height):
            level[round(y, 1)].append((box.x, box.x + box.width))
    xs, ys = sorted(upright), sorted(level)
    for ink in inks:
        if _cut(ink.left, ink.right, ink.top, ink.bottom, xs, upright) or _cut(
            ink.top, ink.bottom, ink.left, ink.right, ys, level
        ):
            yield ink.text


def _cut(
    low: float,
    high: float,
    begin: float,
    end: float,
    places: Sequence[float],
    spans: Mapping[float, Sequence[tuple[float, float]]],
) -> bool:
    at = bisect_right(places, low + TOUCH)
    while at < len(places) and places[at] < high - TOUCH:
        if any(min(end, last) - max(begin, first) > TOUCH for first, last in spans[places[at]]):
            return True
        at += 1
    return False


def unread(pages: Sequence[PageMarks], read: Sequence[str]) -> list[str]:
    """What was laid on a page and is not read back from the file, or the other way round, sign by sign."""
    found = []
    for number, (page, words) in enumerate(zip(pages, read, strict=True), 1):
        laid, copied = Counter(signs("".join(mark.text for mark in page.texts))), Counter(signs(words))
        if laid != copied:
            gone, new = ("".join((one - other).elements()) for one, other in ((laid, copied), (copied, laid)))
            found.append(f"第 {number} 页：丢了 {gone}，多了 {new}")
    return found


def lost(texts: Iterable[str], pages: Sequence[PageMarks]) -> list[str]:
    """Each text that does not stand on the pages in full, with the place where it breaks off."""
    lines = [[signs(mark.text) for mark in page.texts] for page in pages]
    everything = "".join(line for page in lines for line in page)
    found = []
    for text in dict.fromkeys(signs(text) for text in texts):
        if text not in everything and (reached := _reached(text, lines)) < len(text):
            found.append(f"{text[:20]}…（{len(text)} 字）断在第 {reached} 字：{text[reached : reached + 20]}")
    return found


def _reached(text: str, pages: Sequence[Sequence[str]]) -> int:
    """How far a text is found: the lines of a cell stand together on a page, and go on upon the next."""
    starts = [
        (number, place)
        for number, page in enumerate(pages)
        for place, line in enumerate(page)
        if line and text.startswith(line)
    ]
    return max((_reached_from(text, pages, *start) for start in starts), default=0)


def _reached_from(text: str, pages: Sequence[Sequence[str]], number: int, place: int) -> int:
    at = _run(text, 0, pages[number], place)
    for page in pages[number + 1 :]:
        if at == len(text):
            break
        at += max((_run(text, at, page, place) for place in range(len(page))), default=0)
    return at


def _run(text: str, at: int, lines: Sequence[str], place: int) -> int:
    """How many signs of the text from `at` on the lines from `place` say."""
    begin = at
    while place < len(lines) and at < len(text) and lines[place] and text.startswith(lines[place], at):
        at += len(lines[place])
        place += 1
    return at - begin
