"""What the window takes with 1,000,000 demands, beyond a bare PySide6 window: lists opened, searched, scrolled."""

import os
import subprocess
import sys
from datetime import UTC
from pathlib import Path

from tests.benchmarks.measuring import Comparison
from tests.benchmarks.million_demands import station_with
from tests.benchmarks.stations import MORNING

MANY = 1_000_000
MOST_MB = 120
BARE = """
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication([])
window = QMainWindow()
window.setCentralWidget(QLabel("代表之家工作台"))
window.resize(1366, 768)
window.show()
for _ in range(50):
    app.processEvents()
print(open("/proc/self/statm").read().split()[1])
"""
OURS = """
import sys, tempfile, time
from datetime import datetime
from pathlib import Path
from deputy_station import app
from deputy_station.core.clock import Clock
from deputy_station.core.settings import Settings
from deputy_station.store.database import Database
from deputy_station.widgets.style import dress
from deputy_station.widgets.work import Work

clock = Clock.fixed(datetime.fromisoformat(sys.argv[2]))
path = Path(sys.argv[1])
application = app.make_application([])
dress(application)
window = app.make_window(Settings(Path(tempfile.mkdtemp())), clock, lambda where: where)
work = Work(Database.open(path, keys_folder=path.parent / "keys", clock=clock, actor="周敏"))
window.resize(1366, 768)
window.show()
window.begin(work)
work.wait()
window.go("demands")
page = window.stack.currentWidget()
for view in ("all", "overdue", "to_accept", "open", "mine"):
    window.go("demands", view=view)
    work.wait()
for word in ("路", "路灯", "路灯不亮"):
    window.go("demands", search=word)
    work.wait()
window.go("demands", view="all")
work.wait()
bar = page.table.view.verticalScrollBar()
for step in range(60):
    bar.setValue(bar.maximum() * step // 60)
    for _ in range(20):
        application.processEvents()
    work.wait()
print(open("/proc/self/statm").read().split()[1])
work.close()
"""


def measure() -> list[Comparison]:
    """Megabytes, told as milliseconds."""
    with station_with(MANY) as database:
        path = database.path
        assert path is not None
        # The morning is told and not imported: the stations of the benchmarks would bring the demo with them.
        ours = _resident(OURS, str(path), MORNING.astimezone(UTC).isoformat())
    return [memory_of(ours, _resident(BARE))]


def memory_of(ours: float, bare: float) -> Comparison:
    """The difference against the aim."""
    return Comparison(
        "window with 1,000,000 demands beyond a bare one / 120 MB (1 ms = 1 MB)",
        (ours - bare) / 1000,
        MOST_MB / 1000,
        aim=1,
    )


def _resident(script: str, *given: str) -> float:
    """Megabytes a fresh process holds at its end."""
    told = subprocess.run(
        [sys.executable, "-c", script, *given],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(told.stdout.split()[-1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
