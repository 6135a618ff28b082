"""What the page reads of one demand, in one go: the demand, the steps that are open to whoever sits here, and its way."""

from dataclasses import dataclass
from typing import Any

from deputy_station.core.workdays import Deadline
from deputy_station.features.demands.rules.reply import ReplyItem
from deputy_station.features.demands.rules.steps import Step
from deputy_station.features.demands.service import (
    calls,
    carried,
    detail,
    extensions,
    handing,
    reply,
    similar,
    urging,
    voices,
    way,
)
from deputy_station.features.demands.service.accused import known_accused
from deputy_station.features.demands.service.calls import CallRow
from deputy_station.features.demands.service.carried import CarriedOn
from deputy_station.features.demands.service.extensions import ExtensionRow
from deputy_station.features.demands.service.handing import ContactRow, HandoverRow
from deputy_station.features.demands.service.rows import DemandDetail, DemandRow
from deputy_station.features.demands.service.voices import VoiceRow
from deputy_station.features.matters.rules.choices import Part
from deputy_station.features.matters.rules.urging import UrgeAdvice


@dataclass(frozen=True)
class Whole:
    """One demand as the page shows it and its forms need it. `steps`: what may be done now, the main one first;
    `longest`: the last day it may be extended to; `advice`: the level of urging that fits today; `accused`: the units of
    who is complained of, also in what it carries on, where this desk may know them; `carried`: the suggestions that
    grew from it."""

    demand: DemandDetail
    similar: list[DemandRow]
    steps: tuple[Step, ...]
    handovers: tuple[HandoverRow, ...]
    extensions: tuple[ExtensionRow, ...]
    contacts: tuple[ContactRow, ...]
    calls: tuple[CallRow, ...]
    voices: tuple[VoiceRow, ...]
    reply: tuple[ReplyItem, ...]
    longest: Deadline | None
    advice: UrgeAdvice
    accused: frozenset[int]
    carried: tuple[CarriedOn, ...]

    @property
    def out(self) -> tuple[HandoverRow, ...]:
        """The units that have it in hand in this round, the lead unit first."""
        rounds = self.demand.row.rounds
        return tuple(one for one in self.handovers if one.round == rounds and one.returned_on is None)

    @property
    def co_units(self) -> tuple[HandoverRow, ...]:
        """The co-units that have it in hand."""
        return tuple(one for one in self.out if one.part is Part.CO)

    @property
    def asked(self) -> ExtensionRow | None:
        """The extension that waits to be decided."""
        rounds = self.demand.row.rounds
        waiting = (one for one in self.extensions if one.round == rounds and one.decided_on is None)
        return next(waiting, None)

    @property
    def untold(self) -> tuple[VoiceRow, ...]:
        """The other voices that do not know the answer yet."""
        return tuple(one for one in self.voices if one.informed_on is None)


def read_whole(session: Any, *, demand_id: int) -> Whole:
    """Everything at once, so that one form or one look needs one question. Raises NotFound."""
    demand = detail.get_demand(session, demand_id=demand_id)
    return Whole(
        demand=demand,
        similar=similar.find_similar(
            session, phone=demand.visitor_phone, place=demand.row.place, except_id=demand_id
        ),
        steps=way.list_steps(session, state=demand.row.state),
        handovers=handing.list_handovers(session, demand_id=demand_id),
        extensions=extensions.list_extensions(session, demand_id=demand_id),
        contacts=handing.list_contacts(session, demand_id=demand_id),
        calls=calls.list_calls(session, demand_id=demand_id),
        voices=voices.list_voices(session, demand_id=demand_id),
        reply=reply.list_reply_items(session, demand_id=demand_id),
        longest=extensions.longest_extension(session, demand_id=demand_id),
        advice=urging.suggest_urging(session, demand_id=demand_id),
        accused=known_accused(session, demand_id=demand_id),
        carried=carried.list_carried(session, demand_id=demand_id),
    )
