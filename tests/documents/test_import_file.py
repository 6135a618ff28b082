"""A file looked at before it is imported: sheets, header, columns; then all its rows."""

from datetime import date, datetime
from pathlib import Path

import pytest

from deputy_station.core.errors import Refusal
from deputy_station.documents.import_columns import Content, ImportColumn, SheetData
from deputy_station.documents.import_file import ImportLook, look_at, open_file, read_all
from deputy_station.documents.import_likeness import FoundBy
from deputy_station.documents.workbook_cells import Kind
from deputy_station.documents.workbook_guard import NotAWorkbook
from deputy_station.documents.workbook_in import HeaderMissing, read_table
from tests.documents.workbook_makers import draw_workbook, make_sheets, make_workbook

COLUMNS = (
    ImportColumn("number", ("编号", "序号"), Kind.DIGITS),
    ImportColumn("day", ("日期",), Kind.MOMENT, required=True, content=Content.DAY),
    ImportColumn("name", ("姓名", "来访人")),
    ImportColumn("phone", ("电话", "手机"), Kind.DIGITS, content=Content.PHONE),
    ImportColumn("words", ("反映问题",), Kind.TEXT, required=True, content=Content.LONG),
)


def whole(path: Path, look: ImportLook | None = None) -> SheetData:
    opened = open_file(path)
    look = look or look_at(opened, COLUMNS)
    return read_all(opened, COLUMNS, sheet=look.sheet, header_row=look.header_row, places=look.places)


def test_the_header_is_found_below_a_merged_title_and_can_be_changed(tmp_path: Path) -> None:
    path = make_workbook(
        tmp_path / "台账.xlsx",
        ["六村群众诉求台账"],
        ["填表人：王建国", None, "2026 年"],
        ["编号", "日期", "来访人", "反映问题"],
        ["1", "2026-03-05", "张守田", "渠堵了"],
    )
    opened = open_file(path)
    look = look_at(opened, COLUMNS)
    assert look.header_row == 3
    assert look.places == {"number": 0, "day": 1, "name": 2, "words": 3}
    assert (3, "第 3 行：编号、日期、来访人、反映问题") in look.header_choices
    assert look.samples[2] == ("张守田",)
    assert look_at(opened, COLUMNS, header_row=2).titles == ("填表人：王建国", "B 列", "2026 年", "D 列")


def test_a_header_of_two_lines_is_read_as_one(tmp_path: Path) -> None:
    def draw(page: object, book: object) -> None:
        page.merge_range("A1:D1", "台账")  # type: ignore[attr-defined]
        page.merge_range("A2:A3", "编号")  # type: ignore[attr-defined]
        page.merge_range("B2:B3", "日期")  # type: ignore[attr-defined]
        page.merge_range("C2:D2", "群众")  # type: ignore[attr-defined]
        page.merge_range("E2:E3", "反映问题")  # type: ignore[attr-defined]
        page.write_row("C3", ["姓名", "电话"])  # type: ignore[attr-defined]
        page.write_row("A4", ["1", "2026-03-05", "张守田", 13812341234, "渠堵了"])  # type: ignore[attr-defined]

    data = whole(draw_workbook(tmp_path / "台账.xlsx", draw))
    assert data.header_row == 3
    [row] = data.rows
    assert row.values == {
        "number": "1",
        "day": datetime(2026, 3, 5),  # noqa: DTZ001 the wall clock
        "name": "张守田",
        "phone": "13812341234",
        "words": "渠堵了",
    }


def test_dates_in_five_shapes_and_digits_of_full_width_become_the_same(tmp_path: Path) -> None:
    days = ["2026-03-05", "2026年3月5日", "2026.3.5", 20260305, date(2026, 3, 5)]
    rows = [[f"{number}", day, None, "１３８１２３４１２３４", "渠"] for number, day in enumerate(days)]
    path = make_workbook(tmp_path / "台账.xlsx", ["编号", "日期", "来访人", "电话", "反映问题"], *rows)
    data = whole(path)
    assert data.problems == ()
    assert {row.values["day"] for row in data.rows} == {datetime(2026, 3, 5)}  # noqa: DTZ001 the wall clock
    assert {row.values["phone"] for row in data.rows} == {"13812341234"}


def test_blank_lines_and_the_total_are_no_rows(tmp_path: Path) -> None:
    path = make_workbook(
        tmp_path / "台账.xlsx",
        ["编号", "日期", "反映问题"],
        ["1", "2026-03-05", "渠堵了"],
        [None, None, None],
        ["2", "2026-03-06", "路坏了"],
        ["合计", None, "2 件"],
    )
    data = whole(path)
    assert [row.number for row in data.rows] == [2, 4]
    assert "跳过了 1 行合计。" in data.warnings


def test_the_sheet_with_a_known_header_is_proposed_and_another_can_be_taken(tmp_path: Path) -> None:
    path = make_sheets(
        tmp_path / "两张.xlsx",
        {
            "说明": [["怎么填"], ["照着填"]],
            "台账": [["编号", "日期", "反映问题"], ["1", "2026-03-05", "渠堵了"]],
            "空的": [],
        },
    )
    opened = open_file(path)
    assert opened.filled == ("说明", "台账")
    assert look_at(opened, COLUMNS).sheet == "台账"
    other = look_at(opened, COLUMNS, sheet="说明")
    assert (other.sheet, other.titles, dict(other.places)) == ("说明", ("怎么填",), {})
    assert look_at(opened, COLUMNS, sheet="台账").places == {"number": 0, "day": 1, "words": 2}


def test_a_hidden_sheet_is_told_and_not_offered(tmp_path: Path) -> None:
    def draw(page: object, book: object) -> None:
        page.write_row("A1", ["编号", "日期", "反映问题"])  # type: ignore[attr-defined]
        hidden = book.add_worksheet("旧账")  # type: ignore[attr-defined]
        hidden.write_row("A1", ["编号", "日期", "反映问题"])
        hidden.hide()

    opened = open_file(draw_workbook(tmp_path / "台账.xlsx", draw))
    assert opened.filled == ("名册",)
    assert "隐藏的表没有读入：旧账。" in look_at(opened, COLUMNS).warnings


def test_an_empty_workbook_and_an_empty_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(HeaderMissing, match="没有内容"):
        open_file(make_workbook(tmp_path / "空.xlsx"))
    empty = tmp_path / "空的.xlsx"
    empty.touch()
    with pytest.raises(NotAWorkbook, match="空文件"):
        open_file(empty)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_text_table_is_read_in_any_usual_encoding(tmp_path: Path, encoding: str, separator: str) -> None:
    lines = [["编号", "日期", "来访人", "反映问题"], ["1", "2026/3/5", "张守田", '"渠堵了\n清一清"']]
    path = tmp_path / "台账.csv"
    path.write_bytes("\r\n".join(separator.join(line) for line in lines).encode(encoding))
    [row] = whole(path).rows
    assert (row.values["name"], row.values["words"]) == ("张守田", "渠堵了\n清一清")
    assert read_table(path, COLUMNS).rows == (row,), "the command line reads it alike"


def test_a_picture_named_csv_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "照片.csv"
    path.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x81\x30")
    with pytest.raises(Refusal, match="不是文字表格"):
        open_file(path)


def test_what_was_chosen_for_a_set_of_titles_is_taken_again_in_any_order(tmp_path: Path) -> None:
    first = look_at(open_file(make_workbook(tmp_path / "一.xlsx", ["甲", "乙", "丙"], [1, 2, 3])), COLUMNS)
    remembered = {first.source: {"words": first.tokens[2], "day": first.tokens[0]}}
    moved = make_workbook(tmp_path / "二.xlsx", ["丙", "甲", "乙"], [3, 1, 2])
    look = look_at(open_file(moved), COLUMNS, remembered=remembered)
    assert look.places == {"words": 0, "day": 1}
    assert set(look.found_by.values()) == {FoundBy.REMEMBERED}
    other = make_workbook(tmp_path / "三.xlsx", ["甲", "乙", "丁"], [1, 2, 3])
    assert look_at(open_file(other), COLUMNS, remembered=remembered).places == {}


def test_reading_twice_gives_the_same_rows_although_merged_cells_are_filled_in(tmp_path: Path) -> None:
    def draw(page: object, book: object) -> None:
        page.write_row("A1", ["编号", "日期", "反映问题"])  # type: ignore[attr-defined]
        page.write_row("A2", ["1", "2026-03-05", "渠堵了"])  # type: ignore[attr-defined]
        page.write_row("A3", ["2", None, "路坏了"])  # type: ignore[attr-defined]
        page.merge_range("B2:B3", "2026-03-05")  # type: ignore[attr-defined]

    opened = open_file(draw_workbook(tmp_path / "台账.xlsx", draw))
    look = look_at(opened, COLUMNS)
    first, second = (
        read_all(opened, COLUMNS, sheet=look.sheet, header_row=look.header_row, places=look.places)
        for _ in range(2)
    )
    assert first == second
    assert first.rows[1].values["day"] == datetime(2026, 3, 5)  # noqa: DTZ001 the wall clock


def test_another_sheet_is_read_as_the_file_was_when_it_was_chosen(tmp_path: Path) -> None:
    head = ["编号", "日期", "反映问题"]
    sheets = {"一月": [head, ["1", "2026-01-05", "渠堵了"]], "二月": [head, ["2", "2026-02-05", "路灯不亮"]]}
    path = make_sheets(tmp_path / "台账.xlsx", sheets)
    opened = open_file(path)
    look_at(opened, COLUMNS)
    make_sheets(path, {"三月": [head, ["3", "2026-03-05", "桥坏了"]]})
    assert look_at(opened, COLUMNS, sheet="二月").samples[2] == ("路灯不亮",)
    path.unlink()  # the stick is pulled out
    assert look_at(opened, COLUMNS, sheet="一月").samples[2] == ("渠堵了",)
