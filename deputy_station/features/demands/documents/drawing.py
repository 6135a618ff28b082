"""How the papers of demands are made: drawn to be looked at, as PDF, DOCX or XLSX, and sealed when they went out."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words
from deputy_station.core.progress import Progress
from deputy_station.documents.description import Sheet, Value
from deputy_station.documents.glyphs import MissingGlyphs, system_glyphs
from deputy_station.documents.typesetting import gather_faces
from deputy_station.documents.written_as import write_paper
from deputy_station.features.demands.models import Demand
from deputy_station.features.history.service import record_change
from deputy_station.features.signin.documents.page_codes import have_key
from deputy_station.store.capture import seal
from deputy_station.store.database import Database

PICTURE = "（表情）"
_PICTURES = frozenset({"So", "Sk", "Sm", "Cn", "Co"})
MakeSheet = Callable[[Session, int], Sheet]


@dataclass(frozen=True)
class MadePaper:
    """A paper that was drawn: where, how many pages (of a PDF; else 0: the program that opens it counts), of which demands
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
    """The sheets of some demands, one after the other, as the ending of `out` says; as DOCX the first.

    Nothing is sealed until `seal_printed`. `recorded` where making the sheets leaves a line in the history.
    Raises NotFound, the refusals of `make`, and what the writers raise.
    """
    have_key(database)
    with database.transaction() if recorded else database.reading() as session:
        sheets = {demand_id: make(session, demand_id) for demand_id in demand_ids}
    pages = write_sheets(out, list(sheets.values()), title=what, progress=progress)
    return MadePaper(out, pages, {key: str(sheet.bookmark) for key, sheet in sheets.items()}, what)


def write_sheets(out: Path, sheets: Sequence[Sheet], *, title: str, progress: Progress) -> int:
    """PDF, DOCX or XLSX after the end of the file's name; the pages of a PDF, else 0."""
    if out.suffix.casefold() == ".pdf":
        sheets = [printable(sheet) for sheet in sheets]
    return write_paper(out, sheets, title=title, progress=progress)


def printable(sheet: Sheet) -> Sheet:
    """The sheet with （表情） for the little pictures that no font here has: a message full of them must not keep a
    paper from being printed. A sign of a script stays: whoever prints a name must know that it cannot be printed."""
    try:
        gather_faces([sheet], system_glyphs())
    except MissingGlyphs as missing:
        pictures = [sign for sign in missing.characters if unicodedata.category(sign) in _PICTURES]
        if not pictures:
            return sheet
        told = re.compile(f"[{re.escape(''.join(pictures))}\u200d\ufe0f]+")
        return replace(sheet, values={key: _spelled(value, told) for key, value in sheet.values.items()})
    return sheet


def _spelled(value: Value, pictures: re.Pattern[str]) -> Value:
    if isinstance(value, str):
        return pictures.sub(PICTURE, value)
    if isinstance(value, list | tuple):
        return [
            {key: pictures.sub(PICTURE, text) if isinstance(text, str) else text for key, text in row.items()}
            for row in value
        ]
    return value


def seal_printed(session: Session, *, made: MadePaper) -> None:
    """The sheets went out: what was done to the demands is corrected from now on, no longer undone, and the history has
    a line for each of them."""
    for demand_id, number in made.numbers.items():
        seal(session, Demand, [demand_id], f"诉求 {number} 的{made.what}已经打印")
        record_change(
            session,
            action="demand.paper",
            subject="demand",
            subject_id=demand_id,
            sentence=f"诉求 {number}：印出或存出{made.what}",
        )


def full_day(day: date | None) -> str:
    """2026年11月20日; nothing for no day."""
    return "" if day is None else day_words(day)
