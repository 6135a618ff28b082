"""How many findings of checks are past their day: the line of Today and the number on the page of checks."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.features.spotcheck.models import CheckFinding
from deputy_station.features.spotcheck.rules.findings import FindingState
from deputy_station.store import context


def count_overdue(session: Session) -> int:
    """How many open findings are past their day, mended in the records or not: either way they wait for somebody."""
    return (
        session.scalar(
            select(func.count(CheckFinding.id)).where(
                CheckFinding.state == FindingState.OPEN, CheckFinding.due_on < context.today(session)
            )
        )
        or 0
    )
