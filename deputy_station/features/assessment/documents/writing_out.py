"""What the papers of the assessment share: written as PDF, DOCX or XLSX, days in words, who issues them."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from deputy_station.core.clock import day_words
from deputy_station.core.progress import Progress
from deputy_station.documents.description import Sheet
from deputy_station.documents.written_as import write_paper


@dataclass(frozen=True)
class MadePaper:
    """A paper that was written: where, how many pages (of a PDF; others have theirs counted by who opens them: 0), and the row it
    is about, to be sealed once it went out (0: none)."""

    path: Path
    pages: int
    row_id: int = 0


def write_out(sheets: list[Sheet], out: Path, progress: Progress, *, row_id: int = 0) -> MadePaper:
    """Write sheets of one form as the ending of `out` says: all as one PDF or workbook, the first as DOCX."""
    pages = write_paper(out, sheets, title=sheets[0].form.title, progress=progress)
    return MadePaper(out, pages, row_id)


def whole_day(day: date | None) -> str:
    """2026年11月20日, nothing for none."""
    return "" if day is None else day_words(day)
