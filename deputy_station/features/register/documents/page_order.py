"""Which page of a PDF is which page of whose book, and so which rows went to paper when only some pages came out."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from deputy_station.features.register.documents.fronts import CONTENTS_TITLE, EVIDENCE_TITLE, FACTS_TITLE
from deputy_station.features.register.rules.forms import FORMS, form_of
from deputy_station.features.register.rules.lacks import short_form
from deputy_station.features.register.rules.places import pages_of
from deputy_station.features.register.service.places import PageKey, PlacedRow

_TABLES = frozenset(form.key for form in FORMS)
ATTACHED_KEY = "attached"
"""The pages of evidence bound behind a book."""
_FRONTS = {
    "cover": "封面",
    "contents": CONTENTS_TITLE,
    "facts": f"表一　{FACTS_TITLE}",
    "evidence": EVIDENCE_TITLE,
    ATTACHED_KEY: "证明材料",
}


class PageOfPaper(Protocol):
    """A page of a PDF: its number there (from 1), whose book, the key of its table or sheet, which page of that."""

    @property
    def order(self) -> int: ...
    @property
    def deputy_id(self) -> int: ...
    @property
    def deputy(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def page(self) -> int: ...


@dataclass(frozen=True)
class PaperPage:
    """A page of a book in a PDF, see `PageOfPaper`."""

    order: int
    deputy_id: int
    deputy: str
    key: str
    page: int


@dataclass(frozen=True)
class NewRows:
    """The rows of one table of a book that a PDF brings to paper, and how many slots its pages have."""

    deputy_id: int
    key: str
    slots_a_page: int
    rows: tuple[PlacedRow, ...]


class MadePages(Protocol):
    """A PDF of pages of books."""

    @property
    def prints(self) -> Sequence[PageOfPaper]: ...
    @property
    def tables(self) -> Sequence[NewRows]: ...


@dataclass(frozen=True)
class CameOut:
    """What went to paper, by deputy."""

    rows: Mapping[int, Sequence[PlacedRow]]
    pages: Mapping[int, Collection[PageKey]]


def came_out(made: MadePages, pages: Collection[int] | None = None) -> CameOut:
    """The rows that stand whole on these pages of the PDF (counted from 0; None: all), and the pages of tables."""
    there = [
        page for page in made.prints if page.key in _TABLES and (pages is None or page.order - 1 in pages)
    ]
    reached = {(page.deputy_id, page.key, page.page) for page in there}
    rows: dict[int, list[PlacedRow]] = defaultdict(list)
    for table in made.tables:
        rows[table.deputy_id] += [
            row
            for row in table.rows
            if all(
                (table.deputy_id, table.key, page) in reached
                for page in pages_of(row.place, table.slots_a_page)
            )
        ]
    kept: dict[int, set[PageKey]] = defaultdict(set)
    for page in there:
        kept[page.deputy_id].add((page.key, page.page))
    return CameOut({deputy: found for deputy, found in rows.items() if found}, dict(kept))


def page_words(pages: Iterable[PageOfPaper], number: int) -> str:
    """What a page of the PDF is, for who holds it in the hand: 王建国，表八第 2 页. "" where it is none of a book."""
    for page in pages:
        if page.order == number:
            name = short_form(form_of(page.key)) + f"第 {page.page} 页" if page.key in _TABLES else ""
            return f"{page.deputy}，{name or _FRONTS[page.key]}"
    return ""
