"""Several deputies entered line by line: pasted with their column names, checked, saved in one change."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.features.deputies.page.roster import DeputiesPage
from deputy_station.features.deputies.rules import Level, Sex
from deputy_station.features.deputies.service.editing import NewMandate, create_deputy
from deputy_station.features.deputies.service.frame import create_group, create_term
from deputy_station.features.deputies.service.roster import get_deputy, list_deputies
from deputy_station.store.database import Database
from deputy_station.widgets.clipboard_cells import block_to_mime
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.grid_entry.field import GridField
from tests.features.page_desk import PageDesk, page_desk

Desk = PageDesk[DeputiesPage]


@pytest.fixture
def desk(database: Database, clock: Clock, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    with database.transaction() as session:
        create_term(session, name="第十九届", starts_on=date(2021, 12, 1), ends_on=date(2026, 12, 31))
        create_group(session, name="第一代表小组")
        create_deputy(session, name="张守田", mandates=[NewMandate(Level.TOWN, date(2021, 12, 1))])
    with page_desk(DeputiesPage, database, clock, tmp_path / "settings") as shown:
        yield shown


def open_lines(desk: Desk) -> tuple[FormDialog, GridField]:
    desk.page.register_many()
    desk.settle()
    dialog = desk.dialog()
    assert isinstance(dialog, FormDialog)
    field = dialog.form["rows"]
    assert isinstance(field, GridField)
    dialog.activateWindow()
    assert QTest.qWaitForWindowActive(dialog)
    field.setFocus()
    return dialog, field


def paste(rows: list[list[str]]) -> None:
    QGuiApplication.clipboard().setMimeData(block_to_mime(rows))
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def test_a_block_with_column_names_becomes_deputies_in_one_go(desk: Desk) -> None:
    dialog, _ = open_lines(desk)
    paste(
        [
            ["序号", "姓名", "联系电话", "性别", "代表小组"],
            ["1", "王五", "13800001111", "男", "第一"],
            ["2", "李娟", "", "女", ""],
        ]
    )
    dialog.action_row.button("全部登记").click()
    desk.settle()
    assert desk.dialogs() == 0
    assert desk.said[-1] == "已登记代表 2 人"
    with desk.database.reading() as session:
        made = {row.name: get_deputy(session, deputy_id=row.id) for row in list_deputies(session)}
    assert made.keys() == {"张守田", "王五", "李娟"}
    wang = made["王五"]
    assert (wang.phone, wang.sex, wang.group) == ("13800001111", Sex.MALE, "第一代表小组")
    [seat] = made["李娟"].mandates
    assert (seat.level, seat.started_on, seat.term) == (Level.TOWN, date(2021, 12, 1), "第十九届")


def test_one_wrong_line_keeps_all_from_being_entered_until_it_is_left_out(desk: Desk) -> None:
    dialog, field = open_lines(desk)
    paste([["王五", "男"], ["李娟", "？"]])
    dialog.action_row.button("全部登记").click()
    desk.settle()
    assert field.problem_shown == "第 2 行：“？”不是性别，可以填男、女。"
    field._drop.click()
    dialog.action_row.button("全部登记").click()
    desk.settle()
    assert desk.said[-1] == "已登记代表 1 人"
    with desk.database.reading() as session:
        assert {row.name for row in list_deputies(session)} == {"张守田", "王五"}


def test_a_name_of_the_roster_is_told_but_not_refused(desk: Desk) -> None:
    dialog, field = open_lines(desk)
    paste([["张守田", "男"], ["王五", "男"]])
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert field.note == "名册里已有同名的代表：张守田。不是同一人就接着登记。"
    dialog.action_row.button("全部登记").click()
    desk.settle()
    assert desk.said[-1] == "已登记代表 2 人"
