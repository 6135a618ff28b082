"""半年抽查 and 各站上报 on the page 检查抽查, used as a person does. Today is 20 November 2026."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.features.deputies.models import Station
from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.spotcheck.documents.exchange import write_report
from deputy_station.features.spotcheck.page.listing import SpotCheckPage
from deputy_station.features.spotcheck.rules.half_year import CheckResult
from deputy_station.features.spotcheck.service.bulletins import read_bulletin
from deputy_station.features.spotcheck.service.half_year import list_half_years
from deputy_station.store.database import Database
from deputy_station.widgets import files
from deputy_station.widgets.cards import LineItem
from deputy_station.widgets.labels import Words
from tests.features.page_desk import PageDesk, page_desk
from tests.features.spotcheck.test_station_reports import EAST


@pytest.fixture
def desk(database: Database, clock: Clock, tmp_path: Path, qtbot: QtBot) -> Iterator[PageDesk[SpotCheckPage]]:
    """Two deputies of a station."""
    with database.transaction() as session:
        session.add(
            Station(
                name="青石镇东街代表联络站",
                code="东街",
                township="青石镇",
                district="杜集区",
                is_home=True,
            )
        )
        for name in ("安平", "李新"):
            create_deputy(session, name=name, mandates=[NewMandate(Level.TOWN, date(2021, 12, 4))])
    with page_desk(SpotCheckPage, database, clock, tmp_path / "settings") as shown:
        yield shown


def lines(desk: PageDesk[SpotCheckPage]) -> list[tuple[str, str]]:
    return [
        (line.text, line.pill.word if line.pill else "") for line in desk.page.detail.findChildren(LineItem)
    ]


def first_button(desk: PageDesk[SpotCheckPage]) -> str:
    """The red one below the detail."""
    return next((action.text for action in desk.page.detail.action_row.actions_shown if action.primary), "")


def test_a_half_year_is_drawn_judged_written_and_sent(
    desk: PageDesk[SpotCheckPage], database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    desk.chip("half_years")
    assert "左边是空的，先点“抽半年代表”。" in [each.text() for each in desk.page.detail.findChildren(Words)]
    desk.press("抽半年代表")
    desk.fill("抽取", seed="8f3a", count=1)
    assert desk.said == ["2026 年下半年抽出 1 人，种子 8f3a"]
    desk.reload()
    assert desk.column("半年") == ["2026 年下半年"]
    [(line, pill)] = lines(desk)
    assert pill == "没有查"
    desk.press("查下一册")
    assert [words.text() for words in desk.dialog().findChildren(Words) if "按记录" in words.text()] == [
        f"按记录：{line.partition('　')[2]}。"
    ]
    desk.dialog().reject()
    QTest.mouseClick(desk.page.detail.findChildren(LineItem)[0], Qt.MouseButton.LeftButton)
    desk.settle()
    desk.fill("记下结果", result=CheckResult.BAD)
    assert desk.dialog().notice.sentence == "不合格要写明问题，没有保存。请至少勾一类问题。"
    desk.fill("记下结果", result=CheckResult.BAD, kind_altered=True)
    desk.reload()
    assert lines(desk) == [(line, "不合格")]
    assert first_button(desk) == "写通报"
    desk.press("写通报")
    desk.fill("保存通报", number="杜人联〔2026〕3号")
    assert desk.said[-1] == "通报已保存，还没有发出"
    with database.reading() as session:
        [check] = list_half_years(session)
        kept = read_bulletin(session, check_id=check.id)
    assert kept.number == "杜人联〔2026〕3号"
    assert "涂改 1 处（清单 11-1），占 100.00%。" in kept.words.problems
    desk.reload()
    monkeypatch.setattr(
        files, "ask_save_path", lambda _parent, _settings, _title, name, suffix: tmp_path / f"{name}{suffix}"
    )
    monkeypatch.setattr(files, "open_file", lambda _path: True)
    assert first_button(desk) == "打印通报"
    desk.press("通报存成 Word")
    assert (tmp_path / "2026 年下半年抽查通报.docx").exists()
    desk.reload()
    assert first_button(desk) == "登记通报已发出"
    desk.press("登记通报已发出")
    with database.reading() as session:
        assert list_half_years(session)[0].told_on == date(2026, 11, 20)
    desk.reload()
    assert first_button(desk) == ""


def test_a_station_report_goes_out_and_another_comes_in(
    desk: PageDesk[SpotCheckPage], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(
        files, "ask_save_path", lambda _parent, _settings, _title, name, suffix: tmp_path / f"{name}{suffix}"
    )
    monkeypatch.setattr(files, "open_file", lambda _path: True)
    desk.chip("reports")
    desk.press("导出上报")
    assert (tmp_path / "季报上报 2026 年第 4 季度.xlsx").exists()
    (tmp_path / "各站").mkdir()
    write_report(tmp_path / "各站" / "东街.xlsx", EAST)
    (tmp_path / "各站" / "坏.xlsx").write_bytes(b"no workbook")
    desk.press("导入上报")
    desk.fill("导入", folder=tmp_path / "各站")
    assert desk.said[-1] == "青石镇东街代表联络站 2026 年第 3 季度：新收，代表 2 人，问题 1 个"
    assert "“坏.xlsx”没有收" in desk.page.notice.sentence
    desk.page.take_filter(view="reports", year=2026, quarter=3)
    desk.reload()
    assert desk.column("联络站") == ["青石镇东街代表联络站"]
    assert desk.column("登记率") == ["91.67%"]  # 11 of 12
