"""Collections come on the main thread alone; the full one, which stops every thread, waits until nobody works."""

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from deputy_station.widgets.collecting import QUIET_SECONDS, Collector


class Knot:
    """Something only the collector can take away."""

    def __init__(self) -> None:
        self.self = self


@pytest.fixture
def quiet() -> list[float]:
    """For how many seconds nothing was under way."""
    return [0.0]


@pytest.fixture
def collector(quiet: list[float], qapp: QObject) -> Iterator[Collector]:
    made = Collector(lambda: quiet[0], qapp)
    yield made
    made.stop()


def test_no_look_begins_on_a_worker_thread(collector: Collector) -> None:
    looks: list[str] = []
    kept: list[list[int]] = []

    def note(phase: str, _about: dict[str, int]) -> None:
        looks.append(f"{phase} {threading.current_thread().name}")

    def labour() -> None:
        kept.extend([place] for place in range(100_000))  # far more than makes Python look by itself

    gc.callbacks.append(note)
    try:
        worker = threading.Thread(target=labour, name="worker")
        worker.start()
        worker.join()
        assert looks == []
        assert collector.look_briefly()
    finally:
        gc.callbacks.remove(note)
    assert looks == ["start MainThread", "stop MainThread"]


def test_little_that_is_new_is_not_looked_at(collector: Collector) -> None:
    gc.collect()
    assert not collector.look_briefly()


def test_the_full_look_waits_for_a_quiet_moment(collector: Collector, quiet: list[float]) -> None:
    gc.collect(1)  # a shorter look, so that there is something new for the full one
    quiet[0] = QUIET_SECONDS - 1
    assert not collector.look()
    quiet[0] = QUIET_SECONDS + 1
    assert collector.look()
    assert not collector.look()  # nothing new since


def test_what_is_knotted_to_itself_goes_in_the_end(collector: Collector, quiet: list[float]) -> None:
    def knots() -> int:
        return sum(isinstance(each, Knot) for each in gc.get_objects())

    Knot()
    assert knots() == 1
    gc.collect(1)
    quiet[0] = QUIET_SECONDS
    collector.look()
    assert knots() == 0


@pytest.mark.parametrize("enabled", [True, False])
def test_afterwards_python_collects_as_before(qapp: QObject, enabled: bool) -> None:
    before = gc.isenabled()
    try:
        gc.enable() if enabled else gc.disable()
        Collector(lambda: 0.0, qapp).stop()
        assert gc.isenabled() == enabled
        assert gc.get_freeze_count() == 0
    finally:
        gc.enable() if before else gc.disable()
