"""What a command wrote is kept like what the window prints."""

from collections.abc import Callable, Mapping
from pathlib import Path

from deputy_station.core.pdfium import PDFIUM
from deputy_station.features.papers.rules.kinds import Way, paper_kinds
from deputy_station.features.papers.service.keeping import PDF, PaperRow, keep_paper
from deputy_station.store.database import Database

NAMING: Mapping[str, Callable[[object], str]] = {
    "number": str,
    "deputy": str,
    "day": str,
    "year": "{}年".format,
    "half": lambda half: "上半年" if half == 1 else "下半年",
    "quarter": "第{}季度".format,
    "period": str,
}
"""What was asked for on the command line that tells one paper from the next, in words; none of it names a visitor."""


def keep_exported(
    database: Database,
    path: Path,
    *,
    line: str,
    given: Mapping[str, object] | None = None,
    told: Mapping[str, object] | None = None,
) -> PaperRow | None:
    """Keep the file that the command `line` wrote when asked for `given`. A PDF is called by its own title, which names
    no visitor, anything else by its kind; never by its file name, which somebody typed. None where
    no copy of its kind may be kept. Which record it is about is among what the command `told` (suggestion_id)."""
    given = given or {}
    content, ending = path.read_bytes(), path.suffix.casefold()
    pages, title = _read_pdf(content) if ending == PDF else (0, "")
    kinds = paper_kinds()
    kind = kinds.of_line(f"{line} --kind {given.get('kind')}") or kinds.of_line(line)
    if kind is not None and kind.secret:
        return None
    title = title or (kind.word if kind is not None else "")
    about_id = (told or {}).get(f"{kind.about}_id") if kind is not None else None
    named = [
        words(given[name])
        for name, words in NAMING.items()
        if given.get(name) and words(given[name]) not in title.replace(" ", "")
    ]
    with database.transaction() as session:
        return keep_paper(
            session,
            kind=kind.key if kind is not None else line,
            title=" ".join([title, *named]).strip(),
            content=content,
            pages=pages,
            way=Way.LINE,
            ending=ending,
            about_id=about_id if isinstance(about_id, int) else None,
        )


def _read_pdf(content: bytes) -> tuple[int, str]:
    """Pages and title."""
    import pypdfium2  # only a command that wrote a PDF needs it

    with PDFIUM:
        paper = pypdfium2.PdfDocument(content)
        try:
            return len(paper), paper.get_metadata_value("Title")
        finally:
            paper.close()
