"""Printing everything for a day where the day stands. Today is Friday 20 November 2026."""

import io
import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.core.settings import Settings
from deputy_station.documents.preview import count_pages
from deputy_station.features.desk import commands
from deputy_station.features.desk.page.kit import KIT, ReceptionKitPage
from deputy_station.features.desk.service.slips import list_slips
from deputy_station.features.reception.rules.phrase import read_plan_rule
from deputy_station.features.reception.rules.steps import DayState
from deputy_station.features.reception.service import days, listing, planning
from deputy_station.features.reception.service.planning import PlanWish
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk as CommandDesk
from deputy_station.widgets import files
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.work import Work
from tests.features.page_desk import taking_back
from tests.widgets.print_preview.preview_desk import let_out

NEXT = date(2026, 12, 4)


class Desk:
    """The page with what stands around it."""

    def __init__(self, database: Database, clock: Clock, folder: Path) -> None:
        self.said: list[str] = []
        self.work = Work(database)
        self.settings = Settings(folder)
        self.page = ReceptionKitPage(
            PageContext(
                self.work,
                self.settings,
                clock,
                lambda *_args, **_filters: None,
                self._say,
                take_back=taking_back(self.work, self.said),
            )
        )
        self.page.resize(1180, 640)
        self.page.show()
        self.page.reload()
        self.settle()

    def _say(self, sentence: str, *_more: Callable[[], object] | None, **_else: Any) -> None:
        self.said.append(sentence)

    def settle(self) -> None:
        for _ in range(3):
            assert self.work.wait()
            QApplication.processEvents()

    def words(self) -> list[str]:
        return [action.text for action in self.page.detail.action_row.actions_shown]

    def press(self, word: str) -> None:
        self.page.detail.action_row.button(word).click()
        self.settle()


@pytest.fixture
def planned(database: Database, people: dict[str, int]) -> int:
    with database.transaction() as session:
        planning.plan_year(session, wish=PlanWish(2026, read_plan_rule("12月4日"), per_day=2))
        return listing.find_day(session, on=NEXT).id


@pytest.fixture
def desk(database: Database, planned: int, clock: Clock, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    shown = Desk(database, clock, tmp_path / "settings")
    yield shown
    for each in QApplication.topLevelWidgets():
        if isinstance(each, Dialog):
            each.close()
    shown.settle()
    shown.work.close()
    shown.page.close()
    shown.page.deleteLater()


def test_the_kit_goes_out_in_one_go_and_is_on_record(
    desk: Desk, database: Database, planned: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.settings.set("kit_slips", 3)
    target = tmp_path / "整套.pdf"
    monkeypatch.setattr(files, "ask_save_path", lambda *_args: target)
    monkeypatch.setattr(files, "open_file", lambda _path: True)
    desk.press(KIT)
    let_out(desk.work, "另存为 PDF")
    desk.settle()
    assert count_pages(target) == 9  # six papers of one page, and three slips
    with database.reading() as session:
        assert len(list_slips(session, day_id=planned)) == 3
        assert listing.find_day(session, on=NEXT).notice == "〔2026〕1号"


def test_the_day_says_how_long_there_is_for_its_notice(desk: Desk) -> None:
    assert "12月1日前要发公告，还有 11 天" in shown_text(desk)
    desk.settings.set("notice_lead_days", 5)
    desk.page.reload()
    desk.settle()
    assert "11月29日前要发公告，还有 9 天" in shown_text(desk)


def test_a_notice_that_is_out_can_be_saved_to_be_edited(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "公告存成 Word" not in desk.words()
    target = tmp_path / "公告.docx"
    monkeypatch.setattr(files, "ask_save_path", lambda *_args: tmp_path / "公告.pdf")
    monkeypatch.setattr(files, "open_file", lambda _path: True)
    desk.press("发公告")
    let_out(desk.work, "另存为 PDF")
    desk.settle()
    desk.page.reload()
    desk.settle()
    monkeypatch.setattr(files, "ask_save_path", lambda *_args: target)
    desk.press("公告存成 Word")
    assert target.read_bytes().startswith(b"PK")
    assert "要发公告" not in shown_text(desk)


def test_a_day_that_is_cancelled_offers_no_kit(desk: Desk, database: Database, planned: int) -> None:
    assert KIT in desk.words()
    with database.transaction() as session:
        row = listing.find_day(session, on=NEXT)
        days.cancel_day(session, day_id=planned, version=row.version, reason="停电")
    desk.page.show_detail(planned)
    desk.settle()
    assert KIT not in desk.words()


def test_the_command_line_says_where_every_part_begins(
    database: Database, planned: int, tmp_path: Path
) -> None:
    out = io.StringIO()
    desk = CommandDesk(lambda: database, as_json=True, out=out, err=io.StringIO())
    commands.export_kit(desk, day="2026-12-04", out=tmp_path / "整套.pdf", slips=2)
    told = json.loads(out.getvalue())
    assert (told["pages"], told["notice"]) == (count_pages(tmp_path / "整套.pdf"), "〔2026〕1号")
    assert told["parts"][4] == {"title": "来访登记便条 2 张", "first_page": 5, "pages": 2}
    with database.reading() as session:
        assert listing.find_day(session, on=NEXT).state is DayState.NOTICED


def shown_text(desk: Desk) -> str:
    return "\n".join(each.text() for each in desk.page.detail.findChildren(QLabel) if each.isVisible())
