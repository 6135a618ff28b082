"""A table of 1,000,000 rows: a scroll step against one 60 Hz frame on the main thread, and the memory it takes.

Once with rows made up on the spot, once with a real encrypted file of 1,000,000 demands. The table is scrolled a step
at a time, jumped in and taken to its end; events are handled between steps as they are under a person's hand.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.benchmarks.measuring import Comparison
from tests.benchmarks.stations import empty_station

ROWS = 1_000_000
FRAME_SECONDS = 1 / 60
STEPS, JUMPS = 300, 60
MEMORY_MB = 64
"""What scrolling may add to the memory of the process."""


@dataclass(frozen=True)
class Row:
    """A row made up from its position."""

    id: int
    number: str
    title: str
    unit: str
    due: date


def made_up(_session: object, *, offset: int, limit: int, **_order: object) -> list[Row]:
    """A page of rows."""
    return [
        Row(number, f"{number:07}", f"第 {number} 件，村里主路破损", "镇村建办", date(2026, 12, 1))
        for number in range(offset, min(offset + limit, ROWS))
    ]


def made_up_count(_session: object) -> int:
    """How many rows there are."""
    return ROWS


def memory_mb() -> float:
    """The memory of this process in megabytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@contextmanager
def table_of(database: object, columns: list[object]) -> Iterator[object]:
    """A table on the screen (or off it), its window as wide as a desk's."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from deputy_station.app import make_application
    from deputy_station.widgets.style import dress
    from deputy_station.widgets.table import Table
    from deputy_station.widgets.work import Work

    application = QApplication.instance() or make_application(sys.argv[:1])
    assert isinstance(application, QApplication)
    dress(application)
    work = Work(database)  # type: ignore[arg-type]
    table = Table(work, columns, today=lambda: date(2026, 11, 20), multiple=True)  # type: ignore[arg-type]
    table.resize(900, 700)
    table.show()
    try:
        yield table
    finally:
        table.close()
        work.close()


def scroll(table: object, name: str) -> list[Comparison]:
    """The longest scroll step, the longest jump, and how long the end takes to be there."""
    from PySide6.QtWidgets import QApplication

    from deputy_station.widgets.table import Table

    assert isinstance(table, Table)
    bar = table.view.verticalScrollBar()
    events = QApplication.processEvents

    def step(value: int) -> tuple[float, float]:
        """Seconds on the clock, and of the main thread alone (without what else the machine does)."""
        start, began = time.perf_counter(), time.thread_time()
        bar.setValue(value)
        events()
        return time.perf_counter() - start, time.thread_time() - began

    def settled() -> float:
        start = time.perf_counter()
        while table.model.missing_pages(*table.view.in_sight()):
            events()
        return time.perf_counter() - start

    settled()
    begin = memory_mb()
    steps, waits = [], []
    for number in range(STEPS):
        steps.append(step(number * 120))
    settled()
    jumps = []
    for number in range(JUMPS):
        jumps.append(step(bar.maximum() * (number * 37 % JUMPS) // JUMPS))
        waits.append(settled())
    step(0)
    settled()
    start = time.perf_counter()
    step(bar.maximum())
    settled()
    end = time.perf_counter() - start
    grown = memory_mb() - begin
    middle = sorted(clock for clock, _own in steps)[len(steps) // 2]
    longest, longest_jump = (max(own for _clock, own in one) for one in (steps, jumps))
    return [
        Comparison(f"{name}: a scroll step (middle) / a frame", middle, FRAME_SECONDS, aim=1),
        Comparison(f"{name}: the longest scroll step / a frame", longest, FRAME_SECONDS, aim=1),
        Comparison(f"{name}: the longest jump (main thread) / a frame", longest_jump, FRAME_SECONDS, aim=1),
        Comparison(f"{name}: rows there after a jump (longest) / 0.5 s", max(waits), 0.5, aim=1),
        Comparison(f"{name}: the last row there after End / 0.5 s", end, 0.5, aim=1),
        Comparison(
            f"{name}: memory grown / {MEMORY_MB} MB (1 ms = 1 MB)", grown / 1000, MEMORY_MB / 1000, aim=1
        ),
    ]


def opened(table: object, load: Callable[[], None], name: str) -> list[Comparison]:
    """Load the list until its number of rows is known, then scroll it."""
    from PySide6.QtWidgets import QApplication

    from deputy_station.widgets.table import Table

    assert isinstance(table, Table)
    start = time.perf_counter()
    load()
    while table.total < ROWS:
        QApplication.processEvents()
    counted = time.perf_counter() - start
    return [
        Comparison(f"{name}: first rows and their number there / 1 s", counted, 1, aim=1),
        *scroll(table, name),
    ]


def measure() -> list[Comparison]:
    """Both tables."""
    from deputy_station.features.demands.service.listing import count_demands, list_demands
    from deputy_station.widgets.table_model import Column, Kind
    from tests.benchmarks.lists import fill
    from tests.widgets.fake_database import FakeDatabase

    made_up_columns: list[object] = [
        Column("编号", "number", chars=5, sort="number"),
        Column("诉求", "title", chars=14, grow=1),
        Column("承办", "unit", chars=6, leaves=1),
        Column("期限", "due", chars=5, kind=Kind.DATE),
    ]
    with table_of(FakeDatabase(), made_up_columns) as table:
        found = opened(table, lambda: table.load(made_up, made_up_count), "rows made up")  # type: ignore[attr-defined]
    columns: list[object] = [
        Column("编号", "number", chars=8, sort="number"),
        Column("诉求", "title", chars=14, grow=1),
        Column("承办", "handler", chars=6, leaves=1),
        Column("期限", "deadline_on", chars=5, kind=Kind.DATE, sort="deadline"),
    ]
    with empty_station() as database:
        fill(database, ROWS)
        with table_of(database, columns) as table:
            return found + opened(table, lambda: table.load(list_demands, count_demands), "demands")  # type: ignore[attr-defined]
