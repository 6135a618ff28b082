"""Whose records of which days are read for the register, and the questions every source of rows asks alike."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock_time

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from deputy_station.core.clock import from_local
from deputy_station.features.activities.models import Evidence
from deputy_station.features.register.rules.book import RowKey

EVIDENCE_OF = {"attendance": "activity"}
"""What evidence calls a record where the register calls it otherwise."""


@dataclass(frozen=True)
class Scope:
    """The days of a term (both included), the deputies (None: all), and by deputy the days of each mandate; by deputy
    the rows whose words are looked at (None: all)."""

    first: date
    last: date
    deputy_ids: Collection[int] | None
    spans: Mapping[int, tuple[tuple[date, date], ...]]
    today: date
    evidence: Mapping[tuple[str, int], int]
    looked_at: Mapping[int, Collection[RowKey]] | None = None

    def whose(self, column: InstrumentedAttribute[int]) -> list[ColumnElement[bool]]:
        """The condition on a deputy's column, if any."""
        return [] if self.deputy_ids is None else [column.in_(self.deputy_ids)]

    def holds(self, deputy_id: int, on: date) -> bool:
        """Whether the day is in the term and in one of the deputy's mandates."""
        if self.first <= on <= self.last:
            for start, end in self.spans.get(deputy_id, ()):
                if start <= on <= end:
                    return True
        return False

    def looks_at(self, deputy_id: int, key: RowKey) -> bool:
        """Whether anybody looks at the words of the row: else its cells may stay empty."""
        return self.looked_at is None or key in self.looked_at.get(deputy_id, ())

    def kept_for(self, subject: str, subject_id: int) -> int:
        """How many pieces of evidence are kept for a record."""
        return self.evidence.get((EVIDENCE_OF.get(subject, subject), subject_id), 0)

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """The same days in UTC: from, and until (not included)."""
        after = self.last + timedelta(days=1)
        return (
            from_local(datetime.combine(self.first, clock_time())),
            from_local(datetime.combine(after, clock_time())),
        )


def count_evidence(session: Session) -> dict[tuple[str, int], int]:
    """By subject and number, how many pieces are kept."""
    rows = session.execute(
        select(Evidence.subject, Evidence.subject_id, func.count()).group_by(
            Evidence.subject, Evidence.subject_id
        )
    )
    return {(subject, subject_id): pieces for subject, subject_id, pieces in rows}
