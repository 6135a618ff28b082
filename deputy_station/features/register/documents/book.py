"""Whole books as PDF: cover, contents, facts, every table with its page numbers, the list of evidence.

The books of a township are one file with a bookmark for each deputy, or a folder of files.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deputy_station.core.errors import Refusal
from deputy_station.core.file_names import for_file
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.atomic import check_ending
from deputy_station.documents.description import CodePayload, Sheet
from deputy_station.documents.folder_whole import folder_written_whole
from deputy_station.documents.marks import PageMarks
from deputy_station.documents.pdf import make_pdf
from deputy_station.features.register.documents.attaching import AttachedPages, EvidenceFiles, attach
from deputy_station.features.register.documents.fronts import (
    CONTENTS_TITLE,
    EVIDENCE_TITLE,
    FACTS_TITLE,
    FrontMaker,
)
from deputy_station.features.register.documents.page_order import ATTACHED_KEY, NewRows, PaperPage
from deputy_station.features.register.documents.tables import PrintedOf, Table, TableMaker
from deputy_station.features.register.rules.book import Book
from deputy_station.features.register.rules.forms import FORMS
from deputy_station.features.register.rules.sheet_numbers import SHEETS_OF_BOOK
from deputy_station.features.register.service.kept_evidence import KeptPiece

CodeOf = Callable[[Book, str], CodePayload | None]
"""The code of a sheet of a book: the key of a table, or cover, contents, facts, evidence."""

_LONGEST_NAME = 80  # characters of a file name: three bytes each, below the 255 of every file system


class NoBooks(Refusal):
    """There is nobody whose book could be printed."""

    def __init__(self) -> None:
        super().__init__("这一届没有在册的代表，没有登记册可印。请先看一看代表名册和届别。")


@dataclass(frozen=True)
class MadeBook:
    """One book on paper: whose, its file, its pages."""

    deputy_id: int
    path: Path
    pages: int


@dataclass(frozen=True)
class MadeBooks:
    """What was written: the file or the folder, all pages, the books in order, every page in the order of the files, and
    the rows that were not on paper before."""

    path: Path
    term_id: int
    pages: int
    books: tuple[MadeBook, ...]
    prints: tuple[PaperPage, ...]
    tables: tuple[NewRows, ...]


def no_code(_book: Book, _sheet: str) -> None:
    """Pages without codes: before the station has a key."""


def make_books(
    out: Path,
    books: Sequence[Book],
    *,
    printed: PrintedOf | None = None,
    code_of: CodeOf = no_code,
    evidence: Mapping[int, Sequence[KeptPiece]] | None = None,
    progress: Progress = silent_progress,
) -> MadeBooks:
    """Make the books: one PDF when `out` ends in .pdf, else a folder with a file for each. Whole or not at all.

    What was `printed` before stands where it was and as it was, new rows behind it. `evidence`, by deputy, is bound
    behind each book; without it the book lists how much there is.
    Raises NoBooks, FolderThere, what `make_pdf` raises, and Cancelled out of `progress`; then nothing new stands
    under `out`.
    """
    if not books:
        raise NoBooks
    tables, fronts = TableMaker(books, printed), FrontMaker()
    if out.suffix:
        check_ending(out, ".pdf")
        return _one_file(out, books, tables, fronts, code_of, _Note(evidence), progress)
    return _folder(out, books, tables, fronts, code_of, _Note(evidence), progress)


def _one_file(
    out: Path,
    books: Sequence[Book],
    maker: TableMaker,
    fronts: FrontMaker,
    code_of: CodeOf,
    note: "_Note",
    progress: Progress,
) -> MadeBooks:
    def sheets() -> Iterator[Sheet]:
        note.begin()
        for book in books:
            yield from note.sheets_of(book, maker, fronts, code_of, by_deputy=len(books) > 1)

    title = _title(books)
    pages = make_pdf(
        out, _Again(sheets), title=title, author=books[0].station, progress=progress, change=note.take
    )
    return note.made(out, books, [out] * len(books), pages)


def _folder(
    out: Path,
    books: Sequence[Book],
    maker: TableMaker,
    fronts: FrontMaker,
    code_of: CodeOf,
    note: "_Note",
    progress: Progress,
) -> MadeBooks:
    names, pages = file_names(books), 0
    with folder_written_whole(out) as beside:
        for number, (book, name) in enumerate(zip(books, names, strict=True), 1):
            progress(number, len(books), "册")
            sheets = note.sheets_of(book, maker, fronts, code_of, by_deputy=False)
            pages += make_pdf(
                beside / name, sheets, title=_title([book]), author=book.station, change=note.take
            )
    return note.made(out, books, [out / name for name in names], pages)


class _Again:
    """Sheets that are made anew each time they are gone through, so that only those of one book are held."""

    def __init__(self, make: Callable[[], Iterator[Sheet]]) -> None:
        self._make = make

    def __iter__(self) -> Iterator[Sheet]:
        return self._make()


class _Note:
    """Notes while books are drawn what stands on which page."""

    def __init__(self, evidence: Mapping[int, Sequence[KeptPiece]] | None = None) -> None:
        self._evidence = evidence
        self._files = EvidenceFiles()
        self._attached: dict[int, AttachedPages] = {}
        self._sheets: dict[int, tuple[Book, str]] = {}
        self._prints: list[PaperPage] = []
        self._tables: list[NewRows] = []

    def begin(self) -> None:
        """The books are gone through from the first one on."""
        self._tables.clear()

    def sheets_of(
        self, book: Book, maker: TableMaker, fronts: FrontMaker, code_of: CodeOf, *, by_deputy: bool
    ) -> list[Sheet]:
        """The sheets of a book, to be known again until those of the next are made."""
        sheets, tables = book_sheets(book, maker, fronts, code_of, by_deputy=by_deputy)
        self._attached.clear()
        self._sheets = {id(sheet): (book, key) for key, sheet in zip(SHEETS_OF_BOOK, sheets, strict=True)}
        self._tables += [
            NewRows(book.deputy_id, table.key, table.slots_a_page, table.new) for table in tables if table.new
        ]
        if self._evidence is None:
            return sheets
        behind = attach(
            book,
            self._evidence.get(book.deputy_id, ()),
            self._files,
            code=code_of(book, "evidence"),
            bookmarks=not by_deputy,
        )
        for sheet in behind.sheets:
            self._sheets[id(sheet)] = book, ATTACHED_KEY
            self._attached[id(sheet)] = behind
        return [*sheets, *behind.sheets]

    def take(self, sheet: Sheet, page: int, marks: PageMarks) -> PageMarks:
        """A page is drawn, as it is; one of evidence with its picture."""
        book, key = self._sheets[id(sheet)]
        self._prints.append(PaperPage(len(self._prints) + 1, book.deputy_id, book.deputy, key, page))
        behind = self._attached.get(id(sheet))
        return marks if behind is None else behind.draw(sheet, marks)

    def made(self, out: Path, books: Sequence[Book], paths: Sequence[Path], pages: int) -> MadeBooks:
        """What was written."""
        drawn = Counter(page.deputy_id for page in self._prints)
        return MadeBooks(
            out,
            books[0].term_id,
            pages,
            tuple(
                MadeBook(book.deputy_id, path, drawn[book.deputy_id])
                for book, path in zip(books, paths, strict=True)
            ),
            tuple(self._prints),
            tuple(self._tables),
        )


def book_sheets(
    book: Book, maker: TableMaker, fronts: FrontMaker, code_of: CodeOf, *, by_deputy: bool
) -> tuple[list[Sheet], tuple[Table, ...]]:
    """The sheets of a book in order, and its tables. `by_deputy` bookmarks the cover alone, with the deputy's name."""

    def mark(words: str) -> str:
        return "" if by_deputy else words

    codes = {form.key: code_of(book, form.key) for form in FORMS}
    tables = tuple(maker.tables(book, codes=codes))
    name = f"{book.deputy}（{book.group}）" if book.group else book.deputy
    sheets = [
        fronts.cover(book, code_of(book, "cover"), name if by_deputy else "封面"),
        fronts.contents(book, tables, code_of(book, "contents"), mark(CONTENTS_TITLE)),
        fronts.facts(book, code_of(book, "facts"), mark(f"表一　{FACTS_TITLE}")),
        *(replace(table.sheet, bookmark=mark(table.sheet.bookmark)) for table in tables),
        fronts.evidence(book, code_of(book, "evidence"), mark(EVIDENCE_TITLE)),
    ]
    return sheets, tables


def file_names(books: Sequence[Book]) -> list[str]:
    """组-姓名-届.pdf for each book; a second one of the same name gets a number behind it."""
    names: list[str] = []
    used: set[str] = set()
    for book in books:
        stem = "-".join(
            part for part in (for_file(each, "_") for each in (book.group, book.deputy, book.term)) if part
        )
        stem = stem[:_LONGEST_NAME]
        name, number = stem, 1
        while name in used:
            number += 1
            name = f"{stem}-{number}"
        used.add(name)
        names.append(f"{name}.pdf")
    return names


def _title(books: Sequence[Book]) -> str:
    first = books[0]
    whose = first.deputy if len(books) == 1 else f"{len(books)} 位代表"
    return f"{first.township}人大代表履职登记册（{first.term}，{whose}）"
