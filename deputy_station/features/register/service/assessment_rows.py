"""Rows of the register from the annual assessment: points and grade of each year of the term that is over."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from deputy_station.features.assessment.models import Assessment
from deputy_station.features.assessment.service.results import YearResult, results_of_year
from deputy_station.features.assessment.service.sheets import sheet_of
from deputy_station.features.points.rules.claiming import ClosingState
from deputy_station.features.points.rules.facts import Period
from deputy_station.features.points.service.closed import closing_of
from deputy_station.features.points.service.scores import period_of_year
from deputy_station.features.register.rules.book import Entry
from deputy_station.features.register.rules.cells import joined
from deputy_station.features.register.service.scope import Scope

SUBJECT = "assessment"
NOT_SETTLED = "待评定"
"""Why a year's row is not printed yet: its points are not published and nobody decided."""


def assessment_entries(session: Session, scope: Scope) -> Iterator[tuple[int, Entry]]:
    """Whose row, and the row, for every year of the term that is published or decided, and for last year in any case.

    A year belongs to the term that holds its middle day, so that one in which a congress is elected stands in one
    book alone.
    """
    written = _years_written(session)
    for year in range(scope.first.year, min(scope.last, scope.today).year + 1):
        period = period_of_year(session, year=year)
        middle = period.first + (period.last - period.first) / 2
        if period.last >= scope.today or not scope.first <= middle <= scope.last:
            continue
        closing = closing_of(session, period=period.key)
        published = closing is not None and closing.state is not ClosingState.CLOSED
        if not (published or year in written or year == scope.today.year - 1):
            continue
        for result in _results(session, scope, period, year):
            if result.deputy_id in scope.spans:
                decided = published or bool(result.presidium_opinion or result.district_opinion)
                cells = {
                    "year": f"{year} 年",
                    "points": result.shown,
                    "grade": result.grade,
                    "opinion": joined(result.presidium_opinion, result.district_opinion, by="；"),
                }
                on = min(period.last, scope.last)
                waits = "" if decided else NOT_SETTLED
                yield (
                    result.deputy_id,
                    Entry("assessments", SUBJECT, year, on, cells, scope.kept_for(SUBJECT, year), waits),
                )


def _years_written(session: Session) -> set[int]:
    """The years for which the presidium or the district wrote an opinion on some sheet."""
    said = or_(Assessment.presidium_opinion != "", Assessment.district_opinion != "")
    return set(session.scalars(select(Assessment.year).where(said).distinct()))


def _results(session: Session, scope: Scope, period: Period, year: int) -> list[YearResult]:
    """Everybody's year; one deputy's alone where one is asked for, as it is worked out from that one's records."""
    if scope.deputy_ids is None or len(scope.deputy_ids) > 1:
        return results_of_year(session, year=year)
    [deputy_id] = scope.deputy_ids
    if not any(_overlap(span, period) for span in scope.spans[deputy_id]):
        return []
    sheet = sheet_of(session, year=year, deputy_id=deputy_id)
    return [
        YearResult(deputy_id, sheet.score.shown, sheet.grade, sheet.presidium_opinion, sheet.district_opinion)
    ]


def _overlap(span: tuple[date, date], period: Period) -> bool:
    return span[0] <= period.last and span[1] >= period.first
