"""A PDF of ours is one to keep for decades: what PDF/A-2b (ISO 19005-2) asks of a file, read from its bytes.

PDFBox's preflight, run by hand over papers of ours declared as PDF/A-1b, named nothing but what part 2 no longer asks:
a CIDSet for each font, an ICC profile of version 2.
"""

import re
import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import ImageCms
from pypdfium2 import PdfDocument

from deputy_station.documents import pdf_archive
from deputy_station.documents.description import Form, Page, Paragraph, Sheet, TextStyle
from deputy_station.documents.pdf import make_pdf


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Two pages in three fonts, one of them with a character beyond the basic plane."""
    blocks = (
        Paragraph("关于开展代表接待日活动的公告", TextStyle(font="biaosong", size=22)),
        Paragraph("接待群众 𠮷 先生，电话 0561－3091234。" * 200, TextStyle(font="fangsong", size=16)),
        Paragraph("一、时间", TextStyle(font="hei", size=16)),
    )
    form = Form("kept", "公告", Page(210, 297, 37, 26, 35, 28), blocks, (), None, ())
    path = tmp_path_factory.mktemp("kept") / "公告.pdf"
    assert make_pdf(path, [Sheet(form, {}, bookmark="公告")], title="公告 <1&2>", author="青禾镇人大") > 1
    return path.read_bytes()


def test_it_says_what_it_is_in_words_that_agree_with_its_properties(written: bytes, tmp_path: Path) -> None:
    packet = written[written.index(b"<?xpacket begin") : written.index(b'<?xpacket end="w"?>')].decode(
        "utf-8"
    )
    assert "<pdfaid:part>2</pdfaid:part>\n<pdfaid:conformance>B</pdfaid:conformance>" in packet
    assert '<rdf:li xml:lang="x-default">公告 &lt;1&amp;2&gt;</rdf:li>' in packet
    assert "<rdf:li>青禾镇人大</rdf:li>" in packet
    (tmp_path / "read.pdf").write_bytes(written)
    read = PdfDocument(tmp_path / "read.pdf")
    properties = read.get_metadata_dict()
    read.close()
    assert (properties["Title"], properties["Author"]) == ("公告 <1&2>", "青禾镇人大")
    made = re.fullmatch(
        r"D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)([+-]\d\d)'(\d\d)'", properties["CreationDate"]
    )
    assert made is not None
    year, month, day, hour, minute, second, zone, rest = made.groups()
    assert (
        f"<xmp:CreateDate>{year}-{month}-{day}T{hour}:{minute}:{second}{zone}:{rest}</xmp:CreateDate>"
        in packet
    )


def test_its_colours_are_those_of_srgb(written: bytes) -> None:
    assert b"/S /GTS_PDFA1" in written
    assert b"/OutputConditionIdentifier (sRGB IEC61966-2.1)" in written
    [place] = re.findall(rb"/DestOutputProfile (\d+) 0 R", written)
    start = written.index(b"\n" + place + b" 0 obj\n")
    assert b"/N 3" in written[start : start + 200]
    packed = written[written.index(b"\nstream\n", start) + 8 : written.index(b"\nendstream", start)]
    profile = ImageCms.ImageCmsProfile(BytesIO(zlib.decompress(packed))).profile
    assert (profile.xcolor_space, profile.device_class) == ("RGB ", "mntr")
    assert profile.version < 5


def test_every_font_named_is_embedded(written: bytes) -> None:
    assert written.count(b"/Subtype /Type0") == written.count(b"/FontFile2") > 2
    [fonts] = re.findall(rb"obj\n<<\n((?:/\w+ \d+ 0 R\s*)+)>>", written)
    assert re.findall(rb"/(\w+) ", fonts) == [b"D1", b"D2", b"D3"][: written.count(b"/FontFile2")]
    packed = re.findall(rb"/FlateDecode \].*?\nstream\n(.*?)\nendstream\n", written, re.DOTALL)
    pages = [page for page in map(zlib.decompress, packed) if b" Tj" in page]
    assert len(pages) > 1
    assert {name for page in pages for name in re.findall(rb"/(\w+) [\d.]+ Tf", page)} == {
        b"D1",
        b"D2",
        b"D3",
    }


def test_nothing_is_hidden_or_fetched_from_elsewhere(written: bytes) -> None:
    for word in (
        b"/Encrypt",
        b"/JavaScript",
        b"/URI",
        b"/EmbeddedFile",
        b"/SMask",
        b"/LZWDecode",
        b"/AcroForm",
    ):
        assert word not in written
    assert re.match(rb"%PDF-1\.[0-7]\n%[\x80-\xff]{4}", written)
    assert re.search(rb"/ID\s*\[\s*<[0-9a-f]{32}>\s*<[0-9a-f]{32}>\s*\]", written)


def test_every_stream_is_as_long_as_it_says_and_ends_on_a_line_of_its_own(written: bytes) -> None:
    streams = 0
    for found in re.finditer(rb"\nstream\n", written):
        [said] = re.findall(
            rb"/Length (\d+)\b", written[written.rindex(b" obj\n", 0, found.start()) : found.start()]
        )
        after = written[found.end() + int(said) :]
        assert after.startswith(b"\nendstream\n")
        streams += 1
    assert streams >= 8  # two pages, three fonts with their maps, the colours, the words about it


def test_the_colour_profile_bears_no_day_of_making() -> None:
    """Else the same paper made by the program started anew would be another piece of the archive."""
    assert pdf_archive._srgb.__wrapped__()[24:36] == struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
