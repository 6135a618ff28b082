"""Reading a scanned or photographed sign-in sheet: which sheet and page it is, by the codes in its corners."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from sqlalchemy.orm import Session

from deputy_station.core.errors import NotFound
from deputy_station.documents.scanning.opening import NotAPicture, PagePicture, grey_of, open_pages
from deputy_station.documents.scanning.reading import CodePlace, read_page
from deputy_station.features.signin.rules.sheet_codes import (
    CodeNotOurs,
    CodeRefused,
    Corner,
    SheetCode,
    read_code,
)
from deputy_station.features.signin.service.codes import station_secrets
from deputy_station.features.signin.service.sheets import SheetRow, find_sheet

_NOTHING = "图片里没有找到签到表的二维码。请把整页放正、拍清楚，再试一次。"


@dataclass(frozen=True)
class FoundPage:
    """A page of a printed sheet seen in a picture, and by which corners."""

    sheet: SheetRow
    page: int
    corners: tuple[Corner, ...]


@dataclass(frozen=True)
class PictureReading:
    """What a picture shows: pages of our sheets, and a sentence for each code that is none of them."""

    pages: tuple[FoundPage, ...]
    problems: tuple[str, ...]


def open_picture(path: Path) -> Image.Image:
    """The first page of a picture file, turned upright as the camera noted. Raises NotAPicture, Trouble."""
    return Image.fromarray(_first(path).grey)


def identify_picture(session: Session, *, picture: Image.Image) -> PictureReading:
    """Which pages of which sheets a picture shows. Codes that are not ours are told, never guessed."""
    secrets = station_secrets(session)
    reading = read_page(grey_of(picture), lambda text: place_of(text, secrets))
    seen: dict[tuple[int, int, int], list[SheetCode]] = defaultdict(list)
    problems: dict[str, None] = {}
    for text in (*(code.text for code in reading.codes), *reading.others):
        try:
            code = read_code(text, secrets)
        except CodeRefused as refusal:
            if not isinstance(refusal, CodeNotOurs):
                problems[str(refusal)] = None
            continue
        seen[code.activity_id, code.edition, code.page].append(code)
    pages = []
    for (activity_id, edition, page), codes in sorted(seen.items(), key=lambda each: each[0]):
        try:
            sheet = find_sheet(session, activity_id=activity_id, edition=edition, page=page)
        except NotFound as missing:
            problems[str(missing)] = None
            continue
        corners = tuple(corner for corner in Corner if any(code.corner is corner for code in codes))
        pages.append(FoundPage(sheet, page, corners))
    if not pages and not problems:
        problems[_NOTHING] = None
    return PictureReading(tuple(pages), tuple(problems))


def place_of(text: str, secrets: Mapping[int, bytes]) -> CodePlace | None:
    """The place of a corner code on its sheet (activity and edition); None for a code that is no sheet's of ours."""
    try:
        code = read_code(text, secrets)
    except CodeRefused:
        return None
    return CodePlace((code.activity_id, code.edition), code.page, code.corner.value)


def _first(path: Path) -> PagePicture:
    for page in open_pages(path):
        return page
    raise NotAPicture(path)
