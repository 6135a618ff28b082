"""What the books of a term lack on paper, for one deputy and for all, and the list of books with these figures."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from deputy_station.core.collecting import looks_put_off
from deputy_station.features.deputies.models import Term
from deputy_station.features.register.rules.book import Book, Entry, RowKey
from deputy_station.features.register.rules.lacks import (
    Lack,
    LackKind,
    Lacks,
    OnPaper,
    count_lacks,
    differs,
    lacks_of,
    said_otherwise,
)
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
    printed_digests,
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


def read_state(session: Session, *, deputy_id: int, term_id: int) -> BookState:
    """One deputy's book beside its paper. Raises NotFound as `read_book`."""
    book = read_book(session, deputy_id=deputy_id, term_id=term_id)
    rows = printed_rows(session, term_id=term_id, deputy_ids=[deputy_id]).get(deputy_id, ())
    papers = papers_of(session, term_id=term_id, deputy_ids=[deputy_id])
    return BookState(book, papers.get(deputy_id, NO_PAPER), rows, _lacks(book, rows))


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


@looks_put_off()
def list_registers(session: Session, *, term_id: int) -> list[RegisterRow]:
    """Every book of a term with its figures, in roster order. Raises NotFound for the term."""
    printed = printed_digests(session, term_id=term_id)
    papers = papers_of(session, term_id=term_id)
    books = read_books(session, term_id=term_id, looked_at=printed)
    changed = _changed(session, term_id, books, printed)
    rows = []
    for book in books:
        there = printed.get(book.deputy_id, {})
        edition = papers.get(book.deputy_id, NO_PAPER).edition
        counts = count_lacks(book, there, changed.get(book.deputy_id, ()))
        rows.append(_row(book, len(there), edition, counts))
    return rows


def _changed(
    session: Session, term_id: int, books: Sequence[Book], printed: Mapping[int, Mapping[RowKey, str]]
) -> dict[int, set[RowKey]]:
    """By deputy the rows that say something else than was printed; the words on paper are read of those books alone in
    which a fingerprint is another."""
    otherwise: dict[int, dict[RowKey, Entry]] = {}
    for book in books:
        if suspects := said_otherwise(book, printed.get(book.deputy_id, {})):
            otherwise[book.deputy_id] = {entry.key: entry for entry in suspects}
    found: dict[int, set[RowKey]] = defaultdict(set)
    if otherwise:
        for deputy_id, rows in printed_rows(session, term_id=term_id, deputy_ids=list(otherwise)).items():
            for row in rows:
                entry = otherwise[deputy_id].get(row.key)
                if entry is not None and differs(row.form, row.words, entry.cells):
                    found[deputy_id].add(row.key)
    return found


@looks_put_off()
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
    printed = printed_rows(session, term_id=term_id, deputy_ids=deputy_ids)
    # What is not on paper is told by its table alone: nobody looks at its words.
    on_paper = {deputy_id: {row.key for row in rows} for deputy_id, rows in printed.items()}
    books = read_books(session, term_id=term_id, deputy_ids=deputy_ids, looked_at=on_paper)
    return [
        DeputyLack(book.deputy_id, book.deputy, book.group, lack)
        for book in books
        for lack in _lacks(book, printed.get(book.deputy_id, ())).rows
        if lack.kind in kinds and _in_year(lack.on, year)
    ]


def _in_year(on: date | None, year: int | None) -> bool:
    return year is None or on is None or on.year == year


def _lacks(book: Book, printed: Sequence[PrintedRow]) -> Lacks:
    return lacks_of(
        book, [OnPaper(row.form, row.subject, row.subject_id, row.place, row.words) for row in printed]
    )


def row_of(state: BookState) -> RegisterRow:
    """The figures of one book."""
    kinds = Counter(lack.kind for lack in state.lacks.rows)
    return _row(state.book, len(state.printed), state.paper.edition, kinds)


def _row(book: Book, printed: int, edition: int, lacks: Mapping[LackKind, int]) -> RegisterRow:
    return RegisterRow(
        book.deputy_id,
        book.deputy,
        book.group,
        sum(map(len, book.entries.values())),
        printed,
        lacks.get(LackKind.UNPRINTED, 0),
        lacks.get(LackKind.CHANGED, 0),
        lacks.get(LackKind.GONE, 0),
        lacks.get(LackKind.WAITS, 0),
        edition,
    )
