"""Whose demand a suggestion grew from: people who never stand in the suggestion, its papers or the public list."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from deputy_station.features.demands.models import Demand, DemandVoice
from deputy_station.features.demands.rules.faces import Person
from deputy_station.features.suggestions.rules.privacy import without_people


def people_behind(session: Session, demand_id: int | None) -> tuple[Person, ...]:
    """The visitor of that demand, those of the demands merged into it, and everybody who voiced it; none without one."""
    if demand_id is None:
        return ()
    visitors = session.execute(
        select(Demand.visitor_name, Demand.visitor_phone, Demand.visitor_address, Demand.confidential)
        .where(or_(Demand.id == demand_id, Demand.merged_into_id == demand_id))
        .order_by(Demand.id)
    )
    voices = session.execute(
        select(DemandVoice.name, DemandVoice.phone, DemandVoice.address, DemandVoice.confidential)
        .where(DemandVoice.demand_id == demand_id)
        .order_by(DemandVoice.id)
    )
    return tuple(Person(*one) for one in (*visitors, *voices))


def without_visitors(session: Session, demand_id: int | None, text: str) -> str:
    """A text as it may stand in a suggestion that grew from that demand."""
    return without_people(text, people_behind(session, demand_id)) if text and demand_id is not None else text
