"""Reads a register from xls, xlsx, ods or csv: finds its header, reads every row, reports what cannot be read.

One bad cell costs its row, never the others; the file is never changed.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deputy_station.core.cleaning import clean_line
from deputy_station.core.errors import Refusal
from deputy_station.documents.import_columns import ImportColumn, SheetData, SheetProblem, SheetRow
from deputy_station.documents.import_likeness import like_titles, match_titles
from deputy_station.documents.text_table import open_book
from deputy_station.documents.workbook_cells import Cell, UnreadableCell, Value, read_cell, shown
from deputy_station.documents.workbook_guard import CheckedWorkbook, SheetScan, column_letters
from deputy_station.documents.workbook_reader import Book, Merged, Rows, SheetMissing

HEADER_ROWS = 20
"""The header is looked for in the first rows only; titles, units and dates of filling stand above it."""
_TOTALS = {"合计", "总计", "小计", "共计"}
_FOOT = re.compile(
    r"(?:合计|总计|小计|共计)(?:人数|件数)?(?:[:：\d]|$)"
    r"|(?:审核|审批|审定|填表|填报|制表|经办|校对|负责|单位负责|主要负责|分管|统计|联系)人(?:[(（]?签[字名章][)）]?)?(?:[:：]|$)"
    r"|(?:填表|填报|制表|上报)(?:日期|时间|单位)(?:[:：]|$)"
    r"|(?:备注|注|说明|附注)[:：]"
)
"""What offices write under a table: totals, who signs for it, a note."""


class HeaderMissing(Refusal):
    """No row of the sheet looks like the header that was asked for."""


class ColumnMissing(Refusal):
    """The header was found, but a column that must be there is not in it."""


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
    checked, book = open_book(path)
    found = find_table(checked, book, columns, mapping or {}, sheet)
    found.warnings.extend(_perhaps_meant(found, columns))
    return read_rows(checked, found, columns)


@dataclass(frozen=True)
class Table:
    """A sheet whose header is known: `header` is its index among `rows`, `places` column key → index in a row."""

    sheet: str
    rows: Rows
    merged: Merged
    header: int
    titles: list[str]
    places: dict[str, int]
    warnings: list[str]


def find_table(
    checked: CheckedWorkbook,
    book: Book,
    columns: Sequence[ImportColumn],
    mapping: Mapping[str, str],
    sheet: str | None = None,
) -> Table:
    """The first visible sheet with a fitting header. Raises SheetMissing, HeaderMissing, ColumnMissing."""
    names = book.visible_sheets()
    if sheet is not None and sheet not in names:
        listed = "、".join(f"“{name}”" for name in names)
        raise SheetMissing(f"“{checked.name}”里没有“{sheet}”表，有的是{listed}。请核对表名。")
    for name in names if sheet is None else [sheet]:
        table = table_on(book, name, columns, mapping)
        if table is None:
            continue
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


def table_on(
    book: Book, name: str, columns: Sequence[ImportColumn], mapping: Mapping[str, str]
) -> Table | None:
    """The table whose header fits best among the first rows, or None when no row fits."""
    rows = book.rows(name)
    if not rows:
        return None
    merged = book.merged(name)
    best: tuple[int, int, list[str], dict[str, int], list[str]] | None = None
    for index in range(min(HEADER_ROWS, len(rows))):
        titles = titles_at(rows, merged, index)
        places, warnings = match_titles(titles, columns, mapping)
        if places and (best is None or len(places) > best[0]):
            best = (len(places), index, titles, places, warnings)
    wanted = 1 if mapping else min(2, len(columns))
    if best is None or best[0] < wanted:
        return None
    return Table(name, rows, merged, best[1], best[2], best[3], best[4])


def titles_at(rows: Rows, merged: Merged, index: int) -> list[str]:
    """The titles in a row; a title merged downwards from a row above counts for this row too."""
    titles = [clean_line(cell) if isinstance(cell, str) else "" for cell in rows[index]]
    for (top, left), (bottom, right) in merged:
        if left == right and top < index <= bottom and left < len(titles) and top < len(rows):
            above = rows[top][left]
            titles[left] = clean_line(above) if isinstance(above, str) else titles[left]
    return titles


def _perhaps_meant(table: Table, columns: Sequence[ImportColumn]) -> list[str]:
    """Nobody looks on here, so a title that is only alike is not taken, but told."""
    alike = like_titles(table.titles, columns, table.places)
    titles = {column.key: column.title for column in columns}
    return [
        f"“{table.titles[place]}”列没有读入，它可能就是“{titles[key]}”；如果是，请指明这一列。"
        for key, place in alike.items()
    ]


def _require_columns(file_name: str, table: Table, columns: Sequence[ImportColumn]) -> None:
    missing = [column for column in columns if column.required and column.key not in table.places]
    if missing:
        named = "、".join(f"“{column.title}”" for column in missing)
        present = "、".join(title for title in table.titles if title)
        raise ColumnMissing(
            f"“{file_name}”第 {table.header + 1} 行的表头里缺少{named}列（有：{present}）。"
            "请补上这一列，或指明哪一列就是它。"
        )


def read_rows(checked: CheckedWorkbook, table: Table, columns: Sequence[ImportColumn]) -> SheetData:
    """Every row below the header, with the problems of its cells."""
    scan = checked.scans.get(table.sheet, SheetScan())
    merged = _fill_merged(table)
    wanted = [(column, table.places[column.key]) for column in columns if column.key in table.places]
    doubtful_cells = scan.formulas_without_value | scan.error_cells
    rows: list[SheetRow] = []
    problems: list[SheetProblem] = []
    wanted_cells: list[tuple[ImportColumn, int, dict[str, Value]]] = [
        (column, place, {}) for column, place in wanted
    ]
    hidden = totals = 0
    foot = _foot_of(table, doubtful_cells)
    for index in range(table.header + 1, foot):
        cells = table.rows[index]
        number = index + 1
        # A formula without a value reads as empty; its row is a record all the same.
        doubtful = bool(doubtful_cells) and any((number, place + 1) in doubtful_cells for _, place in wanted)
        first = _first_text(cells)
        if not first and not doubtful and all(isinstance(cell, str) for cell in cells):
            continue
        if first.rstrip(":：") in _TOTALS:
            totals += 1
            continue
        if _repeats_header(cells, table):
            continue
        hidden += number in scan.hidden_rows
        values: dict[str, Value] = {}
        raw: dict[str, str] = {}
        texts = tuple([cell if type(cell) is str else shown(cell) for cell in cells])
        for column, place, read_before in wanted_cells:
            cell = cells[place] if place < len(cells) else ""
            raw[column.key] = texts[place] if place < len(texts) else ""
            try:
                if doubtful:
                    _check_formula(cell, scan, (number, place + 1))
                values[column.key] = (
                    read_before[cell]
                    if type(cell) is str and cell in read_before
                    else _value(cell, column, checked, read_before)
                )
            except UnreadableCell as error:
                values[column.key] = None
                address = f"{column_letters(place + 1)}{number}"
                title = table.titles[place]
                problems.append(
                    SheetProblem(number, column.title, address, f"{address} 单元格“{title}”：{error}。")
                )
        rows.append(SheetRow(number, values, raw, texts))
    warnings = list(table.warnings)
    if foot < len(table.rows):
        words = "、".join(f"“{_first_text(row)[:12]}”" for row in table.rows[foot:] if _first_text(row))
        warnings.append(f"第 {foot + 1} 行起是表尾，没有读入：{words}。")
    warnings += merged
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
        dict(table.places),
    )


def _foot_of(table: Table, doubtful_cells: Collection[tuple[int, int]]) -> int:
    """Where the foot of the table begins, an index in its rows; a bare 合计 is counted as a total, not as a foot."""
    doubtful = {number for number, _ in doubtful_cells}
    foot = len(table.rows)
    for index in range(len(table.rows) - 1, table.header, -1):
        first = _first_text(table.rows[index])
        if index + 1 in doubtful:
            break
        if _FOOT.match(first) and first.rstrip(":：") not in _TOTALS:
            foot = index
        elif first or any(cell != "" for cell in table.rows[index]):
            break
    return foot


def _first_text(cells: Sequence[Cell]) -> str:
    """The first words in a row, without white space."""
    for cell in cells:
        if isinstance(cell, str) and cell and not cell.isspace():
            return "".join(clean_line(cell).split())
    return ""


def _check_formula(cell: Cell, scan: SheetScan, position: tuple[int, int]) -> None:
    if position in scan.error_cells:
        raise UnreadableCell("公式出错，请在原文件里改正")
    if position in scan.formulas_without_value and cell == "":
        raise UnreadableCell("公式还没有算出结果，请用 Excel 或 WPS 打开，保存后再试")


_SHORT = 12
"""A cell of so few characters is likely to come again: units, categories, opinions, days."""
_KEPT = 500
"""So many different ones of a column are kept: what is in memory stays small."""


def _value(
    cell: Cell, column: ImportColumn, checked: CheckedWorkbook, read_before: dict[str, Value]
) -> Value:
    """The value of a cell that was not read before in its column."""
    value = checked_value(cell, column, starts_1904=checked.starts_1904)
    if type(cell) is str and len(cell) <= _SHORT and len(read_before) < _KEPT:
        read_before[cell] = value
    return value


def checked_value(cell: Cell, column: ImportColumn, *, starts_1904: bool = False) -> Value:
    """The value of a cell as its column wants it. Raises `UnreadableCell`."""
    value = read_cell(cell, column.kind, starts_1904=starts_1904)
    if value is None and column.required:
        raise UnreadableCell("没有填写")
    if column.longest is not None and isinstance(value, str) and len(value) > column.longest:
        raise UnreadableCell(f"有 {len(value)} 个字，超过 {column.longest} 个字")
    return value


def _repeats_header(cells: Sequence[Cell], table: Table) -> bool:
    """A register printed over several pages repeats its header row in the middle of the data."""
    if len(table.places) < 2:
        return False
    for place in table.places.values():
        cell = cells[place] if place < len(cells) else None
        if not isinstance(cell, str) or clean_line(cell) != table.titles[place]:
            return False
    return True


def _fill_merged(table: Table) -> list[str]:
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
