"""Several rows at once: chosen with keys, counted, copied and exported as they are seen; typing and input methods."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from deputy_station.core.errors import Cancelled
from deputy_station.core.progress import silent_progress
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.chips import Filter, FilterBar, SearchLine
from deputy_station.widgets.clipboard_cells import Block, read_block, read_html_table
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.style import dress, scale
from deputy_station.widgets.table import Table
from deputy_station.widgets.table_choice import MOST_CHOSEN
from deputy_station.widgets.table_model import KEPT_PAGES, PAGE, Column, Kind
from deputy_station.widgets.table_out import Seen, TooManyRows, write_seen
from deputy_station.widgets.work import Work
from tests.widgets.fake_database import FakeDatabase

TODAY = date(2026, 11, 20)


@dataclass(frozen=True)
class Row:
    id: int
    name: str = "张三"
    phone: str = "138****0001"
    points: int = 3
    due: date | None = TODAY
    number: str = "测速-2026-0001"


COLUMNS = [
    Column("编号", lambda row: row.number[-4:], chars=4, out="number"),
    Column("姓名", "name", chars=6, grow=1),
    Column("电话", "phone", chars=7),
    Column("分", "points", chars=3, kind=Kind.NUMBER),
    Column("期限", "due", chars=5, kind=Kind.DATE),
    Column("状态", lambda _row: Pill("办理中", Tone.INFO), chars=4, kind=Kind.PILL),
]


class Ledger:
    """A provider of many rows that notes what it was asked; `after` goes on from a row."""

    def __init__(self, total: int) -> None:
        self.ids = list(range(total))
        self.asked: list[tuple[str, int, int]] = []

    def fetch(
        self, session: str, *, offset: int = 0, limit: int = 100, after: Row | None = None, **_order: Any
    ) -> list[Row]:
        start = offset if after is None else self.ids.index(after.id) + 1 + offset
        self.asked.append(("offset" if after is None else "after", start, limit))
        return [Row(number) for number in self.ids[start : start + limit]]

    def count(self, session: str, **_values: Any) -> int:
        return len(self.ids)


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
    made = Table(work, COLUMNS, today=lambda: TODAY, multiple=True, unit="件")
    qtbot.addWidget(made)
    made.resize(860, 480)
    made.show()
    made.activateWindow()
    return made


def settle(work: Work) -> None:
    for _ in range(3):
        work.wait(5)
        QApplication.processEvents()


def ids(table: Table) -> list[int]:
    return [row.id for row in table.rows]


# ---------------------------------------------------------------------- choosing


def test_several_rows_are_chosen_with_shift_and_control_and_let_go_with_escape(
    table: Table, qtbot: QtBot
) -> None:
    table.show_rows([Row(number) for number in range(1, 8)])
    table.choose_first()
    qtbot.keyClick(table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(table.view, Qt.Key.Key_Space)
    assert ids(table) == [1, 2, 4]
    assert table.selected_line.isVisible()
    assert table.selected_line.words.whole == "已选 3 件"
    qtbot.keyClick(table.view, Qt.Key.Key_Escape)
    assert ids(table) == [4]
    assert not table.selected_line.isVisible()


def test_rows_stay_chosen_when_the_list_is_read_again_and_they_have_moved(table: Table, qtbot: QtBot) -> None:
    table.show_rows([Row(1), Row(2), Row(3)])
    table.choose_first()
    qtbot.keyClick(table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    table.show_rows([Row(3), Row(2), Row(9), Row(1)])
    assert ids(table) == [2, 1]
    assert sorted(index.row() for index in table.view.selectionModel().selectedRows()) == [1, 3]


def test_rows_chosen_are_let_go_when_another_list_is_shown(work: Work, table: Table, qtbot: QtBot) -> None:
    ledger = Ledger(50)
    table.load(ledger.fetch, ledger.count, state="open")
    settle(work)
    table.choose_first()
    qtbot.keyClick(table.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert table.choice.count == 50
    table.load(ledger.fetch, ledger.count, state="overdue")
    settle(work)
    assert table.choice.count <= 1


def test_all_rows_of_a_long_list_are_chosen_though_most_are_not_here(
    work: Work, table: Table, qtbot: QtBot
) -> None:
    ledger = Ledger(1500)
    table.load(ledger.fetch, ledger.count)
    settle(work)
    seen: list[list[int]] = []
    qtbot.keyClick(table.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    table.choice.when_here(lambda rows: seen.append([row.id for row in rows]))
    assert seen == []  # they are on their way
    settle(work)
    assert seen == [list(range(1500))]


def test_no_more_rows_are_chosen_than_anybody_could_have_meant(
    work: Work, table: Table, qtbot: QtBot
) -> None:
    ledger = Ledger(300_000)
    table.load(ledger.fetch, ledger.count)
    settle(work)
    qtbot.keyClick(table.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    settle(work)
    assert table.choice.count == MOST_CHOSEN
    assert table.selected_line.words.whole == "一次最多选 2000 件"
    assert ids(table) == list(range(MOST_CHOSEN))


def test_the_page_offers_what_can_be_done_with_the_rows_chosen(table: Table, qtbot: QtBot) -> None:
    urged: list[list[int]] = []
    table.selection_actions = lambda rows: [Action("催办", lambda: urged.append([row.id for row in rows]))]
    table.show_rows([Row(1), Row(2), Row(3)])
    table.choose_first()
    qtbot.keyClick(table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    table.selected_line.action_row.button("催办").click()
    assert urged == [[1, 2]]


def test_the_end_of_a_long_list_is_chosen_when_it_has_come(work: Work, table: Table, qtbot: QtBot) -> None:
    ledger = Ledger(100_000)
    table.load(ledger.fetch, ledger.count)
    settle(work)
    table.choose_first()
    chosen: list[Row] = []
    table.chosen.connect(chosen.append)
    qtbot.keyClick(table.view, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: bool(chosen))
    assert [row.id for row in chosen] == [99_999]
    assert table.view.currentIndex().row() == 99_999


# ---------------------------------------------------------------------- long lists


def test_a_page_after_one_that_is_here_is_asked_for_by_its_last_row(
    work: Work, table: Table, qtbot: QtBot
) -> None:
    ledger = Ledger(5_000)
    table.load(ledger.fetch, ledger.count)
    settle(work)
    table.view.verticalScrollBar().setValue(PAGE * 40)
    qtbot.waitUntil(lambda: table.model.row_at(PAGE) is not None)
    assert ledger.asked[-1] == ("after", PAGE, PAGE)
    assert table.model.row_at(PAGE) == Row(PAGE)


def test_a_jump_goes_on_from_the_nearest_row_known(work: Work, table: Table, qtbot: QtBot) -> None:
    ledger = Ledger(50_000)
    table.load(ledger.fetch, ledger.count)
    settle(work)
    for place in (20_000, 30_000):
        table.view.verticalScrollBar().setValue(place * 40)
        qtbot.waitUntil(lambda place=place: table.model.row_at(place) is not None)  # type: ignore[misc]
        assert table.model.row_at(place) == Row(place)
    assert [asked[:2] for asked in ledger.asked[-1:]] == [("after", 30_000)]


def test_pages_far_from_what_is_seen_are_forgotten(work: Work, table: Table) -> None:
    ledger = Ledger(100_000)
    table.load(ledger.fetch, ledger.count)
    settle(work)
    for page in range(0, 200, 2):
        table.view.verticalScrollBar().setValue(page * PAGE * 40)
        table.source.ask_missing()
        settle(work)
    assert table.model.held <= KEPT_PAGES * PAGE
    assert table.model.row_at(198 * PAGE) == Row(198 * PAGE)
    assert table.model.row_at(0) is None


def test_the_list_stays_where_it_was_when_rows_come_in_above(work: Work, table: Table) -> None:
    ledger = Ledger(500)
    table.load(ledger.fetch, ledger.count)
    settle(work)
    table.view.verticalScrollBar().setValue(40 * 40 + 7)
    ledger.ids.insert(0, 9_999)
    table.reload()
    settle(work)
    assert table.view.verticalScrollBar().value() == 41 * 40 + 7
    assert table.model.row_at(41) == Row(40)


# ---------------------------------------------------------------------- out


def test_chosen_rows_are_copied_as_cells_in_the_order_seen(table: Table, qtbot: QtBot) -> None:
    said: list[str] = []
    table.said.connect(said.append)
    table.show_rows([Row(1, name="=张三"), Row(2, name="李四", due=None), Row(3)])
    table.columns.move(1, -1)
    table.columns.choose(COLUMNS[5], shown=False)
    table.choose_first()
    qtbot.keyClick(table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    expected = [
        ["姓名", "编号", "电话", "分", "期限"],
        ["=张三", "测速-2026-0001", "138****0001", "3", "2026-11-20"],
        ["李四", "测速-2026-0001", "138****0001", "3", ""],
    ]
    mime = QGuiApplication.clipboard().mimeData()
    assert read_block(mime) == expected
    assert read_html_table(mime.html()) == expected
    assert "'=张三\t" in mime.text()
    assert said == ["已复制 2 件，可以粘贴到表格里"]


def test_cells_are_pasted_only_where_the_page_takes_them(table: Table, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("张三\t138\n李四\t139\n")
    table.show_rows([Row(1)])
    qtbot.keyClick(table.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    taken: list[Block] = []
    table.paste = taken.append
    qtbot.keyClick(table.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert taken == [[["张三", "138"], ["李四", "139"]]]


def test_what_is_seen_is_written_whole_though_only_a_page_was_here(
    work: Work, table: Table, tmp_path: Path
) -> None:
    ledger = Ledger(2_345)
    table.load(ledger.fetch, ledger.count)
    settle(work)
    exported: list[Seen] = []
    table.export = exported.append
    table.columns.choose(COLUMNS[5], shown=False)
    table.export_seen()
    out = tmp_path / "诉求.xlsx"
    told: list[tuple[int, int, str]] = []
    write_seen(
        FakeDatabase(),
        lambda *report: told.append(report),
        out=out,
        seen=exported[0],
        name="群众诉求",
        heading="群众诉求，已超期",
    )
    [above, titles, *rows] = CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()
    assert above[0] == "群众诉求，已超期，共 2345 行"
    assert titles == ["编号", "姓名", "电话", "分", "期限"]
    assert len(rows) == 2_345
    assert rows[-1] == ["测速-2026-0001", "张三", "138****0001", 3, TODAY]
    assert told[-1] == (2_345, 2_345, "行")


def test_the_chosen_rows_alone_are_written(work: Work, table: Table, qtbot: QtBot) -> None:
    ledger = Ledger(500)
    table.load(ledger.fetch, ledger.count)
    settle(work)
    exported: list[Seen] = []
    table.export = exported.append
    table.choose_first()
    qtbot.keyClick(table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    table.selected_line.action_row.button("导出所选").click()
    [seen] = exported
    assert (seen.rows, seen.part) == ([Row(0), Row(1)], True)


def test_an_export_that_is_stopped_leaves_no_file(tmp_path: Path) -> None:
    def stop(done: int, total: int, unit: str) -> None:
        if done:
            raise Cancelled

    out = tmp_path / "x.xlsx"
    rows = [Row(number) for number in range(500)]
    with pytest.raises(Cancelled):
        write_seen(FakeDatabase(), stop, out=out, seen=Seen(COLUMNS, rows=rows), name="表", heading="表")
    assert list(tmp_path.iterdir()) == []


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path: Path) -> None:
    seen = Seen(COLUMNS, fetch=Ledger(1).fetch, count=lambda _session: 1_000_001, values={})
    with pytest.raises(TooManyRows, match="1,000,001 行"):
        write_seen(
            FakeDatabase(), silent_progress, out=tmp_path / "x.xlsx", seen=seen, name="表", heading="表"
        )


# ---------------------------------------------------------------------- typing


@pytest.mark.parametrize(
    ("typed", "found"), [("李", 2), ("ls", 2), ("lisi", 2), ("zhao", 3), ("0003", 3), ("9", None)]
)
def test_typing_goes_to_the_row_also_in_pinyin(table: Table, typed: str, found: int | None) -> None:
    numbers = {1: "甲-2026-0001", 2: "甲-2026-0002", 3: "甲-2026-0003"}
    names = {1: "张三", 2: "李四", 3: "赵六"}
    table.show_rows([Row(one, name=names[one], number=numbers[one], phone="") for one in numbers])
    for sign in typed:
        table.look_up(sign)
    assert table.chosen_id == found


def test_a_word_composed_on_the_list_is_handed_on_whole(table: Table) -> None:
    table.show_rows([Row(1)])
    table.view.setFocus()
    typed: list[str] = []
    table.typed.connect(typed.append)
    assert table.view.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    assert table.view.inputMethodQuery(Qt.InputMethodQuery.ImEnabled) is True
    QApplication.sendEvent(table.view, QInputMethodEvent("zhang", []))
    assert typed == []
    done = QInputMethodEvent("", [])
    done.setCommitString("张")
    QApplication.sendEvent(table.view, done)
    assert typed == ["张"]


def test_nothing_is_searched_while_a_word_is_being_composed(qtbot: QtBot, qapp: QApplication) -> None:
    line = SearchLine("姓名")
    qtbot.addWidget(line)
    line.show()
    searched: list[str] = []
    line.searched.connect(searched.append)
    line.setText("李")  # the pause after typing begins
    QApplication.sendEvent(line, QInputMethodEvent("si", []))
    line._timer.timeout.emit()
    assert searched == []
    done = QInputMethodEvent("", [])
    done.setCommitString("四")
    QApplication.sendEvent(line, done)
    line._timer.timeout.emit()
    assert [text for text in searched if text] == ["李四"]


# ---------------------------------------------------------------------- spoken


def test_a_cell_is_spoken_with_its_column_and_emptiness_in_words(table: Table) -> None:
    table.show_rows([Row(1, due=None)])
    model, role = table.model, Qt.ItemDataRole.AccessibleTextRole
    assert model.index(0, 5).data(role) == "状态：办理中"
    assert model.index(0, 4).data(role) == "期限：空"


def test_a_chip_says_its_word_its_number_and_whether_it_is_chosen(qtbot: QtBot) -> None:
    bar = FilterBar(unit="件")
    qtbot.addWidget(bar)
    bar.set_filters([Filter("", "全部"), Filter("overdue", "已超期", 12)])
    assert bar.chip("").accessibleName() == "全部，已选"
    bar.choose("overdue")
    assert bar.chip("overdue").accessibleName() == "已超期，12 件，已选"
    assert bar.chip("").accessibleName() == "全部"
    assert bar.narrowed == ["已超期"]


def test_the_row_menu_offers_copying_and_columns_by_keyboard(table: Table, qtbot: QtBot) -> None:
    table.show_rows([Row(1), Row(2)])
    table.choose_first()
    table.view.menu_wanted.emit(table.view.mapToGlobal(table.view.rect().center()))
    words = [action.text().partition("\t")[0] for action in table.findChildren(QAction)]
    assert {"复制", "全选", "列", "列恢复原样"} <= set(words)
    for menu in QApplication.topLevelWidgets():
        if menu.inherits("QMenu"):
            menu.close()
