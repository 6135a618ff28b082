"""The calendar of every day field marks the rest days the station itself declared."""

import shutil
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QApplication

from deputy_station.features.reception.service.calendar import set_calendar_day
from deputy_station.widgets.calendar import rest_days
from deputy_station.widgets.work import Work
from tests.shell.station_window import settle, station_window

FRIDAY = date(2026, 11, 27)


def test_a_day_the_station_declares_free_is_marked_at_once(
    qapp: QApplication, demo_folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(demo_folder, tmp_path / "station")
    with station_window(tmp_path / "station", tmp_path / "settings") as window:
        settle(window)
        assert rest_days.mark(FRIDAY) == ""
        work: Work | None = window.work
        assert work is not None
        work.change(set_calendar_day, then=lambda _row: None, on=FRIDAY, works=False, name="镇庆")
        settle(window)
        assert (rest_days.mark(FRIDAY), rest_days.name(FRIDAY)) == ("休", "镇庆")
