"""Evidence bound behind a book: what is in the house as pages, what is not named with the reason, no visitor anywhere."""

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from sqlalchemy.orm import Session

from deputy_station.core.progress import silent_progress
from deputy_station.features.activities.models import Evidence
from deputy_station.features.activities.rules import ActivityKind, DeedKind
from deputy_station.features.points.rules.vocabulary import Review
from deputy_station.features.register.documents.attaching import jpeg_of
from deputy_station.features.register.documents.page_order import page_words
from deputy_station.features.register.documents.printing import draw_books
from deputy_station.features.register.service.filling import read_books
from deputy_station.features.register.service.kept_evidence import UNNAMED, read_kept
from deputy_station.features.scans.models import ScanBatch, ScanPage
from deputy_station.features.scans.rules.states import PageState, PaperKind, ScanSource
from deputy_station.features.scans.service.sheets import EVIDENCE, KEPT_AT
from deputy_station.features.signin.models import SignSheet
from deputy_station.features.suggestions.rules.choices import SignRole
from deputy_station.store.database import Database
from tests.features.register.book_town import Town, attend, claim, do, make_town, suggest, take_demand

ON = date(2026, 6, 3)


def picture(ending: str = "JPEG", shade: int = 120, mode: str = "L") -> bytes:
    packed = BytesIO()
    Image.new(mode, (210, 297), shade if mode == "L" else (shade, 0, 0, 90)).save(packed, ending)
    return packed.getvalue()


def keep(session: Session, subject: str, number: int, title: str, kept_at: str = "") -> None:
    session.add(Evidence(subject=subject, subject_id=number, title=title, kept_at=kept_at, filed_on=ON))
    session.flush()


def sheet_back(session: Session, activity: int, data: bytes, *, visitors: bool) -> None:
    """A signed sheet of one page that came back as a scan."""
    sheet = SignSheet(
        activity_id=activity, edition=2 if visitors else 1, pages=1, rows=[], boxes=[],
        made_at=datetime(2026, 6, 2, tzinfo=UTC), for_visitors=visitors,
    )  # fmt: skip
    batch = ScanBatch(at=datetime(2026, 6, 4, tzinfo=UTC), source=ScanSource.DROPPED, files=1)
    session.add_all([sheet, batch])
    session.flush()
    session.add(
        ScanPage(
            batch_id=batch.id, file_name="签到.pdf", page_in_file=1, digest=data.hex()[-20:], page=1,
            kind=PaperKind.VISITOR_SHEET if visitors else PaperKind.DEPUTY_SHEET,
            state=PageState.FILED, sheet_id=sheet.id, picture=data,
        )
    )  # fmt: skip
    session.flush()


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Town:
    """A training with its sheet, a photograph and a report as files, one piece in a cabinet, one file gone; a reception
    day and a demand with what names visitors."""
    photograph, report = tmp_path / "现场.png", tmp_path / "报告.pdf"
    photograph.write_bytes(picture("PNG", mode="RGBA"))
    pages = [Image.new("RGB", (200, 280)) for _ in range(2)]
    pages[0].save(report, save_all=True, append_images=pages[1:])
    with database.transaction() as session:
        town = make_town(session)
        training = attend(session, town.zhang, ActivityKind.TRAINING, ON, title="代表法培训")
        sheet_back(session, training, picture(shade=90), visitors=False)
        keep(session, "activity", training, EVIDENCE, KEPT_AT)
        keep(session, "activity", training, EVIDENCE, KEPT_AT)  # of another scan: the first brings all pages
        keep(session, "activity", training, "现场照片", str(photograph))
        deed = do(session, town.zhang, DeedKind.REPORT, ON, title="防汛报告")
        keep(session, "deed", deed, "报告", str(report))
        keep(session, "deed", deed, "原件", "文件柜二层")
        keep(session, "deed", deed, "底稿", str(tmp_path / "没有.pdf"))
        reception = attend(session, town.zhang, ActivityKind.RECEPTION, ON)
        sheet_back(session, reception, picture(shade=200), visitors=True)
        keep(session, "activity", reception, EVIDENCE, KEPT_AT)
        keep(session, "activity", reception, "欧阳春花来访照片", str(photograph))
        demand = take_demand(session, town, town.zhang, 1)
        keep(session, "demand", demand, "欧阳春花的回执", str(photograph))
        told = claim(session, town.zhang, "接待群众", ON, review=Review.APPROVED.value)
        keep(session, "claim", told, "欧阳春花来访", str(photograph))
    return town


def test_what_is_in_the_house_is_bound_behind_and_the_rest_is_named(
    database: Database, town: Town, tmp_path: Path
) -> None:
    plain = draw_books(database, silent_progress, out=tmp_path / "册.pdf", term_id=town.term)
    out = tmp_path / "附材料.pdf"
    made = draw_books(
        database, silent_progress, out=out, term_id=town.term, deputy_ids=[town.zhang], attach=True
    )
    alone = next(book.pages for book in plain.books if book.deputy_id == town.zhang)
    assert made.pages == alone + 1 + 4  # the list; sheet, photograph, a report of two pages
    with pypdfium2.PdfDocument(out) as paper:
        told = [page.get_textpage().get_text_range() for page in paper]
        marks = [mark.get_title() for mark in paper.get_toc()]
        shown = [
            sum(each.type == 3 for each in page.get_objects()) for page in paper
        ]  # 3: a picture, as PDFium counts
    listed = told[alone].replace("\r\n", "")
    assert "共 9 件材料，附 3 件 4 页，没有附的 6 件，看原件。" in listed
    for why in ("在文件柜二层", "找不到文件 没有.pdf", "有群众姓名，看原件", "接待日的材料可能有群众姓名"):
        assert why in listed
    assert shown[alone:] == [0, 1, 1, 1, 1]
    assert "材料第 4 页" in told[-1]
    assert marks[-4:] == ["附　证明材料", "履1　报告", "活1　签到表扫描件", "活1　现场照片"]
    assert page_words(made.prints, made.pages) == "张守田，证明材料"


def test_what_shows_through_a_picture_is_paper_and_not_black() -> None:
    clear = Image.new("RGBA", (10, 10), (0, 0, 0, 0))
    with Image.open(BytesIO(jpeg_of(clear))) as shown:
        assert shown.getpixel((5, 5)) == (255, 255, 255)


def test_no_sheet_or_file_with_visitors_leaves_with_a_book(database: Database, town: Town) -> None:
    with database.reading() as session:
        books = read_books(session, term_id=town.term, deputy_ids=[town.zhang])
        pieces = read_kept(session, books=books)[town.zhang]
    mine = [piece for piece in pieces if piece.record in ("活2", "诉1", "申1")]
    assert [(piece.record, piece.title, piece.pages, piece.path) for piece in mine] == [
        ("活2", EVIDENCE, (), None),
        ("活2", UNNAMED, (), None),
        ("申1", UNNAMED, (), None),
        ("诉1", UNNAMED, (), None),
    ]
    assert all(piece.why for piece in mine)
    assert not [piece for piece in pieces if "春花" in f"{piece.title}{piece.matter}{piece.why}"]
    assert picture(shade=200) not in [page for piece in pieces for page in piece.pages]


def test_behind_what_is_confidential_not_even_the_title_of_a_piece_is_told(
    database: Database, town: Town
) -> None:
    with database.transaction() as session:
        demand = take_demand(session, town, town.zhang, 2, confidential=True)
        signed = suggest(session, SignRole.LEAD, town.zhang, ON, confidential=True)
        for subject, number in (("demand", demand), ("suggestion", signed)):
            keep(session, subject, number, "春花来信", "春花卷")
        books = read_books(session, term_id=town.term, deputy_ids=[town.zhang])
        pieces = read_kept(session, books=books)[town.zhang]
    secret = [(piece.title, piece.why, piece.path) for piece in pieces if "保密" in piece.why]
    assert secret == [("（要求保密）", "要求保密，看原件", None)] * 2
    assert not [piece for piece in pieces if "春花" in f"{piece.title}{piece.matter}{piece.why}"]
