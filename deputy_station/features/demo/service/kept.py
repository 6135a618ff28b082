"""What the demo's station kept: two papers of the half year's check, as they were saved.

As workbooks, which need no fonts of the machine and come out the same each time.
"""

import tempfile
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.documents.description import Sheet
from deputy_station.documents.xlsx import make_xlsx
from deputy_station.features.papers.rules.kinds import Way
from deputy_station.features.papers.service.keeping import keep_paper
from deputy_station.features.spotcheck.documents.half_year_draw import draw_sheet
from deputy_station.features.spotcheck.documents.half_year_result import result_sheet
from deputy_station.features.spotcheck.service.half_year import get_half_year

_ENDING = ".xlsx"


def keep_papers(session: Session, *, check_id: int) -> None:
    """Keep the list of those drawn and the results so far. Raises NotFound."""
    words = get_half_year(session, check_id=check_id).words
    for kind, word, sheet in (
        ("spot_check_draw", "抽查名单", draw_sheet(session, check_id=check_id)),
        ("spot_check_result", "抽查结果表", result_sheet(session, check_id=check_id)),
    ):
        keep_paper(
            session,
            kind=kind,
            title=f"{words}{word}",
            content=_workbook(sheet),
            pages=0,
            way=Way.SAVED,
            ending=_ENDING,
        )


def _workbook(sheet: Sheet) -> bytes:
    with tempfile.TemporaryDirectory(prefix="deputy-station-") as folder:
        path = Path(folder) / f"paper{_ENDING}"
        make_xlsx(path, [sheet], title=str(sheet.values["title"]))
        return path.read_bytes()
