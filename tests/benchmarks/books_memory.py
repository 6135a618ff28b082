"""Run in a process of its own: makes the books of as many deputies as told as one file, sixty records in each, and
prints the peak in KiB less what the records themselves take beyond those of no deputy."""

import resource
import sys
import tempfile
from pathlib import Path

from deputy_station.features.register.documents.book import make_books
from tests.features.register.made_books import made_book, made_entry

RECORDS = 60


def main(count: int) -> None:
    before = _memory_now()
    tables = ("trainings", "contacts", "good_deeds", "receptions")
    books = [
        made_book(
            {key: [made_entry(key, number) for number in range(RECORDS // len(tables))] for key in tables},
            deputy_id=deputy,
            deputy=f"代表{deputy}",
        )
        for deputy in range(1, count + 1)
    ]
    held = _memory_now() - before
    with tempfile.TemporaryDirectory() as folder:
        make_books(Path(folder) / "books.pdf", books)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held)


def _memory_now() -> int:
    """KiB this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 1024


if __name__ == "__main__":
    main(int(sys.argv[1]))
