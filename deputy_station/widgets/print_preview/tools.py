"""The line over the pages: which page, and how large."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QIntValidator, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from deputy_station.widgets.buttons import Button
from deputy_station.widgets.choice import Choice
from deputy_station.widgets.labels import Line
from deputy_station.widgets.layouts import HBox
from deputy_station.widgets.line_edit import LineEdit
from deputy_station.widgets.print_preview.page_view import ZOOMS, Fit, PageView, Zoom
from deputy_station.widgets.style import CONTROL, px, scale

GAP = 8

_FITS: tuple[tuple[Zoom, str], ...] = ((Fit.WIDTH, "适合宽度"), (Fit.PAGE, "整页"))


class Tools(QWidget):
    """Leads through the pages of a view and zooms it."""

    def __init__(self, view: PageView) -> None:
        super().__init__()
        self._view = view
        self._zooms: list[Zoom] = [key for key, _ in _FITS] + list(ZOOMS)
        self.back = Button("上一页", lambda: view.go_to(view.current - 1))
        self.on = Button("下一页", lambda: view.go_to(view.current + 1))
        self.page = LineEdit()
        self.page.setValidator(QIntValidator(1, 99_999, self.page))
        self.page.setAccessibleName("到第几页")
        self.page.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.page.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.page.returnPressed.connect(self._jump)
        self.page.left.connect(self._show)
        self.of = Line("")
        self.smaller = Button("缩小", lambda: view.step_zoom(-1))
        self.larger = Button("放大", lambda: view.step_zoom(1))
        self.zoom = Choice()
        self.zoom.setAccessibleName("显示大小")
        self.zoom.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.zoom.addItems([words for _, words in _FITS] + [f"{percent}%" for percent in ZOOMS])
        self.zoom.activated.connect(lambda place: view.set_zoom(self._zooms[place]))
        row = HBox(self, gap=GAP)
        leading: tuple[QWidget, ...] = (self.back, self.page, self.of, self.on)
        zooming: tuple[QWidget, ...] = (self.smaller, self.zoom, self.larger)
        for part in leading:
            row.addWidget(part)
        row.addStretch(1)
        for part in zooming:
            row.addWidget(part)
        self.parts = (self.back, self.page, self.on, self.smaller, self.zoom, self.larger)
        """In the order of the keyboard."""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        view.page_changed.connect(lambda _number: self._show())
        view.zoomed.connect(self._show)
        scale.changed.connect(self._fit)
        self._fit()
        self._show()

    def show_pages(self) -> None:
        """The view has its pages."""
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.page.setFixedWidth(px(58))
        self.setFixedHeight(px(CONTROL))
        # The buttons give way to the fields when there is no room for both; the keys do the same.
        beside = [part for part in (*self.parts, self.of) if part is not self.page]
        needed = px(58) + sum(part.sizeHint().width() for part in beside) + px(GAP) * (len(beside) + 2)
        roomy = self.width() >= needed
        for button in (self.back, self.on, self.smaller, self.larger):
            button.setVisible(roomy)

    def _show(self) -> None:
        count, here = len(self._view.sizes), self._view.current
        self.page.setText(str(here + 1) if count else "")
        self.of.setText(f"共 {count} 页" if count else "")
        self._fit()
        self.back.setEnabled(here > 0)
        self.on.setEnabled(here + 1 < count)
        for part in (self.page, self.zoom, self.smaller, self.larger):
            part.setEnabled(bool(count))
        if self._view.zoom in self._zooms:
            self.zoom.setCurrentIndex(self._zooms.index(self._view.zoom))

    def _jump(self) -> None:
        number = int(self.page.text() or 0)
        if number:
            self._view.go_to(number - 1)
        self._show()
