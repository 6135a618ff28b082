"""How the benchmarks measure and tell: best of several rounds, ours and the yardstick in turn."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Comparison:
    """Ours against a yardstick, in seconds, with the aim as a ratio."""

    name: str
    ours_seconds: float
    yardstick_seconds: float
    aim: float

    @property
    def ratio(self) -> float:
        return self.ours_seconds / self.yardstick_seconds

    def line(self) -> str:
        held = "within" if self.ratio <= self.aim else "OVER"
        return (
            f"{self.name:<58} {self.ratio:6.2f} x   (aim {self.aim:g} x, {held})"
            f"   ours {self.ours_seconds * 1000:8.1f} ms, yardstick {self.yardstick_seconds * 1000:8.1f} ms"
        )


def timed(work: Callable[[], object]) -> float:
    """Processor seconds one call takes: what other programs do meanwhile on the machine does not count."""
    start = time.process_time()
    work()
    return time.process_time() - start


def best_of(rounds: int, ours: Callable[[], object], yardstick: Callable[[], object]) -> tuple[float, float]:
    """The best seconds of each, measured in turn so that a busy moment hits both."""
    pairs = [(timed(ours), timed(yardstick)) for _ in range(rounds)]
    return min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
