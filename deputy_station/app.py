"""Starts the window: settings, database, work, shell, and what the features do for the frame, joined here.

The first paint comes before everything slow: the database is opened on the working thread afterwards, and a page's
module is imported when the page is first opened.
"""

import contextlib
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QLibraryInfo, QLocale, QTimer, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from deputy_station.core import paths
from deputy_station.core.clock import Clock
from deputy_station.core.errors import Trouble
from deputy_station.core.progress import Progress
from deputy_station.core.settings import Settings
from deputy_station.menu import PAGES
from deputy_station.shell.entries import Found, Frame, Services
from deputy_station.shell.trouble import start_log
from deputy_station.shell.window import Window
from deputy_station.widgets.style import dress, scale

DRESS_AFTER_MS = 1000
COLLECT_AFTER_MS = 3000
"""By then the first page is filled; what it does not need waits until here."""

DEMO_FILE = "demo.db"


def run(location: str | None) -> int:
    """Show the window on a database (None: the user's own) until it is closed; the exit status."""
    settings = Settings(paths.settings_folder())
    scale.set(settings.number("text_percent"), high_contrast=settings.flag("high_contrast"))
    app = make_application(sys.argv)
    dress(app)
    clock = Clock()
    opened: list[Any] = []
    work: list[Any] = []

    def open_work(where: str | None) -> Any:
        from deputy_station.widgets.work import Work

        def open_database() -> Any:
            from deputy_station.features.papers.documents.current import print_own_forms
            from deputy_station.store.database import Database

            database = Database.open(
                where, clock=clock, actor=settings.text("user"), role=settings.text("user_role")
            )
            opened.append(database)
            print_own_forms(database)
            return database

        work.append(Work(open_database, watch=watch_others))
        return work[-1]

    window = make_window(settings, clock, open_work, location)
    window.bad_news.catch_crashes()
    window.show_whole()

    def begin() -> None:
        window.bad_news.log_path = start_log(paths.data_folder())
        # Ctrl+C in a terminal ends the window at once; what is not committed was never said to be saved.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        window.begin(open_work(location))
        QTimer.singleShot(DRESS_AFTER_MS, finish_dressing)
        QTimer.singleShot(COLLECT_AFTER_MS, collect_again)

    def collect_again() -> None:
        from deputy_station.widgets.collecting import Collector

        Collector(lambda: min((each.quiet_for() for each in work), default=0.0), window)

    def finish_dressing() -> None:
        speak_chinese(app)
        from deputy_station.widgets.print_preview.private_folder import sweep_leftovers

        sweep_leftovers()  # papers a killed program left behind hold names
        app.setWindowIcon(QIcon(str(paths.resources_folder() / "icons" / "deputy_station.png")))

    window.once_seen(begin)
    status = app.exec()
    for each in work:
        each.close()
    for database in opened:
        database.close()
    return status


def watch_others(database: Any) -> Any:
    """Looks for what other windows change in the same database."""
    from deputy_station.store.watch import Watch

    return Watch(database)


def make_application(arguments: Sequence[str]) -> QApplication:
    """The Qt application with the one style the look is made for."""
    app = QApplication(list(arguments))
    app.setApplicationName(paths.APP_NAME)
    app.setApplicationDisplayName("代表之家工作台")
    app.setStyle("fusion")
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    return app


def speak_chinese(app: QApplication) -> None:
    """Have Qt's own words (context menus, file dialogs) in Chinese, and those its translation lacks from ours."""
    shipped = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    ours = str(paths.resources_folder() / "translations")
    for name, folder in (("qtbase_zh_CN", shipped), ("qt_missing_zh_CN", ours)):
        translator = QTranslator(app)
        if translator.load(name, folder):
            app.installTranslator(translator)


def read_workdays(session: Any) -> Any:
    """The station's calendar: the published days and its own."""
    from deputy_station.features.reception.service.calendar import load_workdays

    return load_workdays(session)


def make_window(
    settings: Settings, clock: Clock, open_work: Callable[[str | None], Any], location: str | None = None
) -> Window:
    """The window with the features joined in; `open_work` takes up work on another database."""
    services = Services(
        read_frame=read_frame,
        found_station=found_station,
        open_demo=open_demo,
        open_work=open_work,
        location=location,
        read_workdays=read_workdays,
        providers=(find_matters,),
        read_opened=read_opened,
        remember_opened=remember_opened,
        undo_step=undo_step,
        undo_last=undo_last,
        redo_last=redo_last,
        own_steps=own_steps,
        keep_paper=keep_paper,
        watch_folder=watch_folder,
    )
    return Window(PAGES, settings, clock, services)


def watch_folder(remembered: Any) -> Any:
    """Looks into the folder that the scanner writes to."""
    from deputy_station.features.scans.imports.watching import WatchedFolder

    return WatchedFolder(remembered)


def read_frame(session: Any) -> Frame:
    """What the frame says: station, today's or the next reception, who is on duty, what waits."""
    from deputy_station.features.activities.rules import AttendanceState
    from deputy_station.features.today import service as today_service
    from deputy_station.store import context

    home = today_service.home_station(session)
    if not home:
        return Frame("")
    today = context.today(session)
    figures = today_service.read_figures(session, today=today)
    waiting = {"demands": figures.overdue + figures.due_soon}
    day = today_service.next_reception(session, today=today)
    if day is None:
        return Frame(home, waiting=waiting)
    if day.held_on != today:
        return Frame(home, f"下次接待 {day.held_on.month}月{day.held_on.day}日", waiting=waiting)
    away = (AttendanceState.LEAVE, AttendanceState.ABSENT)
    names = "、".join(deputy.name for deputy in day.on_duty if deputy.state not in away)
    return Frame(home, f"接待日 {day.hours}".strip(), f"值班：{names}" if names else "", waiting)


def found_station(
    session: Any,
    *,
    station: str,
    code: str,
    township: str,
    district: str,
    term: str,
    starts_on: date,
    ends_on: date,
    user: str,
) -> None:
    """The first start: the desk's own station, the present term, categories and units, in one transaction."""
    from deputy_station.features.deputies.service import frame
    from deputy_station.features.matters.service import catalogue
    from deputy_station.store import context

    session.info[context.ACTOR] = user
    frame.create_station(session, name=station, code=code, township=township, district=district, is_home=True)
    frame.create_term(session, name=term, starts_on=starts_on, ends_on=ends_on)
    # Without categories and units nothing could be sorted or handed on the first morning.
    catalogue.load_categories(session)
    catalogue.load_units(session)


def open_demo(database: Any, progress: Progress, *, demands: int | None = None) -> str:
    """Make the demo station in a file beside the clerk's own database, which stays as it is; where it lies.
    One made earlier is opened again."""
    from deputy_station.features.demo.service.fill import DEFAULT_DEMANDS, fill_demo
    from deputy_station.features.deputies.service.frame import list_stations
    from deputy_station.store.database import Database

    folder = database.path.parent if database.path else paths.data_folder()
    demo = Database.open(
        folder / DEMO_FILE,
        keys_folder=database.keys_folder,
        clock=database.clock,
        actor=database.actor,
        role=database.role,
    )
    try:
        with demo.transaction() as session:
            if not list_stations(session):
                fill_demo(session, progress=progress, demands=DEFAULT_DEMANDS if demands is None else demands)
    finally:
        demo.close()
    return str(folder / DEMO_FILE)


def find_matters(session: Any, text: str) -> Sequence[Found]:
    """Whatever the search box finds."""
    from deputy_station.shell import finders

    return finders.find_matters(session, text)


def read_opened(session: Any) -> Sequence[Found]:
    """What was opened lately at this computer."""
    from deputy_station.shell import lately

    return lately.read_opened(session, entries=PAGES)


def remember_opened(database: Any, _progress: Progress, *, page: str, row_id: int | None) -> None:
    """A page or a thing on it was opened. What cannot be remembered (a full disk, a desk that writes for long) is no
    reason to stop somebody who only looks: it is left out, and the next change says what is wrong."""
    from deputy_station.shell import lately

    with contextlib.suppress(Trouble), database.transaction() as session:
        lately.remember_opened(session, page=page, row_id=row_id)


def undo_step(session: Any, *, step_id: int) -> Any:
    """Take back one step."""
    from deputy_station.features.history import service

    return service.undo_step(session, step_id=step_id)


def undo_last(session: Any) -> Any:
    """Take back the last thing done in this window."""
    from deputy_station.features.history import service

    return service.undo_last(session)


def redo_last(session: Any) -> Any:
    """Do again what was taken back last in this window."""
    from deputy_station.features.history import service

    return service.redo_last(session)


def keep_paper(session: Any, *, printed: bool, **paper: Any) -> object:
    """Keep a paper that went out through the preview, unless no copy of its kind may be."""
    from deputy_station.features.papers.rules.kinds import Way, paper_kinds
    from deputy_station.features.papers.service import keeping

    if paper_kinds().kind(paper["kind"]).secret:
        return None
    return keeping.keep_paper(session, way=Way.PRINTED if printed else Way.SAVED, **paper)


def own_steps(session: Any, *, limit: int) -> Sequence[Any]:
    """What this person did last."""
    from deputy_station.features.history import service

    return service.own_steps(session, limit=limit)
