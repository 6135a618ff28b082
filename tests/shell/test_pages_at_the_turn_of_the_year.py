"""Every page opens on a station with nothing in it, and on a small one, in the minutes round New Year."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from deputy_station.core.clock import Clock
from deputy_station.core.settings import Settings
from deputy_station.features.activities.models import ActivityKind, DeedKind
from deputy_station.features.activities.service import deeds, plans
from deputy_station.features.demands.service import register
from deputy_station.features.deputies.models import Level
from deputy_station.features.deputies.service import editing, frame
from deputy_station.features.reception.rules.phrase import read_plan_rule
from deputy_station.features.reception.service import planning
from deputy_station.features.reception.service.planning import PlanWish
from deputy_station.store.database import Database
from tests.shell.station_window import settle, window_on

LAST_MINUTE = datetime(2026, 12, 31, 15, 59, 30, tzinfo=UTC)
"""23:59:30 in Beijing."""
INSTANTS = {"before": LAST_MINUTE, "after": LAST_MINUTE + timedelta(minutes=1)}


def one_of_each(database: Database) -> None:
    with database.transaction() as session:
        seat = editing.NewMandate(Level.TOWN, date(2021, 12, 20))
        deputy = editing.create_deputy(session, name="王建国", mandates=[seat]).id
        plans.create_activity(
            session, kind=ActivityKind.TRAINING, title="培训", held_on=date(2026, 12, 31), everyone=True
        )
        deeds.record_deed(
            session, kind=DeedKind.SPEECH, deputy_id=deputy, title="修路", done_on=date(2026, 12, 31)
        )
        register.register_demand(session, words="路灯坏了半个月没人修", deputy_ids=[deputy])
        planning.plan_year(session, wish=PlanWish(2026, read_plan_rule("12月31日"), per_day=1))


@pytest.mark.parametrize("held", ["nothing", "one of each"])
@pytest.mark.parametrize("when", list(INSTANTS))
def test_every_page_opens(qapp: QApplication, empty_file: Path, tmp_path: Path, held: str, when: str) -> None:
    assert qapp
    shutil.copytree(empty_file, tmp_path / "station")
    clock = Clock.fixed(INSTANTS[when])
    database = Database.open(
        tmp_path / "station" / "station.db",
        keys_folder=tmp_path / "station" / "keys",
        clock=clock,
        actor="周敏",
    )
    with database.transaction() as session:
        frame.create_station(
            session, name="青禾镇代表之家", code="青禾", township="青禾镇", district="禾城区"
        )
        frame.create_term(session, name="第十九届", starts_on=date(2021, 12, 20), ends_on=date(2027, 1, 1))
    if held != "nothing":
        one_of_each(database)
    reported: list[str] = []
    with window_on(database, clock, Settings(tmp_path / "settings")) as window:
        assert window.work is not None
        window.work.reported.connect(lambda report: reported.append(f"{report.sentence} {report.details}"))
        settle(window)
        for key in window.entries:
            window.go(key)
            settle(window)
            assert window.open_key == key
        window.undoing.undo_last()
        settle(window)
    database.close()
    assert reported == []
