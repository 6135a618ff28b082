"""Filling an empty database with the demo station. Same seed and same moment, same data."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.features.activities.models import Activity
from deputy_station.features.demands.models import Demand
from deputy_station.features.demo.service.assessed import make_assessments
from deputy_station.features.demo.service.cast import read_cast
from deputy_station.features.demo.service.claims import make_claims
from deputy_station.features.demo.service.desk_day import make_desk_day
from deputy_station.features.demo.service.half_year import make_half_year
from deputy_station.features.demo.service.last_year import make_past_year, publish_last_year
from deputy_station.features.demo.service.matters import make_demands
from deputy_station.features.demo.service.own_scheme import make_own_scheme
from deputy_station.features.demo.service.proposals import make_suggestions
from deputy_station.features.demo.service.quarter_checks import make_checks
from deputy_station.features.demo.service.receptions import make_receptions
from deputy_station.features.demo.service.returned import make_returned
from deputy_station.features.demo.service.roster import make_roster
from deputy_station.features.demo.service.year import make_year
from deputy_station.features.deputies.models import Deputy, Station
from deputy_station.features.reception.models import ReceptionDay
from deputy_station.features.spotcheck.service.draws import draw_deputies
from deputy_station.store import context
from deputy_station.store.capture import leave_out

DEFAULT_SEED = 2026
DEFAULT_DEMANDS = 600
SETTLING_IN_DAYS = 180
"""The demo begins on a New Year's Day at least so long ago, so that its grades stand on whole records."""
DRAWN = 16


class DemoNeedsEmptyDatabase(Refusal):
    """The demo never mixes with real records."""

    def __init__(self, station: str) -> None:
        super().__init__(f"这个数据库里已经有“{station}”的记录，没有放入演示数据。请换一个空的数据库文件。")


@dataclass(frozen=True)
class DemoResult:
    """How much was made."""

    station: str
    deputies: int
    activities: int
    reception_days: int
    demands: int


def fill_demo(
    session: Session,
    *,
    seed: int = DEFAULT_SEED,
    demands: int = DEFAULT_DEMANDS,
    progress: Progress = silent_progress,
) -> DemoResult:
    """Fill the empty database with a station, 80 deputies and the year up to now. Raises DemoNeedsEmptyDatabase."""
    taken = session.scalar(select(Station.name).limit(1))
    if taken is not None:
        raise DemoNeedsEmptyDatabase(taken)
    # An empty file is as good as taking this back; the journal would double what is written.
    leave_out(session)
    cast, chance = read_cast(), random.Random(seed)
    now, today = context.now(session), context.today(session)
    first = date((today - timedelta(days=SETTLING_IN_DAYS)).year, 1, 1)
    roster = make_roster(session, cast, chance, first)
    for year in range(first.year, today.year + 1):
        make_year(session, cast, roster, chance, date(year, 1, 1), min(today, date(year, 12, 31)))
    if first.year == today.year:
        make_past_year(session, cast, roster, seed, today.year - 1)
        publish_last_year(session, today)
    heard = make_receptions(session, cast, roster, chance, first, now, today)
    make_demands(session, cast, chance, heard, now, count=demands, progress=progress)
    make_suggestions(session, cast, roster, chance, first, today)
    if first.year < today.year:
        publish_last_year(session, today)
    make_desk_day(session, cast, roster, seed, now)
    make_returned(session, seed, today)
    make_own_scheme(session)
    make_claims(session, roster, today)
    quarter = (today.month - 1) // 3 or 4
    year = today.year - (quarter == 4)
    draw_deputies(session, year=year, quarter=quarter, count=DRAWN, seed=f"demo{seed}")
    make_checks(session, year=year, quarter=quarter, today=today)
    make_half_year(session, seed, today)
    make_assessments(session, roster, today)

    def count(model: type[Deputy | Activity | ReceptionDay | Demand]) -> int:
        return session.scalar(select(func.count()).select_from(model)) or 0

    return DemoResult(
        cast.station["name"], count(Deputy), count(Activity), count(ReceptionDay), count(Demand)
    )
