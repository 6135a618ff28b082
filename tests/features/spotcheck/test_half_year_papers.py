"""The papers of a half-yearly check, read back: the draw, the result sheet, the bulletin, the evidence."""

from datetime import UTC, date, datetime
from pathlib import Path

import docx
import pypdfium2
import pytest
from PIL import Image
from sqlalchemy.orm import Session

from deputy_station.core.progress import silent_progress
from deputy_station.documents.atomic import NotWritten
from deputy_station.documents.folder_whole import FolderThere
from deputy_station.features.activities.models import Attendance, Deed, Evidence
from deputy_station.features.activities.rules import AttendanceState, DeedKind
from deputy_station.features.demands.models import Demand, DemandDeputy
from deputy_station.features.demands.rules.choices import Channel, DemandState
from deputy_station.features.deputies.models import Station, Term
from deputy_station.features.spotcheck.documents.bulletin import draw_bulletin
from deputy_station.features.spotcheck.documents.evidence_pack import make_evidence
from deputy_station.features.spotcheck.documents.half_year_draw import draw_list
from deputy_station.features.spotcheck.documents.half_year_result import draw_result
from deputy_station.features.spotcheck.rules.half_year import CheckResult
from deputy_station.features.spotcheck.service.half_year import HalfYearRow, draw_half_year, record_book
from deputy_station.features.suggestions.models import Suggestion, SuggestionSigner
from deputy_station.features.suggestions.rules.choices import SignRole, SuggestionKind, SuggestionState
from deputy_station.store.database import Database
from tests.features.spotcheck.test_half_year_service import attend
from tests.full_disk import fill_disk


class Stopped(Exception):
    """Somebody pressed 取消."""


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as pdf:
        return "".join(page.get_textpage().get_text_bounded() for page in pdf).replace("\r\n", "")


def give_demand(session: Session, deputy_id: int, number: int, *, confidential: bool) -> None:
    station = session.get_one(Station, 1)
    demand = Demand(
        station_id=station.id,
        year=2026,
        number=number,
        words="路灯不亮。",
        title="路灯不亮",
        channel=Channel.PHONE,
        received_at=datetime(2026, 8, 8, 2, tzinfo=UTC),
        visitor_name="欧阳春花",
        state=DemandState.HANDLING,
        confidential=confidential,
    )
    session.add(demand)
    session.flush()
    session.add(DemandDeputy(demand_id=demand.id, deputy_id=deputy_id))


@pytest.fixture
def check(database: Database, people: dict[str, int]) -> HalfYearRow:
    """Two of six drawn with seed 8f3a; 王建国 had a training with a sheet signed; the first drawn failed."""
    with database.transaction() as session:
        session.add(Term(name="第十九届", starts_on=date(2021, 12, 20), ends_on=date(2026, 12, 31)))
        for deputy_id in people.values():
            attend(session, deputy_id, date(2026, 7, 6), AttendanceState.PRESENT, "签到表")
            give_demand(session, deputy_id, 2 * deputy_id, confidential=False)
            give_demand(session, deputy_id, 2 * deputy_id + 1, confidential=True)
        made = draw_half_year(
            session, year=2026, half=2, count=3, seed="8f3a", checker="杜集区人大代表联络室"
        )
    for place, book in enumerate(made.books):
        with database.transaction() as session:
            row = record_book(
                session,
                check_id=made.id,
                deputy_id=book.deputy_id,
                version=None,
                result=CheckResult.GOOD if place else CheckResult.BAD,
                problems=[] if place else ["涂改"],
            )
    return row


def test_the_list_holds_what_repeating_the_draw_needs(
    database: Database, check: HalfYearRow, people: dict[str, int], tmp_path: Path
) -> None:
    draw_list(database, silent_progress, out=tmp_path / "名单.pdf", check_id=check.id)
    text = text_of(tmp_path / "名单.pdf")
    assert "6 人里抽 3 人，种子 8f3a" in text
    assert "SHA-256" in text
    assert all(name in text for name in people)
    assert "第一代表小组　镇　未评".replace("　", "") in text.replace("　", "").replace(" ", "")


def test_the_result_sheet_adds_to_a_hundred(database: Database, check: HalfYearRow, tmp_path: Path) -> None:
    draw_result(database, silent_progress, out=tmp_path / "结果.pdf", check_id=check.id)
    text = text_of(tmp_path / "结果.pdf")
    assert "合格 2 册，占 66.67%；不合格 1 册，占 33.33%。" in text
    assert "涂改" in text


def test_the_bulletin_says_the_same_as_pdf_and_as_docx_and_names_no_ordinary_deputy(
    database: Database, check: HalfYearRow, tmp_path: Path
) -> None:
    for ending in (".pdf", ".docx"):
        draw_bulletin(database, silent_progress, out=tmp_path / f"通报{ending}", check_id=check.id)
    pages = text_of(tmp_path / "通报.pdf").replace(" ", "")
    written = docx.Document(str(tmp_path / "通报.docx"))
    flow = "".join(paragraph.text for paragraph in written.paragraphs)
    flow = flow.replace(" ", "").replace("\u2060", "")  # the joiner keeps numbers on one line
    for words in (
        "关于2026年下半年人大代表履职登记册抽查情况的通报",
        "青石镇人民代表大会主席团：",
        "合格2册（清单2），占66.67%；不合格1册（清单3），占33.33%。",
        "涂改1处（清单11-1），占100.00%。",
        "2026年12月20日前改好",
        "抄送：杜集区人大常委会，各代表小组。",
    ):
        assert words in pages
        assert words in flow
    assert check.books[0].deputy not in pages
    cells = [
        cell.text.replace("\u2060", "")
        for table in written.tables
        for row in table.rows
        for cell in row.cells
    ]
    assert "11-1" in cells


def test_the_evidence_is_a_folder_with_a_file_for_each_and_no_visitors_name(
    database: Database, check: HalfYearRow, tmp_path: Path
) -> None:
    made = make_evidence(database, silent_progress, out=tmp_path / "材料", check_id=check.id)
    names = sorted(path.name for path in (tmp_path / "材料").iterdir())
    assert names == ["0 抽查名单.pdf", *(f"{book.position:02} {book.deputy}.pdf" for book in check.books)]
    assert made.deputies == 3
    first = tmp_path / "材料" / names[1]
    text = text_of(first)
    assert "签到表" in text
    assert "欧阳**" in text
    assert "春花" not in text
    with pypdfium2.PdfDocument(first) as pdf:
        marks = [mark.get_title() for mark in pdf.get_toc()]
    assert marks == ["抽查材料", "履职登记册", "积分推算单", "证明材料"]
    with pytest.raises(FolderThere, match="材料”已经有了"):
        make_evidence(database, silent_progress, out=tmp_path / "材料", check_id=check.id)


@pytest.mark.parametrize("name", ["材料", "材料.pdf"])
def test_the_pages_of_the_evidence_go_along_but_for_what_names_visitors(
    database: Database, check: HalfYearRow, tmp_path: Path, name: str
) -> None:
    deputy = check.books[0]
    photograph = tmp_path / "现场.png"
    Image.new("L", (210, 297), 90).save(photograph)
    with database.transaction() as session:
        activity = session.query(Attendance).filter_by(deputy_id=deputy.deputy_id).one().activity_id
        demand = session.query(Demand).filter_by(number=2 * deputy.deputy_id).one().id
        for subject, number, title in (
            ("activity", activity, "现场照片"),
            ("demand", demand, "春花来访照片"),
        ):
            session.add(
                Evidence(
                    subject=subject,
                    subject_id=number,
                    title=title,
                    kept_at=str(photograph),
                    filed_on=date(2026, 8, 10),
                )
            )
    made = make_evidence(database, silent_progress, out=tmp_path / name, check_id=check.id)
    paper = made.path if made.path.suffix else made.path / f"{deputy.position:02} {deputy.deputy}.pdf"
    with pypdfium2.PdfDocument(paper) as pdf:
        pictures = {
            page.get_textpage().get_text_range().replace("\r\n", " ")
            for page in pdf
            if any(each.type == 3 for each in page.get_objects())  # a picture, as PDFium counts
        }
    [told] = pictures
    assert "现场照片" in told
    assert "材料第 1 页" in told
    assert "有群众姓名，看原件" in text_of(paper)
    assert "春花" not in text_of(paper)


def test_the_evidence_has_the_register_of_the_half_year_or_of_the_whole_term(
    database: Database, check: HalfYearRow, tmp_path: Path
) -> None:
    with database.transaction() as session:
        before = Deed(
            kind=DeedKind.SPEECH,
            deputy_id=check.books[0].deputy_id,
            done_on=date(2025, 6, 30),  # of this year the derivation of points tells too
            title="去年发言",
        )
        session.add(before)
    half, whole = tmp_path / "本期.pdf", tmp_path / "整届.pdf"
    make_evidence(database, silent_progress, out=half, check_id=check.id)
    make_evidence(database, silent_progress, out=whole, check_id=check.id, whole_term=True)
    assert ("去年发言" in text_of(half), "去年发言" in text_of(whole)) == (False, True)


def test_the_evidence_says_nothing_of_what_became_confidential_and_names_no_visitor(
    database: Database, check: HalfYearRow, tmp_path: Path
) -> None:
    """Neither what the suggestion is about, nor how the evidence behind it was titled or filed; nor does a title of a
    demand or of what proves it name who came."""
    deputy_id = check.books[0].deputy_id
    with database.transaction() as session:
        letter = Suggestion(
            kind=SuggestionKind.SESSION,
            title="关于某户占地的建议",
            proposed_on=date(2026, 8, 9),
            state=SuggestionState.ASSIGNED,
            confidential=True,
        )
        session.add(letter)
        session.flush()
        session.add(SuggestionSigner(suggestion_id=letter.id, deputy_id=deputy_id, role=SignRole.LEAD))
        kept_secret, told = (
            session.query(Demand).filter_by(number=2 * deputy_id + one).one() for one in (1, 0)
        )
        told.title = "欧阳春花家门前积水"
        for subject, number in (("suggestion", letter.id), ("demand", kept_secret.id), ("demand", told.id)):
            session.add(
                Evidence(
                    subject=subject,
                    subject_id=number,
                    title="春花来信",
                    kept_at="/卷/春花.jpg",
                    filed_on=date(2026, 8, 10),
                )
            )
    make_evidence(database, silent_progress, out=tmp_path / "材料.pdf", check_id=check.id)
    text = text_of(tmp_path / "材料.pdf")
    assert "占地" not in text
    assert "家门前积水" in text
    assert "春花" not in text
    assert "（保密）" in text


@pytest.mark.parametrize("name", ["材料", "材料.pdf"])
def test_evidence_on_a_full_disk_is_told_and_leaves_nothing(
    database: Database, check: HalfYearRow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "out").mkdir()
    fill_disk(monkeypatch, room=150_000)  # the list of the draw and half a book
    with pytest.raises(NotWritten, match=f"磁盘空间不足，“{tmp_path}/out/{name}”没有写成。请清出一些空间"):
        make_evidence(database, silent_progress, out=tmp_path / "out" / name, check_id=check.id)
    assert list((tmp_path / "out").iterdir()) == []


def test_evidence_stopped_half_way_leaves_nothing(
    database: Database, check: HalfYearRow, tmp_path: Path
) -> None:
    def stop(done: int, total: int, unit: str = "") -> None:
        if unit == "份" and done == total:
            raise Stopped

    (tmp_path / "出").mkdir()
    with pytest.raises(Stopped):
        make_evidence(database, stop, out=tmp_path / "出" / "材料", check_id=check.id)
    assert list((tmp_path / "出").iterdir()) == []


def test_all_in_one_file_has_a_bookmark_for_each_deputy(
    database: Database, check: HalfYearRow, tmp_path: Path
) -> None:
    made = make_evidence(database, silent_progress, out=tmp_path / "材料.pdf", check_id=check.id)
    with pypdfium2.PdfDocument(made.path) as pdf:
        assert [mark.get_title() for mark in pdf.get_toc()] == [
            "抽查名单",
            *(f"{book.position} {book.deputy}" for book in check.books),
        ]
        assert len(pdf) == made.pages
