"""催办 in levels and 督办: pressing a unit, counted and visible, without moving any day."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_text
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.demands.service.way import WHAT, check, finish, open_demand, unit_name
from deputy_station.features.matters.rules.urging import UrgeAdvice, advise_level, level_of
from deputy_station.store import context
from deputy_station.store.edits import get_row
from deputy_station.store.lengths import fit_line


def suggest_urging(session: Session, *, demand_id: int) -> UrgeAdvice:
    """The level that fits today by how late the demand is, and why. Raises NotFound."""
    return _advice(session, get_row(session, Demand, demand_id, WHAT))


def urge_demand(
    session: Session, *, demand_id: int, version: int, note: str = "", level: int | None = None
) -> DemandRow:
    """催办: counted, so that everybody sees how often it took; the level is that of how late it is where none is named.

    Raises UrgeLevelUnknown.
    """
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    after = check(session, demand, "urge", note=note)
    advice = _advice(session, demand)
    chosen = advice.level if level is None else level_of(level)
    demand.urged += 1
    demand.urge_level = max(demand.urge_level, chosen.level)
    why = f"，{advice.why}" if chosen == advice.level else ""
    sentence = (
        f"第 {demand.urged} 次催办 {unit_name(session, demand)}（第 {chosen.level} 级：{chosen.label}{why}）"
    )
    return finish(session, demand, "urge", after, sentence, note, level=chosen.level)


def urge_demands(session: Session, *, demands: Sequence[tuple[int, int]]) -> int:
    """催办 several at once, each as (id, version): all of them or, when one is refused, none. How many were urged."""
    for demand_id, version in demands:
        urge_demand(session, demand_id=demand_id, version=version)
    return len(demands)


def supervise_demand(
    session: Session, *, demand_id: int, version: int, supervisor: str, note: str
) -> DemandRow:
    """督办: somebody of rank watches over it from now on; the note says what is demanded. Raises LineTooLong."""
    demand, note = open_demand(session, demand_id, version), clean_text(note)
    after = check(session, demand, "supervise", note=note)
    demand.supervised_on = demand.supervised_on or context.today(session)
    demand.supervisor = fit_line(Demand.supervisor, "督办人", supervisor)
    by = f"，督办人：{demand.supervisor}" if demand.supervisor else ""
    return finish(session, demand, "supervise", after, f"督办 {unit_name(session, demand)}{by}", note)


def _advice(session: Session, demand: Demand) -> UrgeAdvice:
    due_on = demand.deadline_on
    if demand.step_due_on is not None and (due_on is None or demand.step_due_on < due_on):
        due_on = demand.step_due_on  # a unit that does not even sign is late from that day on
    return advise_level(due_on, context.today(session), so_far=demand.urge_level)
