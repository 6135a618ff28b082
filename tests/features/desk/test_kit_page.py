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
from deputy_station.features.demands.service.register import register_demand
from deputy_station.features.desk import commands
from deputy_station.features.desk.page.kit import KIT, ReceptionKitPage
from deputy_station.features.desk.service.slips import list_slips
from deputy_station.features.reception.rules.phrase import read_plan_rule
from deputy_station.features.reception.rules.stages import Stage
from deputy_station.features.reception.rules.steps import DayState
from deputy_station.features.reception.service import days, listing, planning, rota
from deputy_station.features.reception.service.leaves import add_leave
from deputy_station.features.reception.service.notices import issue_notice
from deputy_station.features.reception.service.planning import PlanWish
from deputy_station.features.reception.service.visits import add_visit
from deputy_station.store.database import Database
from deputy_station.store.desk import Desk as CommandDesk
from deputy_station.widgets import files
from deputy_station.widgets.cards import LineItem
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


def stages(desk: Desk) -> dict[str, tuple[str, str]]:
    """The line of each stage: its words and its pill."""
    labels = {stage.label for stage in Stage}
    lines = [each for each in desk.page.detail.findChildren(LineItem) if each.lead in labels]
    return {each.lead: (each.text, each.pill.word if each.pill else "") for each in lines}


def primary(desk: Desk) -> list[str]:
    return [each.text for each in desk.page.detail.action_row.actions_shown if each.primary]


def show(desk: Desk, day_id: int) -> None:
    desk.page.show_detail(day_id)
    desk.settle()


def test_a_day_is_led_through_its_five_stages(desk: Desk, database: Database, people: dict[str, int]) -> None:
    with database.transaction() as session:
        day = days.add_day(session, on=date(2026, 11, 20)).row
    show(desk, day.id)
    assert primary(desk) == ["接待台"]  # it is today: whoever comes is received, rota or not
    assert stages(desk) == {
        "前期准备": ("还没有排代表", ""),
        "通知公告": ("没有发", ""),
        "现场登记": ("今天 9:00开始", "下一步"),
        "转办督办": ("接待以后办", ""),
        "反馈总结": ("接待以后写小结", ""),
    }
    with database.transaction() as session:
        first = add_visit(session, day_id=day.id, name="张三")
        register_demand(session, words="路灯坏了", visit_id=first.id)
    show(desk, day.id)
    assert stages(desk)["现场登记"] == ("来访 1 批", "下一步")
    assert primary(desk) == ["接待台"]
    with database.transaction() as session:
        version = listing.find_day(session, on=date(2026, 11, 20)).version
        days.close_day(session, day_id=day.id, version=version)
    show(desk, day.id)
    assert stages(desk)["现场登记"] == ("来访 1 批", "已办")
    assert stages(desk)["转办督办"] == ("1 件没转办", "下一步")
    assert stages(desk)["反馈总结"] == ("小结没归档", "")
    row = desk.page.detail.action_row
    assert row.actions_shown[0].text == "看当天诉求"


def test_a_day_to_come_asks_for_its_rota_then_its_notice_then_its_kit(
    desk: Desk, database: Database, planned: int
) -> None:
    show(desk, planned)
    assert primary(desk) == ["发公告"]
    assert stages(desk)["通知公告"] == ("11 天内发", "下一步")
    with database.transaction() as session:
        issue_notice(session, day_id=planned)
    show(desk, planned)
    assert primary(desk) == [KIT]
    assert stages(desk)["通知公告"] == ("今天发", "已办")
    with database.transaction() as session:
        row = listing.find_day(session, on=NEXT)
        rota.set_rota(session, day_id=planned, version=row.version, deputy_ids=[])
    show(desk, planned)
    assert primary(desk) == ["排代表"]
    assert stages(desk)["前期准备"] == ("还没有排代表", "下一步")


def test_whoever_is_on_leave_is_replaced_before_the_notice_goes_out(
    desk: Desk, database: Database, planned: int, people: dict[str, int]
) -> None:
    with database.transaction() as session:
        row = listing.find_day(session, on=NEXT)
        away = people[row.on_duty[0]]
        add_leave(session, deputy_id=away, since=NEXT)
    show(desk, planned)
    assert stages(desk)["前期准备"] == ("1 人请假要换", "下一步")
    assert primary(desk) == ["排代表"]
    assert desk.words()[:1] == ["对调"]


def test_what_is_behind_more_stands_under_its_stage(desk: Desk, planned: int) -> None:
    show(desk, planned)
    row = desk.page.detail.action_row
    row.resize(row.minimumSizeHint())
    row._open_menu()
    entries = row._menu.actions()
    captions = [each.text() for each in entries if not each.isEnabled() and not each.isSeparator()]
    under_notice = [each.text() for each in entries][1:4]
    row._menu.close()
    assert captions == ["通知公告", "现场登记", "前期准备"]  # that of the notice, which is next, first
    assert under_notice[:2] == [KIT, "打印签到表"]


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
