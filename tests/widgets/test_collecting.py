"""The full collection, which stops every thread, waits until nobody works."""

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from deputy_station.widgets.collecting import NEVER, QUIET_SECONDS, Collector


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


def test_python_never_begins_a_full_look_by_itself(collector: Collector) -> None:
    assert gc.isenabled()
    assert gc.get_threshold()[2] == NEVER


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


def test_afterwards_python_collects_as_before(quiet: list[float], qapp: QObject) -> None:
    before = gc.get_threshold()
    Collector(lambda: 0.0, qapp).stop()
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0
