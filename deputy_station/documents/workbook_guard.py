"""Looks at a workbook file before any reader opens it: is it one, is it whole, and is it of a bearable size.

The reader lays a sheet out as one rectangle from the first to the last filled cell; a single stray cell at
XFD1048576 makes it ask for half a terabyte and ends the process. So sizes declared in the container are
checked first, and the sheet's own text is walked through once without building anything.
"""

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO
from xml.parsers import expat

from deputy_station.core.errors import Refusal, Trouble, sentence_for_os_error

MIB = 1024 * 1024
MAX_FILE_BYTES = 20 * MIB
MAX_ENTRIES = 500
MAX_ENTRY_BYTES = 100 * MIB
MAX_TOTAL_BYTES = 200 * MIB
RATIO_FLOOR_BYTES = 10 * MIB
"""Below this size a high compression ratio is harmless (a legitimate styles.xml reaches 100 : 1)."""
MAX_RATIO = 100
PORTION = 4 * MIB
"""So much of a sheet is looked at in one go."""
MAX_COLUMNS = 200
MAX_ROWS = 200_000
MAX_CELLS = 6_000_000

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")


class NotAWorkbook(Refusal):
    """The file is no workbook, whatever its name says."""


class WorkbookProtected(Refusal):
    """The workbook opens only with a password."""


class WorkbookDamaged(Refusal):
    """The workbook is cut off or its parts contradict each other."""


class WorkbookTooLarge(Refusal):
    """The workbook is larger, packed or unpacked, than any register is."""


@dataclass
class SheetScan:
    """What walking through one sheet's text showed; rows and columns count from 1."""

    last_row: int = 0
    last_column: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    formulas_without_value: set[tuple[int, int]] = field(default_factory=set)
    error_cells: set[tuple[int, int]] = field(default_factory=set)


@dataclass(frozen=True)
class CheckedWorkbook:
    """A file that may be given to the reader: its bytes and what is known of its sheets by name.

    `scans` is empty for the old xls format, whose sheets cannot exceed 65,536 × 256 cells.
    """

    name: str
    content: bytes
    scans: Mapping[str, SheetScan]
    starts_1904: bool = False


def column_letters(column: int) -> str:
    """1 becomes A, 27 becomes AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def check_workbook(path: Path) -> CheckedWorkbook:
    """Read the file and refuse what is no workbook, is damaged, locked with a password or too large.

    Raises `Trouble` when the file cannot be read at all.
    """
    name = path.name
    content = read_file(path)
    if content.startswith(_OLE_MAGIC):
        if _ENCRYPTED in content:
            raise WorkbookProtected(protected_sentence(name))
        return CheckedWorkbook(name, content, {})
    if not content.startswith(b"PK"):
        raise NotAWorkbook(_no_workbook(name, content))
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _check_archive(name, content, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise WorkbookDamaged(damaged_sentence(name)) from error
    except RuntimeError as error:  # zipfile: the entry is encrypted
        raise WorkbookProtected(protected_sentence(name)) from error


def read_file(path: Path) -> bytes:
    """The bytes of a regular file of bearable size. Raises NotAWorkbook, WorkbookTooLarge, `Trouble`."""
    try:
        found = path.stat()
        size = found.st_size
        if stat.S_ISDIR(found.st_mode):
            raise IsADirectoryError(21, "", str(path))
        if not stat.S_ISREG(found.st_mode):
            # A device or a pipe says it is empty, and then never ends.
            raise NotAWorkbook(f"“{path.name}”不是普通文件，读不了。请选 xlsx、xls 或 ods 文件。")
        if size > MAX_FILE_BYTES:
            raise WorkbookTooLarge(
                f"“{path.name}”有 {size // MIB} MB，超过 {MAX_FILE_BYTES // MIB} MB，没有读入。"
                "请删去表里的图片，或分成几个文件。"
            )
        return path.read_bytes()
    except OSError as error:
        raise Trouble(sentence_for_os_error(error, path.name)) from error


def _no_workbook(name: str, content: bytes) -> str:
    if not content:
        return f"“{name}”是空文件。请重新保存或重新拷贝一份。"
    if content[:4096].lstrip().lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")):
        return f"“{name}”其实是网页，不是工作簿。请用 Excel 或 WPS 打开它，另存为 xlsx，再试一次。"
    return f"“{name}”不是 Excel 工作簿。请选 xlsx、xls 或 ods 文件，或 csv；别的格式请先另存为 xlsx。"


def protected_sentence(name: str) -> str:
    """What to say of a file that opens only with a password."""
    return f"“{name}”设了打开密码，读不了。请在 Excel 或 WPS 里取消密码，另存一份再试。"


def damaged_sentence(name: str) -> str:
    """What to say of a file that is cut off or contradicts itself."""
    return f"“{name}”已损坏或没有拷贝完整，读不了。请重新拷贝，或用 Excel、WPS 打开后另存一份。"


def _too_large(name: str) -> str:
    return f"“{name}”解开后大得不正常，没有读入。请只保留要导入的那张表，另存一份再试。"


def _check_archive(name: str, content: bytes, archive: zipfile.ZipFile) -> CheckedWorkbook:
    entries = archive.infolist()
    _check_sizes(name, entries)
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" in names:
        sheets, starts_1904 = _xlsx_sheets(name, archive, names)
        scans = {title: _scan_xlsx(name, archive, part) for title, part in sheets.items()}
        return CheckedWorkbook(name, content, scans, starts_1904)
    if "content.xml" in names:
        if b"encryption-data" in _read_small(archive, "META-INF/manifest.xml", names):
            raise WorkbookProtected(protected_sentence(name))
        return CheckedWorkbook(name, content, _scan_ods(name, archive))
    raise NotAWorkbook(_no_workbook(name, content))


def _check_sizes(name: str, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_TOTAL_BYTES:
        raise WorkbookTooLarge(_too_large(name))
    if len({entry.filename for entry in entries}) != len(entries):
        raise WorkbookDamaged(damaged_sentence(name))
    for entry in entries:
        # Sheets are walked through before they are opened and legitimately pack very well (empty rows).
        sheet = entry.filename.startswith("xl/worksheets/") or entry.filename == "content.xml"
        ratio = entry.file_size / max(1, entry.compress_size)
        packed = entry.file_size > RATIO_FLOOR_BYTES and ratio > MAX_RATIO and not sheet
        if packed or entry.file_size > MAX_ENTRY_BYTES:
            raise WorkbookTooLarge(_too_large(name))


def _read_small(archive: zipfile.ZipFile, part: str, names: set[str]) -> bytes:
    return archive.read(part) if part in names else b""


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _parser(name: str) -> expat.XMLParserType:
    parser = expat.ParserCreate()

    def refuse_declarations(*_: object) -> None:
        raise WorkbookDamaged(damaged_sentence(name))

    # No workbook declares entities; a bomb or a pointer to another file does.
    parser.StartDoctypeDeclHandler = refuse_declarations
    parser.EntityDeclHandler = refuse_declarations
    return parser


def _walk(name: str, archive: zipfile.ZipFile, part: str, parser: expat.XMLParserType) -> None:
    try:
        with archive.open(part) as stream:
            while block := stream.read(256 * 1024):
                parser.Parse(block, False)
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise WorkbookDamaged(damaged_sentence(name)) from error


def _xlsx_sheets(name: str, archive: zipfile.ZipFile, names: set[str]) -> tuple[dict[str, str], bool]:
    relations: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []
    starts_1904 = False

    def see_relation(tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            part = target[1:] if target.startswith("/") else f"xl/{target}"
            relations[attributes.get("Id", "")] = part

    def see_workbook(tag: str, attributes: dict[str, str]) -> None:
        nonlocal starts_1904
        if _local(tag) == "sheet":
            relation = next((value for key, value in attributes.items() if _local(key) == "id"), "")
            sheets.append((attributes.get("name", ""), relation))
        elif _local(tag) == "workbookPr":
            starts_1904 = attributes.get("date1904") in ("1", "true")

    for part, handler in (("xl/_rels/workbook.xml.rels", see_relation), ("xl/workbook.xml", see_workbook)):
        if part in names:
            parser = _parser(name)
            parser.StartElementHandler = handler
            _walk(name, archive, part, parser)
    found = {title: relations[relation] for title, relation in sheets if relations.get(relation) in names}
    if not found:
        raise WorkbookDamaged(damaged_sentence(name))
    return {title: part for title, part in found.items() if part.startswith("xl/worksheets/")}, starts_1904


def _position(reference: str) -> tuple[int, int] | None:
    match = _REFERENCE.match(reference)
    if match is None:
        return None
    return int(match[2]), _column_of(match[1])


def _column_of(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column


def _check_extent(name: str, row: int, column: int) -> None:
    if column > MAX_COLUMNS or row > MAX_ROWS or row * column > MAX_CELLS:
        raise WorkbookTooLarge(
            f"“{name}”在 {column_letters(column)}{row} 单元格还有内容，表格太大，没有读入。"
            "请删去远处多余的行和列，另存一份再试。"
        )


def _scan_xlsx(name: str, archive: zipfile.ZipFile, part: str) -> SheetScan:
    """Walk through one sheet: the last filled cell, hidden rows, cells whose value cannot be trusted."""
    return _scan_plain_sheet(name, archive, part) or _scan_any_sheet(name, archive, part)


_PLAIN_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?<worksheet[\s>]")
_OTHER_ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"'](?!utf-?8[\"'])", re.IGNORECASE)
_TELLING = (b"<f", b"<!", b"='", b't="e"', b"hidden=")
"""What has to be looked at element by element: formulas, declarations, other quotes, error values, hidden rows."""
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')


def _scan_plain_sheet(name: str, archive: zipfile.ZipFile, part: str) -> SheetScan | None:
    """The same for a sheet of values alone, as most programs write it, in a tenth of the time: the text is walked
    through for its form, and its cells are found by their beginnings. None for any other sheet, and for one that seems
    too large, of which the cell is to be named."""
    parser, row, letters = _parser(name), 0, set[bytes]()
    try:
        with archive.open(part) as stream:
            first = True
            for text in _whole_tags(stream):
                if first and (not _PLAIN_START.match(text) or _OTHER_ENCODING.match(text)):
                    return None
                first = False
                cells = _CELL.findall(text)
                beginnings = text.count(b"<c ") + text.count(b"<c>") + text.count(b"<c/>")
                if len(cells) != beginnings or any(mark in text for mark in _TELLING):
                    return None
                row = max(row, max(map(int, {number for _, number in cells}), default=0))
                letters.update({column for column, _ in cells})
                parser.Parse(text, False)
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise WorkbookDamaged(damaged_sentence(name)) from error
    column = max((_column_of(each.decode()) for each in letters), default=0)
    if column > MAX_COLUMNS or row > MAX_ROWS or row * column > MAX_CELLS:
        return None
    return SheetScan(last_row=row, last_column=column)


def _whole_tags(stream: IO[bytes]) -> Iterator[bytes]:
    """The text in portions, none of which ends within a tag or within what stands between two tags."""
    rest = b""
    while block := stream.read(PORTION):
        rest += block
        end = rest.rfind(b"<")
        if end > 0:
            yield rest[:end]
            rest = rest[end:]
    yield rest


def _scan_any_sheet(name: str, archive: zipfile.ZipFile, part: str) -> SheetScan:
    scan = SheetScan()
    row = column = 0
    formula: tuple[int, int] | None = None
    inside_value = listening = False

    def settle_formula() -> None:
        nonlocal formula, listening
        if formula is not None:
            scan.formulas_without_value.add(formula)
            formula = None
        if listening:
            parser.CharacterDataHandler = None
            listening = False

    def see_value(text: str) -> None:
        nonlocal formula
        if inside_value and text:
            formula = None

    def see_element(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, formula, inside_value, listening
        kind = _local(tag)
        inside_value = False
        if kind == "row":
            settle_formula()
            row = int(attributes["r"]) if "r" in attributes else row + 1
            column = 0
            if attributes.get("hidden") in ("1", "true"):
                scan.hidden_rows.add(row)
        elif kind == "c":
            settle_formula()
            position = _position(attributes.get("r", ""))
            column = position[1] if position else column + 1
            if position:
                row = position[0]
            if attributes.get("t") == "e":
                scan.error_cells.add((row, column))
        elif kind in ("v", "is", "f"):
            if row > scan.last_row or column > scan.last_column:
                scan.last_row, scan.last_column = max(row, scan.last_row), max(column, scan.last_column)
                _check_extent(name, scan.last_row, scan.last_column)
            if kind == "f":
                formula = (row, column)
                # Text is heard only behind a formula: where each character is a reference, it costs a call each.
                parser.CharacterDataHandler = see_value
                listening = True
            else:
                inside_value = True

    parser = _parser(name)
    parser.StartElementHandler = see_element
    _walk(name, archive, part, parser)
    settle_formula()
    scan.formulas_without_value -= scan.error_cells
    return scan


def _scan_ods(name: str, archive: zipfile.ZipFile) -> dict[str, SheetScan]:
    """Walk through every table of an ods file; a repeated cell or row counts as often as it is repeated."""
    scans: dict[str, SheetScan] = {}
    scan = SheetScan()
    row = column = repeat = 0

    def number(attributes: dict[str, str], which: str) -> int:
        text = next((value for key, value in attributes.items() if _local(key) == which), "1")
        return int(text) if text.isdecimal() else 1

    def see_element(tag: str, attributes: dict[str, str]) -> None:
        nonlocal scan, row, column, repeat
        kind = _local(tag)
        if kind == "table":
            scan = SheetScan()
            row = column = repeat = 0
            scans[attributes.get("table:name", "")] = scan
        elif kind == "table-row":
            row, column = row + repeat, 0
            repeat = number(attributes, "number-rows-repeated")
            if attributes.get("table:visibility") in ("collapse", "filter"):
                scan.hidden_rows.update(range(row + 1, row + min(repeat, MAX_ROWS) + 1))
        elif kind in ("table-cell", "covered-table-cell"):
            column += number(attributes, "number-columns-repeated")
            if any(_local(key) == "value-type" for key in attributes):
                scan.last_row = max(scan.last_row, row + repeat)
                scan.last_column = max(scan.last_column, column)
                _check_extent(name, scan.last_row, scan.last_column)

    parser = _parser(name)
    parser.StartElementHandler = see_element
    _walk(name, archive, "content.xml", parser)
    return scans
