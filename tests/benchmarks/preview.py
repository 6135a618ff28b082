"""The preview of 80 annual sheets: from the finished PDF to the first page seen, against making the PDF."""

import os
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import Comparison
from tests.benchmarks.stations import demo_station

SHEETS = 80
ROUNDS = 3


def measure() -> list[Comparison]:
    """Wall time: what a person waits. The preview opens on a paper already made, so only its own share counts."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        made = Path(folder) / "sheets.pdf"
        making = min(_make(made) for _ in range(ROUNDS))
        seen = min(_open(made, Path(folder)) for _ in range(ROUNDS))
    return [Comparison(f"{SHEETS} annual sheets: first page seen / making the PDF", seen, making, aim=0.5)]


def _make(target: Path) -> float:
    from deputy_station.features.assessment.documents.annual import make_annual_pdf
    from deputy_station.features.assessment.service.sheets import sheets_of_year, township_of

    with demo_station(demands=120) as database, database.reading() as session:
        year = database.clock.today().year
        made = sheets_of_year(session, year=year)
        township = township_of(session, year=year)
    sheets = [made[number % len(made)] for number in range(SHEETS)]
    start = time.perf_counter()
    make_annual_pdf(target, sheets, township)
    return time.perf_counter() - start


def _open(made: Path, folder: Path) -> float:
    from PySide6.QtWidgets import QApplication, QWidget

    from deputy_station.core.paths import previews_folder
    from deputy_station.core.settings import Settings
    from deputy_station.widgets.print_preview.dialog import PaperOrder, PrintPreview
    from deputy_station.widgets.work import Work
    from tests.widgets.fake_database import FakeDatabase

    app = QApplication.instance() or QApplication([])

    def make(_database: Any, _progress: Any, *, out: Path) -> None:
        out.hardlink_to(made)

    holder, work = QWidget(), Work(FakeDatabase())
    holder.resize(1366, 768)
    holder.show()
    app.processEvents()
    start = time.perf_counter()
    preview = PrintPreview(
        holder,
        PaperOrder("打印考核表", "考核表", "annual_assessment", make, {}),
        work,
        Settings(folder / "settings"),
        refused=print,
        printed=print,
        saved=print,
        offer=print,
    )
    preview.open()
    while not preview.view.all_drawn:
        app.processEvents()
    seconds = time.perf_counter() - start
    preview.reject()
    while any(previews_folder().iterdir()):  # it lets the file go on its own thread
        app.processEvents()
    work.close()
    return seconds
