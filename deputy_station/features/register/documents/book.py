"""Whole books as PDF: cover, contents, facts, every table with its page numbers, the list of evidence.

The books of a township are one file with a bookmark for each deputy, or a folder of files.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deputy_station.core.errors import Refusal
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.atomic import check_ending
from deputy_station.documents.description import CodePayload, Sheet
from deputy_station.documents.folder_whole import folder_written_whole
from deputy_station.documents.marks import PageMarks
from deputy_station.documents.pdf import make_pdf
from deputy_station.features.register.documents.fronts import (
    CONTENTS_TITLE,
    EVIDENCE_TITLE,
    FACTS_TITLE,
    FrontMaker,
)
from deputy_station.features.register.documents.tables import PrintedOf, Table, TableMaker
from deputy_station.features.register.rules.book import Book
from deputy_station.features.register.rules.forms import FORMS

CodeOf = Callable[[Book, str], CodePayload | None]
"""The code of a sheet of a book: the key of a table, or cover, contents, facts, evidence."""

_FORBIDDEN = '<>:"/\\|?*'
_LONGEST_NAME = 80  # characters of a file name: three bytes each, below the 255 of every file system


class NoBooks(Refusal):
    """There is nobody whose book could be printed."""

    def __init__(self) -> None:
        super().__init__("这一届没有在册的代表，没有登记册可印。请先看一看代表名册和届别。")


@dataclass(frozen=True)
class MadeBook:
    """One book on paper: whose, its file, its pages and its tables with the place of every row."""

    deputy_id: int
    path: Path
    pages: int
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class MadeBooks:
    """What was written: the file or the folder, all pages, and the books in order."""

    path: Path
    term_id: int
    pages: int
    books: tuple[MadeBook, ...]


def no_code(_book: Book, _sheet: str) -> None:
    """Pages without codes: before the station has a key."""


def make_books(
    out: Path,
    books: Sequence[Book],
    *,
    printed: PrintedOf | None = None,
    code_of: CodeOf = no_code,
    progress: Progress = silent_progress,
) -> MadeBooks:
    """Make the books: one PDF when `out` ends in .pdf, else a folder with a file for each. Whole or not at all.

    What was `printed` before stands where it was and as it was, new rows behind it.
    Raises NoBooks, FolderThere, what `make_pdf` raises, and Cancelled out of `progress`; then nothing new stands
    under `out`.
    """
    if not books:
        raise NoBooks
    tables, fronts = TableMaker(books, printed), FrontMaker()
    if out.suffix:
        check_ending(out, ".pdf")
        return _one_file(out, books, tables, fronts, code_of, progress)
    return _folder(out, books, tables, fronts, code_of, progress)


def _one_file(
    out: Path,
    books: Sequence[Book],
    maker: TableMaker,
    fronts: FrontMaker,
    code_of: CodeOf,
    progress: Progress,
) -> MadeBooks:
    parts = [book_sheets(book, maker, fronts, code_of, by_deputy=len(books) > 1) for book in books]
    sheets = [sheet for own, _ in parts for sheet in own]
    drawn: Counter[int] = Counter()

    def count(sheet: Sheet, _page: int, marks: PageMarks) -> PageMarks:
        drawn[id(sheet)] += 1
        return marks

    pages = make_pdf(
        out, sheets, title=_title(books), author=books[0].station, progress=progress, change=count
    )
    made = tuple(
        MadeBook(book.deputy_id, out, sum(drawn[id(sheet)] for sheet in own), tables)
        for book, (own, tables) in zip(books, parts, strict=True)
    )
    return MadeBooks(out, books[0].term_id, pages, made)


def _folder(
    out: Path,
    books: Sequence[Book],
    maker: TableMaker,
    fronts: FrontMaker,
    code_of: CodeOf,
    progress: Progress,
) -> MadeBooks:
    names = file_names(books)
    made: list[MadeBook] = []
    with folder_written_whole(out) as beside:
        for number, (book, name) in enumerate(zip(books, names, strict=True), 1):
            progress(number, len(books), "册")
            sheets, tables = book_sheets(book, maker, fronts, code_of, by_deputy=False)
            count = make_pdf(beside / name, sheets, title=_title([book]), author=book.station)
            made.append(MadeBook(book.deputy_id, out / name, count, tables))
    return MadeBooks(out, books[0].term_id, sum(book.pages for book in made), tuple(made))


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
        stem = "-".join(part for part in map(_clean, (book.group, book.deputy, book.term)) if part)
        stem = stem[:_LONGEST_NAME]
        name, number = stem, 1
        while name in used:
            number += 1
            name = f"{stem}-{number}"
        used.add(name)
        names.append(f"{name}.pdf")
    return names


def _clean(part: str) -> str:
    return "".join(
        "_" if character in _FORBIDDEN or ord(character) < 32 else character for character in part
    ).strip(" .")


def _title(books: Sequence[Book]) -> str:
    first = books[0]
    whose = first.deputy if len(books) == 1 else f"{len(books)} 位代表"
    return f"{first.township}人大代表履职登记册（{first.term}，{whose}）"
