"""The table: pages as scrolled, sorting, choice that survives a reload, columns that leave, plain text only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station.widgets.buttons import Action
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.style import dress, scale
from deputy_station.widgets.table import Table
from deputy_station.widgets.table_model import PAGE, Column, Kind, TableModel, sorted_rows
from deputy_station.widgets.work import Work
from tests.widgets.fake_database import FakeDatabase

TODAY = date(2026, 11, 20)


@dataclass(frozen=True)
class Row:
    id: int
    number: str
    title: str
    state: Pill
    due: date | None


COLUMNS = [
    Column("编号", "number", chars=4, sort="number"),
    Column("诉求", "title", chars=14, grow=1),
    Column("类别", lambda row: "村镇建设", chars=5, leaves=2),
    Column("承办", lambda row: "镇村建办", chars=5, leaves=1),
    Column("状态", "state", chars=3, kind=Kind.PILL),
    Column("期限", "due", chars=4, kind=Kind.DATE),
]


def make_row(number: int) -> Row:
    return Row(number, f"{number:04}", f"第{number}件", Pill("办理中", Tone.INFO), date(2026, 12, 4))


class Ledger:
    """A provider of many rows that notes what it was asked."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.asked: list[tuple[int, int]] = []
        self.orders: list[dict[str, Any]] = []

    def fetch(self, session: str, *, offset: int, limit: int, **order: Any) -> list[Row]:
        self.asked.append((offset, limit))
        self.orders.append(order)
        return [make_row(number) for number in range(offset, min(offset + limit, self.total))]

    def count(self, session: str) -> int:
        return self.total


@pytest.fixture
def work(qapp: QApplication) -> Iterator[Work]:
    qapp.setStyle("fusion")
    dress(qapp)
    made = Work(FakeDatabase())
    yield made
    made.close()
    scale.set(100, high_contrast=False)


@pytest.fixture
def table(work: Work, qtbot: QtBot) -> Table:
    made = Table(work, COLUMNS, today=lambda: TODAY)
    qtbot.addWidget(made)
    made.resize(760, 480)
    made.show()
    return made


def settle(work: Work) -> None:
    work.wait(5)
    QApplication.processEvents()
    work.wait(5)


def test_a_hundred_thousand_rows_open_with_one_page(work: Work, table: Table) -> None:
    ledger = Ledger(100_000)
    table.load(ledger.fetch, ledger.count)
    settle(work)
    assert table.total == 100_000
    assert ledger.asked == [(0, PAGE)]


def test_scrolling_to_the_end_asks_for_the_last_page_only(work: Work, table: Table, qtbot: QtBot) -> None:
    ledger = Ledger(100_000)
    table.load(ledger.fetch, ledger.count)
    settle(work)
    table.view.scrollToBottom()
    qtbot.waitUntil(lambda: table.model.row_at(99_999) is not None)
    assert table.model.row_at(99_999) == make_row(99_999)
    assert len(ledger.asked) <= 3
    assert table.model.row_at(50_000) is None


def test_the_chosen_row_stays_chosen_when_rows_move(work: Work, table: Table) -> None:
    table.show_rows([make_row(1), make_row(2), make_row(3)])
    table.choose(3)
    table.show_rows([make_row(0), make_row(1), make_row(2), make_row(3)])
    assert table.view.currentIndex().row() == 3
    assert table.row == make_row(3)


def test_a_chosen_row_that_left_the_list_is_remembered_but_not_marked(work: Work, table: Table) -> None:
    table.show_rows([make_row(1), make_row(2)])
    table.choose(2)
    table.show_rows([make_row(1)])
    assert table.chosen_id == 2
    assert table.row is None
    assert not table.view.selectionModel().hasSelection()


def test_sorting_asks_the_provider_for_the_order_up_then_down_then_none(work: Work, table: Table) -> None:
    ledger = Ledger(5_000)
    table.load(ledger.fetch, ledger.count)
    settle(work)
    for _ in range(3):
        table.view.horizontalHeader().sectionClicked.emit(0)
        settle(work)
    assert [order for order in ledger.orders if order] == [
        {"order": "number", "descending": False},
        {"order": "number", "descending": True},
    ]
    assert ledger.orders[-1] == {}


def test_a_long_list_is_not_sorted_by_a_column_the_provider_cannot_order(work: Work, table: Table) -> None:
    ledger = Ledger(5_000)
    table.load(ledger.fetch, ledger.count)
    settle(work)
    asked = len(ledger.asked)
    table.view.horizontalHeader().sectionClicked.emit(1)
    settle(work)
    assert len(ledger.asked) == asked
    assert table.model.sorted_by is None


def test_a_short_list_is_sorted_by_any_column(work: Work, table: Table) -> None:
    table.show_rows([Row(1, "1", "乙", Pill("a"), None), Row(2, "2", "丙", Pill("b"), date(2026, 1, 1))])
    table.view.horizontalHeader().sectionClicked.emit(5)
    assert [table.model.row_at(place).id for place in (0, 1)] == [2, 1]


def test_empty_values_come_last_whichever_way_a_list_is_sorted() -> None:
    rows = [
        Row(1, "", "甲", Pill("a"), None),
        Row(2, "", "乙", Pill("a"), date(2026, 2, 1)),
        Row(3, "", "丙", Pill("a"), date(2026, 1, 1)),
    ]
    column = COLUMNS[5]
    assert [row.id for row in sorted_rows(rows, column, descending=False)] == [3, 2, 1]
    assert [row.id for row in sorted_rows(rows, column, descending=True)] == [2, 3, 1]


def test_columns_leave_by_priority_and_the_main_one_keeps_fourteen_characters(
    work: Work, table: Table
) -> None:
    table.show_rows([make_row(1)])
    seen: list[list[str]] = []
    for width in range(900, 240, -10):
        table.resize(width, 480)
        QApplication.processEvents()
        hidden = [place for place in range(6) if table.view.isColumnHidden(place)]
        used = sum(table.view.columnWidth(place) for place in range(6) if place not in hidden)
        assert used == table.view.viewport().width()
        if len(hidden) < 5:
            assert table.view.columnWidth(1) >= 14 * 15
        titles = [COLUMNS[place].title for place in hidden]
        if titles not in seen:
            seen.append(titles)
    assert seen == [
        [],
        ["类别"],
        ["类别", "承办"],
        ["类别", "承办", "期限"],
        ["编号", "类别", "承办", "期限"],
        ["编号", "类别", "承办", "状态", "期限"],
    ]


def test_a_cell_says_today_and_a_dash_for_nothing(qapp: QApplication) -> None:
    model = TableModel(COLUMNS, lambda: TODAY, lambda row: row.id)
    model.fill([Row(1, "", "甲", Pill("办理中"), TODAY)], 1)
    assert model.index(0, 5).data() == "今天"
    assert model.index(0, 0).data() == "—"
    assert model.index(0, 4).data() == "办理中"


def test_a_tooltip_never_is_rich_text(qapp: QApplication) -> None:
    model = TableModel(COLUMNS, lambda: TODAY, lambda row: row.id)
    model.fill([Row(1, "1", '<img src="http://127.0.0.1/x">', Pill("a"), None)], 1)
    assert "<" not in model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole)


def test_an_empty_list_offers_the_next_step(work: Work, table: Table) -> None:
    done: list[str] = []
    table.set_empty("还没有诉求。", Action("登记诉求", lambda: done.append("登记")))
    table.show_rows([])
    assert table._empty.isVisible()
    table._empty_button.click()
    assert done == ["登记"]
    table.show_rows([make_row(1)])
    assert not table._empty.isVisible()


def test_enter_opens_the_row_and_letters_go_to_the_search(work: Work, table: Table, qtbot: QtBot) -> None:
    opened: list[Row] = []
    typed: list[str] = []
    table.opened.connect(opened.append)
    table.typed.connect(typed.append)
    table.show_rows([make_row(1), make_row(2)])
    table.choose_first()
    qtbot.keyClick(table.view, Qt.Key.Key_Down)
    qtbot.keyClick(table.view, Qt.Key.Key_Return)
    qtbot.keyClicks(table.view, "z")
    assert opened == [make_row(2)]
    assert typed == ["z"]


def test_rows_are_forty_high_times_the_text_size(work: Work, table: Table) -> None:
    table.show_rows([make_row(1)])
    assert table.view.rowHeight(0) == 40
    scale.set(160)
    assert table.view.rowHeight(0) == 64


def test_the_keyboard_coming_to_the_list_is_nobody_s_choice(table: Table, qtbot: QtBot) -> None:
    table.show_rows([make_row(1), make_row(2)])
    table.choose(3)  # just saved, its row not here yet
    QApplication.sendEvent(table.view, QFocusEvent(QEvent.Type.FocusIn))
    assert table.chosen_id == 3
    table.show_rows([make_row(1), make_row(2), make_row(3)])
    assert table.row == make_row(3)
