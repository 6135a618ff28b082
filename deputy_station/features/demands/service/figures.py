"""Figures of demands by category, village, unit, deputy, month, channel and route, and the hot matters of a quarter.

Each row carries the filter of its list: `FigureRow.list_of(Outcome.SETTLED)` holds exactly the demands the figure
counts, because both ask the same condition.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from deputy_station.core.clock import last_of_month
from deputy_station.features.demands.models import Demand, DemandDeputy
from deputy_station.features.demands.rules.figures import (
    NO_COUNTS,
    NOTHING_SAID,
    By,
    Counts,
    Outcome,
    growth_words,
    quarter_before,
    quarter_days,
    shares,
)
from deputy_station.features.demands.service.filters import DemandFilter, received_within
from deputy_station.features.demands.service.outcomes import outcome_condition
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.matters.models import Category, Unit
from deputy_station.store import context

HOTTEST = 10
"""So many hot matters are told of a quarter."""
LEAST_HOT = 2
"""A matter voiced once is not hot."""

WHOLE, NOTHING = "whole", "-"
"""The ids of the row of all demands, and of those that say nothing."""


@dataclass(frozen=True)
class FigureRow:
    """The figures of one category, village ... or of all; `share` of all received, None where a demand may stand in
    several rows. `id` names the row within its table."""

    id: str
    name: str
    counts: Counts
    share: Decimal | None
    where: DemandFilter

    def list_of(self, outcome: Outcome) -> DemandFilter:
        """The demands that one of its figures counts."""
        return replace(self.where, outcome=outcome)


@dataclass(frozen=True)
class FigureTable:
    """Figures of a period, told apart by one thing; `whole` are those of all demands together."""

    first: date
    last: date
    by: By
    whole: FigureRow
    rows: tuple[FigureRow, ...]


@dataclass(frozen=True)
class HotMatter:
    """A category of which more was heard than in the quarter before, with the lists of both quarters."""

    name: str
    count: int
    voices: int
    before: int
    where: DemandFilter
    where_before: DemandFilter

    @property
    def growth(self) -> str:
        """多 3 件（+50%）."""
        return growth_words(self.count, self.before)


def read_figures(session: Session, *, first: date, last: date, by: By = By.CATEGORY) -> FigureTable:
    """The figures of the demands received from `first` to `last`, both included, most received first (months in
    their order)."""
    whole_filter = DemandFilter(first_day=first, last_day=last)
    [(_, whole)] = _counted(session, whole_filter) or [(None, NO_COUNTS)]
    rows = sorted(_rows(session, by, whole_filter), key=_in_order(by))
    told = shares([row.counts.of(Outcome.RECEIVED) for row in rows])
    if by is not By.DEPUTY:
        rows = [replace(row, share=share) for row, share in zip(rows, told, strict=True)]
    return FigureTable(
        first,
        last,
        by,
        FigureRow(WHOLE, "合计", whole, None if by is By.DEPUTY else Decimal("100.00"), whole_filter),
        tuple(rows),
    )


def hot_matters(session: Session, *, year: int, quarter: int) -> list[HotMatter]:
    """The matters that grew most against the quarter before, then those most voiced; at least two demands.

    A matter is a category of the second level with what lies below it; of the first where nothing finer was said.
    """
    now = DemandFilter(**_days(quarter_days(year, quarter)))
    then = DemandFilter(**_days(quarter_days(*quarter_before(year, quarter))))
    categories = {one.path: one.id for one in session.execute(select(Category.id, Category.path))}
    paths = {key: path for path, key in categories.items()}
    counted = {
        paths[key]: counts for key, counts in _counted(session, now, Demand.category_id) if key is not None
    }
    earlier = {
        paths[key]: counts for key, counts in _counted(session, then, Demand.category_id) if key is not None
    }
    found = []
    for path in _matters(counted):
        counts, before = _below(counted, path), _below(earlier, path)
        if counts.of(Outcome.RECEIVED) >= LEAST_HOT:
            found.append(
                HotMatter(
                    path.replace("/", "／"),
                    counts.of(Outcome.RECEIVED),
                    counts.voices,
                    before.of(Outcome.RECEIVED),
                    replace(now, category_id=categories[path], outcome=Outcome.RECEIVED),
                    replace(then, category_id=categories[path], outcome=Outcome.RECEIVED),
                )
            )
    found.sort(key=lambda matter: (matter.before - matter.count, -matter.count, matter.name))
    return found[:HOTTEST]


def _matters(paths: Iterable[str]) -> set[str]:
    """The first two levels of each path; the first alone where no path goes further."""
    deep = {"/".join(path.split("/")[:2]) for path in paths}
    tops = {path.partition("/")[0] for path in deep if "/" in path}
    return {path for path in deep if "/" in path or path not in tops}


def _below(counted: Mapping[str, Counts], top: str) -> Counts:
    """The counts of a category and of all that lies below it."""
    return sum(
        (counts for path, counts in counted.items() if path == top or path.startswith(f"{top}/")), NO_COUNTS
    )


def _days(days: tuple[date, date]) -> dict[str, Any]:
    return {"first_day": days[0], "last_day": days[1]}


def _in_order(by: By) -> Any:
    if by is By.MONTH:
        return lambda row: row.id
    return lambda row: (-row.counts.of(Outcome.RECEIVED), row.id == NOTHING, row.name)


def _rows(session: Session, by: By, whole: DemandFilter) -> list[FigureRow]:
    if by is By.MONTH:
        return _by_month(session, whole)
    if by is By.CATEGORY:
        return _by_category(session, whole)
    column, field, model = _TOLD_BY[by]
    names = {} if model is None else _names(session, model)
    return [
        FigureRow(
            NOTHING if not key else str(getattr(key, "value", key)),
            NOTHING_SAID[by] if not key else str(names.get(key) or getattr(key, "label", key)),
            counts,
            None,
            replace(whole, **({field: key} if key else {"lacking": by})),
        )
        for key, counts in _counted(session, whole, column, by_deputy=by is By.DEPUTY)
    ]


_TOLD_BY: Mapping[By, tuple[Any, str, type[Deputy] | type[Unit] | None]] = {
    By.DEPUTY: (DemandDeputy.deputy_id, "deputy_id", Deputy),
    By.UNIT: (Demand.unit_id, "unit_id", Unit),
    By.VILLAGE: (Demand.village, "village", None),
    By.CHANNEL: (Demand.channel, "channel", None),
    By.ROUTE: (Demand.route, "route", None),
}
"""By which column, under which name in the filter, and whose names the rows bear."""


def _names(session: Session, model: type[Deputy] | type[Unit]) -> dict[Any, str]:
    return {one.id: one.name for one in session.execute(select(model.id, model.name))}


def _by_category(session: Session, whole: DemandFilter) -> list[FigureRow]:
    """By the top of the tree, what lies below taken in."""
    categories = session.execute(select(Category.id, Category.path, Category.level)).all()
    tops = {one.path: one.id for one in categories if one.level == 1}
    top_of = {one.id: one.path.partition("/")[0] for one in categories}
    folded: dict[str | None, Counts] = {}
    for key, counts in _counted(session, whole, Demand.category_id):
        name = None if key is None else top_of[key]
        folded[name] = folded.get(name, NO_COUNTS) + counts
    return [
        FigureRow(NOTHING, NOTHING_SAID[By.CATEGORY], counts, None, replace(whole, lacking=By.CATEGORY))
        if name is None
        else FigureRow(str(tops[name]), name, counts, None, replace(whole, category_id=tops[name]))
        for name, counts in folded.items()
    ]


def _by_month(session: Session, whole: DemandFilter) -> list[FigureRow]:
    """Month by month: which month an instant lies in is for the station's clock to say, not for the database."""
    rows = []
    for first, last in _months(whole):
        where = replace(whole, first_day=first, last_day=last)
        [(_, counts)] = _counted(session, where) or [(None, NO_COUNTS)]
        rows.append(FigureRow(first.isoformat(), f"{first.year}年{first.month}月", counts, None, where))
    return rows


def _months(whole: DemandFilter) -> Iterable[tuple[date, date]]:
    first, last = whole.first_day, whole.last_day
    while first is not None and last is not None and first <= last:
        end = min(last, last_of_month(first))
        yield first, end
        first = date(end.year + end.month // 12, end.month % 12 + 1, 1)


def _counted(
    session: Session, where: DemandFilter, column: Any = None, *, by_deputy: bool = False
) -> list[tuple[Any, Counts]]:
    """The counts of the demands of a period by a column; without one of all, as one row. Groups in which nothing was
    received are left out."""
    today = context.today(session)
    received = outcome_condition(Outcome.RECEIVED, today)
    query = select(
        *([] if column is None else [column]),
        func.coalesce(func.sum(case((received, Demand.voices), else_=0)), 0),
        *(_how_many(outcome_condition(outcome, today)) for outcome in Outcome),
    ).where(*received_within(where.first_day, where.last_day), received)
    if by_deputy:
        query = query.outerjoin(DemandDeputy, DemandDeputy.demand_id == Demand.id)
    if column is not None:
        query = query.group_by(column)
    found = []
    for row in session.execute(query.select_from(Demand) if not by_deputy else query):
        key, (voices, *sets) = (None, tuple(row)) if column is None else (row[0], tuple(row)[1:])
        found.append((key, Counts(dict(zip(Outcome, map(int, sets), strict=True)), int(voices))))
    return found


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
