"""PDF, DOCX and XLSX of every form say the same: every filled text, and the tables of the two that are edited."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from deputy_station.core.paths import forms_folder
from deputy_station.documents.columns import filled_columns
from deputy_station.documents.description import Grid, Paragraph, Rule, Sheet, Value, fill_text
from deputy_station.documents.docx import make_docx
from deputy_station.documents.pdf import make_pdf
from deputy_station.documents.preview import offered_fields, sample_sheet
from deputy_station.documents.xlsx import make_xlsx
from tests.forms.reading_back import (
    Box,
    DocxTable,
    Workbook,
    blocks_of_docx,
    plain,
    words_of_docx,
    words_of_pdf,
    words_of_workbook,
)

FORMS = sorted(path.parent.name for path in forms_folder().glob("*/form.toml"))
SAME_EDGE = 0.8  # mm: edges nearer than 0.7 mm are one in a workbook, and pixels are 0.26 mm


def said_by(sheet: Sheet) -> Iterator[str]:
    """Every text the form says of this sheet, from the description and the values alone."""
    for block in sheet.form.blocks:
        if isinstance(block, Paragraph):
            yield fill_text(block.text, sheet.values)
        elif isinstance(block, Grid):
            lists = [sheet.values[row.repeat] for row in block.rows if row.repeat]
            if block.hide_when_empty and not any(lists):
                continue
            grid = filled_columns(block, sheet.values, sheet.form.page.type_width)
            for row in grid.rows:
                listed = sheet.values[row.repeat] if row.repeat else [{}]
                assert isinstance(listed, list | tuple)
                for item in listed:
                    values = {**sheet.values, **item}
                    for cell in row.cells:
                        yield fill_text(cell.text, values)
                        if cell.sign_off is not None:
                            yield fill_text(cell.sign_off.signer, values)
                            yield fill_text(cell.sign_off.day, values)
        else:
            assert isinstance(block, Rule)
    for each in sheet.form.furniture:
        if each.from_page > 1:
            continue
        for text in re.split(r"\{pages?\}", each.text):
            yield fill_text(text, sheet.values)


@dataclass(frozen=True)
class Outputs:
    """The three papers of one sheet, read back."""

    words: dict[str, str]
    blocks: list[str | DocxTable]
    book: Workbook


def read_back(sheet: Sheet, folder: Path) -> Outputs:
    """Make the three papers of a sheet and read them."""
    make_pdf(folder / "纸.pdf", [sheet], title="样张")
    make_docx(folder / "纸.docx", sheet, title="样张")
    make_xlsx(folder / "纸.xlsx", [sheet], title="样张")
    book = Workbook(folder / "纸.xlsx")
    words = {
        "PDF": words_of_pdf(folder / "纸.pdf"),
        "DOCX": words_of_docx(folder / "纸.docx"),
        "XLSX": words_of_workbook(book),
    }
    return Outputs(words, blocks_of_docx(folder / "纸.docx"), book)


def lost_from(outputs: Outputs, sheet: Sheet) -> dict[str, list[str]]:
    """The lines of the sheet's texts that an output does not say, by output."""
    lines = {plain(line) for text in said_by(sheet) for line in text.split("\n")} - {""}
    assert len(lines) > 2
    lost = {
        kind: sorted(each for each in lines if each not in words) for kind, words in outputs.words.items()
    }
    return {kind: each for kind, each in lost.items() if each}


@pytest.mark.parametrize("name", FORMS)
def test_every_text_of_the_form_is_read_back_from_all_three(name: str, tmp_path: Path) -> None:
    sheet = sample_sheet(name, offered_fields(name))
    outputs = read_back(sheet, tmp_path)
    assert lost_from(outputs, sheet) == {}
    compare_tables(outputs.blocks, outputs.book)


def test_a_text_that_one_output_lost_is_told(tmp_path: Path) -> None:
    sheet = sample_sheet("annual_assessment", offered_fields("annual_assessment"))
    outputs = read_back(Sheet(sheet.form, {**sheet.values, "deputy": "李大山"}), tmp_path)
    # The sample's deputy is now nowhere, and nothing else is missing.
    assert lost_from(outputs, sheet) == {kind: ["王建国"] for kind in ("PDF", "DOCX", "XLSX")}


def test_another_width_span_or_text_of_a_cell_is_noticed(tmp_path: Path) -> None:
    sheet = sample_sheet("annual_assessment", offered_fields("annual_assessment"))
    blocks = read_back(sheet, tmp_path).blocks
    path = tmp_path / "纸.xlsx"

    def changed(change: Callable[[Box], None]) -> Workbook:
        book = Workbook(path)
        change(next(box for box in book.boxes if box.text == "镇人大主席团\n意见"))
        return book

    def wider(box: Box) -> None:
        box.right += 2

    def shorter(box: Box) -> None:
        box.bottom -= 1

    def other(box: Box) -> None:
        box.text = "镇人大意见"

    compare_tables(blocks, changed(lambda _box: None))
    for change in (wider, shorter, other):
        with pytest.raises((AssertionError, StopIteration)):
            compare_tables(blocks, changed(change))


# ---------------------------------------------------------------- bad input


LONG = "".join(f"第{number:04d}句写明办理情况。" for number in range(1, 385))  # 13 signs each: 4,992


def _demand(**changed: Value) -> Sheet:
    sheet = sample_sheet("demand_record", offered_fields("demand_record"))
    return Sheet(sheet.form, {**sheet.values, **changed})


def test_a_remark_of_five_thousand_characters_goes_on_and_nothing_is_lost(tmp_path: Path) -> None:
    sheet = _demand(words=LONG)
    outputs = read_back(sheet, tmp_path)
    sentences = re.findall(r"第\d{4}句", LONG)
    for kind, words in outputs.words.items():
        found = re.findall(r"第\d{4}句", words)
        assert list(dict.fromkeys(found)) == sentences, kind
    # Higher than any row can be, the remark goes on in the rows below; their heights hold all its lines.
    pieces = [box for box in outputs.book.boxes if "句写明" in box.text]
    assert "".join(box.text for box in pieces) == LONG
    assert len(pieces) > 2
    assert [box.top for box in pieces[1:]] == [box.bottom + 1 for box in pieces[:-1]]
    assert max(outputs.book.heights) < 409
    for box in pieces:
        width = (box.right - box.left) / 25.4 * 72
        size = 10.5
        lines = len(box.text) * size / width
        assert sum(outputs.book.heights[box.top : box.bottom + 1]) > lines * size * 1.3


def test_a_name_of_twenty_characters_stands_in_all_three(tmp_path: Path) -> None:
    name = "阿卜杜热西提·买买提艾力·吐尔逊江·伊敏"
    assert len(name) == 20
    sheet = sample_sheet("sign_in", offered_fields("sign_in"))
    [(key, people)] = [(key, each) for key, each in sheet.values.items() if isinstance(each, list)]
    sheet = Sheet(sheet.form, {**sheet.values, key: [{**people[0], "name": name}, *people[1:]]})
    outputs = read_back(sheet, tmp_path)
    assert lost_from(outputs, sheet) == {}
    compare_tables(outputs.blocks, outputs.book)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+8613900001234", "-5", "@王建国", '=HYPERLINK("http://a.cn")', "'012", "110101199003074514"],
)
def test_what_looks_like_a_formula_or_a_number_is_text_in_all_three(text: str, tmp_path: Path) -> None:
    outputs = read_back(_demand(words=text), tmp_path)
    assert all(text in words for words in outputs.words.values())
    assert text in [box.text for box in outputs.book.boxes]
    rows = CalamineWorkbook.from_path(tmp_path / "纸.xlsx").get_sheet_by_index(0).to_python()
    assert text in [cell for row in rows for cell in row]
    assert all(isinstance(cell, str) for row in rows for cell in row)


@pytest.mark.parametrize(
    "name", ["annual_assessment", "sign_in", "demand_urging", "points_statement", "register_sessions", "rota"]
)
def test_a_form_with_no_rows_at_all_is_a_paper_that_says_the_same(name: str, tmp_path: Path) -> None:
    sheet = sample_sheet(name, offered_fields(name))
    empty = {key: [] if isinstance(value, list) else value for key, value in sheet.values.items()}
    assert empty != sheet.values
    bare = Sheet(sheet.form, empty)
    outputs = read_back(bare, tmp_path)
    assert lost_from(outputs, bare) == {}
    compare_tables(outputs.blocks, outputs.book)


# ---------------------------------------------------------------- DOCX and XLSX, cell by cell


def compare_tables(blocks: list[str | DocxTable], book: Workbook) -> None:
    """The same paragraphs and tables in the same order; the same cells, widths, spans and repeated headings."""
    waiting = list(book.boxes)
    headings: list[tuple[int, int]] = []
    for block in blocks:
        if isinstance(block, str):
            while not plain(waiting[0].text):
                waiting.pop(0)
            assert plain(waiting.pop(0).text) == block
            continue
        headings += _compare_table(block, waiting)
    assert not "".join(plain(box.text) for box in waiting)
    # A worksheet repeats one heading on every page: of several, that of a table that goes over the end of a page.
    if len(headings) == 1:
        assert book.repeated == headings[0]
    else:
        assert book.repeated is None or book.repeated in headings


def _compare_table(table: DocxTable, waiting: list[Box]) -> list[tuple[int, int]]:
    first = table.boxes[0]
    while not waiting[0].text and waiting[0].right != pytest.approx(first.right, abs=SAME_EDGE):
        waiting.pop(0)  # the line under a title, the space before a table
    places: list[Box] = []
    for box in table.boxes:
        place = waiting.pop(0)
        assert (place.left, place.right) == pytest.approx((box.left, box.right), abs=SAME_EDGE), box
        if plain(place.text) != box.text:
            rest = box.text.removeprefix(plain(place.text))
            foot = next(
                each
                for each in waiting
                if each.top == place.bottom + 1 and (each.left, each.right) == (place.left, place.right)
            )
            assert plain(foot.text) == rest
            waiting.remove(foot)
            place.bottom = foot.bottom
        places.append(place)
    tops = [
        min(p.top for p, b in zip(places, table.boxes, strict=True) if b.top == row) for row in _rows(table)
    ]
    rows = dict(zip(_rows(table), tops, strict=True))
    for box, place in zip(table.boxes, places, strict=True):
        assert place.top == rows[box.top]
        if box.bottom + 1 in rows:
            assert place.bottom + 1 == rows[box.bottom + 1], box
    if not table.headings:
        return []
    end = table.headings[-1] + 1
    return [(rows[table.headings[0]], rows[end] - 1 if end in rows else max(p.bottom for p in places))]


def _rows(table: DocxTable) -> list[int]:
    return sorted({box.top for box in table.boxes})
