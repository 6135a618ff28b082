"""The rows of a file as they will be: where each stands, its values in words, what there is to say of it."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from deputy_station.documents.import_columns import ImportKind, ImportOutcome, RowFinding, SheetData
from deputy_station.documents.import_file import OpenedFile, read_all
from deputy_station.documents.import_mending import LEFT_OUT, typed, without_rows


class Standing(Enum):
    """What becomes of a row; the value is the word for it."""

    READY = "可导"
    LOOK = "要看一眼"
    ERROR = "有错"
    SAME = "已有"
    OUT = "不导入"


@dataclass(frozen=True)
class PreviewRow:
    """One row: its number in the spreadsheet, its values in the order of the chosen columns, what to say of it.

    `bad` are the keys of the cells that cannot be read.
    """

    number: int
    standing: Standing
    values: tuple[str, ...]
    sentences: tuple[str, ...]
    bad: tuple[str, ...]


@dataclass(frozen=True)
class CheckedRows:
    """All rows of a file checked without writing anything; `data` and `left_out` are what was checked."""

    data: SheetData = field(repr=False)
    left_out: frozenset[int]
    keys: tuple[str, ...]
    rows: tuple[PreviewRow, ...] = field(repr=False)
    outcome: ImportOutcome = field(repr=False)
    counts: Mapping[Standing, int]

    @property
    def going_in(self) -> int:
        """How many rows an import would write."""
        return self.counts[Standing.READY] + self.counts[Standing.LOOK]


def read_and_check(
    session: Any,
    *,
    kind: ImportKind,
    opened: OpenedFile,
    sheet: str,
    header_row: int,
    places: Mapping[str, int],
    origin: str = "",
) -> CheckedRows:
    """Read all rows with the chosen columns and check them; `origin` says whose table it is."""
    data = read_all(opened, kind.columns, sheet=sheet, header_row=header_row, places=places)
    return check_rows(session, kind=kind, data=replace(data, origin=origin), left_out=frozenset())


def check_rows(session: Any, *, kind: ImportKind, data: SheetData, left_out: Collection[int]) -> CheckedRows:
    """Try the rows (but those left out) and say of each where it stands; nothing is written."""
    outcome = kind.try_rows(session, data=without_rows(data, left_out))
    findings = {finding.number: finding for finding in outcome.findings}
    keys = tuple(column.key for column in kind.columns if column.key in data.places)
    by_place = {place: key for key, place in data.places.items()}
    bad: dict[int, list[str]] = {}
    for problem in data.problems:
        key = by_place.get(_place(problem.address.rstrip("0123456789")))
        if key is not None:
            bad.setdefault(problem.row, []).append(key)
    rows = []
    for row in data.rows:
        finding = findings.get(row.number, _NOTHING)
        wrong = tuple(bad.get(row.number, ()))
        rows.append(
            PreviewRow(
                number=row.number,
                standing=_standing(finding, left_out=row.number in left_out),
                values=tuple(row.raw[key] if key in wrong else typed(row.values.get(key)) for key in keys),
                sentences=(LEFT_OUT + "。",) if row.number in left_out else _sentences(finding),
                bad=wrong,
            )
        )
    counts = Counter(row.standing for row in rows)
    return CheckedRows(
        data, frozenset(left_out), keys, tuple(rows), outcome, {each: counts[each] for each in Standing}
    )


_NOTHING = RowFinding(0)


def _standing(finding: RowFinding, *, left_out: bool) -> Standing:
    if left_out:
        return Standing.OUT
    if finding.reasons:
        return Standing.ERROR
    if finding.unchanged:
        return Standing.SAME
    return Standing.LOOK if finding.warnings else Standing.READY


def _sentences(finding: RowFinding) -> tuple[str, ...]:
    same = ("已经有了，内容没有变化，不会再导入一次。",) if finding.unchanged else ()
    return (*finding.reasons, *finding.warnings, *same)


def _place(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1
