"""The page for phones under load: wrk on loopback opens the page and signs deputies in, each with a code of their own.

Every sign-in is two requests, as a phone makes them: the form with its one-time ticket, then the code. Only the bounds
for one address are lifted, by the constructor's own parameters, because wrk asks from a single one; the bounds for all
stay as shipped. wrk keeps a pace in the first run and goes as fast as it can in the second.
"""

import json
import re
import shutil
import subprocess
import tempfile
import time as clock_of
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from sqlalchemy import func, select

import deputy_station.schema  # noqa: F401  (the metadata must be whole)
from deputy_station.core.clock import Clock
from deputy_station.features.activities.models import ActivityKind, Attendance
from deputy_station.features.activities.rules import CAME
from deputy_station.features.activities.service.plans import create_activity
from deputy_station.features.deputies.models import Deputy, Level, Mandate, Station
from deputy_station.features.phone.service.codes import NewCode, keep_codes
from deputy_station.features.phone.service.limits import Limits
from deputy_station.features.phone.service.serving import PhoneServer
from deputy_station.store.database import Database
from tests.benchmarks.measuring import Comparison

DEPUTIES = 6_000
DAY = date(2026, 11, 20)
SECONDS = 10
LINES = 40
AIM_A_SECOND, AIM_P99_MS = 200, 100
ONE_ADDRESS = 1e9
WRK = """
local codes = {CODES}
local next_code, tickets = 0, {}
function delay() return PACE end
function request()
  local ticket = table.remove(tickets)
  if ticket == nil then return wrk.format("GET", "HOME") end
  next_code = next_code + 1
  return wrk.format("POST", "HOME/sign", {["Content-Type"] = "application/x-www-form-urlencoded"},
    "ticket=" .. ticket .. "&code=" .. codes[(next_code - 1) % #codes + 1])
end
function response(status, headers, body)
  local ticket = body:match('name="ticket" value="([^"]+)"')
  if status == 200 and ticket then tickets[#tickets + 1] = ticket end
end
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format('{"requests":%d,"microseconds":%d,"p50":%d,"p99":%d,"max":%d,"errors":%d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99.5), latency.max,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
"""


@dataclass(frozen=True)
class Load:
    """What one run of wrk did. Every second request signs in and takes longer than the one before it, so that the
    99th percentile of the sign-ins is at most `p99_ms`, the 99.5th of all requests; `p50_ms` is of all."""

    sign_ins: int
    seconds: float
    p50_ms: float
    p99_ms: float
    max_ms: float
    errors: int
    cpu_ms: float
    """Processor time of the server for one sign-in, wrk's left out: on a busy machine the figure that holds."""

    @property
    def a_second(self) -> float:
        """Sign-ins a second, each committed before it was answered."""
        return self.sign_ins / self.seconds


@contextmanager
def congress(folder: Path) -> Iterator[tuple[Database, int, list[NewCode]]]:
    """A database on disk with a hall full of deputies, all expected, all with codes; nobody has come yet."""
    clock = Clock.fixed(datetime(2026, 11, 20, 0, 45, tzinfo=UTC))
    database = Database.open(folder / "station.db", keys_folder=folder / "keys", clock=clock)
    try:
        with database.transaction() as session:
            session.add(
                Station(name="测站", code="测", township="测镇", district="测区", phone="123", is_home=True)
            )
            deputies = [
                Deputy(name=f"代表{number:05}", sort_key=f"{number:05}", search_keys=f"{number:05}")
                for number in range(DEPUTIES)
            ]
            for deputy in deputies:
                deputy.mandates = [Mandate(level=Level.TOWN, started_on=date(2021, 12, 20))]
            session.add_all(deputies)
            session.flush()
            activity = create_activity(
                session,
                kind=ActivityKind.CONGRESS_PLENARY,
                held_on=DAY,
                everyone=True,
                title="全体会议",
                starts_at=time(9),
                ends_at=time(11, 30),
            )
            codes = [NewCode(each.id, each.name, "", f"{100_000 + each.id}") for each in deputies]
            keep_codes(session, made=codes)
        yield database, activity.id, codes
    finally:
        database.close()


def count_came(database: Database, activity_id: int) -> int:
    """How many are signed in, by the records."""
    with database.reading() as session:
        return (
            session.scalar(
                select(func.count()).where(Attendance.activity_id == activity_id, Attendance.state.in_(CAME))
            )
            or 0
        )


def load(database: Database, activity_id: int, codes: list[NewCode], folder: Path, *, pace_ms: int) -> Load:
    """Run wrk against a fresh start of the page; `pace_ms` is the pause of each line before a request."""
    limits = replace(
        Limits(),
        connections_per_client=LINES + 8,
        requests_per_client=ONE_ADDRESS,
        requests_per_client_at_once=ONE_ADDRESS,
        wrong_codes_at_once=ONE_ADDRESS,
    )
    if pace_ms == 0:
        limits = replace(limits, requests=ONE_ADDRESS, requests_at_once=ONE_ADDRESS)
    before = count_came(database, activity_id)
    server = PhoneServer.start(database, activity_id=activity_id, address="127.0.0.1", limits=limits)
    try:
        home = server.running.url
        script = folder / "sign.lua"
        listed = ",".join(f'"{each.code}"' for each in codes)
        filled = WRK.replace("HOME", "/a/" + home.rsplit("/", 1)[1]).replace("PACE", str(pace_ms))
        script.write_text(filled.replace("{CODES}", "{" + listed + "}"), encoding="ascii")
        spent = clock_of.process_time()
        told = subprocess.run(
            ["wrk", "-t1", f"-c{LINES}", f"-d{SECONDS}s", "--timeout", "10s", "-s", str(script), home],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        spent = clock_of.process_time() - spent
    finally:
        if not server.stop():
            raise RuntimeError("the page did not stop")
    came = count_came(database, activity_id) - before
    if came != server.counters.signed_in:
        raise RuntimeError(f"{server.counters.signed_in} were told they are signed in, {came} are")
    found = re.search(r"^\{.*\}$", told, re.MULTILINE)
    if found is None:
        raise RuntimeError(told)
    figures = json.loads(found[0])
    return Load(
        sign_ins=came,
        seconds=figures["microseconds"] / 1e6,
        p50_ms=figures["p50"] / 1e3,
        p99_ms=figures["p99"] / 1e3,
        max_ms=figures["max"] / 1e3,
        errors=figures["errors"],
        cpu_ms=spent / max(came, 1) * 1e3,
    )


def measure() -> list[Comparison]:
    """The aim against what came of it, both ways round so that below one is good; nothing where wrk is absent."""
    if shutil.which("wrk") is None:
        return []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with congress(folder) as (database, activity_id, codes):
            half = len(codes) // 2
            paced = load(database, activity_id, codes[:half], folder, pace_ms=75)
            fastest = load(database, activity_id, codes[half:], folder, pace_ms=0)
    found = []
    for words, run in (("paced", paced), ("as fast as it can", fastest)):
        print(
            f"phone, {words}: {run.a_second:.0f} sign-ins a second, p50 {run.p50_ms:.1f} ms, p99 {run.p99_ms:.1f} ms, "
            f"longest {run.max_ms:.0f} ms, {run.errors} errors, {run.sign_ins} signed in, "
            f"{run.cpu_ms:.2f} ms of processor a sign-in",
            flush=True,
        )
        found.append(Comparison(f"phone {words}: p99 / 100 ms", run.p99_ms, AIM_P99_MS, aim=1))
        found.append(Comparison(f"phone {words}: 200 a second / reached", AIM_A_SECOND, run.a_second, aim=1))
    return found
