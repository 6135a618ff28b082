"""Printing through Qt: each page as a picture at the printer's own resolution, in its size in millimetres."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPen

from deputy_station.core.progress import Progress
from deputy_station.widgets.print_preview.page_pictures import close_pdf, open_pdf, page_picture, page_sizes
from deputy_station.widgets.print_preview.printing import (
    CORNER_ARM_MM,
    CORNER_AT_MM,
    RULER_AT_MM,
    PageSize,
    Paper,
    PrinterOffer,
    PrintFailed,
    PrintOrder,
    Sides,
    paper_of,
)
from deputy_station.widgets.style import FAMILIES, screen_font

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

FINEST_DPI = 300
"""Finer is not seen on office paper, and takes four times the memory at 600."""

NOT_TAKEN = (
    "打印机“{printer}”没有接收。请看一看它有没有开机、连好线、有没有纸，再按一次“打印”；也可以先另存为 PDF。"
)


class QtPrinting:
    """The printers the system knows. With `to_file` everything goes into that PDF instead (for tests)."""

    def __init__(self, *, to_file: Path | None = None) -> None:
        self._to_file = to_file

    def printers(self) -> tuple[PrinterOffer, ...]:
        """Asked of the system; a printer on the network may take its time to answer."""
        from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

        return tuple(
            PrinterOffer(
                found.printerName(),
                found.description() or found.printerName(),
                found.isDefault(),
                QPrinter.DuplexMode.DuplexLongSide in found.supportedDuplexModes(),
            )
            for found in QPrinterInfo.availablePrinters()
        )

    def print_pages(self, order: PrintOrder, progress: Progress) -> None:
        """One page in memory at a time; `progress` is told after each."""
        paper = open_pdf(order.pdf)
        try:
            sizes = page_sizes(paper)
            printer = self._printer(order.printer, order.title)
            copies = 1
            if printer.supportsMultipleCopies():
                printer.setCopyCount(order.copies)
                printer.setCollateCopies(True)
            else:
                copies = order.copies
            self._set_sides(printer, order.sides)
            pages = order.pages * copies

            def draw(painter: QPainter, place: int) -> None:
                number = pages[place]
                sheet = paper_of(sizes[number], order.paper)
                picture = page_picture(paper, number, min(printer.resolution(), FINEST_DPI))
                # Smaller paper is refused before; a smaller page stands in the middle of its paper.
                left = (sheet.width - sizes[number].width) / 2 + order.right
                top = (sheet.height - sizes[number].height) / 2 + order.down
                dots = printer.resolution() / 25.4
                size = QSizeF(sizes[number].width * dots, sizes[number].height * dots)
                painter.drawImage(QRectF(QPointF(left * dots, top * dots), size), picture)
                progress(place + 1, len(pages), "页")

            sheets = [paper_of(sizes[number], order.paper) for number in pages]
            _draw_sheets(printer, order.printer, sheets, draw)
        finally:
            close_pdf(paper)

    def print_ruler(self, printer: str, paper: Paper, *, lies: bool = False) -> None:
        """The crosses with their rulers, drawn straight on the printer."""
        device = self._printer(printer, "打印位置测试页")
        page = PageSize(297, 210) if lies else PageSize(210, 297)
        sheet = paper_of(page, Paper.A4 if paper is Paper.SAME else paper)
        dots = device.resolution() / 25.4
        _draw_sheets(device, printer, [sheet], lambda painter, _place: draw_ruler(painter, dots, sheet))

    def _printer(self, name: str, title: str) -> "QPrinter":
        from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

        if self._to_file is not None:
            printer = QPrinter(QPrinter.PrinterMode.HighResolution)
            printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
            printer.setOutputFileName(str(self._to_file))
        else:
            info = QPrinterInfo.printerInfo(name)
            if info.isNull():  # Qt would quietly write a file instead
                raise PrintFailed(f"找不到打印机“{name}”了。请按“重新查找”，或另选一台；也可以先另存为 PDF。")
            printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
        if printer.resolution() < FINEST_DPI or printer.resolution() > 2 * FINEST_DPI:
            printer.setResolution(FINEST_DPI)
        printer.setFullPage(True)
        printer.setDocName(title)
        return printer

    @staticmethod
    def _set_sides(printer: "QPrinter", sides: Sides) -> None:
        from PySide6.QtPrintSupport import QPrinter

        modes = {
            Sides.ONE: QPrinter.DuplexMode.DuplexNone,
            Sides.LONG: QPrinter.DuplexMode.DuplexLongSide,
            Sides.SHORT: QPrinter.DuplexMode.DuplexShortSide,
        }
        printer.setDuplex(modes[sides])


def draw_ruler(painter: QPainter, dots: float, sheet: PageSize) -> None:
    """A cross RULER_AT_MM from the left and upper edges, its arms marked every millimetre, and one in each other corner of
    the sheet on the same lines: they tell a page that runs askew. `dots` per mm."""
    at, reach = RULER_AT_MM * dots, 40 * dots
    pen = QPen(Qt.GlobalColor.black, 0.2 * dots)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    lines = [QLineF(at - reach, at, at + 3 * reach, at), QLineF(at, at - reach, at, at + 3 * reach)]
    for mm in range(-40, 121):
        along = at + mm * dots
        long = (5 if mm % 10 == 0 else 3.5 if mm % 5 == 0 else 2) * dots
        lines += [QLineF(along, at, along, at + long), QLineF(at, along, at + long, along)]
    painter.drawLines(lines + _corner_crosses(dots, sheet))
    font = screen_font()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(round(5 * dots))
    painter.setFont(font)
    told = (
        f"打印位置测试页：左上的十字应当离纸的左边、上边各 {RULER_AT_MM:.0f} 毫米。请用尺子量一量：",
        "1. 左上十字：从纸的左边到竖线，从纸的上边到横线；",
        "2. 右上十字：从纸的上边到横线；",
        "3. 左下十字：从纸的左边到竖线。",
        "把四个数填进“打印位置”，以后打印就会对准；走歪了也会告诉您。",
    )
    for row, sentence in enumerate(told):
        room = QRectF(at + 10 * dots, at + (14 + 16 * row) * dots, 130 * dots, 16 * dots)
        painter.drawText(room, int(Qt.TextFlag.TextWordWrap), sentence)


def _corner_crosses(dots: float, sheet: PageSize) -> list[QLineF]:
    """Right above, left below and right below: on the lines of the first cross, or as far from the other edges."""
    far = [(sheet.width - CORNER_AT_MM, RULER_AT_MM), (RULER_AT_MM, sheet.height - CORNER_AT_MM)]
    far.append((sheet.width - CORNER_AT_MM, sheet.height - CORNER_AT_MM))
    arm = CORNER_ARM_MM
    return [
        line
        for x, y in far
        for line in (
            QLineF((x - arm) * dots, y * dots, (x + arm) * dots, y * dots),
            QLineF(x * dots, (y - arm) * dots, x * dots, (y + arm) * dots),
        )
    ]


def _draw_sheets(
    printer: "QPrinter", name: str, sheets: list[PageSize], draw: Callable[[QPainter, int], None]
) -> None:
    """Draw every sheet; what goes wrong on the way drops the whole order, so that no half of it is printed."""
    refused = PrintFailed(NOT_TAKEN.format(printer=name))
    _lay(printer, sheets[0])
    painter = QPainter()
    if not painter.begin(printer):
        raise refused
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    try:
        for place, sheet in enumerate(sheets):
            if place:
                _lay(printer, sheet)
                if not printer.newPage():
                    raise refused
            draw(painter, place)
    except BaseException:
        printer.abort()
        painter.end()
        raise
    if not painter.end() or printer.printerState() == printer.PrinterState.Error:
        raise refused


def _lay(printer: "QPrinter", sheet: PageSize) -> None:
    """Tell the printer the paper of the next page: a known size by name, so that the tray is found."""
    upright = QSizeF(min(sheet.width, sheet.height), max(sheet.width, sheet.height))
    size = QPageSize(upright, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    lies = QPageLayout.Orientation.Landscape if sheet.lies else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(size, lies, QMarginsF(0, 0, 0, 0)))
