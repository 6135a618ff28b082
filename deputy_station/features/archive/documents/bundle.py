"""The archive's folder of a year: each volume as one PDF, each paper as a file, contents as workbook, checksums.

```text
2026年归档/
  案卷 2026-永久.pdf          cover, contents, every paper, page numbers running through
  永久/2026-永久-0001 题名.pdf  the bytes as they went out
  卷内目录 2026.xlsx
  校验清单.txt                 `sha256sum -c 校验清单.txt`
```
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from deputy_station.core.progress import Progress, silent_progress
from deputy_station.documents.folder_whole import folder_written_whole
from deputy_station.documents.glyphs import MissingGlyphs
from deputy_station.documents.pdf import make_pdf
from deputy_station.documents.volume import Bound, bind_volume
from deputy_station.documents.workbook_out import WorkSheet, write_workbook
from deputy_station.features.archive.documents.front import front_sheets
from deputy_station.features.archive.rules.volumes import (
    Piece,
    Volume,
    checksum_lines,
    piece_code,
    piece_file,
)
from deputy_station.features.archive.service.year import plan_year, record_archived
from deputy_station.features.papers.service.keeping import paper_content
from deputy_station.features.signin.documents.page_codes import have_key
from deputy_station.store.database import Database

CHECKSUMS = "校验清单.txt"
COLUMNS = (
    "件号",
    "档号",
    "责任者",
    "题名",
    "类别",
    "日期",
    "保管期限",
    "页数",
    "页号",
    "文件",
    "SHA-256",
    "备注",
)


@dataclass(frozen=True)
class MadeArchive:
    """The finished folder: where, its volumes by name of the file, pieces and numbered pages in all."""

    path: Path
    volumes: tuple[str, ...]
    pieces: int
    pages: int


def make_archive(
    database: Database,
    progress: Progress = silent_progress,
    *,
    out: Path,
    year: int,
    kinds: Collection[str] | None = None,
) -> MadeArchive:
    """Write the folder `out` of a year with the papers of these kinds (None: all that are archived).

    Whole or not at all. Raises NothingToArchive, VisitorsNotYours, PaperDamaged, FolderThere, NotWritten, Cancelled.
    """
    have_key(database)
    with database.reading() as session:
        volumes = plan_year(session, year=year, kinds=kinds)
    pieces = sum(len(volume.pieces) for volume in volumes)
    names = []
    with folder_written_whole(out) as folder:
        done = 0
        for volume in volumes:
            names.append(_write_volume(database, folder, volume, done, pieces, progress))
            done += len(volume.pieces)
        write_workbook(folder / f"卷内目录 {year}.xlsx", [_contents_sheet(volume) for volume in volumes])
        _write_checksums(folder)
        # Recorded before the folder takes its name: a look that could not be recorded does not happen.
        with database.transaction() as session:
            record_archived(session, volumes=volumes)
    return MadeArchive(out, tuple(names), pieces, sum(volume.pages for volume in volumes))


def _write_volume(
    database: Database, folder: Path, volume: Volume, before: int, total: int, progress: Progress
) -> str:
    single = folder / volume.retention.label
    single.mkdir()
    front = folder / "front.pdf"

    def bound() -> Iterator[Bound]:
        for piece in volume.pieces:
            with database.reading() as session:
                content = paper_content(session, digest=piece.paper.sha256, title=piece.paper.title)
            (single / piece_file(volume, piece)).write_bytes(content)
            if piece.bound:
                yield Bound(content, _mark(volume, piece))

    _write_front(database, front, volume)
    name = f"案卷 {volume.code}.pdf"
    bind_volume(
        folder / name,
        [front],
        bound(),
        count=sum(piece.bound for piece in volume.pieces),
        progress=lambda done, _count, unit: progress(before + done, total, unit),
    )
    front.unlink()
    return name


def _write_front(database: Database, front: Path, volume: Volume) -> None:
    """Cover and contents; signs of titles that no font of this machine has are replaced there, not in the workbook."""
    title = f"案卷 {volume.code}"
    with database.reading() as session:
        sheets = front_sheets(session, volume)
        try:
            make_pdf(front, sheets, title=title)
        except MissingGlyphs as missing:
            make_pdf(front, front_sheets(session, volume, unknown=missing.characters), title=title)


def _mark(volume: Volume, piece: Piece) -> str:
    """归档章: what the first page of a piece says of its place in the archive."""
    return f"归档 {piece_code(volume, piece)}　保管期限 {volume.retention.label}　共 {piece.paper.pages} 页"


def _contents_sheet(volume: Volume) -> WorkSheet:
    return WorkSheet(
        volume.code,
        COLUMNS,
        [
            (
                piece.number,
                piece_code(volume, piece),
                piece.paper.author,
                piece.paper.title,
                piece.paper.word,
                piece.paper.on,
                volume.retention.label,
                piece.paper.pages if piece.bound else "",
                piece.page_span,
                f"{volume.retention.label}/{piece_file(volume, piece)}",
                piece.paper.sha256,
                piece.paper.remark,
            )
            for piece in volume.pieces
        ],
        title=f"卷内目录 {volume.code}，共 {len(volume.pieces)} 件 {volume.pages} 页",
    )


def _write_checksums(folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sums = [(_digest(path), path.relative_to(folder).as_posix()) for path in files]
    (folder / CHECKSUMS).write_text(checksum_lines(sums), encoding="utf-8", newline="\n")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        counted = sha256()
        while part := file.read(1 << 20):
            counted.update(part)
    return counted.hexdigest()
