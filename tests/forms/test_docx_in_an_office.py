"""Every paper as DOCX, opened by LibreOffice: as many pages as our PDF, and on each the same words."""

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from deputy_station.core.paths import forms_folder
from deputy_station.documents.docx import make_docx
from deputy_station.documents.pdf import make_pdf
from deputy_station.documents.preview import offered_fields, sample_sheet

OFFICE = shutil.which("soffice")
NOT_TO_EDIT = {
    "deputy_cards": "cut along its marks, each card with a code",
    "door_sign": "fills its page to the edge in one size of print",
    "duty_ballot": "read back by the codes in its corners",
    "intake_slip": "read back by the codes in its corners",
    "receipt_a6": "handed out at once, with its code",
    "receipt_58": "a roll has no pages",
}
"""Papers nobody edits: what they are made for is lost in DOCX."""
NAMES = sorted(
    path.name for path in forms_folder().iterdir() if path.is_dir() and path.name not in NOT_TO_EDIT
)

pytestmark = pytest.mark.skipif(OFFICE is None, reason="no LibreOffice on this machine")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[list[str], list[str]]]:
    """The words on each page of every form: in our PDF, and in the one LibreOffice makes of our DOCX."""
    folder = tmp_path_factory.mktemp("office")
    for name in NAMES:
        sheet = sample_sheet(name, offered_fields(name))
        make_pdf(folder / f"{name}.pdf", [sheet], title="样张")
        make_docx(folder / f"{name}.docx", sheet, title="样张")
    assert OFFICE is not None
    subprocess.run(
        [
            OFFICE,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder / "theirs"),
            *[str(folder / f"{name}.docx") for name in NAMES],
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return {
        name: (_words(folder / f"{name}.pdf"), _words(folder / "theirs" / f"{name}.pdf")) for name in NAMES
    }


def _words(path: Path) -> list[str]:
    document = PdfDocument(path)
    try:
        # PDFium gives a hyphen at the end of a line as U+FFFE.
        texts = [page.get_textpage().get_text_range().replace("\ufffe", "-") for page in document]
        return [re.sub(r"\s+", "", text) for text in texts]
    finally:
        document.close()


@pytest.mark.parametrize("name", NAMES)
def test_an_office_shows_the_same_words_on_the_same_pages(
    pages: Mapping[str, tuple[list[str], list[str]]], name: str
) -> None:
    ours, theirs = pages[name]
    assert len(theirs) == len(ours)
    for number, (printed, edited) in enumerate(zip(ours, theirs, strict=True), 1):
        # Where lines break and columns are read in another order, the signs are still the same.
        lacking, added = Counter(printed) - Counter(edited), Counter(edited) - Counter(printed)
        assert (lacking, added) == (Counter(), Counter()), f"page {number}"


def test_what_is_not_edited_is_a_form() -> None:
    assert set(NOT_TO_EDIT) <= {path.name for path in forms_folder().iterdir()}
