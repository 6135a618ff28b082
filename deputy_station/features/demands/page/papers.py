"""Papers and workbooks for the window's buttons; their engines are loaded on the worker, when first wanted."""

from pathlib import Path
from typing import Any

from deputy_station.core.progress import Progress


def make_ledger(database: Any, progress: Progress, *, out: Path, where: Any) -> object:
    """The ledger workbook of the demands a filter holds."""
    from deputy_station.features.demands.documents import export_ledger

    return export_ledger(database, progress, out=out, where=where)


def make_record(
    database: Any, progress: Progress, *, out: Path, demand_id: int, whole_visitor: bool
) -> object:
    """The sheet of one demand as PDF."""
    from deputy_station.features.demands.documents import print_record

    return print_record(database, progress, out=out, demand_ids=[demand_id], whole_visitor=whole_visitor)


def try_import(session: Any, *, path: Path) -> Any:
    """What an import of the workbook would do; nothing is written."""
    from deputy_station.features.demands.imports import import_demands

    return import_demands(session, path, dry_run=True)


def run_import(session: Any, *, path: Path, progress: Progress) -> Any:
    """Import the workbook."""
    from deputy_station.features.demands.imports import import_demands

    return import_demands(session, path, progress=progress)
