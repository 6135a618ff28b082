"""Fixtures every test may use: a fixed clock and a ready, empty database on each engine."""

import gc
import itertools
import os
import shutil
import sys
import uuid
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.pool import NullPool
from sqlalchemy.util import LRUCache

import deputy_station.schema  # noqa: F401  (the metadata must be whole)
from deputy_station.core.clock import Clock
from deputy_station.documents.changes_in_use import use_changes
from deputy_station.store.database import Database
from tests.laid_down import Beginning

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "")
ENGINES = [
    "sqlite",
    # Skipped and counted, not left out, so that every run says what it did not show.
    pytest.param("postgresql", marks=pytest.mark.skipif(not POSTGRES, reason="no TEST_POSTGRES_URL")),
]


FULL_LOOK_EVERY = 250
_works: weakref.WeakSet[Any] = weakref.WeakSet()
"""The work behind windows (deputy_station/widgets/work.py) that was begun and not yet taken down."""
_tests_done = itertools.count(1)


def pytest_configure(config: pytest.Config) -> None:
    """Collections come between tests, on the main thread, as in the program (deputy_station/widgets/collecting.py)."""
    gc.disable()
    # How long an example takes is the machine's affair.
    hypothesis.settings.register_profile("tests", deadline=None)
    hypothesis.settings.load_profile("tests")


def pytest_collection_finish() -> None:
    """The modules and the thousands of tests stay to the end: they need not be gone through again and again."""
    gc.freeze()
    _remember_works()


def pytest_sessionfinish() -> None:
    """The made-up screen keeps what was copied until the process is gone, and Python with it, which was to be asked how
    to put it away: the process would crash at its very end."""
    gui = sys.modules.get("PySide6.QtGui")
    if gui is not None and gui.QGuiApplication.instance() is not None:
        gui.QGuiApplication.clipboard().clear()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """Look for what nobody needs once everything of a test is put away."""
    yield
    gc.collect(1 if next(_tests_done) % FULL_LOOK_EVERY else 2)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Screens, papers, and what goes over the network, are tested on SQLite alone: they ask the services, and these are
    tested on both engines."""
    shown = [item for item in items if _only_shows(item) and "[postgresql" in item.name]
    if shown:
        config.hook.pytest_deselected(items=shown)
        left = set(shown)
        items[:] = [item for item in items if item not in left]
    items[:] = _longest_first(items)


LONGEST = (
    "test_every_dialog_fits.py",
    "test_every_page_fits.py",
    "test_closed_dialogs_go.py",
    "test_demo.py",
    "test_returned_sheets_are_read.py",
    "test_the_main_job_without_a_window.py",
    "test_search_box.py",
    "test_docx_in_an_office.py",
    "test_checks_parts_fit.py",
    "test_no_page_stands_still.py",
    "test_every_control_is_named_and_reached.py",
    "test_secrecy_page_steps.py",
)
"""Files whose tests take seconds each, the longest first."""


def _longest_first(items: list[pytest.Item]) -> list[pytest.Item]:
    """The order drawn by lot, with the longest files at the beginning of each half: a process begins with a half, and one
    that met a long test last would keep the other waiting. Files stay whole, as their fixtures are made once."""
    halves: tuple[list[pytest.Item], list[pytest.Item]] = ([], [])
    for place, name in enumerate(LONGEST):
        halves[place % 2].extend(item for item in items if item.path.name == name)
    others = [item for item in items if item.path.name not in LONGEST]
    first = max(0, (len(items) + 1) // 2 - len(halves[0]))
    return [*halves[0], *others[:first], *halves[1], *others[first:]]


SHOWING = {
    # screens
    "test_checks_closing.py",
    "test_demand_import_window.py",
    "test_phones_over_the_network.py",
    "test_starting_and_stopping_the_phones.py",
    # papers
    "test_assessment_papers.py",
    "test_ballots_by_scan.py",
    "test_books_begun_anew.py",
    "test_books_on_paper.py",
    "test_check_papers.py",
    "test_demand_papers_and_commands.py",
    "test_kit_of_the_day.py",
    "test_sign_in_sheet.py",
    "test_visitors_sheet.py",
    "test_what_does_not_fit.py",
    "test_continuing_on_paper.py",
    "test_desk_papers.py",
    "test_files_come_back.py",
    "test_half_year_papers.py",
    "test_papers_of_the_way.py",
    "test_points_papers_printed.py",
    "test_printing_registers.py",
    "test_suggestion_papers.py",
    "test_year_archive.py",
    # what is made by asking every service
    "test_demo.py",
}


def _only_shows(item: pytest.Item) -> bool:
    name = item.path.name
    return (
        "_page" in name
        or name in SHOWING
        or (item.path.parent.name == "widgets" and name == "test_drafts.py")
    )


@pytest.fixture(scope="session", autouse=True)
def _statements_made_once() -> Iterator[None]:
    """What SQLAlchemy makes of a statement takes longer than the statement and is the same in every test, so that all
    databases share it. It is kept by dialect, of which each database has one of its own; all of a kind write the same.
    """
    made: dict[str, LRUCache[Any, Any]] = {name: LRUCache(1_500) for name in ("sqlite", "postgresql")}
    begin = Database.__init__

    def begin_sharing(database: Database, *given: Any, **named: Any) -> None:
        begin(database, *given, **named)
        for engine in (database.engine, database._writing_engine, database._reading_engine):
            engine.update_execution_options(compiled_cache=made[engine.dialect.name])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DefaultDialect, "__eq__", lambda one, other: type(one) is type(other))
        patch.setattr(DefaultDialect, "__hash__", lambda one: hash(type(one)))
        patch.setattr(Database, "__init__", begin_sharing)
        yield


@pytest.fixture(autouse=True)
def _cache_of_its_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers looked at in tests lie with the tests, not in the cache of whoever runs them."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture(autouse=True)
def _forms_as_shipped() -> Iterator[None]:
    """A station's own forms end with its test: the program prints those of the database it opened last."""
    yield
    use_changes(None)


@pytest.fixture(autouse=True)
def _usual_text_size() -> Iterator[None]:
    """A test that enlarges the text leaves the next one as it was; Qt is not loaded for it."""
    yield
    style = sys.modules.get("deputy_station.widgets.style")
    if style is not None:
        style.scale.set(100, high_contrast=False)


@pytest.fixture(autouse=True)
def _nothing_of_the_window_stays() -> Iterator[None]:
    """What a test let go is gone before the next one. Qt puts away what is to be deleted later when an event loop runs,
    which may be tests later; and it holds a function that was connected, and through it a page, its database and every
    statement prepared for it, for as long as the sender lives: the work behind a window would keep them all."""
    yield
    if not _works:
        return
    import shiboken6
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # type: ignore[arg-type]
    for each in list(_works):
        if each.closed:
            _works.discard(each)
            if shiboken6.isValid(each):
                shiboken6.delete(each)


def _remember_works() -> None:
    """Have each work noted when it begins: looking for them among all that Qt holds takes longer than most tests. Tests
    of windows load the module before the first test runs; Qt is not loaded for the others."""
    module = sys.modules.get("deputy_station.widgets.work")
    if module is None:
        return
    begin = module.Work.__init__

    def begin_noted(work: Any, *given: Any, **named: Any) -> None:
        begin(work, *given, **named)
        _works.add(work)

    module.Work.__init__ = begin_noted


DESK = "a desk of the tests"
"""The running program that what was laid down is of too."""
MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
"""9:00 on Friday 20 November 2026 in Beijing."""


@pytest.fixture
def clock() -> Clock:
    """A clock that stands at 9:00 on 20 November 2026."""
    return Clock.fixed(MORNING)


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a migrated, empty database and its key, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("empty")
    Database.open(folder / "station.db", keys_folder=folder / "keys").close()
    return folder


@pytest.fixture(scope="session")
def server_database() -> Iterator[str]:
    """The address of a migrated, empty database on the server: made once, emptied after each test."""
    name = f"test_{uuid.uuid4().hex}"
    address = make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    with _admin() as admin:
        admin.execute(text(f'CREATE DATABASE "{name}"'))
    Database.open(address).close()
    yield address
    with _admin() as admin:
        admin.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture
def beginning() -> Beginning[Any] | None:
    """What `database` begins with; a folder of tests may give its own, made once and copied (tests/laid_down.py)."""
    return None


@pytest.fixture(params=ENGINES)
def database(
    request: pytest.FixtureRequest, tmp_path: Path, clock: Clock, beginning: Beginning[Any] | None
) -> Iterator[Database]:
    """An empty database of ours, once on SQLite and, where a server is offered, once on PostgreSQL."""
    with _new_database(request, tmp_path, clock, beginning) as opened:
        yield opened


@pytest.fixture(scope="module", params=ENGINES)
def shared_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """As `database`, one for all tests of a module: who takes it takes no other and leaves it as it was."""
    with _new_database(request, tmp_path_factory.mktemp("shared"), Clock.fixed(MORNING), None) as opened:
        yield opened


@contextmanager
def _new_database(
    request: pytest.FixtureRequest, folder: Path, clock: Clock, beginning: Beginning[Any] | None
) -> Iterator[Database]:
    if request.param == "sqlite":
        made: Path = request.getfixturevalue("empty_file")
        path, keys = folder / "station.db", folder / "keys"
        shutil.copy(made / "station.db", path)
        shutil.copytree(made / "keys", keys)

        def open_file() -> Database:
            return Database.open(path, keys_folder=keys, clock=clock, actor="周敏", desk=DESK)

        if beginning is not None:
            beginning.lay_file(path, open_file)
        opened = open_file()
        yield opened
        opened.close()
        return
    address: str = request.getfixturevalue("server_database")
    opened = Database.open(address, clock=clock, actor="周敏", desk=DESK)
    if beginning is not None:
        beginning.lay_server(opened)
    yield opened
    opened.close()
    _empty(address)


EMPTYING = """
DO $$
DECLARE
    name text;
    gone bigint;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables
        WHERE schemaname = current_schema() AND tablename <> 'alembic_version'
    LOOP
        EXECUTE format('DELETE FROM %I', name);
        GET DIAGNOSTICS gone = ROW_COUNT;
        IF gone > 20000 THEN
            EXECUTE format('TRUNCATE %I CASCADE', name);
        END IF;
    END LOOP;
    PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, 1, FALSE)
        FROM pg_sequences WHERE last_value IS NOT NULL;
END $$
"""
"""No rows, every number from 1; a table that held very many gets a new file, as rows that were deleted stay in the old."""


def _empty(address: str) -> None:
    """As if nobody had been there: no rows, every number from 1, nobody connected. Much quicker than a new copy, which
    makes the server write out all it holds."""
    engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as server:
        server.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
        server.execute(text("SET session_replication_role = replica"))  # no triggers, no keys looked after
        server.execute(text(EMPTYING))


def _admin():  # type: ignore[no-untyped-def]
    engine = create_engine(
        make_url(POSTGRES).set(database="postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool
    )
    return engine.connect()
