"""责任者 of each piece of an archive (DA/T 22): who answers for what a paper says, as the paper itself is signed."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.features.deputies.models import Deputy
from deputy_station.features.deputies.service.frame import home_station
from deputy_station.features.matters.models import Unit
from deputy_station.features.papers.rules.kinds import By, paper_kinds
from deputy_station.features.papers.service.keeping import PaperRow
from deputy_station.features.suggestions.models import Suggestion, SuggestionSigner
from deputy_station.features.suggestions.rules.choices import SignRole


def authors_of(session: Session, rows: Sequence[PaperRow]) -> dict[int, str]:
    """By number of the paper. "" where the record it is about is not known, or its deputy asked for secrecy: the folder
    leaves the house. Raises NoHomeStation."""
    if not rows:
        return {}
    station = home_station(session)
    offices = {
        By.STATION: station.name,
        By.PRESIDIUM: f"{station.township}人民代表大会主席团",
        By.DISTRICT: f"{station.district}人大代表联络室",
    }
    about = {row.about_id for row in rows if row.about_id is not None and not row.secret}
    people = {By.DEPUTY: _leaders(session, about), By.UNIT: _units(session, about)}
    authors = {}
    for row in rows:
        by = paper_kinds().kind(row.kind).by
        authors[row.id] = offices[by] if by in offices else people[by].get(row.about_id or 0, "")
    return authors


def _leaders(session: Session, suggestions: Collection[int]) -> dict[int, str]:
    found: dict[int, list[str]] = defaultdict(list)
    query = (
        select(SuggestionSigner.suggestion_id, Deputy.name)
        .join(Deputy, SuggestionSigner.deputy_id == Deputy.id)
        .where(
            SuggestionSigner.role == SignRole.LEAD, SuggestionSigner.suggestion_id.in_(sorted(suggestions))
        )
        .order_by(Deputy.sort_key, Deputy.id)
    )
    for suggestion, name in session.execute(query):
        found[suggestion].append(name)
    return {suggestion: "、".join(names) for suggestion, names in found.items()}


def _units(session: Session, suggestions: Collection[int]) -> dict[int, str]:
    query = (
        select(Suggestion.id, Unit.name)
        .join(Unit, Suggestion.unit_id == Unit.id)
        .where(Suggestion.id.in_(sorted(suggestions)))
    )
    return {row.id: row.name for row in session.execute(query)}
