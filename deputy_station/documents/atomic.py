"""Files are written whole or not at all: a full disk or a pulled plug leaves no half file under the name."""

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from deputy_station.core.errors import Refusal, Trouble, sentence_for_os_error
from deputy_station.core.held_files import is_held

PAPER_BEGINNINGS = {".pdf": b"%PDF", ".xlsx": b"PK", ".docx": b"PK"}
"""What this program writes, and so may replace: by ending, how such a file begins."""


class NotWritten(Trouble):
    """The file system said no; nothing stands under the final name that was not there before."""


class WrongEnding(Refusal):
    """The name of a file promises another format than the paper has; WPS would not open it."""

    def __init__(self, path: Path, endings: tuple[str, ...]) -> None:
        wanted = "或".join(f"“{ending}”" for ending in endings)
        super().__init__(f"“{path.name}”的结尾要写成{wanted}，没有写文件。请改好文件名，再试一次。")


def check_ending(path: Path, *endings: str) -> None:
    """Refuse a name that does not end in one of `endings` (lower case, with the dot). Raises WrongEnding."""
    if path.suffix.casefold() not in endings:
        raise WrongEnding(path, endings)


@contextlib.contextmanager
def written_whole(target: Path, *, owner_only: bool = False) -> Iterator[Path]:
    """Give a temporary path beside `target`; on leaving, flush it to disk and put it in place of `target`.

    The temporary file exists (empty) when the block starts, so a folder that cannot be written is found
    before the work. On any error inside the block it is removed and an older `target` stays as it was.
    A failure of the file system becomes `NotWritten` with a Chinese sentence. `owner_only` keeps other
    users of the machine from reading the file (POSIX mode 0600). A file that is there and is no paper
    (`PAPER_BEGINNINGS`) is not replaced.
    """
    final = target.resolve()
    made = False
    temporary = final.with_name(f".deputy-station-{secrets.token_hex(8)}{final.suffix}")
    try:
        if final.is_dir():
            raise IsADirectoryError(21, "Is a directory", str(final))
        if not final.parent.is_dir():
            raise NotWritten(f"没有“{final.parent}”这个文件夹，文件没有写成。请先建好文件夹，或换一个位置。")
        if final.exists():
            _check_replaceable(final)
        mode = 0o600 if owner_only else 0o666
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode))
        made = True
        yield temporary
        _flush(temporary)
        temporary.replace(final)
        _flush_folder(final.parent)
    except OSError as error:
        ours = error.filename in (None, str(temporary), temporary)
        raise NotWritten(sentence_for_os_error(error, target if ours else None)) from error
    finally:
        if made:
            temporary.unlink(missing_ok=True)


def _check_replaceable(final: Path) -> None:
    """Only a paper gives way to a new one: a slip of the finger must not replace the database or a device.

    Looked into only when it is no live database: opening that would drop its locks. An empty file holds nothing.
    """
    beginning = PAPER_BEGINNINGS.get(final.suffix.lower())
    paper = final.is_file() and beginning is not None and not is_held(final)
    if paper and beginning is not None:
        with final.open("rb") as file:
            first = file.read(len(beginning))
        paper = first in (beginning, b"")
    if not paper:
        raise NotWritten(f"“{final}”已经存在，也不是 PDF、Word 或工作簿，没有覆盖。请换一个文件名。")


def _flush(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Make the new name itself durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
