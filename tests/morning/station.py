"""The station of the walk: the demo as it was a week ago, so that today's reception day has not begun yet."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import deputy_station.schema  # noqa: F401 - the metadata must be whole
from deputy_station.core.clock import Clock
from deputy_station.features.demo.service.fill import fill_demo
from deputy_station.features.reception.service import days, listing, notices
from deputy_station.store.database import Database

MORNING = datetime(2026, 11, 20, 0, 52, tzinfo=UTC)
"""8:52 in Beijing on a Friday: the walk gives the same pictures on any day, also on a Sunday."""
WEEK = timedelta(days=7)
DEMANDS = 600
CLERK = "周敏"


def running_from(start: datetime) -> Clock:
    """A clock that tells `start` now and goes on from there."""
    began = datetime.now(UTC)
    return Clock(lambda: start + (datetime.now(UTC) - began))


def make_station(path: Path, *, keys_folder: Path) -> None:
    """The demo station in `path`: last Friday's reception over, today's announced and not begun."""
    last_friday = MORNING - WEEK
    _change(path, keys_folder, last_friday, lambda session: fill_demo(session, demands=DEMANDS))
    _change(path, keys_folder, last_friday, _close_last)
    _change(path, keys_folder, MORNING - timedelta(days=4), _announce)


def _close_last(session: object) -> None:
    day = listing.find_day(session, on=(MORNING - WEEK).date())  # type: ignore[arg-type]
    days.close_day(session, day_id=day.id, version=day.version, rest_absent=True)  # type: ignore[arg-type]


def _announce(session: object) -> None:
    day = listing.find_day(session, on=MORNING.date())  # type: ignore[arg-type]
    notices.issue_notice(session, day_id=day.id, version=day.version)  # type: ignore[arg-type]


def _change(path: Path, keys_folder: Path, at: datetime, change: Callable[..., object]) -> None:
    database = Database.open(path, keys_folder=keys_folder, clock=Clock.fixed(at), actor=CLERK)
    with database.transaction() as session:
        change(session)
    database.close()
