"""Filling an empty database with the demo station. Same seed and same moment, same data."""

import random
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.core.progress import Progress, silent_progress
from deputy_station.features.activities.models import Activity
from deputy_station.features.demands.models import Demand
from deputy_station.features.demo.service.cast import read_cast
from deputy_station.features.demo.service.matters import make_demands
from deputy_station.features.demo.service.proposals import make_suggestions
from deputy_station.features.demo.service.receptions import make_receptions
from deputy_station.features.demo.service.roster import make_roster
from deputy_station.features.demo.service.year import make_year
from deputy_station.features.deputies.models import Deputy, Station
from deputy_station.features.reception.models import ReceptionDay
from deputy_station.store import context

DEFAULT_SEED = 2026
DEFAULT_DEMANDS = 600


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
    cast, chance = read_cast(), random.Random(seed)
    now, today = context.now(session), context.today(session)
    first = today - timedelta(days=364)
    roster = make_roster(session, cast, chance, first)
    make_year(session, cast, roster, chance, first, today)
    heard = make_receptions(session, cast, roster, chance, first, now, today)
    make_demands(session, cast, chance, heard, now, count=demands, progress=progress)
    make_suggestions(session, cast, roster, chance, first, today)

    def count(model: type[Deputy | Activity | ReceptionDay | Demand]) -> int:
        return session.scalar(select(func.count()).select_from(model)) or 0

    return DemoResult(
        cast.station["name"], count(Deputy), count(Activity), count(ReceptionDay), count(Demand)
    )
