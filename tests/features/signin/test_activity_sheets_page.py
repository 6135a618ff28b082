"""The sign-in sheet of an activity is printed from the page of activities, and leads to where it comes back."""

from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.core.progress import silent_progress
from deputy_station.features.activities.rules import ActivityKind
from deputy_station.features.activities.service.plans import create_activity
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.deputies.service.frame import create_station
from deputy_station.features.signin.documents.sheets import print_sign_in
from deputy_station.features.signin.page.sheets import ActivitySheetsPage
from deputy_station.features.signin.service.sheets import list_sheets
from deputy_station.store.database import Database
from deputy_station.widgets import files
from tests.features.page_desk import page_desk
from tests.widgets.print_preview.preview_desk import ready_preview


def _training(database: Database) -> int:
    """A training everybody is to come to; everybody is 张守田."""
    with database.transaction() as session:
        create_station(session, name="朔里镇代表之家", code="朔里", township="朔里镇", district="杜集区")
        create_deputy(session, name="张守田", mandates=[NewMandate(Level.TOWN, date(2021, 12, 4))])
        return create_activity(
            session, kind=ActivityKind.TRAINING, title="学习代表法", held_on=date(2026, 11, 27), everyone=True
        ).id


def test_the_sheet_is_made_and_remembered(
    database: Database, clock: Clock, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_id = _training(database)
    out = tmp_path / "签到表.pdf"
    monkeypatch.setattr(files, "ask_save_path", lambda *_: out)
    monkeypatch.setattr(files, "open_file", lambda _path: True)
    with page_desk(ActivitySheetsPage, database, clock, tmp_path / "settings") as desk:
        desk.page.open_row(made_id)
        desk.settle()
        desk.press("打印签到表")
        desk.save_paper()
        assert desk.said[-1] == "已存好“签到表.pdf”"
    assert out.read_bytes().startswith(b"%PDF")
    with database.reading() as session:
        assert len(list_sheets(session, activity_id=made_id)) == 1


def test_a_sheet_only_looked_at_uses_up_no_edition(
    database: Database, clock: Clock, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    activity_id = _training(database)
    monkeypatch.setattr(files, "ask_save_path", lambda *_: tmp_path / "签到表.pdf")
    monkeypatch.setattr(files, "open_file", lambda _path: True)
    with page_desk(ActivitySheetsPage, database, clock, tmp_path / "settings") as desk:
        desk.page.open_row(activity_id)
        desk.settle()
        desk.press("打印签到表")
        ready_preview(desk.work).reject()
        desk.settle()
        with database.reading() as session:
            assert list_sheets(session, activity_id=activity_id) == []
        desk.press("打印签到表")
        desk.save_paper()
    with database.reading() as session:
        assert [sheet.edition for sheet in list_sheets(session, activity_id=activity_id)] == [1]


def test_a_sheet_whose_edition_another_one_took_is_not_let_out(
    database: Database, clock: Clock, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    activity_id = _training(database)
    out = tmp_path / "签到表.pdf"
    monkeypatch.setattr(files, "ask_save_path", lambda *_: out)
    with page_desk(ActivitySheetsPage, database, clock, tmp_path / "settings") as desk:
        desk.page.open_row(activity_id)
        desk.settle()
        desk.press("打印签到表")
        preview = ready_preview(desk.work)
        print_sign_in(database, silent_progress, activity_id=activity_id, out=tmp_path / "other.pdf")
        desk.settle()
        preview.action_row.button("另存为 PDF").click()
        desk.settle()
        assert preview.isVisible()
        assert "“学习代表法”已另印了一版签到表" in preview.notice.sentence
        preview.reject()
    assert not out.exists()


def test_signed_sheets_are_taken_back_on_their_own_page(
    database: Database, clock: Clock, tmp_path: Path, qtbot: QtBot
) -> None:
    activity_id = _training(database)
    with page_desk(ActivitySheetsPage, database, clock, tmp_path / "settings") as desk:
        desk.page.open_row(activity_id)
        desk.settle()
        desk.press("收回纸表")
        assert desk.went[-1] == ("scans", {"search": "学习代表法"})
