"""Reads a register from xls, xlsx or ods: finds its header, reads every row, reports what cannot be read.

It knows no business words: a feature says which columns it wants, under which titles people write them,
and what kind of value each holds. One bad cell costs its row, never the others; the file is never changed.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from deputy_station.core.cleaning import clean_line
from deputy_station.core.errors import Refusal
from deputy_station.documents.workbook_cells import Cell, Kind, UnreadableCell, Value, read_cell, shown
from deputy_station.documents.workbook_guard import CheckedWorkbook, SheetScan, check_workbook, column_letters
from deputy_station.documents.workbook_reader import Merged, OpenWorkbook, Rows, SheetMissing

HEADER_ROWS = 20
"""The header is looked for in the first rows only; titles, units and dates of filling stand above it."""
_TOTALS = {"合计", "总计", "小计", "共计"}


class HeaderMissing(Refusal):
    """No row of the sheet looks like the header that was asked for."""


class ColumnMissing(Refusal):
    """The header was found, but a column that must be there is not in it."""


@dataclass(frozen=True)
class ImportColumn:
    """A column a feature wants: `titles` are the header words people use for it, the first one is shown.

    `required`: the column must be there and each row must fill it. `longest`: the most characters allowed.
    """

    key: str
    titles: tuple[str, ...]
    kind: Kind = Kind.LINE
    required: bool = False
    longest: int | None = None

    @property
    def title(self) -> str:
        """The word for the column in messages."""
        return self.titles[0]


@dataclass(frozen=True)
class SheetProblem:
    """A cell that could not be read: where it is and a sentence that says what to do."""

    row: int
    column: str
    address: str
    sentence: str


@dataclass(frozen=True)
class SheetRow:
    """One row: its number as the spreadsheet shows it, the values by column key (None: empty or unreadable),
    the same cells as text, and all cells of the row as text in the order of the titles."""

    number: int
    values: Mapping[str, Value]
    raw: Mapping[str, str]
    cells: tuple[str, ...]


@dataclass(frozen=True)
class SheetData:
    """What was read: rows with and without problems; `mapping` is column key → title in the file."""

    file_name: str
    sheet: str
    header_row: int
    titles: tuple[str, ...]
    mapping: Mapping[str, str]
    rows: tuple[SheetRow, ...]
    problems: tuple[SheetProblem, ...]
    warnings: tuple[str, ...]

    def problems_by_row(self) -> dict[int, list[str]]:
        """The sentences for each row number that has a problem."""
        found: dict[int, list[str]] = {}
        for problem in self.problems:
            found.setdefault(problem.row, []).append(problem.sentence)
        return found

    def sound_rows(self) -> tuple[SheetRow, ...]:
        """The rows without any problem."""
        bad = {problem.row for problem in self.problems}
        return tuple(row for row in self.rows if row.number not in bad)


@dataclass(frozen=True)
class WorkbookPreview:
    """What a person needs to say which column is which: sheets, titles found, a proposal, the first rows."""

    sheets: tuple[str, ...]
    sheet: str
    header_row: int
    titles: tuple[str, ...]
    mapping: Mapping[str, str]
    samples: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class ImportOutcome:
    """The three counts of an import and what came of it; a dry run imports 0.

    `ready` rows can be imported, `warnings` of them deserve a look, `errors` rows cannot. Of the ready rows,
    `unchanged` were already there exactly so, `imported` were written.
    """

    ready: int
    warnings: int
    errors: int
    imported: int = 0
    unchanged: int = 0
    failed_rows: Path | None = None
    messages: tuple[str, ...] = field(default=())
    """Sentences for people: what was odd about the file, which rows to look at."""

    def as_json(self) -> dict[str, int | str | None]:
        """The machine-readable form of the command line."""
        return {
            "ready": self.ready,
            "warnings": self.warnings,
            "errors": self.errors,
            "imported": self.imported,
            "unchanged": self.unchanged,
            "failed_rows": None if self.failed_rows is None else str(self.failed_rows),
        }


def read_table(
    path: Path,
    columns: Sequence[ImportColumn],
    *,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
) -> SheetData:
    """Read the rows below the header; `mapping` (column key → title in the file) goes before known titles.

    Without `sheet`, the first visible sheet with a fitting header is read. Raises a refusal when the file is
    no workbook, too large, damaged, protected, or has no such header; `Trouble` when it cannot be opened.
    """
    checked = check_workbook(path)
    found = _find_table(checked, columns, mapping or {}, sheet)
    return _read_rows(checked, found, columns)


def preview_workbook(
    path: Path, columns: Sequence[ImportColumn], *, sheet: str | None = None, samples: int = 5
) -> WorkbookPreview:
    """What the file offers, for choosing columns by hand. Without a known header the fullest of the first
    rows is taken for it. Raises as `read_table`, but never for a header or column that is missing."""
    checked = check_workbook(path)
    book = OpenWorkbook(checked)
    names = book.visible_sheets()
    try:
        found = _find_table(checked, columns, {}, sheet, strict=False)
    except HeaderMissing:
        found = _guess_table(book, sheet or next((name for name in names if book.rows(name)), names[0]))
    body = [row for row in found.rows[found.header + 1 :] if any(shown(cell).strip() for cell in row)]
    return WorkbookPreview(
        sheets=tuple(names),
        sheet=found.sheet,
        header_row=found.header + 1,
        titles=tuple(title for title in found.titles if title),
        mapping={key: found.titles[index] for key, index in found.places.items()},
        samples=tuple(
            tuple(shown(row[i]) if i < len(row) else "" for i, title in enumerate(found.titles) if title)
            for row in body[:samples]
        ),
    )


@dataclass(frozen=True)
class _Table:
    sheet: str
    rows: Rows
    merged: Merged
    header: int
    titles: list[str]
    places: dict[str, int]
    warnings: list[str]


@lru_cache(maxsize=1024)
def _title_form(title: str) -> str:
    """Titles are compared without spaces, line breaks, marks for required and remarks in brackets."""
    folded = re.sub(r"[\s*:：]", "", unicodedata.normalize("NFKC", title)).casefold()
    return re.sub(r"\([^)]*\)", "", folded) or folded


def _find_table(
    checked: CheckedWorkbook,
    columns: Sequence[ImportColumn],
    mapping: Mapping[str, str],
    sheet: str | None,
    *,
    strict: bool = True,
) -> _Table:
    book = OpenWorkbook(checked)
    names = book.visible_sheets()
    if sheet is not None and sheet not in names:
        listed = "、".join(f"“{name}”" for name in names)
        raise SheetMissing(f"“{checked.name}”里没有“{sheet}”表，有的是{listed}。请核对表名。")
    for name in names if sheet is None else [sheet]:
        table = _table_on(book, name, columns, mapping)
        if table is None:
            continue
        if strict:
            _require_columns(checked.name, table, columns)
        if hidden := book.hidden_sheets():
            table.warnings.append(f"隐藏的表没有读入：{'、'.join(hidden)}。")
        others = [other for other in names if other != name and sheet is None and book.rows(other)]
        if others:
            table.warnings.append(f"只读入了“{name}”表，没有读入：{'、'.join(others)}。")
        return table
    if not any(book.rows(name) for name in names):
        if hidden := book.hidden_sheets():
            raise HeaderMissing(
                f"“{checked.name}”看得见的表里没有内容，隐藏的表没有读：{'、'.join(hidden)}。请取消隐藏，再试一次。"
            )
        raise HeaderMissing(f"“{checked.name}”里没有内容。请核对是不是选错了文件。")
    wanted = "、".join(f"“{column.title}”" for column in columns[:4])
    raise HeaderMissing(
        f"“{checked.name}”的前 {HEADER_ROWS} 行里没有找到表头。"
        f"请在数据上面写一行列名，例如{wanted}，再试一次。"
    )


def _table_on(
    book: OpenWorkbook, name: str, columns: Sequence[ImportColumn], mapping: Mapping[str, str]
) -> _Table | None:
    """The table whose header fits best among the first rows, or None when no row fits."""
    rows = book.rows(name)
    if not rows:
        return None
    merged = book.merged(name)
    best: tuple[int, int, list[str], dict[str, int], list[str]] | None = None
    for index in range(min(HEADER_ROWS, len(rows))):
        titles = _titles_at(rows, merged, index)
        places, warnings = _match_titles(titles, columns, mapping)
        if places and (best is None or len(places) > best[0]):
            best = (len(places), index, titles, places, warnings)
    wanted = 1 if mapping else min(2, len(columns))
    if best is None or best[0] < wanted:
        return None
    return _Table(name, rows, merged, best[1], best[2], best[3], best[4])


def _titles_at(rows: Rows, merged: Merged, index: int) -> list[str]:
    """The titles in a row; a title merged downwards from a row above counts for this row too."""
    titles = [clean_line(cell) if isinstance(cell, str) else "" for cell in rows[index]]
    for (top, left), (bottom, right) in merged:
        if left == right and top < index <= bottom and left < len(titles) and top < len(rows):
            above = rows[top][left]
            titles[left] = clean_line(above) if isinstance(above, str) else titles[left]
    return titles


def _match_titles(
    titles: Sequence[str], columns: Sequence[ImportColumn], mapping: Mapping[str, str]
) -> tuple[dict[str, int], list[str]]:
    places: dict[str, int] = {}
    warnings: list[str] = []
    forms = [_title_form(title) if title else "" for title in titles]
    for column in columns:
        wanted = (mapping[column.key],) if column.key in mapping else column.titles
        for title in wanted:
            hits = [
                index
                for index, form in enumerate(forms)
                if form and form == _title_form(title) and index not in places.values()
            ]
            if hits:
                places[column.key] = hits[0]
                if len(hits) > 1:
                    second = column_letters(hits[1] + 1)
                    warnings.append(f"有两列都叫“{title}”，读的是前一列，{second} 列没有读。")
                break
    return places, warnings


def _require_columns(file_name: str, table: _Table, columns: Sequence[ImportColumn]) -> None:
    missing = [column for column in columns if column.required and column.key not in table.places]
    if missing:
        named = "、".join(f"“{column.title}”" for column in missing)
        present = "、".join(title for title in table.titles if title)
        raise ColumnMissing(
            f"“{file_name}”第 {table.header + 1} 行的表头里缺少{named}列（有：{present}）。"
            "请补上这一列，或指明哪一列就是它。"
        )


def _guess_table(book: OpenWorkbook, name: str) -> _Table:
    rows = book.rows(name)
    fullest = max(
        range(min(HEADER_ROWS, len(rows))),
        key=lambda index: sum(isinstance(cell, str) and bool(cell.strip()) for cell in rows[index]),
        default=0,
    )
    titles = _titles_at(rows, book.merged(name), fullest) if rows else []
    return _Table(name, rows, (), fullest, titles, {}, [])


def _read_rows(checked: CheckedWorkbook, table: _Table, columns: Sequence[ImportColumn]) -> SheetData:
    scan = checked.scans.get(table.sheet, SheetScan())
    merged = _fill_merged(table)
    wanted = [(column, table.places[column.key]) for column in columns if column.key in table.places]
    doubtful_cells = scan.formulas_without_value | scan.error_cells
    rows: list[SheetRow] = []
    problems: list[SheetProblem] = []
    hidden = totals = 0
    for index in range(table.header + 1, len(table.rows)):
        cells = table.rows[index]
        number = index + 1
        # A formula without a value reads as empty; its row is a record all the same.
        doubtful = any((number, place + 1) in doubtful_cells for _, place in wanted)
        if not doubtful and all(cell == "" or (isinstance(cell, str) and cell.isspace()) for cell in cells):
            continue
        first = next((clean_line(cell) for cell in cells if isinstance(cell, str) and cell.strip()), "")
        if re.sub(r"\s", "", first).rstrip(":：") in _TOTALS:
            totals += 1
            continue
        if _repeats_header(cells, table):
            continue
        hidden += number in scan.hidden_rows
        values: dict[str, Value] = {}
        raw: dict[str, str] = {}
        texts = tuple(shown(cell) for cell in cells)
        for column, place in wanted:
            cell = cells[place] if place < len(cells) else ""
            raw[column.key] = texts[place] if place < len(texts) else ""
            try:
                values[column.key] = _value(cell, column, checked, scan, (number, place + 1))
            except UnreadableCell as error:
                values[column.key] = None
                address = f"{column_letters(place + 1)}{number}"
                title = table.titles[place]
                problems.append(
                    SheetProblem(number, column.title, address, f"{address} 单元格“{title}”：{error}。")
                )
        rows.append(SheetRow(number, values, raw, texts))
    warnings = [*table.warnings, *merged]
    if hidden:
        warnings.append(f"有 {hidden} 行是隐藏的，也一并读入。")
    if totals:
        warnings.append(f"跳过了 {totals} 行合计。")
    mapping = {key: table.titles[place] for key, place in table.places.items()}
    return SheetData(
        checked.name,
        table.sheet,
        table.header + 1,
        tuple(table.titles),
        mapping,
        tuple(rows),
        tuple(problems),
        tuple(warnings),
    )


def _value(
    cell: Cell, column: ImportColumn, checked: CheckedWorkbook, scan: SheetScan, position: tuple[int, int]
) -> Value:
    if position in scan.error_cells:
        raise UnreadableCell("公式出错，请在原文件里改正")
    if position in scan.formulas_without_value and cell == "":
        raise UnreadableCell("公式还没有算出结果，请用 Excel 或 WPS 打开，保存后再试")
    value = read_cell(cell, column.kind, starts_1904=checked.starts_1904)
    if value is None and column.required:
        raise UnreadableCell("没有填写")
    if column.longest is not None and isinstance(value, str) and len(value) > column.longest:
        raise UnreadableCell(f"有 {len(value)} 个字，超过 {column.longest} 个字")
    return value


def _repeats_header(cells: Sequence[Cell], table: _Table) -> bool:
    """A register printed over several pages repeats its header row in the middle of the data."""
    places = table.places.values()
    return len(places) > 1 and all(
        place < len(cells)
        and isinstance(cells[place], str)
        and clean_line(str(cells[place])) == table.titles[place]
        for place in places
    )


def _fill_merged(table: _Table) -> list[str]:
    """A cell merged over several rows holds for each of them, as everyone who reads the paper takes it."""
    warnings = []
    for (top, left), (bottom, right) in table.merged:
        top = max(top, table.header + 1)
        if bottom < top or top >= len(table.rows) or left >= len(table.rows[top]):
            continue
        value = table.rows[top][left]
        where = f"{column_letters(left + 1)}{top + 1}:{column_letters(right + 1)}{bottom + 1}"
        if bottom > top and value != "":
            for row in table.rows[top + 1 : bottom + 1]:
                if left < len(row):
                    row[left] = value
            warnings.append(f"{where} 是合并单元格，{bottom - top + 1} 行都按“{shown(value)}”读入。")
        elif right > left and value != "":
            warnings.append(f"{where} 是合并单元格，内容只算在第一列。")
    return warnings
