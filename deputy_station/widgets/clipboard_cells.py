"""Cells through the clipboard: a block as WPS tables and Excel paste it, and a block of theirs read back.

What goes out is offered twice. The HTML table is what spreadsheets take when pasting: every cell that is not a number
is marked as text there, so that phones and numbers with leading noughts stay as they are and nothing is computed. The
plain text (tabs and lines, quoted as spreadsheets quote) is what chats and editors take; there a cell that a
spreadsheet would compute (= + - @ at its beginning) gets an apostrophe before it, which reading back takes off again.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from html import escape
from html.parser import HTMLParser

from PySide6.QtCore import QMimeData

Cell = str | int | float | Decimal | Fraction | date | None
"""None is an empty cell; numbers stay numbers, everything else goes out as text."""
Block = list[list[str]]
"""Rows of cells, all rows of the same length."""

_COMPUTED = re.compile(r"[=+\-@＝＋－＠\t\r]")
_PLAIN_NUMBER = re.compile(r"[+-]?\d{1,11}(\.\d+)?%?")
_MOST_DIGITS = 11
"""Longer whole numbers are numbers of something (phones, accounts): a spreadsheet would round or write them as 1.38E+10."""
MOST_COLUMNS = 1000
"""More than any list of ours; a whole line of a spreadsheet has 16,384, and one long line must not widen 20,000 others."""
_CELL_END = re.compile(r"[\t\r\n]")
_TEXT_FORMAT = "mso-number-format:'\\@'"
_STEPPED = re.compile(r"'(?=[=+\-@＝＋－＠])")


def block_to_mime(rows: Sequence[Sequence[Cell]]) -> QMimeData:
    """The block for the clipboard, as an HTML table and as plain text."""
    mime = QMimeData()
    mime.setHtml(block_to_html(rows))
    mime.setText(block_to_text(rows))
    return mime


def block_to_text(rows: Sequence[Sequence[Cell]]) -> str:
    """Cells between tabs, a line for each row; quoted where a cell holds tabs, lines or quotes."""
    return "".join("\t".join(_plain_cell(cell) for cell in row) + "\r\n" for row in rows)


def block_to_html(rows: Sequence[Sequence[Cell]]) -> str:
    """A table that spreadsheets paste cell by cell, text as text."""
    lines = "".join(f"<tr>{''.join(_html_cell(cell) for cell in row)}</tr>\n" for row in rows)
    return f'<html><head><meta charset="utf-8"></head><body><table>\n{lines}</table></body></html>'


def read_block(mime: QMimeData | None) -> Block:
    """The cells of the clipboard, [] when there is no text. One cell without tabs is a block of one cell.

    The plain text is taken (it keeps what spreadsheets show); an HTML table only where there are no tabs in the text,
    for tables of web pages and documents, whose plain text has lost its columns.
    """
    if mime is None:
        return []
    text = mime.text() if mime.hasText() else ""
    if "\t" not in text and mime.hasHtml():
        table = read_html_table(mime.html())
        if any(len(row) > 1 for row in table) or (table and not text):
            return table
    return read_text_block(text)


def read_text_block(text: str) -> Block:
    """Tab-separated text as spreadsheets put it on the clipboard; quoted cells may hold tabs and lines."""
    rows: Block = []
    row: list[str] = []
    place, end = 0, len(text)
    while place < end:
        cell, place = _next_cell(text, place)
        row.append(cell)
        if place < end and text[place] == "\t":
            place += 1
            if place == end:
                row.append("")
            continue
        rows.append(row)
        row = []
        place += 2 if text.startswith("\r\n", place) else 1
    if row:
        rows.append(row)
    return _squared(rows)


def read_html_table(html: str) -> Block:
    """The cells of the first table in HTML; a cell across several columns fills the first and leaves the rest empty."""
    reader = _TableReader()
    reader.feed(html)
    reader.close()
    return _squared(reader.rows)


def is_number(cell: Cell) -> bool:
    """Whether a cell may stand as a number in a spreadsheet without losing a digit."""
    if isinstance(cell, bool) or cell is None or isinstance(cell, (str, date)):
        return False
    return not isinstance(cell, int) or len(str(abs(cell))) <= _MOST_DIGITS


def cell_text(cell: Cell) -> str:
    """A cell as text: days as 2026-12-04, an empty one as ""."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    if isinstance(cell, Fraction):
        return str(cell.numerator) if cell.denominator == 1 else f"{float(cell):.2f}"
    return str(cell)


def _plain_cell(cell: Cell) -> str:
    text = cell_text(cell)
    if len(text) > 1 and _COMPUTED.match(text) and not is_number(cell) and not _PLAIN_NUMBER.fullmatch(text):
        text = f"'{text}"
    if any(sign in text for sign in '\t\r\n"'):
        doubled = text.replace('"', '""')
        return f'"{doubled}"'
    return text


def _html_cell(cell: Cell) -> str:
    text = escape(cell_text(cell)).replace("\n", '<br style="mso-data-placement:same-cell">')
    return f"<td>{text}</td>" if is_number(cell) else f'<td style="{_TEXT_FORMAT}">{text}</td>'


def _next_cell(text: str, place: int) -> tuple[str, int]:
    """The cell that begins at `place`, and the place of the tab or line end after it."""
    if text[place] == '"':
        quoted = _quoted_cell(text, place)
        if quoted is not None:
            return quoted
    found = _CELL_END.search(text, place)
    end = found.start() if found else len(text)
    return _tidy(text[place:end]), end


def _quoted_cell(text: str, place: int) -> tuple[str, int] | None:
    """A quoted cell; None where the quote is only the first sign of an ordinary text, as somebody typed it."""
    at = place + 1
    while (close := text.find('"', at)) >= 0:
        if text.startswith('""', close):
            at = close + 2
            continue
        if close + 1 < len(text) and text[close + 1] not in "\t\r\n":
            return None
        inside = text[place + 1 : close].replace('""', '"')
        return _tidy(inside), close + 1
    return None


def _tidy(cell: str) -> str:
    lines = cell.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").strip()
    return _STEPPED.sub("", lines, count=1) if lines.startswith("'") else lines


def _squared(rows: Block) -> Block:
    """All rows as long as the longest; empty rows at the end left out, and what lies right of MOST_COLUMNS."""
    while rows and not any(rows[-1]):
        rows.pop()
    rows = [row[:MOST_COLUMNS] for row in rows]
    width = max((len(row) for row in rows), default=0)
    return [[*row, *[""] * (width - len(row))] for row in rows]


class _TableReader(HTMLParser):
    """Collects the cells of the first table."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Block = []
        self._depth = 0
        self._done = False
        self._cell: list[str] | None = None
        self._across = 1
        self._taken: dict[int, int] = {}  # column -> rows below that a cell from above still covers
        self._down = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._done:
            return
        if tag == "table":
            self._depth += 1
        elif self._depth != 1:
            return
        elif tag == "tr":
            self._end_cell()
            self.rows.append([])
        elif tag in ("td", "th"):
            self._end_cell()
            if not self.rows:
                self.rows.append([])
            given = dict(attrs)
            self._across, self._down = _span(given.get("colspan")), _span(given.get("rowspan"))
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append("\0")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._depth:
            if self._depth == 1:
                self._end_cell()
                self._done = True
            self._depth -= 1
        elif tag in ("td", "th", "tr") and self._depth == 1:
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and self._depth == 1:
            self._cell.append(data)

    def close(self) -> None:
        super().close()
        self._end_cell()

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        lines = "".join(self._cell).split("\0")
        text = _tidy("\n".join(" ".join(line.split()) for line in lines))
        self._cell = None
        row = self.rows[-1]
        self._skip_covered(row)
        start = len(row)
        row.extend([text, *[""] * (self._across - 1)])
        if self._down > 1:
            for column in range(start, len(row)):
                self._taken[column] = self._down - 1

    def _skip_covered(self, row: list[str]) -> None:
        while self._taken.get(len(row), 0) > 0:
            self._taken[len(row)] -= 1
            row.append("")


def _span(value: str | None) -> int:
    digits = "" if value is None else value.strip()[:5]
    return max(1, min(int(digits), MOST_COLUMNS)) if digits.isdecimal() else 1
