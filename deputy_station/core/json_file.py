"""A small JSON file of this computer, for its owner alone, replaced whole: a reader finds the old one or the new one."""

import json
import os
from collections.abc import Mapping
from pathlib import Path


def write_json(path: Path, values: Mapping[str, object], *, durable: bool) -> None:
    """Write `values` beside and rename; `durable` waits until the disk has them, so that a power cut costs nothing.

    Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    # The name of a folder may hold what is no text at all; half a sign must not bar every later setting.
    with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
        json.dump(values, file, ensure_ascii=False, indent=2, sort_keys=True)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    beside.replace(path)
