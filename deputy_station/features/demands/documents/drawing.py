"""How the papers of demands are made: drawn to be looked at, as PDF or DOCX, and sealed when they went out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words
from deputy_station.core.progress import Progress
from deputy_station.documents.description import Sheet
from deputy_station.documents.docx import make_docx
from deputy_station.documents.pdf import make_pdf
from deputy_station.features.demands.models import Demand
from deputy_station.features.signin.documents.page_codes import have_key
from deputy_station.store.capture import seal
from deputy_station.store.database import Database

MakeSheet = Callable[[Session, int], Sheet]


@dataclass(frozen=True)
class MadePaper:
    """A paper that was drawn: where, how many pages (0 for a DOCX: the program that opens it counts), of which demands
    by id and number, and what it is."""

    path: Path
    pages: int
    numbers: dict[int, str] = field(default_factory=dict)
    what: str = "登记办理单"


def draw_sheets(
    database: Database,
    progress: Progress,
    *,
    out: Path,
    demand_ids: Iterable[int],
    make: MakeSheet,
    what: str,
    recorded: bool = False,
) -> MadePaper:
    """The sheets of some demands, one after the other, as one PDF; as DOCX where `out` ends so (of the first).

    Nothing is sealed until `seal_printed`. `recorded` where making the sheets leaves a line in the history.
    Raises NotFound, the refusals of `make`, and what the writers raise.
    """
    have_key(database)
    with database.transaction() if recorded else database.reading() as session:
        sheets = {demand_id: make(session, demand_id) for demand_id in demand_ids}
    pages = write_sheets(out, list(sheets.values()), title=what, progress=progress)
    return MadePaper(out, pages, {key: str(sheet.bookmark) for key, sheet in sheets.items()}, what)


def write_sheets(out: Path, sheets: Sequence[Sheet], *, title: str, progress: Progress) -> int:
    """PDF or DOCX after the end of the file's name; the pages, 0 for a DOCX."""
    if out.suffix.lower() == ".docx":
        make_docx(out, sheets[0], title=title, progress=progress)
        return 0
    return make_pdf(out, sheets, title=title, progress=progress)


def seal_printed(session: Session, *, made: MadePaper) -> None:
    """The sheets went out: what was done to the demands is corrected from now on, no longer undone."""
    for demand_id, number in made.numbers.items():
        seal(session, Demand, [demand_id], f"诉求 {number} 的{made.what}已经打印")


def full_day(day: date | None) -> str:
    """2026年11月20日; nothing for no day."""
    return "" if day is None else day_words(day)
