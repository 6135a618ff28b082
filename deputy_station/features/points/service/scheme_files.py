"""Scheme files without a database: those shipped with the program, by name, and any other by its path."""

import stat
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from deputy_station.core.errors import Refusal, Trouble, sentence_for_os_error
from deputy_station.core.paths import resources_folder

LARGEST_BYTES = 4_000_000
"""A scheme has a few thousand signs; what is larger is another file."""
_PIPED_IN = (Path("/dev"), Path("/dev/fd"), Path("/proc/self/fd"))


class SchemeFileUnknown(Refusal):
    """Neither a file nor the name of a shipped scheme."""

    def __init__(self, named: str, shipped: Iterable[str]) -> None:
        close = get_close_matches(named, list(shipped), n=1, cutoff=0.5)
        near = f"您要的是不是 {close[0]}？" if close else "用 deputy-station points schemes 看随程序的办法。"
        super().__init__(f"没有“{named}”这个文件，随程序的办法里也没有。{near}")


class NoPlainFile(Refusal):
    """A pipe or a device: reading it may never end."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"“{path}”不是普通文件，读不了。请换一个文件。")


class FileTooLarge(Refusal):
    """The file is far larger than what was asked for can be."""

    def __init__(self, path: Path, most: int) -> None:
        super().__init__(f"“{path}”太大，超过 {most // 1_000_000} MB。请核对是不是选错了文件。")


def shipped_schemes() -> dict[str, Path]:
    """The schemes that come with the program, by name, in order."""
    return {path.stem: path for path in sorted((resources_folder() / "schemes").glob("*.toml"))}


def scheme_text(named: str) -> tuple[str, str]:
    """The name of the file and its text, of a path or of a shipped scheme.

    Raises SchemeFileUnknown, FileTooLarge, NoPlainFile, or Trouble when it cannot be read.
    """
    shipped = shipped_schemes()
    path = shipped.get(named, Path(named))
    if not path.exists() and path.parent == Path() and path.suffix.lower() != ".toml":
        raise SchemeFileUnknown(named, shipped)
    try:
        return path.name, file_bytes(path, LARGEST_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Trouble(f"积分办法“{path}”不是 UTF-8 文字。请另存为 UTF-8 后再试。") from error


def file_bytes(path: Path, most: int) -> bytes:
    """What the file holds. Raises FileTooLarge, NoPlainFile, or Trouble when it cannot be read.

    What was piped in (/dev/stdin) is read too: whoever pipes it in ends it.
    """
    try:
        sort = path.stat().st_mode
        piped = path.parent in _PIPED_IN and stat.S_ISFIFO(sort)
        if not (stat.S_ISREG(sort) or stat.S_ISDIR(sort) or piped):
            raise NoPlainFile(path)
        with path.open("rb") as file:
            held = file.read(most + 1)
    except OSError as error:
        raise Trouble(sentence_for_os_error(error, path)) from error
    if len(held) > most:
        raise FileTooLarge(path, most)
    return held
