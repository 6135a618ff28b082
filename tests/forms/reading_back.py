"""Reads a paper back from its PDF, DOCX and XLSX: the words it says, its tables cell by cell with widths and spans."""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
from docx.oxml.ns import qn

from tests.forms.inspecting import words_of_pages

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
MM_PER_TWIP = 25.4 / 1440


def plain(text: str) -> str:
    """A text without what outputs are free in: line ends, spaces, the joiners that keep numbers whole."""
    return re.sub(r"[\s\u2060\u3000\ufffe\u0002]+", "", text)


@dataclass
class Box:
    """A cell as it stands: first and last row, left and right edge in mm from the left of its table, its words."""

    top: int
    bottom: int
    left: float
    right: float
    text: str


@dataclass
class DocxTable:
    """A table of a DOCX: its cells in the order they are read, how many rows it has, which are repeated headings."""

    boxes: list[Box]
    rows: int
    headings: list[int]


# ---------------------------------------------------------------- PDF


def words_of_pdf(path: Path) -> str:
    """All text of a PDF, page after page, in the order it was set."""
    return plain("".join(words_of_pages(path)))


# ---------------------------------------------------------------- DOCX


def words_of_docx(path: Path) -> str:
    """All text of a DOCX: its body, then its headers and footers."""
    document = docx.Document(str(path))
    section = document.sections[0]
    edges = (
        section.header,
        section.footer,
        section.first_page_header,
        section.first_page_footer,
    )
    roots = [document.element.body, *(each._element for each in edges)]
    return plain("".join(_words(root) for root in roots))


def blocks_of_docx(path: Path) -> list[str | DocxTable]:
    """The paragraphs that say something and the tables, in order."""
    blocks: list[str | DocxTable] = []
    for element in docx.Document(str(path)).element.body:
        if element.tag == qn("w:tbl"):
            blocks.append(_docx_table(element))
        elif words := plain(_words(element)):
            blocks.append(words)
    return blocks


def _words(element: Any) -> str:
    return "".join(each.text or "" for each in element.iter(qn("w:t")))


def _docx_table(table: Any) -> DocxTable:
    widths = [int(each.get(qn("w:w"))) * MM_PER_TWIP for each in table.iter(qn("w:gridCol"))]
    edges = [0.0, *accumulate(widths)]
    boxes: list[Box] = []
    open_boxes: dict[int, Box] = {}
    headings = []
    rows = list(table.iter(qn("w:tr")))
    for number, row in enumerate(rows):
        if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None:
            headings.append(number)
        column = 0
        for cell in row.iter(qn("w:tc")):
            properties = cell.find(qn("w:tcPr"))
            span = properties.find(qn("w:gridSpan"))
            merged = properties.find(qn("w:vMerge"))
            wide = 1 if span is None else int(span.get(qn("w:val")))
            if merged is not None and merged.get(qn("w:val"), "continue") == "continue":
                open_boxes[column].bottom = number
            else:
                box = Box(number, number, edges[column], edges[column + wide], plain(_words(cell)))
                boxes.append(box)
                open_boxes[column] = box
            column += wide
    return DocxTable(boxes, len(rows), headings)


# ---------------------------------------------------------------- XLSX


class Workbook:
    """The worksheets of a workbook as its XML says them, one below the other: annexes have one of their own each.

    `names`, `edges`, `heights` and `furniture` are those of the first.
    """

    def __init__(self, path: Path, number: int = 1) -> None:
        with zipfile.ZipFile(path) as package:
            self.sheet = ElementTree.fromstring(package.read(f"xl/worksheets/sheet{number}.xml"))
            more = number == 1 and [name for name in package.namelist() if "worksheets/sheet" in name][1:]
            strings: Sequence[str] = ()
            if "xl/sharedStrings.xml" in package.namelist():
                shared = ElementTree.fromstring(package.read("xl/sharedStrings.xml"))
                strings = ["".join(each.text or "" for each in item.iter(f"{S}t")) for item in shared]
            names = ElementTree.fromstring(package.read("xl/workbook.xml")).iter(f"{S}definedName")
            mine = [each for each in names if each.get("localSheetId") == str(number - 1)]
            self.names = {each.get("name"): each.text or "" for each in mine}
        widths = [0.0] * 100
        for each in self.sheet.iter(f"{S}col"):
            for column in range(int(each.get("min", "")), int(each.get("max", "")) + 1):
                # A width is counted in digits of 8 pixels and the 5 pixels around them.
                widths[column - 1] = round(float(each.get("width", "")) * 8) / 96 * 25.4
        self.edges = [0.0, *accumulate(widths)]
        self.heights = [float(row.get("ht", "0")) for row in self.sheet.iter(f"{S}row")]
        self.boxes = self._boxes(strings)
        for place, _ in enumerate(more or [], 2):
            below = max(box.bottom for box in self.boxes) + 1
            self.boxes += [
                replace(box, top=box.top + below, bottom=box.bottom + below)
                for box in Workbook(path, place).boxes
            ]

    def _boxes(self, strings: Sequence[str]) -> list[Box]:
        """Every cell with a look, merged ones once, in the order they are read."""
        merges = {}
        covered = set()
        for each in self.sheet.iter(f"{S}mergeCell"):
            first, last = (_place(end) for end in each.get("ref", "").split(":"))
            merges[first] = last
            covered |= {
                (row, column)
                for row in range(first[0], last[0] + 1)
                for column in range(first[1], last[1] + 1)
            } - {first}
        boxes = []
        for cell in self.sheet.iter(f"{S}c"):
            place = _place(cell.get("r", ""))
            if place in covered:
                assert cell.find(f"{S}v") is None, "a merged cell hides a text"
                continue
            assert cell.find(f"{S}f") is None
            value = cell.find(f"{S}v")
            text = ""
            if value is not None:
                assert cell.get("t") == "s", "a text became a number"
                text = strings[int(value.text or "")]
            bottom, right = merges.get(place, place)
            boxes.append(Box(place[0], bottom, self.edges[place[1]], self.edges[right + 1], text))
        return boxes

    @property
    def furniture(self) -> str:
        """What headers and footers say, without their codes."""
        found = self.sheet.find(f"{S}headerFooter")
        if found is None:
            return ""
        texts = "".join(each.text or "" for each in found)
        bare = re.sub(r"&(?:K[0-9A-F]{6}|\"[^\"]*\"|\d+|[LCRG])", "", texts.replace("&&", "\x00"))
        return bare.replace("\x00", "&")

    @property
    def repeated(self) -> tuple[int, int] | None:
        """The first and last row that is repeated on following pages, counted from 0."""
        told = re.search(r"\$(\d+):\$(\d+)$", self.names.get("_xlnm.Print_Titles", ""))
        return None if told is None else (int(told[1]) - 1, int(told[2]) - 1)


def words_of_workbook(book: Workbook) -> str:
    """All text of the worksheet row by row, then column by column (a text that goes on stands below itself), then its
    headers and footers."""
    below = sorted(book.boxes, key=lambda box: (box.left, box.top))
    return plain("".join(box.text for box in [*book.boxes, *below]) + book.furniture)


def _place(reference: str) -> tuple[int, int]:
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", reference).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(digits) - 1, column - 1
