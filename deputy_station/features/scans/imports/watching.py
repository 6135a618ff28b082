"""A folder that the scanner writes to: what is new there and stands still is read; the files stay where they are.

The window knows this from its start, so what reads and files is loaded on the workers, when the first file comes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deputy_station.core.errors import Cancelled, Trouble, sentence_for_os_error
from deputy_station.core.progress import Progress
from deputy_station.core.remembered import Remembered
from deputy_station.features.scans.imports.files import digest_of_file, scans_in
from deputy_station.features.scans.rules.read_pages import ReadPage
from deputy_station.features.scans.rules.states import PageState, ScanSource

if TYPE_CHECKING:
    from deputy_station.features.scans.service.filing import BatchResult
    from deputy_station.store.database import Database

TAKEN = "scans.taken"
"""What is remembered under: digests of files taken from the folder, the latest last."""
MOST_REMEMBERED = 4000
AT_ONCE = 4
"""Files read at one look, so that the reading thread is soon free for the screen."""
Mark = tuple[Path, int, int]
"""A file as it lay: path, bytes, time of change in ns."""


@dataclass(frozen=True)
class Look:
    """What one look into the folder gave: pages to file, or why nothing could be seen."""

    pages: tuple[ReadPage, ...] = ()
    problem: str = ""


class WatchedFolder:
    """Looks into the folder again and again. A file is taken when two looks saw it with the same size and time.

    Taken files are known by their digest, at this computer also after an undo; other files are read once.
    """

    def __init__(self, remembered: Remembered) -> None:
        self._remembered = remembered
        self._seen: set[Mark] = set()
        self._done: set[Mark] = set()

    def look(self, database: "Database", progress: Progress, *, folder: str) -> Look:
        """What is new in the folder, a few files at a time. Writes nothing."""
        try:
            here = [_mark(path) for path in scans_in(Path(folder))]
        except OSError as error:
            return Look(problem=f"监视文件夹：{sentence_for_os_error(error, folder)}")
        marks = {mark for mark in here if mark is not None}
        standing = [
            mark
            for mark in here
            if mark is not None and mark in self._seen and mark not in self._done and mark[1]
        ]
        self._seen = marks
        self._done &= marks
        new = standing[:AT_ONCE]
        self._done.update(new)
        paths = self._unknown(database, [path for path, _, _ in new])
        return Look(self._read(database, progress, paths)) if paths else Look()

    def file(self, session: Any, *, pages: Iterable[ReadPage]) -> "BatchResult":
        """File what a look gave, as one step."""
        from deputy_station.features.scans.service.filing import file_pages

        return file_pages(session, pages=list(pages), source=ScanSource.FOLDER)

    def remember(self, pages: Iterable[ReadPage], result: "BatchResult") -> None:
        """They are filed: not again at this computer. What was refused may fit another station's database."""
        taken = [
            page.file_digest
            for page, filed in zip(pages, result.pages, strict=True)
            if filed.state is not PageState.REFUSED and page.file_digest
        ]
        known = dict.fromkeys([*self._known(), *taken])
        self._remembered.put(TAKEN, list(known)[-MOST_REMEMBERED:])

    def _known(self) -> list[str]:
        kept = self._remembered.get(TAKEN, [])
        return [each for each in kept if isinstance(each, str)] if isinstance(kept, list) else []

    def _unknown(self, database: "Database", paths: list[Path]) -> list[Path]:
        if not paths:
            return []
        from deputy_station.features.scans.service.listing import known_files

        digests: dict[str, Path] = {}
        for path in paths:
            try:
                digests.setdefault(digest_of_file(path), path)
            except Trouble:
                self._done = {mark for mark in self._done if mark[0] != path}  # still written: the next look
        with database.reading() as session:
            known = {*self._known(), *known_files(session, digests=list(digests))}
        return [path for digest, path in digests.items() if digest not in known]

    def _read(self, database: "Database", progress: Progress, paths: list[Path]) -> tuple[ReadPage, ...]:
        from deputy_station.features.scans.imports.reading import read_files

        try:
            return read_files(database, progress, paths=paths)
        except Cancelled:  # the program is closing: they are new the next time
            return ()


def _mark(path: Path) -> Mark | None:
    try:
        told = path.stat()
    except OSError:
        return None  # gone between the list and the look
    return path, told.st_size, told.st_mtime_ns
