"""The papers of points as the window makes them: the engine is loaded on the worker, not before the first paint."""

from typing import Any

from deputy_station.core.progress import Progress


def draw_wall(database: Any, progress: Progress, *, period: str, **values: Any) -> object:
    """The wall list as PDF."""
    from deputy_station.features.points.documents import printing

    return printing.print_wall(database, progress, key=period, **values)


def draw_statements(database: Any, progress: Progress, *, period: str, **values: Any) -> object:
    """The statement of a quarter as PDF."""
    from deputy_station.features.points.documents import printing

    return printing.print_statements(database, progress, key=period, **values)


def draw_derivation(database: Any, progress: Progress, *, period: str, **values: Any) -> object:
    """The derivation sheet as PDF."""
    from deputy_station.features.points.documents import printing

    return printing.print_derivation(database, progress, key=period, **values)
