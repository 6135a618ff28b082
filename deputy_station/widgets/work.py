"""Background work: one thread for everything that writes, one for reading; results come back on the main thread.

    work.change(demands.assign_demand, demand_id=7, unit_id=2, then=self.show, on_refusal=self.notice.refuse)
    work.ask(demands.list_demands, state="overdue", then=self.show, key=(self, "list"))
    work.run(export_sheets, then=self.saved, progress=True, year=2026)

Where a `watch` is given the reading thread looks every second or so for what other desks changed and says it with the
same signal `changed`. Order after a change: `then(result)`, then `changed` with the names of the tables. A refusal goes to the caller's
`on_refusal`; trouble, bugs, and refusals nobody took go to the `reported` signal, which the shell shows.
"""

import threading
import time
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Qt, QTimer, Signal

from deputy_station.core.errors import Cancelled, Report, ReportKind, report_error
from deputy_station.widgets.living import is_there
from deputy_station.widgets.threads import Threads

T = TypeVar("T")
Show = Callable[[Any], object]
TELL_EVERY_SECONDS = 0.05
LOOK_EVERY_SECONDS = 1.2
"""How often other desks' changes are looked for: they are seen within two seconds."""


class DatabaseLike(Protocol):
    """What this needs of the database: sessions for one transaction or for reading, and word of changes."""

    def transaction(self) -> AbstractContextManager[Any]: ...

    def reading(self) -> AbstractContextManager[Any]: ...

    def subscribe(self, callback: Callable[[frozenset[str]], None]) -> object: ...


class WatchLike(Protocol):
    """Looks for what other desks changed."""

    def look(self) -> frozenset[str]: ...

    def close(self) -> None: ...


@dataclass(eq=False)
class Job:
    """One piece of background work on its way; `cancel()` is heard at its next progress report."""

    perform: Callable[[Any], Any]
    then: Show | None
    on_refusal: Callable[[str], object] | None
    always: Callable[[], object] | None
    owner: QObject | None
    key: Hashable | None
    title: str
    on_report: Callable[[Report], object] | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    told: float = 0.0
    step_id: int | None = None
    """The journal's step that it committed, when it is done: what 撤销 takes back."""

    def cancel(self) -> None:
        """Ask the work to stop; it is undone as far as it went."""
        self.stop.set()


@dataclass(frozen=True)
class _Outcome:
    job: Job
    result: Any
    error: BaseException | None
    tables: frozenset[str]


class Work(QObject):
    """Runs service functions off the main thread. `database` may be a function that opens it in the worker."""

    changed = Signal(object)
    """frozenset of table names, after a commit."""
    reported = Signal(object)
    """A core.errors.Report that no caller took."""
    saved = Signal()
    """A change was committed."""
    started = Signal(object)
    """A Job that reports progress was begun."""
    progressed = Signal(object, int, int, str)
    """Job, done, total, unit."""
    ended = Signal(object)
    """A Job that reports progress ended, one way or the other."""
    lost = Signal(str)
    """The database is out of reach, in a sentence; said once, until it is `found`."""
    found = Signal()
    """The database answers again."""
    closing = Signal()
    """The last moment to begin something: what is begun now is still done."""

    _arrived = Signal(object)
    _looked = Signal(object)

    def __init__(
        self,
        database: DatabaseLike | Callable[[], DatabaseLike],
        parent: QObject | None = None,
        *,
        watch: Callable[[Any], WatchLike] | None = None,
    ) -> None:
        super().__init__(parent)
        self._make_watch = watch
        self._watch: WatchLike | None = None
        self._away = False
        self._database: DatabaseLike | None = None
        self._open = database if callable(database) else lambda: database
        self._opening = threading.Lock()
        self._writing: SimpleQueue[Job | None] = SimpleQueue()
        self._reading: SimpleQueue[Job | None] = SimpleQueue()
        self._look_due = 0.0
        self._begun = time.monotonic()
        self._latest: dict[Hashable, Job] = {}
        self._pending: set[Job] = set()
        self._waiting: list[QEventLoop] = []
        self._telling: set[Job] = set()
        self._here = threading.local()
        self._closed = False
        self._arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._looked.connect(self._take_look, Qt.ConnectionType.QueuedConnection)
        self._threads = Threads(self, {"writer": self._write, "reader": self._read})
        self._threads.start()

    # ------------------------------------------------------------------ what callers use

    def change(
        self,
        function: Callable[..., T],
        *,
        then: Callable[[T], object] | None = None,
        on_refusal: Callable[[str], object] | None = None,
        always: Callable[[], object] | None = None,
        on_report: Callable[[Report], object] | None = None,
        owner: QObject | None = None,
        progress: bool = False,
        job_title: str = "",
        **values: Any,
    ) -> Job:
        """Call `function(session, **values)` in one transaction on the writing thread.

        With `on_report` whatever goes wrong is told there and nowhere else.

        `job_title` stands beside the progress (not `title`: that is what many services call a value of theirs).
        `always()` is called after `then` or the refusal. Nothing is called once `owner` (or the object that `then`
        is bound to) is gone. With `progress` the function also gets `progress=` and the shell shows a bar.
        """

        def perform(database: DatabaseLike) -> T:
            if progress:
                values["progress"] = lambda done, total, unit: self._tell(job, done, total, unit)
            with database.transaction() as session:
                return function(session, **values)

        job = Job(perform, then, on_refusal, always, owner, None, job_title, on_report)
        return self._begin(job, self._writing, telling=progress)

    def ask(
        self,
        function: Callable[..., T],
        *,
        then: Callable[[T], object],
        on_refusal: Callable[[str], object] | None = None,
        always: Callable[[], object] | None = None,
        owner: QObject | None = None,
        key: Hashable | None = None,
        **values: Any,
    ) -> Job:
        """Call `function(session, **values)` on the reading thread.

        An answer is dropped when another `ask` with the same `key` was begun after it.
        """

        def perform(database: DatabaseLike) -> T:
            with database.reading() as session:
                return function(session, **values)

        job = Job(perform, then, on_refusal, always, owner, key, "")
        return self._begin(job, self._reading, telling=False)

    def run(
        self,
        function: Callable[..., T],
        *,
        then: Callable[[T], object] | None = None,
        on_refusal: Callable[[str], object] | None = None,
        always: Callable[[], object] | None = None,
        owner: QObject | None = None,
        progress: bool = True,
        writes: bool = False,
        job_title: str = "",
        **values: Any,
    ) -> Job:
        """Call `function(database, progress, **values)`: papers, imports, whatever opens its own sessions.

        It goes to the writing thread when it `writes`, so that writers never meet.
        """

        def perform(database: DatabaseLike) -> T:
            return function(database, lambda done, total, unit: self._tell(job, done, total, unit), **values)

        job = Job(perform, then, on_refusal, always, owner, None, job_title)
        return self._begin(job, self._writing if writes else self._reading, telling=progress)

    @property
    def busy(self) -> bool:
        """Whether anything is under way or waiting."""
        return bool(self._pending)

    @property
    def closed(self) -> bool:
        """Whether it was ended: nothing is begun any more."""
        return self._closed

    @property
    def telling(self) -> list[Job]:
        """The long work under way or waiting: what a bar is shown for."""
        return list(self._telling)

    def quiet_for(self) -> float:
        """For how many seconds nothing was under way: everything a person does soon begins something."""
        return 0.0 if self.busy else time.monotonic() - self._begun

    def wait(self, seconds: float = 30.0) -> bool:
        """Handle events until nothing is under way (for tests, screenshots, closing); False when time ran out."""
        loop, end = QEventLoop(), time.monotonic() + seconds
        watch = QTimer()
        watch.setInterval(20)
        watch.timeout.connect(lambda: loop.quit() if not self.busy or time.monotonic() > end else None)
        self._waiting.append(loop)
        try:
            while True:
                if self.busy:
                    watch.start()
                    loop.exec()
                    watch.stop()
                # What arrives now, an answer or the end of a pause, may begin the next work.
                QCoreApplication.processEvents()
                if not self.busy or time.monotonic() > end:
                    return not self.busy
        finally:
            self._waiting.remove(loop)

    def look(self) -> None:
        """Look at once for what other desks changed: somebody came back to this window."""
        if self._make_watch is not None and not self._closed:
            self._begin(
                Job(self._look_now, None, None, None, None, (self, "look"), ""), self._reading, telling=False
            )

    def close(self, seconds: float = 10.0) -> None:
        """Let the work under way finish and end the threads; what waits behind a cancelled job is still done."""
        if self._closed:
            return
        self.closing.emit()
        self._closed = True
        self._writing.put(None)
        self._reading.put(None)
        self._threads.join(seconds)

    def release(self) -> None:
        """Close, and let go of the database, so that its file can be replaced."""
        self.close()
        let_go = getattr(self._database, "close", None)
        if let_go is not None:
            let_go()

    # ------------------------------------------------------------------ on the main thread

    def _begin(self, job: Job, queue: SimpleQueue[Job | None], *, telling: bool) -> Job:
        self._begun = time.monotonic()
        if job.key is not None:
            self._latest[job.key] = job
        self._pending.add(job)
        if telling:
            self._telling.add(job)
            self.started.emit(job)
        queue.put(job)
        return job

    def _take(self, outcome: _Outcome | frozenset[str]) -> None:
        if isinstance(outcome, frozenset):
            self.changed.emit(outcome)
            return
        job = outcome.job
        self._pending.discard(job)
        if job in self._telling:
            self._telling.discard(job)
            self.ended.emit(job)
        superseded = job.key is not None and self._latest.get(job.key) is not job
        if job.key is not None and not superseded:
            del self._latest[job.key]
        if not superseded and _alive(job):
            self._answer(job, outcome)
        elif isinstance(outcome.error, Exception) and not superseded:
            self.reported.emit(report_error(outcome.error))
        if outcome.tables:
            self.saved.emit()
            self.changed.emit(outcome.tables)
        if not self.busy:
            for loop in self._waiting:
                loop.quit()

    def _take_look(self, seen: frozenset[str] | Report) -> None:
        away = isinstance(seen, Report)
        if isinstance(seen, Report):
            if not self._away:
                if seen.kind is ReportKind.BUG:
                    self.reported.emit(seen)
                else:
                    self.lost.emit(seen.sentence)
        else:
            if self._away:
                self.found.emit()
            if seen:
                self.changed.emit(seen)
        self._away = away

    def _answer(self, job: Job, outcome: _Outcome) -> None:
        try:
            if outcome.error is None:
                if job.then is not None:
                    job.then(outcome.result)
            else:
                self._complain(job, report_error(outcome.error))
        finally:
            if job.always is not None:
                job.always()

    def _complain(self, job: Job, report: Report) -> None:
        if job.on_report is not None:
            job.on_report(report)
            return
        quiet = report.kind in (ReportKind.REFUSAL, ReportKind.CANCELLED)
        if quiet and job.on_refusal is not None and _there(job.on_refusal):
            job.on_refusal(report.sentence)
        else:
            self.reported.emit(report)

    # ------------------------------------------------------------------ on the worker threads

    def _write(self) -> None:
        while (job := self._writing.get()) is not None:
            self._perform(job)
            del job  # while this waits for the next, the dialog it was for may go

    def _read(self) -> None:
        while True:
            try:
                job = self._reading.get(timeout=self._until_look())
                if job is None:
                    break
                self._perform(job)
                del job  # as above
            except Empty:
                pass
            self._look_around()
        if self._watch is not None:
            self._watch.close()

    def _perform(self, job: Job) -> None:
        self._here.tables = frozenset()
        result, error = None, None
        try:
            superseded = job.key is not None and self._latest.get(job.key) is not job
            if job.stop.is_set():
                raise Cancelled
            if not superseded:
                database = self._ready()
                _take_step(database)  # what an earlier job left
                result = job.perform(database)
                job.step_id = _take_step(database)
        except Exception as caught:  # noqa: BLE001 - the one place where background errors are turned round
            error = caught
        tables = self._here.tables
        self._here.tables = None
        self._arrived.emit(_Outcome(job, result, error, tables))

    def _until_look(self) -> float | None:
        """Seconds the reading thread may sleep; None for as long as there is nothing to do."""
        if self._make_watch is None or self._database is None:
            return None
        return max(0.0, self._look_due - time.monotonic())

    def _look_now(self, _database: DatabaseLike) -> None:
        self._look_due = 0.0
        self._look_around()

    def _look_around(self) -> None:
        """Between two jobs, when it is time: what did other desks change?"""
        if self._make_watch is None or self._database is None or time.monotonic() < self._look_due:
            return
        seen: frozenset[str] | Report
        try:
            if self._watch is None:
                self._watch = self._make_watch(self._database)
            seen = self._watch.look()
        except Exception as caught:  # noqa: BLE001 - it is tried again; the first time it is told
            seen = report_error(caught)
        self._look_due = time.monotonic() + LOOK_EVERY_SECONDS
        if seen or self._away:
            self._looked.emit(seen)

    def _ready(self) -> DatabaseLike:
        with self._opening:
            if self._database is None:
                self._database = self._open()
                self._database.subscribe(self._hear)
            return self._database

    def _hear(self, tables: frozenset[str]) -> None:
        mine = getattr(self._here, "tables", None)
        if mine is None:
            self._arrived.emit(frozenset(tables))
        else:
            self._here.tables = mine | tables

    def _tell(self, job: Job, done: int, total: int, unit: str) -> None:
        if job.stop.is_set():
            raise Cancelled
        instant = time.monotonic()
        if done >= total or instant - job.told >= TELL_EVERY_SECONDS:
            job.told = instant
            self.progressed.emit(job, done, total, unit)


def _take_step(database: DatabaseLike) -> int | None:
    """The step committed last on this thread; None where nothing keeps a journal (no database yet)."""
    take: Callable[[], int | None] | None = getattr(database, "take_step", None)
    return None if take is None else take()


def _there(called: Callable[..., object]) -> bool:
    """Whether what the function is bound to is still there: a dialog may have gone before its refusal comes."""
    bound = getattr(called, "__self__", None)
    return not isinstance(bound, QObject) or is_there(bound)


def _alive(job: Job) -> bool:
    owner = job.owner if job.owner is not None else getattr(job.then, "__self__", None)
    return not isinstance(owner, QObject) or is_there(owner)
