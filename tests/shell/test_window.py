"""The window as a person meets it: first start, going to pages, stale pages, undo, palette, text size."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetrics, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.core.errors import Refusal, Trouble
from deputy_station.core.fitting import Fit
from deputy_station.core.settings import Settings
from deputy_station.shell.command_palette import Palette
from deputy_station.shell.entries import Found, Frame, PageEntry, Services
from deputy_station.shell.first_start import FirstStart
from deputy_station.shell.window import Window
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.page import Page, PageContext
from deputy_station.widgets.style import dress, px, scale, screen_font
from deputy_station.widgets.work import Work
from tests.shell.station_window import MORNING
from tests.widgets.fake_database import FakeDatabase


class Notebook(Page):
    """A page that notes what the shell asks of it."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.reloads = 0
        self.filters: list[dict[str, Any]] = []
        self.done: list[str] = []
        self.set_actions(Action(f"登记{self.title}", lambda: self.done.append("登记"), primary=True))

    def reload(self) -> None:
        self.reloads += 1

    def take_filter(self, **filters: Any) -> None:
        self.filters.append(filters)


class FirstPage(Notebook):
    """Shows demands."""

    title = "诉求"
    tables = frozenset({"demands"})


class SecondPage(Notebook):
    """Shows deputies."""

    title = "代表"
    tables = frozenset({"deputies"})


HERE = "tests.shell.test_window"
ENTRIES = (
    PageEntry("demands", "群众诉求", "诉求", f"{HERE}:FirstPage"),
    PageEntry("deputies", "代表名册", "名册", f"{HERE}:SecondPage"),
)


@dataclass
class Station:
    """What the fake features know."""

    name: str = "朔里镇人大代表之家"
    broken: Exception | None = None

    def read_frame(self, session: object) -> Frame:
        if self.broken is not None:
            raise self.broken
        return Frame(self.name, "接待日 9:00–11:00", "值班：王建国", {"demands": 6})

    def found_station(self, session: object, **values: Any) -> None:
        if values["code"] == "重":
            raise Refusal("编号简称“重”已被使用。请换一个。")
        self.name = values["station"]

    def open_demo(self, database: object, progress: Any) -> str:
        return "demo.db"

    def open_work(self, location: str) -> Work:
        """The demo's database is another one: from here on the station is the demo."""
        assert location == "demo.db"
        self.name = "演示站"
        self.other = Work(FakeDatabase())
        return self.other


@pytest.fixture
def database() -> FakeDatabase:
    return FakeDatabase()


@pytest.fixture
def station() -> Station:
    return Station()


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path, database: FakeDatabase, station: Station) -> Iterator[Window]:
    sys.modules[HERE] = sys.modules[__name__]  # tests are imported by path; entries name modules
    qapp.setStyle("fusion")
    dress(qapp)
    services = Services(
        read_frame=station.read_frame,
        found_station=station.found_station,
        open_demo=station.open_demo,
        open_work=station.open_work,
        providers=(lambda session, text: [Found("0431 路灯不亮", "诉求", "demands", {"id": 431})],),
    )
    made = Window(ENTRIES, Settings(tmp_path), Clock.fixed(MORNING), services)
    work = Work(database)
    made.show()
    made.begin(work)
    work.wait(5)
    yield made
    for each in {id(one): one for one in (work, made.work) if one is not None}.values():
        each.wait(5)
        each.close()
    made.close()
    made.deleteLater()
    scale.set(100, high_contrast=False)


def pages(window: Window) -> tuple[Any, Any]:
    window.go("deputies")
    window.go("demands")
    return window.pages["demands"], window.pages["deputies"]


def test_the_first_page_opens_and_later_ones_are_made_when_first_gone_to(window: Window) -> None:
    assert list(window.pages) == ["demands"]
    window.navigation.buttons["deputies"].click()
    assert list(window.pages) == ["demands", "deputies"]
    assert window.stack.currentWidget() is window.pages["deputies"]
    assert window.navigation.buttons["deputies"].isChecked()


def test_the_frame_says_where_and_when_and_what_waits(window: Window) -> None:
    assert window.top._station.whole == "朔里镇人大代表之家"
    assert window.top._day.whole == "今天 11月20日 星期五  •  接待日 9:00–11:00  •  值班：王建国"
    assert window.navigation.buttons["demands"].count == 6


def test_a_change_reloads_the_open_page_and_marks_the_hidden_one_stale(window: Window) -> None:
    demands, deputies = pages(window)
    before = (demands.reloads, deputies.reloads)
    window._tables_changed(frozenset({"deputies", "demands"}))
    assert (demands.reloads, deputies.reloads) == (before[0] + 1, before[1])
    window.go("deputies")
    assert deputies.reloads == before[1] + 1
    window.go("demands")
    window.go("deputies")
    assert deputies.reloads == before[1] + 1


def test_a_change_of_other_tables_reloads_nothing(window: Window) -> None:
    demands, deputies = pages(window)
    before = (demands.reloads, deputies.reloads)
    window._tables_changed(frozenset({"points"}))
    window.go("deputies")
    assert (demands.reloads, deputies.reloads) == before


def test_a_figure_takes_people_to_its_list(window: Window) -> None:
    _, deputies = pages(window)
    window._context.go("deputies", view="all", id=3)  # type: ignore[union-attr]
    assert deputies.filters == [{"view": "all", "id": 3}]
    assert window.open_key == "deputies"


def test_undo_is_offered_only_with_a_way_back_and_works_once(window: Window) -> None:
    taken_back: list[str] = []
    window.say_done("已导出台账")
    assert not window.bottom.can_undo
    window.say_done("已登记诉求 0431", lambda: taken_back.append("0431"))
    assert window.bottom.sentence == "已登记诉求 0431"
    window.bottom.undo()
    window.bottom.undo()
    assert taken_back == ["0431"]


def test_a_file_that_was_made_is_opened_from_the_bottom_line_as_often_as_wanted(
    window: Window, qtbot: QtBot
) -> None:
    opened: list[str] = []
    window.say_done("已存好“签到表.pdf”", open_made=lambda: opened.append("签到表.pdf"))
    button = window.bottom._open_button
    assert button.isVisible()
    assert not window.bottom._undo_button.isVisible()
    button.click()
    button.click()
    window.bottom.undo()  # Ctrl+Z takes nothing back here, and opens nothing
    assert opened == ["签到表.pdf", "签到表.pdf"]
    window.say_done("已催办", lambda: None)
    assert not button.isVisible()


def test_long_work_covers_the_file_that_was_made_and_gives_it_back(window: Window) -> None:
    window.say_done("已存好“签到表.pdf”", open_made=lambda: None)
    window.bottom._show_progress()
    assert not window.bottom._open_button.isVisible()
    window.bottom._hide_progress()
    assert window.bottom._open_button.isVisible()


def test_the_palette_offers_the_pages_actions_and_opens_pages(window: Window, qtbot: QtBot) -> None:
    demands, _ = pages(window)
    window.palette_line.open_list()
    assert [command.words for command in window.palette_line.offered][:3] == [
        "登记诉求",
        "群众诉求",
        "代表名册",
    ]
    qtbot.keyClick(window.palette_line, Qt.Key.Key_Return)
    assert demands.done == ["登记"]
    window.palette_line.open_list()
    qtbot.keyClick(window.palette_line, Qt.Key.Key_Down)
    qtbot.keyClick(window.palette_line, Qt.Key.Key_Down)
    qtbot.keyClick(window.palette_line, Qt.Key.Key_Return)
    assert window.open_key == "deputies"


def test_the_palette_finds_what_features_offer(window: Window, qtbot: QtBot) -> None:
    demands, _ = pages(window)
    window.activateWindow()
    window.palette_line.open_list()
    qtbot.waitUntil(window.palette_line.hasFocus)
    qtbot.keyClicks(window.palette_line, "0431")
    qtbot.waitUntil(lambda: bool(window.palette_line.offered))
    qtbot.keyClick(window.palette_line, Qt.Key.Key_Return)
    assert demands.filters == [{"id": 431}]


def test_the_palette_puts_the_page_so_named_before_matters_that_hold_the_word(
    window: Window, qtbot: QtBot
) -> None:
    pages(window)
    window.activateWindow()
    window.palette_line.open_list()
    qtbot.waitUntil(window.palette_line.hasFocus)
    window.palette_line.setText("代表名册")
    window.palette_line._take_found(
        ("代表名册", [Found("青禾-2026-0019 代表名册设置", "诉求", "demands", {"id": 19}, fit=Fit.WORD)])
    )
    offered = [one.words for one in window.palette_line.offered]
    assert offered[0] == "代表名册"
    assert "青禾-2026-0019 代表名册设置" in offered


def test_a_short_name_has_room_for_its_count_beside_the_scroll_bar(window: Window) -> None:
    scale.set(160)
    window.resize(1366, 500)
    QApplication.processEvents()
    button = next(iter(window.navigation.buttons.values()))
    button.set_count(10)
    assert button.folded
    words = QFontMetrics(screen_font(16, bold=True)).horizontalAdvance(f"{button.entry.short} 10")
    assert words <= button.width() - px(14)


def test_ctrl_and_the_wheel_change_the_text_size_and_it_is_remembered(window: Window) -> None:
    turn = QWheelEvent(
        QPointF(600, 400),
        QPointF(600, 400),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(window, turn)
    assert turn.type() == QEvent.Type.Wheel
    assert scale.percent == 115
    assert window.settings.number("text_percent") == 115
    window.top.smaller.click()
    assert scale.percent == 100


def test_the_navigation_folds_when_the_text_leaves_no_room(window: Window) -> None:
    window.resize(1366, 768)
    assert not window.navigation.buttons["demands"].folded
    scale.set(160)
    assert window.navigation.buttons["demands"].folded


def test_trouble_is_a_message(window: Window) -> None:
    assert window.work is not None

    def fail(session: object) -> None:
        raise Trouble("磁盘满了。请清出一些空间，再试一次。")

    window.work.change(fail)
    window.work.wait(5)
    box = window.bad_news.box
    assert box is not None
    assert QApplication.activeModalWidget() is box
    assert box.windowTitle() == "没有做成"
    assert box.sentences == ["磁盘满了。请清出一些空间，再试一次。"]
    box.close()
    assert window.bad_news.box is None


class TestWhatIsNotFound:
    @pytest.fixture
    def line(self, window: Window, qtbot: QtBot) -> Palette:
        window.palette_line._providers = ()  # no feature finds anything
        window.activateWindow()
        window.palette_line.open_list()
        qtbot.waitUntil(window.palette_line.hasFocus)
        return window.palette_line

    def test_the_list_says_so_in_a_line_that_cannot_be_chosen(
        self, window: Window, line: Palette, qtbot: QtBot
    ) -> None:
        qtbot.keyClicks(line, "zhaol")
        assert not line.answers.isVisible()  # the features have not answered yet
        qtbot.waitUntil(line.answers.isVisible)
        lines = line.answers.lines
        sentence = lines.data(lines.index(0, 0))
        assert lines.rowCount() == 1
        assert sentence == "没有找到“zhaol”，换个说法试试"
        assert lines.flags(lines.index(0, 0)) == Qt.ItemFlag.NoItemFlags
        room = line.answers.viewport().width()
        assert line.answers.fontMetrics().horizontalAdvance(sentence) < room
        qtbot.keyClick(line, Qt.Key.Key_Down)
        qtbot.keyClick(line, Qt.Key.Key_Return)
        qtbot.mouseClick(line.answers.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
        assert line.words == "zhaol"
        assert window.open_key == "demands"

    def test_what_can_be_chosen_again_is_offered_again(self, line: Palette, qtbot: QtBot) -> None:
        qtbot.keyClicks(line, "zhaol")
        qtbot.waitUntil(line.answers.isVisible)
        line.setText("代表名册")
        line.textEdited.emit("代表名册")
        assert line.offered[0].words == "代表名册"
        assert line.answers.lines.flags(line.answers.lines.index(0, 0)) & Qt.ItemFlag.ItemIsSelectable

    def test_an_answer_that_comes_after_more_was_typed_says_nothing(
        self, line: Palette, qtbot: QtBot
    ) -> None:
        line.setText("赵六七")
        line.textEdited.emit("赵六七")
        line._take_found(("赵六", []))
        assert not line.answers.isVisible()


class TestWhatDoesNotOpen:
    @pytest.fixture(params=["refusal", "trouble"])
    def station(self, request: pytest.FixtureRequest) -> Station:
        kinds = {"refusal": Refusal("数据库比程序新。"), "trouble": Trouble("文件被占用。")}
        return Station(broken=kinds[request.param])

    def test_it_says_so_and_another_try_opens_it(self, window: Window, station: Station) -> None:
        assert window.work is not None
        assert window.pages == {}
        assert window._opening.words.text() in ("数据库比程序新。", "没有打开。")
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            dialog.close()
        station.broken = None
        window._opening.again.click()
        window.work.wait(5)
        assert window.open_key == "demands"


class TestFirstStart:
    @pytest.fixture
    def station(self) -> Station:
        return Station(name="")

    def page(self, window: Window) -> FirstStart:
        page = window.stack.currentWidget()
        assert isinstance(page, FirstStart)
        return page

    def fill(self, page: FirstStart, **changes: str) -> None:
        values = {
            "station": "朔里镇人大代表之家",
            "code": "朔里",
            "township": "朔里镇",
            "district": "杜集区",
            "term": "第十九届",
            "starts_on": "2021-12-01",
            "ends_on": "2026-12-31",
            "user": "周敏",
        } | changes
        for name, value in values.items():
            page.form[name].entry.setText(value)  # type: ignore[attr-defined]

    def test_no_key_and_no_line_of_the_search_box_leads_away_from_it(
        self, window: Window, qtbot: QtBot
    ) -> None:
        page = self.page(window)
        offered = {offer.words for offer in window.commanding.offers()}
        assert "群众诉求" not in offered
        assert "登记诉求" not in offered
        assert "字大一号" in offered
        qtbot.keyClick(page, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
        assert window.stack.currentWidget() is page

    def test_one_page_founds_the_station_and_opens_the_first_page(self, window: Window) -> None:
        assert window.work is not None
        page = self.page(window)
        self.fill(page)
        page.action_row.button("建好，开始使用").click()
        window.work.wait(5)
        assert window.open_key == "demands"
        assert window.top._station.whole == "朔里镇人大代表之家"
        assert window.settings.text("user") == "周敏"

    def test_what_is_missing_is_said_beside_its_field(self, window: Window) -> None:
        page = self.page(window)
        self.fill(page, term="")
        page.found()
        assert page.form["term"].problem_shown == "请填本届。"

    def test_a_term_cannot_end_before_it_begins(self, window: Window) -> None:
        page = self.page(window)
        self.fill(page, ends_on="2020-01-01")
        page.found()
        assert page.form["ends_on"].problem_shown == "届期到要晚于届期从。"

    def test_a_refusal_is_said_on_the_page_and_everything_typed_stays(self, window: Window) -> None:
        assert window.work is not None
        page = self.page(window)
        self.fill(page, code="重")
        page.found()
        window.work.wait(5)
        assert page.notice.sentence == "编号简称“重”已被使用。请换一个。"
        assert page.form["township"].value() == "朔里镇"
        assert page.action_row.button("建好，开始使用").isEnabled()

    def test_the_demo_station_is_one_click(self, window: Window) -> None:
        assert window.work is not None
        self.page(window).action_row.button("打开演示站").click()
        own = window.work
        own.wait(5)
        assert window.work is not own  # the clerk's own database is left as it was
        window.work.wait(5)
        assert window.top._station.whole == "演示站"
        assert window.open_key == "demands"
