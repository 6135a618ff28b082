"""A folder of papers appears whole or not at all: it is made beside its name and takes the name when it is complete."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from deputy_station.core.errors import Refusal, sentence_for_os_error
from deputy_station.documents.atomic import NotWritten


class FolderThere(Refusal):
    """A folder (or a file) of that name is there already; what lies in it is not touched."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"“{path}”已经有了，没有改动。请换一个地方，或先把它移走、改名。")


@contextlib.contextmanager
def folder_written_whole(target: Path) -> Iterator[Path]:
    """Give an empty folder beside `target`; on leaving it becomes `target`.

    On any error inside the block, 取消 among them, it is removed with everything in it. It can be looked into by its
    owner only. Raises FolderThere before anything is made, and NotWritten when the file system says no.
    """
    final = target.resolve()
    made: Path | None = None
    try:
        if final.exists():  # of a name too long for the disk it does not say no, it fails
            raise FolderThere(target)
        if not final.parent.is_dir():
            raise NotWritten(f"没有“{final.parent}”这个文件夹，没有写成。请先建好文件夹，或换一个位置。")
        made = Path(tempfile.mkdtemp(prefix=".deputy-station-", dir=final.parent))
        yield made
        made.rename(final)
        made = None
    except OSError as error:
        raise NotWritten(sentence_for_os_error(error, target)) from error
    except NotWritten as error:
        if made is None or not isinstance(error.__cause__, OSError):
            raise
        # A file of the folder says where it was being made, a place that is gone: the person knows the folder.
        raise NotWritten(sentence_for_os_error(error.__cause__, target)) from error
    finally:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)
