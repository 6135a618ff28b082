"""The tables of a book as sheets: records in slots of equal height, so that a page filled in steps looks like one
printed at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from deputy_station.documents.description import CodePayload, Field, Form, Sheet, Value
from deputy_station.documents.glyphs import system_glyphs
from deputy_station.documents.loading import load_form
from deputy_station.documents.passbook import slots_of, split_into_slots
from deputy_station.documents.typesetting import Typesetter, gather_faces
from deputy_station.features.register.documents.fields import FIELDS, form_name
from deputy_station.features.register.rules.book import Book, RowKey
from deputy_station.features.register.rules.forms import FORMS
from deputy_station.features.register.rules.places import Place
from deputy_station.features.register.service.places import (
    PageKey,
    PlacedRow,
    PrintedRow,
    place_rows_of,
)

_SPLITS_KEPT = 1024
"""Records whose texts are kept as split: each is asked for twice while its book is made."""

GOES_ON = "续"
"""Stands for the number of a row that continues the one above."""

PrintedOf = Mapping[int, Sequence[PrintedRow]]
"""What stands on the paper of a deputy's book, by deputy."""

PagesOf = Mapping[int, Collection[PageKey]]
"""The pages of tables that lie in a deputy's book, by deputy."""


@dataclass(frozen=True)
class Table:
    """One table of a book: its sheet, its rows that were never printed, those that were, its pages and their slots."""

    key: str
    sheet: Sheet
    new: tuple[PlacedRow, ...]
    printed: tuple[PrintedRow, ...]
    pages: int
    slots_a_page: int


class TableMaker:
    """Makes the tables of several books with one typesetter: the forms are read and the fonts measured once."""

    def __init__(self, books: Iterable[Book], printed: PrintedOf | None = None) -> None:
        self._printed = printed or {}
        self._forms: dict[str, Form] = {
            form.key: load_form(form_name(form.key), FIELDS[form_name(form.key)]) for form in FORMS
        }
        self._slots = {key: slots_of(form).count for key, form in self._forms.items()}
        whole = (self._unsplit(book, key) for book in books for key in self._forms)
        self._typesetter = Typesetter(gather_faces(whole, system_glyphs()))
        self._split = lru_cache(_SPLITS_KEPT)(self._split_texts)

    def tables(
        self,
        book: Book,
        *,
        codes: Mapping[str, CodePayload | None] | None = None,
        whole: bool = True,
    ) -> list[Table]:
        """Every table of a book, new rows behind those printed. The latter stand on it only when it is `whole`, and with
        the words that were printed: a page printed again is the page in the book.

        `codes` by key of the table.
        """
        printed = self._printed.get(book.deputy_id, ())
        placed = place_rows_of(book, printed, slots=self.slots_needed(book), per_page=self._slots)
        made = []
        for form in FORMS:
            there = tuple(row for row in printed if row.form == form.key)
            new = placed[form.key]
            a_page = self._slots[form.key]
            pages = max(1, _pages([*(row.place for row in there), *(row.place for row in new)], a_page))
            rows = self._empty_rows(form.key, pages * a_page)
            for row in new:
                self._write(rows, form.key, row.entry.cells, row.place, str(row.line), row.entry.record)
            for old in there if whole else ():
                self._write(rows, form.key, old.words, old.place, str(old.line), old.record)
            code = (codes or {}).get(form.key)
            sheet = Sheet(
                self._forms[form.key],
                {**head_values(book), "rows": rows},
                bookmark=form.heading,
                page_code=code,
            )
            made.append(Table(form.key, sheet, new, there, pages, a_page))
        return made

    def slots_needed(self, book: Book) -> dict[RowKey, int]:
        """How many slots each record of a book takes that may be printed."""
        return {
            entry.key: len(self._split(entry.form, _texts(entry.cells)))
            for rows in book.entries.values()
            for entry in rows
            if not entry.waits
        }

    def slots_a_page(self, key: str) -> int:
        """How many slots a page of that table has."""
        return self._slots[key]

    def _write(
        self,
        rows: list[dict[str, str]],
        key: str,
        cells: Mapping[str, str],
        place: Place,
        line: str,
        record: str,
    ) -> None:
        """Write a record into its slots."""
        parts = self._split(key, _texts(cells))
        if len(parts) > place.slots:  # the form was made narrower since it was printed
            kept, rest = parts[: place.slots - 1], parts[place.slots - 1 :]
            parts = [*kept, {name: "".join(part[name] for part in rest) for name in rest[0]}]
        first = place.first(self._slots[key])
        for number, texts in enumerate(parts):
            rows[first + number] = {**texts, "line": GOES_ON if number else line, "record": record}

    def _empty_rows(self, key: str, count: int) -> list[dict[str, str]]:
        listed = self._forms[key].field_named("rows")
        assert listed is not None
        return [_empty(listed) for _ in range(count)]

    def _unsplit(self, book: Book, key: str) -> Sheet:
        """Every character the table may print, to choose the fonts by."""
        line = GOES_ON + "0123456789"
        rows = [{**entry.cells, "line": line, "record": entry.record} for entry in book.entries[key]]
        rows += [
            {**row.words, "line": line, "record": row.record}
            for row in self._printed.get(book.deputy_id, ())
            if row.form == key
        ]
        return Sheet(self._forms[key], {**head_values(book), "rows": rows})

    def _split_texts(self, key: str, texts: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
        return split_into_slots(self._forms[key], dict(texts), self._typesetter)


def _texts(cells: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(cells.items())


def _empty(listed: Field) -> dict[str, str]:
    return dict.fromkeys((column.name for column in listed.columns), "")


def _pages(places: Sequence[Place], a_page: int) -> int:
    return -(-max((place.end(a_page) for place in places), default=0) // a_page)


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
