"""The demo's station, term, constituencies, groups and deputies."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from deputy_station.core import pinyin
from deputy_station.features.accounts.models import Role, User
from deputy_station.features.demo.service.cast import Cast, make_names
from deputy_station.features.deputies.models import (
    Constituency,
    Deputy,
    Group,
    Level,
    Mandate,
    Sex,
    Station,
    Term,
)
from deputy_station.store import context

DEPUTIES = 80
LATE_DEPUTIES = 2
"""How many came in by a by-election during the year, so that denominators start at the day of office."""


@dataclass(frozen=True)
class Roster:
    """What the rest of the demo hangs on: ids, and how diligent each deputy is (0 to 1)."""

    station_id: int
    term_id: int
    deputy_ids: tuple[int, ...]
    group_of: dict[int, int]
    since: dict[int, date]
    zeal: dict[int, float]


def make_roster(session: Session, cast: Cast, chance: random.Random, first: date) -> Roster:
    """Station, term, groups, constituencies and 80 deputies; `first` is the day the demo year begins."""
    station = Station(**cast.station, is_home=True)
    term = Term(name=cast.term_name, starts_on=cast.term_starts_on, ends_on=cast.term_ends_on)
    groups = [Group(name=name, position=place) for place, name in enumerate(cast.groups, 1)]
    constituencies = [
        Constituency(name=f"第{place}选区（{village}）", position=place)
        for place, village in enumerate(cast.villages, 1)
    ]
    session.add_all(
        [station, term, *groups, *constituencies, User(name=context.actor(session), role=Role.LIAISON)]
    )
    session.flush()
    deputies: list[Deputy] = []
    zeal: list[float] = []
    for place, (name, woman) in enumerate(make_names(cast, chance, DEPUTIES)):
        village = place % len(cast.villages)
        deputy = Deputy(
            name=name,
            sex=Sex.FEMALE if woman else Sex.MALE,
            ethnicity="维吾尔族" if "·" in name else "汉族",
            born=f"{chance.randint(1962, 1996)}-{chance.randint(1, 12):02d}",
            party="中共党员" if chance.random() < 0.62 else "群众",
            education=chance.choice(cast.people["education"]),
            work_unit=chance.choice(cast.people["work"]).format(village=cast.villages[village]),
            phone=f"1{chance.choice('3578')}0{chance.randint(0, 99_999_999):08d}",
            address=cast.villages[village],
            postcode=cast.people["postcodes"][village % 2],
            card_number=f"QH{place + 1:04d}",
            group_id=groups[village * len(groups) // len(cast.villages)].id,
            search_keys=pinyin.search_keys(name),
            sort_key=pinyin.sort_key(name),
        )
        deputies.append(deputy)
        zeal.append(min(1.0, chance.betavariate(7, 1.1)))
    session.add_all(deputies)
    session.flush()
    since: dict[int, date] = {}
    for place, deputy in enumerate(deputies):
        late = place >= DEPUTIES - LATE_DEPUTIES
        since[deputy.id] = first + timedelta(days=150) if late else cast.term_starts_on
        constituency = constituencies[place % len(constituencies)]
        _give_mandates(session, deputy, place, since[deputy.id], term.id, constituency.id)
    for group in groups:
        group.leader_id = next(deputy.id for deputy in deputies if deputy.group_id == group.id)
    session.flush()
    return Roster(
        station_id=station.id,
        term_id=term.id,
        deputy_ids=tuple(deputy.id for deputy in deputies),
        group_of={deputy.id: deputy.group_id or 0 for deputy in deputies},
        since=since,
        zeal=dict(zip((deputy.id for deputy in deputies), zeal, strict=True)),
    )


def _give_mandates(
    session: Session, deputy: Deputy, place: int, since: date, term_id: int, constituency_id: int
) -> None:
    """Everybody sits in the town congress; every sixth in the district's too, every thirtieth in the city's."""
    levels = [Level.TOWN]
    if place % 6 == 0:
        levels.append(Level.DISTRICT)
    if place % 30 == 0:
        levels.append(Level.CITY)
    for level in levels:
        session.add(
            Mandate(
                deputy_id=deputy.id,
                level=level,
                term_id=term_id if level is Level.TOWN else None,
                constituency_id=constituency_id if level is Level.TOWN else None,
                started_on=since,
            )
        )
