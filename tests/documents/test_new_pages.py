"""An annex begins a new page, whatever the paper is written as; headers and footers are those of the page."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from deputy_station.documents.description import (
    CornerCodes,
    Form,
    Furnishing,
    Page,
    Paragraph,
    Sheet,
    TextStyle,
    same_code,
)
from deputy_station.documents.docx import make_docx
from deputy_station.documents.pdf import make_pdf
from deputy_station.documents.xlsx import make_xlsx

PLAIN = TextStyle(size=12)
PAGE = Page(210, 297, 30, 25, 30, 25)
NUMBER = Furnishing("— {page} —", PLAIN, 15, "footer", outside=True)
LATER = Furnishing("续页", PLAIN, 12, "header", from_page=2)
CODE = CornerCodes("page_code", 13, 8, ("bottom_right",), "Q")


def paper(*blocks: Paragraph, furniture: tuple[Furnishing, ...] = (NUMBER, LATER)) -> Sheet:
    form = Form("试样", "试样", PAGE, blocks, furniture, None, (), page_code=CODE)
    return Sheet(form, {}, page_code=same_code("EEAACQAAAAAADLYBAAAAAAAAAAAA"))


def annexed() -> Sheet:
    return paper(
        Paragraph("正文。", PLAIN),
        Paragraph("附件 1", PLAIN, keep_with_next=True, page_break=True),
        Paragraph("名次", PLAIN),
        Paragraph("", PLAIN, hide_when_empty=True, page_break=True),
        Paragraph("附件 2", PLAIN, page_break=True),
    )


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as package:
        return package.read(name).decode("utf-8")


def texts(pdf: Path) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded().split() for page in document]
    finally:
        document.close()


def test_in_a_pdf_each_annex_stands_on_a_new_page_and_the_numbers_go_on(tmp_path: Path) -> None:
    make_pdf(tmp_path / "纸.pdf", [annexed()], title="纸")
    assert texts(tmp_path / "纸.pdf") == [
        ["正文。", "—", "1", "—"],
        ["附件", "1", "名次", "—", "2", "—", "续页"],
        ["附件", "2", "—", "3", "—", "续页"],
    ]


def test_a_paper_that_begins_with_such_a_line_has_no_empty_page_before_it(tmp_path: Path) -> None:
    make_pdf(tmp_path / "纸.pdf", [paper(Paragraph("附件 1", PLAIN, page_break=True))], title="纸")
    assert len(texts(tmp_path / "纸.pdf")) == 1


def test_in_a_docx_the_line_of_the_annex_breaks_the_page(tmp_path: Path) -> None:
    make_docx(tmp_path / "纸.docx", annexed(), title="纸")
    broken = [
        line.text
        for line in docx.Document(str(tmp_path / "纸.docx")).paragraphs
        if line.paragraph_format.page_break_before
    ]
    assert broken == ["附件 1", "附件 2"]


def test_a_workbook_gives_each_annex_a_worksheet(tmp_path: Path) -> None:
    make_xlsx(tmp_path / "纸.xlsx", [annexed()], title="纸")
    assert CalamineWorkbook.from_path(tmp_path / "纸.xlsx").sheet_names == ["试样", "附件 1", "附件 2"]


def test_a_workbook_tells_first_odd_and_even_pages_apart_and_its_code_hangs_on_the_first(
    tmp_path: Path,
) -> None:
    make_xlsx(tmp_path / "纸.xlsx", [annexed()], title="纸")
    book = tmp_path / "纸.xlsx"
    said = re.search(r"<headerFooter(.*)</headerFooter>", part(book, "xl/worksheets/sheet1.xml"), re.DOTALL)
    assert said is not None
    assert 'differentOddEven="1" differentFirst="1"' in said[1]
    line = '&amp;12&amp;"宋体,Regular"'
    found = dict(re.findall(r"<(\w+)>([^<]*)</", said[1]))
    assert found == {
        "oddHeader": f"&amp;L{line}续页",
        "oddFooter": f"&amp;R{line}— &amp;P —",
        "evenHeader": f"&amp;L{line}续页",
        "evenFooter": f"&amp;L{line}— &amp;P —",
        "firstHeader": "&amp;R&amp;G",
        "firstFooter": f"&amp;R{line}— &amp;P —",
    }
    assert 'id="RHFIRST"' in part(book, "xl/drawings/vmlDrawing1.vml")
    annex = part(book, "xl/worksheets/sheet2.xml")
    assert "&amp;G" not in annex
    assert "differentFirst" not in annex


@pytest.mark.parametrize("furniture", [(), (LATER,)])
def test_a_docx_whose_form_numbers_no_page_numbers_the_later_ones(
    furniture: tuple[Furnishing, ...], tmp_path: Path
) -> None:
    make_docx(tmp_path / "纸.docx", paper(Paragraph("正文。", PLAIN), furniture=furniture), title="纸")
    [section] = docx.Document(str(tmp_path / "纸.docx")).sections
    fields: Callable[[str], list[str]] = lambda xml: re.findall(r'w:instr=" (\w+) "', xml)  # noqa: E731
    assert fields(section.footer._element.xml) == ["PAGE", "NUMPAGES"]
    assert fields(section.first_page_footer._element.xml) == []


def test_a_rare_sign_in_a_docx_names_a_font_that_has_it(tmp_path: Path) -> None:
    make_docx(tmp_path / "纸.docx", paper(Paragraph("𠮷建国、王䶮、李㛃。", PLAIN)), title="纸")
    [line] = docx.Document(str(tmp_path / "纸.docx")).paragraphs
    fonts = [
        (run.text, re.findall(r'w:rFonts[^>]* w:eastAsia="([^"]+)"', run.element.xml)) for run in line.runs
    ]
    assert fonts[0] == ("𠮷", ["SimSun-ExtB"])
    assert {font for _text, [font] in fonts[1:]} == {"宋体"}
