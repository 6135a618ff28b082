"""The signature boxes of a scanned or photographed sheet, cut out straight, each with the name it belongs to.

Where a millimetre of the paper lies in the picture follows from the corner codes: each tells where its own four
corners are printed, and the picture tells where they were seen. A plane seen by a camera is a homography; it is
fitted to all seen corners by least squares, so that one code is enough and four straighten a crooked photo.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from sqlalchemy.orm import Session

from deputy_station.core.errors import Refusal
from deputy_station.core.progress import Progress
from deputy_station.documents.description import CornerCodes, Form
from deputy_station.features.activities.service.attendance import list_attendance
from deputy_station.features.signin.imports.pictures import identify_picture, open_picture, read_codes
from deputy_station.features.signin.rules.sheet_codes import CodeRefused, Corner, SheetCode, read_code
from deputy_station.features.signin.service.codes import station_secrets
from deputy_station.features.signin.service.sheets import BLANK, SheetRow, SignatureBox
from deputy_station.store.database import Database

CROP_DPI = 150
"""Dots per inch of a cut: a signature is judged by eye, on a screen."""
AROUND_MM = 4.0
"""What is shown around a box: signatures run over their lines."""
QUIET_SHARE = 4 / 33
"""A code of version 2 has 25 modules and 4 of quiet zone on each side."""

Plane = NDArray[np.float64]
"""3 × 3: millimetres on the paper to px in the picture, in homogeneous coordinates."""


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
    database: Database, progress: Progress, *, activity_id: int, paths: Sequence[Path], form: Form
) -> SignedSheets:
    """Cut the signature boxes of an activity's sheets out of pictures; `form` is the one they were printed by.

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
                plane = _plane_of(session, picture, form, found.sheet, found.page)
                pages[(found.sheet.edition, found.page)] = _cuts(
                    picture, plane, found.sheet, found.page, names
                )
            progress(done, len(paths), "张")
    if not pages:
        raise NothingReadable("\n".join(problems))
    latest = {cut.deputy_id: cut for key in sorted(pages) for cut in pages[key]}
    return SignedSheets(tuple(latest.values()), len(pages), tuple(problems))


def _cuts(
    picture: Image.Image, plane: Plane, sheet: SheetRow, page: int, names: dict[int, tuple[str, str]]
) -> list[SignatureCut]:
    cuts = []
    for row, (deputy_id, box) in enumerate(zip(sheet.rows, sheet.boxes, strict=True), 1):
        if box.page != page or deputy_id == BLANK or deputy_id not in names:
            continue
        name, state = names[deputy_id]
        cuts.append(SignatureCut(deputy_id, name, state, _png(cut_box(picture, plane, box)), page, row))
    return cuts


def cut_box(picture: Image.Image, plane: Plane, box: SignatureBox) -> Image.Image:
    """The box with a little around, straightened."""
    left, top = box.left - AROUND_MM, box.top - AROUND_MM
    right, bottom = box.left + box.width + AROUND_MM, box.top + box.height + AROUND_MM
    # Pillow asks for the corners in this order: upper left, lower left, lower right, upper right.
    corners = [(left, top), (left, bottom), (right, bottom), (right, top)]
    quad = tuple(value for corner in corners for value in place_in(plane, corner))
    size = (round((right - left) / 25.4 * CROP_DPI), round((bottom - top) / 25.4 * CROP_DPI))
    return picture.convert("RGB").transform(
        size, Image.Transform.QUAD, quad, Image.Resampling.BICUBIC, fillcolor="white"
    )


def place_in(plane: Plane, point: tuple[float, float]) -> tuple[float, float]:
    """Where a point of the paper (mm from its top left corner) lies in the picture (px)."""
    x, y, w = plane @ (*point, 1.0)
    return float(x / w), float(y / w)


def fit_plane(paper: Sequence[tuple[float, float]], seen: Sequence[tuple[float, float]]) -> Plane:
    """The homography that takes the points of the paper (mm) to where they were seen (px), by least squares.

    Raises ValueError for fewer than four points.
    """
    if len(paper) < 4 or len(paper) != len(seen):
        raise ValueError("a plane needs four points or more")
    rows = []
    for (x, y), (u, v) in zip(paper, seen, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, -u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, -v])
    # The scale of mm against px makes the sums ill-conditioned; each column by its own size puts that right.
    system = np.array(rows, dtype=float)
    sizes = np.abs(system).max(axis=0)
    sizes[sizes == 0] = 1.0
    solution = np.linalg.svd(system / sizes)[2][-1] / sizes
    plane: Plane = (solution / solution[8]).reshape(3, 3)
    return plane


def _plane_of(session: Session, picture: Image.Image, form: Form, sheet: SheetRow, page: int) -> Plane:
    assert form.codes is not None
    secrets = station_secrets(session)
    paper: list[tuple[float, float]] = []
    seen: list[tuple[float, float]] = []
    for found in read_codes(picture):
        try:
            code = read_code(found.text, secrets)
        except CodeRefused:
            continue  # told by identify_picture already
        if (code.activity_id, code.edition, code.page) == (sheet.activity_id, sheet.edition, page):
            paper += printed_corners(form.codes, form.page.width, form.page.height, code)
            seen += found.corners
    return fit_plane(paper, seen)


def printed_corners(
    codes: CornerCodes, width: float, height: float, code: SheetCode
) -> list[tuple[float, float]]:
    """Where a code's dark square is printed, in mm: top left, top right, bottom right, bottom left."""
    right = code.corner in (Corner.TOP_RIGHT, Corner.BOTTOM_RIGHT)
    low = code.corner in (Corner.BOTTOM_LEFT, Corner.BOTTOM_RIGHT)
    left = (width - codes.inset - codes.size if right else codes.inset) + codes.size * QUIET_SHARE
    top = (height - codes.inset - codes.size if low else codes.inset) + codes.size * QUIET_SHARE
    side = codes.size * (1 - 2 * QUIET_SHARE)
    return [(left, top), (left + side, top), (left + side, top + side), (left, top + side)]


def _png(picture: Image.Image) -> bytes:
    held = BytesIO()
    picture.save(held, "PNG")
    return held.getvalue()
