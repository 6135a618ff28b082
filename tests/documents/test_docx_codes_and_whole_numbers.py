"""An editable paper bears the code that opens its record, and breaks no hours, dates or phone numbers."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest
import zxingcpp
from docx.shared import Mm
from PIL import Image

from deputy_station.documents.description import Form, Paragraph, Sheet, TextStyle, same_code
from deputy_station.documents.docx import make_docx
from deputy_station.documents.preview import offered_fields, sample_sheet

WORD = "EEAACQAAAAAADLYBAAAAAAAAAAAA"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def sample(name: str) -> Sheet:
    return replace(sample_sheet(name, offered_fields(name)), page_code=same_code(WORD))


def package(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def saying(text: str) -> Sheet:
    """One paragraph on the paper of a notice."""
    form = sample_sheet("notice", offered_fields("notice")).form
    only = Form("试样", "试样", form.page, (Paragraph(text, TextStyle()),), (), None, ())
    return Sheet(only)


def test_the_picture_in_the_header_says_the_code_of_the_record(tmp_path: Path) -> None:
    make_docx(tmp_path / "公告.docx", sample("notice"), title="公告")
    pictures = [data for name, data in package(tmp_path / "公告.docx").items() if name.endswith(".png")]
    assert len(pictures) == 1
    picture = Image.open(BytesIO(pictures[0]))
    [found] = zxingcpp.read_barcodes(picture)
    assert found.text == WORD
    assert picture.width / (13 / 25.4) > 300  # dots to the inch at its 13 mm, so that no printer blurs it


@pytest.mark.parametrize(
    ("name", "left", "top"),
    [
        ("notice", 210 - 8 - 13, 297 - 8 - 13),  # below on the right, 8 mm from both edges
        ("day_summary", 210 - 4 - 13, 4),  # above on the right, 4 mm from both edges
    ],
)
def test_the_first_header_alone_hangs_the_code_where_the_pdf_has_it(
    name: str, left: int, top: int, tmp_path: Path
) -> None:
    make_docx(tmp_path / "纸.docx", sample(name), title="纸")
    headers = [
        ElementTree.fromstring(data)
        for part, data in package(tmp_path / "纸.docx").items()
        if re.fullmatch(r"word/header\d+\.xml", part)
    ]
    assert len(headers) >= 2  # the first page has one of its own
    # The code says page 1: on another page it would have a scan of that page taken for the first.
    [anchor] = [each for header in headers for each in header.iter(f"{WP}anchor")]
    across, down = (anchor.find(f"{WP}position{axis}[@relativeFrom='page']/{WP}posOffset") for axis in "HV")
    assert across is not None
    assert down is not None
    assert (across.text, down.text) == (str(Mm(left)), str(Mm(top)))


def test_without_a_code_there_is_no_picture(tmp_path: Path) -> None:
    make_docx(tmp_path / "公告.docx", replace(sample("notice"), page_code=None), title="公告")
    make_docx(tmp_path / "门牌.docx", replace(sample("intake_slip"), page_code=None), title="便条")
    for path in tmp_path.glob("*.docx"):
        parts = package(path)
        assert not [name for name in parts if name.startswith("word/media/")]
        assert b"wp:anchor" not in b"".join(parts.values())


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("从9:00—11:00接待", "9:00\u2060—\u206011:00"),
        ("电话0561－5550123。", "0561\u2060－\u20605550123"),
        ("定于2026年12月4日举行", "2026\u2060年\u206012\u2060月\u20604\u2060日"),
        ("（星期五）", "星\u2060期\u2060五"),
    ],
)
def test_hours_dates_and_phone_numbers_are_joined(text: str, held: str, tmp_path: Path) -> None:
    make_docx(tmp_path / "纸.docx", saying(text), title="纸")
    [line] = docx.Document(str(tmp_path / "纸.docx")).paragraphs
    assert held in line.text
    assert line.text.replace("\u2060", "") == text
    # A program that has no glyph for a joiner shows a speck at most.
    assert {run.font.size.pt for run in line.runs if run.font.size and run.text == "\u2060"} == {1.0}


def test_a_list_of_numbers_may_end_a_line_between_two_of_them(tmp_path: Path) -> None:
    make_docx(tmp_path / "纸.docx", saying("清单：0513、0514、0516，路灯、水渠"), title="纸")
    [line] = docx.Document(str(tmp_path / "纸.docx")).paragraphs
    assert [(run.text, run.font.size.pt) for run in line.runs if run.text == " "] == [(" ", 1.0)] * 2
    assert line.text == "清单：0513、 0514、 0516，路灯、水渠"


def test_other_texts_are_left_as_they_are(tmp_path: Path) -> None:
    text = "共 24 人，办结率 95.5%，第 12 号；A—B，年月日。"
    make_docx(tmp_path / "纸.docx", saying(text), title="纸")
    [line] = docx.Document(str(tmp_path / "纸.docx")).paragraphs
    assert [run.text for run in line.runs] == [text]


def test_no_line_of_the_document_begins_or_ends_with_a_dash_between_hours(tmp_path: Path) -> None:
    make_docx(tmp_path / "纸.docx", saying("字"), title="纸")
    settings = ElementTree.fromstring(package(tmp_path / "纸.docx")["word/settings.xml"])
    after, before = (settings.find(f"{W}noLineBreaks{place}") for place in ("After", "Before"))
    assert after is not None
    assert before is not None
    for rule, also in ((after, "（“《"), (before, "，。）”")):
        assert rule.get(f"{W}lang") == "zh-CN"
        assert set("—－～" + also) <= set(rule.get(f"{W}val") or "")
    names = [each.tag for each in settings]
    assert names.index(after.tag) == names.index(before.tag) - 1  # the order of the standard
