"""Where a previewed paper lies: a folder only this user can read, gone when the preview is, at the latest next start."""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from PySide6.QtCore import QLockFile

from deputy_station.core.paths import previews_folder

_LOCK = "held"


class PrivateFolder:
    """A folder for one preview; papers hold names, so nobody else may look in."""

    def __init__(self) -> None:
        root = previews_folder()
        root.mkdir(parents=True, exist_ok=True)
        if os.name == "posix":
            root.chmod(0o700)
        self.path = Path(tempfile.mkdtemp(dir=root))  # 0700 by itself
        self._lock = QLockFile(str(self.path / _LOCK))
        self._lock.setStaleLockTime(0)
        self._lock.tryLock(0)

    def remove(self) -> None:
        """Take the folder away with everything in it; what is still held goes at the next start."""
        self._lock.unlock()
        shutil.rmtree(self.path, ignore_errors=True)


def sweep_leftovers() -> int:
    """Remove the folders of previews whose program ended without doing so; returns how many there were."""
    swept = 0
    with contextlib.suppress(OSError):  # not there yet, or not to be looked into: no reason to bother anybody
        for folder in previews_folder().iterdir():
            lock = QLockFile(str(folder / _LOCK))
            lock.setStaleLockTime(0)
            if folder.is_dir() and lock.tryLock(0):  # a running program's lock is not to be had
                lock.unlock()
                shutil.rmtree(folder, ignore_errors=True)
                swept += 1
    return swept
