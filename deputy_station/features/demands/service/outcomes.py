"""The sets that figures count, as conditions on the rows: a figure and the list it opens ask the very same one."""

from datetime import date

from sqlalchemy import ColumnElement, false, select

from deputy_station.features.demands.models import Demand, DemandDeputy, DemandStep
from deputy_station.features.demands.rules.figures import By, Outcome
from deputy_station.features.demands.service.outcome_sets import set_of


def outcome_condition(outcome: Outcome, today: date) -> ColumnElement[bool]:
    """Whether a demand belongs to the set."""
    return set_of(outcome, today, demands=Demand, steps=DemandStep, correlate=Demand)


def lacking_condition(by: By) -> ColumnElement[bool]:
    """Demands that say nothing of what figures are told apart by."""
    if by is By.DEPUTY:
        return Demand.id.not_in(select(DemandDeputy.demand_id))
    conditions: dict[By, ColumnElement[bool]] = {
        By.CATEGORY: Demand.category_id.is_(None),
        By.VILLAGE: Demand.village == "",
        By.UNIT: Demand.unit_id.is_(None),
        By.ROUTE: Demand.route.is_(None),
    }
    return conditions.get(by, false())
