"""A file on its way in: which sheets it has, where its header is, which column is which; then all its rows.

opened = open_file(path)
look = look_at(opened, columns)                                   # a proposal that people may change
data = read_all(opened, columns, sheet=look.sheet, header_row=look.header_row, places=look.places)
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deputy_station.documents.import_columns import ImportColumn, SheetData
from deputy_station.documents.import_likeness import FoundBy, propose_places, title_form
from deputy_station.documents.text_table import open_book
from deputy_station.documents.workbook_cells import shown
from deputy_station.documents.workbook_guard import CheckedWorkbook, column_letters
from deputy_station.documents.workbook_in import (
    HEADER_ROWS,
    HeaderMissing,
    Table,
    read_rows,
    table_on,
    titles_at,
)
from deputy_station.documents.workbook_reader import Book, Merged, OpenWorkbook, Rows

SAMPLES = 3
"""Cells of each column that are shown beside it."""
_BODY = 60
"""Rows that are looked at to tell a column by its content."""


@dataclass(frozen=True)
class OpenedFile:
    """A file that can be read: its path, the sheets people see, the others, and the sheet last looked at."""

    path: Path
    checked: CheckedWorkbook = field(repr=False)
    sheets: tuple[str, ...]
    hidden: tuple[str, ...]
    filled: tuple[str, ...]
    """The sheets with anything in them."""
    held: dict[str, tuple[Rows, Merged]] = field(repr=False)
    """The rows of at most one sheet, so that a change of the columns need not read the file again."""


@dataclass(frozen=True)
class ImportLook:
    """What a sheet offers: rows count from 1, `titles` has a word for each column, `samples` some of its cells.

    `places` is column key → place in the row from 0, `found_by` how each was recognised.
    """

    sheet: str
    header_row: int
    header_choices: tuple[tuple[int, str], ...]
    titles: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    places: Mapping[str, int]
    found_by: Mapping[str, FoundBy]
    warnings: tuple[str, ...]
    source: str
    """Stands for the set of titles: what was remembered for it fits again. Holds no text of the file."""
    tokens: tuple[str, ...]
    """Stands for the title of each column, whatever its place; what is remembered of a column."""


def open_file(path: Path) -> OpenedFile:
    """Open a workbook or csv file. Raises the refusals of the guard, HeaderMissing when nothing is in it."""
    checked, book = open_book(path)
    sheets, hidden = book.visible_sheets(), book.hidden_sheets()
    filled = tuple(name for name in sheets if book.rows(name))
    if not filled:
        unseen = f"看得见的表里没有内容，隐藏的表没有读：{'、'.join(hidden)}。请取消隐藏，再试一次。"
        raise HeaderMissing(
            f"“{path.name}”{unseen}" if hidden else f"“{path.name}”里没有内容。请核对是不是选错了文件。"
        )
    held = {filled[0]: (book.rows(filled[0]), book.merged(filled[0]))}
    return OpenedFile(path, checked, tuple(sheets), tuple(hidden), filled, held)


def look_at(
    opened: OpenedFile,
    columns: Sequence[ImportColumn],
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    remembered: Mapping[str, Mapping[str, str]] | None = None,
) -> ImportLook:
    """Find the sheet, its header and which column is which, as far as they are not given.

    `remembered`: source → column key → token, from earlier imports of files with the same titles.
    """
    name = sheet or _likely_sheet(opened, columns)
    rows, merged = _rows_of(opened, name)
    header = header_row - 1 if header_row is not None else _likely_header(rows, merged, columns)
    titles = titles_at(rows, merged, header) if rows else []
    body = rows[header + 1 : header + 1 + _BODY]
    places, found, warnings = propose_places(titles, columns, body)
    source, tokens = source_of(titles), tokens_of(titles)
    kept = (remembered or {}).get(source)
    if kept is not None:
        keys = {column.key for column in columns}
        known = {key: tokens.index(token) for key, token in kept.items() if key in keys and token in tokens}
        found = {
            key: found[key] if places.get(key) == place else FoundBy.REMEMBERED
            for key, place in known.items()
        }
        places = known
    if opened.hidden:
        warnings.append(f"隐藏的表没有读入：{'、'.join(opened.hidden)}。")
    return ImportLook(
        sheet=name,
        header_row=header + 1,
        header_choices=_header_choices(rows, header),
        titles=tuple(title or f"{column_letters(place + 1)} 列" for place, title in enumerate(titles)),
        samples=tuple(_samples(body, place) for place in range(len(titles))),
        places=places,
        found_by=found,
        warnings=tuple(warnings),
        source=source,
        tokens=tokens,
    )


def read_all(
    opened: OpenedFile,
    columns: Sequence[ImportColumn],
    *,
    sheet: str,
    header_row: int,
    places: Mapping[str, int],
) -> SheetData:
    """Every row below the header, read by the places that were chosen."""
    rows, merged = _rows_of(opened, sheet)
    titles = titles_at(rows, merged, header_row - 1)
    named = [title or f"{column_letters(place + 1)} 列" for place, title in enumerate(titles)]
    # The rows are kept for another try, and merged cells are filled in where they lie.
    table = Table(sheet, [list(row) for row in rows], merged, header_row - 1, named, dict(places), [])
    return read_rows(opened.checked, table, columns)


def source_of(titles: Sequence[str]) -> str:
    """A word for the set of titles of a file, from which they cannot be read back."""
    return _digest("\n".join(sorted({title_form(title) for title in titles if title})))


def tokens_of(titles: Sequence[str]) -> tuple[str, ...]:
    """A word for the title of each column, whatever its place, from which it cannot be read back."""
    seen: Counter[str] = Counter()
    tokens = []
    for place, title in enumerate(titles):
        form = title_form(title) if title else f"\n{place}"
        seen[form] += 1
        tokens.append(_digest(f"{form}\n{seen[form]}"))
    return tuple(tokens)


def _digest(text: str) -> str:
    """A row taken for the header by mistake may hold names: what is remembered must not be readable."""
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _reopen(opened: OpenedFile) -> Book:
    """The file as it was when it was opened: by now it may be changed, away with its stick, or held by Excel.

    Only a workbook has further sheets; the one sheet of a text table is held from the start.
    """
    return OpenWorkbook(opened.checked)


def _rows_of(opened: OpenedFile, sheet: str) -> tuple[Rows, Merged]:
    if sheet not in opened.held:
        book = _reopen(opened)
        opened.held.clear()
        opened.held[sheet] = (book.rows(sheet), book.merged(sheet))
    return opened.held[sheet]


def _likely_sheet(opened: OpenedFile, columns: Sequence[ImportColumn]) -> str:
    """The first sheet whose header is known, else the first with anything in it."""
    if len(opened.filled) == 1:
        return opened.filled[0]
    book = _reopen(opened)
    known = (name for name in opened.filled if table_on(book, name, columns, {}) is not None)
    return next(known, opened.filled[0])


def _likely_header(rows: Rows, merged: Merged, columns: Sequence[ImportColumn]) -> int:
    """The row in which most of our columns are found; where none are, the one with most texts."""
    best, most = 0, 0.0
    for index in range(min(HEADER_ROWS, len(rows))):
        titles = titles_at(rows, merged, index)
        found = propose_places(titles, columns, ())[1]
        score = sum(1.0 if by is FoundBy.NAME else 0.4 for by in found.values())
        if score > most:
            best, most = index, score
    if most >= 1:
        return best
    texts = [sum(isinstance(cell, str) and bool(cell.strip()) for cell in row) for row in rows[:HEADER_ROWS]]
    return texts.index(max(texts)) if texts else 0


def _header_choices(rows: Rows, header: int) -> tuple[tuple[int, str], ...]:
    choices = []
    for index in range(min(max(HEADER_ROWS, header + 1), len(rows))):
        texts = [" ".join(shown(cell).split()) for cell in rows[index]]
        filled = [text for text in texts if text]
        if filled:
            words = "、".join(text[:8] for text in filled[:4])
            choices.append((index + 1, f"第 {index + 1} 行：{words}{'……' if len(filled) > 4 else ''}"))
    return tuple(choices)


def _samples(body: Rows, place: int) -> tuple[str, ...]:
    texts = (" ".join(shown(row[place]).split()) for row in body if place < len(row))
    return tuple([text[:40] for text in texts if text][:SAMPLES])
