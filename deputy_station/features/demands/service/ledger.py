"""The lines of the work ledger (工作台账), as the face asked for shows them, read a few hundred at a time.

What a face does not show never leaves this module: whoever writes the workbook has nothing to hide any more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.core.clock import local_day
from deputy_station.features.demands.models import (
    Demand,
    DemandCall,
    DemandDeputy,
    DemandExtension,
    DemandHandover,
    DemandStep,
    DemandVoice,
)
from deputy_station.features.demands.rules.choices import Satisfaction
from deputy_station.features.demands.rules.faces import Face, Person, Shown, cleared, show_person, show_text
from deputy_station.features.demands.rules.numbering import number_text
from deputy_station.features.demands.service.filters import EVERYTHING, DemandFilter
from deputy_station.features.demands.service.listing import list_demands
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.deputies.models import Deputy, Station
from deputy_station.features.matters.models import Category
from deputy_station.features.matters.rules.choices import Part

AT_ONCE = 400
"""Demands read by one query; below the number of values every engine takes."""


@dataclass(frozen=True)
class LedgerRow:
    """A demand as the ledger shows it to one face: its texts are cleared, `visitor` is as that face sees them.

    `people` are all who voice it, `calls` the tries of the call-back, `extensions` those granted in all rounds,
    `carried_on` the number of the demand it was merged into.
    """

    row: DemandRow
    visitor: Shown
    people: int
    title: str
    words: str
    wish: str
    place: str
    category_path: str
    co_units: str
    assigned_on: date | None
    signed_on: date | None
    result: str
    informed_on: date | None
    informed_how: str
    followed_up_on: date | None
    satisfaction: Satisfaction | None
    manner: Satisfaction | None
    calls: int
    extensions: int
    supervisor: str
    carried_on: str
    deputies: str
    confidential: bool


def list_ledger(
    session: Session,
    *,
    where: DemandFilter = EVERYTHING,
    face: Face = Face.UPWARD,
    may_see: bool = False,
) -> Iterator[LedgerRow]:
    """The demands of a filter as a face shows them, oldest first; `may_see` is the right to confidential visitors."""
    rows = list_demands(session, where=where, limit=None)
    rows.reverse()
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        beside = _Beside(session, [row.id for row in part])
        for row in part:
            yield _line(row, beside, face, may_see=may_see)


class _Beside:
    """What stands beside the rows of some demands, a query for each kind."""

    def __init__(self, session: Session, ids: Sequence[int]) -> None:
        self.demands = {one.id: one for one in session.execute(_more().where(Demand.id.in_(ids)))}
        self.deputies: dict[int, list[str]] = {}
        for name in session.execute(
            select(DemandDeputy.demand_id, Deputy.name)
            .join(Deputy, Deputy.id == DemandDeputy.deputy_id)
            .where(DemandDeputy.demand_id.in_(ids))
            .order_by(Deputy.sort_key, Deputy.id)
        ):
            self.deputies.setdefault(name.demand_id, []).append(name.name)
        self.voices: dict[int, list[Any]] = {}
        for voice in session.execute(
            select(
                DemandVoice.demand_id,
                DemandVoice.name,
                DemandVoice.phone,
                DemandVoice.address,
                DemandVoice.people,
                DemandVoice.confidential,
            )
            .where(DemandVoice.demand_id.in_(ids))
            .order_by(DemandVoice.id)
        ):
            self.voices.setdefault(voice.demand_id, []).append(voice)
        self.merged = _merged_people(session, ids)
        self.calls = _counted(session, DemandCall.demand_id, DemandCall.demand_id.in_(ids))
        self.extensions = _counted(
            session,
            DemandExtension.demand_id,
            DemandExtension.demand_id.in_(ids),
            DemandExtension.granted.is_(True),
        )
        self.signed = _signed_days(session, ids)
        into = {one.merged_into_id for one in self.demands.values() if one.merged_into_id is not None}
        self.numbers = {
            one.id: number_text(one.code, one.year, one.number)
            for one in session.execute(
                select(Demand.id, Station.code, Demand.year, Demand.number)
                .join(Station, Station.id == Demand.station_id)
                .where(Demand.id.in_(into))
            )
        }


def _more() -> Any:
    return select(
        Demand.id,
        Demand.visitor_name,
        Demand.visitor_phone,
        Demand.visitor_address,
        Demand.village,
        Demand.against,
        Demand.people,
        Demand.words,
        Demand.wish,
        Category.path,
        Demand.co_units,
        Demand.assigned_on,
        Demand.result,
        Demand.informed_on,
        Demand.informed_how,
        Demand.followed_up_on,
        Demand.satisfaction,
        Demand.manner,
        Demand.supervisor,
        Demand.merged_into_id,
        Demand.confidential,
    ).outerjoin(Category, Category.id == Demand.category_id)


def _line(row: DemandRow, beside: _Beside, face: Face, *, may_see: bool) -> LedgerRow:
    found = beside.demands[row.id]
    visitor = Person(found.visitor_name, found.visitor_phone, found.visitor_address)
    voices = beside.voices.get(row.id, [])
    known = [
        visitor,
        Person(found.against),
        *(Person(one.name, one.phone, one.address, secret=one.confidential) for one in voices),
        *beside.merged.get(row.id, ()),
    ]

    def shown(text: str) -> str:
        if face is Face.INSIDE and not may_see and not found.confidential:
            return cleared(text, [one for one in known if one.secret], numbers=False)
        return show_text(text, face, known, confidential=found.confidential, may_see=may_see)

    return LedgerRow(
        row=row,
        visitor=show_person(
            visitor, face, confidential=found.confidential, may_see=may_see, village=found.village
        ),
        people=found.people + sum(voice.people for voice in voices),
        title=shown(row.title),
        # What somebody said in their own words tells who they are to whoever knows them: not for a wall.
        words="" if face is Face.PUBLIC else shown(found.words),
        wish="" if face is Face.PUBLIC else shown(found.wish),
        place=shown(row.place),
        category_path=found.path or "",
        co_units=found.co_units,
        assigned_on=found.assigned_on,
        signed_on=beside.signed.get(row.id),
        result=shown(found.result),
        informed_on=found.informed_on,
        informed_how=found.informed_how,
        followed_up_on=found.followed_up_on,
        satisfaction=found.satisfaction,
        manner=found.manner,
        calls=beside.calls.get(row.id, 0),
        extensions=beside.extensions.get(row.id, 0),
        supervisor="" if face is Face.PUBLIC else found.supervisor,
        carried_on=beside.numbers.get(found.merged_into_id, ""),
        deputies="、".join(beside.deputies.get(row.id, ())),
        confidential=found.confidential,
    )


def _merged_people(session: Session, ids: Sequence[int]) -> dict[int, list[Person]]:
    """Who voiced the demands that some demands carry on, those carried on by them included: a text may name them."""
    found: dict[int, list[Person]] = {}
    carrier = {key: key for key in ids}
    while carrier:
        merged = session.execute(
            select(
                Demand.id,
                Demand.merged_into_id,
                Demand.visitor_name,
                Demand.visitor_phone,
                Demand.visitor_address,
                Demand.against,
                Demand.confidential,
            ).where(Demand.merged_into_id.in_(list(carrier)))
        ).all()
        carrier = {one.id: carrier[one.merged_into_id] for one in merged}
        for one in merged:
            found.setdefault(carrier[one.id], []).extend(
                (
                    Person(one.visitor_name, one.visitor_phone, one.visitor_address, secret=one.confidential),
                    Person(one.against),
                )
            )
        for voice in session.scalars(select(DemandVoice).where(DemandVoice.demand_id.in_(list(carrier)))):
            found[carrier[voice.demand_id]].append(
                Person(voice.name, voice.phone, voice.address, secret=voice.confidential)
            )
    return found


def _counted(session: Session, column: Any, *conditions: Any) -> dict[int, int]:
    query = select(column, func.count()).where(*conditions).group_by(column)
    return {row[0]: row[1] for row in session.execute(query)}


def _signed_days(session: Session, ids: Sequence[int]) -> dict[int, date]:
    """When the lead unit of the last round signed; where no handover was kept, the day of the step itself."""
    days: dict[int, date] = {}
    for step in session.execute(
        select(DemandStep.demand_id, DemandStep.at)
        .where(DemandStep.demand_id.in_(ids), DemandStep.step == "accept")
        .order_by(DemandStep.id)
    ):
        days[step.demand_id] = local_day(step.at)
    for handover in session.execute(
        select(DemandHandover.demand_id, DemandHandover.signed_on)
        .where(
            DemandHandover.demand_id.in_(ids),
            DemandHandover.part == Part.LEAD,
            DemandHandover.signed_on.is_not(None),
        )
        .order_by(DemandHandover.round, DemandHandover.id)
    ):
        days[handover.demand_id] = handover.signed_on
    return days
