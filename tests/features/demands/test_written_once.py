"""A demand's row is written once at each step, nothing of it is read back, and the row handed out is the row kept."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, event

from deputy_station.features.demands.rules.choices import DemandState
from deputy_station.features.demands.service.register import register_demand
from deputy_station.features.demands.service.rows import fetch_row
from deputy_station.features.demands.service.steps import assign_demand, note_progress
from deputy_station.store.database import Database

from .conftest import Town
from .walking import handling


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def note(connection: Connection, cursor: object, statement: str, *rest: object) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def of_demands(asked: list[str], verb: str) -> int:
    return sum(one.startswith(f"{verb} demands ") for one in asked)


def test_registering_writes_the_row_once_whoever_follows_it(database: Database, town: Town) -> None:
    with statements(database) as asked, database.transaction() as session:
        given = register_demand(
            session,
            words="东村路灯不亮，晚上出门看不见",
            visitor_name="张守田",
            place="东村",
            category_id=min(town.categories.values()),
            deputy_ids=[town.deputies["李秀英"], town.deputies["王建国"]],
        )
    assert (of_demands(asked, "INSERT INTO"), of_demands(asked, "UPDATE")) == (1, 0)
    with database.reading() as session:
        kept = fetch_row(session, given.id)
    assert (given, given.version, given.state) == (kept, 1, DemandState.REGISTERED)


def test_handing_over_changes_the_row_once(database: Database, town: Town) -> None:
    with database.transaction() as session:
        row = register_demand(session, words="东村路灯不亮", visitor_name="张守田")
    with statements(database) as asked, database.transaction() as session:
        given = assign_demand(
            session,
            demand_id=row.id,
            version=row.version,
            unit_id=town.units["镇村建办"],
            co_unit_ids=[town.units["镇财政所"]],
        )
    assert of_demands(asked, "UPDATE") == 1
    with database.reading() as session:
        kept = fetch_row(session, given.id)
    assert (given, given.version, given.unit) == (kept, row.version + 1, "镇村建办")


def test_a_step_that_changes_no_field_still_counts_the_version_up(database: Database, town: Town) -> None:
    row = handling(database, town)
    with database.transaction() as session:
        given = note_progress(session, demand_id=row.id, version=row.version, note="灯杆已运到")
    assert given.version == row.version + 1
