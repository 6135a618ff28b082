"""What a session knows beside the rows: the clock and who acts. Services read both from here."""

from datetime import date, datetime
from typing import cast

from sqlalchemy.orm import Session

from deputy_station.core.clock import Clock

CLOCK = "clock"
ACTOR = "actor"
ROLE = "role"
USUAL_ROLE = "liaison"
"""What a desk is when nobody said otherwise (`accounts.rules.Role`)."""
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


def role(session: Session) -> str:
    """What the person at this desk is, as kept (`accounts.service.role_of` reads it)."""
    return cast(str, session.info.get(ROLE, USUAL_ROLE))


def desk(session: Session) -> str:
    """Which running program this is: one word per opened database."""
    return cast(str, session.info[DESK])
