"""Titles of demands for papers that leave the house: a title is typed freely and may name who came."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from deputy_station.features.demands.models import Demand, DemandVoice
from deputy_station.features.demands.rules.faces import Person, told_outside

_AT_ONCE = 500


def titles_outside(session: Session, *, demand_ids: Collection[int]) -> dict[int, str]:
    """By number the titles without names, numbers and addresses of visitor, voices and whom they complain of; of those
    who asked for secrecy with nothing at all."""
    ids = sorted(set(demand_ids))
    told: dict[int, str] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        voices = voices_of(session, DemandVoice.demand_id.in_(some))
        for row in session.execute(
            select(
                Demand.id,
                Demand.title,
                Demand.visitor_name,
                Demand.visitor_phone,
                Demand.visitor_address,
                Demand.against,
                Demand.confidential,
            ).where(Demand.id.in_(some))
        ):
            told[row.id] = told_outside(row.title, people_behind(row, voices.get(row.id, [])))
    return told


def voices_of(session: Session, *where: ColumnElement[bool]) -> dict[int, list[Person]]:
    """Who else is behind the demands that conditions on demand or voice hold for, by demand."""
    found: dict[int, list[Person]] = defaultdict(list)
    for demand, name, phone, address, secret in session.execute(
        select(
            DemandVoice.demand_id,
            DemandVoice.name,
            DemandVoice.phone,
            DemandVoice.address,
            DemandVoice.confidential,
        )
        .join(Demand, DemandVoice.demand_id == Demand.id)
        .where(*where)
    ):
        found[demand].append(Person(name, phone, address, secret))
    return found


def people_behind(row: Row[*tuple[Any, ...]], voices: list[Person]) -> list[Person]:
    """Whom a text about a demand may name: its visitor and whom it is against, as columns of `row`, and the voices."""
    visitor = Person(row.visitor_name, row.visitor_phone, row.visitor_address, row.confidential)
    return [visitor, Person(row.against, secret=row.confidential), *voices]
