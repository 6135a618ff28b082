"""The window: head, navigation, the open page, the line of what was done. Knows pages only by their entries."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QStackedWidget, QVBoxLayout, QWidget

from deputy_station.core.clock import Clock
from deputy_station.core.errors import Report, ReportKind
from deputy_station.core.settings import Settings
from deputy_station.shell.bottom_bar import BottomBar
from deputy_station.shell.command_palette import Palette
from deputy_station.shell.commanding import Commanding, watch_opened
from deputy_station.shell.entries import HELP, Found, Frame, PageEntry, Services
from deputy_station.shell.leaving import Leaving
from deputy_station.shell.navigation import Navigation
from deputy_station.shell.top_bar import TopBar
from deputy_station.shell.trouble import BadNews
from deputy_station.shell.undoing import Undoing
from deputy_station.widgets.buttons import Button
from deputy_station.widgets.labels import Words
from deputy_station.widgets.layouts import VBox
from deputy_station.widgets.spoken_roles import install_roles
from deputy_station.widgets.style import px, scale, set_role

if TYPE_CHECKING:
    from deputy_station.core.workdays import Workdays
    from deputy_station.shell.draft_bar import DraftBar
    from deputy_station.shell.dropped import Dropped
    from deputy_station.shell.folder_watch import FolderWatch
    from deputy_station.shell.help_window import HelpWindow
    from deputy_station.shell.news_bar import NewsBar
    from deputy_station.shell.scanned import Scanned
    from deputy_station.store.contents import BackupContents
    from deputy_station.widgets.page import Page, PageContext
    from deputy_station.widgets.work import Job, Work

LEAST_WIDTH, LEAST_HEIGHT = 1024, 700
FOLD_BELOW = 900
"""Width (px at 100 %) under which the navigation takes its short names."""
ROOMY = QSize(1440, 860)
"""A screen (px) that holds the usual 1366 × 768 with the title bar the system puts above."""
FRAME_TABLES = frozenset(
    {"stations", "terms", "reception_days", "activities", "attendances", "demands", "suggestions"}
)
CALENDAR_TABLES = frozenset({"calendar_days", "calendar_years"})
MINUTE_MS = 60_000
UNSEEN_MS = 500
SETTINGS = "settings"
LOAD_AFTER_MS = 1000
"""The other pages are loaded when the first one is filled."""
NEWS_AFTER_MS = 1500
"""What is new waits until the first page is filled."""


class Window(QWidget):
    """The main window. It is shown empty first; `begin(work)` lets it read and open pages."""

    def __init__(
        self, entries: Sequence[PageEntry], settings: Settings, clock: Clock, services: Services
    ) -> None:
        super().__init__()
        install_roles()
        self.setWindowTitle("代表之家工作台")
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        self.entries = {entry.key: entry for entry in entries}
        self.settings, self._clock, self.services = settings, clock, services
        self.pages: dict[str, Page] = {}
        self.open_key = ""
        self.frame = Frame("")
        self.bad_news = BadNews(self)
        self._once_seen: Callable[[], object] | None = None
        self.draft_bar: DraftBar | None = None
        self.scanned: Scanned | None = None
        self.dropped: Dropped | None = None
        self.folder_watch: FolderWatch | None = None
        self._help: HelpWindow | None = None
        self._news: NewsBar | None = None
        self._in_first_start = False
        self._leaving = Leaving(self)
        self.work: Work | None = None
        self._stale: set[str] = set()
        self._context: PageContext | None = None
        self.palette_line: Palette
        self.top = TopBar(self._make_palette, lambda menu: self.commanding.fill_menu(menu))
        self.navigation = Navigation(entries)
        self.bottom = BottomBar(clock)
        self.stack = QStackedWidget()
        self.stack.setMinimumSize(1, 1)
        self._opening = OpeningPage(self._read_first, self._restore_unopened)
        self.stack.addWidget(self._opening)
        self._lay_out()
        self.undoing = Undoing(self)
        self.commanding = Commanding(self)
        self.navigation.picked.connect(self.go)
        self.navigation.help_wanted.connect(self.open_help)
        scale.changed.connect(self._fold)
        scale.changed.connect(self._remember_scale)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.applicationStateChanged.connect(self._came_back)
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE_MS)
        self._minute.timeout.connect(self._show_frame)
        self._show_frame()
        self._restore_geometry()

    # ------------------------------------------------------------------ starting

    def begin(self, work: "Work") -> None:
        """Take up work: read the frame, open the first page (or the first start)."""
        from deputy_station.widgets.page import PageContext

        self.work = work
        self._context = PageContext(
            work,
            self.settings,
            self._clock,
            self.go,
            self.say_done,
            take_back=self.undoing.take_back,
            keep_paper=self.services.keep_paper,
        )
        work.reported.connect(self.bad_news.show)
        work.changed.connect(self._tables_changed)
        work.lost.connect(self.say_done)
        work.found.connect(lambda: self.say_done("数据库又连上了"))
        self._offer_drafts(work)
        self.bottom.watch(work)
        services = self.services
        self.palette_line.serve(work, services.providers, services.read_opened, self._is_open)
        if self.settings.notice:
            self.say_done(self.settings.notice)
        self._minute.start()
        self._read_first()

    def _listen_for_gun(self) -> None:
        """From now on what is held under a scanner gun is taken up, on whatever page."""
        from deputy_station.shell.scanned import Scanned

        if self.scanned is None:
            self.scanned = Scanned(self)

    def _listen_for_paper(self) -> None:
        """From now on files dropped anywhere and those the scanner writes are taken up."""
        from deputy_station.shell.dropped import Dropped
        from deputy_station.shell.folder_watch import FolderWatch

        if self.dropped is None:
            self.dropped = Dropped(self)
            if self.services.watch_folder is not None:
                self.folder_watch = FolderWatch(self, self.services.watch_folder(self.settings.remembered))

    def taking_back(self, job: "Job") -> Callable[[], object] | None:
        """What 撤销 does after this job."""
        return None if self._context is None else self._context.taking_back(job)

    def _read_first(self) -> None:
        assert self.work is not None
        self._opening.wait()
        self.work.ask(
            self.services.read_frame,
            then=self._first_frame,
            on_refusal=self._opening.fail,
            always=self._opened,
            owner=self,
        )

    def _opened(self) -> None:
        """Nothing came and no refusal was told: the trouble is in a message, the way on is here."""
        if self.stack.currentWidget() is self._opening and not self._opening.failed:
            self._opening.fail("没有打开。")

    def _offer_drafts(self, work: "Work") -> None:
        """What was begun the last time is offered above the page, once it is read."""
        from deputy_station.shell.draft_bar import DraftBar
        from deputy_station.widgets.drafts import drafts_of

        if self.draft_bar is not None:
            self.draft_bar.deleteLater()
        drafts = drafts_of(work)
        drafts.failed.connect(self.say_done)
        self.draft_bar = DraftBar(drafts, self.entries, self._clock.today, self.open_draft, self)
        self._above_page.insertWidget(0, self.draft_bar)

    def open_draft(self, page: str, form: str) -> None:
        """Open a page and on it the form that was begun, as it was left."""
        if page not in self.entries:  # a page of another version of the program
            from deputy_station.widgets.draft_words import show_words

            assert self.work is not None
            show_words(self, self.work, page, form)
            return
        self.go(page)
        self.pages[page].open_draft(form)

    def _came_back(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive and self.work is not None:
            self.work.look()

    def _first_frame(self, frame: Frame) -> None:
        assert self.work is not None
        self._take_frame(frame)
        if frame.station:
            self.go(next(iter(self.entries)))  # what it shows is read first
            QTimer.singleShot(NEWS_AFTER_MS, self, self._tell_news)
            QTimer.singleShot(LOAD_AFTER_MS, self, self._load_pages)
        else:
            self._open_first_start()
        # Answers come in the order of the questions: when this one is here, the first page is filled.
        self.work.ask(_ask_nothing, then=self._first_filled, owner=self)

    def _first_filled(self, _nothing: None) -> None:
        """What can wait for the first page: drafts, rest days, the scanner gun, papers that come."""
        from deputy_station.widgets.drafts import drafts_of

        assert self.work is not None
        drafts_of(self.work).load()
        self._read_workdays()
        self._listen_for_gun()
        self._listen_for_paper()

    def _open_first_start(self) -> None:
        from deputy_station.shell.first_start import FirstStart

        assert self._context is not None
        page = FirstStart(self._context, self.services, self._started, self._leave_for)
        self._in_first_start = True
        self.navigation.let_pick(False)
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        page.show_first_field()

    def _started(self) -> None:
        """The station is founded."""
        assert self.work is not None
        self._put_first_start_away()
        self.work.ask(self.services.read_frame, then=self._first_frame, owner=self)

    def _leave_for(self, location: str) -> None:
        """Go on with another database: the demo station."""
        assert self.work is not None
        left = self.work
        self._put_first_start_away()
        self.begin(self.services.open_work(location))
        left.close()

    def _restore(self, contents: "BackupContents") -> None:
        """Put a backup in the place of the database: everything that reads it ends first, and begins again after."""
        from deputy_station.shell.restore import NoDatabase, Restored, put_back
        from deputy_station.widgets.work import Work

        assert self.work is not None
        self._opening.wait("正在恢复。")
        self.stack.setCurrentWidget(self._opening)
        for page in self.pages.values():
            self.stack.removeWidget(page)
            page.deleteLater()
        self.pages.clear()
        self._stale.clear()
        self.open_key = ""
        self.work.release()
        location = self.services.location if contents.live is None else str(contents.live)
        aside = Work(NoDatabase())
        aside.reported.connect(self.bad_news.show)
        sentences: list[str] = []

        def done(restored: Restored) -> None:
            kept = f"原来的数据另存在“{restored.kept.name}”" if restored.kept else "这里原来没有数据"
            sentences.append(f"已从备份恢复，{kept}")

        def go_on() -> None:
            aside.close()
            self.begin(self.services.open_work(location))
            self.say_done(sentences[0] if sentences else "没有恢复，数据还是原来的")

        self.work = aside
        aside.run(
            put_back,
            then=done,
            on_refusal=lambda sentence: self.bad_news.show(Report(ReportKind.REFUSAL, sentence)),
            always=go_on,
            owner=self,
            job_title="从备份恢复",
            source=contents.path,
            location=location,
            keys_folder=contents.keys_folder,
        )

    def _restore_unopened(self) -> None:
        """The database does not open: choose a backup to put in its place."""
        from deputy_station.shell.restore import NoDatabase, Restoring
        from deputy_station.widgets.work import Work

        aside = Work(NoDatabase(), self)
        aside.reported.connect(self.bad_news.show)

        def restore(contents: "BackupContents") -> None:
            aside.close()
            self._restore(contents)

        Restoring(self, aside, self.settings, restore, self._opening.fail).choose()

    def _put_first_start_away(self) -> None:
        first = self.stack.currentWidget()
        self._in_first_start = False
        self.navigation.let_pick(True)
        self.stack.removeWidget(first)
        first.deleteLater()

    # ------------------------------------------------------------------ pages

    def go(self, page: str, **filters: Any) -> None:
        """Open a page, with a filter when other pages send people there."""
        if page not in self.entries or self._context is None:
            return
        fresh = page not in self.pages
        opened = self._page(page)
        turned = self.open_key not in ("", page)  # at the start the search line keeps the keyboard
        self.open_key = page
        self.stack.setCurrentWidget(opened)
        self.navigation.show_open(page)
        if turned:
            opened.take_focus()
        self._note_opened(page, filters.get("id"))
        if filters:
            opened.take_filter(**filters)
        if fresh or filters or page in self._stale:
            self._stale.discard(page)
            opened.reload()

    def _page(self, key: str) -> "Page":
        if key not in self.pages:
            assert self._context is not None
            page = self.entries[key].build(self._context)
            page.waiting.connect(lambda count, key=key: self._page_waits(key, count))
            if key == SETTINGS:
                page.restore_wanted.connect(self._restore)  # type: ignore[attr-defined]
            self.commanding.take_page(key, page)
            watch_opened(page, partial(self._note_opened, key))
            self.pages[key] = page
            self.stack.addWidget(page)
        return self.pages[key]

    def _note_opened(self, page: str, row_id: Any) -> None:
        """Have the database remember what was opened, for the empty search box; the first page is opened by itself."""
        remember = self.services.remember_opened
        if remember is None or self.work is None or (row_id is None and page == next(iter(self.entries))):
            return
        if row_id is None or isinstance(row_id, int):
            self.work.run(remember, writes=True, progress=False, page=page, row_id=row_id)

    def _load_pages(self) -> None:
        """Load what the other pages are made of, one after the other, behind whatever the person asks for."""
        left = [entry for key, entry in self.entries.items() if key not in self.pages]

        def load_next(_loaded: object = None) -> None:
            if left and self.work is not None:
                self.work.run(left.pop(0).load, then=load_next, owner=self, progress=False)

        load_next()

    def _page_waits(self, key: str, count: int) -> None:
        if key not in self.frame.waiting:
            self.navigation.buttons[key].set_count(count)

    def _tables_changed(self, tables: frozenset[str]) -> None:
        for key, page in self.pages.items():
            if not page.tables & tables:
                continue
            if key == self.open_key and self.stack.currentWidget() is page:
                page.reload()
            else:
                self._stale.add(key)
        if tables & FRAME_TABLES and self.work is not None:
            self.work.ask(self.services.read_frame, then=self._take_frame, owner=self, key=(self, "frame"))
        if tables & CALENDAR_TABLES:
            self._read_workdays()

    def _read_workdays(self) -> None:
        """The rest days that fields for a day mark."""
        if self.work is not None and self.services.read_workdays is not None:
            self.work.ask(self.services.read_workdays, then=self._mark_rest_days, owner=self)

    def _mark_rest_days(self, workdays: "Workdays") -> None:
        from deputy_station.widgets.calendar import rest_days

        rest_days.use(workdays)

    # ------------------------------------------------------------------ help

    def open_help(self, area: str = "") -> None:
        """Show the help page about an area, the open page's where none is named."""
        here = "first_start" if self._in_first_start else self.open_key
        self._help_window().open_area(area or here)

    def open_news(self) -> None:
        """Show what is new."""
        self._help_window().open_news()

    def _help_window(self) -> "HelpWindow":
        from deputy_station.shell.help_window import HelpWindow

        if self._help is None:
            self._help = HelpWindow(self)
        return self._help

    def _tell_news(self) -> None:
        """After an update: one quiet line, once."""
        from deputy_station import __version__
        from deputy_station.shell.whats_new import news_to_tell, put_away

        remembered = self.settings.remembered
        used_before = bool(self.settings.text("window_geometry"))
        news = news_to_tell(remembered, __version__, used_before=used_before)
        if news is None or self._news is not None:
            return
        from deputy_station.shell.news_bar import NewsBar

        def away() -> None:
            put_away(remembered, __version__)
            if self._news is not None:
                self._news.hide()

        self._news = NewsBar(news, self.open_news, away, self)
        self._above_page.insertWidget(0, self._news)

    # ------------------------------------------------------------------ frame

    def say_done(
        self,
        sentence: str,
        undo: Callable[[], object] | None = None,
        open_made: Callable[[], object] | None = None,
    ) -> None:
        """Put what was done on the bottom line."""
        self.bottom.say_done(sentence, undo, open_made)

    def _take_frame(self, frame: Frame) -> None:
        self.frame = frame
        for key, count in frame.waiting.items():
            if key in self.navigation.buttons:
                self.navigation.buttons[key].set_count(count)
        self._show_frame()

    def _show_frame(self) -> None:
        user = self.settings.text("user")
        words = user if user == "联络员" else f"{user}（联络员）"
        self.top.show_frame(self.frame, self._clock.today(), words)

    def _make_palette(self, parent: QWidget) -> Palette:
        self.palette_line = Palette(lambda: self.commanding.offers(), self._open_found, self)
        self.palette_line.setParent(parent)
        return self.palette_line

    def _is_open(self, found: Found) -> bool:
        return found.page == self.open_key and not found.filters

    def _open_found(self, found: Found) -> None:
        if found.page == HELP:
            self.open_help(**found.filters)
        else:
            self.go(found.page, **found.filters)

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        # At large text the parts give way themselves; the window must never be forced wider than the screen.
        whole.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.navigation)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.stack, 1)
        self._above_page = right
        middle.addLayout(right, 1)
        whole.addWidget(self.top)
        whole.addLayout(middle, 1)
        whole.addWidget(self.bottom)

    # ------------------------------------------------------------------ size

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.palette_line.close_list()
        self._fold()

    def focusNextPrevChild(self, forward: bool) -> bool:
        from deputy_station.widgets.reading_order import go_on

        return go_on(self, forward=forward)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not scale.turned(event):
            super().wheelEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.work is not None and self._leaving.asks_first(self.work):
            event.ignore()
            return
        self.settings.keep("window_geometry", bytes(self.saveGeometry().toHex().data()).decode("ascii"))
        super().closeEvent(event)

    def _fold(self) -> None:
        self.navigation.fold(self.width() < px(FOLD_BELOW))

    def _remember_scale(self) -> None:
        self.settings.set("text_percent", scale.percent)

    def _restore_geometry(self) -> None:
        kept = self.settings.text("window_geometry")
        if not (kept and self.restoreGeometry(QByteArray.fromHex(kept.encode("ascii")))):
            room = self.screen().availableSize()
            self.resize(min(1366, room.width()), min(768, room.height()))

    def once_seen(self, work: Callable[[], object]) -> None:
        """Do `work` when the window has been painted for the first time; at the latest after half a second, as a
        window that starts out of sight is not painted."""
        self._once_seen = work
        QTimer.singleShot(UNSEEN_MS, self._seen)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._once_seen is not None:
            QTimer.singleShot(0, self._seen)

    def _seen(self) -> None:
        work, self._once_seen = self._once_seen, None
        if work is not None:
            work()

    def show_whole(self) -> None:
        """Show it as it was last; the first time on a small screen, where its title bar would push the last line
        off, it fills the screen."""
        room = self.screen().availableSize()
        small = room.width() < ROOMY.width() or room.height() < ROOMY.height()
        if small and not self.settings.text("window_geometry"):
            self.showMaximized()
        else:
            self.show()


def _ask_nothing(_session: object) -> None:
    """A question with no answer: it only keeps its place among the others."""


class OpeningPage(QWidget):
    """What is seen until the database is open; when it does not open, why, and another try."""

    def __init__(self, again: Callable[[], object], restore: Callable[[], object]) -> None:
        super().__init__()
        set_role(self, "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.failed = False
        self.words = Words("", role="soft")
        self.again = Button("再试一次", again)
        self.restore = Button("从备份恢复", restore)
        box = VBox(self, gap=12, margins=(24, 24, 24, 24))
        box.addWidget(self.words)
        box.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(self.restore, 0, Qt.AlignmentFlag.AlignLeft)
        box.addStretch(1)
        self.wait()

    def wait(self, sentence: str = "正在打开。") -> None:
        """It is being opened."""
        self.failed = False
        self.words.say(sentence)
        self.again.hide()
        self.restore.hide()

    def fail(self, sentence: str) -> None:
        """It did not open."""
        self.failed = True
        self.words.say(sentence)
        self.again.show()
        self.restore.show()
