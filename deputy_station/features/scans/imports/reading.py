"""Files become pages that can be filed: opened, their codes read, their boxes judged and cut. Writes nothing."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from deputy_station.core.cleaning import clean_line
from deputy_station.core.errors import Trouble
from deputy_station.core.progress import Progress
from deputy_station.documents.geometry import Box, BoxKind, PrintGeometry
from deputy_station.documents.scanning.cutting import cut, straighten
from deputy_station.documents.scanning.judging import Ink, Judged, judge_page
from deputy_station.documents.scanning.opening import PagePicture, open_pages
from deputy_station.documents.scanning.plane import Plane, plane_of
from deputy_station.documents.scanning.reading import PageReading, read_page
from deputy_station.features.scans.imports.files import digest_of_file, name_fit_to_keep
from deputy_station.features.scans.imports.geometries import geometry_of
from deputy_station.features.scans.imports.knowing import Knowing
from deputy_station.features.scans.imports.shrinking import shrink
from deputy_station.features.scans.rules.filing import both
from deputy_station.features.scans.rules.papers import Holding, Paper
from deputy_station.features.scans.rules.read_pages import ReadBox, ReadPage
from deputy_station.features.scans.rules.states import Verdict
from deputy_station.features.scans.rules.words import CONFLICT
from deputy_station.features.signin.service.codes import station_secrets
from deputy_station.store.database import Database

Grey = NDArray[np.uint8]
AT_ONCE = 4
"""Pages read in one go: about a third of a second."""
UNIT = "个文件"
_VERDICTS = {Ink.SIGNED: Verdict.SIGNED, Ink.EMPTY: Verdict.EMPTY, Ink.UNSURE: Verdict.UNSURE}


@dataclass(frozen=True)
class Place:
    """Where reading goes on: which of the files, how many of its pages are read, its digest once it is known."""

    file: int = 0
    pages: int = 0
    digest: str = ""


@dataclass(frozen=True)
class Piece:
    """Some pages, in order, and where the next begin; None when all are read."""

    pages: tuple[ReadPage, ...]
    rest: Place | None


def read_files(database: Database, progress: Progress, *, paths: Sequence[Path]) -> tuple[ReadPage, ...]:
    """The pages of files, in order. A file that cannot be opened gives one page that says why; it stops no other.

    Raises Cancelled by way of `progress`.
    """
    pages: list[ReadPage] = []
    place: Place | None = Place()
    while place is not None:
        piece = read_some(database, progress, paths=paths, place=place)
        pages += piece.pages
        place = piece.rest
    return tuple(pages)


def read_some(database: Database, progress: Progress, *, paths: Sequence[Path], place: Place) -> Piece:
    """The next few pages of files, so that whoever shares the thread comes between. Raises Cancelled."""
    with database.reading() as session:
        secrets = station_secrets(session)
    pages: list[ReadPage] = []
    progress(place.file, len(paths), UNIT)
    while place.file < len(paths):
        for page in _read_file(database, paths[place.file], secrets, place):
            pages.append(page)
            place = Place(place.file, page.page_in_file, page.file_digest)
            if place.pages > 1:
                progress(place.file, len(paths), f"{UNIT}，第 {place.pages} 页")
            if (
                len(pages) == AT_ONCE and page.digest
            ):  # without one nothing was read, and the file is at its end
                return Piece(tuple(pages), place)
        place = Place(place.file + 1)
        progress(place.file, len(paths), UNIT)
        if len(pages) >= AT_ONCE:
            break
    return Piece(tuple(pages), place if place.file < len(paths) else None)


def _read_file(database: Database, path: Path, secrets: dict[int, bytes], place: Place) -> Iterator[ReadPage]:
    number, digest, name = place.pages, place.digest, name_fit_to_keep(path)
    try:
        digest = digest or digest_of_file(path)
        for picture in open_pages(path, after=place.pages):
            number = picture.number
            yield _read_picture(database, picture, name, digest, secrets)
    except Trouble as trouble:
        yield ReadPage(name, number + 1, file_digest=digest, problem=clean_line(str(trouble)))


def _read_picture(
    database: Database, picture: PagePicture, name: str, file_digest: str, secrets: dict[int, bytes]
) -> ReadPage:
    grey = picture.grey
    held = hashlib.sha256(f"{grey.shape}".encode())
    held.update(np.ascontiguousarray(grey).data)
    pixels = held.hexdigest()

    def page(**more: object) -> ReadPage:
        return ReadPage(name, picture.number, pixels, file_digest, **more)  # type: ignore[arg-type]

    knowing = Knowing(secrets)
    reading = read_page(grey, knowing.known)
    if reading.conflict or len(knowing.alone) + (reading.paper is not None) > 1:
        return page(problem=CONFLICT)
    if reading.paper is None:
        if not knowing.alone:
            return page(problem=knowing.problem(reading.others))
        [(paper, number)] = knowing.alone.items()
        return page(paper=paper, page=number, picture=shrink(grey))
    assert isinstance(reading.paper, Paper)
    with database.reading() as session:
        geometry = geometry_of(session, paper=reading.paper, page=reading.page)
    if geometry is None:
        return page(paper=reading.paper, page=reading.page, picture=shrink(grey))
    plane = plane_of(reading, geometry)
    return page(
        paper=reading.paper,
        page=reading.page,
        boxes=_boxes(grey, plane, geometry, reading, writing=reading.paper.holding is Holding.BALLOT),
        picture=straighten(grey, plane, geometry),
    )


def _boxes(
    grey: Grey, plane: Plane, geometry: PrintGeometry, reading: PageReading, *, writing: bool
) -> tuple[ReadBox, ...]:
    """The boxes that say something; a blank line is one box, name and signature together, cut as a row. `writing`:
    also whether something is written where words belong, with its cut."""
    judged = {
        each.box.key: each
        for each in judge_page(grey, plane, geometry, reading.page)
        if writing or each.box.kind is not BoxKind.WRITING
    }
    read = []
    for key, each in judged.items():
        word, _, place = key.partition(":")
        if word == "row" and f"line:{place}" in judged:
            continue  # told with its line
        verdict, score, box = _VERDICTS[each.verdict], each.score, each.box
        signature = judged.get(f"row:{place}") if word == "line" else None
        if signature is not None:
            verdict = both(verdict, _VERDICTS[signature.verdict])
            score, box = max(score, signature.score), _span(each, signature)
        crop = b"" if box.kind is BoxKind.TICK else cut(grey, plane, box)
        read.append(ReadBox(key, verdict, float(score), crop))
    return tuple(read)


def _span(name: Judged, signature: Judged) -> Box:
    """From the name cell to the end of the signature cell."""
    first, last = name.box, signature.box
    left, top = min(first.left, last.left), min(first.top, last.top)
    right = max(first.left + first.width, last.left + last.width)
    bottom = max(first.top + first.height, last.top + last.height)
    return Box(first.key, first.kind, first.page, left, top, right - left, bottom - top, first.bordered)
