"""Printing on a page that was printed before: only the texts of new rows, where the whole page would have them.

A form for it has one grid whose repeated row has a fixed height, so that every page holds the same number of slots
under its header rows. The whole page is laid out; what already stands on the paper is left out.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.checking import POINTS_PER_MM
from deputy_station.documents.description import Cell, Form, FormProblem, Grid, Row, Sheet
from deputy_station.documents.marks import PageMarks
from deputy_station.documents.pdf import make_pdf
from deputy_station.documents.typesetting import Typesetter
from deputy_station.documents.wrapping import Line, clean_for_paper

_NEARLY = 0.01  # points


@dataclass(frozen=True)
class Slots:
    """The places for rows on each page of a form: the first begins `top` points below the paper's edge."""

    top: float
    height: float
    count: int

    def of(self, y: float) -> int | None:
        """The slot (from 0) a baseline at `y` lies in; None outside all of them."""
        number = int((y - self.top) // self.height)
        return number if 0 <= number < self.count else None


@dataclass(frozen=True)
class Overlay:
    """What is to be printed of a sheet: by page (from 1) the slots (from 0) on paper that was printed before, or None
    for a new sheet of paper, which gets the whole page."""

    sheet: Sheet
    slots: Mapping[int, Collection[int] | None]


def slots_of(form: Form) -> Slots:
    """Where the rows of the form stand. Raises FormProblem when its rows have no fixed places."""
    grid, row = repeated_row(form)
    head = form.page.top + sum(each.height for each in grid.rows if each.header)
    count = int((form.page.height - form.page.bottom - head) / row.height + _NEARLY)
    if form.blocks[0] is not grid or not all(each.height for each in grid.rows if each.header) or not count:
        raise FormProblem(
            f"表格“{form.title}”的行没有固定的位置，补印会对不上。请让表格在一页最上面，写明表头和每行的高。"
        )
    return Slots(head * POINTS_PER_MM, row.height * POINTS_PER_MM, count)


def repeated_row(form: Form) -> tuple[Grid, Row]:
    """The grid of the form that lists records, and the row that repeats. Raises FormProblem without a fixed height."""
    for block in form.blocks:
        for row in block.rows if isinstance(block, Grid) else ():
            if row.repeat and row.height:
                assert isinstance(block, Grid)
                return block, row
    raise FormProblem(f"表格“{form.title}”没有行高固定的记录行，不能补印。请写明行高。")


def split_into_slots(form: Form, texts: dict[str, str], typesetter: Typesetter) -> list[dict[str, str]]:
    """The texts of a record (by column) for as many rows of the form as they need, nothing lost.

    One row while each text fits at its smallest size; else each text goes on in the next row, in shares about equal.
    """
    grid, row = repeated_row(form)
    shares: dict[str, list[str]] = {}
    for place, cell in enumerate(row.cells):
        name = cell.text.strip("{}")
        if name in texts:
            shares[name] = _shares(texts[name], cell, grid, row, place, typesetter)
    needed = max(map(len, shares.values()), default=1)
    return [
        {name: parts[number] if number < len(parts) else "" for name, parts in shares.items()}
        for number in range(needed)
    ]


def _shares(text: str, cell: Cell, grid: Grid, row: Row, place: int, typesetter: Typesetter) -> list[str]:
    style = cell.style
    width = (grid.columns[place] - 2 * grid.padding) * POINTS_PER_MM
    room = (row.height - 2 * grid.padding) * POINTS_PER_MM
    lines = typesetter.set_at(clean_for_paper(text), style, style.min_size, width).lines
    most = max(1, int((room + _NEARLY) / (style.min_size * style.leading)))
    slots = max(1, -(-len(lines) // most))
    edges = [len(lines) * number // slots for number in range(slots + 1)]
    return [_joined(lines[first:end]) for first, end in pairwise(edges)]


def _joined(lines: Collection[Line]) -> str:
    return "".join(line.text + ("\n" if line.ends else "") for line in lines).removesuffix("\n")


def only_slots(marks: PageMarks, slots: Slots, wanted: Collection[int]) -> PageMarks:
    """The page with the texts of the wanted slots (from 0) and nothing else: no line, no code, no page number."""
    return PageMarks(
        marks.width, marks.height, texts=[mark for mark in marks.texts if slots.of(mark.y) in wanted]
    )


def moved(marks: PageMarks, right: float, down: float) -> PageMarks:
    """The texts of a page moved by so many mm; the paper stays."""
    x, y = right * POINTS_PER_MM, down * POINTS_PER_MM
    return replace(marks, texts=[mark._replace(x=mark.x + x, y=mark.y + y) for mark in marks.texts])


def make_overlays(
    target: Path,
    overlays: Iterable[Overlay],
    *,
    title: str,
    first: Collection[Sheet] = (),
    right: float = 0.0,
    down: float = 0.0,
    progress: Progress = silent_progress,
) -> int:
    """One PDF: the sheets of `first` as they are, then for each overlay the pages that get new rows; returns its pages.

    `right` and `down` move what is printed on old paper, for a printer that does not feed it straight (mm). Raises what
    `make_pdf` raises; the file appears whole or not at all.
    """
    kept = list(overlays)
    wanted = {id(overlay.sheet): overlay.slots for overlay in kept}

    def change(sheet: Sheet, page: int, marks: PageMarks) -> PageMarks | None:
        slots = wanted.get(id(sheet))
        if slots is None:
            return marks
        if page not in slots:
            return None
        chosen = slots[page]
        return (
            marks if chosen is None else moved(only_slots(marks, slots_of(sheet.form), chosen), right, down)
        )

    sheets = [*first, *(overlay.sheet for overlay in kept)]
    return make_pdf(target, sheets, title=title, progress=progress, change=change)
