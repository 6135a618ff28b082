"""Files that this program holds as a database: nothing may be put in their place, and none may be looked into, since
closing a second handle on one drops the locks of the first (POSIX)."""

from pathlib import Path

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database while it works on it."""
_held: set[Path] = set()


def hold(path: Path) -> None:
    """From now on this file is known as a database, for as long as the program runs."""
    _held.add(path.resolve())


def is_held(path: Path) -> bool:
    """Whether the file is a database of this program under any name, or one of the files beside it, or a database that
    some program works on now."""
    final = path.resolve()
    for each in _held:
        if final == each or (
            final.name in {each.name + end for end in BESIDE} and final.parent == each.parent
        ):
            return True
        if each.exists() and final.exists() and final.samefile(each):
            return True
    return any(final.with_name(final.name + end).exists() for end in BESIDE)
