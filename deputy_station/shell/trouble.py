"""Bad news that no click took: a message for trouble, a crash dialog with details for our own bugs, and the log."""

import logging
import os
import sys
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType

from PySide6.QtWidgets import QWidget

from deputy_station.core.errors import Report, ReportKind, report_error

log = logging.getLogger("deputy_station")
LOG_BYTES = 1_000_000
LOG_FILES = 3


def start_log(folder: Path) -> Path:
    """Write the technical log into `folder`, rotating, readable by the owner only; the file's path."""
    from logging.handlers import RotatingFileHandler  # not before the first paint

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "window.log"
    # Rotating renames files with their mode, so the mode is set where each one is made.
    opener = partial(os.open, mode=0o600)

    class OwnerOnly(RotatingFileHandler):
        def _open(self) -> TextIOWrapper:
            log_file = open(self.baseFilename, self.mode, encoding=self.encoding, opener=opener)  # noqa: SIM115
            assert isinstance(log_file, TextIOWrapper)
            return log_file

    handler = OwnerOnly(path, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    return path


class BadNews:
    """Shows what no caller took; one dialog at a time, the rest goes to the log only."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent
        self._open = False
        self.last: Report | None = None

    def show(self, report: Report) -> None:
        """Show a report."""
        from deputy_station.widgets.dialogs import tell

        again, self.last = report == self.last, report
        if report.kind is ReportKind.CANCELLED or (again and self._open):
            return  # an error while painting comes back with every frame; once in the log is enough
        if report.details:
            log.error("%s\n%s", report.sentence, report.details)
        else:
            log.warning("%s", report.sentence)
        if self._open:
            return
        self._open = True
        title = {
            ReportKind.BUG: "程序出了错",
            ReportKind.TROUBLE: "没有做成",
            ReportKind.REFUSAL: "没有做成",
        }[report.kind]
        dialog = tell(self._parent, title, report.sentence, details=report.details)
        dialog.finished.connect(self._closed)

    def catch_crashes(self) -> None:
        """Take over errors that nothing else caught, so that they are seen and logged."""
        sys.excepthook = self._crashed

    def _closed(self) -> None:
        self._open = False

    def _crashed(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.show(report_error(error.with_traceback(trace)))
