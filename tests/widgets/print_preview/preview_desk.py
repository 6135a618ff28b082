"""A preview used as a person does: it comes up by itself, is waited for, and lets the paper out."""

import time

from PySide6.QtWidgets import QApplication

from deputy_station.core.progress import Progress
from deputy_station.widgets.print_preview.dialog import PrintPreview
from deputy_station.widgets.print_preview.printing import Paper, PrinterOffer, PrintFailed, PrintOrder
from deputy_station.widgets.work import Work

UPSTAIRS = PrinterOffer("upstairs", "二楼打印机", is_default=True, duplex=True)
DOWNSTAIRS = PrinterOffer("downstairs", "一楼打印机")


class FakePrinters:
    """Printers that note what they were asked; with `trouble` they fail, after `jams_after` pages."""

    def __init__(self, *offers: PrinterOffer, trouble: str = "", jams_after: int = 0) -> None:
        self.offers, self.trouble, self.jams_after = offers, trouble, jams_after
        self.orders: list[PrintOrder] = []
        self.rulers: list[tuple[str, Paper]] = []
        self.ruler_lies = False

    def printers(self) -> tuple[PrinterOffer, ...]:
        return tuple(self.offers)

    def print_pages(self, order: PrintOrder, progress: Progress) -> None:
        for place in range(len(order.pages)):
            if self.trouble and place == self.jams_after:
                raise PrintFailed(self.trouble)
            progress(place + 1, len(order.pages), "页")
        self.orders.append(order)

    def print_ruler(self, printer: str, paper: Paper, *, lies: bool = False) -> None:
        if self.trouble:
            raise PrintFailed(self.trouble)
        self.rulers.append((printer, paper))
        self.ruler_lies = lies


def shown_preview() -> PrintPreview | None:
    """The preview in sight."""
    shown = [
        each for each in QApplication.topLevelWidgets() if isinstance(each, PrintPreview) and each.isVisible()
    ]
    return shown[0] if shown else None


def ready_preview(work: Work, seconds: float = 20) -> PrintPreview:
    """The preview when its pages are drawn and the printers known."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        shown = shown_preview()
        if shown is not None and shown.view.all_drawn and not shown.own_work.busy and not work.busy:
            return shown
    raise AssertionError("no preview came up")


def let_out(work: Work, word: str, seconds: float = 20) -> None:
    """Wait for the preview, press one of its buttons, and wait until it has closed and all is recorded."""
    preview = ready_preview(work)
    preview.action_row.button(word).click()
    end = time.monotonic() + seconds
    while time.monotonic() < end and (shown_preview() is not None or work.busy):
        QApplication.processEvents()
    assert shown_preview() is None, "the paper did not go out"
