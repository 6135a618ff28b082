"""Papers as DOCX: every run names fonts that WPS brings along, tables keep their spans, and Word's reader opens them."""

import functools
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

import deputy_station
from deputy_station.core.paths import forms_folder
from deputy_station.documents.atomic import NotWritten
from deputy_station.documents.description import Field, FieldKind, FormProblem, Sheet
from deputy_station.documents.docx import make_docx
from deputy_station.documents.docx_furniture import spare_below
from deputy_station.documents.loading import load_form
from deputy_station.documents.office_text import RARE_FONT, RARE_SIGNS
from deputy_station.documents.preview import offered_fields, sample_sheet

FORMS = sorted(path.parent.name for path in forms_folder().glob("*/form.toml"))
SHIPPED_WITH_WPS = {"宋体", "仿宋", "黑体", "楷体"}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

FIELDS = (
    Field("name", "姓名"),
    Field("items", "事项", kind=FieldKind.LIST, columns=(Field("kind", "类别"), Field("what", "事项"))),
)
DESCRIPTION = """
title = "试样"
[page]
size = "A5"
margins = [20, 15, 20, 15]
[[block]]
text = "{name}"
font = "fangsong"
size = 16
leading = 1.75
indent = 2
align = "justify"
[[block]]
kind = "rule"
thickness = 2
color = "#D7000F"
[[block]]
kind = "grid"
columns = [30, 50, 38]
[[block.row]]
cells = [{ text = "类别与事项", colspan = 2 }, { text = "备注", rowspan = 2 }]
[[block.row]]
cells = ["类别", "事项"]
[[block.row]]
repeat = "items"
blank = 1
cells = [{ text = "{kind}", merge_equal = true }, { text = "{what}", tick = "what:{what}" }, ""]
[[furniture]]
at = "footer"
text = "第 {page} 页　共 {pages} 页　{name}"
baseline = 12
"""


def made(folder: Path, *, name: str = "王建国") -> Path:
    (folder / "form.toml").write_text(DESCRIPTION, encoding="utf-8")
    form = load_form("试样", FIELDS, folder=folder)
    items = [
        {"kind": "道路", "what": "路灯"},
        {"kind": "道路", "what": "坑洼"},
        {"kind": "供水", "what": "停水"},
    ]
    make_docx(folder / "试样.docx", Sheet(form, {"name": name, "items": items}), title="试样")
    return folder / "试样.docx"


def parts_of(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as package:
        return {
            name: package.read(name).decode("utf-8")
            for name in package.namelist()
            if name.endswith((".xml", ".rels"))
        }


@pytest.fixture(scope="module")
def sample_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Sheet, Path]]:
    """A form with its sample, and the document of it, which is made when it is first asked for."""
    folder = tmp_path_factory.mktemp("samples")

    @functools.cache
    def sample(name: str) -> tuple[Sheet, Path]:
        sheet, path = sample_sheet(name, offered_fields(name)), folder / f"{name}.docx"
        make_docx(path, sheet, title="样张")
        return sheet, path

    return sample


@pytest.mark.parametrize("name", FORMS)
def test_every_form_names_only_fonts_that_wps_has_on_every_run(
    name: str, sample_of: Callable[[str], tuple[Sheet, Path]]
) -> None:
    parts = parts_of(sample_of(name)[1])
    runs = 0
    for part, text in parts.items():
        root = ElementTree.fromstring(text)
        for run in root.iter(f"{W}r"):
            fonts = run.find(f"{W}rPr/{W}rFonts")
            assert fonts is not None, part
            runs += 1
            said = "".join(each.text or "" for each in run.iter(f"{W}t"))
            allowed = {RARE_FONT} if RARE_SIGNS.fullmatch(said) else SHIPPED_WITH_WPS
            for script in ("ascii", "hAnsi", "eastAsia", "cs"):
                assert fonts.get(f"{W}{script}") in allowed, part
        assert not re.search(r"(ascii|hAnsi|eastAsia|cs)Theme=", text), part
    assert runs > 5
    assert not re.search("Calibri|Cambria|Times New Roman|Arial|ＭＳ", "".join(parts.values()))
    theme = set(re.findall(r'typeface="([^"]*)"', parts["word/theme/theme1.xml"]))
    assert theme <= SHIPPED_WITH_WPS
    named = set(re.findall(r'w:name="([^"]*)"', parts["word/fontTable.xml"]))
    assert named == SHIPPED_WITH_WPS
    defaults = parts["word/styles.xml"].partition("</w:docDefaults>")[0]
    assert 'w:eastAsia="宋体"' in defaults


@pytest.mark.parametrize("name", FORMS)
def test_the_paper_has_size_and_margins_of_its_form(
    name: str, sample_of: Callable[[str], tuple[Sheet, Path]]
) -> None:
    sheet, path = sample_of(name)
    section = docx.Document(str(path)).sections[0]
    page = sheet.form.page
    measured = {
        section.page_width: page.width,
        section.page_height: page.height,
        section.top_margin: page.top,
        section.bottom_margin: page.bottom - spare_below(sheet.form),
        section.left_margin: page.left,
        section.right_margin: page.right,
    }
    for length, millimetres in measured.items():
        assert length == pytest.approx(Mm(millimetres), abs=Mm(0.02))


def test_a_paragraph_keeps_indent_leading_and_alignment(tmp_path: Path) -> None:
    first = docx.Document(str(made(tmp_path))).paragraphs[0]
    assert first.text == "王建国"
    assert first.paragraph_format.line_spacing == Pt(28)  # 16 × 1.75
    assert first.paragraph_format.first_line_indent == Pt(32)  # two characters
    assert first.runs[0].font.size == Pt(16)


def test_cells_keep_their_spans_and_equal_ones_are_merged(tmp_path: Path) -> None:
    [table] = docx.Document(str(made(tmp_path))).tables
    texts = [[cell.text for cell in row.cells] for row in table.rows]
    # Merged cells say their text in every place they cover; the last row is the blank one.
    assert texts == [
        ["类别与事项", "类别与事项", "备注"],
        ["类别", "事项", "备注"],
        ["道路", "□ 路灯", ""],
        ["道路", "□ 坑洼", ""],
        ["供水", "□ 停水", ""],
        ["", "", ""],
    ]
    assert table.cell(2, 0)._tc is table.cell(3, 0)._tc
    assert table.cell(0, 2)._tc is table.cell(1, 2)._tc


def test_page_numbers_are_fields_and_no_text_of_a_person_becomes_one(tmp_path: Path) -> None:
    footer = parts_of(made(tmp_path, name="{page}\ue000<王>&"))["word/footer1.xml"]
    assert re.findall(r'w:instr="([^"]*)"', footer) == [" PAGE ", " NUMPAGES "]
    assert "{page}\ue000&lt;王&gt;&amp;" in footer


def test_an_unfilled_field_is_told_before_anything_is_written(tmp_path: Path) -> None:
    made(tmp_path)
    form = load_form("试样", FIELDS, folder=tmp_path)
    with pytest.raises(FormProblem, match="姓名"):
        make_docx(tmp_path / "新.docx", Sheet(form, {"items": []}), title="试样")
    assert not (tmp_path / "新.docx").exists()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    sheet = sample_sheet("notice", offered_fields("notice"))
    with pytest.raises(NotWritten, match="没有“"):
        make_docx(tmp_path / "没有" / "公告.docx", sheet, title="公告")


def test_the_document_tells_its_title_and_nothing_of_who_made_it_or_when(tmp_path: Path) -> None:
    parts = parts_of(made(tmp_path))
    told = {
        each.tag.partition("}")[2]: each.text for each in ElementTree.fromstring(parts["docProps/core.xml"])
    }
    assert told == {"title": "试样", "creator": "deputy-station"}
    assert {name for name in parts if name.startswith("docProps/")} == {"docProps/core.xml"}
    assert "rsid" not in "".join(parts.values())


def test_a_title_too_long_for_a_property_is_cut_and_the_paper_made(tmp_path: Path) -> None:
    path = tmp_path / "公告.docx"
    make_docx(path, sample_sheet("notice", offered_fields("notice")), title="长" * 300)
    assert docx.Document(str(path)).core_properties.title == "长" * 255


def test_equal_papers_are_equal_files(tmp_path: Path) -> None:
    first = made(tmp_path).read_bytes()
    with zipfile.ZipFile(tmp_path / "试样.docx") as package:
        assert {each.date_time for each in package.infolist()} == {(2000, 1, 1, 0, 0, 0)}
    assert made(tmp_path).read_bytes() == first


def test_characters_that_no_xml_may_hold_are_left_out(tmp_path: Path) -> None:
    first = docx.Document(str(made(tmp_path, name="王\x00\ufffe建\uffff\x0b国"))).paragraphs[0]
    assert first.text == "王建国"


def test_texts_on_one_baseline_stand_on_one_line(tmp_path: Path) -> None:
    path = tmp_path / "考核表.docx"
    sheet = sample_sheet("annual_assessment", offered_fields("annual_assessment"))
    make_docx(path, sheet, title="考核表")
    [line] = docx.Document(str(path)).sections[0].footer.paragraphs
    assert line.text.startswith("第 ")
    assert "\t制表：" in line.text
    [stop] = line.paragraph_format.tab_stops
    assert stop.position == pytest.approx(Mm(sheet.form.page.type_width), abs=Mm(0.02))
    assert line.paragraph_format.line_spacing > Pt(8)


def test_page_numbers_of_official_papers_stand_outside_and_a_character_in(tmp_path: Path) -> None:
    path = tmp_path / "公告.docx"
    make_docx(path, sample_sheet("notice", offered_fields("notice")), title="公告")
    section = docx.Document(str(path)).sections[0]
    [odd], [even] = section.footer.paragraphs, section.even_page_footer.paragraphs
    assert odd.alignment == WD_ALIGN_PARAGRAPH.RIGHT
    assert even.alignment == WD_ALIGN_PARAGRAPH.LEFT
    assert odd.paragraph_format.right_indent == odd.runs[0].font.size
    assert even.paragraph_format.left_indent == even.runs[0].font.size


def test_cells_without_lines_have_none_in_any_row_they_cover(tmp_path: Path) -> None:
    (tmp_path / "form.toml").write_text(
        """
title = "试样"
[page]
size = "A5"
margins = [20, 15, 20, 15]
[[block]]
kind = "grid"
columns = [60, 58]
[[block.row]]
cells = [{ text = "{name}", rowspan = 2, border = false }, "一"]
[[block.row]]
cells = ["二"]
""",
        encoding="utf-8",
    )
    make_docx(
        tmp_path / "表.docx",
        Sheet(load_form("试样", FIELDS[:1], folder=tmp_path), {"name": "王"}),
        title="表",
    )
    body = ElementTree.fromstring(parts_of(tmp_path / "表.docx")["word/document.xml"])
    bare = [cell.find(f"{W}tcPr/{W}tcBorders") is not None for cell in body.iter(f"{W}tc")]
    assert bare == [True, False, True, False]


def test_a_list_without_items_makes_no_table_without_rows(tmp_path: Path) -> None:
    (tmp_path / "form.toml").write_text(
        """
title = "试样"
[page]
size = "A5"
margins = [20, 15, 20, 15]
[[block]]
kind = "grid"
columns = [60, 58]
[[block.row]]
repeat = "items"
cells = ["{kind}", "{what}"]
""",
        encoding="utf-8",
    )
    make_docx(
        tmp_path / "表.docx", Sheet(load_form("试样", FIELDS[1:], folder=tmp_path), {"items": []}), title="表"
    )
    assert docx.Document(str(tmp_path / "表.docx")).tables == []


def test_the_library_is_loaded_only_when_a_document_is_made() -> None:
    code = (
        "import sys, deputy_station.cli\n"
        "import deputy_station.features.desk.documents.summary, deputy_station.features.reception.documents.notice\n"
        "print('deputy_station.documents.docx' in sys.modules, sorted({'docx', 'lxml'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (told.stdout.strip(), told.stderr) == ("True []", "")


def test_only_the_modules_behind_make_docx_know_the_library() -> None:
    package = Path(deputy_station.__file__).parent
    knowing = {
        path.stem
        for path in package.rglob("*.py")
        if re.search(r"^\s*(from|import) (docx|lxml)\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert knowing == {"docx_blank", "docx_codes", "docx_furniture", "docx_lines", "docx_writing"}


def test_a_colour_stands_behind_its_cell_and_there_is_room_to_sign(tmp_path: Path) -> None:
    (tmp_path / "form.toml").write_text(
        """
title = "审批"
[page]
size = "A4"
margins = [20, 20, 20, 20]
[[block]]
kind = "grid"
columns = [30, 140]
[[block.row]]
cells = [{ text = "意见", shade = "#EBE7E0" }, { text = "{name}", signer = "签名：", day = "年 月 日" }]
[[block.row]]
cells = [{ text = "", signer = "签名：", day = "年 月 日" }, ""]
""",
        encoding="utf-8",
    )
    form = load_form("审批", FIELDS[:1], folder=tmp_path)
    make_docx(tmp_path / "审批.docx", Sheet(form, {"name": "同意。"}), title="审批")
    cells = [cell for row in docx.Document(str(tmp_path / "审批.docx")).tables[0].rows for cell in row.cells]
    assert ['w:fill="EBE7E0"' in cell._tc.xml for cell in cells] == [True, False, False, False]
    wide, narrow = (
        [plain.text.replace("\u2060", "") for plain in cells[at].paragraphs if plain.text] for at in (1, 2)
    )
    assert wide == ["同意。", f"签名：{'　' * 8}年 月 日　"]
    assert narrow == ["签名：", "年 月 日"]
