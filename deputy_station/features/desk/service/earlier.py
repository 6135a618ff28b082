"""What is known already of who sits at the desk: earlier visits and demands of the person, the phone, the household."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from deputy_station.core.choices import Choice
from deputy_station.core.cleaning import clean_line, mask_name
from deputy_station.features.demands.models import Demand, DemandVoice
from deputy_station.features.demands.service.earlier import (
    LEAST_NAME_SIGNS,
    LEAST_PHONE_SIGNS,
    LOOK_BACK_DAYS,
    EarlierVisitor,
    find_earlier_visitor,
    may_be_shown,
)
from deputy_station.features.demands.service.rows import DemandRow, row_of, select_rows
from deputy_station.features.desk.rules.household import tells_a_household
from deputy_station.features.reception.models import ReceptionDay, Visit
from deputy_station.store import context

SHOWN = 5
"""Of each kind; who came oftener is looked up on the page of demands."""


class Known(Choice):
    """Why something is shown; the label stands above it."""

    PHONE = "phone", "同一电话"
    NAME = "name", "同名"
    HOUSEHOLD = "household", "同一住址"


@dataclass(frozen=True)
class KnownDemand:
    """An earlier demand, and what it shares with what is being typed."""

    why: Known
    demand: DemandRow


@dataclass(frozen=True)
class KnownVisit:
    """An earlier visit at which no demand was taken down; the name is masked."""

    why: Known
    held_on: date
    number: int
    visitor: str


@dataclass(frozen=True)
class KnownBefore:
    """Everything to show beside the form; `person` is who it most likely is, offered for filling in."""

    person: EarlierVisitor | None
    demands: tuple[KnownDemand, ...]
    visits: tuple[KnownVisit, ...]


def look_back(
    session: Session,
    *,
    name: str = "",
    phone: str = "",
    address: str = "",
    but_visit: int | None = None,
) -> KnownBefore:
    """What fits the phone, the whole name, or the address down to the group or house, of the visitors and of those who
    joined in later. What is about the same matter is asked apart (`demands.service.similar`).

    Nothing of somebody who asked for secrecy is found by who they are. `but_visit` is the visit being taken down.
    """
    name, phone, address = clean_line(name), clean_line(phone), clean_line(address)
    shared: list[tuple[Known, ColumnElement[bool], ColumnElement[bool]]] = []
    if len(phone) >= LEAST_PHONE_SIGNS:
        shared.append(
            (Known.PHONE, _said(Demand.visitor_phone, DemandVoice.phone, phone), Visit.phone == phone)
        )
    if len(name) >= LEAST_NAME_SIGNS:
        shared.append((Known.NAME, _said(Demand.visitor_name, DemandVoice.name, name), Visit.name == name))
    if tells_a_household(address):
        at = _said(Demand.visitor_address, DemandVoice.address, address)
        shared.append((Known.HOUSEHOLD, at, Visit.address == address))
    demands: dict[int, KnownDemand] = {}
    visits: dict[int, KnownVisit] = {}
    for why, of_demand, of_visit in shared:
        for row in _demands(session, of_demand):
            demands.setdefault(row.id, KnownDemand(why, row))
        for visit_id, visit in _visits(session, why, of_visit, but_visit):
            visits.setdefault(visit_id, visit)
    person = find_earlier_visitor(session, name=name, phone=phone)
    return KnownBefore(person, tuple(demands.values()), tuple(visits.values()))


def _said(
    visitor: InstrumentedAttribute[str], voice: InstrumentedAttribute[str], text: str
) -> ColumnElement[bool]:
    """Said by this visitor, or joined by one, who did not ask for secrecy."""
    joined = select(DemandVoice.demand_id).where(voice == text, DemandVoice.confidential.is_(False))
    return or_(visitor == text, Demand.id.in_(joined))


def _demands(session: Session, condition: ColumnElement[bool]) -> Sequence[DemandRow]:
    today = context.today(session)
    query = (
        select_rows()
        .where(condition, *may_be_shown(session))
        .order_by(Demand.received_at.desc(), Demand.id.desc())
        .limit(SHOWN)
    )
    return [row_of(found, today) for found in session.execute(query)]


def _visits(
    session: Session, why: Known, condition: ColumnElement[bool], but: int | None
) -> list[tuple[int, KnownVisit]]:
    """Visits that led to no demand; those that did are shown by their demand, and a secret one by none."""
    voiced = or_(
        *(select(said.id).where(said.visit_id == Visit.id).exists() for said in (Demand, DemandVoice))
    )
    query = (
        select(Visit.id, Visit.number, Visit.name, ReceptionDay.held_on)
        .join(ReceptionDay, ReceptionDay.id == Visit.day_id)
        .where(
            condition,
            ~voiced,
            ReceptionDay.held_on >= context.today(session) - timedelta(days=LOOK_BACK_DAYS),
        )
        .order_by(ReceptionDay.held_on.desc(), Visit.number.desc())
        .limit(SHOWN)
    )
    if but is not None:
        query = query.where(Visit.id != but)
    return [
        (visit_id, KnownVisit(why, held_on, number, mask_name(name)))
        for visit_id, number, name, held_on in session.execute(query)
    ]
