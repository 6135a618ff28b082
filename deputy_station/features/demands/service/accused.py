"""Who is complained of: material against somebody does not come to that person's own unit unless the desk knows.

What counts is the matter as a whole: of a demand that carries others on, whoever any of them is against.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.features.accounts.rules import sees_confidential
from deputy_station.features.accounts.service import role_of
from deputy_station.features.demands.models import Demand, DemandHandover
from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.matters.models import Unit
from deputy_station.store.edits import get_row

WITH_A_UNIT = frozenset(
    {DemandState.ASSIGNED, DemandState.HANDLING, DemandState.HANDLED, DemandState.INFORMED}
)
"""States in which a unit has the papers of a demand in hand."""


class AgainstOwnUnit(Refusal):
    """The demand speaks against somebody of the very unit it would go to. Confirmed with `knowing=True`, on record."""

    def __init__(
        self, name: str, instead: str = "请换一个单位；确要交办，请确认后再交。", what: str = "这件诉求"
    ) -> None:
        super().__init__(f"{what}的被反映人就在“{name}”，材料交过去可能被他看到。{instead}")


def merged_into(session: Session, demand_id: int) -> list[Demand]:
    """The demands that a demand carries on, those merged into them included, the first registered first."""
    found: dict[int, Demand] = {}
    todo = [demand_id]
    while todo:
        carried = session.scalars(select(Demand).where(Demand.merged_into_id == todo.pop()))
        for one in carried:
            if one.id not in found:
                found[one.id] = one
                todo.append(one.id)
    return [found[key] for key in sorted(found)]


def carriers_of(session: Session, demand: Demand) -> list[Demand]:
    """The demand and those that carry it on, the nearest first; the last one is in somebody's hands."""
    chain = [demand]
    while chain[-1].merged_into_id is not None and chain[-1].merged_into_id not in {one.id for one in chain}:
        chain.append(session.get_one(Demand, chain[-1].merged_into_id))
    return chain


def accused_units(session: Session, demand: Demand) -> set[int]:
    """The units of those whom a demand, or one that it carries on, is against."""
    whole = (demand, *merged_into(session, demand.id))
    return {one.against_unit_id for one in whole if one.against_unit_id is not None}


def known_accused(session: Session, *, demand_id: int) -> frozenset[int]:
    """The same as far as this desk may know it: of what is confidential only with the right to it. Raises NotFound."""
    demand = get_row(session, Demand, demand_id, "这件诉求")
    may_see = sees_confidential(role_of(session))
    whole = (demand, *merged_into(session, demand.id))
    told = (one.against_unit_id for one in whole if may_see or not one.confidential)
    return frozenset(unit_id for unit_id in told if unit_id is not None)


def units_in_hand(session: Session, demand: Demand) -> set[int]:
    """The units that have a demand in hand now, the lead unit and the co-units."""
    if demand.state not in WITH_A_UNIT:
        return set()
    found = session.scalars(
        select(DemandHandover.unit_id).where(
            DemandHandover.demand_id == demand.id,
            DemandHandover.round == demand.rounds,
            DemandHandover.returned_on.is_(None),
        )
    )
    return {*found} if demand.unit_id is None else {demand.unit_id, *found}


def find_accused(session: Session, demand: Demand, units: Iterable[Unit]) -> Unit | None:
    """The first of the units that somebody is of whom the demand is against."""
    accused = accused_units(session, demand)
    return next((one for one in units if one.id in accused), None)


def check_in_hand(session: Session, demand: Demand, accused: Collection[int]) -> None:
    """Raise AgainstOwnUnit where a unit of `accused` has the demand, or the one that carries it on, in hand."""
    carrier = carriers_of(session, demand)[-1]
    for unit_id in sorted(units_in_hand(session, carrier).intersection(accused)):
        raise AgainstOwnUnit(
            get_row(session, Unit, unit_id, "这个单位").name,
            "它现在正由这个单位办，请先退回，交给别的单位；确要这样，请勾选“要留意”再保存。",
        )
