"""Deputies for the search box: slim rows of everybody who fits, with the spellings that rank them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from deputy_station.features.deputies.models import Deputy, Group

LEAST_OF_A_NUMBER = 4
"""Fewer signs of a phone or a card say nobody's."""


@dataclass(frozen=True)
class FoundDeputy:
    """A deputy with the spellings of the name, parted by spaces."""

    id: int
    name: str
    group: str
    keys: str


def search_deputies(session: Session, *, words: Sequence[str]) -> list[FoundDeputy]:
    """Everybody whose name, pinyin, initials, group, card or phone holds every word (in search form), by name."""
    conditions = [_fits(word) for word in words]
    return _found(session, _select().where(*conditions).order_by(Deputy.sort_key, Deputy.id))


def name_deputies(session: Session, *, ids: Collection[int]) -> list[FoundDeputy]:
    """Those of these deputies that are there."""
    return _found(session, _select().where(Deputy.id.in_(ids)))


def _fits(word: str) -> ColumnElement[bool]:
    ways = [
        Deputy.search_keys.contains(word, autoescape=True),
        Group.name.icontains(word, autoescape=True),
    ]
    if len(word) >= LEAST_OF_A_NUMBER:
        ways.append(Deputy.card_number.icontains(word, autoescape=True))
        ways.append(Deputy.phone.contains(word, autoescape=True))
    return or_(*ways)


def _select() -> Select[int, str, str | None, str]:
    return select(Deputy.id, Deputy.name, Group.name, Deputy.search_keys).outerjoin(
        Group, Deputy.group_id == Group.id
    )


def _found(session: Session, query: Select[int, str, str | None, str]) -> list[FoundDeputy]:
    return [FoundDeputy(one, name, group or "", keys) for one, name, group, keys in session.execute(query)]
