"""From empty to the newest schema equals the models, on each engine."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from deputy_station.schema import METADATA
from deputy_station.store import backup, migrate
from deputy_station.store.database import Database


def test_the_migrated_database_equals_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
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
