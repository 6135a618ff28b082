"""What the demo's station kept of the papers it saved.

As workbooks, which need no fonts of the machine and come out the same each time.
"""

import tempfile
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.documents.description import Sheet
from deputy_station.documents.xlsx import make_xlsx
from deputy_station.features.papers.rules.kinds import Way
from deputy_station.features.papers.service.keeping import keep_paper

_ENDING = ".xlsx"


def keep_workbook(session: Session, sheet: Sheet, *, kind: str, title: str) -> None:
    """Keep a sheet as the workbook somebody saved."""
    with tempfile.TemporaryDirectory(prefix="deputy-station-") as folder:
        path = Path(folder) / f"paper{_ENDING}"
        make_xlsx(path, [sheet], title=str(sheet.values["title"]))
        content = path.read_bytes()
    keep_paper(session, kind=kind, title=title, content=content, pages=0, way=Way.SAVED, ending=_ENDING)
