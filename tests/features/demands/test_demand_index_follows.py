"""Index and tallies follow every change of a row, however it was made: at any time they are what making them anew
gives."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from deputy_station.core.cleaning import search_form
from deputy_station.core.clock import Clock
from deputy_station.core.errors import Refusal
from deputy_station.features.demands.models import Channel, Demand, DemandDeputy
from deputy_station.features.demands.rules.choices import DemandState, Route
from deputy_station.features.demands.service import indexing, listing, register, steps
from deputy_station.features.demands.service.listing import DemandFilter, View
from deputy_station.features.history.service import restore_deleted, undo_last
from deputy_station.store import backup, doctor
from deputy_station.store.capture import insert_all
from deputy_station.store.database import Database

from .conftest import Town

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
WORDS = ("路灯不亮", "水管漏水", "13812341234 打过电话", "桥栏杆断了", "补贴 50%")


def told(connection: Connection) -> tuple[dict[int, set[str]], Counter[Any]]:
    """Every piece at every place, and every tally that is not nothing."""
    pieces: dict[int, set[str]] = {}
    if connection.dialect.name == "sqlite":
        connection.execute(
            text("CREATE VIRTUAL TABLE temp.seen USING fts5vocab('main', 'demand_index', 'instance')")
        )
        for term, place in connection.execute(text("SELECT term, doc FROM temp.seen")):
            pieces.setdefault(place, set()).add(term)
        connection.execute(text("DROP TABLE temp.seen"))
    else:
        for place, some in connection.execute(text("SELECT place, pieces FROM demand_index")):
            pieces[place] = set(some)
    counts: Counter[Any] = Counter()
    for *key, number in connection.execute(
        text("SELECT kind, key, station_id, state, demands FROM demand_tallies")
    ):
        counts[tuple(key)] += number
    return pieces, Counter({key: number for key, number in counts.items() if number})


def is_as_made_anew(database: Database) -> bool:
    """Compare with making all of it from the rows."""
    with database.engine.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM demand_changes")) == 0, "everything is settled"
        kept = told(connection)
        indexing.rebuild(connection)
        return kept == told(connection)


def test_many_demands_at_once_are_found_and_counted_as_each_by_itself(
    database: Database, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    luck = random.Random(5)
    states = (DemandState.REGISTERED, DemandState.HANDLING, DemandState.INFORMED, DemandState.SETTLED)
    rows: list[dict[str, Any]] = []
    for number in range(1, 121):
        words = luck.choice((*WORDS, "电话|010-a1b2", "ＡＢ 路·灯", "|", "\U00020000村"))
        row = {
            "station_id": town.station,
            "year": 2026,
            "number": 1_000 + number,
            "title": words,
            "words": words,
            "channel": Channel.VISIT,
            "received_at": NOON - timedelta(hours=luck.randrange(1_000), microseconds=luck.randrange(9)),
            "state": luck.choice(states),
            "unit_id": luck.choice((None, town.units["镇水利站"])),
            "category_id": None,
            "route": luck.choice((None, Route.TOWN, Route.VILLAGE)),
            "village": luck.choice(("", "六村", "朱庄社区")),
            "taken_by": luck.choice(("", "小李")),
            "deadline_on": luck.choice((None, date(2026, 12, 4), date(2026, 12, 7))),
            "call_on": luck.choice((None, date(2026, 12, 9))),
            "supervised_on": luck.choice((None, date(2026, 11, 1))),
            "search_text": search_form(f"{words}|张守田|13812341234|{luck.choice(WORDS)}"),
        }
        rows.append(row)
    with database.transaction() as session:
        made = insert_all(session, Demand, rows)
        linked = [{"demand_id": key[0], "deputy_id": town.deputies["王建国"]} for key in made[::3]]
        insert_all(session, DemandDeputy, linked)
    with database.engine.begin() as connection:
        at_once = told(connection)
        assert indexing.count_faults(connection) == 0
        monkeypatch.setattr(indexing, "FEW", indexing.AT_ONCE)
        indexing.rebuild(connection)
        assert told(connection) == at_once
    kinds = {kind for kind, *_ in at_once[1]}
    assert {"all", "month", "due", "call", "supervised", "unit", "route", "village", "taken_by"} <= kinds


@pytest.mark.parametrize("seed", range(3))
def test_after_any_steps_and_undoing_them_all_is_as_made_anew(
    database: Database, town: Town, seed: int
) -> None:
    database.clock = Clock.fixed(NOON)
    luck = random.Random(seed)
    ids: list[int] = []
    taken: list[str] = []
    done = 0
    for _ in range(25):
        try:
            kind = luck.choice(("register", "register", "edit", "assign", "accept", "link", "undo"))
            with database.transaction() as session:
                if kind == "undo" and done:
                    undo_last(session)
                    done -= 1
                elif kind == "register" or not ids:
                    row = register.register_demand(
                        session,
                        words=luck.choice(WORDS),
                        visitor_name="张守田",
                        confidential=luck.random() < 0.3,
                        received_at=NOON - timedelta(days=luck.randrange(90)),
                        deputy_ids=[town.deputies["王建国"]] if luck.random() < 0.5 else [],
                    )
                    ids.append(row.id)
                else:
                    one = session.get(Demand, luck.choice(ids))
                    assert one is not None
                    if kind == "edit":
                        register.edit_demand(
                            session, demand_id=one.id, version=one.version, title=luck.choice(WORDS)
                        )
                    elif kind == "link":
                        register.edit_demand(
                            session,
                            demand_id=one.id,
                            version=one.version,
                            deputy_ids=[town.deputies["李秀英"]],
                        )
                    elif kind == "assign":
                        steps.assign_demand(
                            session,
                            demand_id=one.id,
                            version=one.version,
                            unit_id=town.units[luck.choice(("镇村建办", "镇民政办"))],
                            route=Route.TOWN,
                        )
                    else:
                        steps.accept_demand(session, demand_id=one.id, version=one.version)
            taken.append(kind)
            done += kind != "undo"
        except Refusal:
            continue
    assert len(taken) > 10
    assert is_as_made_anew(database)


def test_rows_written_deleted_and_brought_back_by_sql_are_followed(database: Database, town: Town) -> None:
    with database.transaction() as session:
        insert_all(
            session,
            Demand,
            [
                {
                    "station_id": town.station,
                    "year": 2026,
                    "number": number,
                    "title": f"路灯 {number}",
                    "words": "不亮",
                    "channel": Channel.VISIT,
                    "received_at": NOON - timedelta(days=number),
                    "search_text": f"路灯{number}|不亮",
                }
                for number in range(1, 30)
            ],
        )
    assert is_as_made_anew(database)
    with database.transaction() as session:
        for each in session.query(Demand).filter(Demand.number > 20):
            session.delete(each)
    with database.transaction() as session:
        moved = session.query(Demand).filter(Demand.number == 3).one()
        moved.received_at = NOON - timedelta(days=400)
        moved.village, moved.supervised_on = "北村", date(2026, 11, 1)
    assert is_as_made_anew(database)
    with database.reading() as session:
        found = listing.list_demands(session, where=DemandFilter(search="路灯", village="北村"))
        assert [row.short for row in found] == ["0003"]
        assert listing.count_for_chips(session).supervised == 1
        assert listing.list_demands(session)[-1].short == "0003", "the oldest now"
    with database.transaction() as session:
        undo_last(session)
    with database.transaction() as session:
        restore_deleted(session, step_id=_step_that_deleted(session))
    assert is_as_made_anew(database)
    with database.reading() as session:
        assert listing.count_demands(session, where=DemandFilter(search="路灯")) == 29
        assert listing.count_for_chips(session).total == 29


def _step_that_deleted(session: Any) -> int:
    return int(session.scalar(text("SELECT id FROM change_steps WHERE deletes ORDER BY id DESC")))


def test_the_checkup_finds_a_wrong_index_and_makes_it_anew(database: Database, town: Town) -> None:
    with database.transaction() as session:
        for number in range(4):
            register.register_demand(session, words=f"第 {number} 盏路灯")
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE demand_tallies SET demands = demands + 1 WHERE kind = 'all'"))
        key = "rowid" if database.is_file else "place"
        last = connection.scalar(text(f"SELECT max({key}) FROM demand_index"))
        connection.execute(text(f"DELETE FROM demand_index WHERE {key} = :place"), {"place": last})
    with database.reading() as session:
        assert listing.count_for_chips(session).total == 5, "the tally was spoilt for this test"
    [wrong] = [found for found in doctor.check_database(database) if found.title == "查找和件数"]
    assert (wrong.ok, wrong.sentence) == (False, "有 3 处和记录对不上，已照记录重做。")
    [right] = [found for found in doctor.check_database(database) if found.title == "查找和件数"]
    assert (right.ok, right.sentence) == (True, "和记录逐项对得上。")
    with database.reading() as session:
        assert listing.count_for_chips(session).total == 4
        assert listing.count_demands(session, where=DemandFilter(search="路灯")) == 4


def test_a_backup_brings_the_search_along(database: Database, town: Town, tmp_path: Path) -> None:
    if not database.is_file:
        pytest.skip("a shared server is backed up by its own tools")
    with database.transaction() as session:
        register.register_demand(session, words="路灯不亮")
    copy = backup.back_up(database, tmp_path / "copy.db").path
    other = Database.open(copy, keys_folder=tmp_path / "keys", create=False)
    with other.reading() as session:
        assert [row.title for row in listing.list_demands(session, where=DemandFilter(search="灯不"))] == [
            "路灯不亮"
        ]
        assert listing.count_for_chips(session).to_assign == 1
    assert is_as_made_anew(other)
    other.close()


def test_counts_on_chips_follow_a_demand_through_its_day(database: Database, town: Town) -> None:
    with database.transaction() as session:
        row = register.register_demand(session, words="路灯不亮")
        row = steps.assign_demand(
            session, demand_id=row.id, version=row.version, unit_id=town.units["镇村建办"]
        )
        assert listing.count_for_chips(session).to_accept == 1
        assert listing.count_demands(session, where=DemandFilter(unit_id=town.units["镇村建办"])) == 1
        assert listing.count_for_chips(session).mine == 1
    assert row.deadline_on is not None
    database.clock = Clock.fixed(
        datetime(row.deadline_on.year, row.deadline_on.month, row.deadline_on.day, 4, tzinfo=UTC)
    )
    with database.reading() as session:
        counts = listing.count_for_chips(session)
        assert (counts.soon, counts.overdue, counts.open) == (1, 0, 1)
    database.clock = Clock.fixed(database.clock.now() + timedelta(days=1))
    with database.reading() as session:
        assert (listing.count_for_chips(session).soon, listing.count_for_chips(session).overdue) == (0, 1)
        assert listing.count_demands(session, where=DemandFilter(view=View.OVERDUE)) == 1
