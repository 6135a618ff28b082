"""Taking a step back leaves the whole database as it was before it, doing it again as it was after: rows, index, tallies."""

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from deputy_station.core.clock import Clock
from deputy_station.core.errors import Refusal
from deputy_station.features.demands.models import Demand
from deputy_station.features.demands.rules.choices import Satisfaction
from deputy_station.features.demands.service import register, steps
from deputy_station.features.demands.service.rows import DemandRow, fetch_row
from deputy_station.features.history.service import redo_last, undo_last
from deputy_station.features.matters.models import Unit
from deputy_station.features.matters.service.catalogue import edit_unit, merge_units
from deputy_station.store.database import Database

from .conftest import Town
from .test_demand_ways import PRESSED, PRESSES, Desk, _chosen
from .walking import move, take_down
from .whole_database import told_apart, whole


@settings(
    max_examples=3,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(presses=st.lists(PRESSED, min_size=8, max_size=14))
def test_every_step_of_a_walk_is_taken_back_whole_and_done_again_whole(
    database: Database, town: Town, presses: list[tuple[int | str, Satisfaction, int, int]]
) -> None:
    morning = database.clock
    try:
        with database.transaction() as session:
            rows = [register.register_demand(session, words=words) for words in ("路灯不亮", "灯坏了")]
        for pressed, said, which, days in presses:
            database.clock = Clock.fixed(database.clock.now() + timedelta(days=days))
            _there_and_back(database, town, rows, _chosen(pressed, rows[which]), said, which)
    finally:
        database.clock = morning


def _there_and_back(
    database: Database, town: Town, rows: list[DemandRow], key: str, said: Satisfaction, which: int
) -> None:
    before = whole(database)
    desk = Desk(town.units["镇村建办"], town.units["镇财政所"], rows[1 - which].id, said)
    try:
        with database.transaction() as session:
            PRESSES[key](session, rows[which], desk)
    except Refusal:
        return
    after = whole(database)
    try:
        with database.transaction() as session:
            undo_last(session)
    except Refusal:
        assert key == "strike_off", f"{key} can be taken back"
    else:
        assert told_apart(before, whole(database)) == {}, f"{key} taken back"
        with database.transaction() as session:
            redo_last(session)
        assert told_apart(after, whole(database)) == {}, f"{key} done again"
    with database.reading() as session:
        rows[:] = [fetch_row(session, row.id) for row in rows]


def test_a_correction_and_a_change_of_units_are_taken_back_whole(database: Database, town: Town) -> None:
    row = take_down(database, "路灯不亮", visitor_name="张守田", place="六村村口")
    row = move(
        database,
        steps.assign_demand,
        row,
        unit_id=town.units["镇村建办"],
        co_unit_ids=[town.units["镇财政所"]],
    )

    def correct(session: Any) -> None:
        register.edit_demand(
            session,
            demand_id=row.id,
            version=session.get_one(Demand, row.id).version,
            confidential=True,
            words="张守田家门口的灯不亮",
            title="张守田的事",
            deputy_ids=list(town.deputies.values()),
        )

    def rename(session: Any) -> None:
        unit = session.get_one(Unit, town.units["镇村建办"])
        edit_unit(session, unit_id=unit.id, version=unit.version, name="镇建设办", kind=unit.kind)

    def take_over(session: Any) -> None:
        unit = session.get_one(Unit, town.units["镇村建办"])
        merge_units(session, unit_id=unit.id, version=unit.version, into_id=town.units["镇财政所"])

    for change in (correct, rename, take_over):
        before = whole(database)
        with database.transaction() as session:
            change(session)
        after = whole(database)
        assert told_apart(before, after) != {}
        with database.transaction() as session:
            undo_last(session)
        assert told_apart(before, whole(database)) == {}, change.__name__
        with database.transaction() as session:
            redo_last(session)
        assert told_apart(after, whole(database)) == {}, change.__name__
