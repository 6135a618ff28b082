"""What a transaction asks again and again (terms, the calendar) is asked of the database once.

The answer holds as long as nothing it was read from changes in the same session; from then on the database is asked
each time. Another desk's change comes with the next transaction, as for every row that was read.
"""

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from sqlalchemy.orm import Session

from deputy_station.store import context
from deputy_station.store.base import Base

_ASKED = "asked_once"
T = TypeVar("T")


def ask_once(session: Session, key: Hashable, models: tuple[type[Base], ...], ask: Callable[[], T]) -> T:
    """What `ask` reads from the tables of `models`, remembered under `key`, a word of the caller's own."""
    if any(isinstance(row, models) for rows in (session.new, session.dirty, session.deleted) for row in rows):
        session.flush()
    changed: set[str] = session.info.get(context.CHANGED_TABLES, set())
    asked = session.info.setdefault(_ASKED, {})
    with session.no_autoflush:
        if any(model.__tablename__ in changed for model in models):
            return ask()
        if key not in asked:
            asked[key] = ask()
    return cast(T, asked[key])
