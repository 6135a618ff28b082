"""On the demo station: pressing a figure of Today opens a list with exactly as many rows."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station.features.today.page import TodayPage
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.style import dress
from tests.shell.station_window import make_demo_file, settle, station_window


@pytest.mark.parametrize("name", ["overdue", "soon", "follow_up"])
def test_a_figure_and_its_list_agree(qapp: QApplication, qtbot: QtBot, tmp_path: Path, name: str) -> None:
    qapp.setStyle("fusion")
    dress(qapp)
    make_demo_file(tmp_path, demands=80)
    with station_window(tmp_path, tmp_path / "settings") as window:
        settle(window)
        today = window.pages["today"]
        assert isinstance(today, TodayPage)
        card = getattr(today, name)
        figure = card.figure
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
        settle(window)
        assert window.open_key == "demands"
        page = window.pages["demands"]
        assert isinstance(page, ListDetailPage)
        assert str(page.table.total) == figure
        assert page.filters.chip(page.filters.chosen).words.endswith(figure)
