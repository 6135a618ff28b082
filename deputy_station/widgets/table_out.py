"""What is seen in a table, as cells: for the clipboard, and as a workbook written in the background.

Columns, their order, filters and sorting are those on the screen; what is masked there is masked here. Days are
written whole (今天 says nothing tomorrow), numbers stay numbers.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

from deputy_station.core.errors import Refusal
from deputy_station.core.progress import Progress
from deputy_station.widgets.clipboard_cells import Cell
from deputy_station.widgets.pill import Pill
from deputy_station.widgets.table_model import Column, Kind
from deputy_station.widgets.table_rows import Count, Fetch, takes

CHUNK = 1000
MOST_ROWS = 1_000_000
"""A sheet holds 1,048,576 rows."""


class TooManyRows(Refusal):
    """More rows than a sheet holds."""

    def __init__(self, total: int) -> None:
        super().__init__(f"共 {total:,} 行，一张表格最多 {MOST_ROWS:,} 行，没有导出。请先筛选，分几次导出。")


class Reading(Protocol):
    """What this needs of the database."""

    def reading(self) -> AbstractContextManager[Any]: ...


@dataclass(frozen=True)
class Seen:
    """What is to be written: the columns in sight and where their rows come from (`rows` in hand, or `fetch`)."""

    columns: Sequence[Column]
    rows: Sequence[Any] | None = None
    fetch: Fetch | None = None
    count: Count | None = None
    values: dict[str, Any] | None = None
    order: dict[str, Any] | None = None
    part: bool = False
    """Whether these are rows chosen out of the list, not the whole list."""


def block_of(columns: Sequence[Column], rows: Sequence[Any]) -> list[list[Cell]]:
    """The titles and a line for each row; line breaks inside a cell become spaces."""
    lines = [[_on_one_line(out_cell(column, row)) for column in columns] for row in rows]
    return [[column.title for column in columns], *lines]


def out_cell(column: Column, row: Any) -> Cell:
    """The value of a cell outside the window; an empty one is None."""
    value = column.out_of(row)
    if isinstance(value, Pill):
        return value.word
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return str(value)
    if isinstance(value, date):
        return value
    number = isinstance(value, (int, float, Decimal, Fraction)) and not isinstance(value, bool)
    return value if number and column.kind is Kind.NUMBER else str(value)


def write_seen(
    database: Reading, progress: Progress, *, out: Path, seen: Seen, name: str, heading: str
) -> None:
    """Write a workbook of what is seen: `heading` above the head says the filters and the time.

    Everything is read in one go, so that it is one state of the list. Raises TooManyRows, Trouble.
    """
    from deputy_station.documents.workbook_out import WorkSheet, write_workbook

    with database.reading() as session:
        total = _total(session, seen)
        if total > MOST_ROWS:
            raise TooManyRows(total)
        rows = _told(_all_rows(session, seen), progress, total)
        cells = ([_sheet_cell(out_cell(column, row)) for column in seen.columns] for row in rows)
        titles = [column.title for column in seen.columns]
        write_workbook(out, [WorkSheet(name, titles, cells, title=f"{heading}，共 {total} 行")])
    progress(total, total, "行")


def _total(session: Any, seen: Seen) -> int:
    if seen.rows is not None:
        return len(seen.rows)
    assert seen.count is not None
    return seen.count(session, **(seen.values or {}))


def _all_rows(session: Any, seen: Seen) -> Iterator[Any]:
    """The rows a thousand at a time, each time from the last row on where the provider can."""
    if seen.rows is not None:
        yield from seen.rows
        return
    assert seen.fetch is not None
    by_row = not seen.order and takes(seen.fetch, "after")
    rows: Sequence[Any] = ()
    offset = 0
    while offset == 0 or len(rows) == CHUNK:
        position = {"after": rows[-1]} if by_row and rows else {"offset": offset}
        rows = seen.fetch(session, limit=CHUNK, **position, **(seen.order or {}), **(seen.values or {}))
        yield from rows
        offset += CHUNK


def _told(rows: Iterator[Any], progress: Callable[[int, int, str], object], total: int) -> Iterator[Any]:
    for done, row in enumerate(rows):
        if done % 100 == 0:
            progress(min(done, max(0, total - 1)), total, "行")
        yield row


def _sheet_cell(cell: Cell) -> Any:
    return Decimal(str(cell)) if isinstance(cell, float) else cell


def _on_one_line(cell: Cell) -> Cell:
    return " ".join(cell.splitlines()) if isinstance(cell, str) else cell
