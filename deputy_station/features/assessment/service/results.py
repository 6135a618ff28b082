"""What a year came to for everybody, without the records behind it: the points shown, the grade in force, the opinions.

Of a published year that is what was published; of any other the points of the records as they are now, in one pass for
all. A list of hundreds is there in a fraction of the time their sheets take.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.features.assessment.models import Assessment
from deputy_station.features.points.rules.claiming import ClosingState
from deputy_station.features.points.service.closed import closed_scores, closing_of
from deputy_station.features.points.service.published import scheme_of_period, standings_as_published
from deputy_station.features.points.service.scores import period_of_year
from deputy_station.features.points.service.standings import read_standings
from deputy_station.features.points.service.subjects import DEPUTY, deputies_of


@dataclass(frozen=True)
class YearResult:
    """One deputy's year as `sheets.AssessmentSheet` has it: points in words, the grade in force (decided, else by
    points), the opinions written on the sheet."""

    deputy_id: int
    shown: str
    grade: str
    presidium_opinion: str
    district_opinion: str


def results_of_year(session: Session, *, year: int) -> list[YearResult]:
    """Everybody in office that year, in roster order."""
    written = {
        row.deputy_id: row
        for row in session.execute(
            select(
                Assessment.deputy_id,
                Assessment.grade,
                Assessment.presidium_opinion,
                Assessment.district_opinion,
            ).where(Assessment.year == year)
        )
    }
    results = []
    for deputy_id, shown, grade in _points_of_year(session, year):
        sheet = written.get(deputy_id)
        results.append(
            YearResult(
                deputy_id,
                shown,
                sheet.grade if sheet and sheet.grade else grade,
                sheet.presidium_opinion if sheet else "",
                sheet.district_opinion if sheet else "",
            )
        )
    return results


def _points_of_year(session: Session, year: int) -> list[tuple[int, str, str]]:
    """Whose points, in words, and the grade by them: what was published, for who was not the records of today."""
    period = period_of_year(session, year=year)
    scheme = scheme_of_period(session, period=period)
    closing = closing_of(session, period=period.key)
    held = {}
    if closing is not None and closing.state is not ClosingState.CLOSED:
        held = {
            row.deputy_id: (row.deputy_id, row.now.shown, row.now.grade)
            for row in closed_scores(session, closing_id=closing.id)
            if row.now.total is not None
        }
    if held and scheme.subject == DEPUTY:
        there = [each.id for each in deputies_of(session, period=period) if isinstance(each.id, int)]
        if held.keys() >= set(there):
            return [held[each] for each in there]
    present = read_standings(session, period=period, scheme=scheme)
    return [
        (each.id, each.shown, each.grade)
        for each in standings_as_published(session, period=period, scheme=scheme, standings=present)
        if isinstance(each.id, int)
    ]
