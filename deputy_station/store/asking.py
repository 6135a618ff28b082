"""What is asked again and again (terms, the calendar, the station) is asked of the database once.

In a transaction the answer holds as long as nothing it was read from changes in it; from then on the database is asked
each time. On SQLite it also holds for later transactions on the same connection: the engine tells by a number whether
anybody else has written since (`PRAGMA data_version`), and our own changes are told by `forget`. So an answer must be
plain: no row of a session, nothing that anybody changes. On a server another desk's change comes with the next
transaction, as for every row that was read.
"""

from collections.abc import Callable, Collection, Hashable
from typing import Any, TypeVar, cast

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from deputy_station.store import context
from deputy_station.store.base import Base

_ASKED = "asked_once"
_VERSION = "asked_at_version"
TELLS_CHANGES = "tells_changes"
"""Execution option of a connection whose transactions end with `forget`; any other that writes ends all answers."""
T = TypeVar("T")
_Answers = dict[Hashable, tuple[frozenset[str], Any]]


def ask_once(session: Session, key: Hashable, models: tuple[type[Base], ...], ask: Callable[[], T]) -> T:
    """What `ask` reads from the tables of `models`, remembered under `key`, a word of the caller's own."""
    if any(isinstance(row, models) for rows in (session.new, session.dirty, session.deleted) for row in rows):
        session.flush()
    changed: set[str] = session.info.get(context.CHANGED_TABLES, set())
    with session.no_autoflush:
        if any(model.__tablename__ in changed for model in models):
            return ask()
        answers = _answers(session)
        if key not in answers:
            answers[key] = frozenset(model.__tablename__ for model in models), ask()
    return cast(T, answers[key][1])


def forget(connection: Connection, changed: Collection[str]) -> None:
    """A transaction that changed these tables was committed here."""
    answers: _Answers = connection.info.get(_ASKED, {})
    for key in [key for key, (tables, _) in answers.items() if not tables.isdisjoint(changed)]:
        del answers[key]


def forget_all(connection: Connection) -> None:
    """Something is about to be written that nobody will tell of."""
    connection.info.pop(_ASKED, None)


def _answers(session: Session) -> _Answers:
    found: _Answers | None = session.info.get(_ASKED)
    if found is None:
        found = session.info[_ASKED] = _kept_with(session.connection())
    return found


def _kept_with(connection: Connection) -> _Answers:
    """What this connection still knows; on a server nothing."""
    if connection.dialect.name != "sqlite":
        return {}
    driver: Any = connection.connection.driver_connection
    version = driver.execute("PRAGMA data_version").fetchone()[0]
    if connection.info.get(_VERSION) != version:
        forget_all(connection)
        connection.info[_VERSION] = version
    kept: _Answers = connection.info.setdefault(_ASKED, {})
    return kept
