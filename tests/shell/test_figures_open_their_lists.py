"""On the demo station: pressing a figure of Today opens a list with exactly as many rows."""

import re
import shutil
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station.features.today.page import TodayPage
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.style import dress
from tests.shell.station_window import settle, station_window


def test_a_figure_and_its_list_agree(
    qapp: QApplication, qtbot: QtBot, demo_folder: Path, tmp_path: Path
) -> None:
    qapp.setStyle("fusion")
    dress(qapp)
    station = tmp_path / "station"
    shutil.copytree(demo_folder, station)
    with station_window(station, tmp_path / "settings") as window:
        settle(window)
        today = window.pages["today"]
        assert isinstance(today, TodayPage)
        for card in (today.overdue, today.soon, today.follow_up):
            window.go("today")
            settle(window)
            qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
            settle(window)
            assert window.open_key == "demands"
            page = window.pages["demands"]
            assert isinstance(page, ListDetailPage)
            assert str(page.table.total) == card.figure
            assert page.filters.chip(page.filters.chosen).words.endswith(card.figure)
        window.go("today")
        settle(window)
        due = re.search(r"应办 (\d+)$", today.rate.accessibleName())
        assert due is not None
        qtbot.mouseClick(today.rate, Qt.MouseButton.LeftButton)
        settle(window)
        page = window.pages["demands"]
        assert isinstance(page, ListDetailPage)
        assert page.table.total == int(due[1])
