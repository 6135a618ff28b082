"""What the import window asks of the background."""

from pathlib import Path
from typing import Any

from deputy_station.documents.import_columns import ImportKind
from deputy_station.documents.import_file import ImportLook, OpenedFile, look_at, open_file


def open_and_look(
    _session: Any, *, kind: ImportKind, path: Path, remembered: dict[str, dict[str, str]]
) -> tuple[OpenedFile, ImportLook]:
    """Open a file and propose what is where in it."""
    opened = open_file(path)
    return opened, look_at(opened, kind.columns, remembered=remembered)


def look_again(
    _session: Any,
    *,
    kind: ImportKind,
    opened: OpenedFile,
    sheet: str,
    header_row: int | None,
    remembered: dict[str, dict[str, str]],
) -> ImportLook:
    """Look at another sheet, or with another header row."""
    return look_at(opened, kind.columns, sheet=sheet, header_row=header_row, remembered=remembered)


def back_up(database: Any, _progress: Any) -> Path | None:
    """Copy the database as it is before the import; None where it is not ours to copy."""
    from deputy_station.store.backup import copy_before_import

    return copy_before_import(database)
