"""Walks over every page of the menu at every text size and window: nothing is cut off, nothing scrolls sideways."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QMenu

from deputy_station.menu import PAGES
from deputy_station.shell.first_start import FirstStart
from deputy_station.shell.window import Window
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.style import dress
from deputy_station.widgets.table_menu import open_table_menu
from tests.shell.station_window import lent, settle, station_window
from tests.shell.walking import ALL_STEPS, each_size, one_row_of_each_state, screen
from tests.widgets.clipping import find_clipped

LONG_NAME = "青禾县人民代表大会常务委员会六合镇人大代表中心联络站（六合社区分站）"
LONG_REFUSAL = (
    "“青禾-2026-0431”已由周敏在 9:42 办结，不能再催办；要接着办，请先在详情里按“重办”，写明群众还有什么意见。"
)
LONG_DONE = "已登记诉求 青禾-2026-0431“六村通往镇中心小学的路灯有一半不亮”，交镇供电所，12月4日前答复"


@pytest.fixture(scope="module")
def one_window(
    qapp: QApplication, demo_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Window]:
    qapp.setStyle("fusion")
    dress(qapp)
    with station_window(demo_folder, tmp_path_factory.mktemp("settings")) as opened:
        yield opened


@pytest.fixture
def window(one_window: Window) -> Iterator[Window]:
    with lent(one_window) as opened:
        yield opened


@pytest.mark.parametrize("key", [entry.key for entry in PAGES])
def test_nothing_on_the_page_is_cut_off(window: Window, key: str) -> None:
    window.go(key)
    settle(window)
    page = window.pages[key]
    complaints: list[str] = []
    for size in each_size(window, ALL_STEPS):
        complaints += [f"{size}: {sentence}" for sentence in find_clipped(window)]
        complaints += [f"{size}: {sentence}" for sentence in _detail_complaints(window, key)]
        page.notice.refuse(LONG_REFUSAL)
        settle(window)
        complaints += [f"{size}, refused: {sentence}" for sentence in find_clipped(window)]
        if (window.width(), window.height()) != (screen.width(), screen.height()):
            complaints.append(f"{size}: the page forces the window to {window.width()}×{window.height()}")
        complaints += [f"{size}: {sentence}" for sentence in _primary_complaints(window, key)]
        page.notice.clear()
    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize("key", ["demands", "suggestions", "deputies", "activities"])
def test_a_row_of_each_state_fits_at_the_largest_text(window: Window, key: str) -> None:
    window.go(key)
    settle(window)
    page = window.pages[key]
    assert isinstance(page, ListDetailPage)
    complaints: list[str] = []
    for size in each_size(window, ((200, False),)):
        for row_id in one_row_of_each_state(page):
            page.open_row(row_id)
            settle(window)
            complaints += [f"{size}: row {row_id}: {sentence}" for sentence in find_clipped(window)]
        page.back_to_list()
    assert not complaints, "\n".join(complaints)


def test_a_long_station_and_a_long_sentence_below_give_way(
    qapp: QApplication, demo_folder: Path, tmp_path: Path
) -> None:
    qapp.setStyle("fusion")
    dress(qapp)
    with station_window(demo_folder, tmp_path) as window:
        window.frame = replace(window.frame, station=LONG_NAME, duty="今天由欧阳建国、司马玉兰两位代表接待")
        window._show_frame()
        window.say_done(LONG_DONE, lambda: None, lambda: None)
        complaints = [
            f"{size}: {sentence}" for size in each_size(window) for sentence in find_clipped(window)
        ]
    assert not complaints, "\n".join(complaints)


def test_the_first_start_fits(qapp: QApplication, tmp_path: Path) -> None:
    qapp.setStyle("fusion")
    dress(qapp)
    (tmp_path / "empty").mkdir()
    with station_window(tmp_path / "empty", tmp_path / "settings") as window:
        page = window.stack.currentWidget()
        assert isinstance(page, FirstStart)
        complaints = [
            f"{size}: {sentence}" for size in each_size(window) for sentence in find_clipped(window)
        ]
        assert not complaints, "\n".join(complaints)


def test_menus_and_the_list_of_the_search_box_fit_the_window(window: Window) -> None:
    complaints: list[str] = []
    window.go("demands")
    settle(window)
    page = window.pages["demands"]
    assert isinstance(page, ListDetailPage)
    for size in each_size(window):
        top = QMenu(window)
        window.commanding.fill_menu(top)
        top.popup(QPoint(0, 0))
        columns = open_table_menu(page.table, 1, QPoint(0, 0))
        for menu in (top, columns):
            for action in menu.actions():
                words = action.text().replace("\t", "　").replace("&&", "&")
                if menu.fontMetrics().horizontalAdvance(words) > menu.actionGeometry(action).width():
                    complaints.append(f"{size}: {action.text()!r} is cut in its menu")
            if menu.width() > window.width():
                complaints.append(f"{size}: the menu is wider than the window")
            menu.close()
        window.palette_line.setText("诉求")
        settle(window)
        answers = window.palette_line.answers
        if answers.isVisible() and not window.rect().contains(answers.geometry().translated(0, 0)):
            complaints.append(f"{size}: the list of the search box reaches beyond the window")
        window.palette_line.clear()
        settle(window)
    assert not complaints, "\n".join(complaints)


def _primary_complaints(window: Window, key: str) -> Iterator[str]:
    row = window.pages[key].action_row
    primary = [action for action in row.actions_shown if action.primary]
    if len(primary) > 1:
        yield "the page has several primary buttons"
    for action in primary:
        button = row.button(action.text)
        if not button.isVisible() or not window.rect().contains(
            button.rect().translated(button.mapTo(window, QPoint()))
        ):
            yield f"the primary button {action.text!r} is not in sight"


def _detail_complaints(window: Window, key: str) -> list[str]:
    page = window.pages[key]
    if not isinstance(page, ListDetailPage) or page.pair.beside:
        return []
    row = page.table.model.row_at(0)
    if row is None:
        return []
    page.open_row(row.id)
    settle(window)
    complaints = [f"detail: {sentence}" for sentence in find_clipped(window)]
    page.back_to_list()
    return complaints
