"""The sheet under a grid: every cell checked, blocks that find their rows and columns, undo that restores all."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deputy_station.core.typed_day import Lean
from deputy_station.widgets.grid_entry.columns import (
    choice_column,
    day_column,
    given_column,
    number_column,
    time_column,
    words_column,
)
from deputy_station.widgets.grid_entry.sheet import GridRow, Sheet

STATES = [("present", "到会"), ("late", "迟到"), ("leave", "请假")]
COLUMNS = [
    given_column("deputy", "姓名"),
    choice_column("state", "状态", STATES, keys={"1": "present", "2": "late"}, also={"出席": "present"}),
    time_column("arrived", "到场"),
    words_column("note", "说明", most=5),
]
NAMES = ["王建国", "李秀英", "曾国藩"]


def attendance(names: list[str] = NAMES) -> Sheet:
    return Sheet(
        COLUMNS, [GridRow(place + 1, {"deputy": name}) for place, name in enumerate(names)], free=False
    )


def roster() -> Sheet:
    columns = [
        words_column("name", "姓名", required=True),
        choice_column("sex", "性别", [("m", "男"), ("f", "女")]),
        day_column("started", "当选日期", today=lambda: date(2026, 11, 20), lean=Lean.PAST),
    ]
    return Sheet(columns, free=True)


def texts(sheet: Sheet) -> list[list[str]]:
    return [[sheet.text(row, place) for place in range(len(sheet.columns))] for row in range(len(sheet))]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("1", "到会"),
        ("２", "迟到"),
        ("到", "到会"),
        ("qj", "请假"),
        ("会", "到会"),
        ("出席", "到会"),
        ("", ""),
    ],
)
def test_a_choice_is_read_from_key_beginning_initials_and_other_words(typed: str, shown: str) -> None:
    sheet = attendance()
    sheet.put(0, 1, typed)
    assert sheet.text(0, 1) == shown
    assert sheet.problem(0, 1) == ""


def test_a_wrong_cell_says_what_may_stand_there_and_keeps_what_was_typed() -> None:
    sheet = attendance()
    sheet.put(0, 1, "来了")
    assert sheet.text(0, 1) == "来了"
    assert sheet.problem(0, 1) == "“来了”不是状态，可以填到会、迟到、请假。"
    sheet.put(1, 2, "25:00")
    assert sheet.problem(1, 2) == "看不懂“25:00”是几点，请写成 9:00 这样。"
    sheet.put(2, 3, "一二三四五六")
    assert sheet.problem(2, 3) == "说明最多 5 个字，现在多了 1 个。"
    assert [(row, place) for row, place, _ in sheet.problems()] == [(0, 1), (1, 2), (2, 3)]


def test_values_are_those_of_the_rows_typed_into() -> None:
    sheet = attendance()
    sheet.put(1, 1, "1")
    sheet.put(1, 2, "905")
    assert sheet.values() == [(2, {"state": "present", "arrived": time(9, 5), "note": ""})]


def test_a_block_goes_in_at_the_cell_and_is_taken_back_whole() -> None:
    sheet = attendance()
    sheet.put(0, 3, "早")
    outcome = sheet.paste(1, 1, [["到会", "9:00"], ["不知道", "9:10"]])
    assert (outcome.cells, outcome.wrong) == (4, 1)
    assert texts(sheet)[1:] == [["李秀英", "到会", "9:00", ""], ["曾国藩", "不知道", "9:10", ""]]
    assert sheet.undo() == "贴入的 4 格"
    assert texts(sheet) == [["王建国", "", "", "早"], ["李秀英", "", "", ""], ["曾国藩", "", "", ""]]
    assert sheet.undo() == "这一格"
    assert sheet.undo() == ""


def test_lines_that_begin_with_names_find_their_rows_in_any_order() -> None:
    sheet = attendance()
    outcome = sheet.paste(0, 1, [["曾国藩", "请假"], ["赵六", "到会"], ["王建国", "到会"]])
    assert [row[1] for row in texts(sheet)] == ["到会", "", "请假"]
    assert outcome.unknown == ("赵六",)
    assert "对不上的名字没有贴：赵六" in outcome.sentence


def test_a_name_two_rows_bear_is_not_guessed() -> None:
    sheet = attendance(["王建国", "王建国", "李秀英"])
    outcome = sheet.paste(0, 1, [["王建国", "到会"], ["李秀英", "请假"]])
    assert [row[1] for row in texts(sheet)] == ["", "", "请假"]
    assert outcome.unknown == ("王建国",)


def test_a_line_of_column_names_says_which_column_is_which() -> None:
    sheet = roster()
    sheet.paste(0, 0, [["性别", "编号", "姓名"], ["女", "7", "李秀英"], ["男", "8", "王建国"]])
    assert [row[:2] for row in texts(sheet)] == [["李秀英", "女"], ["王建国", "男"], ["", ""]]


def test_lines_without_a_row_are_counted_not_lost_silently() -> None:
    sheet = attendance()
    outcome = sheet.paste(2, 1, [["到会"], ["迟到"], ["请假"]])
    assert outcome.left_over == 2
    assert outcome.sentence == "贴入 1 格，2 行放不下，没有贴。按 Ctrl+Z 可以整块退回。"


def test_a_free_sheet_grows_as_it_is_filled_and_shrinks_when_taken_back() -> None:
    sheet = roster()
    assert len(sheet) == 1
    sheet.put(0, 0, "王建国")
    assert len(sheet) == 2
    sheet.paste(1, 0, [["李秀英", "女"], ["曾国藩", "男"]])
    assert len(sheet) == 4
    sheet.undo()
    assert texts(sheet) == [["王建国", "", ""], ["", "", ""]]


def test_what_a_row_must_have_is_asked_only_of_rows_in_use() -> None:
    sheet = roster()
    assert sheet.problems() == []
    sheet.put(0, 1, "女")
    assert sheet.problems() == [(0, 0, "请填姓名。")]


def test_rows_with_mistakes_are_left_out_and_can_be_had_back() -> None:
    sheet = attendance()
    sheet.put(0, 1, "1")
    sheet.put(1, 1, "来了")
    assert sheet.leave_out_wrong() == 1
    assert sheet.values() == [(1, {"state": "present", "arrived": None, "note": ""})]
    assert sheet.undo() == "不要的 1 行"
    assert sheet.text(1, 1) == "来了"


def test_what_was_typed_comes_back_as_it_was_right_or_wrong() -> None:
    for make in (attendance, roster):
        sheet = make()
        place = sheet.typed_columns[1]
        sheet.put(0, place, "什么")
        again = make()
        again.put_typed(sheet.typed())
        assert again.text(0, place) == "什么"
        assert again.problem(0, place) == sheet.problem(0, place) != ""


CELLS = st.sampled_from(["", "王建国", "1", "到会", "9:00", "x" * 9, "2026-02-30", "姓名", "状态"])
BLOCKS = st.lists(st.lists(CELLS, min_size=1, max_size=5), max_size=6)


@given(free=st.booleans(), blocks=st.lists(st.tuples(st.integers(0, 2), BLOCKS), max_size=4))
def test_undoing_every_step_brings_back_the_beginning(
    free: bool, blocks: list[tuple[int, list[list[str]]]]
) -> None:
    sheet = roster() if free else attendance()
    begun = texts(sheet)
    for row, block in blocks:
        width = max(map(len, block), default=0)
        squared = [[*line, *[""] * (width - len(line))] for line in block]
        sheet.paste(min(row, len(sheet) - 1), sheet.typed_columns[0], squared)
    assert [row[0] for row in texts(sheet)] == NAMES or free
    while sheet.can_undo:
        sheet.undo()
    assert texts(sheet) == begun


def test_a_name_that_stands_twice_and_says_different_things_is_not_pasted_and_is_named() -> None:
    sheet = attendance()
    pasted = sheet.paste(0, 1, [["王建国", "到会"], ["李秀英", "迟到"], ["王建国", "请假"]])
    assert texts(sheet)[0] == ["王建国", "", "", ""]
    assert texts(sheet)[1] == ["李秀英", "迟到", "", ""]
    assert pasted.twice == ("王建国",)
    assert "写了两次又不一样，没有贴：王建国" in pasted.sentence


def test_a_name_that_stands_twice_and_says_the_same_is_pasted() -> None:
    sheet = attendance()
    head = ["序号", "姓名", "状态"]
    pasted = sheet.paste(0, 1, [head, ["1", "王建国", "到会"], ["2", " 王建国", "到会 "]])
    assert texts(sheet)[0] == ["王建国", "到会", "", ""]
    assert pasted.twice == ()


def test_a_number_is_whole_and_within_its_bounds_and_anything_else_is_said() -> None:
    votes = number_column("votes", "得票", largest=9999, chars=4)
    assert [votes.read(text).value for text in ("", " 38 ", "０４", "9999")] == [None, 38, 4, 9999]
    for wrong in ("10000", "-1", "²", "3.5", "三"):
        assert votes.read(wrong).problem == "得票要写成 0 到 9999 的整数。"
        assert votes.read(wrong).shown == wrong
