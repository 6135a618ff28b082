"""A long list is written whole: no row is lost where the rows that set the widths end."""

from pathlib import Path

import pytest
import python_calamine

from deputy_station.documents.workbook_out import WorkSheet, write_workbook


@pytest.mark.parametrize("count", [199, 200, 201, 202, 1000])
def test_every_row_of_a_long_list_is_written(tmp_path: Path, count: int) -> None:
    path = tmp_path / "表.xlsx"
    wanted = [f"第{number}行" for number in range(1, count + 1)]
    write_workbook(path, [WorkSheet("表", ("内容",), [(text,) for text in wanted])])
    [_title, *rows] = python_calamine.load_workbook(path).get_sheet_by_name("表").to_python()
    assert [row[0] for row in rows] == wanted
