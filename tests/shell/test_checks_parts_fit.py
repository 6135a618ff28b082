"""The parts of the page 积分核对 behind its chips: walked like the pages, each with its dialogs, at every size."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from deputy_station.features.points.service.library import adopt_scheme
from deputy_station.shell.window import Window
from deputy_station.widgets.style import dress
from tests.shell.station_window import settle, station_window
from tests.shell.test_every_control_is_named_and_reached import complaints_about
from tests.shell.walking import (
    Walk,
    believe_in_the_screen,
    each_size,
    each_size_of_dialogs,
    resize,
    screen,
)
from tests.widgets.clipping import find_clipped

MARKED = "s08_mati_2018"
"""A shipped scheme with an item that two raters mark."""


@pytest.fixture
def window(
    qapp: QApplication, demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    qapp.setStyle("fusion")
    dress(qapp)
    believe_in_the_screen(monkeypatch.setattr)
    shutil.copytree(demo_folder, tmp_path / "station")
    with station_window(tmp_path / "station", tmp_path / "settings") as opened:
        resize(opened, 1366, 768)
        opened.work.change(adopt_scheme, key=MARKED, year=2026, answers={}, version=None)
        settle(opened)
        yield opened


@pytest.mark.parametrize("chip", ["marks", "objections", "closing"])
def test_nothing_of_a_part_and_its_dialogs_is_cut_off_or_unnamed(window: Window, chip: str) -> None:
    window.go("checks", view=chip)
    settle(window)
    complaints = [f"{size}: {sentence}" for size in each_size(window) for sentence in find_clipped(window)]
    complaints += complaints_about(window)

    def look(name: str, dialog: QWidget, new: bool) -> None:
        for size in each_size_of_dialogs(window, new=new):
            complaints.extend(f"{name}: {size}: {sentence}" for sentence in find_clipped(dialog))
            if not screen.contains(dialog.frameGeometry()):
                complaints.append(f"{name}: {size}: it is not whole on the screen")
        if new:
            complaints.extend(f"{name}: {sentence}" for sentence in complaints_about(dialog))

    walk = Walk(window, "checks", look)
    walk.walk()
    assert not complaints, "\n".join(complaints)
    assert walk.seen
