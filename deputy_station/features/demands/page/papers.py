"""Papers and workbooks for the window's buttons; their engines are loaded on the worker, when first wanted."""

from pathlib import Path
from typing import Any

from deputy_station.core.progress import Progress


def make_ledger(database: Any, progress: Progress, *, out: Path, where: Any) -> object:
    """The ledger workbook of the demands a filter holds."""
    from deputy_station.features.demands.documents.ledger import export_ledger

    return export_ledger(database, progress, out=out, where=where)


def make_record(
    database: Any, progress: Progress, *, out: Path, demand_id: int, whole_visitor: bool
) -> object:
    """The sheet of one demand as PDF."""
    from deputy_station.features.demands.documents.record import draw_record

    return draw_record(database, progress, out=out, demand_ids=[demand_id], whole_visitor=whole_visitor)


def seal_record(session: Any, *, made: Any) -> None:
    """The sheet went out."""
    from deputy_station.features.demands.documents.drawing import seal_printed

    seal_printed(session, made=made)
