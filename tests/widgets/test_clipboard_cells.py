"""Cells through the clipboard: what spreadsheets put there is read, what they take keeps its digits and computes nothing."""

from datetime import date
from fractions import Fraction

import pytest
from PySide6.QtCore import QMimeData

from deputy_station.widgets.clipboard_cells import (
    block_to_html,
    block_to_mime,
    block_to_text,
    read_block,
    read_html_table,
    read_text_block,
)


def test_cells_stand_between_tabs_and_rows_on_lines() -> None:
    assert read_text_block("张三\t13800000001\r\n李四\t\r\n") == [["张三", "13800000001"], ["李四", ""]]


def test_a_quoted_cell_keeps_its_lines_tabs_and_quotes() -> None:
    assert read_text_block('"第一行\n第二行"\t"他说""好"""\nb\tc\n') == [
        ["第一行\n第二行", '他说"好"'],
        ["b", "c"],
    ]


def test_a_quote_that_somebody_typed_is_only_a_quote() -> None:
    assert read_text_block('"路灯"不亮\t一\n"没有关\t二') == [['"路灯"不亮', "一"], ['"没有关', "二"]]


def test_short_rows_are_filled_up_and_empty_rows_at_the_end_left_out() -> None:
    assert read_text_block("a\tb\tc\n\nd\n\n\n") == [["a", "b", "c"], ["", "", ""], ["d", "", ""]]


def test_a_tab_at_the_very_end_is_an_empty_cell() -> None:
    assert read_text_block("a\t") == [["a", ""]]


@pytest.mark.parametrize("text", ["", "\n", "\r\n\r\n", " "])
def test_nothing_is_no_block(text: str) -> None:
    assert read_text_block(text) == []


def test_a_web_table_is_read_where_its_text_lost_the_columns() -> None:
    mime = QMimeData()
    mime.setText("姓名\n电话\n张三\n138")
    mime.setHtml(
        "<p>名单</p><table><tr><th>姓名<th>电话</tr><tr><td>张 三<br>组长</td><td>138</td></tr></table>"
    )
    assert read_block(mime) == [["姓名", "电话"], ["张 三\n组长", "138"]]


def test_cells_across_and_down_leave_empty_cells_where_they_reach() -> None:
    html = "<table><tr><td rowspan=2>甲<td colspan=2>乙</tr><tr><td>丙<td>丁</tr><tr><td>戊<td>己<td>庚</tr></table>"
    assert read_html_table(html) == [["甲", "乙", ""], ["", "丙", "丁"], ["戊", "己", "庚"]]


def test_the_text_of_a_spreadsheet_goes_before_its_html() -> None:
    mime = QMimeData()
    mime.setText("007\t张三\r\n")
    mime.setHtml("<table><tr><td>7</td><td>张三</td></tr></table>")
    assert read_block(mime) == [["007", "张三"]]


def test_a_sentence_copied_from_a_web_page_is_one_cell() -> None:
    mime = QMimeData()
    mime.setText("村里的路坏了")
    mime.setHtml("<p>村里的<b>路</b>坏了</p>")
    assert read_block(mime) == [["村里的路坏了"]]


def test_text_goes_out_as_text_and_numbers_as_numbers() -> None:
    html = block_to_html([["013800000001", 12, Fraction(3, 2), 13800000001234, date(2026, 12, 4), None]])
    cells = html.split("<td")[1:]
    assert ["\\@" in cell for cell in cells] == [True, False, False, True, True, True]
    assert ">1.50<" in cells[2]
    assert ">2026-12-04<" in cells[4]


def test_markup_in_a_cell_is_only_text() -> None:
    html = block_to_html([["<img src=x>&"]])
    assert "<img" not in html
    assert "&lt;img src=x&gt;&amp;" in html


@pytest.mark.parametrize("cell", ['=HYPERLINK("http://x","y")', "+1+1", "-1+2", "@SUM(A1)", "＝1+1"])
def test_nothing_that_goes_out_is_computed(cell: str) -> None:
    assert block_to_text([[cell]]).lstrip('"').startswith("'")
    assert "\\@" in block_to_html([[cell]])


@pytest.mark.parametrize(("cell", "text"), [(-3, "-3"), ("-3.5", "-3.5"), ("—", "—"), ("-", "-")])
def test_a_plain_negative_number_or_a_dash_needs_no_apostrophe(cell: object, text: str) -> None:
    assert block_to_text([[cell]]) == f"{text}\r\n"  # type: ignore[list-item]


def test_what_went_out_comes_back_the_same() -> None:
    block = [["=1+1", "a\tb", '他说"好"', "两行\n字"], ["+86 138", "", "0571", "'引"]]
    assert read_block(block_to_mime(block)) == block
    assert read_html_table(block_to_html(block)) == [
        ["=1+1", "a b", '他说"好"', "两行\n字"],  # a web table has no tabs inside a cell
        block[1],
    ]


def test_one_endless_line_does_not_widen_all_the_others() -> None:
    block = read_text_block("\t" * 20_000 + "\n" + "甲\n" * 20_000)
    assert (len(block), {len(row) for row in block}) == (20_001, {1000})
    assert block[1][:2] == ["甲", ""]


@pytest.mark.parametrize(
    ("across", "cells"), [("2", 2), ("0", 1), ("-5", 1), ("²", 1), ("", 1), ("9" * 5000, 1000)]
)
def test_a_cell_across_any_number_of_columns_is_read(across: str, cells: int) -> None:
    html = f"<table><tr><td colspan='{across}'>甲</td><td>乙</td></tr></table>"
    [row] = read_html_table(html)
    assert (row[0], len(row)) == ("甲", min(cells + 1, 1000))
