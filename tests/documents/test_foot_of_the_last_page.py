"""The end matter of an official paper (版记) stands at the foot of its last page."""

from pathlib import Path

import docx
import pypdfium2
import pytest

from deputy_station.documents.description import Form, Page, Paragraph, Rule, Sheet, TextStyle
from deputy_station.documents.docx import make_docx
from deputy_station.documents.pdf import make_pdf

MM = 72 / 25.4
LINE = TextStyle(size=12, leading=1.5)
PAGE = Page(
    210, 297, 37, 26, 35, 28
)  # 22 lines of 10.5 mm make 225 mm in the standard; here a line is 6.35 mm
LINES_OF_A_PAGE = 35  # (297 − 37 − 35) mm ÷ 6.35 mm = 35.4


def paper(lines: int) -> Sheet:
    body = tuple(Paragraph(f"第 {number} 行", LINE) for number in range(1, lines + 1))
    foot = (Rule(1, at_foot=True), Paragraph("抄送：各代表小组。", LINE), Rule(1))
    return Sheet(Form("通报", "通报", PAGE, body + foot, (), None, ()), {})


def feet(path: Path) -> list[float | None]:
    """How far above the lower edge of each page 抄送 begins, mm; None on a page without it."""
    document = pypdfium2.PdfDocument(path)
    try:
        found: list[float | None] = []
        for page in document:
            texts = page.get_textpage()
            place = texts.search("抄送").get_next()
            found.append(None if place is None else texts.get_charbox(place[0])[1] / MM)
        return found
    finally:
        document.close()


@pytest.mark.parametrize(
    ("lines", "pages"), [(1, 1), (LINES_OF_A_PAGE - 1, 1), (LINES_OF_A_PAGE, 2), (LINES_OF_A_PAGE + 3, 2)]
)
def test_it_ends_where_the_text_may_end_and_goes_on_a_page_of_its_own_where_there_is_no_room(
    tmp_path: Path, lines: int, pages: int
) -> None:
    make_pdf(tmp_path / "通报.pdf", [paper(lines)], title="通报")
    found = feet(tmp_path / "通报.pdf")
    assert found[:-1] == [None] * (pages - 1)
    # The line box ends 35 mm above the edge; the characters stand a little higher in it, by a quarter of a line at most.
    assert found[-1] is not None
    assert 35 < found[-1] < 35 + 6.35 / 2


def test_a_docx_leaves_the_room_above_it_less_two_lines_to_spare(tmp_path: Path) -> None:
    make_docx(tmp_path / "通报.docx", paper(1), title="通报")
    spaces = [
        line.paragraph_format.space_before for line in docx.Document(str(tmp_path / "通报.docx")).paragraphs
    ]
    room = 297 - 37 - 35 - 2 * 6.35 - 18  # two lines stand on the page; 18 mm are to spare
    assert spaces[1] is not None
    assert spaces[1].mm == pytest.approx(room, abs=1)
