"""The sign-in sheet of an activity is printed from the page of activities."""

from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.features.activities.rules import ActivityKind
from deputy_station.features.activities.service.plans import create_activity
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.deputies.service.frame import create_station
from deputy_station.features.signin.page import ActivitySheetsPage
from deputy_station.features.signin.service import list_sheets
from deputy_station.store.database import Database
from deputy_station.widgets import files
from tests.features.page_desk import page_desk


def test_the_sheet_is_made_and_remembered(
    database: Database, clock: Clock, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as session:
        create_station(session, name="朔里镇代表之家", code="朔里", township="朔里镇", district="杜集区")
        create_deputy(session, name="张守田", mandates=[NewMandate(Level.TOWN, date(2021, 12, 4))])
        made = create_activity(
            session, kind=ActivityKind.TRAINING, title="学习代表法", held_on=date(2026, 11, 27), everyone=True
        )
    out = tmp_path / "签到表.pdf"
    monkeypatch.setattr(files, "ask_save_path", lambda *_: out)
    monkeypatch.setattr(files, "open_file", lambda _path: True)
    with page_desk(ActivitySheetsPage, database, clock, tmp_path / "settings") as desk:
        desk.page.open_row(made.id)
        desk.settle()
        desk.press("打印签到表")
        assert desk.said[-1] == "已存好“签到表.pdf”"
    assert out.read_bytes().startswith(b"%PDF")
    with database.reading() as session:
        assert len(list_sheets(session, activity_id=made.id)) == 1
