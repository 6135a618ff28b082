"""What this computer remembers of how its people like to work: column widths, the printer of a paper, opened helps.

Beside the settings, but nothing anybody would miss: a file that cannot be read is forgotten, and a value that cannot
be written is only remembered until the program ends. Never put a name, a phone or a record in it: it is not encrypted.
"""

import json
from pathlib import Path
from typing import Any

from deputy_station.core.json_file import write_json

FILE_NAME = "remembered.json"
LAST_BACKUP = "last_backup"
"""When and where this computer wrote its last backup: {"day": "2026-11-20", "path": "/media/stick/…"}."""


class Remembered:
    """Values by key, each anything JSON can hold; `put` writes the file whole, at once."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._values = self._read()

    def get(self, key: str, default: Any = None) -> Any:
        """What was remembered under the key, or `default`; the caller checks its shape."""
        return self._values.get(key, default)

    def put(self, key: str, value: Any) -> None:
        """Remember a value; None forgets it."""
        if self._values.get(key) == value:
            return
        if value is None:
            self._values.pop(key, None)
        else:
            self._values[key] = value
        try:
            write_json(self._path, self._values, durable=False)
        except OSError:
            return  # kept until the program ends; not worth a person's attention

    def _read(self) -> dict[str, Any]:
        try:
            values = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return values if isinstance(values, dict) else {}
