"""Writes workbooks people print, fill in and send on: text stays text, the header stays in sight, pages are wide.

A name that begins with = + - or @ is a name: no cell of ours ever becomes a formula, a link or, by its looks,
a number. Rows are written one after the other and never held, so a long list costs no memory.
"""

import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from itertools import islice
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deputy_station.core.errors import Refusal
from deputy_station.documents.atomic import written_whole
from deputy_station.documents.import_columns import SheetData

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

OutCell = str | int | Decimal | Fraction | date | datetime | bool | None
LONGEST_CELL = 32_767
"""What a cell of an xlsx file can hold, in UTF-16 units."""
_NARROWEST, _WIDEST = 6, 48
_SAMPLE_ROWS = 200
_LONG_TEXT = 300
"""Characters from which on the tallest row may not hold a text; then its beginning is what shows."""
_ROW_PITCH, _LINE_PITCH, _TALLEST = 21.0, 15.0, 409.0
"""Points: a row of one line, each further line, and the tallest row Excel knows."""
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "－") | {"'": "’"})


class SourceInTheWay(Refusal):
    """The failed rows were to be written over the very file they come from."""

    def __init__(self, source: Path) -> None:
        super().__init__(
            f"“{source.name}”就是要导入的文件，没有导入的行不能写在它上面，没有导入。请换一个文件名。"
        )


@dataclass(frozen=True)
class WorkSheet:
    """One sheet: its name, header, rows; `title` is a line above the header, `notes` are lines below the rows.

    `widths` (characters of half width by column index) override the widths taken from the content. `roomy` rows
    are high enough to write into by hand. `large` paper is A3, for a ledger of thirty columns; `mark` stands at the
    foot of every printed page (who made it, when, for whom).
    """

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[OutCell]]
    title: str = ""
    notes: Sequence[str] = ()
    widths: dict[int, float] = field(default_factory=dict)
    portrait: bool = False
    roomy: bool = False
    large: bool = False
    mark: str = ""


def write_workbook(target: Path, sheets: Sequence[WorkSheet]) -> None:
    """Write the sheets to `target`, whole or not at all. Raises `Trouble` when the file system says no."""
    import xlsxwriter  # costs start-up time and is wanted only when something is exported
    from xlsxwriter.exceptions import FileCreateError

    # Rows pass through files of the writer's own; in a folder of ours they go with it, whatever happens.
    with written_whole(target) as temporary, tempfile.TemporaryDirectory(prefix="deputy-station-") as passing:
        # The packed workbook is small; put together in memory, a full disk finds no archive open that would complain.
        packed = BytesIO()
        book = xlsxwriter.Workbook(
            packed,
            {
                "constant_memory": True,
                "tmpdir": passing,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        try:
            looks = _Looks(book)
            names: set[str] = set()
            for sheet in sheets:
                _write_sheet(book.add_worksheet(tab_name(sheet.name, names)), sheet, looks)
        except BaseException:
            for page in book.worksheets():
                page.row_data_fh.close()
            book.fileclosed = True  # nothing more is to be written, and its end must not complain
            raise
        try:
            book.close()
        except FileCreateError as error:  # how the writer hands on what the file system said
            raise error.args[0] from error
        temporary.write_bytes(packed.getbuffer())


def place_for_failed_rows(source: Path, wished: Path | None, name: str) -> Path:
    """Where the rows that cannot be imported go: as wished, else `name` beside the file they come from.

    Beside it nothing is replaced: an earlier one may be half mended by hand. Raises SourceInTheWay.
    """
    if wished is not None:
        if wished.exists() and wished.samefile(source):
            raise SourceInTheWay(source)
        return wished
    place, number = source.with_name(f"{name}.xlsx"), 2
    while place.exists():
        place, number = source.with_name(f"{name}（{number}）.xlsx"), number + 1
    return place


def write_failed_rows(target: Path, data: SheetData, reasons: dict[int, Sequence[str]]) -> None:
    """The rows that were not imported as they stood, with the reason first, ready to be mended and read again."""
    rows: list[tuple[OutCell, ...]] = [
        ("；".join(reason.rstrip("。") for reason in reasons[row.number]), row.number, *row.cells)
        for row in data.rows
        if row.number in reasons
    ]
    titles = [title or f"第 {index} 列" for index, title in enumerate(data.titles, start=1)]
    write_workbook(target, [WorkSheet("没有导入的行", ("没有导入的原因", "原来的行号", *titles), rows)])


class _Looks:
    """The few cell formats a workbook has."""

    def __init__(self, book: "Workbook") -> None:
        cell = {"font_name": "宋体", "font_size": 11, "border": 1, "valign": "vcenter"}
        self.title = book.add_format(
            {"font_name": "宋体", "font_size": 16, "bold": True, "align": "left", "valign": "vcenter"}
        )
        self.header = book.add_format(
            {**cell, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#F5F3F0"}
        )
        self.text = book.add_format({**cell, "text_wrap": True, "num_format": "@"})
        self.long = book.add_format({**cell, "valign": "top", "text_wrap": True, "num_format": "@"})
        self.number = book.add_format({**cell, "align": "center"})
        self.points = book.add_format({**cell, "align": "center", "num_format": "0.00"})
        self.day = book.add_format({**cell, "align": "center", "num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({**cell, "align": "center", "num_format": "yyyy-mm-dd hh:mm"})
        self.note = book.add_format(
            {
                "font_name": "宋体",
                "font_size": 10,
                "valign": "top",
                "text_wrap": True,
                "font_color": "#5C636A",
            }
        )


def tab_name(name: str, taken: set[str]) -> str:
    """A name for a worksheet that programs take and no other of the workbook has; it joins `taken`."""
    wanted = name.translate(_FORBIDDEN_IN_NAMES).strip()[:31] or "表"
    unique, number = wanted, 2
    while unique.casefold() in taken:
        suffix = f"（{number}）"
        unique, number = wanted[: 31 - len(suffix)] + suffix, number + 1
    taken.add(unique.casefold())
    return unique


def _write_sheet(page: "Worksheet", sheet: WorkSheet, looks: _Looks) -> None:
    rows = iter(sheet.rows)
    sample = list(islice(rows, _SAMPLE_ROWS))
    widths = _set_widths(page, sheet, sample)
    header = 0
    last_column = max(0, len(sheet.columns) - 1)
    if sheet.title:
        # Across the first row from its left, neither merged nor centred: the sheet can still be sorted and read
        # back, and what is wider than the first column is not cut off at the edge of the paper.
        page.set_row(0, 30)
        for column in range(last_column + 1):
            across = looks.title
            page.write_blank(0, column, None, across) if column else page.write_string(
                0, 0, sheet.title, across
            )
        header = 1
    page.set_row(header, _row_height(sheet.columns, widths, least=24.0))
    for column, text in enumerate(sheet.columns):
        page.write_string(header, column, text, looks.header)
    number = header
    least = 1.4 * _ROW_PITCH if sheet.roomy else _ROW_PITCH
    for number, row in enumerate(_chain(sample, rows), start=header + 1):
        page.set_row(number, _row_height(row, widths, least=least))
        for column, value in enumerate(row):
            _write_cell(page, number, column, value, looks)
    last = _write_notes(page, sheet.notes, number + 1, widths, looks)
    page.freeze_panes(header + 1, 0)
    page.repeat_rows(0, header)
    if not sheet.portrait:
        page.set_landscape()
    page.set_paper(8 if sheet.large else 9)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    mark = sheet.mark.replace("&", "&&")
    page.set_footer(f"&L&9{mark}&R第 &P 页，共 &N 页" if mark else "&C第 &P 页，共 &N 页")
    page.print_area(0, 0, last, last_column)


def _write_notes(
    page: "Worksheet", notes: Sequence[str], after: int, widths: Sequence[float], looks: _Looks
) -> int:
    """Notes over the whole width, an empty row after the table so that sorting leaves them alone; the last row used."""
    if not notes:
        return after - 1
    for row, note in enumerate(notes, start=after + 1):
        page.set_row(row, _row_height((note,), (sum(widths),), least=16.0))
        if len(widths) > 1:
            page.merge_range(row, 0, row, len(widths) - 1, note, looks.note)
        else:
            page.write_string(row, 0, note, looks.note)
    return after + len(notes)


def _row_height(row: Sequence[OutCell], widths: Sequence[float], *, least: float) -> float:
    """Points a row needs for its longest cell: not every program finds out by itself when it opens the file."""
    lines = 1
    for value, width in zip(row, widths, strict=False):
        if isinstance(value, str) and (len(value) * 2 > width - 2 or "\n" in value):
            room = max(2.0, width - 1.5)
            lines = max(lines, sum(max(1, ceil(display_width(line) / room)) for line in value.split("\n")))
    return min(_TALLEST, max(least, lines * _LINE_PITCH + 6.0))


def _chain(
    first: Iterable[Sequence[OutCell]], then: Iterable[Sequence[OutCell]]
) -> Iterable[Sequence[OutCell]]:
    yield from first
    yield from then


def _write_cell(page: "Worksheet", row: int, column: int, value: OutCell, looks: _Looks) -> None:
    match value:
        case None | "":
            page.write_blank(row, column, None, looks.text)
        case bool():
            page.write_string(row, column, "是" if value else "否", looks.text)
        case datetime():
            page.write_datetime(row, column, value.replace(tzinfo=None), looks.moment)
        case date():
            page.write_datetime(row, column, value, looks.day)
        case int() if abs(value) < 10**15:
            page.write_number(row, column, value, looks.number)
        case Decimal() | Fraction():
            page.write_number(row, column, float(value), looks.points)
        case _:
            text = fitting_cell(str(value))
            page.write_string(row, column, text, looks.long if len(text) > _LONG_TEXT else looks.text)


def fitting_cell(text: str) -> str:
    """The most of a text that a cell can hold; what is left out is said in the cell itself."""
    if len(text.encode("utf-16-le")) // 2 <= LONGEST_CELL:
        return text
    mark = "……（太长，未写完）"
    return text.encode("utf-16-le")[: 2 * (LONGEST_CELL - len(mark))].decode("utf-16-le", "ignore") + mark


def display_width(text: str) -> int:
    """Half-width columns a text takes: a Chinese character or full-width mark counts two."""
    return max(
        (
            sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in line)
            for line in text.split("\n")
        ),
        default=0,
    )


def _shown_width(value: OutCell) -> int:
    match value:
        case None:
            return 0
        case datetime():
            return 16
        case date():
            return 10
        case str():
            return display_width(value)
        case _:
            return len(str(value))


def _set_widths(page: "Worksheet", sheet: WorkSheet, sample: Sequence[Sequence[Any]]) -> list[float]:
    """Set the widths of the columns, in characters of half width, and return them."""
    widths: list[float] = []
    for column, title in enumerate(sheet.columns):
        content = max((_shown_width(row[column]) for row in sample if column < len(row)), default=0)
        width = min(_WIDEST, max(_NARROWEST, content, display_width(title))) + 2
        widths.append(sheet.widths.get(column, width))
        page.set_column(column, column, widths[column])
    return widths
