"""Everybody's points against one SQL statement that only joins, groups and sums the same rows, on the same engine.

1,000, 10,000 and 60,000 deputies with 111 records each; `python -m tests.benchmarks.points --full` adds 180,000
deputies with 20 million records, the size of a province. On PostgreSQL too where `TEST_POSTGRES_URL` names a server.
Seconds on the clock, as the engine may work in another process; memory is what this process held at most while
scoring (1 ms = 1 MiB), which must not grow with the deputies.
"""

import os
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from deputy_station.core.clock import Clock
from deputy_station.core.paths import resources_folder
from deputy_station.features.activities.models import Deed
from deputy_station.features.deputies.models import Deputy
from deputy_station.features.points.rules.facts import Period
from deputy_station.features.points.rules.reading.reader import read_scheme
from deputy_station.features.points.rules.scheme import Scheme
from deputy_station.features.points.service.bulk import totals_for_period
from deputy_station.features.points.service.collecting import collect_facts
from deputy_station.features.points.service.scores import score_of
from deputy_station.store.database import Database
from tests.benchmarks.measuring import Comparison
from tests.benchmarks.memory import resident_mebibytes
from tests.benchmarks.points_fill import RECORDS, YEAR, fill_province
from tests.benchmarks.stations import demo_station

SIZES, WHOLE = (1_000, 10_000, 60_000), 180_000
SMALL_ENOUGH = 10_000
"""Up to so many deputies the best of three rounds is taken; beyond it one round is steady."""
END_OF_YEAR = datetime(YEAR, 12, 31, 1, 0, tzinfo=UTC)
PERIOD = Period(str(YEAR), f"{YEAR} 年", date(YEAR, 1, 1), date(YEAR, 12, 31), YEAR)
ONE_STATEMENT = f"""
SELECT count(*), sum(records), sum(units) FROM (
    SELECT deputy_id, sum(records) AS records, sum(units) AS units FROM (
        SELECT t.deputy_id, count(*) AS records, sum(CASE t.state WHEN 'present' THEN 1 ELSE 0 END) AS units
        FROM attendances t JOIN activities a ON a.id = t.activity_id
        WHERE a.held_on BETWEEN '{YEAR}-01-01' AND '{YEAR}-12-31' AND NOT a.cancelled GROUP BY t.deputy_id
        UNION ALL
        SELECT deputy_id, count(*), sum(quantity) FROM deeds
        WHERE done_on BETWEEN '{YEAR}-01-01' AND '{YEAR}-12-31' GROUP BY deputy_id
        UNION ALL
        SELECT t.deputy_id, count(*), sum(CASE s.state WHEN 'refused' THEN 0 ELSE 1 END)
        FROM suggestion_signers t JOIN suggestions s ON s.id = t.suggestion_id
        WHERE s.proposed_on BETWEEN '{YEAR}-01-01' AND '{YEAR}-12-31' GROUP BY t.deputy_id
        UNION ALL
        SELECT t.deputy_id, count(*), sum(d.rounds) FROM demand_deputies t JOIN demands d ON d.id = t.demand_id
        WHERE d.received_at BETWEEN '{YEAR}-01-01' AND '{YEAR}-12-31' GROUP BY t.deputy_id
        UNION ALL
        SELECT t.deputy_id, count(*), sum(CASE s.satisfaction WHEN 'satisfied' THEN 1 ELSE 0 END)
        FROM demand_deputies t JOIN demand_steps s ON s.demand_id = t.demand_id
        WHERE s.satisfaction IS NOT NULL AND s.at BETWEEN '{YEAR}-01-01' AND '{YEAR}-12-31' GROUP BY t.deputy_id
    ) AS each_source GROUP BY deputy_id
) AS deputies
"""


def default_scheme() -> Scheme:
    """The scheme the program ships as the default."""
    path = resources_folder() / "schemes" / "default.toml"
    return read_scheme(path.read_text(encoding="utf-8"), named=path.name)


@contextmanager
def province(deputies: int, server: str = "") -> Iterator[tuple[str, Path]]:
    """Where a filled database is, an encrypted file or on the server, and its keys; gone afterwards."""
    clock = Clock.fixed(END_OF_YEAR)
    with tempfile.TemporaryDirectory() as folder:
        keys = Path(folder) / "keys"
        name = f"points_{uuid.uuid4().hex}"
        admin = create_engine(
            make_url(server).set(drivername="postgresql+psycopg") if server else "sqlite://",
            isolation_level="AUTOCOMMIT" if server else None,  # type: ignore[arg-type]
        )
        if server:
            with admin.connect() as connection:
                connection.execute(text(f'CREATE DATABASE "{name}"'))
            url = make_url(server).set(drivername="postgresql+psycopg", database=name)
            database = Database.open(url.render_as_string(hide_password=False), keys_folder=keys, clock=clock)
        else:
            file = Path(folder) / "station.db"
            database = Database.open(file, keys_folder=keys, clock=clock)
        where = url.render_as_string(hide_password=False) if server else str(file)
        try:
            fill_province(database, deputies)
            database.close()
            yield where, keys
        finally:
            database.close()
            if server:
                with admin.connect() as connection:
                    connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
            admin.dispose()


@contextmanager
def watched() -> Iterator[list[float]]:
    """The most memory held meanwhile, in MiB, looked at twenty times a second."""
    most, done = [resident_mebibytes()], threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            most[0] = max(most[0], resident_mebibytes())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield most
    finally:
        done.set()
        watcher.join()


def score_everybody(database: Database, scheme: Scheme, deputies: int) -> float:
    """Seconds it takes; every total is looked at and none is kept."""
    start = time.perf_counter()
    with database.reading() as session:
        seen = sum(1 for each in totals_for_period(session, period=PERIOD, scheme=scheme) if each.total >= 0)
    assert seen == deputies
    return time.perf_counter() - start


def sum_everybody(database: Database, deputies: int) -> float:
    """Seconds the one statement takes."""
    with database.engine.connect() as connection:
        if database.engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET statement_timeout = 0")
        start = time.perf_counter()
        row = connection.exec_driver_sql(ONE_STATEMENT).one()
        taken = time.perf_counter() - start
    assert row[0] == deputies
    assert row[1] == deputies * RECORDS
    return taken


def of_size(deputies: int, server: str = "") -> tuple[float, float, float]:
    """Seconds of scoring and of the statement, and the most memory in MiB."""
    # In a process of its own: what filling took is not held against the scoring.
    with (
        province(deputies, server) as (where, keys),
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as child,
    ):
        return child.submit(_in_child, where, keys, deputies).result()


def _in_child(where: str, keys: Path, deputies: int) -> tuple[float, float, float]:
    scheme = default_scheme()
    database = Database.open(
        where if "://" in where else Path(where), keys_folder=keys, clock=Clock.fixed(END_OF_YEAR)
    )
    try:
        rounds = 3 if deputies <= SMALL_ENOUGH else 1
        with watched() as most:
            scored = min(score_everybody(database, scheme, deputies) for _ in range(rounds))
        summed = min(sum_everybody(database, deputies) for _ in range(rounds))
        return scored, summed, most[0]
    finally:
        database.close()


def everybody(sizes: tuple[int, ...], server: str = "") -> list[Comparison]:
    """All sizes on one engine: each against its statement, then memory and time against the size before."""
    engine = "PostgreSQL" if server else "SQLite"
    found: list[Comparison] = []
    before: tuple[int, float, float] | None = None
    for deputies in sizes:
        scored, summed, memory = of_size(deputies, server)
        # Each pattern of records has to be worked out once, so few deputies cost more each than many.
        aim = 3 if deputies == WHOLE else 12
        found.append(Comparison(f"points of {deputies:,} on {engine} / one statement", scored, summed, aim))
        if before is not None:
            fewer, then, held = before
            # So many times more deputies may take so many times longer, and a tenth more.
            found.append(
                Comparison(
                    f"  a deputy among {deputies:,} / among {fewer:,}",
                    scored / deputies,
                    then / fewer,
                    aim=1.1,
                )
            )
            if fewer >= SMALL_ENOUGH:
                found.append(
                    Comparison(
                        f"  memory at {deputies:,} / at {fewer:,} (1 ms = 1 MiB)",
                        memory / 1000,
                        held / 1000,
                        1.5,
                    )
                )
        before = (deputies, scored, memory)
    return found


def one_deputy() -> list[Comparison]:
    """One deputy after one change in the demo station: read anew and scored, against reading the records alone."""
    scheme = default_scheme()
    with demo_station(demands=600) as database:
        with database.reading() as session:
            deputy = session.query(Deputy.id).order_by(Deputy.id).limit(1).scalar()
            period = Period(str(YEAR), f"{YEAR} 年", date(YEAR, 1, 1), date(YEAR, 12, 31), YEAR)
        assert deputy is not None
        ours, reading = [], []
        for turn in range(10):
            with database.transaction() as session:
                deed = session.query(Deed).filter(Deed.deputy_id == deputy).order_by(Deed.id).first()
                assert deed is not None
                deed.title = f"{deed.title[:100]}{turn}"
            start = time.perf_counter()
            with database.reading() as session:
                score_of(session, period=period, subject_id=deputy, scheme=scheme, earlier=False)
            ours.append(time.perf_counter() - start)
            start = time.perf_counter()
            with database.reading() as session:
                collect_facts(session, first=period.first, last=period.last, deputy_id=deputy)
            reading.append(time.perf_counter() - start)
        return [
            Comparison("one deputy after a change / reading the records", min(ours), min(reading), aim=3),
            Comparison("one deputy after a change / 50 ms", min(ours), 0.05, aim=1),
        ]


def measure(sizes: tuple[int, ...] = SIZES) -> list[Comparison]:
    """One deputy, then everybody on each engine there is."""
    found = one_deputy() + everybody(sizes)
    server = os.environ.get("TEST_POSTGRES_URL", "")
    return found + everybody(sizes, server) if server else found


if __name__ == "__main__":
    for comparison in measure((*SIZES, WHOLE) if "--full" in sys.argv else SIZES):
        print(comparison.line(), flush=True)
