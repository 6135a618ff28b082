"""Evidence bound behind a book: a list of all pieces, and a page for each picture of those that are in the house.

A piece is a scan that came back, or a picture or PDF at the path that was written down for it. What cannot be read is
named on the list with the reason; a book is never refused for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

from deputy_station.core.errors import sentence_for_os_error
from deputy_station.core.pdfium import PDFIUM
from deputy_station.documents.checking import POINTS_PER_MM
from deputy_station.documents.description import CodePayload, Sheet
from deputy_station.documents.loading import load_form
from deputy_station.documents.marks import PageMarks, PictureMark
from deputy_station.features.register.documents.fields import ATTACHED, ATTACHMENT, FIELDS
from deputy_station.features.register.documents.tables import head_values
from deputy_station.features.register.rules.book import Book
from deputy_station.features.register.service.kept_evidence import KeptPiece

PDF, PICTURES = ".pdf", frozenset({".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff"})
MOST_BYTES = 50 * 1024 * 1024
MOST_PAGES = 30
"""Of one piece: a recording of a whole meeting is no evidence to be bound behind a book."""
LONGEST_PX = 1754
"""The longer side of a picture on paper: an A4 page at 150 dpi."""
_LEFT, _TOP, _RIGHT, _FOOT = 20.0, 38.0, 195.0, 285.0
"""mm of a portrait A4 page between which a picture stands, below the two lines that name it."""


@dataclass(frozen=True)
class AttachedPages:
    """The sheets behind a book in order, and the picture of each but the first, which is the list."""

    sheets: tuple[Sheet, ...]
    pictures: tuple[bytes, ...]

    def draw(self, sheet: Sheet, marks: PageMarks) -> PageMarks:
        """The page with its picture, as large as it fits, in the middle."""
        place = next((at for at, each in enumerate(self.sheets) if each is sheet), 0)
        if place == 0:
            return marks
        data = self.pictures[place - 1]
        with Image.open(BytesIO(data)) as picture:
            wide, high = picture.size
        room_wide, room_high = _RIGHT - _LEFT, _FOOT - _TOP
        scale = min(room_wide / wide, room_high / high)
        width, height = wide * scale, high * scale
        left = _LEFT + (room_wide - width) / 2
        point = POINTS_PER_MM
        mark = PictureMark(left * point, _TOP * point, width * point, height * point, data)
        return replace(marks, pictures=[*marks.pictures, mark])


class EvidenceFiles:
    """The files of one printing: each is read once, as one proves an activity of many deputies."""

    def __init__(self) -> None:
        self._read: dict[Path, tuple[tuple[bytes, ...], str]] = {}

    def pages(self, piece: KeptPiece) -> tuple[tuple[bytes, ...], str]:
        """The pictures of a piece (JPEG), or why there are none."""
        if piece.path is None:
            return piece.pages, piece.why
        if piece.path not in self._read:
            self._read[piece.path] = _read_file(piece.path)
        return self._read[piece.path]


def attach(
    book: Book,
    pieces: Sequence[KeptPiece],
    files: EvidenceFiles,
    *,
    code: CodePayload | None,
    bookmarks: bool,
) -> AttachedPages:
    """The list and the pages of a book's pieces. `code` stands on each; `bookmarks` names each piece in the outline."""
    form = load_form(ATTACHMENT, FIELDS[ATTACHMENT])
    rows: list[dict[str, str]] = []
    sheets: list[Sheet] = []
    pictures: list[bytes] = []
    missing = 0
    for line, piece in enumerate(pieces, 1):
        pages, why = files.pages(piece)
        first = len(pictures) + 1
        for number, data in enumerate(pages):
            pictures.append(data)
            values = {
                "deputy": book.deputy,
                "record": piece.record,
                "title": piece.title,
                "matter": piece.matter,
                "place": f"材料第 {len(pictures)} 页",
            }
            bookmark = f"{piece.record}　{piece.title}" if bookmarks and not number else ""
            sheets.append(Sheet(form, values, bookmark=bookmark, page_code=code))
        missing += not pages
        span = f"{first}" if len(pages) == 1 else f"{first}—{len(pictures)}"
        rows.append(
            {
                "line": str(line),
                "record": piece.record,
                "matter": piece.matter,
                "title": piece.title,
                "place": f"材料第 {span} 页" if pages else f"没有附：{why}",
            }
        )
    there = f"附 {len(pieces) - missing} 件 {len(pictures)} 页"
    gone = f"，没有附的 {missing} 件，看原件" if missing else ""
    total = f"共 {len(pieces)} 件材料，{there}{gone}。" if pieces else "没有证明材料。"
    front = Sheet(
        load_form(ATTACHED, FIELDS[ATTACHED]),
        {**head_values(book), "pieces": rows, "total": total},
        bookmark="附　证明材料" if bookmarks else "",
        page_code=code,
    )
    return AttachedPages((front, *sheets), tuple(pictures))


def _read_file(path: Path) -> tuple[tuple[bytes, ...], str]:
    ending = path.suffix.lower()
    if ending != PDF and ending not in PICTURES:
        return (), "不是图片或 PDF"
    try:
        if path.stat().st_size > MOST_BYTES:
            return (), "文件太大"
        content = path.read_bytes()
    except FileNotFoundError:
        return (), f"找不到文件 {path.name}"
    except OSError as error:
        return (), sentence_for_os_error(error, path)
    try:
        pages = _pdf_pages(content) if ending == PDF else (jpeg_of(Image.open(BytesIO(content))),)
    except (OSError, ValueError, pypdfium2.PdfiumError, Image.DecompressionBombError):
        return (), f"文件 {path.name} 打不开"
    return (pages, "") if pages else ((), f"超过 {MOST_PAGES} 页")


def _pdf_pages(content: bytes) -> tuple[bytes, ...]:
    """Each page as a picture; none of a file with too many. Raises PdfiumError."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(content)
        try:
            if len(document) > MOST_PAGES:
                return ()
            return tuple(jpeg_of(page.render(scale=150 / 72).to_pil()) for page in document)
        finally:
            document.close()


def jpeg_of(picture: Image.Image) -> bytes:
    """Upright, on white where it is transparent, no larger than print needs. Raises OSError."""
    upright = ImageOps.exif_transpose(picture)
    if upright.has_transparency_data:  # what shows through is paper, not black
        upright = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright)
    plain = upright if upright.mode in ("L", "RGB") else upright.convert("RGB")
    plain.thumbnail((LONGEST_PX, LONGEST_PX))
    packed = BytesIO()
    plain.save(packed, "JPEG", quality=80)
    return packed.getvalue()
