"""A QR code in a cell of a grid, columns that are left out when empty, and a heading that stays with its grid."""

from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from deputy_station.documents.columns import filled_columns
from deputy_station.documents.description import Field, FieldKind, Form, FormProblem, Grid, Sheet
from deputy_station.documents.glyphs import system_glyphs
from deputy_station.documents.layout import lay_out
from deputy_station.documents.loading import load_form
from deputy_station.documents.marks import PageMarks
from deputy_station.documents.pdf import make_pdf
from deputy_station.documents.preview import page_pictures
from deputy_station.documents.typesetting import Typesetter, gather_faces

MM = 72 / 25.4

SLIP = """
title = "回执"
[page]
margins = [20, 20, 20, 20]
[[block]]
kind = "grid"
columns = [170]
[[block.row]]
repeat = "lines"
height = 10
cells = ["{line}"]
[[block]]
text = "异议回执"
keep_with_next = true
[[block]]
kind = "grid"
columns = [130, 40]
[[block.row]]
height = 10
cells = ["签名", { text = "", rowspan = 2, code = { field = "slip", size = 30 } }]
[[block.row]]
height = 10
cells = ["日期"]
"""
LINES = Field("lines", "行", kind=FieldKind.LIST, columns=(Field("line", "行"),))
CODE = Field("slip", "码", kind=FieldKind.CODE)

LIST = """
title = "榜"
[page]
margins = [20, 20, 20, 20]
[[block]]
kind = "grid"
columns = [30, 20, 20]
stretch = true
[[block.row]]
header = true
cells = ["姓名", "{first}", "{second}"]
[[block.row]]
repeat = "lines"
cells = ["{line}", "1", "2"]
"""


def described(folder: Path, text: str, *fields: Field) -> Form:
    (folder / "form.toml").write_text(text, encoding="utf-8")
    return load_form("trial", fields, folder=folder)


def pages_of(sheet: Sheet) -> list[PageMarks]:
    return lay_out(sheet, Typesetter(gather_faces([sheet], system_glyphs())))


def slip(folder: Path, lines: int) -> Sheet:
    form = described(folder, SLIP, LINES, CODE)
    return Sheet(
        form, {"lines": [{"line": "一"}] * lines, "slip": lambda page, pages, _: f"S/{page}/{pages}"}
    )


def test_the_code_of_a_cell_is_read_back_and_lies_within_its_cell(tmp_path: Path) -> None:
    sheet = slip(tmp_path, 2)
    (page,) = pages_of(sheet)
    (code,) = page.codes
    # The rows are given 20 mm in all; the code of 30 mm and its padding make them higher.
    (cell,) = [box for box in page.boxes if abs(box.width - 40 * MM) < 0.1 and abs(box.x - 150 * MM) < 0.1]
    assert cell.height >= 30 * MM
    assert cell.x <= code.x
    assert code.x + code.size <= cell.x + cell.width + 0.01
    assert cell.y <= code.y
    assert code.y + code.size <= cell.y + cell.height + 0.01
    make_pdf(tmp_path / "slip.pdf", [sheet], title="回执")
    (read,) = zxingcpp.read_barcodes(page_pictures(tmp_path / "slip.pdf", 150)[0])
    assert read.text == "S/1/1"


def test_a_heading_goes_to_the_next_page_with_the_grid_that_is_kept_whole(tmp_path: Path) -> None:
    # 257 mm of paper: 22 rows of 10 mm leave room for the heading, but not for 30 mm of slip.
    make_pdf(tmp_path / "slip.pdf", [slip(tmp_path, 22)], title="回执")
    document = pypdfium2.PdfDocument(tmp_path / "slip.pdf")
    try:
        texts = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    assert ["异议回执" in text for text in texts] == [False, True]
    assert "签名" in texts[1]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('code = { field = "none", size = 30 }', "没有的二维码字段“none”"),
        ('code = { field = "slip", size = 39 }', "放不下二维码"),
        ('code = { field = "slip" }', "缺少项目“size”"),
    ],
)
def test_a_code_that_cannot_be_is_refused(tmp_path: Path, written: str, told: str) -> None:
    text = SLIP.replace('code = { field = "slip", size = 30 }', written)
    with pytest.raises(FormProblem, match=told):
        described(tmp_path, text, LINES, CODE)


def test_a_cell_with_a_code_holds_no_words(tmp_path: Path) -> None:
    with pytest.raises(FormProblem, match="有二维码，不能再写字"):
        described(tmp_path, SLIP.replace('text = "", rowspan', 'text = "字", rowspan'), LINES, CODE)


def test_columns_without_a_heading_are_left_out_and_the_rest_fill_the_page(tmp_path: Path) -> None:
    form = described(tmp_path, LIST, LINES, Field("first", "一"), Field("second", "二"))
    grid = form.blocks[0]
    assert isinstance(grid, Grid)
    values = {"lines": [{"line": "王建国"}], "first": "", "second": "总分"}
    kept = filled_columns(grid, values, 170)
    # 30 and 20 of 50 parts share 170 mm.
    assert kept.columns == pytest.approx((102, 68))
    assert [[cell.text for cell in row.cells] for row in kept.rows] == [["姓名", "{second}"], ["{line}", "2"]]
    (page,) = pages_of(Sheet(form, values))
    assert "1" not in [mark.text for mark in page.texts]


def test_a_grid_that_stretches_cannot_merge_cells(tmp_path: Path) -> None:
    with pytest.raises(FormProblem, match="不能合并单元格"):
        described(
            tmp_path,
            LIST.replace('["{line}", "1", "2"]', '[{ text = "{line}", colspan = 2 }, "2"]'),
            LINES,
            Field("first", "一"),
            Field("second", "二"),
        )


def test_a_slip_to_be_cut_off_stands_at_the_foot_of_a_front_or_on_a_sheet_of_its_own(tmp_path: Path) -> None:
    described_so = SLIP.replace("keep_with_next = true", "tear_off = true\nkeep_with_next = true")
    form = described(tmp_path, described_so, LINES, CODE)
    # A page has 257 mm, so room for 20 lines of 10 mm beside a slip of some 35, or for 25 without.
    for lines, slip_page in ((3, 1), (20, 1), (24, 3), (30, 3), (53, 3), (74, 5)):
        values = {"lines": [{"line": "一"}] * lines, "slip": lambda page, pages, _: "S"}
        pages = pages_of(Sheet(form, values))  # type: ignore[arg-type]
        where = [number for number, page in enumerate(pages, 1) for mark in page.texts if "异议" in mark.text]
        assert (where, len(pages)) == ([slip_page], slip_page), lines


def test_a_table_whose_list_is_empty_may_be_left_out_with_its_heading(tmp_path: Path) -> None:
    hidden = LIST.replace("stretch = true", "hide_when_empty = true")
    first, second = Field("first", "一"), Field("second", "二")
    form = described(tmp_path, hidden, LINES, first, second)
    (empty,) = pages_of(Sheet(form, {"lines": [], "first": "甲", "second": "乙"}))
    assert (empty.texts, empty.boxes) == ([], [])
    (filled,) = pages_of(Sheet(form, {"lines": [{"line": "一"}], "first": "甲", "second": "乙"}))
    assert "姓名" in [mark.text for mark in filled.texts]
