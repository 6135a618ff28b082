"""What a session knows beside the rows: the clock and who acts. Services read both from here."""

from datetime import date, datetime
from typing import cast

from sqlalchemy.orm import Session

from deputy_station.core.clock import Clock

CLOCK = "clock"
ACTOR = "actor"
DESK = "desk"
CHANGED_TABLES = "changed_tables"


def clock(session: Session) -> Clock:
    """The clock this session was opened with."""
    return cast(Clock, session.info[CLOCK])


def now(session: Session) -> datetime:
    """The present instant, aware, UTC."""
    return clock(session).now()


def today(session: Session) -> date:
    """The present day at the station."""
    return clock(session).today()


def actor(session: Session) -> str:
    """Who acts, as written into the history."""
    return cast(str, session.info[ACTOR])


def desk(session: Session) -> str:
    """Which running program this is: one word per opened database."""
    return cast(str, session.info[DESK])
