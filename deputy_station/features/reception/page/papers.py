"""Papers for the window's buttons; the paper engine is loaded on the worker, when the first one is made."""

from pathlib import Path
from typing import Any

from deputy_station.core.progress import Progress


def make_notice(database: Any, progress: Progress, *, day_id: int, out: Path) -> object:
    """The notice of a day as PDF, or as DOCX where `out` ends so; issues it when it is not out yet."""
    from deputy_station.features.reception.documents.notice import print_notice

    return print_notice(database, progress, day_id=day_id, out=out)


def make_sign_in(database: Any, progress: Progress, *, activity_id: int, out: Path) -> object:
    """The sign-in sheet of a day as PDF."""
    from deputy_station.features.signin.documents.sheets import draw_sign_in

    return draw_sign_in(database, progress, activity_id=activity_id, out=out)


def record_sign_in(session: Any, *, made: Any) -> None:
    """The sheet is about to go out: it must be known when it comes back signed."""
    from deputy_station.features.signin.documents.sheets import record_sheet

    record_sheet(session, made=made)


def make_year_calendar(database: Any, progress: Progress, *, year: int, out: Path) -> object:
    """The wall calendar of a year, as the ending of `out` says."""
    from deputy_station.features.reception.documents.year_calendar import draw_year_calendar

    return draw_year_calendar(database, progress, year=year, out=out)
