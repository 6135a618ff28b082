"""Write sheets in the format that the name of the file promises: PDF, DOCX or XLSX."""

from collections.abc import Sequence
from pathlib import Path

from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.atomic import check_ending
from deputy_station.documents.description import Sheet
from deputy_station.documents.docx import make_docx
from deputy_station.documents.pdf import PageChange, make_pdf
from deputy_station.documents.xlsx import make_xlsx

FORMATS = (".pdf", ".docx", ".xlsx")
"""The endings of the files that a paper can be written as."""


def write_paper(
    target: Path,
    sheets: Sequence[Sheet],
    *,
    title: str,
    author: str = "",
    progress: Progress = silent_progress,
    change: PageChange | None = None,
) -> int:
    """Write sheets: all as one PDF or one workbook, or the first as DOCX. The file appears whole or not at all.

    Gives the pages of a PDF, which are told to `change`; those of the others are counted by the program that opens
    them: 0. Raises WrongEnding, and
    what the writers raise.
    """
    check_ending(target, *FORMATS)
    ending = target.suffix.casefold()
    if ending == ".docx":
        make_docx(target, sheets[0], title=title, progress=progress)
        return 0
    if ending == ".xlsx":
        make_xlsx(target, sheets, title=title, author=author, progress=progress)
        return 0
    return make_pdf(target, sheets, title=title, author=author, progress=progress, change=change)
