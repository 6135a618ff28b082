"""What the papers of the assessment share: written as PDF or DOCX, days in words, who issues them."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from deputy_station.core.clock import day_words
from deputy_station.core.progress import Progress
from deputy_station.documents.description import Sheet
from deputy_station.documents.docx import make_docx
from deputy_station.documents.pdf import make_pdf


@dataclass(frozen=True)
class MadePaper:
    """A paper that was written: where, how many pages (a DOCX has its pages counted by who opens it: 0), and the row it
    is about, to be sealed once it went out (0: none)."""

    path: Path
    pages: int
    row_id: int = 0


def write_out(sheets: list[Sheet], out: Path, progress: Progress, *, row_id: int = 0) -> MadePaper:
    """Write sheets of one form: the first as DOCX where `out` ends so, else all as one PDF."""
    title, pages = sheets[0].form.title, 0
    if out.suffix.lower() == ".docx":
        make_docx(out, sheets[0], title=title, progress=progress)
    else:
        pages = make_pdf(out, sheets, title=title, progress=progress)
    return MadePaper(out, pages, row_id)


def whole_day(day: date | None) -> str:
    """2026年11月20日, nothing for none."""
    return "" if day is None else day_words(day)
