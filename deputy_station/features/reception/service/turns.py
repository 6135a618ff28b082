"""Turns of duty in a year: who has had how many, and who is behind."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.features.activities.models import Attendance, AttendanceState
from deputy_station.features.deputies.models import Level
from deputy_station.features.deputies.service.frame import home_station
from deputy_station.features.reception.models import ReceptionDay, ReceptionPlan
from deputy_station.features.reception.rules.steps import DayState
from deputy_station.features.reception.service.listing import CAME
from deputy_station.features.reception.service.roster import roster_rows, rota_candidates
from deputy_station.store import context

LEAST = 2
"""Receptions a year that a deputy owes where no plan says otherwise (北京市实施代表法办法 Art. 22)."""


@dataclass(frozen=True)
class BehindRow:
    """A deputy short of turns: receptions `came` to, turns `coming`, and how many are `missing` even so."""

    deputy_id: int
    name: str
    levels: str
    group: str
    came: int
    coming: int
    missing: int


def turns_had(session: Session, *, station_id: int, year: int) -> Counter[int]:
    """How many turns each deputy has in a year, had or to come.

    A reception nobody came to (请假、缺席) is no turn had, and one that was not on the rota but came to is one;
    cancelled days are left out.
    """
    came, coming = _turns(session, station_id, year)
    return came + coming


def least_turns(session: Session, *, year: int) -> int:
    """How many receptions the plans of a year ask of everybody, else `LEAST`."""
    asked = session.scalar(
        select(func.max(ReceptionPlan.least_each)).where(
            ReceptionPlan.station_id == home_station(session).id, ReceptionPlan.year == year
        )
    )
    return asked or LEAST


def who_is_behind(
    session: Session, *, year: int, least: int | None = None, levels: Collection[Level] = ()
) -> list[BehindRow]:
    """Deputies with fewer than `least` turns in a year (None: as the plans ask), most behind first, then by roster.

    Counted are those in office on the last day of the year, or today in the year that runs. Raises NoHomeStation.
    """
    wanted = least_turns(session, year=year) if least is None else least
    last = min(date(year, 12, 31), max(context.today(session), date(year, 1, 1)))
    came, coming = _turns(session, home_station(session).id, year)
    owing = [each.deputy_id for each in rota_candidates(session, first=last, last=last, levels=levels)]
    rows = [
        BehindRow(
            row.deputy_id,
            row.name,
            row.levels,
            row.group,
            came[row.deputy_id],
            coming[row.deputy_id],
            wanted - came[row.deputy_id] - coming[row.deputy_id],
        )
        for row in roster_rows(session, deputy_ids=owing, on=last)
    ]
    return sorted((row for row in rows if row.missing > 0), key=lambda row: -row.missing)


def _turns(session: Session, station_id: int, year: int) -> tuple[Counter[int], Counter[int]]:
    """Receptions each deputy came to, and turns nobody has settled yet."""
    states = session.execute(
        select(Attendance.deputy_id, Attendance.state, Attendance.expected)
        .join(ReceptionDay, ReceptionDay.activity_id == Attendance.activity_id)
        .where(
            ReceptionDay.station_id == station_id,
            ReceptionDay.held_on.between(date(year, 1, 1), date(year, 12, 31)),
            ReceptionDay.state != DayState.CANCELLED,
        )
    )
    came, coming = Counter[int](), Counter[int]()
    for deputy_id, state, expected in states:
        came[deputy_id] += state in CAME
        coming[deputy_id] += expected and state is AttendanceState.NOT_YET
    return came, coming
