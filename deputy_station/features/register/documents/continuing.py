"""Passbook printing: the new rows on the pages that are in the books already, a list of them to put in first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deputy_station.core.errors import Refusal
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.description import CodePayload, Sheet, Value
from deputy_station.documents.loading import load_form
from deputy_station.documents.passbook import Overlay, make_overlays, slots_of
from deputy_station.features.register.documents.book import CodeOf, no_code
from deputy_station.features.register.documents.fields import FIELDS, LIST
from deputy_station.features.register.documents.tables import Table, TableMaker, Taken
from deputy_station.features.register.rules.book import Book
from deputy_station.features.register.rules.forms import FORMS, form_of
from deputy_station.features.register.rules.rows import PlacedRow


class NothingNew(Refusal):
    """Every record that may be printed stands in the books."""

    def __init__(self) -> None:
        super().__init__("没有要补印的新行：能印的记录都已经印在册子里了。待核准的，核准以后再印。")


class NotSoManyPages(Refusal):
    """Somebody said more pages came out than there were."""

    def __init__(self, pages: int) -> None:
        super().__init__(f"这次一共 {pages} 页。请写 0 到 {pages}：一页也没有印成就写 0。")


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
class NewRows:
    """The new rows of one table of a book, and how many slots its pages have."""

    deputy_id: int
    term_id: int
    key: str
    slots_a_page: int
    rows: tuple[PlacedRow, ...]


@dataclass(frozen=True)
class MadeContinuation:
    """What was written: all pages with the list before them, what stands on each, and the rows by table."""

    path: Path
    pages: int
    prints: tuple[PagePrint, ...]
    tables: tuple[NewRows, ...]


def make_continuation(
    out: Path,
    books: Sequence[Book],
    taken: Mapping[int, Taken],
    *,
    code_of: CodeOf = no_code,
    list_code: CodePayload | None = None,
    right: float = 0.0,
    down: float = 0.0,
    progress: Progress = silent_progress,
) -> MadeContinuation:
    """Make one PDF of the new rows of these books; `taken` says by deputy what stands on their paper.

    `right` and `down` (mm) move what is printed on old paper. Raises NothingNew and what `make_pdf` raises.
    """
    maker = TableMaker(books)
    found = [
        (book, table, taken.get(book.deputy_id, {}))
        for book in books
        for form in FORMS
        if (
            table := maker.table(
                book,
                form.key,
                taken=taken.get(book.deputy_id, {}).get(form.key, ()),
                code=code_of(book, form.key),
            )
        ).rows
    ]
    if not found:
        raise NothingNew
    unnumbered = [page for book, table, paper in found for page in _pages(book, table, paper)]
    form = load_form(LIST, FIELDS[LIST])
    before = -(-len(unnumbered) // slots_of(form).count)
    prints = tuple(_numbered(page, before + number) for number, page in enumerate(unnumbered, 1))
    tables = tuple(
        NewRows(book.deputy_id, book.term_id, table.key, table.slots_a_page, table.rows)
        for book, table, _ in found
    )
    listed = Sheet(form, _list_values(books[0], prints, tables), page_code=list_code)
    overlays = [
        Overlay(
            table.sheet,
            {
                page.page: None if page.fresh else [slot - 1 for slot in page.slots]
                for page in prints
                if (page.deputy_id, page.key) == (book.deputy_id, table.key)
            },
        )
        for book, table, _ in found
    ]
    pages = make_overlays(
        out, overlays, title="登记册补印", first=[listed], right=right, down=down, progress=progress
    )
    return MadeContinuation(out, pages, prints, tables)


def printed_rows(made: MadeContinuation, *, up_to: int) -> list[NewRows]:
    """The rows that stand whole on the paper when the printer stopped after page `up_to` of the PDF.

    Raises NotSoManyPages.
    """
    if not 0 <= up_to <= made.pages:
        raise NotSoManyPages(made.pages)
    reached = {(page.deputy_id, page.key, page.page) for page in made.prints if page.order <= up_to}
    kept = []
    for table in made.tables:
        rows = tuple(
            row
            for row in table.rows
            if (table.deputy_id, table.key, row.last_page(table.slots_a_page)) in reached
        )
        if rows:
            kept.append(NewRows(table.deputy_id, table.term_id, table.key, table.slots_a_page, rows))
    return kept


def _pages(book: Book, table: Table, paper: Taken) -> list[PagePrint]:
    """The pages of a table that get words, not numbered yet. A book that was printed has one page of each table."""
    a_page = table.slots_a_page
    ends = [row.first + row.slots for row in paper.get(table.key, ())]
    on_paper = max(-(-max(ends, default=0) // a_page), 1 if any(paper.values()) else 0)
    slots: dict[int, list[int]] = {}
    for row in table.rows:
        for slot in range(row.first, row.first + row.slots):
            slots.setdefault(slot // a_page + 1, []).append(slot % a_page + 1)
    return [
        PagePrint(
            0, book.deputy_id, book.deputy, book.group, table.key, page, page > on_paper, tuple(slots[page])
        )
        for page in sorted(slots)
    ]


def _numbered(page: PagePrint, order: int) -> PagePrint:
    return PagePrint(
        order, page.deputy_id, page.deputy, page.group, page.key, page.page, page.fresh, page.slots
    )


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
