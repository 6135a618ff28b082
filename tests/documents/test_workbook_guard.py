"""What is refused before any reader opens the file."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from deputy_station.core.errors import Trouble
from deputy_station.documents import workbook_guard
from deputy_station.documents.import_columns import ImportColumn
from deputy_station.documents.workbook_guard import (
    NotAWorkbook,
    WorkbookDamaged,
    WorkbookProtected,
    WorkbookTooLarge,
    check_workbook,
    column_letters,
)
from deputy_station.documents.workbook_in import read_table
from tests.documents.workbook_makers import change_part, draw_workbook, make_workbook

NAME = ImportColumn("name", ("姓名",), required=True)
PHONE = ImportColumn("phone", ("联系电话",))


def roster(path: Path) -> Path:
    return make_workbook(path, ["姓名", "联系电话"], ["张守田", "13800001111"])


def test_a_file_that_is_not_there_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"找不到“名册.xlsx”。请核对文件名"):
        check_workbook(tmp_path / "名册.xlsx")


def test_a_file_another_program_has_locked_is_a_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(self: Path) -> bytes:
        raise PermissionError(13, "The process cannot access the file", str(self))

    path = roster(tmp_path / "名册.xlsx")
    monkeypatch.setattr(Path, "read_bytes", locked)
    with pytest.raises(Trouble, match=r"“名册.xlsx”打不开：没有权限，或正被别的程序占用"):
        check_workbook(path)


def test_a_folder_is_no_workbook(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="是文件夹"):
        check_workbook(tmp_path)


def test_a_pipe_or_device_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "名册.xlsx")
    for path in (tmp_path / "名册.xlsx", Path("/dev/zero")):
        with pytest.raises(NotAWorkbook, match="不是普通文件，读不了。请选 xlsx"):
            check_workbook(path)


def test_a_time_beyond_all_reckoning_is_told_as_such(tmp_path: Path) -> None:
    def draw(page: Any, book: Any) -> None:
        page.write_row(0, 0, ["姓名", "联系电话"])
        page.write(1, 0, "张守田")
        page.write(1, 1, 1e300, book.add_format({"num_format": "[h]:mm"}))

    with pytest.raises(WorkbookDamaged, match=r"大得离谱的日期或时间.*请"):
        read_table(draw_workbook(tmp_path / "名册.xlsx", draw), (NAME, PHONE))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "是空文件"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "不是 Excel 工作簿。请选 xlsx、xls 或 ods"),
        ("姓名,电话\n张三,138".encode(), "不是 Excel 工作簿"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "其实是网页.*另存为 xlsx"),
    ],
)
def test_a_file_of_another_kind_is_refused_whatever_its_name(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(content)
    with pytest.raises(NotAWorkbook, match=sentence):
        check_workbook(path)


def test_a_zip_without_a_workbook_in_it_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "nothing")
    with pytest.raises(NotAWorkbook):
        check_workbook(path)


def test_a_file_cut_off_while_copying_is_damaged(tmp_path: Path) -> None:
    path = roster(tmp_path / "名册.xlsx")
    path.write_bytes(path.read_bytes()[:-400])
    with pytest.raises(WorkbookDamaged, match=r"没有拷贝完整.*重新拷贝"):
        check_workbook(path)


def test_a_changed_byte_inside_is_damaged(tmp_path: Path) -> None:
    path = roster(tmp_path / "名册.xlsx")
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
    start = entry.header_offset + 30 + len(entry.filename) + 20
    content[start] ^= 0xFF
    path.write_bytes(bytes(content))
    with pytest.raises(WorkbookDamaged):
        check_workbook(path)


def test_a_cut_off_old_workbook_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "名册.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(WorkbookDamaged, match="已损坏"):
        read_table(path, [NAME])


def test_a_password_is_named_as_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")
    )
    with pytest.raises(WorkbookProtected, match=r"打开密码.*取消密码"):
        check_workbook(path)


def test_a_part_that_unpacks_to_a_gigabyte_is_refused_unopened(tmp_path: Path) -> None:
    path = roster(tmp_path / "bomb.xlsx")
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/extra.xml", "w", force_zip64=True) as stream,
    ):
        for _ in range(110):
            stream.write(bytes(1024 * 1024))
    assert path.stat().st_size < 1024 * 1024
    with pytest.raises(WorkbookTooLarge, match="解开后大得不正常"):
        check_workbook(path)


def test_a_part_packed_beyond_reason_is_refused_though_it_is_small_enough(tmp_path: Path) -> None:
    path = roster(tmp_path / "bomb.xlsx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media.xml", bytes(11 * 1024 * 1024))
    with pytest.raises(WorkbookTooLarge):
        check_workbook(path)


def test_ten_thousand_parts_are_refused(tmp_path: Path) -> None:
    path = roster(tmp_path / "bomb.xlsx")
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(600):
            archive.writestr(f"xl/part{number}.xml", "")
    with pytest.raises(WorkbookTooLarge):
        check_workbook(path)


def test_two_parts_of_the_same_name_are_damaged(tmp_path: Path) -> None:
    path = roster(tmp_path / "名册.xlsx")
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(WorkbookDamaged):
        check_workbook(path)


def test_a_file_beyond_the_limit_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    with path.open("wb") as stream:
        stream.truncate(21 * 1024 * 1024)
    with pytest.raises(WorkbookTooLarge, match="有 21 MB，超过 20 MB"):
        check_workbook(path)


def test_declared_entities_are_refused(tmp_path: Path) -> None:
    path = change_part(
        roster(tmp_path / "名册.xlsx"),
        "xl/worksheets/sheet1.xml",
        r"<worksheet ",
        '<!DOCTYPE worksheet [<!ENTITY a "aaaa">]><worksheet ',
    )
    with pytest.raises(WorkbookDamaged):
        check_workbook(path)


def test_one_stray_cell_in_the_last_corner_is_named_and_ends_nothing(tmp_path: Path) -> None:
    def draw(page, book) -> None:  # type: ignore[no-untyped-def]
        page.write_row(0, 0, ["姓名", "联系电话"])
        page.write(1048575, 16383, "x")

    path = draw_workbook(tmp_path / "名册.xlsx", draw)
    with pytest.raises(WorkbookTooLarge, match="在 XFD1048576 单元格还有内容"):
        read_table(path, [NAME])


def test_a_stray_repeat_in_an_ods_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "名册.ods"
    content = (
        '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>'
        '<table:table table:name="表"><table:table-row table:number-rows-repeated="1048576">'
        '<table:table-cell office:value-type="string" table:number-columns-repeated="3"><text:p>x</text:p>'
        "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    with pytest.raises(WorkbookTooLarge, match="在 C1048576 单元格"):
        check_workbook(path)


READING = """
import resource, sys
from pathlib import Path
from deputy_station.documents.import_columns import ImportColumn
from deputy_station.documents.workbook_in import read_table
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
data = read_table(Path(sys.argv[1]), [ImportColumn("name", ("姓名",)), ImportColumn("phone", ("联系电话",))])
assert [row.values["name"] for row in data.rows] == ["张守田"], data
grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
assert grown < 100, f"{grown} MiB"
"""


def test_a_million_empty_rows_cost_neither_rows_nor_memory(tmp_path: Path) -> None:
    path = roster(tmp_path / "名册.xlsx")
    empty = "".join(f'<row r="{row}" ht="16" customHeight="1"/>' for row in range(3, 1048577))
    change_part(path, "xl/worksheets/sheet1.xml", "</sheetData>", f"{empty}</sheetData>")
    change_part(
        path, "xl/worksheets/sheet1.xml", '<dimension ref="A1:B2"/>', '<dimension ref="A1:B1048576"/>'
    )
    done = subprocess.run(
        [sys.executable, "-c", READING, str(path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")])
def test_columns_are_counted_as_the_spreadsheet_does(column: int, letters: str) -> None:
    assert column_letters(column) == letters


@pytest.mark.parametrize("portion", [601, 777, 1000, 1024])
def test_a_plain_sheet_looked_at_in_portions_shows_the_same_as_cell_by_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, portion: int
) -> None:
    path = make_workbook(tmp_path / "1.xlsx", ["姓名", "备注"], *[["张三", "<好> & r=A9"]] * 40)
    with monkeypatch.context() as cell_by_cell:
        cell_by_cell.setattr(workbook_guard, "_scan_plain_sheet", lambda *_: None)
        [wanted] = check_workbook(path).scans.values()
    monkeypatch.setattr(workbook_guard, "PORTION", portion)
    monkeypatch.setattr(workbook_guard, "_scan_any_sheet", None)  # not asked
    [found] = check_workbook(path).scans.values()
    assert found == wanted
    assert (found.last_row, found.last_column) == (41, 2)


def test_a_formula_deep_in_a_sheet_looked_at_in_portions_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_workbook(tmp_path / "1.xlsx", ["姓名", "件数"], *[["张三", 1]] * 40, ["合计", "=SUM(B2:B41)"])
    change_part(path, "xl/worksheets/sheet1.xml", "<v>0</v>", "")
    monkeypatch.setattr(workbook_guard, "PORTION", 700)
    [found] = check_workbook(path).scans.values()
    assert found.formulas_without_value == {(42, 2)}
