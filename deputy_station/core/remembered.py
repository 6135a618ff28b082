"""What this computer remembers of how its people like to work: column widths, the printer of a paper, opened helps.

Beside the settings, but nothing anybody would miss: a file that cannot be read is forgotten, and a value that cannot
be written is only remembered until the program ends. Never put a name, a phone or a record in it: it is not encrypted.
"""

import json
import os
from pathlib import Path
from typing import Any

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
            self._write()
        except OSError:
            return  # kept until the program ends; not worth a person's attention

    def _read(self) -> dict[str, Any]:
        try:
            values = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return values if isinstance(values, dict) else {}

    def _write(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_suffix(".new")
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
            json.dump(self._values, file, ensure_ascii=False, indent=1, sort_keys=True)
        beside.replace(self._path)
