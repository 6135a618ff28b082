"""The last quarter's check of the demo: some deputies looked at, what lacks to be mended in a few days."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from deputy_station.features.spotcheck.rules.findings import Answer
from deputy_station.features.spotcheck.service.checking import record_check
from deputy_station.features.spotcheck.service.draws import list_pool

CHECKED = 6
_CHECKER = "主席团检查组"


def make_checks(session: Session, *, year: int, quarter: int, today: date) -> None:
    """Check the first deputies of the roster for a quarter that is over."""
    for place, candidate in enumerate(list_pool(session, year=year, quarter=quarter)[:CHECKED]):
        record_check(
            session,
            year=year,
            quarter=quarter,
            deputy_id=candidate.deputy_id,
            checker=_CHECKER,
            checked_on=today - timedelta(days=5),
            duty=Answer.GOOD if place % 2 else Answer.FAIR,
            registration=Answer.FAIR,
            due_on=today + timedelta(days=10),
            person=candidate.name,
            ticks={"signed": place != 0, "clean": True, "same": True},
        )
