"""Reading a scanned or photographed sign-in sheet: which sheet and page it is, by the codes in its corners."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import zxingcpp
from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError
from sqlalchemy.orm import Session

from deputy_station.core.errors import NotFound, Trouble, sentence_for_os_error
from deputy_station.features.signin.rules.sheet_codes import (
    CodeNotOurs,
    CodeRefused,
    Corner,
    SheetCode,
    read_code,
)
from deputy_station.features.signin.service.codes import station_secrets
from deputy_station.features.signin.service.sheets import SheetRow, find_sheet

_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_SMALLEST_SIDE = 1600
"""Pixels of the longer side below which a picture is enlarged: an A4 page at 140 dpi."""
_SMOOTHING = 0.0006
"""Radius of the smoothing as a share of the longer side: a third of a module on an A4 page."""


class NotAPicture(Trouble):
    """The file holds no picture that can be read."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"“{path}”不是能读的图片。请用 JPG、PNG 或 TIFF 格式的扫描件或照片。")


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


@dataclass(frozen=True)
class SeenCode:
    """A QR code in a picture: what it says, and its corners in px: top left, top right, bottom right, bottom left
    as the code itself stands."""

    text: str
    corners: tuple[tuple[float, float], ...]


def open_picture(path: Path) -> Image.Image:
    """A picture file, turned upright as the camera noted. Raises NotAPicture, Trouble."""
    try:
        with Image.open(path) as opened:
            picture: Image.Image = ImageOps.exif_transpose(opened)
            picture.load()
    except UnidentifiedImageError:
        raise NotAPicture(path) from None
    except (OSError, Image.DecompressionBombError, SyntaxError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise Trouble(sentence_for_os_error(error, path)) from error
        raise NotAPicture(path) from error
    return picture


def identify_picture(session: Session, *, picture: Image.Image) -> PictureReading:
    """Which pages of which sheets a picture shows. Codes that are not ours are told, never guessed."""
    secrets = station_secrets(session)
    seen: dict[tuple[int, int, int], set[Corner]] = defaultdict(set)
    codes: dict[tuple[int, int, int], SheetCode] = {}
    problems: dict[str, None] = {}
    for text in read_texts(picture):
        try:
            code = read_code(text, secrets)
        except CodeRefused as refusal:
            if not isinstance(refusal, CodeNotOurs):
                problems[str(refusal)] = None
            continue
        key = (code.activity_id, code.edition, code.page)
        seen[key].add(code.corner)
        codes[key] = code
    pages = []
    for key, corners in sorted(seen.items()):
        try:
            sheet = find_sheet(session, code=codes[key])
        except NotFound as missing:
            problems[str(missing)] = None
            continue
        pages.append(FoundPage(sheet, key[2], tuple(corner for corner in Corner if corner in corners)))
    if not pages and not problems:
        problems["图片里没有找到签到表的二维码。请把整页放正、拍清楚，再试一次。"] = None
    return PictureReading(tuple(pages), tuple(problems))


def read_texts(picture: Image.Image) -> list[str]:
    """What the QR codes in a picture say, each once."""
    return [code.text for code in read_codes(picture)]


def read_codes(picture: Image.Image) -> list[SeenCode]:
    """The QR codes in a picture, each once, with the place of their corners.

    A speckled copy hides codes from the reader: while fewer are found than a page has corners, the picture is
    tried again smoothed, then smoothed and enlarged (some ten milliseconds each at 200 dpi).
    """
    grey = picture.convert("L")
    if (longer := max(grey.size)) < _SMALLEST_SIDE:
        grey = _enlarged(grey, _SMALLEST_SIDE / longer)
    found: dict[str, SeenCode] = {}
    for attempt in _attempts(grey):
        factor = picture.width / attempt.width
        for code in zxingcpp.read_barcodes(attempt, formats=_QR):
            place = code.position
            corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
            found.setdefault(
                str(code.text),
                SeenCode(str(code.text), tuple((corner.x * factor, corner.y * factor) for corner in corners)),
            )
        if len(found) >= len(Corner):
            break
    return list(found.values())


def _attempts(grey: Image.Image) -> Iterator[Image.Image]:
    yield grey
    smooth = grey.filter(ImageFilter.GaussianBlur(_SMOOTHING * max(grey.size)))
    yield smooth
    yield _enlarged(smooth, 2)


def _enlarged(grey: Image.Image, factor: float) -> Image.Image:
    return grey.resize((round(grey.width * factor), round(grey.height * factor)), Image.Resampling.BICUBIC)
