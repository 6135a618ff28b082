"""What the books of a term lack on paper, for one deputy and for all, and the list of books with these figures."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from deputy_station.core.collecting import looks_put_off
from deputy_station.features.deputies.models import Term
from deputy_station.features.register.rules.book import Book
from deputy_station.features.register.rules.lacks import Lack, LackKind, Lacks, OnPaper, lacks_of
from deputy_station.features.register.service.filling import (
    TermOfBooks,
    read_book,
    read_books,
    terms_of_books,
)
from deputy_station.features.register.service.people import name_people
from deputy_station.features.register.service.places import (
    NO_PAPER,
    BookPaper,
    PrintedRow,
    papers_of,
    printed_rows,
)
from deputy_station.store.edits import get_row


@dataclass(frozen=True)
class RegisterRow:
    """A book in a list: how many rows it has and prints, and how many differ from the paper; `edition` is the one that
    lies there, 0 where none was printed."""

    deputy_id: int
    deputy: str
    group: str
    rows: int
    printed: int
    unprinted: int
    changed: int
    gone: int
    waiting: int
    edition: int

    @property
    def id(self) -> int:
        """The deputy's, by which a list tells its rows apart."""
        return self.deputy_id


@dataclass(frozen=True)
class DeputyLack:
    """One row where paper and record differ, with whose book it is."""

    deputy_id: int
    deputy: str
    group: str
    lack: Lack


@dataclass(frozen=True)
class BookState:
    """A book with its paper, what is printed of it and what it lacks."""

    book: Book
    paper: BookPaper
    printed: tuple[PrintedRow, ...]
    lacks: Lacks


@looks_put_off()
def read_states(
    session: Session, *, term_id: int, deputy_ids: Collection[int] | None = None
) -> list[BookState]:
    """The books of a term (or of those named) beside their paper, in roster order. Raises NotFound for the term."""
    books = read_books(session, term_id=term_id, deputy_ids=deputy_ids)
    printed = printed_rows(session, term_id=term_id, deputy_ids=deputy_ids)
    papers = papers_of(session, term_id=term_id, deputy_ids=deputy_ids)
    return [
        _state(book, papers.get(book.deputy_id, NO_PAPER), printed.get(book.deputy_id, ())) for book in books
    ]


def read_state(session: Session, *, deputy_id: int, term_id: int) -> BookState:
    """One deputy's book beside its paper. Raises NotFound as `read_book`."""
    book = read_book(session, deputy_id=deputy_id, term_id=term_id)
    printed = printed_rows(session, term_id=term_id, deputy_ids=[deputy_id])
    papers = papers_of(session, term_id=term_id, deputy_ids=[deputy_id])
    return _state(book, papers.get(deputy_id, NO_PAPER), printed.get(deputy_id, ()))


@dataclass(frozen=True)
class RegistersView:
    """The list of books of a term as a screen shows it, with the terms it offers; no term where none began. Until it is
    `counted`, whose books there are, without their figures."""

    terms: tuple[TermOfBooks, ...]
    term_id: int | None
    rows: tuple[RegisterRow, ...]
    counted: bool = True


def read_registers(session: Session, *, term_id: int | None = None) -> RegistersView:
    """The books of that term; of the newest that began where none is named, or the one named is there no more."""
    terms = tuple(terms_of_books(session))
    if not terms:
        return RegistersView((), None, ())
    chosen = next((term for term in terms if term.id == term_id), terms[0])
    return RegistersView(terms, chosen.id, tuple(list_registers(session, term_id=chosen.id)))


def name_registers(session: Session, *, term_id: int | None = None) -> RegistersView:
    """As `read_registers`, the names alone: of a large township counting takes seconds."""
    terms = tuple(terms_of_books(session))
    if not terms:
        return RegistersView((), None, ())
    chosen = next((term for term in terms if term.id == term_id), terms[0])
    people = name_people(session, get_row(session, Term, chosen.id, "届别"))
    rows = tuple(RegisterRow(each.deputy_id, each.name, each.group, 0, 0, 0, 0, 0, 0, 0) for each in people)
    return RegistersView(terms, chosen.id, rows, counted=False)


def list_registers(session: Session, *, term_id: int) -> list[RegisterRow]:
    """Every book of a term with its figures, in roster order."""
    return [row_of(state) for state in read_states(session, term_id=term_id)]


def list_lacks(
    session: Session,
    *,
    term_id: int,
    deputy_ids: Collection[int] | None = None,
    year: int | None = None,
    kinds: Collection[LackKind] = frozenset(LackKind),
) -> list[DeputyLack]:
    """Every row where paper and record differ, deputy by deputy in roster order; with `year` only records of that year
    and those that are gone, of which no day is known."""
    return [
        DeputyLack(state.book.deputy_id, state.book.deputy, state.book.group, lack)
        for state in read_states(session, term_id=term_id, deputy_ids=deputy_ids)
        for lack in state.lacks.rows
        if lack.kind in kinds and _in_year(lack.on, year)
    ]


def _in_year(on: date | None, year: int | None) -> bool:
    return year is None or on is None or on.year == year


def _state(book: Book, on_paper: BookPaper, printed: tuple[PrintedRow, ...]) -> BookState:
    paper = [OnPaper(row.form, row.subject, row.subject_id, row.place, row.words) for row in printed]
    return BookState(book, on_paper, printed, lacks_of(book, paper))


def row_of(state: BookState) -> RegisterRow:
    """The figures of one book."""
    book, lacks = state.book, state.lacks
    return RegisterRow(
        book.deputy_id,
        book.deputy,
        book.group,
        sum(len(entries) for entries in book.entries.values()),
        len(state.printed),
        lacks.count(LackKind.UNPRINTED),
        lacks.count(LackKind.CHANGED),
        lacks.count(LackKind.GONE),
        lacks.count(LackKind.WAITS),
        state.paper.edition,
    )
