"""A sheet of values alone is looked at in one go, and found as it would be element by element."""

import zipfile
from pathlib import Path

import pytest

from deputy_station.documents.import_columns import ImportColumn
from deputy_station.documents.workbook_guard import (
    SheetScan,
    WorkbookDamaged,
    WorkbookTooLarge,
    check_workbook,
)
from deputy_station.documents.workbook_in import read_table
from tests.documents.workbook_makers import change_part, make_workbook

SHEET = "xl/worksheets/sheet1.xml"
NAME, PHONE = ImportColumn("name", ("姓名",), required=True), ImportColumn("phone", ("联系电话",))


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return make_workbook(
        tmp_path / "名册.xlsx", ["姓名", "联系电话"], ["张守田", "1"], ["李='四'", "2"], ["<f>", 't="e"']
    )


def scan(path: Path) -> SheetScan:
    return check_workbook(path).scans["名册"]


def names(path: Path) -> list[object]:
    return [row.values["name"] for row in read_table(path, (NAME, PHONE)).rows]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<worksheet", "<worksheet"),
        ("<sheetData>", "<!-- as some programs do --><sheetData>"),
        ('<c r="A1"', "<c r='A1'"),
        ('<c r="B2"', "<c"),
    ],
)
def test_what_is_found_is_the_same_however_the_sheet_is_written(roster: Path, old: str, new: str) -> None:
    plain = scan(roster)
    assert (plain.last_row, plain.last_column) == (4, 2)
    changed = change_part(roster, SHEET, old, new)
    assert scan(changed) == plain
    assert names(changed) == ["张守田", "李='四'", "<f>"]


def test_hidden_rows_are_seen_beside_plain_ones(roster: Path) -> None:
    changed = change_part(roster, SHEET, '<row r="3"', '<row r="3" hidden="1"')
    assert scan(changed).hidden_rows == {3}


def test_a_formula_and_an_error_are_seen_beside_plain_cells(roster: Path) -> None:
    changed = change_part(
        roster,
        SHEET,
        "</row></sheetData>",
        '<c r="C4"><f>1+1</f></c><c r="D4" t="e"><v>#REF!</v></c></row></sheetData>',
    )
    found = scan(changed)
    assert (found.formulas_without_value, found.error_cells) == ({(4, 3)}, {(4, 4)})


@pytest.mark.parametrize("broken", ["</rows></sheetData>", "</row></sheetData><c ", "</row>"])
def test_a_plain_sheet_that_is_not_well_formed_is_damaged(roster: Path, broken: str) -> None:
    changed = change_part(roster, SHEET, "</row></sheetData>", broken)
    with pytest.raises(WorkbookDamaged):
        check_workbook(changed)


def test_a_plain_sheet_in_another_encoding_is_read_as_such(roster: Path) -> None:
    with zipfile.ZipFile(roster) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[SHEET] = parts[SHEET].decode().replace("UTF-8", "UTF-16").encode("utf-16")
    with zipfile.ZipFile(roster, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert scan(roster).last_row == 4


def test_a_stray_cell_far_away_is_still_named(roster: Path) -> None:
    changed = change_part(roster, SHEET, "</row></sheetData>", '<c r="XFD4"><v>1</v></c></row></sheetData>')
    with pytest.raises(WorkbookTooLarge, match="XFD4"):
        check_workbook(changed)


def test_an_empty_cell_far_away_is_nothing(roster: Path) -> None:
    changed = change_part(roster, SHEET, "</row></sheetData>", '<c r="XFD4"/></row></sheetData>')
    assert scan(changed).last_column == 2
