"""The technical log of our own bugs: a file in the user's data folder, apart from the history of records."""

import os
from datetime import datetime
from pathlib import Path

from deputy_station.core import paths
from deputy_station.core.clock import local_time

LOG_NAME = "errors.log"
LARGEST_BYTES = 1_000_000
"""A fuller log is set aside as `errors.log.1`; the one before that goes."""


def log_file() -> Path:
    """Where the details of bugs are kept."""
    return paths.data_folder() / LOG_NAME


def keep_details(details: str, instant: datetime) -> Path:
    """Append the details of a bug, readable for the owner only; returns the file. Raises OSError."""
    file = log_file()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if file.exists() and file.stat().st_size > LARGEST_BYTES:
        file.replace(file.with_name(f"{LOG_NAME}.1"))
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as log:
        log.write(f"=== {local_time(instant):%Y-%m-%d %H:%M:%S}\n{details.rstrip()}\n")
    return file
