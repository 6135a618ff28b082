"""Workbooks are read back: their XML, and their cells by our own reader."""

import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import python_calamine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deputy_station.core.errors import Trouble
from deputy_station.documents.import_columns import ImportColumn
from deputy_station.documents.workbook_in import read_table
from deputy_station.documents.workbook_out import (
    SourceInTheWay,
    WorkSheet,
    display_width,
    place_for_failed_rows,
    write_failed_rows,
    write_workbook,
)
from tests.documents.workbook_makers import make_workbook


def sheet_xml(path: Path, number: int = 1) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(f"xl/worksheets/sheet{number}.xml").decode()


def cells(path: Path, sheet: str) -> list[list[object]]:
    book = python_calamine.load_workbook(path)
    return [list(row) for row in book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)]


def test_text_that_begins_like_a_formula_is_never_one(tmp_path: Path) -> None:
    texts = [
        "=1+1",
        '=HYPERLINK("http://x")',
        "+8613800001111",
        "-1",
        "@x",
        "\t=1",
        "http://example.org",
        "00123",
    ]
    path = tmp_path / "表.xlsx"
    write_workbook(path, [WorkSheet("表", ("内容",), [(text,) for text in texts])])
    xml = sheet_xml(path)
    assert "<f>" not in xml
    assert "hyperlink" not in xml
    assert [row[0] for row in cells(path, "表")[1:]] == texts


@given(st.lists(st.text(min_size=1, alphabet=st.characters(exclude_categories=["Cs", "Cc"])), max_size=5))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back_as_it_was(tmp_path: Path, texts: list[str]) -> None:
    path = tmp_path / "表.xlsx"
    rows = [(sign + text,) for sign in "=+-@" for text in texts]
    write_workbook(path, [WorkSheet("表", ("内容",), rows)])
    assert "<f>" not in sheet_xml(path)
    assert [row[0] for row in cells(path, "表")[1:]] == [row[0] for row in rows]


def test_days_numbers_and_answers_keep_their_kind(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    row = (
        date(2026, 12, 4), datetime(2026, 12, 4, 9, 30, tzinfo=UTC), 12, Decimal("8.75"), Fraction(1, 4), True, None,
        10**17,
    )  # fmt: skip
    write_workbook(path, [WorkSheet("表", tuple("甲乙丙丁戊己庚辛"), [row])])
    assert cells(path, "表")[1] == [
        date(2026, 12, 4), datetime(2026, 12, 4, 9, 30), 12.0, 8.75, 0.25, "是", "", "100000000000000000",  # noqa: DTZ001
    ]  # fmt: skip


def test_the_page_is_wide_with_its_header_on_every_sheet_of_paper(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    write_workbook(path, [WorkSheet("名册", ("姓名", "小组"), [("张守田", "一组")], title="朔里镇代表名册")])
    xml = sheet_xml(path)
    assert 'orientation="landscape"' in xml
    assert 'fitToWidth="1"' in xml or 'fitToHeight="0"' in xml
    assert '<pane ySplit="2" topLeftCell="A3"' in xml
    with zipfile.ZipFile(path) as archive:
        book = archive.read("xl/workbook.xml").decode()
    assert "名册!$1:$2" in book
    assert "名册!$A$1:$B$3" in book
    assert cells(path, "名册") == [["朔里镇代表名册", ""], ["姓名", "小组"], ["张守田", "一组"]]


def test_rows_are_as_high_as_their_texts_and_notes_stand_apart(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    rows = [("短", "一行"), ("长", "字" * 60), ("多行", "一\n二\n三")]
    notes = ("说明" * 30,)
    write_workbook(
        path,
        [WorkSheet("表", ("名", "内容"), rows, title="很长的标题" * 5, notes=notes, widths={0: 8, 1: 41.5})],
    )
    xml = sheet_xml(path)
    heights = {
        int(part.split('"')[0]): float(part.split('ht="')[1].split('"')[0])
        for part in xml.split('<row r="')[1:]
        if 'ht="' in part.split(">")[0]
    }
    assert heights[3] == 21  # one line
    assert heights[4] == 51  # 120 half-width columns in 40: three lines
    assert heights[5] == 51  # three lines as typed
    assert 6 not in heights  # an empty row, so that sorting the table leaves the note where it is
    assert heights[7] == 51  # 120 in 48: three lines
    assert '<mergeCell ref="A7:B7"/>' in xml
    with zipfile.ZipFile(path) as archive:
        assert "表!$A$1:$B$7" in archive.read("xl/workbook.xml").decode()


def test_points_show_two_decimals_and_counts_none(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    write_workbook(path, [WorkSheet("表", ("分", "次"), [(Decimal("90"), 3)])])
    with zipfile.ZipFile(path) as archive:
        styles = archive.read("xl/styles.xml").decode()
    assert 'formatCode="0.00"' in styles
    assert cells(path, "表")[1] == [90.0, 3.0]


def test_a_chinese_character_takes_two_columns() -> None:
    assert display_width("第一代表小组") == 12
    assert display_width("13800001111") == 11
    assert display_width("一\n二二二") == 6
    assert display_width("") == 0


def test_columns_are_as_wide_as_their_content_within_reason(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    write_workbook(path, [WorkSheet("表", ("序", "单位", "内容"), [(1, "朔里镇人民政府", "很长" * 100)])])
    widths = [float(part.split('"')[0]) for part in sheet_xml(path).split('width="')[1:]]
    assert widths[0] < 10
    assert 16 <= widths[1] < 18
    assert widths[2] < 52


def test_names_of_sheets_are_made_fit_and_unique(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    sheets = [WorkSheet(name, ("甲",), []) for name in ("2026/1季度", "2026/1季度", "", "长" * 40)]
    write_workbook(path, sheets)
    names = python_calamine.load_workbook(path).sheet_names
    assert names == ["2026－1季度", "2026－1季度（2）", "表", "长" * 31]


def test_a_text_longer_than_a_cell_says_so(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    write_workbook(path, [WorkSheet("表", ("甲",), [("长" * 40_000,), ("𠮷" * 16_000,)])])
    written = [str(row[0]) for row in cells(path, "表")[1:]]
    assert written[0].endswith("……（太长，未写完）")
    assert len(written[0]) == 32_767
    assert written[1] == "𠮷" * 16_000


def test_a_failure_half_way_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(b"PK old")

    def rows():  # type: ignore[no-untyped-def]
        yield ("甲",)
        raise KeyError("broken off")

    with pytest.raises(KeyError):
        write_workbook(path, [WorkSheet("表", ("甲",), rows())])
    assert path.read_bytes() == b"PK old"
    assert [each.name for each in tmp_path.iterdir()] == ["表.xlsx"]


def test_a_folder_that_is_not_there_is_a_trouble(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="请先建好文件夹"):
        write_workbook(tmp_path / "没有" / "表.xlsx", [WorkSheet("表", ("甲",), [])])


def test_failed_rows_come_with_the_reason_first_and_can_be_read_again(tmp_path: Path) -> None:
    columns = [ImportColumn("name", ("姓名",), required=True), ImportColumn("phone", ("手机",))]
    source = make_workbook(
        tmp_path / "名册.xlsx",
        ["姓名", None, "手机"],
        ["张守田", "x", "1"],
        [None, "y", "2"],
        ["李娟", "z", "3"],
    )
    data = read_table(source, columns)
    target = tmp_path / "未导入.xlsx"
    write_failed_rows(target, data, dict(data.problems_by_row()))
    assert cells(target, "没有导入的行") == [
        ["没有导入的原因", "原来的行号", "姓名", "第 2 列", "手机"],
        ["A3 单元格“姓名”：没有填写", 3.0, "", "y", "2"],
    ]
    again = read_table(target, columns)
    assert again.rows[0].values == {"name": None, "phone": "2"}


def test_a_workbook_of_failed_rows_begun_to_be_mended_is_not_replaced(tmp_path: Path) -> None:
    source = tmp_path / "台账.xlsx"
    assert place_for_failed_rows(source, None, "台账-没有导入的行") == tmp_path / "台账-没有导入的行.xlsx"
    (tmp_path / "台账-没有导入的行.xlsx").write_bytes(b"half mended")
    (tmp_path / "台账-没有导入的行（2）.xlsx").write_bytes(b"mended")
    assert (
        place_for_failed_rows(source, None, "台账-没有导入的行") == tmp_path / "台账-没有导入的行（3）.xlsx"
    )
    assert place_for_failed_rows(source, tmp_path / "别处.xlsx", "x") == tmp_path / "别处.xlsx"


def test_failed_rows_never_go_over_the_file_they_come_from(tmp_path: Path) -> None:
    source = tmp_path / "台账.xlsx"
    source.write_bytes(b"the only copy")
    with pytest.raises(SourceInTheWay, match=r"“台账.xlsx”就是要导入的文件.*请换一个文件名"):
        place_for_failed_rows(source, tmp_path / "." / "台账.xlsx", "x")
