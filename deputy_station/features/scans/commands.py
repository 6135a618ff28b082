"""Paper that comes back, without a window: files are read and filed, or only looked at."""

from pathlib import Path
from typing import Annotated

import typer

from deputy_station.core.errors import Refusal
from deputy_station.features.scans.imports.files import collect_files
from deputy_station.features.scans.rules.read_pages import ReadPage
from deputy_station.features.scans.rules.states import PageState, ScanSource
from deputy_station.features.scans.service.filing import BatchResult, file_pages
from deputy_station.store.desk import Command, Desk

MOST_TOLD = 20
"""Pages that are told one by one: those not taken when nothing was, and old ones."""


class NothingTaken(Refusal):
    """None of the files could be taken; the sentence names each with its reason."""


class _OnlyLooked(Exception):
    """Ends the transaction of a dry run: everything was done as it would be, and nothing stays."""


def scan(
    desk: Desk,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="文件…", help="扫描件或照片：PDF、JPG、PNG、TIFF、BMP；也可以是文件夹"),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会收成什么，什么也不改")] = False,
) -> None:
    """File signed sheets, slips and statements that were scanned or photographed."""
    from deputy_station.features.scans.imports.reading import read_files  # loads what reads pictures

    collected = collect_files(files)
    if not collected.paths:
        raise NothingTaken("\n".join(["没有收下一页。", *collected.left_out]))
    pages = read_files(desk.database, desk.progress, paths=collected.paths)
    result = _look(desk, pages) if dry_run else _file(desk, pages)
    said = [*collected.left_out, *result.missing, *result.old(MOST_TOLD)]
    if not result.taken:
        raise NothingTaken("\n".join(["没有收下一页。", *collected.left_out, *result.refused(MOST_TOLD)]))
    for sentence in said:
        desk.say(sentence)
    desk.say(f"{'试看，没有改动：' if dry_run else ''}{result.sentence}。")
    desk.show_rows(
        result.pages,
        {
            "file": "文件",
            "page_in_file": "页",
            "kind": "文书",
            "state": "状态",
            "subject": "是哪一份",
            "sentence": "说明",
        },
        uncut="sentence",
        dry_run=dry_run,
        files=len(collected.paths),
        filed=result.count(PageState.FILED),
        asked=result.count(PageState.ASKED),
        again=result.count(PageState.AGAIN),
        refused=result.count(PageState.REFUSED),
        came=result.came,
        problems=said,
    )


def _file(desk: Desk, pages: tuple[ReadPage, ...]) -> BatchResult:
    with desk.transaction() as session:
        return file_pages(session, pages=pages, source=ScanSource.COMMAND)


def _look(desk: Desk, pages: tuple[ReadPage, ...]) -> BatchResult:
    found: list[BatchResult] = []
    try:
        with desk.transaction() as session:
            found.append(file_pages(session, pages=pages, source=ScanSource.COMMAND))
            raise _OnlyLooked
    except _OnlyLooked:
        return found[0]


COMMANDS = (Command("scan", scan),)
