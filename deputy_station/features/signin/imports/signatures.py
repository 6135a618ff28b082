"""The signature boxes of a scanned or photographed sheet, cut out straight, each with the name it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from deputy_station.core.errors import Refusal
from deputy_station.core.progress import Progress
from deputy_station.documents.geometry import BoxKind
from deputy_station.documents.scanning.cutting import cut
from deputy_station.documents.scanning.opening import grey_of
from deputy_station.documents.scanning.plane import plane_of
from deputy_station.features.activities.service.attendance import list_attendance
from deputy_station.features.signin.imports.pictures import FoundPage, identify_picture, open_picture
from deputy_station.features.signin.service.sheets import BLANK
from deputy_station.store.database import Database


class SheetOfOther(Refusal):
    """The picture shows a sheet of another activity."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__(f"“{name}”是“{title}”的签到表，不是这次活动的。请到那次活动里登记。")


class NothingReadable(Refusal):
    """None of the pictures shows a page of this station's sheets."""


@dataclass(frozen=True)
class SignatureCut:
    """One row of a signed sheet: whose it is, the cut as PNG (the box with a little around), and where it was."""

    deputy_id: int
    name: str
    state: str
    png: bytes
    page: int
    row: int


@dataclass(frozen=True)
class SignedSheets:
    """What the pictures show: a cut for every deputy still to be judged, and sentences for what was not read."""

    cuts: tuple[SignatureCut, ...]
    pages: int
    problems: tuple[str, ...]


def read_signatures(
    database: Database, progress: Progress, *, activity_id: int, paths: Sequence[Path]
) -> SignedSheets:
    """Cut the signature boxes of an activity's sheets out of pictures.

    A page seen twice counts once, the later picture. Raises NothingReadable with all reasons, NotAPicture, Trouble.
    """
    pages: dict[tuple[int, int], list[SignatureCut]] = {}
    problems: list[str] = []
    with database.reading() as session:
        names = {
            row.deputy_id: (row.deputy, row.state.label)
            for row in list_attendance(session, activity_id=activity_id)
        }
        for done, path in enumerate(paths, 1):
            picture = open_picture(path)
            reading = identify_picture(session, picture=picture)
            problems += [f"“{path.name}”：{problem}" for problem in reading.problems]
            for found in reading.pages:
                if found.sheet.activity_id != activity_id:
                    problems.append(str(SheetOfOther(path.name, found.sheet.title)))
                    continue
                pages[(found.sheet.edition, found.page)] = _cuts(grey_of(picture), found, names)
            progress(done, len(paths), "张")
    if not pages:
        raise NothingReadable("\n".join(problems))
    latest = {cut.deputy_id: cut for key in sorted(pages) for cut in pages[key]}
    return SignedSheets(tuple(latest.values()), len(pages), tuple(problems))


def _cuts(grey: NDArray[np.uint8], found: FoundPage, names: dict[int, tuple[str, str]]) -> list[SignatureCut]:
    geometry = found.sheet.geometry
    plane = plane_of(found.reading, geometry)
    cuts = []
    for box in geometry.of_page(found.page):
        row = int(box.key.removeprefix("row:")) if box.kind is BoxKind.SIGNATURE else -1
        deputy_id = found.sheet.rows[row] if row >= 0 else BLANK
        if deputy_id == BLANK or deputy_id not in names:
            continue
        name, state = names[deputy_id]
        cuts.append(SignatureCut(deputy_id, name, state, cut(grey, plane, box), found.page, row + 1))
    return cuts
