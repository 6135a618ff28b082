"""What was written down of a matter, for who has no right to know who voiced it."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import mask_name
from deputy_station.features.accounts.rules import sees_confidential
from deputy_station.features.accounts.service import role_of
from deputy_station.features.demands.models import Demand, DemandVoice
from deputy_station.features.demands.rules.faces import Person, nameless
from deputy_station.features.demands.service.accused import merged_into
from deputy_station.features.demands.service.rows import demand_number
from deputy_station.features.history.models import HistoryLine
from deputy_station.features.history.service import strike_names

_VISITOR = ("visitor_name", "visitor_phone", "visitor_address")


def readable(session: Session, demand: Demand) -> Callable[[str], str]:
    """What a text of the demand reads like at this desk: as written, or without those who asked for secrecy (visitor,
    voices, those of the demands it carries on) and whom they complain of."""
    if sees_confidential(role_of(session)):
        return _as_written
    people = _kept_secret(session, demand)
    return (lambda text: nameless(text, people)) if people else _as_written


def for_everybody(demand: Demand, text: str) -> str:
    """A sentence as it stands where everybody reads it: without a visitor who asked for secrecy."""
    return nameless(text, _people_of(demand)) if demand.confidential else text


def forget_names(session: Session, demand: Demand, values: Mapping[str, Any]) -> None:
    """Secrecy is asked for after a demand was recorded: the history tells its visitor, as written until now and by
    `values` from now on, in no line."""
    told = [Person(*(values.get(name, getattr(demand, name)) for name in _VISITOR)), *_people_of(demand)]
    told.append(Person(values.get("against", demand.against)))
    lines = select(HistoryLine.before, HistoryLine.after).where(
        HistoryLine.subject == "demand", HistoryLine.subject_id == demand.id
    )
    for held in session.execute(lines):
        told += [Person(*(one.get(name, "") for name in _VISITOR)) for one in held if one]
        told += [Person(one.get("against", "")) for one in held if one]
    names = dict.fromkeys(each for one in told for each in (one.name, mask_name(one.name)))
    people = [*told, *map(Person, names)]
    strike_names(
        session,
        number=demand_number(demand),
        since=demand.received_at - timedelta(days=1),
        without=lambda sentence: nameless(sentence, people),
    )


def _people_of(demand: Demand) -> list[Person]:
    visitor = Person(demand.visitor_name, demand.visitor_phone, demand.visitor_address)
    return [visitor, Person(demand.against)]


def _as_written(text: str) -> str:
    return text


def _kept_secret(session: Session, demand: Demand) -> list[Person]:
    whole = [demand, *merged_into(session, demand.id)]
    people = []
    for one in whole:
        if one.confidential:
            people += _people_of(one)
    voices = select(DemandVoice).where(
        DemandVoice.demand_id.in_([one.id for one in whole]), DemandVoice.confidential
    )
    people += [Person(voice.name, voice.phone, voice.address) for voice in session.scalars(voices)]
    return people
