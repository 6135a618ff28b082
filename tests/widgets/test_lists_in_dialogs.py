"""A list in a dialog takes the room there is, at any text size with one scroll bar, its own."""

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from deputy_station.widgets import dialogs
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.labels import Words
from deputy_station.widgets.style import dress, scale
from deputy_station.widgets.table import Table
from deputy_station.widgets.table_model import Column
from deputy_station.widgets.work import Work
from tests.widgets.fake_database import FakeDatabase

SCREEN = QRect(0, 0, 1366, 768)
COLUMNS = [Column("代表", str, chars=6, grow=1)]


@pytest.fixture
def behind(qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[QWidget]:
    monkeypatch.setattr(dialogs, "screen_room", lambda _dialog: QRect(SCREEN))
    qapp.setStyle("fusion")
    dress(qapp)
    window = QWidget()
    qtbot.addWidget(window)
    window.setGeometry(SCREEN)
    yield window
    scale.set(100)


def listed(behind: QWidget, qapp: QApplication, rows: int) -> tuple[Dialog, Table]:
    dialog = Dialog(behind, "纸上缺什么", width=980)
    dialog.body.addWidget(Words("印后改过 3 行，未印 80 行。", role="soft"))
    table = Table(Work(FakeDatabase()), COLUMNS, today=lambda: date(2026, 11, 20), row_id=int)
    table.set_empty("纸上和记录都对得上。")
    table.show_rows(range(rows))
    dialog.add_list(table)
    dialog.open()
    qapp.processEvents()
    return dialog, table


def in_sight(table: Table) -> int:
    first, last = table.view.in_sight()
    return last - first


def test_many_rows_fill_the_screen_and_few_take_what_they_need(behind: QWidget, qapp: QApplication) -> None:
    dialog, table = listed(behind, qapp, 80)
    assert dialog.height() == SCREEN.height() - 40
    assert in_sight(table) > 10
    dialog.reject()
    dialog, table = listed(behind, qapp, 6)
    assert dialog.height() < SCREEN.height() * 0.7
    assert table.view.verticalScrollBar().maximum() == 0, "all of them are in sight"
    dialog.reject()


def test_with_large_text_the_list_scrolls_and_not_the_dialog_around_it(
    behind: QWidget, qapp: QApplication
) -> None:
    dialog, table = listed(behind, qapp, 80)
    for percent in (160, 200):
        scale.set(percent)
        qapp.processEvents()
        assert dialog.scroller.verticalScrollBar().maximum() == 0, percent
        assert table.view.verticalScrollBar().maximum() > 0
        assert in_sight(table) >= 4, percent
    dialog.reject()
