"""Passbook printing: the new rows on the pages that are in the books already, a list of them to put in first."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deputy_station.core.errors import Refusal
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import CodePayload, Sheet, Value
from deputy_station.documents.loading import load_form
from deputy_station.documents.passbook import Overlay, make_overlays, slots_of
from deputy_station.features.register.documents.book import CodeOf, no_code
from deputy_station.features.register.documents.fields import FIELDS, LIST
from deputy_station.features.register.documents.page_order import NewRows
from deputy_station.features.register.documents.tables import PagesOf, PrintedOf, Table, TableMaker
from deputy_station.features.register.rules.book import Book
from deputy_station.features.register.rules.forms import FORMS, form_of
from deputy_station.features.register.service.places import PageKey


class NothingNew(Refusal):
    """Every record that may be printed stands in the books."""

    def __init__(self) -> None:
        super().__init__(
            "没有要补印的新行：印过的册子里，能印的记录都印上了。没有印过的用“整册打印”；待核准的，核准以后再印。"
        )


@dataclass(frozen=True)
class PagePrint:
    """One page to print: its number in the PDF (from 1), whose table and which page of it, on paper that is in the
    book (`fresh` False) or on a new sheet; the slots (from 1) that get words."""

    order: int
    deputy_id: int
    deputy: str
    group: str
    key: str
    page: int
    fresh: bool
    slots: tuple[int, ...]


@dataclass(frozen=True)
class MadeContinuation:
    """What was written: all pages with the list before them, what stands on each, and the rows by table."""

    path: Path
    term_id: int
    pages: int
    prints: tuple[PagePrint, ...]
    tables: tuple[NewRows, ...]


def make_continuation(
    out: Path,
    books: Sequence[Book],
    printed: PrintedOf,
    on_paper: PagesOf,
    *,
    code_of: CodeOf = no_code,
    list_code: CodePayload | None = None,
    right: float = 0.0,
    down: float = 0.0,
    progress: Progress = silent_progress,
) -> MadeContinuation:
    """Make one PDF of the new rows of these books of one term, behind what is `printed`; `on_paper` are the pages that
    lie in the books already.

    `right` and `down` (mm) move what goes on old paper. Raises NothingNew and what `make_pdf` raises.
    """
    maker = TableMaker(books, printed)
    found = [
        (book, table)
        for book in books
        for table in maker.tables(
            book, codes={form.key: code_of(book, form.key) for form in FORMS}, whole=False
        )
        if table.new
    ]
    if not found:
        raise NothingNew
    unnumbered = [
        page for book, table in found for page in _pages(book, table, on_paper.get(book.deputy_id, ()))
    ]
    form = load_form(LIST, FIELDS[LIST])
    before = -(-len(unnumbered) // slots_of(form).count)
    prints = tuple(replace(page, order=before + number) for number, page in enumerate(unnumbered, 1))
    tables = tuple(NewRows(book.deputy_id, table.key, table.slots_a_page, table.new) for book, table in found)
    listed = Sheet(form, _list_values(books[0], prints, tables), page_code=list_code)
    chosen: dict[tuple[int, str], dict[int, list[int] | None]] = defaultdict(dict)
    for page in prints:
        slots = None if page.fresh else [slot - 1 for slot in page.slots]
        chosen[page.deputy_id, page.key][page.page] = slots
    overlays = [Overlay(table.sheet, chosen[book.deputy_id, table.key]) for book, table in found]
    pages = make_overlays(
        out, overlays, title="登记册补印", first=[listed], right=right, down=down, progress=progress
    )
    return MadeContinuation(out, books[0].term_id, pages, prints, tables)


def _pages(book: Book, table: Table, on_paper: Collection[PageKey]) -> list[PagePrint]:
    """The pages of a table that get words, not numbered yet."""
    a_page = table.slots_a_page
    slots: dict[int, list[int]] = defaultdict(list)
    for row in table.new:
        for slot in range(row.place.first(a_page), row.place.end(a_page)):
            slots[slot // a_page + 1].append(slot % a_page + 1)
    return [
        PagePrint(
            0,
            book.deputy_id,
            book.deputy,
            book.group,
            table.key,
            page,
            (table.key, page) not in on_paper,
            tuple(slots[page]),
        )
        for page in sorted(slots)
    ]


def _list_values(book: Book, prints: Sequence[PagePrint], tables: Sequence[NewRows]) -> dict[str, Value]:
    fresh = sum(page.fresh for page in prints)
    records = sum(len(table.rows) for table in tables)
    kinds = [
        words
        for count, words in (
            (len(prints) - fresh, f"{len(prints) - fresh} 页放已印的纸"),
            (fresh, f"{fresh} 页放新纸"),
        )
        if count
    ]
    return {
        "town": book.township,
        "term": book.term,
        "prints": [
            {
                "order": str(page.order),
                "deputy": page.deputy,
                "group": page.group,
                "form": form_of(page.key).heading,
                "paper": f"新纸（第 {page.page} 页）" if page.fresh else f"已印的第 {page.page} 页",
                "rows": slot_words(page.slots),
            }
            for page in prints
        ],
        "total": f"共 {len(prints)} 页：{'，'.join(kinds)}；补印 {records} 条记录。",
    }


def slot_words(slots: Sequence[int]) -> str:
    """The rows of a page in words; new rows always follow each other: 第 5—6 行."""
    first, last = slots[0], slots[-1]
    return f"第 {first} 行" if first == last else f"第 {first}—{last} 行"
