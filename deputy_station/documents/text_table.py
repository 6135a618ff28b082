"""A table in a text file (csv): its encoding and separator are found out, its size is bounded like a workbook's."""

import csv
from io import StringIO
from pathlib import Path

from deputy_station.documents.workbook_guard import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    CheckedWorkbook,
    NotAWorkbook,
    WorkbookTooLarge,
    check_workbook,
    read_file,
)
from deputy_station.documents.workbook_reader import Book, Merged, OpenWorkbook, Rows

SUFFIXES = (".csv", ".tsv")
_SEPARATORS = (",", "\t", ";", "，")


class TextTable:
    """A csv file as a book with one sheet, named after the file."""

    def __init__(self, name: str, rows: Rows) -> None:
        self._name, self._rows = name, rows

    def visible_sheets(self) -> list[str]:
        """Its one sheet."""
        return [self._name]

    def hidden_sheets(self) -> list[str]:
        """None."""
        return []

    def rows(self, name: str) -> Rows:  # noqa: ARG002  one sheet has one name
        """All rows, each cell a text."""
        return self._rows

    def merged(self, name: str) -> Merged:  # noqa: ARG002
        """None."""
        return ()


def open_book(path: Path) -> tuple[CheckedWorkbook, Book]:
    """Open a workbook or a csv file. Raises the refusals of `check_workbook`."""
    if path.suffix.lower() in SUFFIXES:
        content = read_file(path)
        checked = CheckedWorkbook(path.name, content, {})
        return checked, TextTable(path.stem, _read_rows(path.name, content))
    checked = check_workbook(path)
    return checked, OpenWorkbook(checked)


def _read_rows(name: str, content: bytes) -> Rows:
    text = _decode(name, content)
    head = text[:20_000]
    separator = max(_SEPARATORS, key=head.count)
    rows: Rows = []
    cells = 0
    try:
        for line in csv.reader(StringIO(text, newline=""), delimiter=separator):
            cells += len(line)
            if len(line) > MAX_COLUMNS or len(rows) >= MAX_ROWS or cells > MAX_CELLS:
                raise WorkbookTooLarge(f"“{name}”的行或列太多，没有读入。请分成几个文件，再试一次。")
            rows.append(list(line))
    except csv.Error as error:
        raise NotAWorkbook(
            f"“{name}”第 {len(rows) + 1} 行读不懂。请用 Excel 或 WPS 打开，另存为 xlsx。"
        ) from error
    while rows and not any(str(cell).strip() for cell in rows[-1]):
        rows.pop()
    return rows


def _decode(name: str, content: bytes) -> str:
    """Excel saves csv in gb18030 in China; a byte order mark or valid UTF-8 says otherwise."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NotAWorkbook(f"“{name}”不是文字表格，读不了。请用 Excel 或 WPS 打开，另存为 xlsx，再试一次。")
