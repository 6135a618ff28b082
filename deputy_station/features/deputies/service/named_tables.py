"""The tables of this feature that Today asks, by name."""

from sqlalchemy import Boolean, Date, Integer, String, column

from deputy_station.features.deputies.rules import Level
from deputy_station.store.base import ChoiceColumn
from deputy_station.store.named import named

STATIONS = named("stations", column("name", String), column("is_home", Boolean))
TERMS = named("terms", column("name", String), column("starts_on", Date), column("ends_on", Date))
DEPUTIES = named("deputies", column("id", Integer), column("name", String), column("sort_key", String))
MANDATES = named(
    "mandates",
    column("deputy_id", Integer),
    column("level", ChoiceColumn(Level)),
    column("started_on", Date),
    column("ended_on", Date),
)
