"""Draws on the page of checks, used as a person does. Today is 20 November 2026."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from deputy_station.core.clock import Clock
from deputy_station.features.activities.models import Activity, Attendance
from deputy_station.features.activities.rules import ActivityKind, AttendanceState
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.spotcheck.page.listing import SpotCheckPage
from deputy_station.features.spotcheck.service.draws import draw_deputies, list_draws
from deputy_station.store.database import Database
from deputy_station.widgets import files
from deputy_station.widgets.cards import LineItem
from tests.features.page_desk import PageDesk, page_desk


@pytest.fixture
def desk(database: Database, clock: Clock, tmp_path: Path, qtbot: QtBot) -> Iterator[PageDesk[SpotCheckPage]]:
    """One deputy, who attended a training on 6 October without any evidence."""
    with database.transaction() as session:
        seat = NewMandate(Level.TOWN, date(2021, 12, 4))
        deputy = create_deputy(session, name="安平", mandates=[seat]).id
        activity = Activity(kind=ActivityKind.TRAINING, title="秋季培训", held_on=date(2026, 10, 6))
        session.add(activity)
        session.flush()
        session.add(Attendance(activity_id=activity.id, deputy_id=deputy, state=AttendanceState.PRESENT))
    with page_desk(SpotCheckPage, database, clock, tmp_path / "settings") as shown:
        shown.chip("draws")
        yield shown


def lines(desk: PageDesk[SpotCheckPage]) -> list[tuple[str, str, str]]:
    return [
        (line.lead, line.text, line.pill.word if line.pill else "")
        for line in desk.page.detail.findChildren(LineItem)
    ]


def test_a_draw_is_made_for_the_present_quarter_and_shown(
    desk: PageDesk[SpotCheckPage], database: Database
) -> None:
    assert desk.column("季度") == []
    desk.press("抽代表")
    desk.fill("抽取", seed="8f3a")
    assert desk.said == ["2026 年第 4 季度抽出 1 人，种子 8f3a"]
    desk.reload()
    assert desk.column("季度") == ["2026 年第 4 季度"]
    assert desk.page.detail.title == "2026 年第 4 季度抽查"
    assert lines(desk) == [("1", "安平　已填 1 / 1", "缺材料 1")]
    with database.reading() as session:
        assert [draw.seed for draw in list_draws(session)] == ["8f3a"]


def test_more_than_there_are_is_refused_in_the_form(desk: PageDesk[SpotCheckPage]) -> None:
    desk.press("抽代表")
    desk.fill("抽取", count=5)
    assert desk.dialog().notice.sentence == "要抽 5 人，可抽的有 1 人。请填 1 到 1。"
    assert desk.column("季度") == []


def test_a_drawn_deputys_line_opens_the_records_and_a_record_its_page(desk: PageDesk[SpotCheckPage]) -> None:
    desk.press("抽代表")
    desk.fill("抽取", seed="8f3a")
    QTest.mouseClick(desk.page.detail.findChildren(LineItem)[0], Qt.MouseButton.LeftButton)
    [record] = desk.dialog().findChildren(LineItem)
    assert (record.lead, record.text) == ("10月6日", "学习培训：秋季培训（登记册表七）")
    assert record.pill is not None
    assert record.pill.word == "缺证明材料"
    QTest.mouseClick(record, Qt.MouseButton.LeftButton)
    assert desk.went == [("activities", {"id": 1})]
    assert desk.dialogs() == 0


def test_draws_of_several_years_stand_newest_first(desk: PageDesk[SpotCheckPage], database: Database) -> None:
    with database.transaction() as session:
        draw_deputies(session, year=2025, quarter=2, seed="1")
        draw_deputies(session, year=2026, quarter=1, seed="1")
    desk.settle()
    desk.reload()
    assert desk.column("季度") == ["2026 年第 1 季度", "2025 年第 2 季度"]


def test_the_quarters_workbook_is_saved(
    desk: PageDesk[SpotCheckPage], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(
        files, "ask_save_path", lambda _parent, _settings, _title, name, suffix: tmp_path / f"{name}{suffix}"
    )
    monkeypatch.setattr(files, "open_file", lambda _path: True)
    desk.press("抽代表")
    desk.fill("抽取", seed="8f3a")
    desk.press("导出抽查工作簿")
    assert desk.said[-1] == "已存好“抽查2026年第4季度.xlsx”"
    book = CalamineWorkbook.from_path(tmp_path / "抽查2026年第4季度.xlsx")
    assert book.get_sheet_by_name("抽查名单").to_python()[2][1] == "安平"
