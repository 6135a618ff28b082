"""The page 经手记录: what was done and the recycle bin, used as a person does."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from deputy_station.core.clock import Clock
from deputy_station.features.activities.models import DeedKind
from deputy_station.features.activities.service import deeds
from deputy_station.features.history.page import HistoryPage
from deputy_station.features.history.service import count_steps
from deputy_station.store.database import Database
from tests.features.page_desk import PageDesk, page_desk

DAY = date(2026, 11, 20)


@pytest.fixture
def desk(
    qapp: QApplication, database: Database, people: dict[str, int], clock: Clock, tmp_path: Path
) -> Iterator[PageDesk[HistoryPage]]:
    assert qapp
    record(database, people["王建国"], "修路")
    database.actor = "李强"
    record(database, people["李秀英"], "修渠")
    database.actor = "周敏"
    with database.transaction() as session:
        [row] = [each for each in deeds.list_deeds(session) if each.title == "修路"]
        deeds.remove_deed(session, deed_id=row.id, version=row.version)
    with page_desk(HistoryPage, database, clock, tmp_path / "settings") as made:
        yield made


def record(database: Database, deputy_id: int, title: str) -> Any:
    with database.transaction() as session:
        return deeds.record_deed(session, kind=DeedKind.SPEECH, deputy_id=deputy_id, title=title, done_on=DAY)


def titles(desk: PageDesk[HistoryPage]) -> set[str]:
    with desk.database.reading() as session:
        return {row.title for row in deeds.list_deeds(session)}


def open_first(desk: PageDesk[HistoryPage]) -> None:
    row = desk.page.table.model.row_at(0)
    assert row is not None
    desk.page.open_row(row.id)
    desk.settle()


def test_mine_all_and_the_bin_are_told_apart(desk: PageDesk[HistoryPage]) -> None:
    assert desk.column("经手人") == ["周敏"] * 3
    desk.chip("all")
    assert sorted(set(desk.column("经手人"))) == ["周敏", "李强"]
    desk.chip("bin")
    assert len(desk.column("做了什么")) == 1
    assert "修路" in desk.column("做了什么")[0]
    desk.chip("all")
    desk.type("修渠")
    assert desk.column("经手人") == ["李强"]


def test_a_deleted_thing_is_shown_in_words_and_restored(desk: PageDesk[HistoryPage]) -> None:
    desk.chip("bin")
    open_first(desk)
    desk.press("恢复")
    assert desk.said[-1].startswith("已撤销：")
    assert titles(desk) == {"修路", "修渠"}
    desk.reload()
    assert desk.column("做了什么") == []


def test_a_step_is_taken_back_and_done_again_from_the_list(desk: PageDesk[HistoryPage]) -> None:
    desk.chip("all")
    desk.type("修渠")
    open_first(desk)
    desk.press("撤销")
    assert titles(desk) == set()
    desk.reload()
    open_first(desk)
    desk.press("重做")
    assert titles(desk) == {"修渠"}


def test_why_a_step_stays_is_said_and_no_button_offered(desk: PageDesk[HistoryPage]) -> None:
    desk.chip("mine")
    recorded = desk.page.table.model.row_at(1)  # below the newest: the deletion
    assert recorded is not None
    desk.page.open_row(recorded.id)
    desk.settle()
    assert [action.text for action in desk.page.detail.action_row.actions_shown] == []
    said = [each.text() for each in desk.page.detail.findChildren(QLabel)]
    assert any("动的是同一条记录。请先撤销那一步，或者直接改正。" in words for words in said)


def test_clearing_for_ever_is_asked_first(desk: PageDesk[HistoryPage]) -> None:
    desk.chip("bin")
    open_first(desk)
    desk.press("彻底清除")
    dialog = desk.dialog()
    assert "彻底清除 1 项" in dialog.windowTitle()
    dialog.action_row.button("保留").click()
    desk.settle()
    with desk.database.reading() as session:
        assert count_steps(session, deleted=True) == 1
    desk.press("彻底清除")
    desk.dialog().action_row.button("清除 1 项").click()
    desk.settle()
    assert desk.said[-1] == "已从回收站清除 1 项"
    desk.reload()
    assert desk.column("做了什么") == []
