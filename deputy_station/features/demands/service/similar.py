"""Earlier demands about the same matter: a hint while typing, never a block."""

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_line, search_form
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.service.listing import start_of
from deputy_station.features.demands.service.rows import (
    DemandRow,
    row_of,
    select_rows,
)
from deputy_station.store import context

SIMILAR_DAYS = 365
"""A hint at earlier demands looks back one year."""


def find_similar(
    session: Session,
    *,
    phone: str = "",
    place: str = "",
    words: str = "",
    except_id: int | None = None,
    limit: int = 5,
) -> list[DemandRow]:
    """Demands of the last year by the same phone, about the same place, or in the same words: a hint while
    typing, never a block. Confidential ones are not found by phone."""
    phone, place_form, words_form = clean_line(phone), search_form(place), search_form(words)[:20]
    same: list[ColumnElement[bool]] = []
    if len(phone) >= 5:
        same.append(and_(Demand.visitor_phone == phone, Demand.confidential.is_(False)))
    if len(place_form) >= 2:
        same.append(Demand.search_text.contains(place_form, autoescape=True))
    if len(words_form) >= 6:
        same.append(Demand.search_text.contains(words_form, autoescape=True))
    if not same:
        return []
    since = start_of(context.today(session) - timedelta(days=SIMILAR_DAYS))
    conditions = [or_(*same), Demand.received_at >= since, Demand.state != DemandState.WITHDRAWN]
    if except_id is not None:
        conditions.append(Demand.id != except_id)
    ids = select(Demand.id).where(*conditions).order_by(Demand.received_at.desc()).limit(limit)
    query = select_rows().where(Demand.id.in_(ids)).order_by(Demand.received_at.desc())
    today = context.today(session)
    return [row_of(found, today) for found in session.execute(query)]
