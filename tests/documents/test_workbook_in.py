"""Registers as people keep them, read row by row."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from deputy_station.documents.import_columns import ImportColumn, ImportOutcome
from deputy_station.documents.workbook_cells import Kind
from deputy_station.documents.workbook_in import ColumnMissing, HeaderMissing, read_table
from deputy_station.documents.workbook_reader import SheetMissing
from tests.documents.workbook_makers import (
    change_part,
    draw_workbook,
    make_sheets,
    make_workbook,
    ods_register,
    xls_register,
)

NAME = ImportColumn("name", ("姓名", "代表姓名"), required=True, longest=20)
PHONE = ImportColumn("phone", ("联系电话", "手机"), Kind.DIGITS)
ELECTED = ImportColumn("elected", ("当选日期",), Kind.DATE)
COLUMNS = [NAME, PHONE, ELECTED]


def test_rows_below_the_header_are_read_with_their_numbers(tmp_path: Path) -> None:
    path = make_workbook(
        tmp_path / "名册.xlsx",
        ["姓名", "联系电话", "当选日期"],
        ["张守田", 13800001111, date(2021, 12, 4)],
        ["李  娟", "138-0000-2222", "2021年12月4日"],
    )
    data = read_table(path, COLUMNS)
    assert [
        (row.number, row.values["name"], row.values["phone"], row.values["elected"]) for row in data.rows
    ] == [
        (2, "张守田", "13800001111", date(2021, 12, 4)),
        (3, "李 娟", "138-0000-2222", date(2021, 12, 4)),
    ]
    assert data.problems == ()
    assert data.warnings == ()
    assert data.mapping == {"name": "姓名", "phone": "联系电话", "elected": "当选日期"}


def test_titles_and_remarks_above_the_header_are_passed_over(tmp_path: Path) -> None:
    path = make_workbook(
        tmp_path / "名册.xlsx",
        ["朔里镇人大代表名册"],
        ["填报单位：朔里镇", None, "2026年11月"],
        [],
        ["序号", "代 表\n姓 名*", "手机（必填）", "当选日期："],
        [1, "张守田", "13800001111", "2021-12-04"],
    )
    data = read_table(path, COLUMNS)
    assert data.header_row == 4
    assert data.rows[0].number == 5
    assert data.rows[0].values == {"name": "张守田", "phone": "13800001111", "elected": date(2021, 12, 4)}


def test_a_workbook_without_a_header_is_refused_with_the_words_it_needs(tmp_path: Path) -> None:
    path = make_workbook(tmp_path / "名册.xlsx", ["张守田", "13800001111"], ["李娟", "13800002222"])
    with pytest.raises(
        HeaderMissing, match="前 20 行里没有找到表头。请在数据上面写一行列名，例如“姓名”、“联系电话”"
    ):
        read_table(path, COLUMNS)


def test_an_empty_workbook_is_said_to_be_empty(tmp_path: Path) -> None:
    with pytest.raises(HeaderMissing, match="里没有内容"):
        read_table(make_workbook(tmp_path / "空.xlsx"), COLUMNS)


def test_content_on_a_hidden_sheet_only_is_said_to_be_hidden(tmp_path: Path) -> None:
    def draw(page: Any, book: Any) -> None:
        hidden = book.add_worksheet("去年")
        hidden.write_row(0, 0, ["姓名", "手机"])
        hidden.write_row(1, 0, ["张守田", "13800001111"])
        hidden.hide()

    with pytest.raises(HeaderMissing, match=r"隐藏的表没有读：去年。请取消隐藏"):
        read_table(draw_workbook(tmp_path / "名册.xlsx", draw), COLUMNS)


def test_a_bad_cell_is_named_by_the_title_it_has_in_the_file(tmp_path: Path) -> None:
    day = ImportColumn("on", ("留言时间", "来访日期"), Kind.DATE)
    path = make_workbook(tmp_path / "台账.xlsx", ["姓名", "来访日期"], ["张守田", "2026年2月30日"])
    (problem,) = read_table(path, (ImportColumn("name", ("姓名",)), day)).problems
    assert problem.sentence == "B2 单元格“来访日期”：“2026年2月30日”这一天不存在，请核对。"


def test_a_column_that_must_be_there_is_named_with_what_is_there(tmp_path: Path) -> None:
    path = make_workbook(
        tmp_path / "名册.xlsx", ["代表", "手机", "当选日期"], ["张守田", "138", "2021-12-04"]
    )
    with pytest.raises(ColumnMissing, match="第 1 行的表头里缺少“姓名”列（有：代表、手机、当选日期）"):
        read_table(path, COLUMNS)


def test_a_mapping_by_hand_goes_before_known_titles(tmp_path: Path) -> None:
    path = make_workbook(tmp_path / "名册.xlsx", ["代表", "手机", "电话二"], ["张守田", "111", "222"])
    data = read_table(path, COLUMNS, mapping={"name": "代表", "phone": "电话二"})
    assert data.rows[0].values["name"] == "张守田"
    assert data.rows[0].values["phone"] == "222"


def test_a_cell_that_cannot_be_read_is_reported_by_address_and_stops_no_other_row(tmp_path: Path) -> None:
    path = make_workbook(
        tmp_path / "名册.xlsx",
        ["姓名", "联系电话", "当选日期"],
        ["张守田", 340604199001011234, "2021-02-30"],
        [None, "13800002222", "2021-12-04"],
        ["李娟", "13800003333", "2021-12-04"],
        ["张" * 21, "13800004444", None],
    )
    data = read_table(path, COLUMNS)
    assert [(problem.row, problem.address, problem.column) for problem in data.problems] == [
        (2, "B2", "联系电话"),
        (2, "C2", "当选日期"),
        (3, "A3", "姓名"),
        (5, "A5", "姓名"),
    ]
    assert data.problems[1].sentence == "C2 单元格“当选日期”：“2021-02-30”这一天不存在，请核对。"
    assert data.problems[2].sentence == "A3 单元格“姓名”：没有填写。"
    assert "有 21 个字，超过 20 个字" in data.problems[3].sentence
    assert [row.values["name"] for row in data.sound_rows()] == ["李娟"]
    assert sorted(data.problems_by_row()) == [2, 3, 5]


def test_values_of_formulas_are_read_and_missing_ones_reported(tmp_path: Path) -> None:
    def draw(page, book) -> None:  # type: ignore[no-untyped-def]
        page.write_row(0, 0, ["姓名", "联系电话"])
        page.write_formula(1, 0, '="张"&"守田"', None, "张守田")
        page.write_formula(2, 0, '="李"&"娟"', None, "")
        page.write(2, 1, "13800002222")
        page.write_formula(3, 0, "=1/0", None, "#DIV/0!")
        page.write_formula(4, 1, "=2*3", None, 6)
        page.write(4, 0, "王五")

    data = read_table(draw_workbook(tmp_path / "名册.xlsx", draw), COLUMNS)
    assert [row.values["name"] for row in data.sound_rows()] == ["张守田", "王五"]
    assert data.rows[3].values["phone"] == "6"
    assert [(problem.address, problem.sentence.partition("：")[2]) for problem in data.problems] == [
        ("A3", "公式还没有算出结果，请用 Excel 或 WPS 打开，保存后再试。"),
        ("A4", "公式出错，请在原文件里改正。"),
    ]


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    def draw(page, book) -> None:  # type: ignore[no-untyped-def]
        page.write_row(0, 0, ["姓名", "联系电话"])
        page.write_string(1, 0, "=HYPERLINK(1)")

    data = read_table(draw_workbook(tmp_path / "名册.xlsx", draw), COLUMNS)
    assert data.rows[0].values["name"] == "=HYPERLINK(1)"


def test_a_cell_merged_downwards_counts_for_each_of_its_rows(tmp_path: Path) -> None:
    group = ImportColumn("group", ("代表小组",))

    def draw(page, book) -> None:  # type: ignore[no-untyped-def]
        page.merge_range("A1:B1", "朔里镇人大代表名册")
        page.write_row(1, 0, ["姓名", "代表小组"])
        for row, name in enumerate(["张守田", "李娟", "王五"], start=2):
            page.write(row, 0, name)
        page.merge_range("B3:B4", "第一代表小组")
        page.write(4, 1, "第二代表小组")

    data = read_table(draw_workbook(tmp_path / "名册.xlsx", draw), [NAME, group])
    assert [row.values["group"] for row in data.rows] == ["第一代表小组", "第一代表小组", "第二代表小组"]
    assert data.warnings == ("B3:B4 是合并单元格，2 行都按“第一代表小组”读入。",)


def test_a_header_of_two_rows_is_read_at_its_lower_row(tmp_path: Path) -> None:
    def draw(page, book) -> None:  # type: ignore[no-untyped-def]
        page.merge_range("A1:A2", "姓名")
        page.merge_range("B1:C1", "其他")
        page.write_row(1, 1, ["联系电话", "当选日期"])
        page.write_row(2, 0, ["张守田", "13800001111", "2021-12-04"])

    data = read_table(draw_workbook(tmp_path / "名册.xlsx", draw), COLUMNS)
    assert data.header_row == 2
    assert data.rows[0].values == {"name": "张守田", "phone": "13800001111", "elected": date(2021, 12, 4)}


def test_blank_rows_totals_and_repeated_headers_are_no_records(tmp_path: Path) -> None:
    path = make_workbook(
        tmp_path / "名册.xlsx",
        ["姓名", "联系电话"],
        ["张守田", "111"],
        [None, " "],
        ["姓名", "联系电话"],
        ["李娟", "222"],
        ["合 计", "2 人"],
        [],
    )
    data = read_table(path, COLUMNS)
    assert [(row.number, row.values["name"]) for row in data.rows] == [(2, "张守田"), (5, "李娟")]
    assert data.warnings == ("跳过了 1 行合计。",)


def test_who_signs_under_the_table_is_no_record(tmp_path: Path) -> None:
    path = make_workbook(
        tmp_path / "名册.xlsx",
        ["序号", "姓名", "联系电话"],
        [1, "张守田", "13800001111"],
        [2, "李娟", "13800002222"],
        ["合计：2人，其中女代表1人"],
        [],
        [None, "审核人：", "填表人：周敏"],
    )
    data = read_table(path, COLUMNS)
    assert [row.values["name"] for row in data.rows] == ["张守田", "李娟"]
    assert data.problems == ()
    assert data.warnings == ("第 4 行起是表尾，没有读入：“合计：2人，其中女代表1”、“审核人：”。",)


def test_a_record_below_such_a_line_is_still_read(tmp_path: Path) -> None:
    path = make_workbook(
        tmp_path / "名册.xlsx",
        ["姓名", "联系电话"],
        ["审核人：周敏"],
        ["张守田", "13800001111"],
    )
    data = read_table(path, COLUMNS)
    assert [row.number for row in data.rows] == [2, 3]


def test_hidden_rows_and_sheets_are_announced(tmp_path: Path) -> None:
    def draw(page, book) -> None:  # type: ignore[no-untyped-def]
        page.write_row(0, 0, ["姓名", "联系电话"])
        page.write_row(1, 0, ["张守田", "111"])
        page.write_row(2, 0, ["李娟", "222"])
        page.set_row(2, None, None, {"hidden": True})
        other = book.add_worksheet("旧名册")
        other.write(0, 0, "x")
        other.hide()

    data = read_table(draw_workbook(tmp_path / "名册.xlsx", draw), COLUMNS)
    assert len(data.rows) == 2
    assert data.warnings == ("隐藏的表没有读入：旧名册。", "有 1 行是隐藏的，也一并读入。")


def test_the_first_sheet_with_a_fitting_header_is_read_and_the_others_named(tmp_path: Path) -> None:
    path = make_sheets(
        tmp_path / "名册.xlsx",
        {
            "说明": [["请按下表填写"]],
            "代表": [["姓名", "联系电话"], ["张守田", "111"]],
            "村民": [["姓名", "联系电话"], ["李娟", "222"]],
        },
    )
    data = read_table(path, COLUMNS)
    assert (data.sheet, len(data.rows)) == ("代表", 1)
    assert data.warnings == ("只读入了“代表”表，没有读入：说明、村民。",)
    assert read_table(path, COLUMNS, sheet="村民").rows[0].values["name"] == "李娟"
    with pytest.raises(SheetMissing, match="没有“干部”表，有的是“说明”、“代表”、“村民”"):
        read_table(path, COLUMNS, sheet="干部")


def test_two_columns_of_the_same_title_are_announced(tmp_path: Path) -> None:
    path = make_workbook(tmp_path / "名册.xlsx", ["姓名", "手机", "手机"], ["张守田", "111", "222"])
    data = read_table(path, COLUMNS)
    assert data.rows[0].values["phone"] == "111"
    assert data.warnings == ("有两列都叫“手机”，读的是前一列，C 列没有读。",)


def test_names_with_dots_and_rare_characters_are_kept_as_typed(tmp_path: Path) -> None:
    names = ["阿依古丽·买买提", "𠮷田", "䶮㛃", "O'Neil"]
    path = make_workbook(tmp_path / "名册.xlsx", ["姓名", "手机"], *([name, "1"] for name in names))
    assert [row.values["name"] for row in read_table(path, COLUMNS).rows] == names


def test_rows_keep_all_their_cells_for_the_workbook_of_failed_rows(tmp_path: Path) -> None:
    path = make_workbook(tmp_path / "名册.xlsx", ["姓名", "爱好", "手机"], ["张守田", "书法", 13800001111])
    data = read_table(path, COLUMNS)
    assert data.titles == ("姓名", "爱好", "手机")
    assert data.rows[0].cells == ("张守田", "书法", "13800001111")


def test_a_workbook_that_counts_its_days_from_1904_is_read_right(tmp_path: Path) -> None:
    path = make_workbook(tmp_path / "名册.xlsx", ["姓名", "当选日期"], ["张守田", 45418 - 1462])
    change_part(path, "xl/workbook.xml", "<workbookPr ", '<workbookPr date1904="1" ')
    assert read_table(path, COLUMNS).rows[0].values["elected"] == date(2024, 5, 6)


@pytest.mark.parametrize("register", [xls_register, ods_register])
def test_old_and_open_formats_read_the_same(tmp_path: Path, register: Callable[[Path], Path]) -> None:
    data = read_table(register(tmp_path / "名册"), COLUMNS)
    assert data.header_row == 2
    assert [row.values for row in data.rows] == [
        {"name": "张守田", "phone": "13800001111", "elected": date(2021, 12, 4)}
    ]


def test_the_outcome_as_json_has_the_stable_keys(tmp_path: Path) -> None:
    outcome = ImportOutcome(
        ready=3, warnings=1, errors=2, imported=2, unchanged=1, failed_rows=tmp_path / "x.xlsx"
    )
    assert outcome.as_json() == {
        "ready": 3,
        "warnings": 1,
        "errors": 2,
        "imported": 2,
        "unchanged": 1,
        "failed_rows": str(tmp_path / "x.xlsx"),
    }
    assert ImportOutcome(ready=0, warnings=0, errors=0).as_json()["failed_rows"] is None


def test_a_title_that_is_only_alike_is_told_where_nobody_can_confirm_it(tmp_path: Path) -> None:
    path = make_workbook(
        tmp_path / "名册.xlsx", ["姓名", "当选日期", "本人手机"], ["张守田", "2021-12-04", "1"]
    )
    data = read_table(path, COLUMNS)
    assert "phone" not in data.mapping
    assert data.warnings == ("“本人手机”列没有读入，它可能就是“联系电话”；如果是，请指明这一列。",)
