"""Papers for the desk's buttons; their engines are loaded on the worker, when first wanted."""

from pathlib import Path
from typing import Any

from deputy_station.core.progress import Progress


def make_receipt(database: Any, progress: Progress, *, out: Path, demand_id: int, paper: str) -> object:
    """The receipt of a demand, on A6 or on the roll."""
    from deputy_station.features.desk.documents.receipt import draw_receipt

    return draw_receipt(database, progress, out=out, demand_id=demand_id, paper=paper)


def seal_receipt(session: Any, *, made: Any) -> None:
    """The visitor took it along."""
    from deputy_station.features.desk.documents.receipt import seal_receipt as seal

    seal(session, made=made)


def make_read_back(
    database: Any, progress: Progress, *, out: Path, day_id: int, words: str, demand_id: int | None
) -> object:
    """The words in large type, with a line to sign."""
    from deputy_station.features.desk.documents.read_back import draw_read_back

    return draw_read_back(database, progress, out=out, day_id=day_id, words=words, demand_id=demand_id)


def make_summary(database: Any, progress: Progress, *, out: Path, day_id: int) -> object:
    """The summary of a day, as the ending of `out` says."""
    from deputy_station.features.desk.documents.summary import draw_summary

    return draw_summary(database, progress, out=out, day_id=day_id)
