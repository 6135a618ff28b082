"""Walks over every dialog the pages open, at every text size and window: nothing is cut off, all of it is on the screen,
and every control can be named and reached as those of the pages (test_every_control_is_named_and_reached)."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from deputy_station.menu import PAGES
from deputy_station.shell.window import Window
from deputy_station.widgets.style import dress
from tests.shell.station_window import settle, station_window
from tests.shell.test_every_control_is_named_and_reached import complaints_about
from tests.shell.walking import (
    Walk,
    believe_in_the_screen,
    come_to_rest,
    each_size_of_dialogs,
    open_dialogs,
    resize,
    screen,
)
from tests.widgets.clipping import find_clipped


@pytest.fixture
def window(
    qapp: QApplication, demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    qapp.setStyle("fusion")
    dress(qapp)
    believe_in_the_screen(monkeypatch.setattr)
    shutil.copytree(demo_folder, tmp_path / "station")  # some actions write at once
    with station_window(tmp_path / "station", tmp_path / "settings") as opened:
        resize(opened, 1366, 768)
        yield opened


@pytest.mark.parametrize("key", [entry.key for entry in PAGES])
def test_nothing_in_the_dialogs_of_the_page_is_cut_off_or_unnamed(window: Window, key: str) -> None:
    complaints: list[str] = []

    def look(name: str, dialog: QWidget, new: bool) -> None:
        for size in each_size_of_dialogs(window, new=new):
            complaints.extend(f"{name}: {size}: {sentence}" for sentence in find_clipped(dialog))
            if not screen.contains(dialog.frameGeometry()):
                complaints.append(
                    f"{name}: {size}: {dialog.frameGeometry().getRect()} is not whole on the screen"
                )
        if new:
            complaints.extend(f"{name}: {sentence}" for sentence in complaints_about(dialog))

    walk = Walk(window, key, look)
    walk.walk()
    assert not complaints, "\n".join(complaints)
    assert walk.slow == []


def test_the_sheet_of_keys_and_the_help_fit(window: Window) -> None:
    complaints: list[str] = []
    for key in ("today", "demands", "settings"):
        window.go(key)
        settle(window)
        window.commanding.show_keys()
        (sheet,) = open_dialogs(window)
        for size in each_size_of_dialogs(window, new=True):
            complaints += [f"{key}: {size}: {sentence}" for sentence in find_clipped(sheet)]
            if not screen.contains(sheet.frameGeometry()):
                complaints.append(f"{key}: {size}: the sheet is not whole on the screen")
        sheet.reject()
        settle(window)
    window.open_help()
    helping = window._help
    assert helping is not None
    for _size in each_size_of_dialogs(window, new=True):
        for show in (helping.show_contents, helping.show_news, lambda: window.open_help("demands")):
            show()
            come_to_rest()
            complaints += [f"help: {_size}: {sentence}" for sentence in find_clipped(helping)]
    helping.close()
    assert not complaints, "\n".join(complaints)
