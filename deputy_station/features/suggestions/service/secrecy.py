"""Which suggestions ask for no secrecy, for what rests on them."""

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import InstrumentedAttribute, Session

from deputy_station.features.suggestions.models import Suggestion


def is_open(
    _session: Session, *, record_id: InstrumentedAttribute[int | None]
) -> tuple[str, ColumnElement[bool]]:
    """That the suggestion of a number is there and its deputies asked for no secrecy (`store.followers`)."""
    return "suggestion", exists().where(Suggestion.id == record_id, Suggestion.confidential.is_(False))
