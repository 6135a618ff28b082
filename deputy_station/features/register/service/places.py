"""What of a book stands on paper and where its new rows go."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.features.register.models import RegisterPage, RegisterPrint
from deputy_station.features.register.rules.book import LETTERS, Book, Entry, RowKey
from deputy_station.features.register.rules.forms import FORMS
from deputy_station.features.register.rules.page_editions import edition_after
from deputy_station.features.register.rules.places import Place, place_new

PageKey = tuple[str, int]
"""Form and page: what tells the pages of a book apart."""


@dataclass(frozen=True)
class PrintedRow:
    """A row on paper: whose and which record, where, the words as printed, when and in which printing; `line` is the
    number printed before it."""

    deputy_id: int
    form: str
    subject: str
    subject_id: int
    place: Place
    words: Mapping[str, str]
    digest: str
    printed_at: datetime
    run: int
    line: int

    @property
    def key(self) -> RowKey:
        """What tells it apart in its book."""
        return self.form, self.subject, self.subject_id

    @property
    def record(self) -> str:
        """The record number printed beside it."""
        return f"{LETTERS[self.subject]}{self.subject_id}"


@dataclass(frozen=True)
class PlacedRow:
    """A new row and where it is to be printed; `line` is its number in the table."""

    entry: Entry
    place: Place
    line: int


@dataclass(frozen=True)
class BookPaper:
    """The paper of a book: which edition lies there (0: none), the pages of its tables, when the first of them was
    printed, and of each page how many papers of it were taken out."""

    edition: int = 0
    pages: frozenset[PageKey] = frozenset()
    since: datetime | None = None
    taken_out: Mapping[PageKey, int] = field(default_factory=dict)

    @property
    def replaced(self) -> bool:
        """Whether pages of it were ever replaced."""
        return bool(self.taken_out)

    def edition_of(self, page: PageKey) -> int:
        """Of the page as it lies in the book, or would be put in."""
        return edition_after(self.taken_out.get(page, 0))

    def edition_anew(self, page: PageKey) -> int:
        """Of the page when it is printed in place of the one that lies there, if any."""
        return edition_after(self.taken_out.get(page, 0) + (page in self.pages))


NO_PAPER = BookPaper()
"""Of a book that was never printed."""


def printed_rows(
    session: Session, *, term_id: int, deputy_ids: Collection[int] | None = None
) -> dict[int, tuple[PrintedRow, ...]]:
    """What stands on paper by deputy, form by form as the book goes, each from its first page on; not what was
    replaced."""
    kept = RegisterPrint
    query = select(
        kept.deputy_id,
        kept.form,
        kept.subject,
        kept.subject_id,
        kept.page,
        kept.row_on_page,
        kept.slots,
        kept.words,
        kept.digest,
        kept.printed_at,
        kept.run,
        kept.line,
    ).where(kept.term_id == term_id, kept.replaced_run == 0)
    if deputy_ids is not None:
        query = query.where(kept.deputy_id.in_(sorted(set(deputy_ids))))
    found: dict[int, list[PrintedRow]] = defaultdict(list)
    for deputy_id, form, subject, subject_id, page, row, slots, *rest in session.execute(query):
        found[deputy_id].append(
            PrintedRow(deputy_id, form, subject, subject_id, Place(page, row, slots), *rest)
        )
    return {deputy: tuple(sorted(rows, key=book_order)) for deputy, rows in found.items()}


def printed_digests(session: Session, *, term_id: int) -> dict[int, dict[RowKey, str]]:
    """By deputy what stands on paper, as `printed_rows`, and the fingerprint of each row instead of its words."""
    kept = RegisterPrint
    found: dict[int, dict[RowKey, str]] = defaultdict(dict)
    for deputy_id, form, subject, subject_id, digest in session.execute(
        select(kept.deputy_id, kept.form, kept.subject, kept.subject_id, kept.digest).where(
            kept.term_id == term_id, kept.replaced_run == 0
        )
    ):
        found[deputy_id][form, subject, subject_id] = digest
    return dict(found)


def papers_of(
    session: Session, *, term_id: int, deputy_ids: Collection[int] | None = None
) -> dict[int, BookPaper]:
    """The paper of every book that was ever printed, by deputy."""
    kept = RegisterPage
    query = select(kept.deputy_id, kept.form, kept.page, kept.edition, kept.replaced_run, kept.printed_at)
    query = query.where(kept.term_id == term_id)
    if deputy_ids is not None:
        query = query.where(kept.deputy_id.in_(sorted(set(deputy_ids))))
    pages: dict[int, set[PageKey]] = defaultdict(set)
    editions: dict[int, int] = defaultdict(int)
    since: dict[int, datetime] = {}
    taken_out: dict[int, dict[PageKey, int]] = defaultdict(dict)
    for deputy_id, form, page, edition, replaced, at in session.execute(query):
        if edition > editions[deputy_id]:
            editions[deputy_id] = edition
            since.pop(deputy_id, None)
        if edition == editions[deputy_id]:
            since[deputy_id] = min(at, since.get(deputy_id, at))
        if replaced:
            taken_out[deputy_id][form, page] = taken_out[deputy_id].get((form, page), 0) + 1
        else:
            pages[deputy_id].add((form, page))
    return {
        deputy: BookPaper(edition, frozenset(pages[deputy]), since[deputy], taken_out.get(deputy, {}))
        for deputy, edition in editions.items()
    }


@dataclass(frozen=True)
class ReplacedRow:
    """A row of paper that was taken out of a book: of which edition, what stood where, when it was printed and when it
    gave way."""

    edition: int
    form: str
    place: Place
    line: int
    record: str
    words: Mapping[str, str]
    printed_at: datetime
    replaced_at: datetime


def replaced_rows(session: Session, *, term_id: int, deputy_id: int) -> list[ReplacedRow]:
    """Every row of a book that was replaced, what gave way last first, else as the book went."""
    rows = session.scalars(
        select(RegisterPrint).where(
            RegisterPrint.term_id == term_id,
            RegisterPrint.deputy_id == deputy_id,
            RegisterPrint.replaced_run != 0,
        )
    ).all()
    ordered = sorted(rows, key=lambda row: (-row.replaced_run, _ORDER[row.form], row.page, row.row_on_page))
    return [
        ReplacedRow(
            row.edition,
            row.form,
            Place(row.page, row.row_on_page, row.slots),
            row.line,
            f"{LETTERS[row.subject]}{row.subject_id}",
            row.words,
            row.printed_at,
            row.replaced_at,
        )
        for row in ordered
        if row.replaced_at is not None
    ]


def latest_run(session: Session) -> int:
    """The number of the latest printing, 0 before the first."""
    return max(
        session.scalar(select(func.max(RegisterPrint.run))) or 0,
        session.scalar(select(func.max(RegisterPage.run))) or 0,
    )


def place_rows_of(
    book: Book,
    printed: Sequence[PrintedRow],
    *,
    slots: Mapping[RowKey, int],
    per_page: Mapping[str, int],
) -> dict[str, tuple[PlacedRow, ...]]:
    """Where the rows of a book not printed yet go, by form; what waits for approval has no place.

    `printed` is what stands on paper, `slots` by `Entry.key` (one where it is not named), `per_page` by form. Raises
    PageWithoutRows.
    """
    there = {row.key for row in printed}
    placed = {}
    for form in FORMS:
        new = [entry for entry in book.entries[form.key] if not entry.waits and entry.key not in there]
        taken = [(row.place, row.line) for row in printed if row.form == form.key]
        places = place_new(
            [place for place, _ in taken], [slots.get(entry.key, 1) for entry in new], per_page[form.key]
        )
        rows: list[PlacedRow] = []
        for entry, place in zip(new, places, strict=True):
            before = [line for there_already, line in taken if there_already < place]
            if rows:
                before.append(rows[-1].line)
            rows.append(PlacedRow(entry, place, max(before, default=0) + 1))
        placed[form.key] = tuple(rows)
    return placed


_ORDER = {form.key: number for number, form in enumerate(FORMS)}


def book_order(row: PrintedRow) -> tuple[int, Place]:
    """As the book goes: by table, page and row."""
    return _ORDER[row.form], row.place
