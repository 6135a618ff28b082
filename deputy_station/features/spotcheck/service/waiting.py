"""How many findings of checks are past their day: the line of Today and the number on the page of checks."""

from sqlalchemy import Date, Integer, column, func, select
from sqlalchemy.orm import Session

from deputy_station.features.spotcheck.rules.findings import FindingState
from deputy_station.store import context
from deputy_station.store.base import ChoiceColumn
from deputy_station.store.named import named

_FINDINGS = named(
    "check_findings",
    column("id", Integer),
    column("state", ChoiceColumn(FindingState)),
    column("due_on", Date),
)


def count_overdue(session: Session) -> int:
    """How many open findings are past their day, mended in the records or not: either way they wait for somebody."""
    return (
        session.scalar(
            select(func.count(_FINDINGS.c.id)).where(
                _FINDINGS.c.state == FindingState.OPEN, _FINDINGS.c.due_on < context.today(session)
            )
        )
        or 0
    )
