"""What a command wrote as PDF is kept like what the window prints."""

from collections.abc import Mapping
from pathlib import Path

from deputy_station.core.pdfium import PDFIUM
from deputy_station.features.papers.rules.kinds import Way, paper_kinds
from deputy_station.features.papers.service.keeping import PaperRow, keep_paper
from deputy_station.store.database import Database

NAMING = ("number", "deputy", "day", "year", "quarter", "period")
"""What was asked for on the command line that tells one paper from the next; none of it names a visitor."""


def keep_exported(
    database: Database, path: Path, *, line: str, given: Mapping[str, object] | None = None
) -> PaperRow:
    """Keep the PDF that the command `line` wrote when asked for `given`. It is called by its own title, which names no
    visitor, never by its file name, which somebody typed."""
    import pypdfium2  # only a command that wrote a PDF needs it

    given = given or {}
    content = path.read_bytes()
    with PDFIUM:
        paper = pypdfium2.PdfDocument(content)
        try:
            pages, title = len(paper), paper.get_metadata_value("Title")
        finally:
            paper.close()
    kinds = paper_kinds()
    kind = kinds.of_line(f"{line} --kind {given.get('kind')}") or kinds.of_line(line)
    title = title or (kind.word if kind is not None else "")
    told = [str(given[name]) for name in NAMING if given.get(name) and str(given[name]) not in title]
    with database.transaction() as session:
        return keep_paper(
            session,
            kind=kind.key if kind is not None else line,
            title=" ".join([title, *told]).strip(),
            content=content,
            pages=pages,
            way=Way.LINE,
        )
