"""The whole of a database as it stands between two steps, to be compared: rows, tallies, and what the index holds."""

from functools import lru_cache
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects import postgresql, sqlite

from deputy_station.features.demands.service import indexing
from deputy_station.store.base import Base
from deputy_station.store.database import Database

KEPT_APART = {"change_steps", "change_marks", "change_seals", "history_lines", "demand_changes"}
"""The journal and the history go on; the notes of what changed are empty between transactions."""
UNSTEADY = {"version"}
"""A count of saves goes on, so that no desk takes an old copy for the present one."""


def whole(database: Database) -> dict[str, list[Any]]:
    """Every row of every table, the tallies summed up, and what the index holds of each demand."""
    found: dict[str, list[Any]] = {}
    with database.reading() as session:
        connection = session.connection()
        for name, statement in _statements(connection.dialect.name):
            # As the driver gives them: half of the tables are empty, and what a value means is not asked here.
            found[name] = sorted(map(repr, connection.exec_driver_sql(statement)))
        found["tallies"] = sorted(
            map(
                repr,
                session.execute(
                    text(
                        "SELECT kind, key, station_id, state, sum(demands) AS n FROM demand_tallies"
                        " GROUP BY kind, key, station_id, state HAVING sum(demands) <> 0"
                    )
                ),
            )
        )
    with database.transaction() as session:
        assert indexing.count_faults(session.connection()) == 0
    return found


@lru_cache
def _statements(dialect: str) -> tuple[tuple[str, str], ...]:
    engine = {"sqlite": sqlite, "postgresql": postgresql}[dialect]
    return tuple(
        (
            table.name,
            str(
                select(*(column for column in table.columns if column.name not in UNSTEADY)).compile(
                    dialect=engine.dialect()
                )
            ),
        )
        for table in Base.metadata.tables.values()
        if table.name not in KEPT_APART | {"demand_tallies"}
    )


def told_apart(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> dict[str, Any]:
    """The rows that only one of the two holds, by table."""
    return {
        name: sorted(set(before[name]) ^ set(after[name])) for name in before if before[name] != after[name]
    }
