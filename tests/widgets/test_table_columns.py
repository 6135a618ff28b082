"""A person's columns: order, widths, choice and sorting are kept, and nothing ever scrolls sideways."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from deputy_station.core.remembered import Remembered
from deputy_station.widgets.style import dress, scale
from deputy_station.widgets.table import Table
from deputy_station.widgets.table_columns import Habit, habit_value, read_habit, share_room
from deputy_station.widgets.table_model import Column, Kind
from deputy_station.widgets.work import Work
from tests.widgets.fake_database import FakeDatabase

TODAY = date(2026, 11, 20)
KEY = "table.demands"


@dataclass(frozen=True)
class Row:
    id: int
    number: str
    title: str
    kind: str = "村镇建设"
    unit: str = "镇村建办"


COLUMNS = [
    Column("编号", "number", chars=4, sort="number"),
    Column("诉求", "title", chars=14, grow=1),
    Column("类别", "kind", chars=5, leaves=2),
    Column("承办", "unit", chars=5, leaves=1),
]
ROWS = [Row(1, "0001", "路灯不亮"), Row(2, "0002", "水管漏水")]


@pytest.fixture
def work(qapp: QApplication) -> Iterator[Work]:
    qapp.setStyle("fusion")
    dress(qapp)
    made = Work(FakeDatabase())
    yield made
    made.close()
    scale.set(100, high_contrast=False)


def make_table(work: Work, qtbot: QtBot, folder: Path, columns: list[Column] | None = None) -> Table:
    table = Table(work, columns or COLUMNS, today=lambda: TODAY)
    qtbot.addWidget(table)
    table.columns.remember(Remembered(folder), KEY)
    table.resize(900, 400)
    table.show()
    table.show_rows(ROWS)
    QApplication.processEvents()
    return table


def widths(table: Table) -> dict[str, int]:
    return {
        column.title: table.view.columnWidth(place)
        for place, column in enumerate(table.model.columns)
        if not table.view.isColumnHidden(place)
    }


def titles(table: Table) -> list[str]:
    return [column.title for column in table.columns.seen()]


def drag_border(table: Table, qtbot: QtBot, place: int, by: int) -> None:
    """Drag the right border of a column with the mouse."""
    head = table.view.horizontalHeader()
    x = head.sectionViewportPosition(place) + head.sectionSize(place) - 1
    start, end = QPoint(x, 20), QPoint(x + by, 20)
    qtbot.mousePress(head.viewport(), Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(head.viewport(), QPoint(x + by // 2, 20))
    qtbot.mouseMove(head.viewport(), end)
    qtbot.mouseRelease(head.viewport(), Qt.MouseButton.LeftButton, pos=end)


def test_a_border_that_is_dragged_follows_the_mouse_and_fills_the_table(
    work: Work, qtbot: QtBot, tmp_path: Path
) -> None:
    table = make_table(work, qtbot, tmp_path)
    before = widths(table)
    drag_border(table, qtbot, 2, 30)
    after = widths(table)
    assert after["类别"] == pytest.approx(before["类别"] + 30, abs=1)
    assert after["类别"] + after["承办"] == before["类别"] + before["承办"]
    assert (after["编号"], after["诉求"]) == (before["编号"], before["诉求"])
    assert sum(after.values()) == table.view.viewport().width()


def test_the_main_column_keeps_fourteen_characters_however_it_is_dragged(
    work: Work, qtbot: QtBot, tmp_path: Path
) -> None:
    table = make_table(work, qtbot, tmp_path)
    drag_border(table, qtbot, 0, 880)
    assert widths(table)["诉求"] >= 14 * 15
    assert sum(widths(table).values()) == table.view.viewport().width()


def test_a_width_is_kept_for_the_next_start_at_any_text_size(
    work: Work, qtbot: QtBot, tmp_path: Path
) -> None:
    table = make_table(work, qtbot, tmp_path)
    drag_border(table, qtbot, 0, 50)
    wide = widths(table)["编号"]
    table.columns.write_now()
    again = make_table(work, qtbot, tmp_path)
    assert widths(again)["编号"] == wide
    again.resize(1400, 400)
    scale.set(160)
    QApplication.processEvents()
    assert widths(again)["编号"] == pytest.approx(wide * 1.6, abs=2)


def test_a_double_click_on_the_border_fits_the_column_to_its_words(
    work: Work, qtbot: QtBot, tmp_path: Path
) -> None:
    table = make_table(work, qtbot, tmp_path)
    table.show_rows([Row(1, "0001", "路灯", unit="镇村庄规划建设与生态环境办公室")])
    before = widths(table)["承办"]
    table.view.horizontalHeader().sectionHandleDoubleClicked.emit(3)
    fitted = widths(table)["承办"]
    assert fitted > before
    assert fitted >= table.view.fontMetrics().horizontalAdvance("镇村庄规划建设与生态环境办公室")
    assert sum(widths(table).values()) == table.view.viewport().width()


def test_columns_keep_their_order_and_choice_for_the_next_start(
    work: Work, qtbot: QtBot, tmp_path: Path
) -> None:
    table = make_table(work, qtbot, tmp_path)
    table.columns.move(3, -1)
    table.columns.choose(COLUMNS[2], shown=False)
    table.columns.write_now()
    again = make_table(work, qtbot, tmp_path)
    assert titles(again) == ["编号", "诉求", "承办"]
    again.columns.choose(COLUMNS[2], shown=True)
    assert titles(again) == ["编号", "诉求", "承办", "类别"]


def test_the_main_column_cannot_be_left_out(work: Work, qtbot: QtBot, tmp_path: Path) -> None:
    table = make_table(work, qtbot, tmp_path)
    table.columns.choose(COLUMNS[1], shown=False)
    assert "诉求" in titles(table)


def test_as_it_was_brings_back_everything(work: Work, qtbot: QtBot, tmp_path: Path) -> None:
    table = make_table(work, qtbot, tmp_path)
    before = widths(table)
    table.columns.move(0, 1)
    table.columns.choose(COLUMNS[3], shown=False)
    drag_border(table, qtbot, 0, 30)
    table.sort_by(COLUMNS[0], descending=True)
    table.columns.restore()
    assert (titles(table), widths(table)) == (["编号", "诉求", "类别", "承办"], before)
    assert table.model.sorted_by is None
    assert Remembered(tmp_path).get(KEY) is None


def test_sorting_is_remembered(work: Work, qtbot: QtBot, tmp_path: Path) -> None:
    table = make_table(work, qtbot, tmp_path)
    table.sort_by(COLUMNS[0], descending=True)
    table.columns.write_now()
    again = make_table(work, qtbot, tmp_path)
    assert (again.model.sorted_by, again.model.descending) == (COLUMNS[0], True)
    assert [again.model.row_at(place).id for place in (0, 1)] == [2, 1]


def test_a_column_that_came_with_an_update_stands_where_the_program_puts_it(
    work: Work, qtbot: QtBot, tmp_path: Path
) -> None:
    old = [COLUMNS[0], COLUMNS[1], COLUMNS[3]]
    table = make_table(work, qtbot, tmp_path, old)
    table.columns.move(2, -1)  # 编号 承办 诉求
    table.columns.write_now()
    assert titles(make_table(work, qtbot, tmp_path)) == ["编号", "承办", "诉求", "类别"]


def test_what_left_for_want_of_room_is_said_in_the_menu(work: Work, qtbot: QtBot, tmp_path: Path) -> None:
    table = make_table(work, qtbot, tmp_path)
    table.resize(380, 400)
    QApplication.processEvents()
    table._open_table_menu(-1, QPoint(0, 0))
    [menu] = [each for each in table.findChildren(QMenu) if each.isVisible()]
    assert "✓ 类别（地方不够，暂时收起）" in [entry.text() for entry in menu.actions()]
    menu.close()


def test_the_menu_sorts_moves_and_leaves_out(work: Work, qtbot: QtBot, tmp_path: Path) -> None:
    table = make_table(work, qtbot, tmp_path)

    def trigger(words: str) -> None:
        table._open_table_menu(0, QPoint(0, 0))
        [menu] = [each for each in table.findChildren(QMenu) if each.isVisible()]
        [entry] = [each for each in menu.actions() if each.text().partition("\t")[0] == words]
        entry.trigger()
        menu.close()

    trigger("按“编号”从大到小排")
    assert table.model.row_at(0).id == 2
    trigger("“编号”列右移")
    assert titles(table)[:2] == ["诉求", "编号"]
    trigger("✓ 类别")
    assert "类别" not in titles(table)


def test_the_menu_button_in_the_head_opens_by_keyboard(work: Work, qtbot: QtBot, tmp_path: Path) -> None:
    table = make_table(work, qtbot, tmp_path)
    button = table.view.horizontalHeader().button  # type: ignore[attr-defined]
    assert button.accessibleName()
    qtbot.keyClick(button, Qt.Key.Key_Return)
    [menu] = [each for each in table.findChildren(QMenu) if each.isVisible()]
    menu.close()


@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        "x",
        [],
        {"order": 3, "left_out": "x", "widths": {"编号": "breit"}, "sort": 1},
        {"widths": {"a": -5}},
    ],
)
def test_a_spoilt_memory_is_as_if_nothing_was_remembered(value: object) -> None:
    assert read_habit(value) == Habit()


def test_a_habit_comes_back_as_it_was_kept() -> None:
    habit = Habit(("b", "a"), frozenset({"c"}), {"a": 90}, "b", descending=True)
    assert read_habit(habit_value(habit)) == habit


@pytest.mark.parametrize("room", [260, 300, 420, 777, 2000])
@pytest.mark.parametrize("wish", [20, 90, 400, 5000])
def test_widths_fill_the_room_exactly_and_never_starve_the_main_column(
    qapp: QApplication, room: int, wish: int
) -> None:
    columns = [
        Column("甲", "a", chars=4),
        Column("乙", "b", chars=8, grow=1),
        Column("丙", "c", kind=Kind.NUMBER),
    ]
    shared = share_room(room, columns, [60, 120, 80], {"甲": wish, "丙": wish})
    assert sum(shared) == room
    assert shared[1] >= 120
    assert all(width > 0 for width in shared)
