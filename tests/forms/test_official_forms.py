"""Every form in forms/ names only known fields, fits its sample, and still looks as it was approved."""

import functools
from collections.abc import Callable
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


@functools.cache
def _sample(name: str) -> Sheet:
    return sample_sheet(name, offered_fields(name))


@pytest.fixture(scope="module")
def paper_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The paper of a form with its sample, printed when it is first asked for."""
    folder = tmp_path_factory.mktemp("papers")

    @functools.cache
    def paper(name: str) -> Path:
        make_pdf(folder / f"{name}.pdf", [_sample(name)], title="样张")
        return folder / f"{name}.pdf"

    return paper


@pytest.mark.parametrize("name", FORMS)
def test_the_form_agrees_with_the_fields_its_area_offers(name: str) -> None:
    check_values(_sample(name))


@pytest.mark.parametrize("name", FORMS)
def test_the_form_uses_every_field_it_is_offered(name: str) -> None:
    described = (forms_folder() / name / "form.toml").read_text(encoding="utf-8")
    for offered in offered_fields(name):
        assert f"{{{offered.name}}}" in described or f'"{offered.name}"' in described, offered.name


@pytest.mark.parametrize("name", FORMS)
def test_every_page_bears_a_code_that_a_scanner_gun_can_open(
    name: str, paper_of: Callable[[str], Path]
) -> None:
    """In its corners, as the small code of its record, or in a cell (cards and receipts): no paper is without."""
    for number, picture in enumerate(page_pictures(paper_of(name), 200), 1):
        grey = picture.convert("L")
        # All our codes are QR codes; to look for every other kind takes three times as long.
        assert zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormat.QRCode), f"第 {number} 页"


def _first_page(paper: Path) -> Image.Image:
    return page_pictures(paper, EXPECTED_DPI, pages=range(1))[0].convert("L")


def _worst_difference(made: Image.Image, name: str) -> float:
    """The greatest difference in grey between squares of 12 pixels (5 mm) of the page and what is expected."""
    with Image.open(forms_folder() / name / "expected.png") as expected:
        assert made.size == expected.size
        squares = ImageChops.difference(made, expected).reduce(12)
    return squares.getextrema()[1]


@pytest.mark.parametrize("name", FORMS)
def test_the_first_page_looks_as_expected(name: str, paper_of: Callable[[str], Path]) -> None:
    # Another version of a font moves a few grey pixels; a moved row or a lost text changes whole squares.
    assert _worst_difference(_first_page(paper_of(name)), name) < 16


def test_a_lost_text_would_be_noticed(tmp_path: Path) -> None:
    sheet = _sample("annual_assessment")
    without_name = Sheet(sheet.form, {**sheet.values, "deputy": ""})
    make_pdf(tmp_path / "paper.pdf", [without_name], title="样张")
    assert _worst_difference(_first_page(tmp_path / "paper.pdf"), "annual_assessment") > 16


def test_the_annual_sheet_of_a_deputy_is_one_page(tmp_path: Path) -> None:
    target = tmp_path / "paper.pdf"
    assert make_pdf(target, [_sample("annual_assessment")], title="年度考核表") == 1


@pytest.mark.parametrize("name", FORMS)
def test_every_code_lies_where_all_printers_reach(name: str) -> None:
    # Printers leave up to 5 mm of the edge white: a quiet zone may lie there, the code itself may not.
    modules = 29 + 2 * QUIET_MODULES  # version 3, the largest of ours
    sheet = _sample(name)
    for page in lay_out(sheet, Typesetter(gather_faces([sheet], system_glyphs()))):
        for code in page.codes:
            far_edges = page.width - code.x - code.size, page.height - code.y - code.size
            nearest = min(code.x, code.y, *far_edges) + code.size * QUIET_MODULES / modules
            assert nearest / POINTS_PER_MM >= 5, code.field
