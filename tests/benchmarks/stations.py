"""Throw-away databases for the benchmarks."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import deputy_station.schema  # noqa: F401  (the metadata must be whole)
from deputy_station.core.clock import Clock
from deputy_station.features.demo.service.fill import fill_demo
from deputy_station.store.database import Database

MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


@contextmanager
def empty_station() -> Iterator[Database]:
    """An empty encrypted file, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(
            Path(folder) / "station.db", keys_folder=Path(folder) / "keys", clock=Clock.fixed(MORNING)
        )
        try:
            yield database
        finally:
            database.close()


@contextmanager
def demo_station(*, demands: int) -> Iterator[Database]:
    """The demo station in an encrypted file, gone afterwards."""
    with empty_station() as database:
        with database.transaction() as session:
            fill_demo(session, demands=demands)
        yield database
