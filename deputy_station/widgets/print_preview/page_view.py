"""The pages of a paper under each other at any size; only the pages in sight are drawn, and a bounded number kept."""

from collections import OrderedDict
from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from deputy_station.widgets.print_preview.page_pictures import PagePictures
from deputy_station.widgets.print_preview.printing import PageSize
from deputy_station.widgets.spoken_roles import speak_as
from deputy_station.widgets.style import colour, px, scale

SCREEN_DPI = 96
"""At 100 % zoom and 100 % text; a larger text makes the pages larger too."""

KEPT_BYTES = 96_000_000
"""Of pictures beyond those in sight."""

GAP = 14
ZOOMS = (25, 50, 75, 100, 125, 150, 200, 300, 400)


class Fit(Enum):
    """A zoom that follows the room there is."""

    WIDTH = "width"
    PAGE = "page"


Zoom = Fit | int
"""A fit, or per cent."""


class PageView(QAbstractScrollArea):
    """Shows pages; arrows, Page Up and Down, Home and End move, + and − and Ctrl+wheel zoom."""

    page_changed = Signal(int)
    """The page that fills most of the view, from 0."""
    zoomed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("页面")
        speak_as(self, QAccessible.Role.Document)
        self.sizes: tuple[PageSize, ...] = ()
        self.zoom: Zoom = Fit.WIDTH
        self.current = 0
        self.words = ""
        """Said in the middle while there are no pages."""
        self._places: list[QRect] = []
        self._kept: OrderedDict[int, tuple[float, QImage]] = OrderedDict()
        self._pictures: PagePictures | None = None
        self._asked: list[tuple[int, float]] = []
        scale.changed.connect(self._lay)

    # ---- what the dialog uses

    def show_pages(self, sizes: Sequence[PageSize], pictures: PagePictures) -> None:
        """Show these pages with pictures from there."""
        self.sizes, self._pictures = tuple(sizes), pictures
        self._lay()
        self.verticalScrollBar().setValue(0)

    def take_picture(self, number: int, dpi: float, picture: QImage) -> None:
        """A page was drawn."""
        self._kept[number] = (dpi, picture)
        self._kept.move_to_end(number)
        in_sight = set(self._in_sight())
        room = KEPT_BYTES
        for each in reversed(list(self._kept)):
            room -= self._kept[each][1].sizeInBytes()
            if room < 0 and each not in in_sight:
                del self._kept[each]
        self._ask()
        self.viewport().update()

    def say(self, words: str) -> None:
        """Words in place of pages."""
        self.words = words
        self.viewport().update()

    def set_zoom(self, zoom: Zoom) -> None:
        """Zoom; the middle of what is looked at stays in the middle."""
        if zoom == self.zoom:
            return
        self.zoom = zoom
        self._lay()
        self.zoomed.emit()

    def step_zoom(self, steps: int) -> None:
        """The next larger (+1) or smaller (−1) zoom than the present one."""
        now = self.percent
        ladder = [each for each in ZOOMS if (each > now + 0.5 if steps > 0 else each < now - 0.5)]
        if ladder:
            self.set_zoom(ladder[0] if steps > 0 else ladder[-1])

    def go_to(self, number: int) -> None:
        """Bring a page to the top."""
        if self._places:
            number = max(0, min(number, len(self._places) - 1))
            self.verticalScrollBar().setValue(self._places[number].top() - px(GAP))
            if self.current != number:  # near the end several pages are in sight; the one asked for counts
                self.current = number
                self.page_changed.emit(number)

    @property
    def percent(self) -> float:
        """The present zoom of the current page in per cent."""
        return self._dots_per_mm(self.current) / self._whole() * 100 if self.sizes else 100.0

    @property
    def pictures_kept(self) -> dict[int, QImage]:
        """The pictures in memory by page."""
        return {number: picture for number, (_dpi, picture) in self._kept.items()}

    @property
    def bytes_kept(self) -> int:
        """What the pictures take."""
        return sum(picture.sizeInBytes() for _dpi, picture in self._kept.values())

    @property
    def in_sight(self) -> tuple[int, ...]:
        """The pages a person sees some of."""
        return tuple(self._in_sight())

    @property
    def all_drawn(self) -> bool:
        """Whether every page in sight has the picture of its size."""
        return bool(self.sizes) and not self._missing()

    # ---- layout

    @staticmethod
    def _whole() -> float:
        """px per mm at 100 %."""
        return float(SCREEN_DPI / 25.4 * scale.percent / 100)

    def _dots_per_mm(self, number: int) -> float:
        size, room = self.sizes[number], self.viewport().size()
        across = max(40, room.width() - 2 * px(GAP)) / size.width
        if self.zoom is Fit.WIDTH:
            return across
        if self.zoom is Fit.PAGE:
            return min(across, max(40, room.height() - 2 * px(GAP)) / size.height)
        return self._whole() * self.zoom / 100

    def _lay(self) -> None:
        """Place the pages; what was in the middle stays there."""
        bar, sideways = self.verticalScrollBar(), self.horizontalScrollBar()
        before = self._places
        middle = bar.value() + self.viewport().height() / 2
        held = next((n for n, place in enumerate(before) if place.bottom() >= middle), len(before) - 1)
        share = (middle - before[held].top()) / before[held].height() if before else 0.0
        aside = (sideways.value() + sideways.pageStep() / 2) / max(
            1, sideways.maximum() + sideways.pageStep()
        )
        top, self._places = px(GAP), []
        widest = 0
        for number, size in enumerate(self.sizes):
            dots = self._dots_per_mm(number)
            place = QRect(0, top, round(size.width * dots), round(size.height * dots))
            widest = max(widest, place.width())
            self._places.append(place)
            top += place.height() + px(GAP)
        room = self.viewport().size()
        across = max(room.width(), widest + 2 * px(GAP))
        for place in self._places:
            place.moveLeft((across - place.width()) // 2)
        bar.setPageStep(room.height())
        bar.setSingleStep(px(40))
        bar.setRange(0, max(0, top - room.height()))
        sideways.setPageStep(room.width())
        sideways.setSingleStep(px(40))
        sideways.setRange(0, across - room.width())
        if before and self._places:
            held = min(held, len(self._places) - 1)
            place = self._places[held]
            bar.setValue(round(place.top() + share * place.height() - room.height() / 2))
            sideways.setValue(round(aside * across - room.width() / 2))
        self._moved()

    def _in_sight(self) -> range:
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        seen = [n for n, place in enumerate(self._places) if place.bottom() >= top and place.top() <= bottom]
        return range(seen[0], seen[-1] + 1) if seen else range(0)

    def _moved(self) -> None:
        self._ask()
        self.viewport().update()
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        here = next((n for n, place in enumerate(self._places) if place.bottom() >= middle), None)
        if here is not None and here != self.current:
            self.current = here
            self.page_changed.emit(here)

    def _dpi(self, number: int) -> float:
        return self._dots_per_mm(number) * 25.4 * self.devicePixelRatioF()

    def _missing(self) -> list[tuple[int, float]]:
        wanted = [(number, self._dpi(number)) for number in self._in_sight()]
        return [want for want in wanted if want[0] not in self._kept or self._kept[want[0]][0] != want[1]]

    def _ask(self) -> None:
        """Want what is in sight, the page in the middle first; then the page before and after, while room is."""
        if self._pictures is None or not self.sizes:
            return
        seen = self._in_sight()
        wants = sorted(self._missing(), key=lambda want: abs(want[0] - self.current))
        if seen and self.bytes_kept < KEPT_BYTES // 2:
            beside = [number for number in (seen.stop, seen.start - 1) if 0 <= number < len(self.sizes)]
            wants += [(number, self._dpi(number)) for number in beside if number not in self._kept]
        if wants != self._asked:
            self._asked = wants
            self._pictures.want(wants)

    # ---- events

    def sizeHint(self) -> QSize:
        return QSize(px(420), px(480))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(150), px(90))

    def scrollContentsBy(self, _across: int, _down: int) -> None:
        self._moved()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), colour("quiet_wash"))
        shift = QPoint(-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())
        if not self.sizes:
            painter.setPen(colour("soft"))
            room = self.viewport().rect().adjusted(px(20), px(20), -px(20), -px(20))
            painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self.words)
        for number in self._in_sight():
            place = self._places[number].translated(shift)
            painter.fillRect(place, Qt.GlobalColor.white)
            if number in self._kept:
                dpi, picture = self._kept[number]
                exact = dpi == self._dpi(number) and picture.width() == round(
                    place.width() * self.devicePixelRatioF()
                )
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not exact)
                painter.drawImage(place, picture)
            else:
                painter.setPen(colour("soft"))
                painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), f"第 {number + 1} 页")
            painter.setPen(QPen(colour("border"), scale.colours.hairline))
            painter.drawRect(place.adjusted(-1, -1, 0, 0))
        if self.hasFocus():
            painter.setPen(QPen(colour("red"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step_zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, bar, sideways = event.key(), self.verticalScrollBar(), self.horizontalScrollBar()
        match key:
            case Qt.Key.Key_Home:
                self.go_to(0)
            case Qt.Key.Key_End:
                self.go_to(len(self.sizes) - 1)
            case Qt.Key.Key_PageDown:
                self.go_to(self.current + 1)
            case Qt.Key.Key_PageUp:
                self.go_to(self.current - 1)
            case Qt.Key.Key_Down | Qt.Key.Key_Space:
                bar.setValue(bar.value() + px(40))
            case Qt.Key.Key_Up:
                bar.setValue(bar.value() - px(40))
            case Qt.Key.Key_Right:
                sideways.setValue(sideways.value() + px(40))
            case Qt.Key.Key_Left:
                sideways.setValue(sideways.value() - px(40))
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.step_zoom(1)
            case Qt.Key.Key_Minus:
                self.step_zoom(-1)
            case _:
                super().keyPressEvent(event)
