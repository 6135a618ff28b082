"""Demands for the search box: by number, by words in any order, by the end of a visitor's phone."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlalchemy.orm import Session

from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.rules.numbering import read_number
from deputy_station.features.demands.service.rows import DemandRow, row_of, select_rows
from deputy_station.features.deputies.models import Station
from deputy_station.store import context


def search_demands(session: Session, *, words: Sequence[str], limit: int = 12) -> list[DemandRow]:
    """Demands that hold every word (in search form): the number typed first, then those whose title begins with the
    first word, then those with every word in the title, then the rest; newest first within each.

    A visitor who asked for secrecy is in nobody's search text: such a demand is not found by name or phone.
    """
    today = context.today(session)
    numbers = [_has_number(word, today.year) for word in words]
    conditions = [_holds(word, number) for word, number in zip(words, numbers, strict=True)]
    asked = [number for number in numbers if number is not None]
    titled = and_(*(Demand.title.icontains(word, autoescape=True) for word in words))
    placing = case(
        *([(or_(*asked), 0)] if asked else []),
        (Demand.title.istartswith(words[0], autoescape=True), 1),
        (titled, 2),
        else_=3,
    )
    order = (placing, Demand.received_at.desc(), Demand.id.desc())
    ids = select(Demand.id).where(*conditions).order_by(*order).limit(limit)
    found = session.execute(select_rows().where(Demand.id.in_(ids)).order_by(*order))
    return [row_of(one, today) for one in found]


def name_demands(session: Session, *, ids: Collection[int]) -> list[DemandRow]:
    """Those of these demands that are there."""
    today = context.today(session)
    return [row_of(one, today) for one in session.execute(select_rows().where(Demand.id.in_(ids)))]


def is_number_of(word: str, row: DemandRow, *, year: int) -> bool:
    """Whether a typed word is this demand's number: 12 (of this year), 2026-12, 朔里-2026-0012."""
    typed = read_number(word)
    if typed is None:
        return False
    code, own_year, number = row.number.rsplit("-", 2)
    return (int(number), int(own_year)) == (typed.number, typed.year or year) and typed.code in ("", code)


def _holds(word: str, number: ColumnElement[bool] | None) -> ColumnElement[bool]:
    if number is not None and "-" in word:
        return number  # a whole number is one demand, not what begins like it
    held = Demand.search_text.contains(word, autoescape=True)
    return held if number is None else or_(number, held)


def _has_number(word: str, year: int) -> ColumnElement[bool] | None:
    typed = read_number(word)
    if typed is None:
        return None
    parts = [Demand.number == typed.number, Demand.year == (typed.year or year)]
    if typed.code:
        parts.append(Demand.station_id.in_(select(Station.id).where(Station.code == typed.code)))
    return and_(*parts)
