"""An editable paper keeps a line free on its page: another machine's fonts may need it."""

from pathlib import Path

import docx

from deputy_station.documents.description import Field, Sheet
from deputy_station.documents.docx import make_docx
from deputy_station.documents.loading import load_form


def test_a_paper_that_just_fills_its_page_leaves_a_line_to_spare_in_docx(tmp_path: Path) -> None:
    (tmp_path / "form.toml").write_text(
        'title = "公告"\n[page]\nmargins = [25, 20, 25, 20]\ntightest_leading = 1.5\n'
        '[text]\nsize = 20\nleading = 2\n[[block]]\ntext = "{words}"\n',
        encoding="utf-8",
    )
    form = load_form("full", (Field("words", "内容"),), folder=tmp_path)
    sheet = Sheet(
        form, {"words": "\n".join(["一行"] * 17)}
    )  # 17 lines of 40 points in 700: fits by 20 points
    make_docx(tmp_path / "full.docx", sheet, title="公告")
    heights = [
        each.paragraph_format.line_spacing.pt
        for each in docx.Document(str(tmp_path / "full.docx")).paragraphs
    ]
    assert sum(heights) + 9 / 25.4 * 72 <= 700
    assert min(heights) >= 30
