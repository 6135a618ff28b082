"""A station ten times the size of the demo: its rows copied in the database, as ten towns in one would have them."""

from typing import Any

from sqlalchemy import Column, Table, case, func, insert, literal, select

from deputy_station.store.base import Base
from deputy_station.store.database import Database

APART = 100_000
"""Copies of a row lie so far apart; the demo has fewer rows in any table."""
COPIED = frozenset(
    {
        "activities",
        "attendances",
        "deeds",
        "demand_calls",
        "demand_contacts",
        "demand_deputies",
        "demand_extensions",
        "demand_handovers",
        "demand_steps",
        "demand_voices",
        "demands",
        "deputies",
        "draw_members",
        "draws",
        "evidence",
        "history_lines",
        "mandates",
        "reception_days",
        "suggestion_contacts",
        "suggestion_extensions",
        "suggestion_handovers",
        "suggestion_looks",
        "suggestion_promises",
        "suggestion_signers",
        "suggestion_steps",
        "suggestions",
        "visits",
    }
)
DEMANDS = frozenset(name for name in COPIED if name.startswith("demand"))
APART_BY_NUMBER = frozenset(
    {("demands", "number"), ("reception_days", "notice_number"), ("suggestions", "number")}
)
APART_BY_WORD = frozenset({("demands", "source_number"), ("draws", "seed")})


def make_ten_times(database: Database, *, times: int = 10, demands: int = 10) -> None:
    """Copy what the demo made until there is `times` as much of it, of demands `demands` times as many.

    Names repeat, numbers do not.
    """
    with database.transaction() as session:
        connection = session.connection()
        for table in Base.metadata.sorted_tables:
            if table.name not in COPIED:
                continue
            first = next(iter(table.primary_key))
            for copy in range(1, demands if table.name in DEMANDS else times):
                rows = select(*(_copied(table, column, copy, times) for column in table.columns))
                rows = rows.where(first < APART)
                connection.execute(insert(table).from_select(list(table.columns), rows))


def _copied(table: Table, column: Column[Any], copy: int, times: int) -> Any:
    """The column as the copy has it: what names a copied row names its copy."""
    if column.name in ("id", "subject_id"):
        return column + copy * APART
    for key in column.foreign_keys:
        named = key.column.table.name
        if named in COPIED:
            return column + (copy if named in DEMANDS else copy % times) * APART
    if (table.name, column.name) in APART_BY_NUMBER:
        return column + copy * 10_000
    if (table.name, column.name) in APART_BY_WORD:
        return case((column == "", literal("")), else_=func.concat(column, f"-{copy}"))
    return column
