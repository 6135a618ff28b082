"""Records by the number printed beside their rows, and the page each of them is opened on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.clock import day_words, local_day
from deputy_station.features.activities.models import Activity, Deed
from deputy_station.features.activities.rules import ActivityKind
from deputy_station.features.demands.models import Demand
from deputy_station.features.deputies.models import Deputy, Term
from deputy_station.features.points.models import PointClaim
from deputy_station.features.reception.models import ReceptionDay
from deputy_station.features.register.rules.book import LETTERS
from deputy_station.features.suggestions.models import Suggestion


@dataclass(frozen=True)
class FoundRecord:
    """A record in one line: its number, what it is, and the page it opens on with what that page is sent."""

    record: str
    title: str
    note: str
    page: str
    filters: Mapping[str, object] = field(default_factory=dict)


def find_record(
    session: Session, *, subject: str, subject_id: int, deputy_id: int | None = None
) -> FoundRecord | None:
    """The record of that kind and number, None when it is not there. An assessment is that of a year: with `deputy_id`
    that deputy's sheet."""
    record = f"{LETTERS[subject]}{subject_id}"
    if subject == "assessment":
        return _assessment(session, record, subject_id, deputy_id)
    filters: dict[str, object]
    if subject == "attendance":
        return _activity(session, record, subject_id)
    if subject == "deed":
        row = session.execute(
            select(Deed.title, Deed.done_on, Deputy.name)
            .join(Deputy, Deed.deputy_id == Deputy.id)
            .where(Deed.id == subject_id)
        ).one_or_none()
        page, filters = "deeds", {"id": subject_id}
    elif subject == "claim":
        row = session.execute(
            select(PointClaim.title, PointClaim.done_on, Deputy.name)
            .join(Deputy, PointClaim.deputy_id == Deputy.id)
            .where(PointClaim.id == subject_id)
        ).one_or_none()
        page, filters = "checks", {"view": "claims", "id": subject_id}
    else:
        return _matter(session, record, subject, subject_id)
    if row is None:
        return None
    title, on, name = row
    return FoundRecord(record, title, f"{name}，{day_words(on)}", page, filters)


def _assessment(session: Session, record: str, year: int, deputy_id: int | None) -> FoundRecord | None:
    """A year that lies in no term has no assessment."""
    terms = session.execute(select(Term.starts_on, Term.ends_on))
    if not any(starts_on.year <= year <= ends_on.year for starts_on, ends_on in terms):
        return None
    filters: dict[str, object] = {"year": year}
    if deputy_id is not None:
        filters["id"] = deputy_id
    return FoundRecord(record, f"{year} 年度考核", "", "assessment", filters)


def _activity(session: Session, record: str, activity_id: int) -> FoundRecord | None:
    row = session.execute(
        select(Activity.title, Activity.held_on, Activity.kind, ReceptionDay.id)
        .outerjoin(ReceptionDay, ReceptionDay.activity_id == Activity.id)
        .where(Activity.id == activity_id)
    ).one_or_none()
    if row is None:
        return None
    title, on, kind, day_id = row
    note = f"{kind.label}，{day_words(on)}"
    if kind is ActivityKind.RECEPTION and day_id is not None:
        return FoundRecord(record, title, note, "reception", {"id": day_id})
    return FoundRecord(record, title, note, "activities", {"id": activity_id})


def _matter(session: Session, record: str, subject: str, subject_id: int) -> FoundRecord | None:
    """A suggestion or a demand; of who asked for secrecy not even the title."""
    if subject == "suggestion":
        suggestion = session.get(Suggestion, subject_id)
        if suggestion is None:
            return None
        title = "（要求保密）" if suggestion.confidential else suggestion.title
        note = f"{suggestion.state.label}，{day_words(suggestion.proposed_on)}"
        return FoundRecord(record, title, note, "suggestions", {"id": subject_id})
    demand = session.get(Demand, subject_id)
    if demand is None:
        return None
    title = "（要求保密）" if demand.confidential else demand.title
    note = f"{demand.state.label}，{day_words(local_day(demand.received_at))}"
    return FoundRecord(record, title, note, "demands", {"id": subject_id})
