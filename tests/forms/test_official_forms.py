"""Every form in forms/ names only known fields, fits its sample, and still looks as it was approved."""

from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageChops

from deputy_station.core.paths import forms_folder
from deputy_station.documents.checking import POINTS_PER_MM, check_values
from deputy_station.documents.codes import QUIET_MODULES
from deputy_station.documents.description import Sheet
from deputy_station.documents.glyphs import system_glyphs
from deputy_station.documents.layout import lay_out
from deputy_station.documents.pdf import make_pdf
from deputy_station.documents.preview import EXPECTED_DPI, offered_fields, page_pictures, sample_sheet
from deputy_station.documents.typesetting import Typesetter, gather_faces

FORMS = sorted(path.parent.name for path in forms_folder().glob("*/form.toml"))


def test_every_folder_is_a_form_with_sample_and_picture() -> None:
    for folder in forms_folder().iterdir():
        assert {path.name for path in folder.iterdir()} == {"form.toml", "sample.toml", "expected.png"}


@pytest.mark.parametrize("name", FORMS)
def test_the_form_agrees_with_the_fields_its_area_offers(name: str) -> None:
    check_values(sample_sheet(name, offered_fields(name)))


@pytest.mark.parametrize("name", FORMS)
def test_the_form_uses_every_field_it_is_offered(name: str) -> None:
    described = (forms_folder() / name / "form.toml").read_text(encoding="utf-8")
    for offered in offered_fields(name):
        assert f"{{{offered.name}}}" in described or f'"{offered.name}"' in described, offered.name


@pytest.mark.parametrize("name", FORMS)
def test_every_page_bears_a_code_that_a_scanner_gun_can_open(name: str, tmp_path: Path) -> None:
    """In its corners, as the small code of its record, or in a cell (cards and receipts): no paper is without."""
    make_pdf(tmp_path / "paper.pdf", [sample_sheet(name, offered_fields(name))], title="样张")
    for number, picture in enumerate(page_pictures(tmp_path / "paper.pdf", 200), 1):
        assert zxingcpp.read_barcodes(picture), f"第 {number} 页"


def _first_page(sheet: Sheet, folder: Path) -> Image.Image:
    make_pdf(folder / "paper.pdf", [sheet], title="样张")
    return page_pictures(folder / "paper.pdf", EXPECTED_DPI)[0].convert("L")


def _worst_difference(made: Image.Image, name: str) -> float:
    """The greatest difference in grey between squares of 12 pixels (5 mm) of the page and what is expected."""
    with Image.open(forms_folder() / name / "expected.png") as expected:
        assert made.size == expected.size
        squares = ImageChops.difference(made, expected).reduce(12)
    return squares.getextrema()[1]


@pytest.mark.parametrize("name", FORMS)
def test_the_first_page_looks_as_expected(name: str, tmp_path: Path) -> None:
    # Another version of a font moves a few grey pixels; a moved row or a lost text changes whole squares.
    assert _worst_difference(_first_page(sample_sheet(name, offered_fields(name)), tmp_path), name) < 16


def test_a_lost_text_would_be_noticed(tmp_path: Path) -> None:
    sheet = sample_sheet("annual_assessment", offered_fields("annual_assessment"))
    without_name = Sheet(sheet.form, {**sheet.values, "deputy": ""})
    assert _worst_difference(_first_page(without_name, tmp_path), "annual_assessment") > 16


def test_the_annual_sheet_of_a_deputy_is_one_page(tmp_path: Path) -> None:
    target = tmp_path / "paper.pdf"
    sheet = sample_sheet("annual_assessment", offered_fields("annual_assessment"))
    assert make_pdf(target, [sheet], title="年度考核表") == 1


@pytest.mark.parametrize("name", FORMS)
def test_every_code_lies_where_all_printers_reach(name: str) -> None:
    # Printers leave up to 5 mm of the edge white: a quiet zone may lie there, the code itself may not.
    modules = 29 + 2 * QUIET_MODULES  # version 3, the largest of ours
    sheet = sample_sheet(name, offered_fields(name))
    for page in lay_out(sheet, Typesetter(gather_faces([sheet], system_glyphs()))):
        for code in page.codes:
            far_edges = page.width - code.x - code.size, page.height - code.y - code.size
            nearest = min(code.x, code.y, *far_edges) + code.size * QUIET_MODULES / modules
            assert nearest / POINTS_PER_MM >= 5, code.field
