"""The tables of a book as sheets: records in slots of equal height, so that a page filled in steps looks like one
printed at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from deputy_station.documents.description import CodePayload, Field, Form, Sheet, Value
from deputy_station.documents.glyphs import system_glyphs
from deputy_station.documents.loading import load_form
from deputy_station.documents.passbook import slots_of, split_into_slots
from deputy_station.documents.typesetting import Typesetter, gather_faces
from deputy_station.features.register.documents.fields import FIELDS, form_name
from deputy_station.features.register.rules.book import Book, Entry
from deputy_station.features.register.rules.forms import FORMS
from deputy_station.features.register.rules.rows import PlacedRow, TakenRow, pages_of, place_rows

GOES_ON = "续"
"""Stands for the number of a row that continues the one above."""

Taken = Mapping[str, Sequence[TakenRow]]
"""What stands on the paper of a deputy's book, by key of the form."""


@dataclass(frozen=True)
class Table:
    """One table of a book: its sheet, the rows on it that are new, and how its pages are divided."""

    key: str
    sheet: Sheet
    rows: tuple[PlacedRow, ...]
    pages: int
    slots_a_page: int


class TableMaker:
    """Makes tables of several books with one typesetter: the forms are read and the fonts measured once."""

    def __init__(self, books: Iterable[Book]) -> None:
        self._forms: dict[str, Form] = {
            form.key: load_form(form_name(form.key), FIELDS[form_name(form.key)]) for form in FORMS
        }
        self._slots = {key: slots_of(form).count for key, form in self._forms.items()}
        whole = [self._unsplit(book, key) for book in books for key in self._forms]
        self._typesetter = Typesetter(gather_faces(whole, system_glyphs()))
        self._split = cache(self._split_texts)

    def slots_a_page(self, key: str) -> int:
        """How many rows each page of the table holds."""
        return self._slots[key]

    def table(
        self,
        book: Book,
        key: str,
        *,
        taken: Sequence[TakenRow] = (),
        code: CodePayload | None = None,
        bookmark: str = "",
    ) -> Table:
        """The table with its new rows behind those taken, whose slots stay empty: they stand on the paper already."""
        form, a_page = self._forms[key], self._slots[key]
        printable = [entry for entry in book.entries[key] if not entry.waits]
        split = {entry.record: self._split(key, _texts(entry)) for entry in printable}
        placed = place_rows(printable, {record: len(rows) for record, rows in split.items()}, taken)
        pages = pages_of(taken, placed, a_page)
        empty = dict.fromkeys((column.name for column in _columns(form)), "")
        rows = [empty] * (pages * a_page)
        for row in placed:
            for number, texts in enumerate(split[row.entry.record]):
                rows[row.first + number] = {
                    **texts,
                    "line": GOES_ON if number else str(row.line),
                    "record": row.entry.record,
                }
        sheet = Sheet(form, {**head_values(book), "rows": rows}, bookmark=bookmark, page_code=code)
        return Table(key, sheet, placed, pages, a_page)

    def _unsplit(self, book: Book, key: str) -> Sheet:
        """Every character the table may print, to choose the fonts by."""
        entries = book.entries[key]
        rows = [{**entry.cells, "line": GOES_ON + "0123456789", "record": entry.record} for entry in entries]
        return Sheet(self._forms[key], {**head_values(book), "rows": rows})

    def _split_texts(self, key: str, texts: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
        return split_into_slots(self._forms[key], dict(texts), self._typesetter)


def _texts(entry: Entry) -> tuple[tuple[str, str], ...]:
    return tuple(entry.cells.items())


def _columns(form: Form) -> Sequence[Field]:
    listed = form.field_named("rows")
    assert listed is not None
    return listed.columns


def keeper_of(book: Book) -> str:
    """Who keeps the book: the group, or the station for a deputy without one."""
    return book.group or book.station


def head_values(book: Book) -> dict[str, Value]:
    """What stands above every table."""
    return {
        "deputy": book.deputy,
        "group": book.group,
        "term": book.term,
        "town": book.township,
        "keeper": keeper_of(book),
    }
