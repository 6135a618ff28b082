"""Which column was which the last time, per set of titles: kept with the records, so that every desk and the command
line know it, as marks from which no text of any file can be read back."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from deputy_station.documents.import_columns import ImportColumn, SheetData
from deputy_station.documents.import_file import look_at, open_file, read_all
from deputy_station.store.memory import recall, remember

EVERY_DESK = ""
REMEMBERED_SOURCES = 20
"""Files with other titles that are remembered per kind, the newest."""


def recall_columns(session: Session, *, key: str) -> dict[str, dict[str, str]]:
    """Source → column key → token of the title, as `look_at` wants it. `key` is the kind of import."""
    kept = recall(session, key=f"import.{key}", desk=EVERY_DESK)
    if not isinstance(kept, list):
        return {}
    return {source: columns for source, columns in kept if isinstance(columns, dict)}


def remember_columns(
    session: Session, *, key: str, source: str, tokens: Sequence[str], places: Mapping[str, int]
) -> None:
    """Keep which column was which in a file with these titles (`source` and `tokens` stand for them)."""
    kept = recall_columns(session, key=key)
    chosen = {column: tokens[place] for column, place in places.items()}
    if list(kept.items())[-1:] == [(source, chosen)]:
        return
    kept.pop(source, None)
    newest = [*kept.items(), (source, chosen)][-REMEMBERED_SOURCES:]
    remember(session, key=f"import.{key}", desk=EVERY_DESK, value=newest)


def read_as_remembered(
    session: Session, path: Path, columns: Sequence[ImportColumn], *, key: str
) -> SheetData | None:
    """All rows of a file whose titles were seen before, read as they were then; None for any other file. Raises as
    `open_file`."""
    kept = recall_columns(session, key=key)
    if not kept:
        return None
    opened = open_file(path)
    look = look_at(opened, columns, remembered=kept)
    required = {column.key for column in columns if column.required}
    if look.source not in kept or not required <= set(look.places):
        return None
    return read_all(opened, columns, sheet=look.sheet, header_row=look.header_row, places=look.places)
