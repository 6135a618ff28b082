"""What the papers of a half-yearly check share: their code, how they are written out, numbers in words."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.progress import Progress
from deputy_station.documents.description import CodePayload, Sheet
from deputy_station.documents.written_as import write_paper
from deputy_station.features.signin.documents.page_codes import page_code
from deputy_station.features.signin.rules.record_codes import RecordKind


@dataclass(frozen=True)
class MadeCheckPaper:
    """A paper that was written: where, and how many pages (of DOCX and XLSX counted by who opens them: 0)."""

    path: Path
    pages: int


def write_sheet(sheet: Sheet, out: Path, *, title: str, author: str, progress: Progress) -> MadeCheckPaper:
    """Write a sheet as the ending of `out` says: PDF, DOCX or XLSX. Raises WrongEnding, and what the engines raise."""
    return MadeCheckPaper(out, write_paper(out, [sheet], title=title, author=author, progress=progress))


def check_page_code(session: Session, *, check_id: int) -> CodePayload | None:
    """The code of a paper of a half-yearly check."""
    return page_code(session, kind=RecordKind.HALF_YEAR_CHECK, record_id=check_id)


def group_word(group: str) -> str:
    """The group, or that there is none."""
    return group or "未分小组"
