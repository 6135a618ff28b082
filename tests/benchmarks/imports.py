"""Importing the 1,010 real messages, against reading them with python-calamine and one executemany."""

from pathlib import Path

from python_calamine import CalamineWorkbook

from deputy_station.features.demands.imports.ledger import import_demands
from deputy_station.features.deputies.models import Station
from deputy_station.features.matters.service.catalogue import load_categories, load_units
from tests.benchmarks.measuring import Comparison, timed
from tests.benchmarks.stations import empty_station

MESSAGES = Path(__file__).resolve().parents[3] / "shared" / "data" / "demands_with_replies.xlsx"
ROUNDS = 3


def straight(folder_database: object, path: Path) -> None:
    """Read the sheet and put its rows into one table as they are."""
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    marks = ", ".join("?" * len(rows[0]))
    connection = folder_database.engine.raw_connection()  # type: ignore[attr-defined]
    cursor = connection.cursor()
    cursor.execute("BEGIN IMMEDIATE")
    cursor.executemany(
        f"INSERT INTO messages VALUES ({marks})", [[str(cell) for cell in row] for row in rows[1:]]
    )
    cursor.execute("COMMIT")
    connection.close()


def measure() -> list[Comparison]:
    """Each round in fresh files of the same kind (encrypted, same profile)."""
    if not MESSAGES.exists():
        return []
    ours, yardstick = [], []
    for _ in range(ROUNDS):
        with empty_station() as database:
            with database.transaction() as session:
                session.add(
                    Station(name="测速站", code="测速", township="测速镇", district="测速区", is_home=True)
                )
                load_categories(session)
                load_units(session)

            def run_import(target: object = database) -> None:
                with target.transaction() as session:  # type: ignore[attr-defined]
                    outcome = import_demands(session, MESSAGES)
                assert outcome.imported == 1010

            ours.append(timed(run_import))
        with empty_station() as database:
            with database.engine.begin() as connection:
                columns = ", ".join(f"c{number} TEXT" for number in range(7))
                connection.exec_driver_sql(f"CREATE TABLE messages ({columns})")
            yardstick.append(timed(lambda target=database: straight(target, MESSAGES)))  # type: ignore[misc]
    return [
        Comparison(
            "importing 1,010 messages / calamine and one executemany", min(ours), min(yardstick), aim=4
        )
    ]
