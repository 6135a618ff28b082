"""Books and their new rows out of the database, and what of it went to paper."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.core.progress import Progress
from deputy_station.documents.description import CodePayload
from deputy_station.features.register.documents.anew import (
    MadeAnew,
    NoSuchPage,
    make_book_anew,
    make_page_anew,
)
from deputy_station.features.register.documents.book import CodeOf, MadeBooks, make_books, no_code
from deputy_station.features.register.documents.continuing import MadeContinuation, make_continuation
from deputy_station.features.register.documents.page_order import came_out
from deputy_station.features.register.rules.book import Book
from deputy_station.features.register.rules.sheet_numbers import SheetNumber
from deputy_station.features.register.service.filling import read_book, read_books
from deputy_station.features.register.service.kept_evidence import read_kept
from deputy_station.features.register.service.marking import mark_printed, replace_book, replace_pages
from deputy_station.features.register.service.places import (
    NO_PAPER,
    BookPaper,
    PageKey,
    papers_of,
    printed_rows,
)
from deputy_station.features.signin.documents.page_codes import have_key, page_code, page_coder
from deputy_station.features.signin.rules.record_codes import RecordKind
from deputy_station.store.database import Database


class NeverPrinted(Refusal):
    """There is no page in a book that could be continued or replaced."""

    def __init__(self) -> None:
        super().__init__("册子还没有印过，没有可以接着印的页。请先“整册打印”，以后有了新的记录再补印。")


class NotAllOut(Refusal):
    """A row stands on several pages, and only some of them came out."""

    def __init__(self, pages: int) -> None:
        super().__init__(
            f"有一行接着印到下一页，这 {pages} 页要一起换。没有印全，没有换，请 {pages} 页一起再印一次。"
        )


def draw_books(
    database: Database,
    progress: Progress,
    *,
    out: Path,
    term_id: int,
    deputy_ids: Collection[int] | None = None,
    attach: bool = False,
) -> MadeBooks:
    """The books of a term (or of these deputies) to look at, as `make_books` makes them, with `attach` the evidence in
    the house behind each; `mark_pages_printed` records that they went out. Raises NoBooks, NotFound."""
    have_key(database)
    with database.reading() as session:
        books = read_books(session, term_id=term_id, deputy_ids=deputy_ids)
        printed = printed_rows(session, term_id=term_id, deputy_ids=deputy_ids)
        papers = papers_of(session, term_id=term_id, deputy_ids=deputy_ids)
        code_of = _codes(session, papers)
        evidence = read_kept(session, books=books) if attach else None
    return make_books(out, books, printed=printed, code_of=code_of, evidence=evidence, progress=progress)


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
    """The rows that printed books lack on paper, as `make_continuation` makes them; `mark_pages_printed` records how far
    the printing came. A book that was never printed has no page to go on with and is left out. Raises NeverPrinted
    where none was, NothingNew, NotFound."""
    have_key(database)
    with database.reading() as session:
        books = read_books(session, term_id=term_id, deputy_ids=deputy_ids)
        printed = printed_rows(session, term_id=term_id, deputy_ids=deputy_ids)
        papers = papers_of(session, term_id=term_id, deputy_ids=deputy_ids)
        books = [book for book in books if book.deputy_id in papers]
        if not books:
            raise NeverPrinted
        code_of = _codes(session, papers)
        number = SheetNumber(term_id, 0, "list").number
        list_code = page_code(session, kind=RecordKind.REGISTER, record_id=number)
    return make_continuation(
        out,
        books,
        printed,
        {deputy_id: paper.pages for deputy_id, paper in papers.items()},
        code_of=code_of,
        list_code=list_code,
        right=right,
        down=down,
        progress=progress,
    )


def draw_anew(
    database: Database,
    progress: Progress,
    *,
    out: Path,
    term_id: int,
    deputy_id: int,
    form: str = "",
    page: int = 1,
) -> MadeAnew:
    """A page of a table, or without `form` the whole book, as the records say now; `mark_anew` records that it took the
    place of the old paper. Raises NeverPrinted, NoSuchPage, PageTooSmall, NotFound."""
    have_key(database)
    with database.reading() as session:
        book = read_book(session, deputy_id=deputy_id, term_id=term_id)
        printed = printed_rows(session, term_id=term_id, deputy_ids=[deputy_id]).get(deputy_id, ())
        paper = papers_of(session, term_id=term_id, deputy_ids=[deputy_id]).get(deputy_id, NO_PAPER)
        code_of = _codes(session, {deputy_id: paper}, anew=True)
    if not paper.pages:
        raise NeverPrinted
    if not form:
        made = make_book_anew(out, book, printed, code_of=code_of, progress=progress)
    elif (form, page) not in paper.pages:
        raise NoSuchPage(form, page)
    else:
        made = make_page_anew(out, book, printed, form=form, page=page, code_of=code_of, progress=progress)
    return replace(made, drawn=paper)


def mark_pages_printed(
    session: Session, *, made: MadeBooks | MadeContinuation, pages: Collection[int] | None = None
) -> int:
    """These pages of the PDF (counted from 0; None: all) came out of the printer: the rows that stand whole on them keep
    their places. Returns how many. Raises PlaceTaken."""
    out = came_out(made, pages)
    mark_printed(session, term_id=made.term_id, rows=out.rows, pages=out.pages)
    return sum(map(len, out.rows.values()))


def mark_anew(session: Session, *, made: MadeAnew, pages: Collection[int] | None = None) -> int | None:
    """These pages came out and lie in the book instead of the old ones; returns how many rows stand on them, None where none
    came out. Raises BookChanged, and NotAllOut where a page came out without those its rows run on to."""
    out = came_out(made, pages)
    there, rows = out.pages.get(made.deputy_id, ()), out.rows.get(made.deputy_id, ())
    if not there:
        return None
    if made.form and len(there) < made.pages:
        raise NotAllOut(made.pages)
    if made.form:
        replace_pages(
            session,
            term_id=made.term_id,
            deputy_id=made.deputy_id,
            form=made.form,
            pages={page for _form, page in there},
            rows=rows,
            seen=made.seen,
            drawn=made.drawn,
        )
    else:
        replace_book(
            session,
            term_id=made.term_id,
            deputy_id=made.deputy_id,
            rows=rows,
            pages=there,
            seen=made.seen,
            drawn=made.drawn,
        )
    return len(rows)


def _codes(session: Session, papers: Mapping[int, BookPaper], *, anew: bool = False) -> CodeOf:
    """The codes of all sheets, so that nothing is asked of the database while they are drawn. Pages of tables say which
    edition they are: that in the book, or `anew` the one in its place."""
    coder = page_coder(session)
    if coder is None:
        return no_code

    def code_of(book: Book, sheet: str) -> CodePayload:
        paper = papers.get(book.deputy_id, NO_PAPER)
        edition_of = partial(_edition, paper.edition_anew if anew else paper.edition_of, sheet)
        number = SheetNumber(book.term_id, book.deputy_id, sheet).number
        return coder.payload(RecordKind.REGISTER, number, edition_of)

    return code_of


def _edition(edition_of: Callable[[PageKey], int], sheet: str, page: int) -> int:
    return edition_of((sheet, page))
