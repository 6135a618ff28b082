"""What a desk with a file of its own loads before anybody does anything: every page, nothing of papers or servers."""

import json
import subprocess
import sys
from pathlib import Path

from deputy_station.store.database import Database

PROGRAM = """
import json, sys
from pathlib import Path
from deputy_station import app
from deputy_station.features.demands.models import DemandCounter
from deputy_station.features.today.service import read_figures
from deputy_station.store.capture import count_up
from deputy_station.store.context import today
from deputy_station.store.database import Database

for entry in app.PAGES:
    entry.load(None, None)
folder = Path(sys.argv[1])
database = Database.open(folder / "station.db", keys_folder=folder / "keys")
with database.transaction() as session:
    app.found_station(
        session, station="城东站", code="CD", township="城东镇", district="安平区", term="第十九届",
        starts_on=today(session), ends_on=today(session).replace(month=12, day=31), user="周敏",
    )
    counted = count_up(session, DemandCounter, {"station_id": 1, "year": 2026}, "last", 1)
    read_figures(session, today=today(session))
database.close()
print(json.dumps([counted, sorted(sys.modules)]))
"""


def test_every_page_and_a_number_given_load_nothing_of_the_other_engine_of_papers_or_of_phones(
    tmp_path: Path,
) -> None:
    # Made here: the migrations of a new database speak of both engines.
    Database.open(tmp_path / "station.db", keys_folder=tmp_path / "keys").close()

    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", PROGRAM, str(tmp_path)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    counted, loaded = json.loads(done.stdout)
    assert counted == 1
    assert "deputy_station.features.demands.page.listing" in loaded
    assert "sqlalchemy.dialects.sqlite" in loaded
    unwanted = {
        "docx",
        "numpy",
        "psycopg",
        "pyqtgraph",
        "reportlab",
        "sqlalchemy.dialects.postgresql",
        "uvicorn",
        "xlsxwriter",
        "zxingcpp",
    }
    assert unwanted & set(loaded) == set()
