"""Activities for the search box: by day, by kind, by words in any order. Reception days have a finder of their own."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from deputy_station.features.activities.models import Activity
from deputy_station.features.activities.rules import ActivityKind

Days = Mapping[str, tuple[date, date]]
"""The first and last day that a typed word means, for those of the words that mean days."""


@dataclass(frozen=True)
class FoundActivity:
    """An activity in one line."""

    id: int
    kind: ActivityKind
    title: str
    held_on: date
    place: str


def search_activities(
    session: Session, *, words: Sequence[str], days: Days, limit: int = 12
) -> list[FoundActivity]:
    """Activities for which every word (in search form) is in the title, the place or the kind, or means their day;
    newest first."""
    conditions = [Activity.kind != ActivityKind.RECEPTION, *(_fits(word, days.get(word)) for word in words)]
    query = _select().where(*conditions).order_by(Activity.held_on.desc(), Activity.id.desc()).limit(limit)
    return _found(session, query)


def name_activities(session: Session, *, ids: Collection[int]) -> list[FoundActivity]:
    """Those of these activities that are there."""
    return _found(session, _select().where(Activity.id.in_(ids)))


def _fits(word: str, span: tuple[date, date] | None) -> ColumnElement[bool]:
    ways = [Activity.title.icontains(word, autoescape=True), Activity.place.icontains(word, autoescape=True)]
    kinds = [kind for kind in ActivityKind if word in kind.label]
    if kinds:
        ways.append(Activity.kind.in_(kinds))
    if span is not None:
        ways.append(Activity.held_on.between(*span))
    return or_(*ways)


def _select() -> Select[int, ActivityKind, str, date, str]:
    return select(Activity.id, Activity.kind, Activity.title, Activity.held_on, Activity.place)


def _found(session: Session, query: Select[int, ActivityKind, str, date, str]) -> list[FoundActivity]:
    return [FoundActivity(*one) for one in session.execute(query)]
