"""Filling Today is the first thing a desk does: no engine of any page is loaded for it, and no class is mapped."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.core.clock import Clock
from deputy_station.features.assessment.models import AssessmentYear, DutyReportPlan
from deputy_station.features.assessment.rules.choices import Every
from deputy_station.features.demands.models import Channel, Demand, DemandState
from deputy_station.features.deputies.models import Deputy, Level, Mandate, Station
from deputy_station.store.database import Database

PROGRAM = """
import json, sys
from datetime import datetime
from pathlib import Path
from deputy_station import app
from deputy_station.core.clock import Clock
from deputy_station.features.today.service import read_today
from deputy_station.store.base import Base
from deputy_station.store.database import Database

[entry] = [entry for entry in app.PAGES if entry.key == "today"]
entry.load(None, None)
folder = Path(sys.argv[1])
clock = Clock.fixed(datetime.fromisoformat(sys.argv[2]))
database = Database.open(folder / "station.db", keys_folder=folder / "keys", clock=clock)
with database.reading() as session:
    app.read_frame(session)
    todo = [row.when for row in read_today(session).todo]
database.close()
mapped = [mapper.class_.__module__ for mapper in Base.registry.mappers]
print(json.dumps([todo, sorted(sys.modules), mapped]))
"""
MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
FEATURES = "deputy_station.features"
ENGINES = {
    f"{FEATURES}.points.service.scores",
    f"{FEATURES}.points.service.library",
    f"{FEATURES}.points.service.checking",
    f"{FEATURES}.points.rules.derive",
    f"{FEATURES}.points.rules.scheme",
    f"{FEATURES}.assessment.service.year",
    f"{FEATURES}.assessment.service.sheets",
    f"{FEATURES}.assessment.service.duty",
    f"{FEATURES}.spotcheck.service.findings",
    f"{FEATURES}.spotcheck.service.facts",
    f"{FEATURES}.demands.service.listing",
    f"{FEATURES}.demands.service.steps",
    f"{FEATURES}.demands.service.calls",
    f"{FEATURES}.demands.service.register",
    f"{FEATURES}.scans.service.listing",
    f"{FEATURES}.scans.service.filing",
    f"{FEATURES}.history.service",
    "deputy_station.documents.changes",
}


def fill(session: Session) -> None:
    """Something of what waits: a late demand, a late step, and a duty report nobody gave."""
    before = date(2026, 11, 17)
    station = Station(name="东街站", code="东街", township="青石镇", district="杜集区", is_home=True)
    deputy = Deputy(name="王建国", mandates=[Mandate(level=Level.TOWN, started_on=date(2021, 12, 20))])
    session.add_all([station, deputy])
    session.flush()
    session.add_all(
        [
            Demand(
                station_id=station.id,
                year=2026,
                number=1,
                title="路灯不亮",
                words="路灯不亮",
                channel=Channel.PHONE,
                received_at=MORNING,
                state=DemandState.HANDLING,
                deadline_on=before,
            ),
            AssessmentYear(
                year=2026,
                self_to=before,
                duty_every=Every.YEAR,
                ballot_rule="80_50",
                fine_places=1,
                objection_days=5,
            ),
            DutyReportPlan(deputy_id=deputy.id, planned_on=before),
        ]
    )


def test_filling_today_loads_no_engine_and_maps_no_class_of_a_feature(tmp_path: Path) -> None:
    clock = Clock.fixed(MORNING)
    database = Database.open(tmp_path / "station.db", keys_folder=tmp_path / "keys", clock=clock)
    with database.transaction() as session:
        fill(session)
    database.close()
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", PROGRAM, str(tmp_path), MORNING.isoformat()],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    todo, loaded, mapped = json.loads(done.stdout)
    assert todo == ["超期", "考核", "述职"]
    assert ENGINES & set(loaded) == set()
    assert [module for module in mapped if module.startswith(FEATURES)] == []
    # What is named here is there to be loaded: a module that moves has to move here as well.
    for module in ENGINES:
        assert Path(*module.split(".")).with_suffix(".py").exists(), module
