"""The pages of one sheet while they fill, and where a line of text stands in its width."""

from deputy_station.documents.checking import POINTS_PER_MM
from deputy_station.documents.description import Align, Form, TextStyle
from deputy_station.documents.marks import PageMarks, TextMark
from deputy_station.documents.typesetting import Typesetter
from deputy_station.documents.wrapping import Line

_ASCENT = 0.88  # of a Chinese character's body above the baseline, as all faces in use are drawn


class Pager:
    """The pages of one sheet as they fill: the current page and the height reached on it (points); `down` is the room
    left above what stands at the foot of a page that bears more."""

    def __init__(self, form: Form, typesetter: Typesetter) -> None:
        page = form.page
        self.form = form
        self.typesetter = typesetter
        self.left = page.left * POINTS_PER_MM
        self.width = page.type_width * POINTS_PER_MM
        self.top = page.top * POINTS_PER_MM
        self.bottom = (page.height - page.bottom) * POINTS_PER_MM
        self.pages: list[PageMarks] = []
        self.down = 0.0
        self.y = self.top
        self.start_page()

    @property
    def marks(self) -> PageMarks:
        """The page being filled."""
        return self.pages[-1]

    @property
    def room(self) -> float:
        """Height left on this page."""
        return self.bottom - self.y

    @property
    def at_top(self) -> bool:
        """Whether nothing stands on this page yet."""
        return self.y <= self.top

    def start_page(self) -> None:
        """Go on at the top of a new page."""
        page = self.form.page
        self.pages.append(PageMarks(page.width * POINTS_PER_MM, page.height * POINTS_PER_MM))
        self.y = self.top

    def set_line(
        self,
        line: Line,
        x: float,
        top: float,
        width: float,
        style: TextStyle,
        size: float,
        color: str = "#000000",
    ) -> None:
        """Put one line of text in `width` from `x`, its line box beginning at `top`."""
        text = line.text.rstrip(" ")
        if not text or text.isspace():
            return
        baseline = top + (size * style.leading - size) / 2 + _ASCENT * size
        used = self.typesetter.width(style.font, text) * size
        offset, spacing = place_in_line(style.align, width, used, len(text), line.ends)
        self.marks.texts.append(TextMark(x + offset, baseline, text, style.font, size, spacing, color))


def place_in_line(align: Align, width: float, used: float, count: int, ends: bool) -> tuple[float, float]:
    """Offset of a line within `width`, and the space added after each character."""
    free = width - used
    if align == "center":
        return free / 2, 0.0
    if align == "right":
        return free, 0.0
    if free > 0 and count > 1 and (align == "spread" or (align == "justify" and not ends)):
        return 0.0, free / (count - 1)
    if align == "spread":
        return free / 2, 0.0
    return 0.0, 0.0
