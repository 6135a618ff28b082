"""The search box on the demo station at ten times its size: what a keystroke costs the main thread against one frame
of 60 Hz, and how long the features take to answer on the reading thread against twelve of them.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import Comparison
from tests.benchmarks.stations import MORNING, empty_station

FRAME = 1 / 60
DEMANDS, DEPUTIES = 6000, 800
TYPED = ("wjg", "路灯", "路灯 北村", "2026-12", "1120", "签到表 11.20", "登记", "djsq")
ROUNDS = 3


@contextmanager
def big_station() -> Iterator[Any]:
    """6,000 demands, 800 deputies."""
    from deputy_station.core.pinyin import search_keys, sort_key
    from deputy_station.features.demo.service.fill import fill_demo
    from deputy_station.features.deputies.models import Deputy

    surnames, given = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何曾单仇", "建国秀英守田明月文斌志强玉兰永顺家宝"
    with empty_station() as database:
        with database.transaction() as session:
            fill_demo(session, demands=DEMANDS)
        with database.transaction() as session:
            for place in range(DEPUTIES - 80):
                name = surnames[place % 20] + given[place // 20 % 18] + given[place // 40 % 17]
                session.add(Deputy(name=name, sort_key=sort_key(name), search_keys=search_keys(name)))
        yield database


def measure() -> list[Comparison]:
    """The dearest keystroke and the slowest answer; the best of the rounds of each."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder, big_station() as database:
        answer = max(min(_answer(database, text) for _ in range(ROUNDS)) for text in TYPED)
        key, shown = _keystrokes(database, Path(folder))
    return [
        Comparison("search: dearest keystroke on the main thread / a frame", key, FRAME, aim=1),
        Comparison("search: an answer put into the list / a frame", shown, FRAME, aim=1),
        Comparison("search: slowest answer on the reading thread / 12 frames", answer, 12 * FRAME, aim=1),
    ]


def _answer(database: Any, text: str) -> float:
    from deputy_station.shell.finders import find_matters

    with database.reading() as session:
        return _seconds(lambda: find_matters(session, text))


def _keystrokes(database: Any, folder: Path) -> tuple[float, float]:
    from PySide6.QtTest import QTest

    from deputy_station import app
    from deputy_station.core.clock import Clock
    from deputy_station.core.settings import Settings
    from deputy_station.shell.finders import find_matters
    from deputy_station.widgets.style import dress
    from deputy_station.widgets.work import Work

    application = app.make_application([])
    dress(application)
    window = app.make_window(Settings(folder), Clock.fixed(MORNING), lambda where: where)
    work = Work(database)
    window.show()
    window.begin(work)
    work.wait()
    window.go("demands")
    line = window.palette_line
    line.open_list()
    work.wait()
    keys: list[float] = []
    shown: list[float] = []
    for text in TYPED:
        if text.isascii():
            best = [
                min(times)
                for times in zip(*(_typed(line, text, QTest, work) for _ in range(ROUNDS)), strict=True)
            ]
            keys += best
        line.setText(text)
        line._typed(text)
        with database.reading() as session:
            found = find_matters(session, text)
        shown.append(
            min(
                _painted(lambda found=found, text=text: line._take_found((text, found)), application)
                for _ in range(ROUNDS)
            )  # type: ignore[misc]
        )
        work.wait()
    work.close()
    window.close()
    return max(keys), max(shown)


def _typed(line: Any, text: str, test: Any, work: Any) -> list[float]:
    """Seconds of the main thread for each key, painting left out: the list paints when the events are handled."""
    line.clear()
    taken = [_seconds(lambda sign=sign: test.keyClick(line, sign)) for sign in text]  # type: ignore[misc]
    work.wait()
    return taken


def _painted(do: Callable[[], object], application: Any) -> float:
    def whole() -> None:
        do()
        application.processEvents()

    return _seconds(whole)


def _seconds(do: Callable[[], object]) -> float:
    start = time.perf_counter()
    do()
    return time.perf_counter() - start
