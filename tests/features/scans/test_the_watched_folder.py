"""The watched folder: what is taken, what is remembered, also after an undo."""

from pathlib import Path

import pytest
from PIL import Image

from deputy_station.core.progress import silent_progress
from deputy_station.core.remembered import Remembered
from deputy_station.features.history.service import undo_last
from deputy_station.features.scans.imports import reading
from deputy_station.features.scans.imports.files import digest_of_file
from deputy_station.features.scans.imports.watching import AT_ONCE, TAKEN, WatchedFolder
from deputy_station.features.scans.rules.papers import sheet_paper
from deputy_station.features.scans.rules.read_pages import ReadBox, ReadPage
from deputy_station.features.scans.rules.states import ScanSource, Verdict
from deputy_station.features.scans.service.listing import list_pages, read_page
from deputy_station.store.database import Database


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "scanner"
    made.mkdir()
    return made


@pytest.fixture(autouse=True)
def _signed(monkeypatch: pytest.MonkeyPatch, training: int) -> None:
    """Every file reads as the first page of the training's sheet, signed once."""

    def read(_database: object, _progress: object, *, paths: list[Path]) -> tuple[ReadPage, ...]:
        box = ReadBox("row:0", Verdict.SIGNED, 0.9, b"cut")
        return tuple(
            ReadPage(
                path.name,
                1,
                digest_of_file(path),
                digest_of_file(path),
                sheet_paper(training, 1),
                1,
                boxes=(box,),
            )
            for path in paths
        )

    monkeypatch.setattr(reading, "read_files", read)


def take(watched: WatchedFolder, database: Database, folder: Path) -> list[str]:
    """One look, and filing what it gave; the names of the files."""
    look = watched.look(database, silent_progress, folder=str(folder))
    assert look.problem == ""
    if look.pages:
        with database.transaction() as session:
            result = watched.file(session, pages=look.pages)
        watched.remember(look.pages, result)
    return [page.file_name for page in look.pages]


def scan(folder: Path, name: str, shade: int) -> None:
    Image.new("L", (40, 40), shade).save(folder / name)


def test_an_undone_scan_is_not_taken_again_after_a_restart(
    database: Database, folder: Path, tmp_path: Path
) -> None:
    scan(folder, "a.png", 1)
    watched = WatchedFolder(Remembered(tmp_path))
    assert [take(watched, database, folder) for _ in range(3)] == [[], ["a.png"], []]
    with database.transaction() as session:
        undo_last(session)
    later = WatchedFolder(Remembered(tmp_path))
    assert [take(later, database, folder) for _ in range(3)] == [[], [], []]
    assert Remembered(tmp_path).get(TAKEN) == [digest_of_file(folder / "a.png")]


def test_what_another_desk_took_is_known_from_the_database(
    database: Database, folder: Path, tmp_path: Path
) -> None:
    scan(folder, "a.png", 1)
    here = WatchedFolder(Remembered(tmp_path / "here"))
    other = WatchedFolder(Remembered(tmp_path / "other"))
    assert [take(other, database, folder) for _ in range(2)] == [[], ["a.png"]]
    assert [take(here, database, folder) for _ in range(3)] == [[], [], []]


def test_many_files_are_read_a_few_at_a_look(database: Database, folder: Path, tmp_path: Path) -> None:
    for number in range(AT_ONCE + 2):
        scan(folder, f"{number}.png", number)
    watched = WatchedFolder(Remembered(tmp_path))
    assert [len(take(watched, database, folder)) for _ in range(4)] == [0, AT_ONCE, 2, 0]


def test_half_written_hidden_and_other_files_are_left_alone(
    database: Database, folder: Path, tmp_path: Path
) -> None:
    (folder / "empty.png").write_bytes(b"")
    scan(folder, ".part.png", 3)
    (folder / "notes.txt").write_text("x")
    watched = WatchedFolder(Remembered(tmp_path))
    assert [take(watched, database, folder) for _ in range(3)] == [[], [], []]


def test_the_batch_says_that_it_came_from_the_folder(
    database: Database, folder: Path, tmp_path: Path
) -> None:
    scan(folder, "a.png", 1)
    watched = WatchedFolder(Remembered(tmp_path))
    take(watched, database, folder)
    take(watched, database, folder)
    with database.reading() as session:
        [row] = list_pages(session)
        assert read_page(session, page_id=row.id).source is ScanSource.FOLDER
