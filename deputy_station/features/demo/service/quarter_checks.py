"""The last quarter's check of the demo: some deputies looked at, what lacks to be mended in a few days."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy.orm import Session

from deputy_station.features.spotcheck.rules.findings import Answer, FindingKind
from deputy_station.features.spotcheck.service.checking import record_check
from deputy_station.features.spotcheck.service.draws import list_pool
from deputy_station.features.spotcheck.service.findings import FindingRow, confirm_mended, explain_finding

CHECKED = 6
_CHECKER = "主席团检查组"


def make_checks(session: Session, *, year: int, quarter: int, today: date) -> None:
    """Check the first deputies of the roster for a quarter that is over."""
    for place, candidate in enumerate(list_pool(session, year=year, quarter=quarter)[:CHECKED]):
        check = record_check(
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
            ticks={"signed": place > 1, "clean": True, "same": True},
        )
        if place == 0:
            _look_again(session, check.findings)


def _look_again(session: Session, findings: Iterable[FindingRow]) -> None:
    """What was ticked is mended since, what the records lacked first is explained."""
    ticked = [each for each in findings if each.kind is FindingKind.TICKED]
    others = [each for each in findings if each.kind is not FindingKind.TICKED]
    for each in ticked:
        confirm_mended(session, finding_id=each.id, version=each.version, note="已补签，看过登记册。")
    for each in others[:1]:
        explain_finding(session, finding_id=each.id, version=each.version, note="当月外出学习，组长核过。")
