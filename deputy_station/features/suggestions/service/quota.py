"""The monthly livelihood suggestions (每月民生建议): who gave how many, and who is behind."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from deputy_station.features.deputies.rules import Level
from deputy_station.features.deputies.service.roster import deputies_in_office, list_mandates
from deputy_station.features.suggestions.models import Suggestion, SuggestionSigner
from deputy_station.features.suggestions.rules.choices import ACCEPTED_STATES, SignRole, SuggestionKind
from deputy_station.store import context

USUAL_QUOTA = 1
"""One a month, as the name says; a station may ask for more."""


@dataclass(frozen=True)
class LivelihoodRow:
    """How many livelihood suggestions a deputy led in each month of a year, and in which of the months so far, while
    in office, they gave fewer than asked."""

    deputy_id: int
    deputy: str
    group: str
    months: tuple[int, ...]
    behind: tuple[int, ...]

    @property
    def total(self) -> int:
        """All twelve months together."""
        return sum(self.months)


def list_livelihood(
    session: Session, *, year: int, level: Level = Level.TOWN, least: int = USUAL_QUOTA
) -> list[LivelihoodRow]:
    """Every deputy in office (this year: today; an earlier one: on its last day) with the accepted livelihood
    suggestions they led, month by month; who is behind in most months comes first, then who gave least.

    The present month counts as behind, too: it is what the desk asks for next.
    """
    counted: dict[int, list[int]] = {}
    month = extract("month", Suggestion.proposed_on)
    query = (
        select(SuggestionSigner.deputy_id, month, func.count(Suggestion.id))
        .join(Suggestion, SuggestionSigner.suggestion_id == Suggestion.id)
        .where(
            SuggestionSigner.role == SignRole.LEAD,
            Suggestion.kind == SuggestionKind.LIVELIHOOD,
            Suggestion.state.in_(ACCEPTED_STATES),
            Suggestion.proposed_on.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .group_by(SuggestionSigner.deputy_id, month)
    )
    for deputy_id, number, count in session.execute(query):
        counted.setdefault(deputy_id, [0] * 12)[int(number) - 1] = count
    today = context.today(session)
    on = min(today, date(year, 12, 31))
    so_far = range(1, on.month + 1 if today >= date(year, 1, 1) else 1)
    seats = list_mandates(session, first=date(year, 1, 1), last=date(year, 12, 31), level=level)
    served: dict[int, set[int]] = {}
    for seat in seats:
        served.setdefault(seat.deputy_id, set()).update(
            number
            for number in so_far
            if (seat.started_on.year, seat.started_on.month) < (year, number)
            and (seat.ended_on is None or (seat.ended_on.year, seat.ended_on.month) >= (year, number))
        )
    rows = []
    for row in deputies_in_office(session, on=on, level=level):
        months = tuple(counted.get(row.id, [0] * 12))
        behind = tuple(number for number in sorted(served.get(row.id, set())) if months[number - 1] < least)
        rows.append(LivelihoodRow(row.id, row.name, row.group, months, behind))
    return sorted(rows, key=lambda row: (-len(row.behind), row.total))
