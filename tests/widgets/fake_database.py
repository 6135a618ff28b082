"""A database that keeps nothing: enough for Work, so that widget tests need no tables."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Word(str):
    """A word in the place of a session; it finds no rows, so a window on it has no drafts to offer."""

    def scalars(self, _wanted: object) -> list[object]:
        return []


class FakeDatabase:
    """Hands out the word "session"; a transaction publishes `changes`."""

    def __init__(self, changes: frozenset[str] = frozenset()) -> None:
        self.changes = changes
        self._subscribers: list[Callable[[frozenset[str]], None]] = []

    @contextmanager
    def transaction(self) -> Iterator[Word]:
        yield Word("session")
        if self.changes:
            for subscriber in self._subscribers:
                subscriber(self.changes)

    @contextmanager
    def reading(self) -> Iterator[Word]:
        yield Word("session")

    def subscribe(self, callback: Callable[[frozenset[str]], None]) -> None:
        self._subscribers.append(callback)
