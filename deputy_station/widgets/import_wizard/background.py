"""What the import window asks of the background."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from deputy_station.core.progress import Progress
from deputy_station.documents.import_columns import ImportKind, ImportOutcome, SheetData
from deputy_station.documents.import_file import ImportLook, OpenedFile, look_at, open_file


def open_and_look(session: Any, *, kind: ImportKind, path: Path) -> tuple[OpenedFile, ImportLook]:
    """Open a file and propose what is where in it, as it was the last time for a file with the same titles."""
    opened = open_file(path)
    return opened, look_at(opened, kind.columns, remembered=_remembered(session, kind))


def look_again(
    session: Any, *, kind: ImportKind, opened: OpenedFile, sheet: str, header_row: int | None
) -> ImportLook:
    """Look at another sheet, or with another header row."""
    return look_at(
        opened, kind.columns, sheet=sheet, header_row=header_row, remembered=_remembered(session, kind)
    )


def import_and_remember(
    session: Any,
    *,
    kind: ImportKind,
    data: SheetData,
    source: str,
    tokens: Sequence[str],
    places: Mapping[str, int],
    progress: Progress,
) -> ImportOutcome:
    """Import the rows, and keep which column was which for the next file with these titles."""
    from deputy_station.documents.import_memory import remember_columns

    outcome = kind.import_rows(session, data=data, progress=progress)
    remember_columns(session, key=kind.key, source=source, tokens=tokens, places=places)
    return outcome


def _remembered(session: Any, kind: ImportKind) -> dict[str, dict[str, str]]:
    # The store is wanted only once somebody imports; the page is shown without it.
    from deputy_station.documents.import_memory import recall_columns

    return recall_columns(session, key=kind.key)


def back_up(database: Any, _progress: Any) -> Path | None:
    """Copy the database as it is before the import; None where it is not ours to copy."""
    from deputy_station.store.backup import copy_before_import

    return copy_before_import(database)
