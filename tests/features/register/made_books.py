"""Books made by hand, to be printed: short cells in every column of every table."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from deputy_station.features.register.rules.book import Book, Entry
from deputy_station.features.register.rules.forms import FACTS, FORMS, form_of
from deputy_station.features.register.rules.places import Place
from deputy_station.features.register.service.places import PageKey, PrintedRow


def made_entry(key: str, number: int, *, evidence: int = 0, waits: str = "", **cells: str) -> Entry:
    """A record of that table, with the number as its own; its cells say their column and the number."""
    form = form_of(key)
    on = date(2026, 1, 1) + timedelta(days=number)
    said = {column.key: f"{column.title}{number}" for column in form.columns}
    if "on" in said:
        said["on"] = on.isoformat()
    return Entry(key, "attendance", number, on, {**said, **cells}, evidence, waits)


def made_book(
    entries: Mapping[str, Sequence[Entry]] | None = None,
    *,
    deputy_id: int = 7,
    deputy: str = "王建国",
    group: str = "第一代表小组",
) -> Book:
    """A book with these records by table, and none in the others."""
    tables = {form.key: tuple((entries or {}).get(form.key, ())) for form in FORMS}
    facts = dict(FACTS) | {"name": deputy, "group": group}
    return Book(deputy_id, deputy, group, 3, "第十九届", "东街代表联络站", "青石镇", facts, tables)


def printed_entry(
    entry: Entry, page: int, row: int, slots: int = 1, *, deputy_id: int = 7, line: int | None = None
) -> PrintedRow:
    """The record as it was printed there, with the words it has now; its number in the table is that of the row, or
    `line`."""
    return PrintedRow(
        deputy_id,
        entry.form,
        entry.subject,
        entry.subject_id,
        Place(page, row, slots),
        entry.cells,
        "",
        datetime(2026, 3, 31, 9, 0, tzinfo=UTC),
        1,
        row if line is None else line,
    )


def pages_of_a_new_book(*more: PageKey, deputy_id: int = 7) -> dict[int, frozenset[PageKey]]:
    """The first page of every table lies in the book, and these."""
    return {deputy_id: frozenset({(form.key, 1) for form in FORMS} | set(more))}
