"""Reads a station's quarterly report: whole and unchanged, or not at all, with every row that does not fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.documents.import_columns import ImportColumn, SheetData, SheetRow
from deputy_station.documents.text_table import open_book
from deputy_station.documents.workbook_cells import Cell, Kind, UnreadableCell, read_cell, shown
from deputy_station.documents.workbook_guard import CheckedWorkbook
from deputy_station.documents.workbook_in import HeaderMissing, find_table, read_rows
from deputy_station.documents.workbook_reader import Book
from deputy_station.features.spotcheck.rules.exchange import (
    COVER,
    DEPUTIES,
    FINDINGS,
    FORMAT,
    DemandNumbers,
    DeputyLine,
    FindingLine,
    Report,
    Taken,
    checksum,
    cover_misfits,
    misfits,
)
from deputy_station.features.spotcheck.service.station_reports import compare_report, take_in_report

_DEPUTY_COLUMNS = (
    ImportColumn("name", ("姓名",), required=True, longest=80),
    ImportColumn("group", ("代表小组",), longest=80),
    ImportColumn("level", ("层级",), longest=40),
    ImportColumn("due", ("应填",), Kind.INTEGER, required=True),
    ImportColumn("filled", ("已填",), Kind.INTEGER, required=True),
    ImportColumn("done", ("应有材料",), Kind.INTEGER, required=True),
    ImportColumn("proved", ("有材料",), Kind.INTEGER, required=True),
)
_FINDING_COLUMNS = (
    ImportColumn("deputy", ("代表",), required=True, longest=80),
    ImportColumn("words", ("问题",), Kind.TEXT, required=True),
    ImportColumn("due_on", ("整改期限",), Kind.DATE),
    ImportColumn("standing", ("整改情况",), required=True, longest=40),
)
_MISSING = "“说明”表里没有写"
_MOST_TOLD = 5
"""Problems told in one sentence; the rest are counted."""


class NotAReport(Refusal):
    """The workbook has not the sheets of a report."""

    def __init__(self, name: str, missing: str) -> None:
        super().__init__(
            f"“{name}”里没有“{missing}”表，不是本程序导出的季报。请让站里用“导出上报”再导出一次。"
        )


class FormatUnknown(Refusal):
    """A newer program made it."""

    def __init__(self, name: str, version: str) -> None:
        super().__init__(
            f"“{name}”的格式版本是“{version}”，本程序只认得 {FORMAT}。请先把程序更新到和站里一样新，再导入。"
        )


@dataclass(frozen=True)
class ReadReport:
    """What was read of one file: the report, or None with what is wrong, each a sentence with its sheet and row."""

    file_name: str
    report: Report | None
    problems: tuple[str, ...]


def read_report(path: Path) -> ReadReport:
    """Read one file. Raises NotAReport, FormatUnknown and the refusals of opening a workbook."""
    checked, book = open_book(path)
    sheets = book.visible_sheets()
    for wanted in (COVER, DEPUTIES, FINDINGS):
        if wanted not in sheets:
            raise NotAReport(checked.name, wanted)
    told = _told(book)
    version = shown(told["格式版本"][1]) if "格式版本" in told else ""
    if version != str(FORMAT):
        raise FormatUnknown(checked.name, version)
    problems: list[str] = []
    cover = _Cover(told, problems)
    deputies = _table(checked, book, DEPUTIES, _DEPUTY_COLUMNS)
    findings = _table(checked, book, FINDINGS, _FINDING_COLUMNS)
    for data in (deputies, findings):
        for problem in data.problems:
            problems.append(f"“{data.sheet}”表第 {problem.row} 行：{problem.sentence}")
    report = cover.report(
        tuple(_deputy(row) for row in deputies.sound_rows()),
        tuple(_finding(row) for row in findings.sound_rows()),
    )
    if report is not None:
        problems += [f"“{COVER}”表：{words}。" for words in cover_misfits(report)]
        problems += [f"“{sheet}”表第 {row} 行：{words}。" for sheet, row, words in misfits(report)]
        if not problems and checksum(report) != cover.text("校验码"):
            problems.append("校验码不符，文件导出以后改动过，或者缺了行。请让站里重新导出。")
    return ReadReport(checked.name, None if problems else report, tuple(problems))


class _Cover:
    """The cover's values; what cannot be read is told in `problems`."""

    def __init__(self, told: Mapping[str, tuple[int, Cell]], problems: list[str]) -> None:
        self._told = told
        self._problems = problems

    def text(self, name: str) -> str:
        """One line of text."""
        value = self._value(name, Kind.LINE)
        return value if isinstance(value, str) else ""

    def report(self, deputies: tuple[DeputyLine, ...], findings: tuple[FindingLine, ...]) -> Report | None:
        """The report, or None where the cover itself has problems."""
        before = len(self._problems)
        code, station, township = self.text("编号简称"), self.text("联络站"), self.text("乡镇")
        year, quarter = self._number("年度"), self._number("季度")
        until, made_at = self._value("统计到", Kind.DATE), self._value("制表时间", Kind.MOMENT)
        names = ("收到诉求", "到期诉求", "已了结诉求", "超期诉求", "已回访诉求")
        numbers = [self._number(name) for name in names]
        counts = self._number("代表人数"), self._number("问题个数")
        self.text("校验码")
        if quarter not in (1, 2, 3, 4) and len(self._problems) == before:
            self._problems.append(f"“说明”表第 {self._told['季度'][0]} 行：没有第 {quarter} 季度。")
        if len(self._problems) > before:
            return None
        if counts != (len(deputies), len(findings)) and not self._problems:
            self._problems.append(
                f"“说明”表写着代表 {counts[0]} 人、问题 {counts[1]} 个，表里是 {len(deputies)} 人、{len(findings)} 个，"
                "缺了行或多了行。请让站里重新导出。"
            )
        assert isinstance(made_at, datetime)
        assert isinstance(until, date)
        return Report(
            code,
            station,
            township,
            year,
            quarter,
            made_at,
            until,
            DemandNumbers(*numbers),
            deputies,
            findings,
        )

    def _number(self, name: str) -> int:
        value = self._value(name, Kind.INTEGER)
        return value if isinstance(value, int) else 0

    def _value(self, name: str, kind: Kind) -> object:
        if name not in self._told:
            self._problems.append(f"{_MISSING}“{name}”。")
            return None
        row, cell = self._told[name]
        try:
            value = read_cell(cell, kind)
        except UnreadableCell as error:
            self._problems.append(f"“{COVER}”表第 {row} 行“{name}”：{error}。")
            return None
        if value is None:
            self._problems.append(f"“{COVER}”表第 {row} 行“{name}”空着。")
        return value


def _told(book: Book) -> dict[str, tuple[int, Cell]]:
    """By name in the first column the row and the cell beside it."""
    found: dict[str, tuple[int, Cell]] = {}
    for number, row in enumerate(book.rows(COVER), 1):
        if len(row) > 1 and isinstance(row[0], str) and row[0]:
            found.setdefault(row[0].strip(), (number, row[1]))
    return found


def _table(checked: CheckedWorkbook, book: Book, sheet: str, columns: tuple[ImportColumn, ...]) -> SheetData:
    try:
        return read_rows(checked, find_table(checked, book, columns, {}, sheet), columns)
    except HeaderMissing as error:
        raise NotAReport(checked.name, sheet) from error


def _deputy(row: SheetRow) -> DeputyLine:
    values = row.values
    return DeputyLine(
        str(values["name"]),
        str(values["group"] or ""),
        str(values["level"] or ""),
        _whole(values["due"]),
        _whole(values["filled"]),
        _whole(values["done"]),
        _whole(values["proved"]),
        row.number,
    )


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _finding(row: SheetRow) -> FindingLine:
    values = row.values
    due_on = values["due_on"]
    return FindingLine(
        str(values["deputy"]),
        str(values["words"]),
        due_on if isinstance(due_on, date) else None,
        str(values["standing"]),
        row.number,
    )


@dataclass(frozen=True)
class FileOutcome:
    """What came of one file: what it was taken as (None: refused), and why not, each a sentence with sheet and row."""

    file_name: str
    words: str
    taken: Taken | None
    deputies: int
    findings: int
    problems: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """For people: 青石镇东街代表联络站 2026 年第 4 季度：新收，代表 80 人，问题 3 个。"""
        if self.taken is None:
            more = f"另有 {len(self.problems) - _MOST_TOLD} 处。" if len(self.problems) > _MOST_TOLD else ""
            return f"“{self.file_name}”没有收：{''.join(self.problems[:_MOST_TOLD])}{more}"
        return f"{self.words}：{self.taken.label}，代表 {self.deputies} 人，问题 {self.findings} 个。"


def take_in_files(session: Session, *, paths: Sequence[Path], dry_run: bool = False) -> list[FileOutcome]:
    """Take in the reports of several stations; a file that does not fit is told and stops no other.

    A dry run writes nothing. Raises NothingChosen, and `Trouble` where a file cannot be opened at all.
    """
    if not paths:
        raise NothingChosen
    return [_take_in(session, path, dry_run=dry_run) for path in paths]


def files_in(folder: Path) -> list[Path]:
    """The workbooks of a folder by name; what an office program keeps open beside them is none. Raises NoFiles."""
    found = sorted(path for path in folder.glob("*.xlsx") if not path.name.startswith(("~", ".")))
    if not found:
        raise NoFiles(folder)
    return found


class NothingChosen(Refusal):
    """Neither a file nor a folder was named."""

    def __init__(self) -> None:
        super().__init__("没有选文件。请选一个站里报来的文件，或放着这些文件的文件夹。")


class NoFiles(Refusal):
    """A folder without workbooks."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"“{folder.name}”文件夹里没有 xlsx 文件。请选站里报来的文件所在的文件夹。")


def _take_in(session: Session, path: Path, *, dry_run: bool) -> FileOutcome:
    try:
        read = read_report(path)
        if read.report is None:
            return FileOutcome(read.file_name, "", None, 0, 0, read.problems)
        made = (
            compare_report(session, report=read.report)
            if dry_run
            else take_in_report(session, report=read.report, file_name=read.file_name)
        )
    except Refusal as refusal:
        return FileOutcome(path.name, "", None, 0, 0, (str(refusal),))
    return FileOutcome(read.file_name, made.words, made.taken, made.deputies, made.findings, ())
