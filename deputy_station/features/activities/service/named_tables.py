"""The tables of this feature that Today asks, by name."""

from sqlalchemy import Boolean, Date, Integer, String, Time, column

from deputy_station.features.activities.rules import ActivityKind, AttendanceState, DeedKind
from deputy_station.store.base import ChoiceColumn
from deputy_station.store.named import named

ACTIVITIES = named(
    "activities",
    column("id", Integer),
    column("kind", ChoiceColumn(ActivityKind)),
    column("title", String),
    column("held_on", Date),
    column("starts_at", Time),
    column("ends_at", Time),
    column("place", String),
    column("cancelled", Boolean),
)
ATTENDANCES = named(
    "attendances",
    column("activity_id", Integer),
    column("deputy_id", Integer),
    column("state", ChoiceColumn(AttendanceState)),
)
DEEDS = named(
    "deeds",
    column("deputy_id", Integer),
    column("kind", ChoiceColumn(DeedKind)),
    column("done_on", Date),
    column("accepted", Boolean),
)
