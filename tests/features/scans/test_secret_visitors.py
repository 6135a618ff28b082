"""A visitors' sheet names everybody who came: once one of them asks for secrecy, its lines are shown only on record."""

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import BEIJING, Clock
from deputy_station.core.progress import silent_progress
from deputy_station.documents.geometry import BoxKind, PrintGeometry
from deputy_station.documents.preview import page_pictures
from deputy_station.features.accounts.rules import Role
from deputy_station.features.demands.models import Channel, Demand
from deputy_station.features.demands.service.register import register_demand
from deputy_station.features.demands.service.revealing import SecrecyNotYours
from deputy_station.features.desk.models import IntakeSlip
from deputy_station.features.desk.rules.slips import SECRET_YES, TickField
from deputy_station.features.desk.service.slips import get_slip, issue_slips, slip_back, void_slip
from deputy_station.features.desk.service.taking import take_down
from deputy_station.features.history.service import list_history
from deputy_station.features.reception.service.days import add_day
from deputy_station.features.scans.imports.reading import read_files
from deputy_station.features.scans.page.pictures import WholePage
from deputy_station.features.scans.page.scans import ScansPage
from deputy_station.features.scans.rules.papers import record_paper, slip_paper
from deputy_station.features.scans.rules.read_pages import ReadPage
from deputy_station.features.scans.rules.states import PaperKind, Question, ScanSource
from deputy_station.features.scans.service.filing import file_pages
from deputy_station.features.scans.service.listing import PageDetail, read_page
from deputy_station.features.scans.service.secrecy import reveal_page
from deputy_station.features.signin.documents.visitors import print_visitor_sign_in
from deputy_station.features.signin.service.sheets import list_sheets
from deputy_station.features.suggestions.models import Suggestion
from deputy_station.features.suggestions.rules.choices import SuggestionKind
from deputy_station.features.suggestions.service.writing import draft_suggestion
from deputy_station.store.database import Database
from tests.features.page_desk import PageDesk, page_desk

DPI = 150
BLANK = PrintGeometry(148, 210, 20, 5, 1, ())


@pytest.fixture
def day(database: Database, people: dict[str, int], tmp_path: Path) -> tuple[int, int]:
    """Today's reception day and its activity. The visitors' sheet came back with a stroke through its second line."""
    with database.transaction() as session:
        made = add_day(session, on=date(2026, 11, 20)).row
        day_id, activity_id = made.id, made.activity_id
    print_visitor_sign_in(database, silent_progress, activity_id=activity_id, out=tmp_path / "s.pdf")
    page = page_pictures(tmp_path / "s.pdf", dpi=DPI)[0].convert("L")
    left, top, width, height = line_of(database, activity_id, 1)
    dots = DPI / 25.4
    middle = top + height / 2
    ImageDraw.Draw(page).line(
        [(left + 2) * dots, (middle + 3) * dots, (left + width - 4) * dots, (middle - 3) * dots], 0, 6
    )
    page.save(tmp_path / "来访.png")
    pages = read_files(database, silent_progress, paths=[tmp_path / "来访.png"])
    with database.transaction() as session:
        [filed] = file_pages(session, pages=pages, source=ScanSource.DROPPED).pages
    assert (filed.kind, filed.asked) == (PaperKind.VISITOR_SHEET, 1)
    return day_id, activity_id


def line_of(database: Database, activity_id: int, number: int) -> tuple[float, float, float, float]:
    """Where the name of a line is written, in mm."""
    with database.reading() as session:
        [sheet] = list_sheets(session, activity_id=activity_id)
    [box] = [each for each in sheet.geometry.boxes if each.key == f"line:{number}"]
    assert box.kind is BoxKind.LINE
    return box.left, box.top, box.width, box.height


def darkest(picture: bytes, activity_id: int, database: Database) -> int:
    """The darkest grey inside the second line's name cell of a straightened page."""
    left, top, width, height = line_of(database, activity_id, 1)
    page = Image.open(BytesIO(picture))
    dots = page.width / 297
    cell = (left + 2) * dots, (top + 1.5) * dots, (left + width - 2) * dots, (top + height - 1.5) * dots
    return int(np.asarray(page.crop(tuple(map(round, cell)))).min())


def shown(database: Database, page_id: int = 1) -> PageDetail:
    with database.reading() as session:
        return read_page(session, page_id=page_id)


def test_a_day_on_which_nobody_asked_for_secrecy_shows_its_sheet(
    database: Database, day: tuple[int, int]
) -> None:
    with database.transaction() as session:
        take_down(session, day_id=day[0], name="张守田", words="路灯不亮")
    page = shown(database)
    assert page.picture is not None
    assert (page.secret, darkest(page.picture, day[1], database) < 90) == (False, True)
    assert [bool(mark.crop) for mark in page.marks] == [True]


@pytest.mark.parametrize("way", ["a visit", "a slip of the day", "at the reception, without a visit"])
def test_once_one_of_the_day_asks_for_secrecy_every_line_is_covered(
    database: Database, day: tuple[int, int], way: str
) -> None:
    day_id, activity_id = day
    with database.transaction() as session:
        if way == "a visit":
            take_down(session, day_id=day_id, name="张守田", words="举报村账不公开", confidential=True)
        elif way == "a slip of the day":
            [slip] = issue_slips(session, count=1, day_id=day_id, geometry=BLANK)
            demand = register_demand(
                session, words="举报", channel=Channel.LETTER, visitor_name="张守田", confidential=True
            )
            session.get_one(IntakeSlip, slip.id).demand_id = demand.id
        else:
            register_demand(
                session, words="举报", channel=Channel.RECEPTION, visitor_name="张守田", confidential=True
            )
    page = shown(database)
    assert page.secret
    assert page.picture is not None
    assert darkest(page.picture, activity_id, database) > 150
    assert [(mark.question, mark.crop) for mark in page.marks] == [(Question.VISITOR, b"")]
    head = np.asarray(Image.open(BytesIO(page.picture)))[:150]
    assert head.min() < 90  # what sheet it is stays to be read


def test_secrecy_asked_for_on_another_day_covers_nothing(database: Database, day: tuple[int, int]) -> None:
    with database.transaction() as session:
        register_demand(
            session,
            words="举报",
            channel=Channel.RECEPTION,
            received_at=datetime(2026, 11, 19, 10, tzinfo=BEIJING),
            visitor_name="张守田",
            confidential=True,
        )
    assert not shown(database).secret


def test_the_whole_is_opened_on_record_alone(database: Database, day: tuple[int, int]) -> None:
    with database.transaction() as session:
        take_down(session, day_id=day[0], name="张守田", words="举报村账不公开", confidential=True)
        whole = reveal_page(session, page_id=1)
        [line] = list_history(session, subject="scan_page", subject_id=1)
    assert darkest(whole, day[1], database) < 90
    assert line.action == "scans.reveal"
    assert line.sentence.startswith("查看来访签到表扫描件：")
    assert line.sentence.endswith("，第 1 页（有人要求保密）")
    assert "张守田" not in line.sentence


def test_a_void_slip_that_asked_for_secrecy_is_hidden_too(database: Database, people: dict[str, int]) -> None:
    with database.transaction() as session:
        [slip] = issue_slips(session, count=1, geometry=BLANK)
        read = ReadPage("便条.jpg", 1, "s", "f", slip_paper(slip.id), 1, picture=b"slip")
        [page] = file_pages(session, pages=[read], source=ScanSource.DROPPED).pages
        slip_back(session, slip_id=slip.id, ticks={TickField.SECRET.value: SECRET_YES})
        assert read_page(session, page_id=page.id).picture == b"slip"  # it waits to be typed in
        void_slip(session, slip_id=slip.id, version=get_slip(session, slip_id=slip.id).version)
    hidden = shown(database, page.id)
    assert (hidden.secret, hidden.kept, hidden.picture) == (True, True, None)
    with database.transaction() as session:
        assert reveal_page(session, page_id=page.id) == b"slip"
        [line] = list_history(session, subject="scan_page", subject_id=page.id)
    assert line.sentence == "查看来访登记便条扫描件：便条 2026-0001，第 1 页（有人要求保密）"


def test_a_demands_paper_that_came_back_is_hidden_once_secrecy_is_asked_for(
    database: Database, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        row = register_demand(
            session,
            words="张守田举报村账",
            channel=Channel.RECEPTION,
            received_at=datetime(2026, 11, 19, 10, tzinfo=BEIJING),
            visitor_name="张守田",
        )
        read = ReadPage("办理单.jpg", 1, "s", "f", record_paper("demand", row.id), 1, picture=b"paper")
        [page] = file_pages(session, pages=[read], source=ScanSource.DROPPED).pages
    assert shown(database, page.id).picture == b"paper"
    assert shown(database, page.id).row.subject == f"诉求 {row.number}"  # the title may name somebody
    with database.transaction() as session:
        session.get_one(Demand, row.id).confidential = True
    hidden = shown(database, page.id)
    assert (hidden.secret, hidden.kept, hidden.picture) == (True, True, None)
    database.role = Role.DISTRICT.value
    with pytest.raises(SecrecyNotYours), database.transaction() as session:
        reveal_page(session, page_id=page.id)


def test_a_suggestions_paper_that_came_back_is_hidden_once_secrecy_is_asked_for(
    database: Database, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        suggestion_id = draft_suggestion(
            session, title="修渠", kind=SuggestionKind.BETWEEN, lead_id=people["王建国"]
        ).id
        read = ReadPage("专用纸.jpg", 1, "s", "f", record_paper("suggestion", suggestion_id), 1, picture=b"p")
        [page] = file_pages(session, pages=[read], source=ScanSource.DROPPED).pages
    assert shown(database, page.id).picture == b"p"
    with database.transaction() as session:
        session.get_one(Suggestion, suggestion_id).confidential = True
    hidden = shown(database, page.id)
    assert (hidden.secret, hidden.picture) == (True, None)
    database.role = Role.DISTRICT.value
    with pytest.raises(SecrecyNotYours), database.transaction() as session:
        reveal_page(session, page_id=page.id)


@pytest.fixture
def desk(
    database: Database, day: tuple[int, int], clock: Clock, tmp_path: Path, qtbot: QtBot
) -> Iterator[PageDesk[ScansPage]]:
    with page_desk(ScansPage, database, clock, tmp_path / "settings") as made:
        yield made


def test_the_page_says_why_it_is_covered_and_opens_it_on_record(
    desk: PageDesk[ScansPage], day: tuple[int, int]
) -> None:
    desk.page.open_row(1)
    desk.settle()
    assert "看保密扫描件" not in [each.text for each in desk.page.detail.action_row.actions_shown]
    with desk.database.transaction() as session:
        take_down(session, day_id=day[0], name="张守田", words="举报村账不公开", confidential=True)
    desk.reload()
    said = [each.text() for each in desk.page.detail.findChildren(QLabel)]
    assert any("填写的各行都遮住了" in text for text in said)
    desk.press("看保密扫描件")
    assert isinstance(desk.dialog(), WholePage)
    with desk.database.reading() as session:
        assert len(list_history(session, subject="scan_page", subject_id=1)) == 1
