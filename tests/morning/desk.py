"""What the database knows, read beside the program over a connection of its own: the walk's second pair of eyes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from deputy_station.core.clock import Clock
from deputy_station.features.activities.service.attendance import AttendanceRow, list_attendance
from deputy_station.features.demands.service import detail
from deputy_station.features.demands.service import listing as demands
from deputy_station.features.demands.service.rows import DemandDetail, DemandRow
from deputy_station.features.reception.service import listing
from deputy_station.features.reception.service.listing import DayDetail
from deputy_station.features.reception.service.visits import VisitRow, list_visits
from deputy_station.store.database import Database

T = TypeVar("T")


class Desk:
    """Today's reception day and the demands, as they are on the disk."""

    def __init__(self, place: Path, clock: Clock) -> None:
        self._database = Database.open(place, clock=clock)
        self._clock = clock

    def read(self, service: Callable[..., T], **values: Any) -> T:
        """Ask a service."""
        with self._database.reading() as session:
            return service(session, **values)

    @property
    def day_id(self) -> int:
        """Today's reception day."""
        return self.read(listing.find_day, on=self._clock.today()).id

    def day(self) -> DayDetail:
        """Today's reception day as it is now."""
        return self.read(listing.day_detail, day_id=self.day_id)

    def attendance(self) -> list[AttendanceRow]:
        """Who is on today's list."""
        return list(self.read(list_attendance, activity_id=self.day().row.activity_id))

    def visits(self) -> list[VisitRow]:
        """Who came to speak today."""
        return list(self.read(list_visits, day_id=self.day_id))

    def demand(self, demand_id: int) -> DemandDetail:
        """One demand as it is now."""
        return self.read(detail.get_demand, demand_id=demand_id)

    def newest_demand(self) -> DemandRow:
        """The demand taken down last."""
        rows = self.read(demands.list_demands, where=demands.DemandFilter(), offset=0, limit=1000)
        return max(rows, key=lambda row: row.id)
