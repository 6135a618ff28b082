"""The help: every page of the menu has a page, every word it quotes is on the screen, no link is dead."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import CodeType

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

import deputy_station
from deputy_station import __version__
from deputy_station.core.paths import resources_folder
from deputy_station.core.remembered import Remembered
from deputy_station.menu import PAGES
from deputy_station.shell.help import (
    HelpMarkupWrong,
    Part,
    find_help,
    page_for,
    parse_help,
    read_help,
)
from deputy_station.shell.help_window import HelpWindow
from deputy_station.shell.whats_new import news_to_tell, put_away, read_news
from deputy_station.shell.window import Window
from deputy_station.widgets import dialogs
from deputy_station.widgets.labels import Link
from deputy_station.widgets.style import dress, scale
from tests.shell.station_window import settle, station_window
from tests.widgets.clipping import find_clipped

QUOTED = re.compile("“([^”]+)”")
PACKAGE = Path(deputy_station.__file__).parent


@pytest.fixture(scope="module")
def words_on_screen() -> set[str]:
    """Every string the program's sources hold, the fixed pieces of those with values in them, and the buttons that the
    tables of steps name."""
    words: set[str] = set()
    for source in PACKAGE.rglob("*.py"):
        words.update(strings_in(compile(source.read_bytes(), source, "exec", dont_inherit=True, optimize=2)))
    for table in (resources_folder() / "matters").glob("*_steps.toml"):
        words.update(step["label"] for step in tomllib.loads(table.read_text(encoding="utf-8"))["step"])
    return words


def strings_in(constant: object) -> Iterator[str]:
    """The strings among the constants of compiled code, also of the functions in it, in a tenth of the time that
    walking over its syntax takes."""
    if isinstance(constant, str):
        yield constant.strip()
    elif isinstance(constant, CodeType):
        for one in constant.co_consts:
            yield from strings_in(one)
    elif isinstance(constant, tuple | frozenset):
        for one in constant:
            yield from strings_in(one)


@pytest.fixture
def window(
    qapp: QApplication, demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    qapp.setStyle("fusion")
    dress(qapp)
    monkeypatch.setattr(dialogs, "screen_room", lambda _dialog: QRect(0, 0, 1366, 768))
    with station_window(demo_folder, tmp_path) as opened:
        opened.setGeometry(0, 0, 1366, 768)
        yield opened


def shown_help(window: Window) -> HelpWindow:
    [found] = [each for each in window.findChildren(HelpWindow) if each.isVisible()]
    return found


@pytest.mark.parametrize("key", [entry.key for entry in PAGES])
def test_each_page_of_the_menu_has_a_help_page_of_its_own(key: str) -> None:
    assert page_for(key).key == key


@pytest.mark.parametrize("key", list(read_help()))
def test_a_help_page_is_short_and_quotes_only_words_that_are_on_the_screen(
    key: str, words_on_screen: set[str]
) -> None:
    page = read_help()[key]
    titles = {each.title for each in read_help().values()}
    quoted = QUOTED.findall(page.text)
    assert [words for words in quoted if words not in words_on_screen | titles] == []
    lines = len(page.blocks)
    assert 6 <= lines <= 25, f"{lines} lines"
    assert all(len(block.text) <= 70 for block in page.blocks)


@pytest.mark.parametrize("key", list(read_help()))
def test_no_link_of_a_help_page_is_dead(key: str) -> None:
    links = [block.lead for block in read_help()[key].blocks if block.part is Part.LINK]
    assert links, "every page leads on"
    assert [link for link in links if link not in read_help() or link == key] == []


def test_two_pages_never_share_a_place_in_the_contents() -> None:
    places = [page.place for page in read_help().values()]
    assert len(places) == len(set(places))
    assert list(read_help())[:2] == ["first_day", "today"]


def test_a_page_is_found_by_words_of_its_text_and_by_initials_of_its_title() -> None:
    assert find_help("备份")[0].key == "backup"
    assert find_help("bfhhf")[0].key == "backup"
    assert find_help("qzsq")[0].key == "demands"
    assert "demands" in [page.key for page in find_help("催办 回访")]
    assert find_help("飞机") == []
    assert len(find_help("")) == len(read_help())


def test_markup_without_a_title_or_a_place_is_refused() -> None:
    with pytest.raises(HelpMarkupWrong, match="title"):
        parse_help("x", "no title\n")
    with pytest.raises(HelpMarkupWrong, match="place"):
        parse_help("x", "# 标题\n一段话。\n")


def test_steps_are_numbered_by_what_stands_before_them() -> None:
    page = parse_help("x", "# 题\nplace: 1\n3. 先\n9. 后\n## 又\n7. 再\n")
    assert [(block.part, block.lead) for block in page.blocks] == [
        (Part.STEP, "1"),
        (Part.STEP, "2"),
        (Part.HEADING, ""),
        (Part.STEP, "1"),
    ]


def test_the_button_opens_the_help_of_the_open_page(window: Window, qtbot: QtBot) -> None:
    window.go("demands")
    settle(window)
    qtbot.mouseClick(window.navigation.help, Qt.MouseButton.LeftButton)
    assert shown_help(window).title == "群众诉求"
    window.go("points")
    qtbot.mouseClick(window.navigation.help, Qt.MouseButton.LeftButton)
    assert shown_help(window).title == "履职积分"


def test_a_link_leads_on_and_a_search_opens_with_enter(window: Window, qtbot: QtBot) -> None:
    window.open_help("demands")
    found = shown_help(window)
    link = next(each for each in found.findChildren(Link) if "从表格导入" in each.text())
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert found.title == "从表格导入"
    qtbot.keyClicks(found.search, "yjp")
    assert found.title == "找到 1 页"
    qtbot.keyClick(found.search, Qt.Key.Key_Return)
    assert found.title == "用键盘"
    qtbot.keyClick(found, Qt.Key.Key_Escape)
    assert not found.isVisible()


@pytest.mark.parametrize("percent", [100, 160, 200])
def test_nothing_in_the_help_is_cut_off(window: Window, percent: int) -> None:
    scale.set(percent)
    complaints: list[str] = []
    for key in read_help():
        window.open_help(key)
        settle(window)
        complaints += [f"{key}: {sentence}" for sentence in find_clipped(shown_help(window))]
    for show in (shown_help(window).show_contents, shown_help(window).show_news):
        show()
        settle(window)
        complaints += find_clipped(shown_help(window))
    assert complaints == []


def test_the_news_name_this_version_and_only_help_pages_there_are() -> None:
    versions = [news.number for news in read_news()]
    assert versions[0] == __version__
    assert [
        line.help for news in read_news() for line in news.news if line.help not in {"", *read_help()}
    ] == []


def test_after_an_update_the_news_are_told_once(tmp_path: Path) -> None:
    remembered = Remembered(tmp_path)
    told = news_to_tell(remembered, __version__, used_before=True)
    assert told is not None
    assert told.number == __version__
    put_away(remembered, __version__)
    assert news_to_tell(Remembered(tmp_path), __version__, used_before=True) is None


def test_on_a_new_computer_nothing_is_news_but_the_next_version_is(tmp_path: Path) -> None:
    remembered = Remembered(tmp_path)
    assert news_to_tell(remembered, "0.1.0", used_before=False) is None
    assert news_to_tell(remembered, __version__, used_before=False) is not None


def test_the_line_of_news_stands_above_the_page_until_it_is_put_away(window: Window, qtbot: QtBot) -> None:
    window.settings.remembered.put("whats_new_seen", "0.1.0")
    window._tell_news()
    settle(window)
    assert window._news is not None
    assert any(__version__ in label.text() for label in window._news.findChildren(QLabel))
    assert find_clipped(window) == []
    qtbot.mouseClick(window._news.look, Qt.MouseButton.LeftButton)
    assert shown_help(window).title == "这一版有什么新的"
    assert not window._news.isVisible()
    assert window.settings.remembered.get("whats_new_seen") == __version__
