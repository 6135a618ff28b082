"""From empty to the newest schema equals the models, on each engine."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, inspect, select

from deputy_station.core.clock import Clock
from deputy_station.features.activities.models import Evidence
from deputy_station.features.deputies.models import Deputy, Term
from deputy_station.features.desk.service.queue import call_next
from deputy_station.features.desk.service.summary import day_summary
from deputy_station.features.history.service import list_steps, undo_last
from deputy_station.features.points.models import SchemeYear
from deputy_station.features.reception.rules.visiting import VisitState
from deputy_station.features.reception.service.visits import list_visits
from deputy_station.features.signin.service.sheets import list_sheets
from deputy_station.schema import METADATA
from deputy_station.store import backup, migrate
from deputy_station.store.capture import leave_out
from deputy_station.store.database import Database


def test_the_migrated_database_equals_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "compare_server_default": True,
                # No model describes the search index: it is another one on each engine.
                "include_name": lambda name, kind, _: kind != "table" or not name.startswith("demand_index"),
            },
        )
        differences = compare_metadata(context, METADATA)
    assert differences == []


def test_the_newest_revision_is_the_one_the_program_knows(database: Database) -> None:
    with database.engine.connect() as connection:
        assert migrate.number_of(connection) == migrate.NEWEST
    versions = Path(migrate.__file__).parent / "migrations" / "versions"
    assert max(path.name[1:5] for path in versions.glob("v*.py")) == migrate.revision_of(migrate.NEWEST)


def test_every_column_says_what_it_is_for() -> None:
    silent = [
        f"{table.name}.{column.name}"
        for table in METADATA.sorted_tables
        for column in table.columns
        if not column.comment
    ]
    assert silent == []


def test_every_foreign_key_is_indexed_so_that_details_open_at_once() -> None:
    bare = []
    for table in METADATA.sorted_tables:
        leading = {index.columns[0].name for index in table.indexes} | {
            next(iter(table.primary_key.columns)).name
        }
        leading |= {
            next(iter(c.columns)).name for c in table.constraints if hasattr(c, "columns") and len(c.columns)
        }
        bare += [
            f"{table.name}.{key.parent.name}" for key in table.foreign_keys if key.parent.name not in leading
        ]
    assert bare == []


def test_an_old_database_is_copied_before_an_upgrade(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "station.db", keys_folder=tmp_path / "keys")
    copy = backup.copy_before_upgrade(database, 1)
    with database.engine_beside(copy).connect() as connection:
        assert "deputies" in inspect(connection).get_table_names()
    database.close()
    assert copy.name.startswith("station-升级前-第1版-")


def test_a_file_of_the_first_version_keeps_its_records_and_its_next_changes_can_be_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place: dict[str, Any] = {"location": tmp_path / "station.db", "keys_folder": tmp_path / "keys"}
    upgrade = command.upgrade
    with monkeypatch.context() as first:
        first.setattr(migrate, "NEWEST", 1)
        first.setattr(command, "upgrade", lambda config, _newest: upgrade(config, "0001"))
        old = Database.open(**place)
        with old.transaction() as session:
            leave_out(session)  # the first version had no journal
            session.add(Term(name="第十九届", starts_on=date(2021, 12, 20), ends_on=date(2026, 12, 20)))
        with old.engine.connect() as connection:
            assert "change_steps" not in inspect(connection).get_table_names()
        old.close()
    new = Database.open(**place)
    with new.transaction() as session:
        [term] = session.scalars(select(Term))
        assert (term.name, term.starts_on, term.version) == ("第十九届", date(2021, 12, 20), 1)
        term.name = "第二十届"
    with new.transaction() as session:
        assert undo_last(session).sentence == "撤销：改动届次"
        assert session.scalars(select(Term.name)).one() == "第十九届"
        assert len(list_steps(session)) == 1
    new.close()
    assert len(list(tmp_path.rglob("*.db"))) == 2  # the file, and the copy made before the upgrade


def test_a_file_of_the_second_version_keeps_its_answers_and_its_evidence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place: dict[str, Any] = {"location": tmp_path / "station.db", "keys_folder": tmp_path / "keys"}
    upgrade = command.upgrade
    with monkeypatch.context() as second:
        second.setattr(migrate, "NEWEST", 2)
        second.setattr(command, "upgrade", lambda config, _newest: upgrade(config, "0002"))
        old = Database.open(**place)
        with old.transaction() as session:
            session.add(SchemeYear(year=2026, scheme="default", switches={"leave_is_absence": True}))
            session.add(Evidence(subject="deed", subject_id=1, title="照片", filed_on=date(2026, 1, 1)))
        with old.engine.connect() as connection:
            assert "point_claims" not in inspect(connection).get_table_names()
        old.close()
    new = Database.open(**place)
    with new.reading() as session:
        [year] = session.scalars(select(SchemeYear))
        assert (year.year, year.scheme, year.switches) == (2026, "default", {"leave_is_absence": True})
        assert session.scalars(select(Evidence.title)).all() == ["照片"]
    new.close()


def test_a_file_of_the_third_version_goes_on_with_its_reception_day_and_its_deputies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place: dict[str, Any] = {"location": tmp_path / "station.db", "keys_folder": tmp_path / "keys"}
    upgrade = command.upgrade
    with monkeypatch.context() as third:
        third.setattr(migrate, "NEWEST", 3)
        third.setattr(command, "upgrade", lambda config, _newest: upgrade(config, "0003"))
        old = Database.open(**place)
        tables = MetaData()
        tables.reflect(old.engine)
        came = datetime(2026, 11, 20, 1, 0, tzinfo=UTC).replace(tzinfo=None)
        day = {"held_on": date(2026, 11, 20), "version": 1}
        rows: list[tuple[str, dict[str, Any]]] = [
            ("deputies", {"id": 1, "name": "张守田", "address": "东街 18 号", "version": 1}),
            ("stations", {"id": 1, "name": "东街站", "code": "东街", "is_home": True, "version": 1}),
            ("activities", {"id": 1, "kind": "reception", "title": "接待日", **day}),
            ("reception_days", {"id": 1, "activity_id": 1, "station_id": 1, "state": "open", **day}),
            ("visits", {"id": 1, "number": 1, "name": "张桂兰", "finished": True}),
            ("visits", {"id": 2, "number": 2, "name": "李四", "finished": False}),
            ("sign_sheets", {"id": 1, "activity_id": 1, "edition": 1, "pages": 1, "made_at": came}),
        ]
        with old.engine.begin() as connection:
            for name, row in rows:
                table = tables.tables[name]
                if name == "visits":
                    row |= {"day_id": 1, "people": 3, "came_at": came, "version": 1}
                if name == "sign_sheets":
                    row |= {"rows": [0], "boxes": [[1, 120, 60, 40, 10]]}
                empty = {
                    column.name: False if column.type.python_type is bool else ""
                    for column in table.columns
                    if not column.nullable and column.name not in row
                }
                connection.execute(table.insert().values(**empty | row))
        old.close()
    new = Database.open(**place, clock=Clock.fixed(datetime(2026, 11, 20, 2, 0, tzinfo=UTC)))
    with new.transaction() as session:
        told = [(each.name, each.people, each.state) for each in list_visits(session, day_id=1)]
        assert told == [("张桂兰", 3, VisitState.HEARD), ("李四", 3, VisitState.WAITING)]
        [deputy] = session.scalars(select(Deputy))
        assert (deputy.name, deputy.address, deputy.postcode) == ("张守田", "东街 18 号", "")
        deputy.postcode = "990012"
        assert call_next(session, day_id=1).name == "李四"
        assert (day_summary(session, day_id=1).parties, day_summary(session, day_id=1).people) == (1, 3)
        [sheet] = list_sheets(session, activity_id=1)
        box = next(each for each in sheet.geometry.boxes if each.key == "row:0")
        assert (box.page, box.left, box.top, box.width, box.height) == (1, 120, 60, 40, 10)
    new.close()
