"""Restoring a backup in the window: looked into first, the present data kept, the window goes on with the backup."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from deputy_station import app
from deputy_station.core import paths
from deputy_station.core.clock import Clock
from deputy_station.core.progress import silent_progress
from deputy_station.core.settings import Settings
from deputy_station.features.deputies.service import frame
from deputy_station.features.deputies.service.frame import list_stations
from deputy_station.shell import restore
from deputy_station.shell.window import Window
from deputy_station.store.backup import back_up
from deputy_station.store.database import Database
from deputy_station.widgets import files
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.style import dress
from deputy_station.widgets.work import Work
from tests.shell.station_window import MORNING, settle


class Desk:
    """A station with a backup of the day before it was renamed; `window` on it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.backup = folder, folder / "stick" / "备份.db"
        self.backup.parent.mkdir()
        self.opened: list[Any] = []
        database = self.open(None)
        with database.transaction() as session:
            app.found_station(session, **FOUNDED)
        back_up(database, self.backup)
        with database.transaction() as session:
            change_station(session, name="改名以后的站")
        database.close()
        self.settings = Settings(paths.settings_folder())
        self.window = app.make_window(self.settings, Clock.fixed(MORNING), self.open_work)

    @property
    def live(self) -> Path:
        return paths.data_folder() / "station.db"

    def open(self, where: str | None) -> Database:
        database = Database.open(where, clock=Clock.fixed(MORNING), actor="周敏")
        self.opened.append(database)
        return database

    def open_work(self, where: str | None) -> Work:
        work = Work(lambda: self.open(where))
        self.opened.append(work)
        return work

    def begin(self) -> None:
        self.window.show()
        self.window.begin(self.open_work(None))
        settle(self.window)

    def station(self) -> str:
        return self.window.frame.station


def change_station(session: Any, **changes: str) -> None:
    station = list_stations(session)[0]
    kept = {
        name: getattr(station, name) for name in ("name", "code", "township", "district", "address", "phone")
    }
    frame.edit_station(session, station_id=station.id, version=station.version, **{**kept, **changes})


FOUNDED: dict[str, Any] = {
    "station": "青禾镇人大代表之家",
    "code": "青禾",
    "township": "青禾镇",
    "district": "禾城区",
    "term": "第十二届",
    "starts_on": MORNING.date().replace(month=1),
    "ends_on": MORNING.date().replace(year=2030),
    "user": "周敏",
}


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    qapp.setStyle("fusion")
    dress(qapp)
    monkeypatch.setattr(paths, "data_folder", lambda: tmp_path / "data")
    monkeypatch.setattr(paths, "settings_folder", lambda: tmp_path / "settings")
    made = Desk(tmp_path)
    monkeypatch.setattr(files, "ask_open_path", lambda *asked: made.backup)
    yield made
    if made.window.work is not None:
        settle(made.window)
    made.window.close()
    made.window.deleteLater()
    for each in reversed(made.opened):
        each.close()


def open_dialog() -> Dialog:
    [dialog] = [
        each for each in QApplication.topLevelWidgets() if isinstance(each, Dialog) and each.isVisible()
    ]
    return dialog


def words_in(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_a_backup_is_looked_into_restored_and_the_window_goes_on_with_it(desk: Desk) -> None:
    desk.begin()
    assert desk.station() == "改名以后的站"
    desk.window.go("settings")
    settle(desk.window)
    page: Any = desk.window.pages["settings"]
    page.backup_actions.button("从备份恢复").click()
    settle(desk.window)
    dialog = open_dialog()
    words = words_in(dialog)
    assert "青禾镇人大代表之家" in words
    assert "备份以后做的 1 步会退回去。" in words
    assert "0 条，和现在一样" in words
    dialog.action_row.button("恢复这份备份").click()
    settle(desk.window)
    assert desk.station() == "青禾镇人大代表之家"
    assert desk.window.open_key == "today"
    assert desk.window.bottom.sentence.startswith("已从备份恢复，原来的数据另存在“station-恢复前-")
    [kept] = desk.live.parent.glob("station-恢复前-*.db")
    before = desk.open(str(kept))
    with before.reading() as session:
        assert [row.name for row in list_stations(session)] == ["改名以后的站"]


def test_keeping_the_present_data_changes_nothing(desk: Desk) -> None:
    desk.begin()
    desk.window.go("settings")
    settle(desk.window)
    page: Any = desk.window.pages["settings"]
    page.backup_actions.button("从备份恢复").click()
    settle(desk.window)
    open_dialog().action_row.button("保留现在的").click()
    settle(desk.window)
    assert list(desk.live.parent.glob("*恢复前*")) == []
    assert desk.station() == "改名以后的站"


def test_checking_a_backup_says_what_it_holds_and_restores_nothing(desk: Desk) -> None:
    desk.begin()
    desk.window.go("settings")
    settle(desk.window)
    page: Any = desk.window.pages["settings"]
    page.backup_actions.button("核对备份").click()
    settle(desk.window)
    dialog = open_dialog()
    assert dialog.windowTitle() == "这份备份可以用"
    assert [action.text for action in dialog.action_row.actions_shown] == ["知道了"]
    dialog.reject()
    assert desk.window.bottom.sentence == "“备份.db”核对过，可以用来恢复"
    assert [each.name for each in desk.backup.parent.iterdir()] == ["备份.db"]


def test_a_damaged_backup_is_refused_on_the_page(desk: Desk) -> None:
    whole = desk.backup.read_bytes()
    half = len(whole) // 2
    desk.backup.write_bytes(whole[:half] + bytes(4096) + whole[half + 4096 :])
    desk.begin()
    desk.window.go("settings")
    settle(desk.window)
    page: Any = desk.window.pages["settings"]
    page.backup_actions.button("从备份恢复").click()
    settle(desk.window)
    dialog = open_dialog()
    assert "没有通过检查" in words_in(dialog) or "已损坏" in words_in(dialog)
    dialog.reject()
    assert desk.station() == "改名以后的站"


def test_a_database_that_does_not_open_is_replaced_from_the_first_page(desk: Desk) -> None:
    desk.live.write_bytes(b"broken" * 4000)
    desk.begin()
    opening = desk.window._opening
    assert opening.isVisible()
    assert "不是本程序的数据库" in opening.words.text()
    opening.restore.click()
    [aside] = desk.window.findChildren(Work)
    aside.wait()
    dialog = open_dialog()
    assert "现在的数据打不开" in words_in(dialog)
    dialog.action_row.button("恢复这份备份").click()
    settle(desk.window)
    assert desk.station() == "青禾镇人大代表之家"
    assert list(desk.live.parent.glob("station-打不开-*.db")) != []


def test_what_would_be_lost_is_counted_by_kind(desk: Desk) -> None:
    database = desk.open(None)
    with database.transaction() as session:
        change_station(session, phone="0561-1234567")
    contents = restore.look_into(database, silent_progress, source=desk.backup)
    assert contents.station == "青禾镇人大代表之家"
    assert contents.steps_missing == 2
    first = contents.kinds[0]
    assert (first.word, first.kept, first.now, first.missing) == ("代表", 0, 0, 0)


@pytest.mark.parametrize(
    ("kept", "now", "missing", "words"),
    [
        (12, 12, 0, "12 条，和现在一样"),
        (12, 15, 3, "备份里 12 条，现在 15 条，会少 3 条"),
        (15, 12, 0, "备份里 15 条，现在 12 条"),
        (12, 12, 1, "备份里 12 条，现在 12 条，会少 1 条"),
        (12, None, None, "12 条"),
    ],
)
def test_a_kind_is_said_beside_what_there_is_now(
    kept: int, now: int | None, missing: int | None, words: str
) -> None:
    from deputy_station.store.contents import KindCount

    assert restore.count_words(KindCount("代表", kept, now, missing)) == words


def test_the_window_stays_usable_when_the_restore_fails(desk: Desk) -> None:
    desk.begin()
    desk.window.go("settings")
    settle(desk.window)
    page: Any = desk.window.pages["settings"]
    page.backup_actions.button("从备份恢复").click()
    settle(desk.window)
    shutil.rmtree(desk.backup.parent)  # the stick is pulled out
    open_dialog().action_row.button("恢复这份备份").click()
    settle(desk.window)
    open_dialog().reject()
    assert desk.station() == "改名以后的站"
    assert desk.window.bottom.sentence == "没有恢复，数据还是原来的"
    assert isinstance(desk.window, Window)
