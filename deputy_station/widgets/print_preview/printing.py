"""What a preview asks of a printer, whoever answers: Qt's printing, or a test. No Qt here.

All lengths are millimetres; pages are counted from 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from deputy_station.core.choices import Choice
from deputy_station.core.errors import Trouble
from deputy_station.core.progress import Progress

ROOM_MM = 1.5
"""How much larger than the paper a page may be and still count as fitting: sizes are rounded everywhere."""

CORNER_AT_MM, CORNER_ARM_MM = 22.0, 8.0
"""On the test page: from the far edges to the crosses in the other corners, and how far their arms reach."""
RULER_AT_MM = 50.0
"""Where the cross of the test page stands, from the left and the upper edge."""


class PrintFailed(Trouble):
    """The printer did not take the pages."""


class Sides(Choice):
    """One or both sides of the paper, and over which edge it is turned."""

    ONE = "one", "单面"
    LONG = "long", "双面，沿长边翻"
    SHORT = "short", "双面，沿短边翻"


class Paper(Choice):
    """The paper in the tray."""

    SAME = "same", "和文件一样大"
    A4 = "a4", "A4"
    A3 = "a3", "A3"
    A5 = "a5", "A5"
    B5 = "b5", "B5（182×257）"
    K16 = "k16", "16 开（195×270）"


PAPER_MM: dict[Paper, tuple[float, float]] = {
    Paper.A4: (210, 297),
    Paper.A3: (297, 420),
    Paper.A5: (148, 210),
    Paper.B5: (182, 257),
    Paper.K16: (195, 270),
}
"""Width and height of each paper standing upright."""


@dataclass(frozen=True)
class PrinterOffer:
    """A printer of this computer; `name` is how the system calls it, `words` how people do."""

    name: str
    words: str
    is_default: bool = False
    duplex: bool = False


@dataclass(frozen=True)
class PageSize:
    """One page of the paper."""

    width: float
    height: float

    @property
    def lies(self) -> bool:
        """Wider than high."""
        return self.width > self.height


@dataclass(frozen=True)
class PrintOrder:
    """What to print and how; the content is moved `right` and `down`."""

    pdf: Path
    pages: tuple[int, ...]
    title: str
    printer: str
    copies: int = 1
    sides: Sides = Sides.ONE
    paper: Paper = Paper.SAME
    right: float = 0.0
    down: float = 0.0


class Printing(Protocol):
    """Printers. Both calls may be slow and are made beside the window."""

    def printers(self) -> tuple[PrinterOffer, ...]:
        """The printers of this computer, none when there is none."""
        ...

    def print_pages(self, order: PrintOrder, progress: Progress) -> None:
        """Hand the pages to the printer. Raises PrintFailed; Cancelled out of `progress` drops the whole order."""
        ...

    def print_ruler(self, printer: str, paper: Paper, *, lies: bool = False) -> None:
        """Print the test page, upright or lying, not moved: a cross RULER_AT_MM from both edges, others in the corners. Raises PrintFailed."""
        ...


def paper_of(page: PageSize, paper: Paper) -> PageSize:
    """The paper a page is printed on, turned as the page lies."""
    if paper is Paper.SAME:
        return page
    short, long = PAPER_MM[paper]
    return PageSize(long, short) if page.lies else PageSize(short, long)


def too_large(pages: Sequence[PageSize], paper: Paper) -> PageSize | None:
    """The first page that would lose its edges on this paper, None when all fit."""
    for page in pages:
        sheet = paper_of(page, paper)
        if page.width > sheet.width + ROOM_MM or page.height > sheet.height + ROOM_MM:
            return page
    return None
