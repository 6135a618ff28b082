"""What all papers of suggestions share: written as PDF, DOCX or XLSX, sealed once they went out, days and people in words."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words
from deputy_station.core.progress import Progress
from deputy_station.documents.description import Sheet
from deputy_station.documents.written_as import write_paper
from deputy_station.features.deputies.service.frame import StationRow
from deputy_station.features.suggestions.models import Suggestion
from deputy_station.features.suggestions.service.rows import SuggestionDetail
from deputy_station.store.capture import seal


@dataclass(frozen=True)
class MadePaper:
    """A paper that was written: where, how many pages (of a PDF; others have theirs counted by who opens them: 0), and of which
    suggestions, with what to call it."""

    path: Path
    pages: int
    suggestion_ids: tuple[int, ...]
    words: str


def write_out(
    sheet: Sheet, out: Path, words: str, suggestion_ids: tuple[int, ...], progress: Progress
) -> MadePaper:
    """Write a sheet as the ending of `out` says: PDF, DOCX or XLSX."""
    pages = write_paper(out, [sheet], title=sheet.form.title, progress=progress)
    return MadePaper(out, pages, suggestion_ids, words)


def seal_printed(session: Session, *, made: MadePaper) -> None:
    """The paper went out: what was done to its suggestions is corrected from now on, no longer undone."""
    seal(session, Suggestion, list(made.suggestion_ids), f"{made.words}已经打印")


def whole_day(day: date | None) -> str:
    """2026年11月20日, nothing for none."""
    return "" if day is None else day_words(day)


def called(each: SuggestionDetail) -> str:
    """How a suggestion is called on paper: its number, or its title before it has one."""
    return each.number or f"《{each.title}》"


def paragraphs(text: str) -> str:
    """Several paragraphs without the empty lines between them: the form indents each by itself."""
    return "\n".join(line for line in text.split("\n") if line)


def presidium(station: StationRow) -> str:
    """The presidium of the township congress."""
    return f"{station.township}人民代表大会主席团"
