"""Fetching a row to change, and refusing a change made on an old copy of it."""

from typing import TypeVar

from sqlalchemy.orm import Session

from deputy_station.core.errors import NotFound, StaleEdit
from deputy_station.store.base import Editable, Identified

LARGEST_ID = 2**31
R = TypeVar("R", bound=Identified)


def get_row(session: Session, model: type[R], row_id: int, what: str) -> R:
    """The row with that id. Raises NotFound, naming it by the Chinese word `what`."""
    # A typed or scanned number may be larger than any row has; PostgreSQL would not even look.
    row = session.get(model, row_id) if row_id < LARGEST_ID else None
    if row is None:
        raise NotFound(what)
    return row


def check_version(row: Editable, version: int, what: str) -> None:
    """Raise StaleEdit unless `version`, read by the editor earlier, is still the row's version."""
    if row.version != version:
        raise StaleEdit(what)
