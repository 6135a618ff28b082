"""What an official paper is: one description, free of any layout, that PDF (later DOCX, XLSX) writers follow.

Lengths are millimetres, type sizes are points. A text may hold `{name}`: the value of a field. The same
description serves every writer, so nothing here knows pages being filled, fonts on disk or PDF.
"""

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

from deputy_station.core.errors import Trouble

FontRole = Literal["song", "fangsong", "hei", "kai", "biaosong"]
"""宋体、仿宋、黑体、楷体, and 小标宋 for the titles of official papers."""

Align = Literal["left", "center", "right", "justify", "spread"]
VerticalAlign = Literal["top", "middle", "bottom"]
Corner = Literal["top_left", "top_right", "bottom_left", "bottom_right"]

CodePayload = Callable[[int, int, str], str]
"""`payload(page, pages, corner)`: what the QR code in that corner of that page says; `corner` is empty in a cell."""

ListValue = Sequence[Mapping[str, str]]
Value = str | ListValue | CodePayload
"""What a field may be given: text, rows of a list, or the payloads of QR codes."""


def same_code(text: str) -> CodePayload:
    """The payload of a code that says the same on every page and in every corner."""
    return lambda _page, _pages, _corner: text


class FormProblem(Trouble):
    """A form description, or the values given to it, cannot make a paper; names form, cell and field."""


class FieldKind(Enum):
    """What a field's value is: a text, a list of rows, or the payloads of QR codes."""

    TEXT = "text"
    LIST = "list"
    CODE = "code"


@dataclass(frozen=True)
class Field:
    """What a feature offers to a form: the name used in `{name}`, its Chinese label and a made-up sample."""

    name: str
    label: str
    sample: str = ""
    kind: FieldKind = FieldKind.TEXT
    columns: tuple["Field", ...] = ()


PAGE_CODE = "page_code"
"""Stands for the field in marks of the code whose payload is the sheet's own."""


@dataclass(frozen=True)
class Page:
    """A sheet of paper: its size and margins in mm, after turning it to its orientation.

    With `tightest_leading` the lines of its paragraphs may close up to that leading where this saves a page. A `roll`
    is cut off below what stands on its last page.
    """

    width: float
    height: float
    top: float
    right: float
    bottom: float
    left: float
    tightest_leading: float = 0.0
    roll: bool = False

    @property
    def type_width(self) -> float:
        """Width of the type area (版心)."""
        return self.width - self.left - self.right

    @property
    def type_height(self) -> float:
        """Height of the type area (版心)."""
        return self.height - self.top - self.bottom


@dataclass(frozen=True)
class TextStyle:
    """How a text is set: font, size and the size it may shrink to (points), leading as a multiple of size."""

    font: FontRole = "song"
    size: float = 10.5
    min_size: float = 8.0
    leading: float = 1.35
    align: Align = "left"


@dataclass(frozen=True)
class Paragraph:
    """A title or running text over the width of the type area; `indent` in characters for its first line.

    With `one_line` a text too wide for a line shrinks to its `min_size` before it is broken; with `keep_with_next`
    it stays on one page with the first lines of the paragraph, or the first rows of the grid, that follows.
    With `tear_off` it and all that follows is a slip to be cut off: at the foot of the page where it fits below and the
    back stays empty, else on a sheet of its own; the next form begins on another sheet.
    With `page_break` it begins a new page, as the annexes of an official paper do (GB/T 9704-2012, 7.3.7); the numbers of
    the pages go on.
    """

    text: str
    style: TextStyle
    indent: float = 0.0
    before: float = 0.0
    after: float = 0.0
    right_indent: float = 0.0
    color: str = "#000000"
    hide_when_empty: bool = False
    keep_with_next: bool = False
    one_line: bool = False
    tear_off: bool = False
    page_break: bool = False


@dataclass(frozen=True)
class Rule:
    """A straight line over the width of the type area, such as the red one under an issuer's name.

    With `at_foot` it and all that follows stands at the foot of the type area, as the end matter (版记) of an official
    paper does (GB/T 9704-2012, 7.4); a workbook, whose rows have no foot, sets it below the text.
    """

    thickness: float
    color: str = "#000000"
    before: float = 0.0
    after: float = 0.0
    at_foot: bool = False


@dataclass(frozen=True)
class SignOff:
    """An opinion with, right below it, who signs or seals and the day: 意见、签名（盖章）、年 月 日."""

    signer: str
    day: str


@dataclass(frozen=True)
class CellCode:
    """A QR code in a cell: the CODE field with its payload, its size in mm with the quiet zone, its correction."""

    field: str
    size: float
    correction: Literal["L", "M", "Q", "H"]


@dataclass(frozen=True)
class Cell:
    """One cell of a grid: a text or a code, its place among its neighbours; for opinions the sign-off at its foot.

    With `tick` (`urgency:较急`, fields are filled in) a square to tick stands before the text, unless that is empty.
    `shade` is the colour behind it: `#EFEBE4`, or a field that holds one (empty: none).
    """

    text: str
    style: TextStyle
    colspan: int = 1
    rowspan: int = 1
    valign: VerticalAlign = "middle"
    border: bool = True
    merge_equal: bool = False
    sign_off: SignOff | None = None
    code: CellCode | None = None
    tick: str = ""
    shade: str = ""


@dataclass(frozen=True)
class Row:
    """One row of a grid. `height` is its least height in mm (0: as its text needs).

    `header` rows come again at the top of every following page. A row with `repeat` is set once for each row
    of that list field; after them `blank` empty ones, and with `fill` as many more as the page holds, leaving
    `reserve` mm free for what follows.
    """

    cells: tuple[Cell, ...]
    height: float = 0.0
    header: bool = False
    repeat: str = ""
    blank: int = 0
    fill: bool = False
    reserve: float = 0.0


@dataclass(frozen=True)
class Grid:
    """A table: column widths in mm, rows, thickness of the lines in points, space around it in mm.

    With `stretch` columns whose heading turns out empty are left out, and the rest fill the type width in proportion.
    """

    columns: tuple[float, ...]
    rows: tuple[Row, ...]
    outer_line: float = 1.0
    inner_line: float = 0.5
    padding: float = 1.2
    before: float = 0.0
    after: float = 0.0
    stretch: bool = False
    hide_when_empty: bool = False


Block = Paragraph | Rule | Grid


@dataclass(frozen=True)
class Furnishing:
    """A line of text outside the type area. `{page}` and `{pages}` are known here besides the fields.

    `baseline` is the distance in mm from the near edge of the paper; `from_page` the first page that bears
    it; `outside` sets odd pages right and even pages left, a character in, as official papers are numbered.
    """

    text: str
    style: TextStyle
    baseline: float
    at: Literal["header", "footer"]
    from_page: int = 1
    outside: bool = False
    color: str = "#000000"


@dataclass(frozen=True)
class CornerCodes:
    """QR codes in the corners: the CODE field with their payloads, size and distance from the edges in mm.

    `size` includes the quiet zone of four modules; `correction` is the error correction level; `beside` mm further in
    from the side, where another code has the corner.
    """

    field: str
    size: float
    inset: float
    corners: tuple[Corner, ...]
    correction: Literal["L", "M", "Q", "H"]
    beside: float = 0.0


@dataclass(frozen=True)
class CutMarks:
    """Little crosses where a sheet of equal cards is to be cut: the top left corner of the first card and its size
    (mm), how many stand side by side and below each other."""

    left: float
    top: float
    width: float
    height: float
    columns: int
    rows: int


@dataclass(frozen=True)
class Form:
    """An official paper: `name` is its folder, `title` what people call it.

    `codes` are those a reader of scans measures by; `page_code` says where the code of the sheet's `page_code` stands.
    """

    name: str
    title: str
    page: Page
    blocks: tuple[Block, ...]
    furniture: tuple[Furnishing, ...]
    codes: CornerCodes | None
    fields: tuple[Field, ...]
    page_code: CornerCodes | None = None
    cut_marks: CutMarks | None = None

    def field_named(self, name: str) -> Field | None:
        """The field of that name, or None."""
        return next((offered for offered in self.fields if offered.name == name), None)


@dataclass(frozen=True)
class Sheet:
    """One filled paper: a form, the values of all its fields, its line in the PDF's outline.

    `page_code` is the payload of a small code on every page that opens its record, where the form has a place for it;
    None leaves it out.
    """

    form: Form
    values: Mapping[str, Value] = field(default_factory=dict)
    bookmark: str = ""
    page_code: CodePayload | None = None


_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def placeholders(text: str) -> list[str]:
    """The field names used in a text, in order."""
    return _PLACEHOLDER.findall(text)


def fill_text(text: str, values: Mapping[str, Value]) -> str:
    """`text` with every `{name}` replaced by its value; braces inside a value are left as they are."""
    parts = _parts(text)
    if len(parts) == 1:
        return text
    if len(parts) == 3 and not parts[0] and not parts[2]:
        return str(values[parts[1]])
    return "".join(str(values[part]) if index % 2 else part for index, part in enumerate(parts))


@functools.lru_cache(maxsize=2_000)
def _parts(text: str) -> list[str]:
    """Fixed texts and field names in turn, beginning and ending with a fixed text (maybe empty)."""
    return _PLACEHOLDER.split(text)
