"""Papers of a half year for the window's buttons; their engines are loaded on the worker, when first wanted."""

from pathlib import Path
from typing import Any

from deputy_station.core.progress import Progress


def make_draw_list(database: Any, progress: Progress, *, out: Path, check_id: int) -> object:
    """抽查名单."""
    from deputy_station.features.spotcheck.documents.half_year_draw import draw_list

    return draw_list(database, progress, out=out, check_id=check_id)


def make_result(database: Any, progress: Progress, *, out: Path, check_id: int) -> object:
    """抽查结果表."""
    from deputy_station.features.spotcheck.documents.half_year_result import draw_result

    return draw_result(database, progress, out=out, check_id=check_id)


def make_bulletin(database: Any, progress: Progress, *, out: Path, check_id: int) -> object:
    """通报."""
    from deputy_station.features.spotcheck.documents.bulletin import draw_bulletin

    return draw_bulletin(database, progress, out=out, check_id=check_id)


def make_evidence_pack(
    database: Any, progress: Progress, *, out: Path, check_id: int, whole_term: bool
) -> object:
    """材料袋, one PDF or a folder."""
    from deputy_station.features.spotcheck.documents.evidence_pack import make_evidence

    return make_evidence(database, progress, out=out, check_id=check_id, whole_term=whole_term)


def make_report(database: Any, progress: Progress, *, out: Path, year: int, quarter: int) -> object:
    """The workbook sent up for a quarter."""
    from deputy_station.features.spotcheck.documents.exchange import make_report_up

    return make_report_up(database, progress, out=out, year=year, quarter=quarter)


def take_reports(session: Any, *, file: Path | None, folder: Path | None) -> list[Any]:
    """Take in one file, or all of a folder."""
    from deputy_station.features.spotcheck.imports.exchange import files_in, take_in_files

    paths = [] if file is None else [file]
    if folder is not None:
        paths += files_in(folder)
    return take_in_files(session, paths=paths)
