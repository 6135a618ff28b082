"""The rows of the ledger (台账): what the workbook shows of each demand, read a few hundred at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.features.demands.models import Demand, DemandDeputy
from deputy_station.features.demands.rules.choices import Satisfaction
from deputy_station.features.demands.service.listing import EVERYTHING, DemandFilter, list_demands
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.matters.models import Category

AT_ONCE = 400
"""Demands read by one query; below the number of values every engine takes."""


@dataclass(frozen=True)
class LedgerRow:
    """A demand as the ledger shows it; the visitor in `row` is masked, `confidential` ones tell no contents either."""

    row: DemandRow
    words: str
    category_path: str
    assigned_on: date | None
    result: str
    informed_on: date | None
    followed_up_on: date | None
    satisfaction: Satisfaction | None
    deputies: str
    confidential: bool


def list_ledger(session: Session, *, where: DemandFilter = EVERYTHING) -> Iterator[LedgerRow]:
    """The demands of a filter, oldest first."""
    rows = list_demands(session, where=where, limit=None)
    rows.reverse()
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        ids = [row.id for row in part]
        more = {
            found.id: found
            for found in session.execute(
                select(
                    Demand.id,
                    Demand.words,
                    Category.path,
                    Demand.assigned_on,
                    Demand.result,
                    Demand.informed_on,
                    Demand.followed_up_on,
                    Demand.satisfaction,
                    Demand.confidential,
                )
                .outerjoin(Category, Category.id == Demand.category_id)
                .where(Demand.id.in_(ids))
            )
        }
        names = _deputy_names(session, ids)
        for row in part:
            found = more[row.id]
            yield LedgerRow(
                row,
                found.words,
                found.path or "",
                found.assigned_on,
                found.result,
                found.informed_on,
                found.followed_up_on,
                found.satisfaction,
                "、".join(names.get(row.id, ())),
                found.confidential,
            )


def _deputy_names(session: Session, ids: list[int]) -> dict[int, list[str]]:
    names: dict[int, list[str]] = {}
    query = (
        select(DemandDeputy.demand_id, Deputy.name)
        .join(Deputy, Deputy.id == DemandDeputy.deputy_id)
        .where(DemandDeputy.demand_id.in_(ids))
        .order_by(Deputy.sort_key, Deputy.id)
    )
    for found in session.execute(query):
        names.setdefault(found.demand_id, []).append(found.name)
    return names
