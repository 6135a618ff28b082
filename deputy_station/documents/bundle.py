"""Several papers as one PDF: a bookmark for each part, and the exact number of pages known before anything is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.checking import check_values
from deputy_station.documents.description import FormProblem, Paragraph, Sheet
from deputy_station.documents.glyphs import system_glyphs
from deputy_station.documents.layout import lay_out
from deputy_station.documents.marks import PageMarks
from deputy_station.documents.pdf import PageChange, make_pdf
from deputy_station.documents.typesetting import Typesetter, gather_faces


@dataclass(frozen=True)
class Part:
    """Sheets that belong together under one bookmark."""

    title: str
    sheets: Sequence[Sheet]


@dataclass(frozen=True)
class PlacedPart:
    """A part in the finished PDF: its first page (from 1) and its number of pages."""

    title: str
    first_page: int
    pages: int


@dataclass(frozen=True)
class Bundle:
    """The finished PDF: where, its pages, and its parts in order."""

    path: Path
    pages: int
    parts: tuple[PlacedPart, ...]


def place_parts(parts: Sequence[Part]) -> tuple[PlacedPart, ...]:
    """Where each part will stand. Raises FormProblem, MissingGlyphs, as making it would."""
    sheets = [sheet for part in parts for sheet in part.sheets]
    if any(_is_cut_off(sheet) for sheet in sheets):
        raise FormProblem("带裁切回执的表不能和别的表印成一份，因为裁下的背面不能有字。请单独打印。")
    for sheet in sheets:
        check_values(sheet)
    typesetter = Typesetter(gather_faces(sheets, system_glyphs()))
    counts = [sum(len(lay_out(sheet, typesetter)) for sheet in part.sheets) for part in parts]
    firsts = accumulate(counts, initial=1)
    return tuple(
        PlacedPart(part.title, first, count)
        for part, first, count in zip(parts, firsts, counts, strict=False)
    )


def count_pages(parts: Sequence[Part]) -> int:
    """How many pages all parts will have together."""
    return sum(part.pages for part in place_parts(parts))


def make_bundle(
    out: Path,
    parts: Sequence[Part],
    *,
    title: str,
    progress: Progress = silent_progress,
    change: PageChange | None = None,
) -> Bundle:
    """Make one PDF of all parts, each with its title in the outline; `change` is told the sheets as they were given.
    Raises what `make_pdf` raises."""
    kept = [part for part in parts if part.sheets]
    placed = place_parts(kept)
    given = [sheet for part in kept for sheet in part.sheets]
    sheets = [
        replace(sheet, bookmark="" if number else part.title)
        for part in kept
        for number, sheet in enumerate(part.sheets)
    ]
    originals = {id(marked): sheet for marked, sheet in zip(sheets, given, strict=True)}

    def change_given(sheet: Sheet, page: int, marks: PageMarks) -> PageMarks | None:
        return marks if change is None else change(originals[id(sheet)], page, marks)

    pages = make_pdf(out, sheets, title=title, progress=progress, change=change_given if change else None)
    return Bundle(out, pages, placed)


def _is_cut_off(sheet: Sheet) -> bool:
    return any(isinstance(block, Paragraph) and block.tear_off for block in sheet.form.blocks)
