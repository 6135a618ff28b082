"""Papers for the window's buttons; their engines are loaded on the worker, when first wanted."""

from pathlib import Path
from typing import Any

from deputy_station.core.progress import Progress


def print_spot_check(database: Any, progress: Progress, **values: Any) -> object:
    """The workbook of a draw's quarter."""
    from deputy_station.features.spotcheck.documents import spot_check

    return spot_check.print_spot_check(database, progress, **values)


def make_check_sheets(
    database: Any, progress: Progress, *, out: Path, year: int, quarter: int, deputy_id: int | None
) -> object:
    """季度检查表 of a quarter, or of one deputy."""
    from deputy_station.features.spotcheck.documents.check_sheets import draw_check_sheets

    return draw_check_sheets(database, progress, out=out, year=year, quarter=quarter, deputy_id=deputy_id)


def seal_check_sheets(session: Any, *, made: Any) -> None:
    """They went out."""
    from deputy_station.features.spotcheck.service.checking import seal_checks

    seal_checks(session, check_ids=made.check_ids)


def make_findings_list(database: Any, progress: Progress, *, out: Path) -> object:
    """检查问题整改清单."""
    from deputy_station.features.spotcheck.documents.findings_list import draw_findings

    return draw_findings(database, progress, out=out)
