"""Closing the window while something long is under way: asked about first, for closing cuts it off."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from deputy_station.widgets.dialogs import Dialog
    from deputy_station.widgets.work import Work


class Leaving(QObject):
    """Asks once; the question goes by itself when the work has ended."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._asking: Dialog | None = None
        self._leaves = False

    def asks_first(self, work: "Work") -> bool:
        """Whether the window has to stay for now: a backup, a paper, a restore is being made."""
        if self._leaves or not work.telling:
            return False
        if self._asking is None:
            self._ask(work)
        return True

    def _ask(self, work: "Work") -> None:
        from deputy_station.widgets.dialogs import ask_verbs

        title = work.telling[-1].title
        what = f"“{title}”" if title else "手上的事"

        def leave() -> None:
            self._leaves = True
            for job in work.telling:
                job.cancel()
            self._window.close()

        self._asking = ask_verbs(
            self._window,
            f"{what}还没有做完",
            do_word="不等了，关掉",
            do=leave,
            keep_word="等它做完",
            detail="现在关掉，这件事就没有做成，要重新来；已经保存的记录都在。",
        )
        work.ended.connect(self._ended)
        self._asking.finished.connect(self._answered)

    def _ended(self, _job: object) -> None:
        if self._asking is not None:
            self._asking.reject()

    def _answered(self, _result: int) -> None:
        self._asking = None
