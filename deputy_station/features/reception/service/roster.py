"""Deputies as the rota, the notice and the sign-in sheet need them: name, levels, group, time in office."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, nulls_last, or_, select
from sqlalchemy.orm import Session

from deputy_station.features.deputies.models import Deputy, Group, Level, Mandate
from deputy_station.features.reception.models import DutyLeave
from deputy_station.features.reception.rules.rota import RotaDeputy

LIST_SEPARATOR = "、"


@dataclass(frozen=True)
class RosterRow:
    """A deputy on one day: `levels` lowest first (镇、县区), `group` empty where there is none."""

    deputy_id: int
    name: str
    levels: str
    group: str


def rota_candidates(
    session: Session, *, first: date, last: date, levels: Collection[Level] = ()
) -> list[RotaDeputy]:
    """Deputies in office at some time from `first` to `last`, by group and name, with their leaves; of `levels`
    only when given. Whoever holds mandates of two levels is there once."""
    mandates = (
        select(Mandate.deputy_id, Mandate.started_on, Mandate.ended_on)
        .join(Mandate.deputy)
        .outerjoin(Group, Group.id == Deputy.group_id)
        .where(Mandate.started_on <= last, or_(Mandate.ended_on.is_(None), Mandate.ended_on >= first))
        .order_by(*_roster_order(), Mandate.started_on)
    )
    if levels:
        mandates = mandates.where(Mandate.level.in_(levels))
    spans: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for deputy_id, started_on, ended_on in session.execute(mandates):
        spans[deputy_id].append((started_on, ended_on))
    leaves: dict[int, list[tuple[date, date]]] = defaultdict(list)
    away = select(DutyLeave.deputy_id, DutyLeave.since, DutyLeave.until).where(
        DutyLeave.since <= last, DutyLeave.until >= first
    )
    for deputy_id, since, until in session.execute(away.order_by(DutyLeave.since)):
        leaves[deputy_id].append((since, until))
    return [RotaDeputy(each, tuple(held), tuple(leaves[each])) for each, held in spans.items()]


def deputies_in_office(session: Session, *, on: date) -> list[RosterRow]:
    """Everybody in office on a day, by group and name."""
    holding = select(Mandate.deputy_id).where(*_covers(on))
    return _rows(session, _people().where(Deputy.id.in_(holding)), on)


def roster_rows(session: Session, *, deputy_ids: Collection[int], on: date) -> list[RosterRow]:
    """These deputies as they were on that day, by group and name; unknown numbers are left out."""
    return _rows(session, _people().where(Deputy.id.in_(deputy_ids)), on)


def deputies_on_leave(session: Session, *, on: date) -> frozenset[int]:
    """Who is on leave from duty on a day."""
    away = select(DutyLeave.deputy_id).where(DutyLeave.since <= on, DutyLeave.until >= on)
    return frozenset(session.scalars(away))


def _people() -> Select[int, str, str | None]:
    return (
        select(Deputy.id, Deputy.name, Group.name)
        .outerjoin(Group, Group.id == Deputy.group_id)
        .order_by(*_roster_order())
    )


def _rows(session: Session, people: Select[int, str, str | None], on: date) -> list[RosterRow]:
    found = session.execute(people).all()
    held: dict[int, set[Level]] = defaultdict(set)
    ids = [deputy_id for deputy_id, _, _ in found]
    mandates = select(Mandate.deputy_id, Mandate.level).where(Mandate.deputy_id.in_(ids), *_covers(on))
    for deputy_id, level in session.execute(mandates):
        held[deputy_id].add(level)
    return [
        RosterRow(
            deputy_id,
            name,
            LIST_SEPARATOR.join(level.label for level in Level if level in held[deputy_id]),
            group or "",
        )
        for deputy_id, name, group in found
    ]


def _covers(on: date) -> tuple[ColumnElement[bool], ...]:
    return Mandate.started_on <= on, or_(Mandate.ended_on.is_(None), Mandate.ended_on >= on)


def _roster_order() -> tuple[SQLColumnExpression[Any], ...]:
    return nulls_last(Group.position.asc()), Deputy.sort_key, Deputy.id
