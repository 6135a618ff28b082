"""A database that keeps nothing: enough for Work, so that widget tests need no tables."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


class FakeDatabase:
    """Hands out the word "session"; a transaction publishes `changes`."""

    def __init__(self, changes: frozenset[str] = frozenset()) -> None:
        self.changes = changes
        self._subscribers: list[Callable[[frozenset[str]], None]] = []

    @contextmanager
    def transaction(self) -> Iterator[str]:
        yield "session"
        if self.changes:
            for subscriber in self._subscribers:
                subscriber(self.changes)

    @contextmanager
    def reading(self) -> Iterator[str]:
        yield "session"

    def subscribe(self, callback: Callable[[frozenset[str]], None]) -> None:
        self._subscribers.append(callback)
