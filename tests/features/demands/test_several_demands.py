"""Several demands at once on their page: 催办 in one go, and the list as it is seen as a workbook."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from deputy_station.core.clock import Clock
from deputy_station.features.demands.page.listing import DemandsPage
from deputy_station.features.demands.service import listing, register, steps
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.store.database import Database
from tests.features.page_desk import PageDesk, page_desk

from .conftest import Town


@pytest.fixture
def desk(
    database: Database, town: Town, clock: Clock, tmp_path: Path, qtbot: QtBot
) -> Iterator[PageDesk[DemandsPage]]:
    assert town.units
    with page_desk(DemandsPage, database, clock, tmp_path / "settings") as shown:
        yield shown


def take_down(desk: PageDesk[DemandsPage], words: str, **more: Any) -> DemandRow:
    with desk.database.transaction() as session:
        return register.register_demand(session, words=words, **more)


def test_several_demands_are_urged_at_once_and_taken_back_as_one(
    desk: PageDesk[DemandsPage], town: Town
) -> None:
    out = [take_down(desk, title) for title in ("路灯不亮", "水厂停水")]
    with desk.database.transaction() as session:
        for row in out:
            steps.assign_demand(
                session, demand_id=row.id, version=row.version, unit_id=town.units["镇供电所"]
            )
    take_down(desk, "还没交办")
    desk.reload()
    desk.page.table.choice.choose_all()
    desk.settle()
    line = desk.page.table.selected_line
    assert line.words.whole == "已选 3 件"
    line.action_row.button("催办其中 2 件").click()
    desk.settle()
    assert desk.said[-1] == "已催办 2 件诉求"
    with desk.database.reading() as session:
        urged = {row.title: row.urged for row in listing.list_demands(session)}
    assert urged == {"路灯不亮": 1, "水厂停水": 1, "还没交办": 0}
    assert len(desk.page.table.rows) == 3  # still chosen, with their new versions


def test_what_is_seen_leaves_as_a_workbook_with_the_filters_in_its_head(
    desk: PageDesk[DemandsPage], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_down(desk, "路灯不亮", visitor_name="张守田")
    take_down(desk, "水厂停水", visitor_name="李四")
    desk.reload()
    desk.page.filters.chip("to_assign").click()
    assert desk.page.filters.search is not None
    desk.page.filters.search.put("路灯")
    desk.settle()
    out = tmp_path / "诉求.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked, **_more: (str(out), ""))
    desk.page.table.export_seen()
    desk.settle()
    [above, titles, *rows] = CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()
    assert str(above[0]).startswith("群众诉求，待交办，查找“路灯”，2026年11月20日")
    assert str(above[0]).endswith("导出，共 1 行")
    assert titles == [column.title for column in desk.page.table.columns.seen()]
    assert [row[titles.index("诉求")] for row in rows] == ["路灯不亮"]
    assert "张守田" not in str(rows)
