"""Books and their new rows out of the database, and what of it went to paper."""

from collections.abc import Collection, Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.core.progress import Progress
from deputy_station.documents.description import CodePayload
from deputy_station.features.register.documents.book import CodeOf, MadeBooks, make_books
from deputy_station.features.register.documents.continuing import (
    MadeContinuation,
    make_continuation,
    rows_that_came_out,
)
from deputy_station.features.register.rules.book import Book
from deputy_station.features.register.rules.sheet_numbers import SHEETS_OF_BOOK, SheetNumber
from deputy_station.features.register.service.filling import read_books
from deputy_station.features.register.service.places import mark_printed, printed_rows
from deputy_station.features.signin.documents.page_codes import have_key, page_code
from deputy_station.features.signin.rules.record_codes import RecordKind
from deputy_station.store.database import Database


class NeverPrinted(Refusal):
    """There is no page in a book that could be continued."""

    def __init__(self) -> None:
        super().__init__("册子还没有印过，没有可以接着印的页。请先“整册打印”，以后有了新的记录再补印。")


def draw_books(
    database: Database,
    progress: Progress,
    *,
    out: Path,
    term_id: int,
    deputy_ids: Collection[int] | None = None,
) -> MadeBooks:
    """The books of a term (or of these deputies) to look at, as `make_books` makes them; `mark_books_printed` records
    that they went out. Raises NoBooks, NotFound."""
    have_key(database)
    with database.reading() as session:
        books = read_books(session, term_id=term_id, deputy_ids=deputy_ids)
        printed = printed_rows(session, term_id=term_id, deputy_ids=deputy_ids)
        code_of = _codes(session, books)
    return make_books(out, books, printed=printed, code_of=code_of, progress=progress)


def mark_books_printed(session: Session, *, made: MadeBooks) -> int:
    """The books went out: their new rows keep their places. Returns how many. Raises PlaceTaken."""
    rows = {book.deputy_id: [row for table in book.tables for row in table.new] for book in made.books}
    mark_printed(session, term_id=made.term_id, rows=rows)
    return sum(map(len, rows.values()))


def draw_new_rows(
    database: Database,
    progress: Progress,
    *,
    out: Path,
    term_id: int,
    deputy_ids: Collection[int] | None = None,
    right: float = 0.0,
    down: float = 0.0,
) -> MadeContinuation:
    """The rows that printed books lack on paper, as `make_continuation` makes them; `mark_rows_printed` records how far
    the printing came. A book that was never printed has no page to go on with and is left out. Raises NeverPrinted
    where none was, NothingNew, NotFound."""
    have_key(database)
    with database.reading() as session:
        books = read_books(session, term_id=term_id, deputy_ids=deputy_ids)
        printed = printed_rows(session, term_id=term_id, deputy_ids=deputy_ids)
        books = [book for book in books if printed.get(book.deputy_id)]
        if not books:
            raise NeverPrinted
        code_of = _codes(session, books)
        list_code = _payload(session, SheetNumber(term_id, 0, "list"))
    return make_continuation(
        out,
        books,
        printed,
        code_of=code_of,
        list_code=list_code,
        right=right,
        down=down,
        progress=progress,
    )


def mark_rows_printed(session: Session, *, made: MadeContinuation, up_to: int | None = None) -> int:
    """The pages up to `up_to` (None: all) came out of the printer: their rows keep their places. Returns how many.

    Raises NotSoManyPages, PlaceTaken.
    """
    rows = rows_that_came_out(made, up_to=made.pages if up_to is None else up_to)
    mark_printed(session, term_id=made.term_id, rows=rows)
    return sum(map(len, rows.values()))


def _codes(session: Session, books: Sequence[Book]) -> CodeOf:
    """The codes of all sheets, so that nothing is asked of the database while they are drawn."""
    payloads = {
        (book.deputy_id, sheet): _payload(session, SheetNumber(book.term_id, book.deputy_id, sheet))
        for book in books
        for sheet in SHEETS_OF_BOOK
    }
    return lambda book, sheet: payloads[book.deputy_id, sheet]


def _payload(session: Session, sheet: SheetNumber) -> CodePayload | None:
    return page_code(session, kind=RecordKind.REGISTER, record_id=sheet.number)
