"""The tables of this feature that Today asks, by name."""

from sqlalchemy import Date, Integer, String, column

from deputy_station.features.demands.rules.choices import DemandState, Route, Satisfaction
from deputy_station.store.base import ChoiceColumn, UtcInstant
from deputy_station.store.named import named

DEMANDS = named(
    "demands",
    column("id", Integer),
    column("title", String),
    column("state", ChoiceColumn(DemandState)),
    column("route", ChoiceColumn(Route)),
    column("received_at", UtcInstant),
    column("deadline_on", Date),
    column("step_due_on", Date),
    column("handled_on", Date),
    column("supervised_on", Date),
    column("call_on", Date),
    column("rounds", Integer),
    column("satisfaction", ChoiceColumn(Satisfaction)),
    column("manner", ChoiceColumn(Satisfaction)),
)
DEMAND_STEPS = named(
    "demand_steps",
    column("id", Integer),
    column("demand_id", Integer),
    column("satisfaction", ChoiceColumn(Satisfaction)),
    column("manner", ChoiceColumn(Satisfaction)),
)
EXTENSIONS = named("demand_extensions", column("demand_id", Integer), column("decided_on", Date))
