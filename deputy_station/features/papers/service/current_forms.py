"""What is in force on a form of the station. Asked for before every paper, so it is one row and little to load."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.documents.changes import FormChanges, from_plain
from deputy_station.features.papers.models import FormVersion


def changes_of(session: Session, *, name: str) -> FormChanges | None:
    """What the station changed on a form; None as shipped."""
    kept = session.scalar(
        select(FormVersion.changes)
        .where(FormVersion.form == name)
        .order_by(FormVersion.number.desc())
        .limit(1)
    )
    if kept is None:
        return None
    changes = from_plain(kept)
    return None if changes.is_empty else changes
