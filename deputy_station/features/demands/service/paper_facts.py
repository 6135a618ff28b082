"""What the papers of one demand are written from: the demand with its handings over, urgings, extensions, talks, calls
and further voices, read once, straight from the rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.clock import local_day
from deputy_station.features.demands.models import (
    Demand,
    DemandCall,
    DemandContact,
    DemandExtension,
    DemandHandover,
    DemandStep,
    DemandVoice,
)
from deputy_station.features.demands.rules.choices import CallOutcome, Satisfaction
from deputy_station.features.demands.rules.faces import Person
from deputy_station.features.demands.service.accused import merged_into
from deputy_station.features.demands.service.detail import get_demand
from deputy_station.features.demands.service.rows import DemandDetail
from deputy_station.features.deputies.models import Station
from deputy_station.features.matters.models import Unit
from deputy_station.features.matters.rules.choices import ContactHow, ContactStage, Part

B = TypeVar("B", DemandExtension, DemandContact, DemandCall)


@dataclass(frozen=True)
class HandedTo:
    """A unit that has, or had, the demand in one round, with its 五定."""

    round: int
    unit_id: int
    unit: str
    part: Part
    handed_on: date
    sign_by: date | None
    signed_on: date | None
    returned_on: date | None
    leader: str
    person: str
    measures: str
    standard: str
    due_on: date | None
    arithmetic: str
    provisional: bool


@dataclass(frozen=True)
class Urging:
    """One 催办."""

    on: date
    level: int
    note: str
    actor: str
    round: int


@dataclass(frozen=True)
class Extension:
    """One 延期, as asked and as decided; `granted` None: not decided."""

    id: int
    round: int
    asked_on: date
    due_before: date
    until: date
    reason: str
    granted: bool | None
    decided_on: date | None
    decided_by: str
    note: str


@dataclass(frozen=True)
class Talk:
    """One of the 三联系."""

    on: date
    stage: ContactStage
    how: ContactHow
    who: str
    words: str
    round: int


@dataclass(frozen=True)
class Call:
    """One try of the call-back."""

    at: datetime
    actor: str
    outcome: CallOutcome
    note: str
    round: int


@dataclass(frozen=True)
class PaperFacts:
    """A demand and all that stands beside it, oldest first. `people` are those whose names no text may tell outside,
    `voices` the parties that voice it, with those of demands merged into it, and `heads` how many people they are;
    `rounds_of_steps` the round of each step of `demand.steps`."""

    demand: DemandDetail
    station: str
    township: str
    station_phone: str
    village: str
    against_unit_id: int | None
    handovers: tuple[HandedTo, ...]
    urgings: tuple[Urging, ...]
    extensions: tuple[Extension, ...]
    talks: tuple[Talk, ...]
    calls: tuple[Call, ...]
    people: tuple[Person, ...]
    voices: int
    heads: int
    rounds_of_steps: tuple[int, ...]
    supervised_on: date | None
    supervisor: str
    seen_by: str
    manner: Satisfaction | None

    @property
    def round(self) -> int:
        """The round it is in."""
        return self.demand.row.rounds

    @property
    def units(self) -> tuple[HandedTo, ...]:
        """Who has it now: the units of this round that did not send it back, the lead first."""
        now = [one for one in self.handovers if one.round == self.round and one.returned_on is None]
        return tuple(sorted(now, key=lambda one: one.part is not Part.LEAD))

    @property
    def unit_names(self) -> str:
        """镇城建办（主办）、镇供电所（协办）; of one unit its name alone."""
        units = self.units
        if len(units) > 1:
            return "、".join(f"{one.unit}（{one.part.label}）" for one in units)
        return units[0].unit if units else self.demand.row.unit


def paper_facts(session: Session, *, demand_id: int) -> PaperFacts:
    """All that the papers of a demand are written from. Raises NotFound."""
    detail = get_demand(session, demand_id=demand_id)
    demand = session.get_one(Demand, demand_id)
    station = session.get_one(Station, demand.station_id)
    parties = (demand, *merged_into(session, demand_id))
    voices = _voices(session, parties)
    steps = session.scalars(
        select(DemandStep).where(DemandStep.demand_id == demand_id).order_by(DemandStep.id)
    ).all()
    return PaperFacts(
        demand=detail,
        station=station.name,
        township=station.township,
        station_phone=station.phone,
        village=demand.village,
        against_unit_id=demand.against_unit_id,
        handovers=_handovers(session, demand),
        urgings=tuple(
            Urging(local_day(step.at), step.level, step.note, step.actor, step.round)
            for step in steps
            if step.step == "urge"
        ),
        extensions=tuple(_extension(one) for one in _of(session, DemandExtension, demand_id)),
        talks=tuple(
            Talk(one.on, one.stage, one.how, one.who, one.words, one.round)
            for one in _of(session, DemandContact, demand_id)
        ),
        calls=tuple(
            Call(one.at, one.actor, one.outcome, one.note, one.round)
            for one in _of(session, DemandCall, demand_id)
        ),
        people=_people(parties, voices),
        voices=len(parties) + len(voices),
        heads=sum(one.people for one in parties) + sum(one.people for one in voices),
        rounds_of_steps=tuple(step.round for step in steps),
        supervised_on=demand.supervised_on,
        supervisor=demand.supervisor,
        seen_by=demand.seen_by,
        manner=demand.manner,
    )


def people_of(session: Session, demand_id: int) -> tuple[Person, ...]:
    """Whom the texts of a demand may name: who voices it, by a demand merged into it too, and who is complained of."""
    parties = (session.get_one(Demand, demand_id), *merged_into(session, demand_id))
    return _people(parties, _voices(session, parties))


def _voices(session: Session, parties: Sequence[Demand]) -> Sequence[DemandVoice]:
    ids = [one.id for one in parties]
    return session.scalars(
        select(DemandVoice).where(DemandVoice.demand_id.in_(ids)).order_by(DemandVoice.id)
    ).all()


def _people(parties: Iterable[Demand], voices: Iterable[DemandVoice]) -> tuple[Person, ...]:
    return (
        *(
            Person(one.visitor_name, one.visitor_phone, one.visitor_address, secret=one.confidential)
            for one in parties
        ),
        *(Person(one.against) for one in parties),
        *(Person(one.name, one.phone, one.address, secret=one.confidential) for one in voices),
    )


def _of(session: Session, model: type[B], demand_id: int) -> list[B]:
    return list(session.scalars(select(model).where(model.demand_id == demand_id).order_by(model.id)))


def _handovers(session: Session, demand: Demand) -> tuple[HandedTo, ...]:
    """As kept; of a demand handed over before they were kept, the one its own columns tell of."""
    found = session.execute(
        select(DemandHandover, Unit.name)
        .join(Unit, Unit.id == DemandHandover.unit_id)
        .where(DemandHandover.demand_id == demand.id)
        .order_by(DemandHandover.id)
    )
    kept = tuple(_handed(one, name) for one, name in found)
    if kept or demand.unit is None or demand.assigned_on is None:
        return kept
    return (
        HandedTo(
            round=demand.rounds,
            unit_id=demand.unit.id,
            unit=demand.unit.name,
            part=Part.LEAD,
            handed_on=demand.assigned_on,
            sign_by=None,
            signed_on=None,
            returned_on=None,
            leader=demand.unit.leader,
            person="",
            measures="",
            standard="",
            due_on=demand.deadline_on,
            arithmetic=demand.deadline_arithmetic,
            provisional=demand.deadline_provisional,
        ),
    )


def _handed(one: DemandHandover, unit: str) -> HandedTo:
    return HandedTo(
        one.round,
        one.unit_id,
        unit,
        one.part,
        one.handed_on,
        one.sign_by,
        one.signed_on,
        one.returned_on,
        one.leader,
        one.person,
        one.measures,
        one.standard,
        one.due_on,
        one.arithmetic,
        one.provisional,
    )


def _extension(one: DemandExtension) -> Extension:
    return Extension(
        one.id,
        one.round,
        one.asked_on,
        one.due_before,
        one.until,
        one.reason,
        one.granted,
        one.decided_on,
        one.decided_by,
        one.note,
    )
