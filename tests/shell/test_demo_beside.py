"""The demo station of the first start lies in a file of its own, beside the clerk's database."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from deputy_station import app
from deputy_station.core.clock import Clock
from deputy_station.core.progress import silent_progress
from deputy_station.features.deputies.models import Station
from deputy_station.features.deputies.service.frame import list_stations
from deputy_station.store.database import Database


def stations(database: Database) -> list[str]:
    with database.reading() as session:
        return [row.name for row in list_stations(session)]


def test_the_demo_leaves_the_clerks_own_database_empty_and_is_made_once(
    database: Database, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(session: Session, **_wanted: object) -> None:  # what all is in it is not what is asked here
        session.add(
            Station(name="青禾镇人大代表之家", code="青禾", township="青禾镇", district="", is_home=True)
        )

    monkeypatch.setattr("deputy_station.features.demo.service.fill.fill_demo", fill)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    location = app.open_demo(database, silent_progress, demands=3)
    assert stations(database) == []
    assert Path(location).name == "demo.db"
    demo = Database.open(location, keys_folder=database.keys_folder, clock=clock)
    assert stations(demo) == ["青禾镇人大代表之家"]
    demo.close()
    assert app.open_demo(database, silent_progress, demands=3) == location
