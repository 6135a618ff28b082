"""Which column was which the last time, per set of titles; kept as marks that hold no text of any file."""

from collections.abc import Mapping

from deputy_station.core.settings import Settings
from deputy_station.documents.import_columns import ImportKind
from deputy_station.documents.import_file import ImportLook

REMEMBERED_SOURCES = 20
"""Files with other titles that are remembered per kind, the newest."""


def remembered_columns(settings: Settings, kind: ImportKind) -> dict[str, dict[str, str]]:
    """Source → column key → token of the title, as `look_at` wants it."""
    kept = settings.remembered.get(f"import.{kind.key}", {})
    if not isinstance(kept, dict):
        return {}
    return {source: columns for source, columns in kept.items() if isinstance(columns, dict)}


def remember_columns(
    settings: Settings, kind: ImportKind, look: ImportLook, places: Mapping[str, int]
) -> None:
    """Keep what was chosen for a file with these titles."""
    chosen = {key: look.tokens[place] for key, place in places.items()}
    others = [
        (source, each) for source, each in remembered_columns(settings, kind).items() if source != look.source
    ]
    newest = dict([*others, (look.source, chosen)][-REMEMBERED_SOURCES:])
    settings.remembered.put(f"import.{kind.key}", newest)
