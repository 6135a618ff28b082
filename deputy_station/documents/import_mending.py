"""Mending and leaving out rows before they are imported; what was not imported, with the reason."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

from deputy_station.documents.import_columns import ImportColumn, ImportOutcome, SheetData, SheetProblem
from deputy_station.documents.workbook_cells import UnreadableCell, Value
from deputy_station.documents.workbook_guard import column_letters
from deputy_station.documents.workbook_in import checked_value
from deputy_station.documents.workbook_out import write_failed_rows

LEFT_OUT = "导入时选了不导入"
"""The reason of a row a person left out."""


def mend_cell(
    data: SheetData, columns: Sequence[ImportColumn], *, row: int, key: str, text: str
) -> SheetData:
    """The data with one cell rewritten; its row is checked again. `row` is the number in the spreadsheet."""
    column = next(column for column in columns if column.key == key)
    place = data.places[key]
    address = f"{column_letters(place + 1)}{row}"
    problems = [problem for problem in data.problems if problem.address != address]
    value: Value = None
    try:
        value = checked_value(text, column)
    except UnreadableCell as error:
        sentence = f"{address} 单元格“{data.titles[place]}”：{error}。"
        problems.append(SheetProblem(row, column.title, address, sentence))
    rows = list(data.rows)
    found = next(index for index, each in enumerate(rows) if each.number == row)
    old = rows[found]
    cells = [*old.cells, *[""] * (place + 1 - len(old.cells))]
    cells[place] = text
    rows[found] = replace(
        old, values={**old.values, key: value}, raw={**old.raw, key: text}, cells=tuple(cells)
    )
    return replace(data, rows=tuple(rows), problems=tuple(problems))


def without_rows(data: SheetData, left_out: Collection[int]) -> SheetData:
    """The data without the rows of these numbers."""
    if not left_out:
        return data
    return replace(
        data,
        rows=tuple(row for row in data.rows if row.number not in left_out),
        problems=tuple(problem for problem in data.problems if problem.row not in left_out),
    )


def reasons_of(outcome: ImportOutcome, left_out: Collection[int] = ()) -> dict[int, Sequence[str]]:
    """Why each row that did not go in did not, by its number."""
    reasons: dict[int, Sequence[str]] = {
        finding.number: finding.reasons for finding in outcome.findings if finding.reasons
    }
    reasons.update((number, (LEFT_OUT,)) for number in left_out)
    return reasons


def save_failed_rows(
    database: object,
    progress: object,
    *,
    out: Path,
    data: SheetData,
    reasons: Mapping[int, Sequence[str]],
) -> Path:
    """The rows that did not go in, the reason first, as a workbook that can be mended and imported again."""
    del database, progress  # as every paper is made
    write_failed_rows(out, data, dict(reasons))
    return out


def typed(value: Value) -> str:
    """A value as it will be kept, in words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == time() else "%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
