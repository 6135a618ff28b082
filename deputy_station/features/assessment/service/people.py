"""What the sheets of a year say about the deputies themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from deputy_station.features.deputies.models import Deputy, Mandate, Term
from deputy_station.features.deputies.rules import Level


@dataclass(frozen=True)
class Person:
    """What the sheet says about the deputy."""

    sex: str
    born: str
    party: str
    levels: str
    term: str
    constituency: str
    work_unit: str


def read_people(session: Session, deputies: Sequence[int], year: int) -> dict[int, Person]:
    """What the sheets say about these deputies, from the mandates held in the year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    terms = list(session.scalars(select(Term).where(Term.starts_on <= last, Term.ends_on >= first)))
    rows = session.scalars(
        select(Deputy)
        .where(Deputy.id.in_(deputies))
        .options(
            selectinload(Deputy.mandates).selectinload(Mandate.constituency),
            selectinload(Deputy.mandates).selectinload(Mandate.term),
        )
    )
    found: dict[int, Person] = {}
    for deputy in rows:
        held = [
            mandate
            for mandate in deputy.mandates
            if mandate.started_on <= last and (mandate.ended_on is None or mandate.ended_on >= first)
        ]
        by_level: dict[Level, Mandate] = {mandate.level: mandate for mandate in held}
        levels = [level for level in Level if level in by_level]
        lowest = by_level[levels[0]] if levels else None
        term = lowest.term if lowest else None
        found[deputy.id] = Person(
            sex=deputy.sex.label if deputy.sex else "",
            born=_month(deputy.born),
            party=deputy.party,
            levels="、".join(level.label for level in levels),
            term=term.name if term else (terms[-1].name if terms else ""),
            constituency=lowest.constituency.name if lowest and lowest.constituency else "",
            work_unit=deputy.work_unit,
        )
    return found


def _month(born: str) -> str:
    """1971-03 as 1971年3月; anything else as it stands."""
    year, _, month = born.partition("-")
    return f"{year}年{int(month)}月" if year.isdigit() and month.isdigit() else born
