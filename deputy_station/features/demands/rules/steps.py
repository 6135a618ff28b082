"""A demand's way from spoken word to struck off, as one table that buttons, services and tests read.

The table itself is data (resources/matters/demand_steps.toml, see `matters.rules.table`). Two rules hold throughout: a
unit's "handled" is not the station's "settled", and nothing is reopened silently: a dissatisfied visitor starts a new,
numbered round.
"""

from collections.abc import Collection, Mapping

from deputy_station.core import paths
from deputy_station.features.demands.rules.choices import DemandState, Route, Satisfaction
from deputy_station.features.matters.rules.table import Need as Need
from deputy_station.features.matters.rules.table import Step as MatterStep
from deputy_station.features.matters.rules.table import StepIncomplete as StepIncomplete
from deputy_station.features.matters.rules.table import StepNotAllowed as StepNotAllowed
from deputy_station.features.matters.rules.table import StepTable, read_table
from deputy_station.features.matters.rules.table import StepUnknown as StepUnknown

_S = DemandState

Step = MatterStep[DemandState]


def _shipped() -> StepTable[DemandState]:
    text = (paths.resources_folder() / "matters" / "demand_steps.toml").read_text(encoding="utf-8")
    return read_table(text, DemandState)


TABLE = _shipped()
"""The way of a demand as shipped; `matters.service.variations` lays a station's own habits over it."""

STEPS: Mapping[str, Step] = TABLE.steps
"""Every step by its key, in the order people see them."""

CLOSED_STATES = TABLE.closed
"""Nobody waits for anything any more."""

ASSIGNABLE_ROUTES = (Route.VILLAGE, Route.TOWN, Route.DISTRICT)
"""Routes that hand the demand to a unit, which must sign for it."""

STEP_OF_ROUTE: Mapping[Route, str] = {
    Route.ANSWERED: "answer",
    Route.VILLAGE: "assign",
    Route.TOWN: "assign",
    Route.DISTRICT: "assign",
    Route.SUGGESTION: "to_suggestion",
    Route.LITIGATION: "to_litigation",
    Route.DECLINED: "decline",
}
"""The step that sends a registered demand on its route."""


def allowed_steps(state: DemandState) -> tuple[Step, ...]:
    """The steps possible now, the main one first, then in the order of the table."""
    return TABLE.allowed(state)


def main_step(state: DemandState) -> Step | None:
    """The one sensible next step, or None when the demand needs nothing more."""
    return TABLE.main(state)


def check_step(
    key: str,
    state: DemandState,
    *,
    note: str = "",
    satisfaction: Satisfaction | None = None,
    given: Collection[Need] = (),
) -> DemandState:
    """The state after the step, by the shipped table and for anybody. Raises StepUnknown, StepNotAllowed or
    StepIncomplete, each saying what is possible."""
    filled = {*given, Need.NOTE} if note else set(given)
    return TABLE.check(key, state, given=frozenset(filled), opinion=satisfaction)
