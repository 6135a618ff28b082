"""A disk with room for so many bytes: whoever writes more is told that it is full, wherever in the program that is."""

import errno
import io
import os
from typing import Any

import pytest

_open = io.open


class _FullDisk(io.FileIO):
    """A file on it."""

    def __init__(self, path: Any, mode: str, room: list[int]) -> None:
        super().__init__(path, mode)
        self._room = room

    def write(self, data: Any, /) -> int:
        size = memoryview(data).nbytes
        if size > self._room[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._room[0] -= size
        return super().write(data)


def fill_disk(monkeypatch: pytest.MonkeyPatch, *, room: int) -> None:
    """From now on all files together take `room` bytes more, then none."""
    left = [room]

    def open_there(path: Any, mode: str = "r", buffering: int = -1, *given: Any, **named: Any) -> Any:
        if not set(mode) & set("wax") or isinstance(path, int):
            return _open(path, mode, buffering, *given, **named)
        raw = _FullDisk(path, mode.replace("b", "").replace("t", ""), left)
        writer = io.BufferedWriter(raw)
        return writer if "b" in mode else io.TextIOWrapper(writer, encoding=named.get("encoding"))

    monkeypatch.setattr(io, "open", open_there)
    monkeypatch.setattr("builtins.open", open_there)
