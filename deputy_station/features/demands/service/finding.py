"""Demands for the search box: by number, by words in any order, by the end of a visitor's phone."""

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.rules.numbering import read_number
from deputy_station.features.demands.service.filters import DemandFilter
from deputy_station.features.demands.service.listing import list_demands
from deputy_station.features.demands.service.rows import DemandRow, row_of, select_rows
from deputy_station.store import context


def search_demands(session: Session, *, words: Sequence[str], limit: int = 12) -> list[DemandRow]:
    """Demands that hold every word (in search form), as the list finds them: the number typed first, then titles that
    begin like the first word, then titles with every word, then the rest; newest first within each.

    A visitor who asked for secrecy is in nobody's search text: such a demand is not found by name or phone.
    """
    return list_demands(session, where=DemandFilter(search=" ".join(words)), limit=limit)


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
