"""Papers read back: text, outline, properties, codes; nothing clipped or overlapping; whole or not at all."""

from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter
from reportlab.pdfbase import pdfmetrics

from deputy_station.core.errors import Cancelled
from deputy_station.documents.atomic import NotWritten
from deputy_station.documents.description import Field, FieldKind, Form, FormProblem, Sheet
from deputy_station.documents.glyphs import MissingGlyphs, system_glyphs
from deputy_station.documents.layout import lay_out
from deputy_station.documents.loading import load_form
from deputy_station.documents.marks import PageMarks
from deputy_station.documents.pdf import make_pdf
from deputy_station.documents.preview import count_pages, page_pictures
from deputy_station.documents.typesetting import Typesetter, gather_faces
from tests.full_disk import fill_disk

MM = 72 / 25.4

REGISTER = """
title = "来访登记表"
[page]
margins = [20, 20, 20, 20]
[[block]]
text = "来访登记表"
size = 18
align = "center"
[[block]]
kind = "grid"
columns = [30, 90, 50]
[[block.row]]
header = true
height = 8
cells = ["来访人", "反映的问题", "承办单位"]
[[block.row]]
repeat = "visits"
height = 10
cells = ["{visitor}", "{words}", { text = "{unit}", merge_equal = true }]
[[block.row]]
height = 25
cells = ["意见", { text = "{opinion}", colspan = 2, signer = "签名：" }]
[[furniture]]
at = "footer"
text = "第 {page} 页　共 {pages} 页"
baseline = 10
align = "center"
"""
FIELDS = (
    Field(
        "visits",
        "来访",
        kind=FieldKind.LIST,
        columns=(Field("visitor", "来访人"), Field("words", "原话"), Field("unit", "承办单位")),
    ),
    Field("opinion", "意见"),
)


@pytest.fixture
def register(tmp_path: Path) -> Form:
    folder = tmp_path / "register"
    folder.mkdir()
    (folder / "form.toml").write_text(REGISTER, encoding="utf-8")
    return load_form("register", FIELDS, folder=folder)


def _visit(visitor: str, words: str, unit: str = "城建办") -> dict[str, str]:
    return {"visitor": visitor, "words": words, "unit": unit}


def _sheet(form: Form, *visits: dict[str, str], opinion: str = "同意。", bookmark: str = "") -> Sheet:
    return Sheet(form, {"visits": visits, "opinion": opinion}, bookmark)


def _pages(sheet: Sheet) -> list[PageMarks]:
    return lay_out(sheet, Typesetter(gather_faces([sheet], system_glyphs())))


def _texts(pdf: Path) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def _assert_nothing_clipped_or_overlapping(pages: list[PageMarks], typesetter: Typesetter) -> None:
    for page in pages:
        boxes = []
        for mark in page.texts:
            width = typesetter.width(mark.role, mark.text) * mark.size + mark.spacing * (len(mark.text) - 1)
            box = (mark.x, mark.y - 0.88 * mark.size, mark.x + width, mark.y + 0.12 * mark.size)
            assert box[0] >= 20 * MM - 0.01
            assert box[2] <= page.width - 20 * MM + 0.01
            assert box[3] <= page.height - 9 * MM
            boxes.append(box)
        for index, one in enumerate(boxes):
            for other in boxes[index + 1 :]:
                apart = one[2] <= other[0] + 0.1 or other[2] <= one[0] + 0.1
                apart = apart or one[3] <= other[1] + 0.1 or other[3] <= one[1] + 0.1
                assert apart, (one, other)


def test_text_outline_and_properties_are_read_back(register: Form, tmp_path: Path) -> None:
    target = tmp_path / "登记表.pdf"
    pages = make_pdf(
        target,
        [
            _sheet(register, _visit("张桂兰", "路灯坏了"), bookmark="张桂兰"),
            _sheet(register, _visit("赵𠮷祥", "下水道堵了"), bookmark="赵𠮷祥"),
        ],
        title="来访登记表",
        author="东街代表联络站",
    )
    assert pages == 2 == count_pages(target)
    first, second = _texts(target)
    assert "张桂兰路灯坏了城建办" in first
    assert "第1页共1页" in first
    assert "赵𠮷祥" in second
    document = pypdfium2.PdfDocument(target)
    try:
        assert document.get_metadata_value("Title") == "来访登记表"
        assert document.get_metadata_value("Author") == "东街代表联络站"
        outline = [(item.get_title(), item.get_dest().get_index()) for item in document.get_toc()]
        assert outline == [("张桂兰", 0), ("赵𠮷祥", 1)]
    finally:
        document.close()


def test_header_rows_come_again_on_following_pages(register: Form) -> None:
    pages = _pages(_sheet(register, *[_visit(f"来访人{n}", "路灯坏了", f"单位{n}") for n in range(40)]))
    assert len(pages) == 2
    for page in pages:
        assert [mark.text for mark in page.texts].count("承办单位") == 1
    assert [mark.text for mark in pages[1].texts if "页" in mark.text] == ["第 2 页　共 2 页"]


def test_a_long_remark_flows_over_pages_and_nothing_is_lost(register: Form) -> None:
    words = "".join(f"第{n}句，路灯坏了没有人修；" for n in range(1, 401))
    assert len(words) > 5000
    sheet = _sheet(register, _visit("张桂兰", words), _visit("李秀英", "短"), opinion=words[:900])
    typesetter = Typesetter(gather_faces([sheet], system_glyphs()))
    pages = lay_out(sheet, typesetter)
    assert len(pages) > 2
    column = [mark.text for page in pages for mark in page.texts if 50 * MM < mark.x < 60 * MM]
    printed = "".join(text for text in column if text != "反映的问题")
    assert words in printed
    assert words[:900] in printed.replace(words, "", 1)
    _assert_nothing_clipped_or_overlapping(pages, typesetter)


def test_a_text_shrinks_before_its_row_grows(register: Form) -> None:
    few = _pages(_sheet(register, _visit("张桂兰", "路灯坏了。" * 12)))[0]
    sizes = {mark.size for mark in few.texts if "路灯" in mark.text}
    assert sizes != {10.5}
    assert min(sizes) >= 8
    heights = {round(box.height / MM, 1) for box in few.boxes if box.thickness == 0.5}
    assert 10.0 in heights
    many = _pages(_sheet(register, _visit("张桂兰", "路灯坏了。" * 40)))[0]
    assert {mark.size for mark in many.texts if "路灯" in mark.text} == {8.0}
    assert max(box.height for box in many.boxes if box.thickness == 0.5) > 26 * MM


def test_equal_neighbours_are_merged_and_set_again_on_the_next_page(register: Form) -> None:
    visits = [_visit(f"来访人{n}", "路灯坏了", "城建办" if n < 30 else "派出所") for n in range(35)]
    sheet = _sheet(register, *visits)
    typesetter = Typesetter(gather_faces([sheet], system_glyphs()))
    pages = lay_out(sheet, typesetter)
    assert [[mark.text for mark in page.texts].count("城建办") for page in pages] == [1, 1]
    assert [[mark.text for mark in page.texts].count("派出所") for page in pages] == [0, 1]
    _assert_nothing_clipped_or_overlapping(pages, typesetter)


def test_rows_keep_their_order_and_each_is_set_once(register: Form) -> None:
    pages = _pages(_sheet(register, *[_visit(f"甲{n}", "话" * (n * 7 % 300), f"乙{n}") for n in range(60)]))
    names = [mark.text for page in pages for mark in page.texts if mark.text.startswith("甲")]
    assert names == [f"甲{n}" for n in range(60)]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(0, 900), st.sampled_from(["城建办", "派出所", ""])), min_size=1, max_size=12
    )
)
def test_whatever_the_lengths_nothing_is_lost_or_overlaps(
    register: Form, lengths: list[tuple[int, str]]
) -> None:
    words = [f"〔{number}〕" + "水路灯，" * (length // 4) for number, (length, _) in enumerate(lengths)]
    units = [unit for _, unit in lengths]
    visits = [_visit(f"甲{n}", text, unit) for n, (text, unit) in enumerate(zip(words, units, strict=True))]
    sheet = _sheet(register, *visits)
    typesetter = Typesetter(gather_faces([sheet], system_glyphs()))
    pages = lay_out(sheet, typesetter)
    column = [mark.text for page in pages for mark in page.texts if 50 * MM < mark.x < 60 * MM]
    printed = "".join(text for text in column if text != "反映的问题")
    assert printed == "".join(words) + "同意。"
    _assert_nothing_clipped_or_overlapping(pages, typesetter)


def test_cells_over_several_rows_go_on_with_their_rows(tmp_path: Path) -> None:
    rows = "".join(f'[[block.row]]\nheight = 30\ncells = ["第{n}行"]\n' for n in range(2, 12))
    (tmp_path / "form.toml").write_text(
        'title = "跨行"\n[page]\nmargins = [20, 20, 20, 20]\n[[block]]\nkind = "grid"\ncolumns = [40, 130]\n'
        '[[block.row]]\nheight = 30\ncells = [{ text = "左", rowspan = 11 }, "第1行"]\n' + rows,
        encoding="utf-8",
    )
    pages = _pages(Sheet(load_form("span", (), folder=tmp_path)))
    texts = [[mark.text for mark in page.texts] for page in pages]
    assert [sorted(text) for text in texts] == [
        sorted([*(f"第{n}行" for n in range(1, 9)), "左"]),
        sorted(["第9行", "第10行", "第11行", "左"]),
    ]


def test_making_papers_leaves_no_fonts_registered(register: Form, tmp_path: Path) -> None:
    make_pdf(tmp_path / "表.pdf", [_sheet(register, _visit("张", "话"))], title="表")
    before = pdfmetrics.getRegisteredFontNames()
    make_pdf(tmp_path / "表.pdf", [_sheet(register, _visit("李", "语"))], title="表")
    assert pdfmetrics.getRegisteredFontNames() == before


def test_values_are_text_and_never_markup_or_fields(register: Form, tmp_path: Path) -> None:
    target = tmp_path / "登记表.pdf"
    make_pdf(target, [_sheet(register, _visit("<b>张</b>", "{opinion}&amp; (a) \\n"))], title="表")
    assert "<b>张</b>{opinion}&amp;(a)\\n" in _texts(target)[0]


def test_missing_glyphs_are_listed_and_no_file_is_made(register: Form, tmp_path: Path) -> None:
    target = tmp_path / "登记表.pdf"
    with pytest.raises(MissingGlyphs, match=r"U\+E001.*U\+E002"):
        make_pdf(target, [_sheet(register, _visit("王\ue001", "路灯\ue002"))], title="表")
    assert list(tmp_path.glob("*.pdf")) == []


def test_a_full_disk_leaves_no_paper(register: Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_disk(monkeypatch, room=2_000)
    with pytest.raises(NotWritten, match="磁盘空间不足"):
        make_pdf(tmp_path / "登记表.pdf", [_sheet(register, _visit("张", "话"))], title="表")
    assert [path.name for path in tmp_path.iterdir()] == ["register"]


def test_cancelling_leaves_no_paper(register: Form, tmp_path: Path) -> None:
    seen = []

    def cancel_at_two(done: int, total: int, unit: str) -> None:
        seen.append((done, total, unit))
        if done == 2:
            raise Cancelled

    sheets = [_sheet(register, _visit("张", "话")) for _ in range(3)]
    with pytest.raises(Cancelled):
        make_pdf(tmp_path / "登记表.pdf", sheets, title="表", progress=cancel_at_two)
    assert seen == [(1, 3, "张"), (2, 3, "张")]
    assert [path.name for path in tmp_path.iterdir()] == ["register"]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"visits": []}, "“意见”.*没有给出内容"),
        ({"visits": [], "opinion": "好", "extra": "多"}, "不认识的字段“extra”"),
        ({"visits": "张", "opinion": "好"}, "应是一行一行的名单"),
        ({"visits": [{"visitor": "张"}], "opinion": "好"}, "第 1 行的各列"),
        ({"visits": [], "opinion": 3}, "应是文字"),
    ],
)
def test_values_that_do_not_fit_the_fields_are_refused(
    register: Form, tmp_path: Path, values: dict, told: str
) -> None:
    with pytest.raises(FormProblem, match=told):
        make_pdf(tmp_path / "表.pdf", [Sheet(register, values)], title="表")


def test_no_sheets_make_no_paper(tmp_path: Path) -> None:
    with pytest.raises(FormProblem, match="没有要打印的内容"):
        make_pdf(tmp_path / "表.pdf", [], title="表")


def _codes_of(picture: Image.Image) -> set[str]:
    return {found.text for found in zxingcpp.read_barcodes(picture)}


@pytest.fixture
def code_form(tmp_path: Path) -> Form:
    folder = tmp_path / "codes"
    folder.mkdir()
    (folder / "form.toml").write_text(
        'title = "码"\n[page]\nmargins = [26, 20, 26, 20]\n'
        '[codes]\nfield = "codes"\nsize = 20\ninset = 5\ncorrection = "Q"\n[[block]]\ntext = "签到表"\n',
        encoding="utf-8",
    )
    return load_form("codes", (Field("codes", "码", kind=FieldKind.CODE),), folder=folder)


@pytest.fixture
def code_page(code_form: Form, tmp_path: Path) -> Path:
    token = "S1K7Q2M4X9T3V8B6N5"  # as long as a signed token in capitals and digits may be

    def payload(page: int, pages: int, corner: str) -> str:
        return f"{token}/{page}/{pages}/{corner[0]}{corner.split('_')[1][0]}".upper()

    target = tmp_path / "码.pdf"
    make_pdf(target, [Sheet(code_form, {"codes": payload})], title="码")
    return target


CORNERS = {f"S1K7Q2M4X9T3V8B6N5/1/1/{corner}" for corner in ("TL", "TR", "BL", "BR")}


def test_each_corner_is_read_back_with_its_own_payload(code_page: Path) -> None:
    picture = page_pictures(code_page, 150)[0]
    assert _codes_of(picture) == CORNERS
    width, height = picture.size
    top_left = picture.crop((0, 0, width // 2, height // 2))
    assert _codes_of(top_left) == {"S1K7Q2M4X9T3V8B6N5/1/1/TL"}


def test_codes_survive_a_bad_photocopy(code_page: Path) -> None:
    picture = page_pictures(code_page, 200)[0].convert("L")
    blurred = picture.filter(ImageFilter.GaussianBlur(1.2))
    noise = Image.effect_noise(blurred.size, 90).convert("L")
    assert _codes_of(Image.blend(blurred, noise, 0.2).rotate(1.5, fillcolor=255, expand=True)) == CORNERS


def test_codes_survive_a_blot(code_page: Path) -> None:
    picture = page_pictures(code_page, 150)[0].convert("L")
    side = round(2.5 / 25.4 * 150)
    for right in (False, True):
        for bottom in (False, True):
            x, y = (round((at - 15 if far else 15) / 25.4 * 150) for at, far in ((210, right), (297, bottom)))
            picture.paste(0, (x, y, x + side, y + side))
    assert _codes_of(picture) == CORNERS


def test_codes_survive_a_coarse_fax(code_page: Path) -> None:
    assert _codes_of(page_pictures(code_page, 100)[0].convert("1", dither=Image.Dither.NONE)) == CORNERS


def test_a_code_too_dense_to_survive_copying_is_refused(code_form: Form, tmp_path: Path) -> None:
    crowded = Sheet(code_form, {"codes": lambda page, pages, corner: "签到" * 60})
    with pytest.raises(FormProblem, match="内容太长"):
        make_pdf(tmp_path / "码.pdf", [crowded], title="码")
    assert list(tmp_path.glob("*.pdf")) == []


def _notice(folder: Path, lines: int, tightest: str) -> list[PageMarks]:
    """Lines of 20 points, 40 apart, in 247 mm (700 points): 17 to a page."""
    folder.mkdir(parents=True)
    (folder / "form.toml").write_text(
        f'title = "公告"\n[page]\nmargins = [25, 20, 25, 20]\n{tightest}\n[text]\nsize = 20\nleading = 2\n'
        '[[block]]\ntext = "{words}"\n',
        encoding="utf-8",
    )
    form = load_form("notice", (Field("words", "内容"),), folder=folder)
    sheet = Sheet(form, {"words": "\n".join(["一行"] * lines)})
    return lay_out(sheet, Typesetter(gather_faces([sheet], system_glyphs())))


def test_lines_close_up_only_where_that_saves_a_page(tmp_path: Path) -> None:
    def pages_and_pitch(pages: list[PageMarks]) -> list[float]:
        first, second = (mark.y for mark in pages[0].texts[:2])
        return [len(pages), round(second - first, 1)]

    closer = "tightest_leading = 1.5"
    assert pages_and_pitch(_notice(tmp_path / "a", 18, "")) == [2, 40]
    assert pages_and_pitch(_notice(tmp_path / "b", 17, closer)) == [1, 40]  # fits as it is
    assert pages_and_pitch(_notice(tmp_path / "c", 18, closer)) == [
        1,
        38.8,
    ]  # 18 × 38.8 = 698, no closer than needed
    assert pages_and_pitch(_notice(tmp_path / "d", 30, closer)) == [2, 40]  # 30 × 30 = 900 saves nothing


def test_page_numbers_of_official_papers_stand_one_character_in_from_the_outer_edge(tmp_path: Path) -> None:
    folder = tmp_path / "numbered"
    folder.mkdir()
    (folder / "form.toml").write_text(
        'title = "公告"\n[page]\nmargins = [25, 20, 25, 20]\n[text]\nsize = 20\nleading = 2\n'
        '[[block]]\ntext = "{words}"\n'
        '[[furniture]]\nat = "footer"\ntext = "页{page}"\nbaseline = 15\nsize = 14\noutside = true\n',
        encoding="utf-8",
    )
    form = load_form("numbered", (Field("words", "内容"),), folder=folder)
    sheet = Sheet(form, {"words": "\n".join(["一行"] * 18)})  # 17 to a page
    typesetter = Typesetter(gather_faces([sheet], system_glyphs()))
    odd, even = (page.texts[-1] for page in lay_out(sheet, typesetter))
    margin = 20 * 72 / 25.4
    width = typesetter.width("song", odd.text) * 14
    assert odd.x + width == pytest.approx(210 * 72 / 25.4 - margin - 14, abs=0.1)
    assert even.x == pytest.approx(margin + 14, abs=0.1)
