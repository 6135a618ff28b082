"""The dialogs in which ballots are printed, looked at and taken over, used as a person does. Today is 20 November 2026."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from deputy_station.app import keep_paper
from deputy_station.core.clock import Clock
from deputy_station.documents.pdf import make_pdf
from deputy_station.documents.preview import offered_fields, sample_sheet
from deputy_station.features.activities.models import DutyReportManner
from deputy_station.features.assessment.models import BallotPrint
from deputy_station.features.assessment.page.board import Board
from deputy_station.features.assessment.page.listing import AssessmentPage
from deputy_station.features.assessment.rules.ballot_papers import code_number
from deputy_station.features.assessment.service.ballot_papers import DrawnBallots, keep_printing
from deputy_station.features.assessment.service.ballots import read_ballots
from deputy_station.features.assessment.service.duty import give_report
from deputy_station.features.deputies.models import Station, Term
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.papers.documents.exported import keep_exported
from deputy_station.features.papers.service.keeping import list_papers
from deputy_station.features.scans.page.pictures import PagePicture
from deputy_station.features.scans.page.scans import ScansPage
from deputy_station.features.scans.rules.states import ScanSource
from deputy_station.features.scans.service.filing import file_pages
from deputy_station.store.database import Database
from deputy_station.widgets import files
from deputy_station.widgets.labels import Words
from deputy_station.widgets.paper_reader import PaperReader
from tests.features.assessment.ballots_back import ASPECTS, FAIR, GEOMETRY, GOOD, back
from tests.features.page_desk import PageDesk, page_desk


def picture(width: int, height: int) -> bytes:
    held = BytesIO()
    Image.new("L", (width, height), 235).save(held, "PNG")
    return held.getvalue()


@pytest.fixture
def deed_id(database: Database) -> int:
    """安平's report of today, five ballots printed for it, three come back: one good, one unsure, one with words."""
    page = picture(700, 990)
    with database.transaction() as session:
        session.add(Station(name="东街站", code="东街", township="青石镇", district="杜集区", is_home=True))
        session.add(Term(name="第十九届", starts_on=date(2021, 12, 4), ends_on=date(2026, 12, 31)))
        seat = NewMandate(Level.TOWN, date(2021, 12, 4))
        deputy_id = create_deputy(session, name="安平", mandates=[seat]).id
        keep_printing(session, drawn=DrawnBallots(1, deputy_id, None, 5, ASPECTS, GEOMETRY))
        report = give_report(
            session, deputy_id=deputy_id, done_on=date(2026, 11, 20), manner=DutyReportManner.ORAL
        )
        file_pages(
            session,
            pages=[
                back(1, GOOD, GOOD, picture=page),
                back(2, GOOD, "", doubt=f"tick:1:{GOOD}", picture=page),
                back(4, FAIR, GOOD, words=picture(400, 90), picture=page),
            ],
            source=ScanSource.DROPPED,
        )
        return report.id


@pytest.fixture
def desk(
    database: Database, deed_id: int, clock: Clock, tmp_path: Path, qtbot: QtBot
) -> Iterator[PageDesk[AssessmentPage]]:
    with page_desk(AssessmentPage, database, clock, tmp_path / "settings") as shown:
        shown.press("述职")
        act(shown, "测评票")
        yield shown


def board(desk: PageDesk[AssessmentPage]) -> Board:
    shown = desk.dialog()
    assert isinstance(shown, Board)
    return shown


def act(desk: PageDesk[AssessmentPage], word: str) -> None:
    board(desk).action_row.button(word).click()
    desk.settle()


def sentence(desk: PageDesk[AssessmentPage]) -> str:
    _title, told, *_ = list[Words](board(desk).findChildren(Words))
    return told.text()


def test_ballots_are_looked_at_typed_and_taken_over(
    desk: PageDesk[AssessmentPage], database: Database, deed_id: int
) -> None:
    assert sentence(desk) == (
        "扫描的：印了 5 张，收回 3 张：有效 2 张，待看 1 张。1 张写了意见，待录入。票数还没有登记。"
    )
    act(desk, "用扫描的票数")
    desk.fill("用扫描的票数")
    assert desk.dialog().notice.sentence == "还有 1 张票看不准，票数还不全。请先看完，再用扫描的票数。"
    desk.dialog().reject()
    desk.settle()
    desk.press("述职")
    act(desk, "测评票")
    act(desk, "看待看的票")
    assert desk.dialog().windowTitle() == "第 2 号票"
    assert desk.dialog().findChild(PaperReader) is not None
    desk.fill("记下", line1="不满意")
    act(desk, "录入意见")
    assert desk.dialog().findChild(PaperReader) is None  # who types the words does not see the votes
    assert desk.dialog().findChild(PagePicture) is not None
    desk.fill("记下", remark="路灯快修。")
    board(desk).reject()
    desk.page.take_filter(ballot=code_number(1, 2))  # a ballot under the scanner gun
    desk.reload()
    assert sentence(desk) == "扫描的：印了 5 张，收回 3 张：有效 3 张。票数还没有登记。"
    act(desk, "用扫描的票数")
    desk.fill("用扫描的票数", sent=4)
    assert sentence(desk).endswith("已登记的：发出 4 张，收回 3 张，有效 3 张。")
    with database.reading() as session:
        kept = read_ballots(session, deed_id=deed_id)
    assert (kept.overall.satisfied, kept.overall.unsatisfied, kept.remarks) == (2, 1, "路灯快修。")
    assert desk.said[-1].startswith("安平的测评票已登记，按“总体评价”为基本称职")


def test_ballots_are_on_record_once_they_went_out(
    desk: PageDesk[AssessmentPage], database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(files, "ask_save_path", lambda _p, _s, _t, name, suffix: tmp_path / f"{name}{suffix}")
    monkeypatch.setattr(files, "open_file", lambda _path: True)
    act(desk, "打印测评票")
    desk.fill("看样子", copies=2)
    with database.reading() as session:
        assert session.query(BallotPrint).count() == 1
    desk.save_paper()
    assert (tmp_path / "测评票安平.pdf").exists()
    with database.reading() as session:
        assert [each.copies for each in session.query(BallotPrint)] == [5, 2]


def test_a_scanned_ballot_opens_its_count(
    database: Database, deed_id: int, clock: Clock, tmp_path: Path, qtbot: QtBot
) -> None:
    with page_desk(ScansPage, database, clock, tmp_path / "settings") as shown:
        shown.chip("asked")
        assert shown.column("是哪一份") == ["安平述职测评票第 2 号", "安平述职测评票第 4 号"]
        shown.press("打开测评票")
        assert shown.went == [("assessment", {"ballot": code_number(1, 2)})]


def test_no_copy_of_the_pile_is_kept(database: Database, deed_id: int, tmp_path: Path) -> None:
    """Its order is nobody's to know, and a second print of it would be ballots twice over."""
    paper = tmp_path / "票.pdf"
    make_pdf(paper, [sample_sheet("duty_ballot", offered_fields("duty_ballot"))], title="票")
    with database.transaction() as session:
        keep_paper(session, printed=True, kind="duty_ballot", title="票", content=paper.read_bytes(), pages=1)
    keep_exported(database, paper, line="export ballots")
    with database.reading() as session:
        assert list_papers(session) == []
