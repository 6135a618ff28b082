"""Papers as XLSX: text stays text, the sheet prints like the form, long texts go on, a file is whole or not there."""

import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from python_calamine import CalamineWorkbook

from deputy_station.documents.atomic import NotWritten
from deputy_station.documents.description import Field, FieldKind, FormProblem, Sheet
from deputy_station.documents.loading import load_form
from deputy_station.documents.preview import offered_fields, sample_sheet
from deputy_station.documents.xlsx import make_xlsx

FIELDS = (
    Field("name", "姓名"),
    Field("items", "事项", kind=FieldKind.LIST, columns=(Field("kind", "类别"), Field("what", "事项"))),
)
DESCRIPTION = """
title = "试样"
[page]
size = "A5"
orientation = "landscape"
margins = [20, 15, 25, 15]
[[block]]
text = "{name}"
size = 16
[[block]]
kind = "grid"
columns = [30, 50, 100]
[[block.row]]
header = true
cells = ["类别", "事项", "备注"]
[[block.row]]
repeat = "items"
height = 8
cells = ["{kind}", "{what}", ""]
[[furniture]]
at = "header"
text = "甲 & 乙"
baseline = 12
align = "left"
[[furniture]]
at = "footer"
text = "第 {page} 页　共 {pages} 页　{name}"
baseline = 12
"""


def sheet(folder: Path, *, name: str = "王建国", rows: int = 3, bookmark: str = "") -> Sheet:
    (folder / "form.toml").write_text(DESCRIPTION, encoding="utf-8")
    items = [{"kind": "道路", "what": f"第{number}盏路灯"} for number in range(1, rows + 1)]
    return Sheet(load_form("试样", FIELDS, folder=folder), {"name": name, "items": items}, bookmark)


def parts_of(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as package:
        return {
            name: package.read(name).decode("utf-8")
            for name in package.namelist()
            if name.endswith((".xml", ".rels"))
        }


def worksheet(folder: Path, made: Sheet) -> str:
    make_xlsx(folder / "试样.xlsx", [made], title="试样")
    return parts_of(folder / "试样.xlsx")["xl/worksheets/sheet1.xml"]


def test_paper_margins_and_page_are_those_of_the_form(tmp_path: Path) -> None:
    text = worksheet(tmp_path, sheet(tmp_path))
    page = re.search(r"<pageSetup [^>]*>", text)
    assert page is not None
    assert 'paperSize="11"' in page[0]  # A5
    assert 'orientation="landscape"' in page[0]
    margins = dict(re.findall(r'(top|right|bottom|left)="([\d.]+)"', text.partition("<pageMargins")[2]))
    measured = {side: float(inches) * 25.4 for side, inches in margins.items()}
    assert measured == pytest.approx({"top": 20, "right": 15, "bottom": 25, "left": 15})


@pytest.mark.parametrize(("rows", "high"), [(3, '"1"'), (60, '"0"')])
def test_it_is_one_page_wide_and_one_page_high_only_when_it_nearly_is(
    rows: int, high: str, tmp_path: Path
) -> None:
    # A5 landscape leaves 103 mm of height: 3 rows of 8 mm fit, 60 do not.
    text = worksheet(tmp_path, sheet(tmp_path, rows=rows))
    assert "<pageSetUpPr fitToPage" in text
    found = re.search(r'fitToHeight=("\d")', text)
    assert (found[1] if found else '"1"') == high
    assert "fitToWidth" not in text  # 1, as it is without being said


def test_the_heading_comes_again_and_all_of_it_is_printed(tmp_path: Path) -> None:
    make_xlsx(tmp_path / "试样.xlsx", [sheet(tmp_path, bookmark="登记")], title="试样")
    names = dict(
        re.findall(
            r'<definedName name="_xlnm.([^"]+)"[^>]*>([^<]*)<',
            parts_of(tmp_path / "试样.xlsx")["xl/workbook.xml"],
        )
    )
    # The title, the heading, three rows; three columns.
    assert names == {"Print_Area": "登记!$A$1:$C$5", "Print_Titles": "登记!$2:$2"}


def test_the_heading_of_a_short_table_is_not_repeated_over_pages_of_other_text(tmp_path: Path) -> None:
    whole = sheet(tmp_path)
    after = replace(whole.form.blocks[0], text="{name}")
    form = replace(whole.form, blocks=(*whole.form.blocks[1:], after))
    values = {**whole.values, "name": "写明办理的情况。" * 400}  # 3,200 characters of 16 points: pages
    make_xlsx(tmp_path / "试样.xlsx", [Sheet(form, values)], title="试样")
    assert "Print_Titles" not in parts_of(tmp_path / "试样.xlsx")["xl/workbook.xml"]


def test_a_long_text_parts_at_a_sentence_and_its_neighbours_stand_beside_its_beginning(
    tmp_path: Path,
) -> None:
    whole = sheet(tmp_path)
    long_text = "写明办理的情况，还有下文。" * 200
    values = {**whole.values, "items": [{"kind": "道路", "what": long_text}]}
    make_xlsx(tmp_path / "试样.xlsx", [Sheet(whole.form, values)], title="试样")
    table = CalamineWorkbook.from_path(tmp_path / "试样.xlsx").get_sheet_by_index(0).to_python()[2:]
    pieces = [row[1] for row in table]
    assert len(pieces) > 2
    assert "".join(pieces) == long_text
    assert {piece[-1] for piece in pieces} == {"。"}
    assert [row[0] for row in table] == ["道路", *[""] * (len(pieces) - 1)]
    styles = parts_of(tmp_path / "试样.xlsx")
    look = re.search(r'<c r="A3" s="(\d+)"', styles["xl/worksheets/sheet1.xml"])
    assert look is not None
    formats = styles["xl/styles.xml"].partition("<cellXfs")[2].split("<xf ")
    assert 'vertical="top"' in formats[int(look[1]) + 1]


def test_page_numbers_are_counted_and_no_sign_of_a_text_becomes_a_code(tmp_path: Path) -> None:
    text = worksheet(tmp_path, sheet(tmp_path, name="3&P{page}"))
    footer = re.search(r"<oddFooter>(.*?)</oddFooter>", text, re.DOTALL)
    header = re.search(r"<oddHeader>(.*?)</oddHeader>", text, re.DOTALL)
    assert footer is not None
    assert header is not None
    assert "第 &amp;P 页　共 &amp;N 页　3&amp;&amp;P{page}" in footer[1]
    assert header[1].startswith("&amp;L")
    assert "甲 &amp;&amp; 乙" in header[1]


def test_a_line_too_long_for_a_footer_stands_below_the_table_instead(tmp_path: Path) -> None:
    long_name = "王" * 300
    make_xlsx(tmp_path / "试样.xlsx", [sheet(tmp_path, name=long_name)], title="试样")
    rows = CalamineWorkbook.from_path(tmp_path / "试样.xlsx").get_sheet_by_index(0).to_python()
    assert rows[0][0] == long_name
    assert long_name in str(rows[-1][0])
    assert "oddFooter" not in parts_of(tmp_path / "试样.xlsx")["xl/worksheets/sheet1.xml"]


def test_every_cell_is_text_also_where_a_number_is_typed_in_later(tmp_path: Path) -> None:
    parts_before = worksheet(tmp_path, sheet(tmp_path, name="110101199003074514"))
    parts = parts_of(tmp_path / "试样.xlsx")
    formats = re.findall(r'<xf numFmtId="(\d+)"', parts["xl/styles.xml"].partition("<cellXfs")[2])
    used = {int(number) for number in re.findall(r'<c r="[A-Z]+\d+" s="(\d+)"', parts_before)}
    assert used
    assert {formats[number] for number in used} == {"49"}  # the format "text"
    assert "<f>" not in parts_before


def test_each_sheet_has_its_own_tab_and_names_that_no_program_refuses(tmp_path: Path) -> None:
    made = [sheet(tmp_path, bookmark=name) for name in ("王建国", "王建国", "[登记]/册", "", "长" * 40)]
    make_xlsx(tmp_path / "试样.xlsx", made, title="试样")
    names = CalamineWorkbook.from_path(tmp_path / "试样.xlsx").sheet_names
    assert names == ["王建国", "王建国（2）", "－登记－－册", "试样", "长" * 31]


def test_the_fonts_are_those_that_wps_brings_along(tmp_path: Path) -> None:
    make_xlsx(tmp_path / "纸.xlsx", [sample_sheet("notice", offered_fields("notice"))], title="公告")
    styles = parts_of(tmp_path / "纸.xlsx")["xl/styles.xml"]
    assert set(re.findall(r'<name val="([^"]+)"', styles)) <= {"宋体", "仿宋", "黑体", "楷体"}


def test_the_code_of_its_record_is_a_picture_on_the_first_page_and_can_be_read(tmp_path: Path) -> None:
    paper = sample_sheet("annual_assessment", offered_fields("annual_assessment"))
    make_xlsx(tmp_path / "纸.xlsx", [paper], title="考核表")
    assert paper.page_code is not None
    with zipfile.ZipFile(tmp_path / "纸.xlsx") as package, package.open("xl/media/image1.png") as file:
        picture = Image.open(file)
        picture.load()
        [read] = zxingcpp.read_barcodes(picture.convert("L"))
        drawing = package.read("xl/drawings/vmlDrawing1.vml").decode("utf-8")
    assert read.text == paper.page_code(1, 1, "")
    shown = re.search(r"width:([\d.]+)pt;height:([\d.]+)pt", drawing)
    assert shown is not None
    # 13 mm, as on paper.
    assert [float(each) / 72 * 25.4 for each in shown.groups()] == pytest.approx([13, 13], abs=0.3)


def test_equal_papers_are_equal_files_and_tell_their_title(tmp_path: Path) -> None:
    for name in ("一.xlsx", "二.xlsx"):
        make_xlsx(tmp_path / name, [sheet(tmp_path)], title="登记册", author="东街站")
    assert (tmp_path / "一.xlsx").read_bytes() == (tmp_path / "二.xlsx").read_bytes()
    parts = parts_of(tmp_path / "一.xlsx")
    assert "<dc:title>登记册</dc:title><dc:creator>东街站</dc:creator>" in parts["docProps/core.xml"]
    assert "<scheme" not in parts["xl/styles.xml"]  # or Excel would take the theme's font


def test_progress_tells_every_sheet(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    make_xlsx(
        tmp_path / "试样.xlsx",
        [sheet(tmp_path), sheet(tmp_path)],
        title="试样",
        progress=lambda done, total, unit: told.append((done, total, unit)),
    )
    assert told == [(1, 2, "张"), (2, 2, "张")]


def test_stopping_half_way_leaves_the_older_file_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "试样.xlsx"
    make_xlsx(target, [sheet(tmp_path)], title="试样")
    before = target.read_bytes()

    def stop(_done: int, _total: int, _unit: str) -> None:
        raise InterruptedError

    with pytest.raises(NotWritten):
        make_xlsx(target, [sheet(tmp_path, rows=9)] * 2, title="试样", progress=stop)
    assert target.read_bytes() == before
    assert {each.name for each in tmp_path.iterdir()} == {"form.toml", "试样.xlsx"}


def test_an_unfilled_field_or_a_missing_folder_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    whole = sheet(tmp_path)
    with pytest.raises(FormProblem, match="姓名"):
        make_xlsx(tmp_path / "新.xlsx", [Sheet(whole.form, {"items": []})], title="试样")
    assert not (tmp_path / "新.xlsx").exists()
    with pytest.raises(NotWritten, match="没有“"):
        make_xlsx(tmp_path / "没有" / "新.xlsx", [whole], title="试样")


def test_characters_that_no_xml_may_hold_are_left_out(tmp_path: Path) -> None:
    make_xlsx(tmp_path / "试样.xlsx", [sheet(tmp_path, name="王\x00\ufffe建\uffff\x0b国")], title="试样")
    rows = CalamineWorkbook.from_path(tmp_path / "试样.xlsx").get_sheet_by_index(0).to_python()
    assert rows[0][0] == "王建国"


def test_the_library_is_loaded_only_when_a_workbook_is_made() -> None:
    code = "import sys, deputy_station.documents.xlsx; print('xlsxwriter' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (told.stdout.strip(), told.stderr) == ("False", "")
