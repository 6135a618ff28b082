"""Two windows on one database see each other's changes by themselves, and survive that it goes away for a while."""

import threading
from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from deputy_station.core.clock import Clock
from deputy_station.core.errors import Trouble
from deputy_station.features.deputies.service.frame import create_term
from deputy_station.features.papers.rules.kinds import Way
from deputy_station.features.papers.service.keeping import keep_paper
from deputy_station.store.database import Database
from deputy_station.store.journal import ChangeStep
from deputy_station.store.watch import Watch
from deputy_station.widgets.work import LOOK_EVERY_SECONDS, Work
from tests.widgets.fake_database import FakeDatabase

TWO_SECONDS = 2000


@pytest.fixture
def other(database: Database, clock: Clock) -> Iterator[Database]:
    """The same database, opened by another program."""
    location = database.path or database.engine.url.render_as_string(hide_password=False)
    opened = Database.open(location, keys_folder=database.keys_folder, clock=clock, actor="李红")
    yield opened
    opened.close()


@pytest.fixture
def looking(database: Database, qapp: object, qtbot: QtBot) -> Iterator[Work]:
    """A window that has read its first page."""
    work = Work(database, watch=Watch)
    read: list[int] = []
    work.ask(lambda session: 1, then=read.append)
    work.wait()
    yield work
    work.close()


def found_term(work: Work, name: str) -> None:
    work.change(create_term, name=name, starts_on=date(2021, 11, 1), ends_on=date(2026, 10, 31))
    assert work.wait()


def test_another_windows_change_is_seen_within_two_seconds(
    looking: Work, other: Database, qtbot: QtBot
) -> None:
    theirs = Work(other)
    with qtbot.waitSignal(looking.changed, timeout=TWO_SECONDS) as seen:
        found_term(theirs, "第十九届")
    theirs.close()
    assert "terms" in seen.args[0]


def test_a_paper_another_window_let_out_is_seen_though_no_step_of_the_journal_tells_it(
    looking: Work, other: Database, qtbot: QtBot
) -> None:
    theirs = Work(other)
    with qtbot.waitSignal(looking.changed, timeout=TWO_SECONDS) as seen:
        theirs.change(keep_paper, kind="notice", title="公告", content=b"%PDF", pages=1, way=Way.PRINTED)
        assert theirs.wait()
    theirs.close()
    assert "printed_papers" in seen.args[0]


def test_coming_back_to_the_window_looks_at_once(looking: Work, other: Database, qtbot: QtBot) -> None:
    theirs = Work(other)
    found_term(theirs, "第十九届")
    theirs.close()
    seen: list[frozenset[str]] = []
    looking.changed.connect(seen.append)
    looking.look()
    assert looking.wait()
    assert ["terms" in tables for tables in seen] == [True]


def test_ones_own_change_is_told_once(looking: Work, database: Database) -> None:
    seen: list[frozenset[str]] = []
    looking.changed.connect(seen.append)
    found_term(looking, "第十九届")
    looking.look()
    assert looking.wait()
    assert len(seen) == 1


def test_a_watch_tells_each_change_once_also_one_that_comes_with_a_lower_number(
    database: Database, other: Database
) -> None:
    watch = Watch(database)
    assert watch.look() == frozenset()
    with other.transaction() as session:
        create_term(session, name="第十九届", starts_on=date(2021, 11, 1), ends_on=date(2026, 10, 31))
    assert "terms" in watch.look()
    assert watch.look() == frozenset()
    # A lower number that is committed later, as on a server: seen as well.
    with other.engine.begin() as connection:
        step = connection.execute(ChangeStep.__table__.select()).mappings().first()
        assert step is not None
        row = {**step, "id": step["id"] - 50, "tables": "deputies"}
        connection.execute(ChangeStep.__table__.insert().values(**row))
    assert watch.look() == frozenset({"deputies"})
    watch.close()


class Breaking:
    """A watch on a database that goes away and comes back."""

    def __init__(self, _database: object) -> None:
        self.away = False
        self.looks = 0

    def look(self) -> frozenset[str]:
        self.looks += 1
        if self.away:
            raise Trouble("连不上数据库服务器。请检查网线，再试一次。")
        return frozenset()

    def close(self) -> None:
        pass


def test_a_database_that_goes_away_is_told_once_and_its_return_too(qapp: object, qtbot: QtBot) -> None:
    watches: list[Breaking] = []

    def make(database: object) -> Breaking:
        watches.append(Breaking(database))
        return watches[-1]

    work = Work(FakeDatabase(), watch=make)
    told: list[str] = []
    work.lost.connect(told.append)
    work.found.connect(lambda: told.append("又连上了"))
    work.reported.connect(lambda report: told.append(report.sentence))

    def look(times: int) -> None:
        for _ in range(times):
            work.look()
            assert work.wait()

    look(1)
    watches[0].away = True
    look(4)
    watches[0].away = False
    look(3)
    assert told == ["连不上数据库服务器。请检查网线，再试一次。", "又连上了"]
    work.close()


def test_a_window_left_alone_looks_about_once_a_second_and_sleeps_between(qapp: object, qtbot: QtBot) -> None:
    watches: list[Breaking] = []

    def make(database: object) -> Breaking:
        watches.append(Breaking(database))
        return watches[-1]

    work = Work(FakeDatabase(), watch=make)
    work.ask(lambda session: 1, then=lambda _one: None)
    qtbot.waitUntil(lambda: bool(watches) and watches[0].looks >= 2, timeout=5000)
    assert watches[0].looks == 2
    assert 0.5 <= LOOK_EVERY_SECONDS <= 1.8
    work.close()


def test_a_service_that_takes_long_leaves_the_window_alive(qapp: object, qtbot: QtBot) -> None:
    work = Work(FakeDatabase())
    go_on = threading.Event()
    turns: list[int] = []
    timer = QTimer()
    timer.setInterval(0)
    timer.timeout.connect(lambda: turns.append(1))
    timer.start()
    read: list[bool] = []
    work.ask(lambda session: go_on.wait(10), then=read.append)
    # The event loop turns a hundred times while the database does not answer.
    qtbot.waitUntil(lambda: len(turns) >= 100, timeout=5000)
    assert read == []
    go_on.set()
    assert work.wait()
    timer.stop()
    assert read == [True]
    work.close()
