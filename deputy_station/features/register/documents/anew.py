"""A page or a whole book begun anew: printed as the records say now, in place of the old paper."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deputy_station.core.errors import Refusal
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.passbook import Overlay, make_overlays
from deputy_station.features.register.documents.book import CodeOf, make_books, no_code
from deputy_station.features.register.documents.page_order import NewRows, PaperPage
from deputy_station.features.register.documents.tables import TableMaker
from deputy_station.features.register.rules.book import Book, RowKey
from deputy_station.features.register.rules.forms import FORMS, form_of
from deputy_station.features.register.rules.lacks import short_form
from deputy_station.features.register.rules.places import Place, pages_of
from deputy_station.features.register.rules.renewing import pages_to_renew, renewed_places
from deputy_station.features.register.rules.words_printed import cells_of, fingerprint
from deputy_station.features.register.service.places import NO_PAPER, BookPaper, PlacedRow, PrintedRow


class NoSuchPage(Refusal):
    """The page named does not lie in the book."""

    def __init__(self, key: str, page: int) -> None:
        super().__init__(
            f"册子里没有{short_form(form_of(key))}第 {page} 页，没有可以换的。请看一看纸上的表和页码。"
        )


@dataclass(frozen=True)
class MadeAnew:
    """What was written in place of old paper: a page of `form` with those its rows run on to, or the whole book (""),
    every page of the PDF, the rows by table, the records that stand on the old paper, and that paper when this was
    `drawn`."""

    path: Path
    term_id: int
    deputy_id: int
    form: str
    pages: int
    prints: tuple[PaperPage, ...]
    tables: tuple[NewRows, ...]
    seen: frozenset[RowKey]
    drawn: BookPaper = NO_PAPER


def make_page_anew(
    out: Path,
    book: Book,
    printed: Sequence[PrintedRow],
    *,
    form: str,
    page: int,
    code_of: CodeOf = no_code,
    progress: Progress = silent_progress,
) -> MadeAnew:
    """Print one page of a table as the records say now, with new rows that belong on it. Raises PageTooSmall and what
    `make_pdf` raises."""
    maker = TableMaker([book], {book.deputy_id: printed})
    a_page = maker.slots_a_page(form)
    own = [row for row in printed if row.form == form]
    pages = pages_to_renew([row.place for row in own], page, a_page)
    places = renewed_places(
        form_of(form),
        [(row.key, row.place) for row in own],
        {entry.key: entry for entry in book.entries[form]},
        pages=pages,
        slots=maker.slots_needed(book),
        per_page=a_page,
    )
    standing = _as_now(book, printed, form, pages, places)
    maker = TableMaker([book], {book.deputy_id: standing})
    codes = {each.key: code_of(book, each.key) for each in FORMS}
    (table,) = [each for each in maker.tables(book, codes=codes) if each.key == form]
    new = _that_belong(table.new, pages, a_page)
    entries = {entry.key: entry for entry in book.entries[form]}
    rows = [PlacedRow(entries[row.key], row.place, row.line) for row in standing if row.key in places]
    wanted = sorted(pages)
    count = make_overlays(
        out,
        [Overlay(table.sheet, dict.fromkeys(wanted, None))],
        title=f"{short_form(form_of(form))}换页",
        progress=progress,
    )
    return MadeAnew(
        out,
        book.term_id,
        book.deputy_id,
        form,
        count,
        tuple(
            PaperPage(order, book.deputy_id, book.deputy, form, each) for order, each in enumerate(wanted, 1)
        ),
        (NewRows(book.deputy_id, form, a_page, (*rows, *new)),),
        frozenset(row.key for row in own if row.place.page in pages),
    )


def make_book_anew(
    out: Path,
    book: Book,
    printed: Sequence[PrintedRow],
    *,
    code_of: CodeOf = no_code,
    progress: Progress = silent_progress,
) -> MadeAnew:
    """Print the whole book from its first row on, as if nothing had been printed. Raises what `make_pdf` raises."""
    made = make_books(out, [book], code_of=code_of, progress=progress)
    return MadeAnew(
        out,
        book.term_id,
        book.deputy_id,
        "",
        made.pages,
        made.prints,
        made.tables,
        frozenset(row.key for row in printed),
    )


def _as_now(
    book: Book,
    printed: Sequence[PrintedRow],
    form: str,
    pages: set[int],
    places: dict[RowKey, Place],
) -> list[PrintedRow]:
    """What stands in the book with these pages as the records say now."""
    entries = {entry.key: entry for entry in book.entries[form]}
    standing = []
    for row in printed:
        if row.form != form or row.place.page not in pages:
            standing.append(row)
        elif row.key in places:
            cells = entries[row.key].cells
            standing.append(
                replace(
                    row, place=places[row.key], words=cells_of(form, cells), digest=fingerprint(form, cells)
                )
            )
    return standing


def _that_belong(new: Sequence[PlacedRow], pages: set[int], a_page: int) -> list[PlacedRow]:
    """The new rows of these pages; a page that one of them runs on to is printed too."""
    kept = []
    for row in new:
        own = set(pages_of(row.place, a_page))
        if own & pages:
            pages |= own
            kept.append(row)
    return kept
