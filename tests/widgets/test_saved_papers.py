"""After a paper is saved: the bottom line names it and opens it; when it cannot be opened, where it lies is said."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.core.settings import Settings
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.page import Page, PageContext
from deputy_station.widgets.work import Work
from tests.widgets.fake_database import FakeDatabase


class System:
    """The programs of the system: what they were asked to open."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.has_program = True

    def open_url(self, url: QUrl) -> bool:
        self.asked.append(url.toLocalFile())
        return self.has_program


class Bottom:
    """The bottom line."""

    def __init__(self) -> None:
        self.sentence = ""
        self.open_made: Callable[[], object] | None = None

    def __call__(
        self,
        sentence: str,
        undo: Callable[[], object] | None = None,
        open_made: Callable[[], object] | None = None,
    ) -> None:
        assert undo is None
        self.sentence, self.open_made = sentence, open_made

    def press_open(self) -> None:
        assert self.open_made is not None
        self.open_made()


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> System:
    made = System()
    monkeypatch.setattr(QDesktopServices, "openUrl", made.open_url)
    return made


@pytest.fixture
def bottom() -> Bottom:
    return Bottom()


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path, bottom: Bottom, clock: Clock) -> Iterator[Page]:
    work = Work(FakeDatabase())
    settings = Settings(tmp_path / "settings")
    settings.set("open_after_save", False)
    made = Page(PageContext(work, settings, clock, go=lambda page, **filters: None, say_done=bottom))
    qtbot.addWidget(made)
    made.show()
    yield made
    for dialog in dialogs():
        dialog.close()
    work.close()


def write(database: object, progress: object, *, out: Path) -> None:
    out.write_text("签到", encoding="utf-8")


def dialogs() -> list[Dialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, Dialog) and one.isVisible()]


def words(holder: QWidget) -> list[str]:
    # Long words may be broken anywhere, by a mark that takes no room.
    return [label.text().replace("\u200b", "") for label in holder.findChildren(QLabel)]


def test_the_bottom_line_names_the_paper_and_opens_it(
    page: Page, bottom: Bottom, system: System, tmp_path: Path
) -> None:
    page.make_paper(tmp_path / "签到表.pdf", write)
    page.work.wait(5)
    assert bottom.sentence == "已存好“签到表.pdf”"
    assert system.asked == []
    bottom.press_open()
    assert system.asked == [str(tmp_path / "签到表.pdf")]
    assert dialogs() == []


def test_without_a_program_for_it_a_message_says_where_it_lies(
    page: Page, bottom: Bottom, system: System, tmp_path: Path
) -> None:
    system.has_program = False
    page.make_paper(tmp_path / "台账.xlsx", write)
    page.work.wait(5)
    bottom.press_open()
    [dialog] = dialogs()
    assert f"已存到“{tmp_path / '台账.xlsx'}”，但这台电脑没有能打开它的程序。" in words(dialog)


def test_a_paper_that_was_moved_away_is_not_blamed_on_the_programs(
    page: Page, bottom: Bottom, system: System, tmp_path: Path
) -> None:
    page.make_paper(tmp_path / "台账.xlsx", write)
    page.work.wait(5)
    (tmp_path / "台账.xlsx").unlink()
    bottom.press_open()
    [dialog] = dialogs()
    assert f"“台账.xlsx”已经不在“{tmp_path}”，可能改了名或移走了。" in words(dialog)
    assert system.asked == []


def test_what_is_to_be_opened_at_once_and_cannot_is_said_on_the_page(
    page: Page, bottom: Bottom, system: System, tmp_path: Path
) -> None:
    page.context.settings.set("open_after_save", True)
    system.has_program = False
    page.make_paper(tmp_path / "签到表.pdf", write)
    page.work.wait(5)
    assert system.asked == [str(tmp_path / "签到表.pdf")]
    assert f"已存到“{tmp_path / '签到表.pdf'}”，但这台电脑没有能打开它的程序。" in words(page.notice)
    assert bottom.open_made is not None


def test_where_papers_cannot_be_looked_at_the_page_says_so_and_no_dialog_is_left(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    page.print_paper("打印办理单", "诉求办理单", lambda *_given, **_values: None, kind="demand_record")
    assert "所在的位置不是文件夹。请换一个文件夹。" in page.notice.sentence
    assert page.window().findChildren(Dialog) == []
