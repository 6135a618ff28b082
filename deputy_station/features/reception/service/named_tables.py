"""The tables of this feature that Today asks, by name."""

from sqlalchemy import Boolean, Date, Integer, column

from deputy_station.features.reception.rules.steps import DayState
from deputy_station.store.base import ChoiceColumn, UtcInstant
from deputy_station.store.named import named

RECEPTION_DAYS = named(
    "reception_days",
    column("id", Integer),
    column("activity_id", Integer),
    column("held_on", Date),
    column("state", ChoiceColumn(DayState)),
)
VISITS = named(
    "visits", column("day_id", Integer), column("finished", Boolean), column("left_at", UtcInstant)
)
