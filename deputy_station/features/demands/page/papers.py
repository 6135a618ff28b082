"""Papers and workbooks for the window's buttons; their engines are loaded on the worker, when first wanted."""

from pathlib import Path
from typing import Any

from deputy_station.core.progress import Progress


def make_ledger(
    database: Any, progress: Progress, *, out: Path, where: Any, face: Any, confidential_names: bool = False
) -> object:
    """The ledger workbook of the demands a filter holds, as a face shows them."""
    from deputy_station.features.demands.documents.ledger import export_ledger

    return export_ledger(
        database, progress, out=out, where=where, face=face, confidential_names=confidential_names
    )


def make_record(
    database: Any, progress: Progress, *, out: Path, demand_id: int, whole_visitor: bool
) -> object:
    """The sheet of one demand as PDF."""
    from deputy_station.features.demands.documents.record import draw_record

    return draw_record(database, progress, out=out, demand_ids=[demand_id], whole_visitor=whole_visitor)


def make_report(database: Any, progress: Progress, *, out: Path, year: int, quarter: int) -> object:
    """The report of a quarter, to look at."""
    from deputy_station.features.demands.documents.quarter import draw_report

    return draw_report(database, progress, out=out, year=year, quarter=quarter)


def save_report(database: Any, progress: Progress, *, out: Path, year: int, quarter: int) -> object:
    """The report of a quarter, to go on writing."""
    from deputy_station.features.demands.documents.quarter import export_report

    return export_report(database, progress, out=out, year=year, quarter=quarter)


def keep_report(session: Any, *, made: Any) -> None:
    """The report went out."""
    from deputy_station.features.demands.documents import quarter

    quarter.keep_report(session, made=made)


def seal_record(session: Any, *, made: Any) -> None:
    """The sheet went out."""
    from deputy_station.features.demands.documents.drawing import seal_printed

    seal_printed(session, made=made)
