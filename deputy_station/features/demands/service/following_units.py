"""What happens to demands when a unit is renamed or merged into another while matters lie with it."""

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.features.demands.models import Demand, DemandHandover
from deputy_station.features.demands.rules.steps import CLOSED_STATES
from deputy_station.features.demands.service.accused import accused_units, carriers_of, units_in_hand
from deputy_station.features.demands.service.rows import demand_number, refresh_search_text
from deputy_station.features.history.service import record_change
from deputy_station.features.matters.models import Unit
from deputy_station.features.matters.rules.choices import Part
from deputy_station.store import context
from deputy_station.store.edits import get_row

CO_UNITS_CHARS = 200
"""A list of co-units that grew longer by a new name is cut; the handovers name each."""


class MergeMeetsAccused(Refusal):
    """By the merger, material against somebody would come to that person's own unit."""

    def __init__(self, name: str, matter: str) -> None:
        super().__init__(
            f"{matter} 的被反映人就在“{name}”，合并以后材料会到他的单位。"
            "请先把它交给别的单位；确要合并，请确认后再合并。"
        )


def rename_unit(session: Session, *, unit_id: int) -> int:
    """Open demands are found by the new name of their unit; how many."""
    demands = _open_with(session, unit_id)
    for demand in demands:
        _name_co_units(session, demand)
        refresh_search_text(session, demand)
    return len(demands)


def merge_unit(session: Session, *, unit_id: int, into_id: int) -> int:
    """Open demands go on with the unit that took the other over, each with a line in its history; what is closed stays
    with whom it was. How many moved."""
    old = get_row(session, Unit, unit_id, "这个单位")
    into = get_row(session, Unit, into_id, "并入的单位")
    demands = _open_with(session, unit_id)
    for demand in session.scalars(select(Demand).where(Demand.against_unit_id == unit_id)):
        demand.against_unit_id = into_id
    for demand in demands:
        if demand.unit_id == unit_id:
            demand.unit_id = into_id
        _move_handovers(session, demand, unit_id, into_id)
        _name_co_units(session, demand)
        refresh_search_text(session, demand)
        record_change(
            session,
            action="demand.unit_merged",
            subject="demand",
            subject_id=demand.id,
            sentence=f"诉求 {demand_number(demand)}：{old.name}并入{into.name}，由{into.name}接着办",
            before={"unit": old.name},
            after={"unit": into.name},
        )
    session.flush()
    return len(demands)


def meets(accused: Collection[int], in_hand: Collection[int], pair: Collection[int]) -> bool:
    """Whether a merger of the `pair` of units brings a matter to who is complained of, that was not there before."""
    return bool(set(accused) & set(pair) and set(in_hand) & set(pair) and not set(accused) & set(in_hand))


def accused_of(session: Session, pair: Collection[int]) -> list[Demand]:
    """The demands against somebody of the units, in order."""
    query = select(Demand).where(Demand.against_unit_id.in_(pair)).order_by(Demand.id)
    return list(session.scalars(query))


def warn_of_merger(session: Session, *, unit_id: int, into_id: int) -> None:
    """Raise MergeMeetsAccused where a demand would come to the unit of who is complained of."""
    pair = (unit_id, into_id)
    for against in accused_of(session, pair):
        carrier = carriers_of(session, against)[-1]
        if meets(accused_units(session, carrier), units_in_hand(session, carrier), pair):
            accused = get_row(session, Unit, against.against_unit_id or 0, "这个单位")
            raise MergeMeetsAccused(accused.name, f"诉求 {demand_number(carrier)}")


def _open_with(session: Session, unit_id: int) -> list[Demand]:
    """Open demands of which the unit is lead or has a handover of this round in hand."""
    in_hand = select(DemandHandover.demand_id).where(
        DemandHandover.unit_id == unit_id,
        DemandHandover.round == Demand.rounds,
        DemandHandover.demand_id == Demand.id,
        DemandHandover.returned_on.is_(None),
    )
    return list(
        session.scalars(
            select(Demand)
            .where(Demand.state.not_in(CLOSED_STATES), or_(Demand.unit_id == unit_id, in_hand.exists()))
            .order_by(Demand.id)
        )
    )


def _in_hand(session: Session, demand: Demand) -> list[DemandHandover]:
    return list(
        session.scalars(
            select(DemandHandover)
            .where(
                DemandHandover.demand_id == demand.id,
                DemandHandover.round == demand.rounds,
                DemandHandover.returned_on.is_(None),
            )
            .order_by(DemandHandover.id)
        )
    )


def _move_handovers(session: Session, demand: Demand, unit_id: int, into_id: int) -> None:
    taken: set[int] = set()
    for handover in sorted(_in_hand(session, demand), key=lambda one: one.part is not Part.LEAD):
        if handover.unit_id == unit_id:
            handover.unit_id = into_id
        if handover.unit_id in taken:
            # Lead and co-unit have become one: the lead's handover goes on.
            handover.returned_on, handover.return_reason = context.today(session), "单位合并，不再分别办理"
        taken.add(handover.unit_id)
    session.flush()


def _name_co_units(session: Session, demand: Demand) -> None:
    session.flush()
    names = session.scalars(
        select(Unit.name)
        .join(DemandHandover, DemandHandover.unit_id == Unit.id)
        .where(
            DemandHandover.demand_id == demand.id,
            DemandHandover.round == demand.rounds,
            DemandHandover.part == Part.CO,
            DemandHandover.returned_on.is_(None),
        )
        .order_by(DemandHandover.id)
    ).all()
    if _in_hand(session, demand):
        joined = "、".join(names)
        demand.co_units = joined if len(joined) <= CO_UNITS_CHARS else joined[: CO_UNITS_CHARS - 1] + "…"
