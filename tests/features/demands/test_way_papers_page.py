"""The papers on a demand's way and the export of the ledger, from the buttons of the page."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from python_calamine import CalamineWorkbook

from deputy_station.core.clock import Clock
from deputy_station.features.demands.page.listing import DemandsPage
from deputy_station.features.demands.page.way_papers import GROUP
from deputy_station.features.demands.rules.faces import Face
from deputy_station.features.demands.service import register, steps
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.store.database import Database
from deputy_station.widgets import files
from deputy_station.widgets.labels import Words
from tests.features.page_desk import PageDesk, page_desk
from tests.widgets.print_preview.preview_desk import let_out

from .conftest import Town


@pytest.fixture
def desk(
    qapp: QApplication, database: Database, town: Town, clock: Clock, tmp_path: Path, monkeypatch: Any
) -> Iterator[PageDesk[DemandsPage]]:
    monkeypatch.setattr(
        files, "ask_save_path", lambda _page, _settings, _title, _name, suffix: tmp_path / f"a{suffix}"
    )
    monkeypatch.setattr(files, "open_file", lambda _path: True)
    with page_desk(DemandsPage, database, clock, tmp_path) as opened:
        yield opened


def take_down(desk: PageDesk[DemandsPage]) -> DemandRow:
    with desk.database.transaction() as session:
        return register.register_demand(
            session, words="路灯不亮", visitor_name="张守田", visitor_phone="13812341234"
        )


def papers(desk: PageDesk[DemandsPage], row: DemandRow) -> list[str]:
    desk.page.open_row(row.id)
    desk.settle()
    return [action.text for action in desk.page.detail.action_row.actions_shown if action.group == GROUP]


def test_a_paper_is_offered_once_there_is_something_to_print(desk: PageDesk[DemandsPage], town: Town) -> None:
    row = take_down(desk)
    assert papers(desk, row) == ["打印办理经过", "办理经过存成 Word"]
    with desk.database.transaction() as session:
        row = steps.assign_demand(
            session, demand_id=row.id, version=row.version, unit_id=town.units["镇供电所"]
        )
        row = steps.accept_demand(session, demand_id=row.id, version=row.version)
    assert papers(desk, row)[:2] == ["打印办理经过", "打印交办单"]
    other = take_down(desk)
    with desk.database.transaction() as session:
        other = steps.decline_demand(session, demand_id=other.id, version=other.version, note="法院管。")
    assert papers(desk, other)[0] == "打印不受理告知单"


def test_papers_are_printed_and_saved_for_word_and_as_tables(
    desk: PageDesk[DemandsPage], town: Town, tmp_path: Path
) -> None:
    row = take_down(desk)
    with desk.database.transaction() as session:
        row = steps.assign_demand(
            session, demand_id=row.id, version=row.version, unit_id=town.units["镇供电所"]
        )
    desk.page.open_row(row.id)
    desk.settle()
    desk.press("打印交办单")
    desk.save_paper()
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    desk.press("交办单存成 Word")
    assert (tmp_path / "a.docx").read_bytes().startswith(b"PK")
    desk.press("打印办理经过")
    let_out(desk.work, "另存为表格")
    rows = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_index(0).to_python()
    assert any("镇供电所" in str(cell) for row_of_sheet in rows for cell in row_of_sheet)
    assert desk.said == ["已存好“a.pdf”", "已存好“a.docx”", "已存好“a.xlsx”"]


@pytest.mark.parametrize(
    ("face", "visitor"), [(Face.INSIDE, "张守田"), (Face.UPWARD, "张某某"), (Face.PUBLIC, None)]
)
def test_the_export_asks_for_whom_first(
    desk: PageDesk[DemandsPage], tmp_path: Path, face: Face, visitor: str | None
) -> None:
    take_down(desk)
    desk.reload()
    desk.press("导出台账")
    form = desk.dialog().form  # type: ignore[attr-defined]
    assert form["face"].value() is Face.UPWARD
    assert "现在列出的 1 件。" in [line.text() for line in desk.dialog().findChildren(Words)]
    assert form["confidential_names"].isHidden()
    desk.fill("选位置", face=face)
    rows = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_index(0).to_python()
    shown = dict(zip(rows[1], rows[2], strict=True))
    assert shown.get("来访人") == visitor


def test_without_anybody_to_ring_the_list_of_calls_is_refused_on_the_page(
    desk: PageDesk[DemandsPage],
) -> None:
    desk.press("打印回访单")
    desk.settle()
    assert "今天没有要回访的" in desk.page.notice.sentence
