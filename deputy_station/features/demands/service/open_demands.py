"""Which demands ask for no secrecy, for what rests on them."""

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import InstrumentedAttribute, Session

from deputy_station.features.demands.models import Demand, DemandVoice


def is_open(
    _session: Session, *, record_id: InstrumentedAttribute[int | None]
) -> tuple[str, ColumnElement[bool]]:
    """That the demand of a number is there and nobody who voiced it asked for secrecy (`store.followers`)."""
    asked = exists().where(DemandVoice.demand_id == record_id, DemandVoice.confidential.is_(True))
    return "demand", exists().where(Demand.id == record_id, Demand.confidential.is_(False)) & ~asked
