"""Scans and photos as grey pages: PDF, JPEG, PNG, TIFF of many pages, BMP, WebP; turned as the camera noted.

Where there is colour, grey leans to the red channel: pens of black and blue stay as dark as they are, while red stamps
and the yellow of old paper fade. A picture is what a stranger sent: its size is looked at before anything is unpacked.
"""

import ctypes
import struct
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from deputy_station.core.errors import Trouble, sentence_for_os_error
from deputy_station.core.pdfium import PDFIUM

MOST_PIXELS = 150_000_000
"""An A3 page at 600 dpi has 70 million; phones reach 108. What is larger is no picture of a page."""
MOST_PAGES = 500
_LEAST_SIDE = 32
_PDF_DPI = 200
_FINEST_DPI = 300
_COARSEST_DPI = 150
_LARGEST_PDF_SIDE = 5000
_GREEN = 0.4
"""Share of the green channel in the grey of a colour picture: red ink is left as pale as pencil, not lost."""
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_ODD_INSIDES = (
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    AssertionError,
    SyntaxError,
    EOFError,
    MemoryError,
    NotImplementedError,
    struct.error,
    zlib.error,
    ctypes.ArgumentError,
)
"""What decoders raise, besides their own errors, at a file that is torn or spoilt in its inside."""


class NotAPicture(Trouble):
    """The file holds no picture that can be read."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"“{path.name}”不是能读的图片。请用 PDF、JPG、PNG 或 TIFF 格式的扫描件或照片。")


class PictureTorn(Trouble):
    """The file begins as a picture and ends before it is whole."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"“{path.name}”不完整，可能没有传完或已损坏。请重新扫描或重新拷贝一次。")


class EmptyFile(Trouble):
    """The file has no byte: a copy or a scan that never began."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"“{path.name}”是空的，没有内容。可能没有传完，请重新扫描或重新拷贝一次。")


class PictureTooLarge(Trouble):
    """More pixels than any page needs."""

    def __init__(self, path: Path, width: int, height: int) -> None:
        super().__init__(
            f"“{path.name}”太大（{width}×{height} 像素），没有打开。请用 200 至 300 dpi 重新扫描。"
        )


class TooManyPages(Trouble):
    """More pages than one file may bring."""

    def __init__(self, path: Path, pages: int) -> None:
        super().__init__(f"“{path.name}”有 {pages} 页，一个文件最多 {MOST_PAGES} 页。请分成几个文件再导入。")


class PdfLocked(Trouble):
    """The PDF asks for a password."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"“{path.name}”设有密码，打不开。请去掉密码另存一份，再试一次。")


@dataclass(frozen=True)
class PagePicture:
    """One page: the file's name, the page in it (from 1), height × width grey values, 0 black to 255 white."""

    name: str
    number: int
    grey: NDArray[np.uint8]


def open_pages(path: Path, *, after: int = 0) -> Iterator[PagePicture]:
    """The pages of a file, one at a time; the first `after` of them are left out.

    Raises NotAPicture, PictureTorn, EmptyFile, PictureTooLarge, TooManyPages, PdfLocked, Trouble.
    """
    try:
        with path.open("rb") as file:
            head = file.read(1024)
    except OSError as error:
        raise Trouble(sentence_for_os_error(error, path)) from error
    if not head:
        raise EmptyFile(path)
    try:
        yield from _pdf_pages(path, after) if b"%PDF-" in head else _picture_pages(path, after)
    except _ODD_INSIDES as error:
        raise PictureTorn(path) from error


def grey_of(picture: Image.Image) -> NDArray[np.uint8]:
    """A picture of any mode as grey: mostly the red of colour, 16 bits scaled down, transparency on white."""
    if picture.mode == "L":
        return np.asarray(picture)
    if picture.mode == "1":
        return np.asarray(picture.convert("L"))
    if picture.mode.startswith("I;16") or picture.mode in ("I", "F"):
        deep = np.asarray(picture).astype(np.float32)
        span = 65535.0 if picture.mode != "F" and deep.max(initial=0) > 255 else 255.0
        return np.asarray(np.clip(deep * (255.0 / span), 0, 255), dtype=np.uint8)
    if "A" in picture.getbands() or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
    if picture.mode not in ("RGB", "RGBA"):
        picture = picture.convert("RGB")
    leaning = Image.blend(picture.getchannel("R"), picture.getchannel("G"), _GREEN)
    return np.asarray(leaning, dtype=np.uint8)


def _picture_pages(path: Path, after: int) -> Iterator[PagePicture]:
    try:
        with warnings.catch_warnings():
            # Our own measure comes below; Pillow's warning of large pictures and of odd tags would be noise.
            warnings.simplefilter("ignore")
            with Image.open(path) as opened:
                # Of an animation the first picture is what its sender saw; a TIFF of many pages is a pile of paper.
                frames = getattr(opened, "n_frames", 1) if opened.format == "TIFF" else 1
                if frames > MOST_PAGES:
                    raise TooManyPages(path, frames)
                for number in range(after, frames):
                    opened.seek(number)
                    _check_size(path, opened.size)
                    opened.load()
                    # Asked first: what is not turned would be copied.
                    turned = opened.getexif().get(ExifTags.Base.Orientation, 1) != 1
                    upright = ImageOps.exif_transpose(opened) if turned else opened
                    yield PagePicture(path.name, number + 1, grey_of(upright))
    except UnidentifiedImageError:
        raise NotAPicture(path) from None
    except Image.DecompressionBombError:
        raise PictureTooLarge(path, *_told_size(path)) from None
    except OSError as error:
        if error.errno is not None:
            raise Trouble(sentence_for_os_error(error, path)) from error
        raise PictureTorn(path) from error


def _check_size(path: Path, size: tuple[int, int]) -> None:
    if size[0] * size[1] > MOST_PIXELS:
        raise PictureTooLarge(path, *size)
    if min(size) < _LEAST_SIDE:
        raise NotAPicture(path)


def _told_size(path: Path) -> tuple[int, int]:
    """Width and height that the file claims, without its bomb going off."""
    limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path) as opened:
                return opened.size
    finally:
        Image.MAX_IMAGE_PIXELS = limit


def _pdf_pages(path: Path, after: int) -> Iterator[PagePicture]:
    try:
        with PDFIUM:
            document = pypdfium2.PdfDocument(path)
            pages = len(document)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD or "password" in str(error).lower():
            raise PdfLocked(path) from None
        raise PictureTorn(path) from error
    try:
        if pages > MOST_PAGES:
            raise TooManyPages(path, pages)
        if not pages:
            raise NotAPicture(path)
        for number in range(after, pages):
            try:
                with PDFIUM:
                    grey = _drawn(document[number])
            except pypdfium2.PdfiumError as error:
                raise PictureTorn(path) from error
            yield PagePicture(path.name, number + 1, grey)
    finally:
        with PDFIUM:
            document.close()


def _drawn(page: pypdfium2.PdfPage) -> NDArray[np.uint8]:
    """A page of a PDF as fine as the picture on it, between 150 and 300 dpi."""
    width, height = page.get_size()  # points
    dpi = min(max(_picture_dpi(page), _COARSEST_DPI), _FINEST_DPI)
    scale = min(dpi / 72, _LARGEST_PDF_SIDE / max(width, height, 1.0))
    drawn = page.render(scale=scale, may_draw_forms=False, rev_byteorder=True)
    try:
        return np.ascontiguousarray(grey_of(drawn.to_pil()))  # a copy: the bitmap is freed
    finally:
        drawn.close()
        page.close()


def _picture_dpi(page: pypdfium2.PdfPage) -> float:
    """Dots per inch of the largest picture on the page; 200 for a page without one."""
    found = 0.0
    for each in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = each.get_bounds()
        across, up = each.get_px_size()
        longer = max(right - left, top - bottom)
        if longer > 0:
            found = max(found, max(across, up) / longer * 72)
    return found or _PDF_DPI
