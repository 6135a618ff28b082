"""Titles of demands for papers that leave the house: a title is typed freely and may name who came."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
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
        voices: dict[int, list[Person]] = defaultdict(list)
        for voice in session.execute(
            select(
                DemandVoice.demand_id,
                DemandVoice.name,
                DemandVoice.phone,
                DemandVoice.address,
                DemandVoice.confidential,
            ).where(DemandVoice.demand_id.in_(some))
        ):
            voices[voice.demand_id].append(Person(voice.name, voice.phone, voice.address, voice.confidential))
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
            people = [
                Person(row.visitor_name, row.visitor_phone, row.visitor_address, row.confidential),
                Person(row.against, secret=row.confidential),
                *voices[row.id],
            ]
            told[row.id] = told_outside(row.title, people)
    return told
