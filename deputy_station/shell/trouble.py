"""Bad news that no click took: a message for trouble, a crash dialog with details for our own bugs, and the log."""

import logging
import os
import sys
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QWidget

from deputy_station.core.errors import Report, ReportKind, report_error, without_values

if TYPE_CHECKING:
    from deputy_station.shell.trouble_box import TroubleBox

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
    """Shows what no caller took, in one box: what comes while it is open becomes a line in it, the same thing again
    only a count. Trouble that comes while a form is in front is said in the form, so that there is one box."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent
        self.box: TroubleBox | None = None
        self.log_path: Path | None = None

    def show(self, report: Report) -> None:
        """Show a report."""
        if report.kind is ReportKind.CANCELLED:
            return
        if self.box is not None and self.box.count_again(report):
            return  # an error while painting comes back with every frame; once in the log is enough
        if report.details:
            log.error("%s\n%s", report.sentence, without_values(report.details))
        else:
            log.warning("%s", report.sentence)
        if self.box is None and not report.details and self._said_in_front(report):
            return
        self._add(report)

    def catch_crashes(self) -> None:
        """Take over errors that nothing else caught, so that they are seen and logged."""
        sys.excepthook = self._crashed

    def _said_in_front(self, report: Report) -> bool:
        from deputy_station.widgets.dialogs import Dialog

        front = QApplication.activeModalWidget()
        if not isinstance(front, Dialog):
            return False
        front.refuse(report.sentence)
        return True

    def _add(self, report: Report) -> None:
        from deputy_station.shell.trouble_box import TroubleBox

        if self.box is None:
            parent = QApplication.activeModalWidget() or self._parent
            self.box = box = TroubleBox(parent, self.log_path)
            box.finished.connect(lambda _result: self._forget(box))
            box.destroyed.connect(lambda: self._forget(box))  # with the dialog it was opened above
            box.add(report)
            box.open()
        else:
            self.box.add(report)

    def _forget(self, box: "TroubleBox") -> None:
        if self.box is box:
            self.box = None

    def _crashed(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.show(report_error(error.with_traceback(trace)))
