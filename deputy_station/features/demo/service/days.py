"""The demo's story happens on days gone by: what is done on one of them is written down as of then."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from deputy_station.core.clock import Clock, from_local
from deputy_station.store import context


@contextmanager
def on_day(session: Session, on: date) -> Iterator[None]:
    """What the services do inside happens at ten in the morning of that day, or now where it is not ten yet."""
    clock = context.clock(session)
    ten = from_local(datetime.combine(on, time(10)))
    session.info[context.CLOCK] = Clock.fixed(min(ten, clock.now()))
    try:
        yield
    finally:
        session.info[context.CLOCK] = clock
