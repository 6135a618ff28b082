"""Files dropped anywhere on the window, and files a scanner writes into the watched folder."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from deputy_station.shell.window import Window
from tests.shell.station_window import station_window


@pytest.fixture
def window(qapp: QApplication, demo_folder: Path, tmp_path: Path) -> Iterator[Window]:
    assert qapp
    shutil.copytree(demo_folder, tmp_path / "station")
    with station_window(tmp_path / "station", tmp_path / "settings") as made:
        yield made


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    """A page without any code: read and kept as 未收."""
    Image.new("L", (1240, 1754), 255).save(tmp_path / "白纸.png")
    return tmp_path / "白纸.png"


def settle(window: Window) -> None:
    assert window.work is not None
    for _ in range(6):
        assert window.work.wait()
        QApplication.processEvents()


def drag(window: Window, *urls: QUrl) -> tuple[bool, bool]:
    """Drag over and drop on the navigation, which takes no files itself; whether each was accepted."""
    mime = QMimeData()
    mime.setUrls(list(urls))
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(40, 300), copy, mime, left, none)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    drop = QDropEvent(QPointF(40, 300), copy, mime, left, none)
    drop.ignore()
    QApplication.sendEvent(window, drop)
    return enter.isAccepted(), drop.isAccepted()


OF_THE_DEMO = {"签到表.jpg", "便条.jpg"}


def files_listed(window: Window) -> list[str]:
    """What came in this test, on top of the paper that came back to the demo station."""
    model = window.pages["scans"].table.model  # type: ignore[attr-defined]
    files = [model.row_at(place).file for place in range(model.rowCount())]
    return [each for each in files if each not in OF_THE_DEMO]


def test_a_file_dropped_on_any_page_is_taken_by_the_page_of_returned_papers(
    window: Window, blank: Path
) -> None:
    window.go("demands")
    settle(window)
    assert drag(window, QUrl.fromLocalFile(str(blank))) == (True, True)
    settle(window)
    assert window.open_key == "scans"
    assert files_listed(window) == ["白纸.png"]
    assert window.bottom.sentence.endswith("收回纸表：未收 1 页")


def test_a_link_from_a_browser_is_not_taken(window: Window) -> None:
    assert drag(window, QUrl("https://example.org/a.png")) == (False, False)
    assert window.open_key == "today"


def test_a_scan_in_the_watched_folder_is_taken_once_it_stands_still(
    window: Window, blank: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "扫描仪"
    folder.mkdir()
    window.settings.set("watch_folder", str(folder))
    watch = window.folder_watch
    assert watch is not None

    def look() -> list[str]:
        watch.look()
        settle(window)
        window.go("scans")
        settle(window)
        return files_listed(window)

    whole = blank.read_bytes()
    (folder / "1.png").write_bytes(whole[:900])
    assert look() == []
    (folder / "1.png").write_bytes(whole)  # still growing between two looks
    assert look() == []
    assert look() == ["1.png"]
    (folder / "副本.png").write_bytes(whole)  # the same file under another name
    assert look() == look() == look() == ["1.png"]
    assert sorted(path.name for path in folder.iterdir()) == ["1.png", "副本.png"]


def test_a_watched_folder_that_is_gone_is_said_once(window: Window, tmp_path: Path) -> None:
    window.settings.set("watch_folder", str(tmp_path / "没有"))
    assert window.folder_watch is not None
    window.folder_watch.look()
    settle(window)
    assert "找不到" in window.bottom.sentence
    window.say_done("别的事")
    window.folder_watch.look()
    settle(window)
    assert window.bottom.sentence.endswith("别的事")
