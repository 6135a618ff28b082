"""Boxes of a print are found by the fields of the form that printed them, in millimetres."""

from pathlib import Path

import pytest

from deputy_station.documents.boxes import Sought, find_boxes
from deputy_station.documents.description import Field, FieldKind, Form, FormProblem, Sheet, Value
from deputy_station.documents.geometry import BoxKind, PrintGeometry
from deputy_station.documents.glyphs import system_glyphs
from deputy_station.documents.layout import lay_out
from deputy_station.documents.loading import load_form
from deputy_station.documents.marks import PageMarks
from deputy_station.documents.typesetting import Typesetter, gather_faces

FIELDS = (
    Field("words", "原话"),
    Field("people", "名单", kind=FieldKind.LIST, columns=(Field("name", "姓名"), Field("mark", "签名"))),
    Field("choices", "选项", kind=FieldKind.LIST, columns=(Field("left", "左"), Field("right", "右"))),
)

DESCRIPTION = """
title = "试样"
[page]
size = "A5"
margins = [20, 20, 20, 20]
[[block]]
kind = "grid"
columns = [40, 60]
[[block.row]]
header = true
height = 8
cells = ["姓名", "签名"]
[[block.row]]
repeat = "people"
height = 10
blank = 2
cells = ["{name}", "{mark}"]
[[block]]
kind = "grid"
columns = [50, 50]
[[block.row]]
repeat = "choices"
height = 8
cells = [
  { text = "{left}", tick = "category:{left}", border = false },
  { text = "{right}", tick = "category:{right}", border = false },
]
[[block.row]]
height = 30
cells = [{ text = "{words}", colspan = 2, border = false }]
"""

SIGNATURES = Sought("people.mark", BoxKind.SIGNATURE, "row:{}")


def laid_out(folder: Path, people: int) -> tuple[Form, list[PageMarks]]:
    (folder / "form.toml").write_text(DESCRIPTION, encoding="utf-8")
    form = load_form("试样", FIELDS, folder=folder)
    values: dict[str, Value] = {
        "words": "",
        "people": [{"name": f"王{number}", "mark": ""} for number in range(people)],
        "choices": [{"left": "道路", "right": "供水"}, {"left": "其他", "right": ""}],
    }
    sheet = Sheet(form, values)
    return form, lay_out(sheet, Typesetter(gather_faces([sheet], system_glyphs())))


def found(folder: Path, people: int, *sought: Sought) -> PrintGeometry:
    form, pages = laid_out(folder, people)
    return find_boxes(form, pages, sought)


def test_every_row_has_its_box_where_the_columns_say(tmp_path: Path) -> None:
    geometry = found(tmp_path, 2, SIGNATURES)
    rows = [box for box in geometry.boxes if box.kind is BoxKind.SIGNATURE]
    assert [box.key for box in rows] == ["row:0", "row:1", "row:2", "row:3"]
    # Margin 20, name column 40; a heading of 8 under the margin of 20, then rows of 10.
    assert [(box.left, box.top, box.width, box.height) for box in rows[:2]] == [
        (60, 28, 60, 10),
        (60, 38, 60, 10),
    ]
    assert (geometry.width, geometry.height, geometry.pages, geometry.code_size) == (148, 210, 1, 0)


def test_lines_begin_after_the_names(tmp_path: Path) -> None:
    geometry = found(tmp_path, 2, Sought("people.name", BoxKind.LINE, "line:{}", first=2))
    assert [(box.key, box.left, box.width) for box in geometry.boxes if box.kind is BoxKind.LINE] == [
        ("line:2", 20, 40),
        ("line:3", 20, 40),
    ]


def test_the_heading_repeated_on_the_next_page_is_no_row(tmp_path: Path) -> None:
    geometry = found(tmp_path, 20, SIGNATURES)
    assert geometry.pages == 2
    # 170 mm of type area hold a heading of 8 and 16 rows of 10; row 16 begins the second page under its heading.
    assert geometry.of_page(1)[-1].key == "row:15"
    assert (geometry.of_page(2)[0].key, geometry.of_page(2)[0].top) == ("row:16", 28)


def test_squares_stand_before_their_words_and_only_where_there_are_words(tmp_path: Path) -> None:
    ticks = [box for box in found(tmp_path, 0).boxes if box.kind is BoxKind.TICK]
    assert [box.key for box in ticks] == [
        "tick:category:道路",
        "tick:category:供水",
        "tick:category:其他",
    ]
    assert {(box.width, box.height, box.bordered) for box in ticks} == {(4.5, 4.5, True)}
    # Cells begin at 20 and 70 with a padding of 1.2; two blank lines and the heading stand above: 20 + 28.
    assert [box.left for box in ticks] == [21.2, 71.2, 21.2]
    assert ticks[0].top == pytest.approx(48 + (8 - 4.5) / 2, abs=0.02)


def test_a_cell_without_a_line_says_so(tmp_path: Path) -> None:
    geometry = found(tmp_path, 0, Sought("words", BoxKind.WRITING, "words"))
    words = next(box for box in geometry.boxes if box.key == "words")
    assert (words.kind, words.bordered, words.width, words.height) == (BoxKind.WRITING, False, 100, 30)


def test_a_form_that_lost_a_column_is_refused_by_name(tmp_path: Path) -> None:
    form, pages = laid_out(tmp_path, 1)
    with pytest.raises(FormProblem, match=r"people\.remark"):
        find_boxes(form, pages, [Sought("people.remark", BoxKind.WRITING, "remark")])
