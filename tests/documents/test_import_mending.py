"""Rows are mended and left out before they are imported; what stays behind comes out as a workbook and in again."""

from pathlib import Path
from typing import Any

from deputy_station.documents.import_columns import (
    ImportColumn,
    ImportKind,
    ImportOutcome,
    RowFinding,
    SheetData,
)
from deputy_station.documents.import_mending import (
    mend_cell,
    reasons_of,
    save_failed_rows,
    without_rows,
)
from deputy_station.documents.import_preview import Standing, check_rows
from deputy_station.documents.workbook_cells import Kind
from deputy_station.documents.workbook_in import read_table
from tests.documents.workbook_makers import make_workbook

COLUMNS = (
    ImportColumn("name", ("姓名",), required=True, longest=4),
    ImportColumn("born", ("出生日期",), Kind.DATE),
    ImportColumn("phone", ("电话",), Kind.DIGITS),
)


def try_rows(session: Any, *, data: SheetData) -> ImportOutcome:
    """A feature that knows 张守田 already and wonders at everybody without a phone."""
    reasons = data.problems_by_row()
    findings = [RowFinding(number, reasons=tuple(said)) for number, said in reasons.items()]
    for row in data.sound_rows():
        if row.values["name"] == "张守田":
            findings.append(RowFinding(row.number, unchanged=True))
        elif not row.values.get("phone"):
            findings.append(RowFinding(row.number, warnings=("没有电话。",)))
    ready = len(data.rows) - len(reasons)
    return ImportOutcome(ready, 0, len(reasons), findings=tuple(findings))


KIND = ImportKind("people", "导入", "人", "个", COLUMNS, try_rows, try_rows, "没有导入的行")


def people(tmp_path: Path) -> SheetData:
    path = make_workbook(
        tmp_path / "人.xlsx",
        ["姓名", "出生日期", "电话"],
        ["张守田", "1975-03-02", "13800001111"],
        ["李娟", "1980-02-30", "13800002222"],
        [None, "1990-01-01", "13800003333"],
        ["赵六", "1991-01-01"],
        ["王五", "1992-01-01", "13800005555"],
    )
    return read_table(path, COLUMNS)


def test_each_row_stands_where_it_belongs_with_its_values_as_they_will_be(tmp_path: Path) -> None:
    checked = check_rows(None, kind=KIND, data=people(tmp_path), left_out={6})
    assert [(row.number, row.standing) for row in checked.rows] == [
        (2, Standing.SAME),
        (3, Standing.ERROR),
        (4, Standing.ERROR),
        (5, Standing.LOOK),
        (6, Standing.OUT),
    ]
    assert checked.rows[1].values == ("李娟", "1980-02-30", "13800002222"), (
        "as written where it cannot be read"
    )
    assert checked.rows[1].bad == ("born",)
    assert checked.rows[2].bad == ("name",)
    assert checked.going_in == 1
    assert checked.rows[3].sentences == ("没有电话。",)


def test_a_mended_cell_is_read_again_and_its_row_checked_with_it(tmp_path: Path) -> None:
    data = people(tmp_path)
    still_wrong = mend_cell(data, COLUMNS, row=3, key="born", text="1980年2月31日")
    assert still_wrong.problems_by_row()[3] == ["B3 单元格“出生日期”：“1980年2月31日”这一天不存在，请核对。"]
    mended = mend_cell(still_wrong, COLUMNS, row=3, key="born", text="1980年2月28日")
    assert 3 not in mended.problems_by_row()
    row = check_rows(None, kind=KIND, data=mended, left_out=()).rows[1]
    assert (row.standing, row.values[1]) == (Standing.READY, "1980-02-28")
    assert set(mended.problems_by_row()) == {4}, "the other row is as wrong as before"
    assert data.rows[1].raw["born"] == "1980-02-30", "what was read stays as it was"


def test_mending_can_make_it_worse(tmp_path: Path) -> None:
    data = mend_cell(people(tmp_path), COLUMNS, row=6, key="name", text="")
    assert data.problems_by_row()[6] == ["A6 单元格“姓名”：没有填写。"]
    long = mend_cell(data, COLUMNS, row=6, key="name", text="名字太长了")
    assert long.problems_by_row()[6] == ["A6 单元格“姓名”：有 5 个字，超过 4 个字。"]


def test_a_cell_beyond_the_end_of_its_row_can_be_filled(tmp_path: Path) -> None:
    data = mend_cell(people(tmp_path), COLUMNS, row=5, key="phone", text="13800004444")
    assert data.rows[3].values["phone"] == "13800004444"
    assert data.rows[3].cells == ("赵六", "1991-01-01", "13800004444")


def test_rows_left_out_are_not_tried_and_their_mistakes_do_not_count(tmp_path: Path) -> None:
    left = without_rows(people(tmp_path), {3, 5})
    assert [row.number for row in left.rows] == [2, 4, 6]
    assert set(left.problems_by_row()) == {4}


def test_what_was_not_imported_comes_out_with_its_reason_first_and_mended_goes_in(tmp_path: Path) -> None:
    data = mend_cell(people(tmp_path), COLUMNS, row=4, key="phone", text="13899999999")
    outcome = try_rows(None, data=without_rows(data, {6}))
    out = tmp_path / "没有导入的行.xlsx"
    save_failed_rows(None, None, out=out, data=data, reasons=reasons_of(outcome, {6}))
    again = read_table(out, COLUMNS)
    assert again.titles == ("没有导入的原因", "原来的行号", "姓名", "出生日期", "电话")
    assert [row.cells for row in again.rows] == [
        ("B3 单元格“出生日期”：“1980-02-30”这一天不存在，请核对", "3", "李娟", "1980-02-30", "13800002222"),
        ("A4 单元格“姓名”：没有填写", "4", "", "1990-01-01", "13899999999"),
        ("导入时选了不导入", "6", "王五", "1992-01-01", "13800005555"),
    ]
    mended = mend_cell(again, COLUMNS, row=again.rows[0].number, key="born", text="1980-02-28")
    standings = [row.standing for row in check_rows(None, kind=KIND, data=mended, left_out=()).rows]
    assert standings == [Standing.READY, Standing.ERROR, Standing.READY]
