"""Every form with the longest, the barest and the most it may be given: nothing cut off, nothing overlapping, no word lost."""

from pathlib import Path

import pytest

from deputy_station.core.paths import forms_folder
from deputy_station.documents.description import Paragraph, Sheet
from deputy_station.documents.glyphs import system_glyphs
from deputy_station.documents.marks import PageMarks, TextMark
from deputy_station.documents.pdf import make_pdf
from deputy_station.documents.preview import offered_fields, sample_sheet
from deputy_station.documents.typesetting import gather_faces
from tests.forms.extremes import LONG_NAME, barest, longest, most_rows
from tests.forms.inspecting import faults, lost, unread, words_of_pages
from tests.forms.test_three_outputs_say_the_same import said_by

FORMS = sorted(path.parent.name for path in forms_folder().glob("*/form.toml"))
RECORDS = 200  # of one deputy; 900 stand in tests/features/register/test_books_on_paper.py
OF_A_DEPUTY = ("register_", "points_derivation", "points_statement", "spot_check_evidence", "quarter_check")
ROWS = 60  # of any other list, over several pages each


def drawn(sheets: list[Sheet], folder: Path) -> tuple[list[list[PageMarks]], list[str]]:
    """The pages of each sheet as they were drawn into one PDF, and the words of all its pages as read back."""
    pages: list[list[PageMarks]] = [[] for _ in sheets]
    places = {id(sheet): place for place, sheet in enumerate(sheets)}

    def keep(sheet: Sheet, _number: int, marks: PageMarks) -> PageMarks:
        pages[places[id(sheet)]].append(marks)
        return marks

    make_pdf(folder / "纸.pdf", sheets, title="样张", change=keep)
    return pages, words_of_pages(folder / "纸.pdf")


@pytest.mark.parametrize("name", FORMS)
def test_nothing_is_cut_off_overlaps_or_is_lost_whatever_the_form_is_given(name: str, tmp_path: Path) -> None:
    sample = sample_sheet(name, offered_fields(name))
    papers = {"样例": sample, "最长": longest(sample), "空白": barest(sample)}
    if (filled := most_rows(sample, RECORDS if name.startswith(OF_A_DEPUTY) else ROWS)) is not sample:
        papers["许多条"] = filled
    sheets = list(papers.values())
    pages, read = drawn(sheets, tmp_path)
    faces = gather_faces(sheets, system_glyphs())
    for (kind, sheet), laid in zip(papers.items(), pages, strict=True):
        assert faults(sheet.form, laid, faces) == [], kind
        assert lost(said_by(sheet), laid) == [], kind
    if not _has_slip(sample):  # the empty back of what is cut off is no page that is laid
        assert unread([page for laid in pages for page in laid], read) == []


def _has_slip(sheet: Sheet) -> bool:
    return any(isinstance(block, Paragraph) and block.tear_off for block in sheet.form.blocks)


def test_every_fault_that_is_looked_for_would_be_found(tmp_path: Path) -> None:
    sheet = sample_sheet("annual_assessment", offered_fields("annual_assessment"))
    ([page],), [words] = drawn([sheet], tmp_path)
    faces = gather_faces([sheet], system_glyphs())
    moved = next(mark for mark in page.texts if mark.text == "王建国")

    def with_name(**change: float | str) -> list[PageMarks]:
        texts: list[TextMark] = [mark for mark in page.texts if mark is not moved]
        return [PageMarks(page.width, page.height, [*texts, moved._replace(**change)], [], page.boxes)]  # type: ignore[arg-type]

    def told(pages: list[PageMarks]) -> set[str]:
        return {fault.split("：")[1] for fault in faults(sheet.form, pages, faces)}

    assert told(with_name()) == set()
    assert told(with_name(x=2.0, y=20.0)) == {"伸出纸边"}
    assert told(with_name(x=moved.x - 25)) == {"字压着格线"}
    assert told(with_name(x=moved.x - 75)) == {"字叠着字"}
    assert told(with_name(size=5.0)) == {"字小于 6 磅"}
    assert lost([LONG_NAME], [page]) == [f"{LONG_NAME}…（20 字）断在第 0 字：{LONG_NAME}"]
    assert unread([page], [words.replace("王建国", "王建")]) == ["第 1 页：丢了 国，多了 "]
