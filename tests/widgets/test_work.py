"""Background work: results on the main thread, order of then and changed, refusals to the caller, progress, cancel."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from deputy_station.core.errors import Refusal, Report, ReportKind, Trouble
from deputy_station.widgets.work import Work
from tests.widgets.fake_database import FakeDatabase


@pytest.fixture
def work(qapp: object) -> Iterator[Work]:
    made = Work(FakeDatabase(frozenset({"demands"})))
    yield made
    made.close()


def test_a_change_runs_elsewhere_and_its_result_comes_back_to_the_main_thread(work: Work) -> None:
    threads: list[threading.Thread] = []

    def assign(session: str, *, demand_id: int) -> str:
        threads.append(threading.current_thread())
        return f"{session} {demand_id}"

    results: list[tuple[str, threading.Thread]] = []
    work.change(assign, demand_id=7, then=lambda result: results.append((result, threading.current_thread())))
    assert work.wait(5)
    assert results == [("session 7", threading.main_thread())]
    assert threads[0] is not threading.main_thread()


def test_then_comes_before_the_tables_that_changed(work: Work) -> None:
    told: list[Any] = []
    work.changed.connect(told.append)
    work.change(lambda session: "row", then=told.append)
    work.wait(5)
    assert told == ["row", frozenset({"demands"})]


def test_reading_changes_nothing(work: Work) -> None:
    told: list[Any] = []
    work.changed.connect(told.append)
    work.ask(lambda session: 3, then=lambda count: None)
    work.wait(5)
    assert told == []


def test_a_refusal_is_told_where_the_click_happened_and_nowhere_else(work: Work) -> None:
    def refuse(session: str) -> None:
        raise Refusal("这件诉求已经销号，不能再交办。")

    sentences: list[str] = []
    reports: list[Report] = []
    work.reported.connect(reports.append)
    work.change(refuse, on_refusal=sentences.append)
    work.wait(5)
    assert sentences == ["这件诉求已经销号，不能再交办。"]
    assert reports == []


@pytest.mark.parametrize(
    ("error", "kind"), [(Trouble("磁盘满了，请清理。"), ReportKind.TROUBLE), (KeyError("x"), ReportKind.BUG)]
)
def test_trouble_and_bugs_go_to_the_shell(work: Work, error: Exception, kind: ReportKind) -> None:
    def fail(session: str) -> None:
        raise error

    reports: list[Report] = []
    sentences: list[str] = []
    work.reported.connect(reports.append)
    work.change(fail, on_refusal=sentences.append)
    work.wait(5)
    assert [report.kind for report in reports] == [kind]
    assert sentences == []


def test_always_is_called_after_a_refusal_too(work: Work) -> None:
    def refuse(session: str) -> None:
        raise Refusal("不行。")

    told: list[str] = []
    work.change(refuse, on_refusal=told.append, always=lambda: told.append("always"))
    work.wait(5)
    assert told == ["不行。", "always"]


def test_the_answer_to_a_superseded_question_is_dropped(work: Work) -> None:
    gate = threading.Event()

    def find(session: str, *, text: str) -> str:
        gate.wait(5)
        return text

    answers: list[str] = []
    for text in ("z", "zg", "zgf"):
        work.ask(find, text=text, then=answers.append, key="search")
    gate.set()
    work.wait(5)
    assert answers == ["zgf"]


def test_nothing_is_told_to_an_owner_that_is_gone(work: Work) -> None:
    owner = QWidget()
    gate = threading.Event()
    answers: list[bool] = []
    work.ask(lambda session: gate.wait(5), then=answers.append, owner=owner)
    import shiboken6

    shiboken6.delete(owner)
    gate.set()
    work.wait(5)
    assert answers == []


def test_progress_is_told_with_its_unit_and_cancel_is_heard_at_the_next_report(
    work: Work, qtbot: QtBot
) -> None:
    reached: list[int] = []
    hold = threading.Event()

    def print_sheets(database: object, progress: Any) -> None:
        for sheet in range(1, 1001):
            reached.append(sheet)
            progress(sheet, 1000, "张")
            if sheet == 1:
                hold.wait(5)

    seen: list[tuple[int, int, str]] = []
    sentences: list[str] = []
    work.progressed.connect(lambda job, done, total, unit: seen.append((done, total, unit)))
    job = work.run(print_sheets, on_refusal=sentences.append)
    qtbot.waitUntil(lambda: bool(seen))
    job.cancel()
    hold.set()
    work.wait(5)
    assert seen[0] == (1, 1000, "张")
    assert reached == [1, 2]
    assert sentences == ["已取消，没有改动。"]


def test_the_database_is_opened_by_the_first_piece_of_work_and_not_before(qapp: object) -> None:
    opened: list[threading.Thread] = []

    def open_it() -> FakeDatabase:
        opened.append(threading.current_thread())
        return FakeDatabase()

    work = Work(open_it)
    assert opened == []
    work.ask(lambda session: None, then=lambda nothing: None)
    work.ask(lambda session: None, then=lambda nothing: None)
    work.wait(5)
    work.close()
    assert len(opened) == 1
    assert opened[0] is not threading.main_thread()


def test_a_database_that_does_not_open_is_tried_again_by_the_next_piece_of_work(qapp: object) -> None:
    tries: list[int] = []

    def open_it() -> FakeDatabase:
        tries.append(1)
        if len(tries) == 1:
            raise Trouble("文件被占用，请关掉别的程序。")
        return FakeDatabase()

    work = Work(open_it)
    reports: list[Report] = []
    answers: list[str] = []
    work.reported.connect(reports.append)
    work.ask(lambda session: "first", then=answers.append)
    work.wait(5)
    work.ask(lambda session: "second", then=answers.append)
    work.wait(5)
    work.close()
    assert [report.sentence for report in reports] == ["文件被占用，请关掉别的程序。"]
    assert answers == ["second"]
