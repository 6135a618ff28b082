"""Importing the 1,010 real messages and a ledger of 100,000 rows, against reading them with python-calamine and one
executemany into a table without any index.

Both import in full: every cell read and checked, compared with what is there, numbered, with a line in the timeline, what
lies with a unit handed over, one step to take back, found by every word at once.
"""

import tempfile
from pathlib import Path

from python_calamine import CalamineWorkbook

from deputy_station.core.collecting import looks_put_off
from deputy_station.features.demands.imports.ledger import import_demands
from deputy_station.features.deputies.models import Station
from deputy_station.features.matters.service.catalogue import load_categories, load_units
from deputy_station.store.database import Database
from tests.benchmarks.ledgers import write_ledger
from tests.benchmarks.measuring import Comparison, timed
from tests.benchmarks.stations import empty_station

MESSAGES = Path(__file__).resolve().parents[3] / "shared" / "data" / "demands_with_replies.xlsx"
LEDGER_ROWS = 100_000


def straight(database: Database, path: Path) -> None:
    """Read the sheet and put its rows into one table as they are."""
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    marks = ", ".join("?" * len(rows[0]))
    connection = database.engine.raw_connection()
    cursor = connection.cursor()
    cursor.execute("BEGIN IMMEDIATE")
    cursor.executemany(
        f"INSERT INTO messages VALUES ({marks})", [[str(cell) for cell in row] for row in rows[1:]]
    )
    cursor.execute("COMMIT")
    connection.close()


def measure() -> list[Comparison]:
    """Each round in fresh files of the same kind (encrypted, same profile)."""
    comparisons = []
    if MESSAGES.exists():
        comparisons.append(_compare("importing 1,010 messages", MESSAGES, 1_010, columns=7, rounds=3))
    with tempfile.TemporaryDirectory() as folder:
        ledger = write_ledger(Path(folder) / "台账.xlsx", LEDGER_ROWS)
        told = f"importing a ledger of {LEDGER_ROWS:,} rows"
        comparisons.append(_compare(told, ledger, LEDGER_ROWS, columns=11, rounds=1))
    return comparisons


def _compare(told: str, path: Path, rows: int, *, columns: int, rounds: int) -> Comparison:
    ours, yardstick = [], []
    for _ in range(rounds):
        with empty_station() as database:
            with database.transaction() as session:
                session.add(
                    Station(name="测速站", code="测速", township="测速镇", district="测速区", is_home=True)
                )
                load_categories(session)
                load_units(session)
            ours.append(timed(lambda target=database: _import(target, path, rows)))  # type: ignore[misc]
        with empty_station() as database:
            with database.engine.begin() as connection:
                named = ", ".join(f"c{number} TEXT" for number in range(columns))
                connection.exec_driver_sql(f"CREATE TABLE messages ({named})")
            yardstick.append(timed(lambda target=database: straight(target, path)))  # type: ignore[misc]
    return Comparison(f"{told} / calamine and one executemany", min(ours), min(yardstick), aim=4)


def _import(database: Database, path: Path, rows: int) -> None:
    with looks_put_off(), database.transaction() as session:
        outcome = import_demands(session, path)
    assert outcome.imported == rows
