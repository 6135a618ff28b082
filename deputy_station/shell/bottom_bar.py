"""The dark line below: what was just done, with 撤销 or 打开; what is going on, with 取消; when it was saved."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QSizePolicy, QWidget

from deputy_station.core.clock import Clock, hour_words
from deputy_station.widgets.buttons import Button
from deputy_station.widgets.labels import Line, Short
from deputy_station.widgets.layouts import HBox
from deputy_station.widgets.progress_strip import ProgressStrip
from deputy_station.widgets.style import px, scale, set_role

if TYPE_CHECKING:
    from deputy_station.widgets.work import Job, Work

SHOW_AFTER_MS = 500
"""Work that ends sooner shows no bar."""


class BottomBar(QWidget):
    """One line; progress takes it over while long work runs."""

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._undo: Callable[[], object] | None = None
        self._open: Callable[[], object] | None = None
        self._job: Job | None = None
        set_role(self, "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._rescale()
        row = HBox(self, gap=10, margins=(20, 0, 16, 0))
        self._done = Short("", role="bar")
        self._done.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._undo_button = Button("撤销", self.undo, role="bar", height=28)
        self.recent_button = Button("做过的事", role="bar", height=28)
        self.recent_button.setAccessibleName("做过的事，可以撤销")
        self._open_button = Button("打开", self.open_made, role="bar", height=28)
        self._progress = ProgressStrip(self._cancel, role="bar")
        self._saved = Line("", role="bar")
        row.addWidget(self._done)
        row.addWidget(self._undo_button)
        row.addWidget(self._open_button)
        row.addWidget(self._progress, 1)
        row.addStretch(1)
        row.addWidget(self.recent_button)
        row.addWidget(self._saved)
        self._row = row
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(SHOW_AFTER_MS)
        self._delay.timeout.connect(self._show_progress)
        self._hide_progress()
        scale.changed.connect(self._rescale)

    def watch(self, work: "Work") -> None:
        """Show the progress of this work and when it saved."""
        work.saved.connect(self._was_saved)
        work.started.connect(self._began)
        work.progressed.connect(self._moved)
        work.ended.connect(self._ended)

    def say_done(
        self,
        sentence: str,
        undo: Callable[[], object] | None = None,
        open_made: Callable[[], object] | None = None,
        *,
        undo_word: str = "撤销",
    ) -> None:
        """What was just done; `undo` takes it back (its button reads `undo_word`), `open_made` opens the file that
        was made."""
        self._undo, self._open = undo, open_made
        self._undo_button.setText(undo_word)
        self._undo_button.updateGeometry()
        self._done.say(sentence)
        self._offer(shown=self._done.isVisibleTo(self))

    def undo(self) -> None:
        """Take back what was just done, once."""
        undo, self._undo = self._undo, None
        self._undo_button.hide()
        if undo is not None:
            undo()

    def open_made(self) -> None:
        """Open the file that was just made, as often as wanted."""
        if self._open is not None:
            self._open()

    @property
    def sentence(self) -> str:
        """What the bar says was done."""
        return self._done.whole

    @property
    def offered(self) -> Callable[[], object] | None:
        """What takes back what was just done, None where nothing is offered."""
        return self._undo

    @property
    def undo_word(self) -> str:
        """What the button beside the sentence reads."""
        return self._undo_button.words

    @property
    def can_undo(self) -> bool:
        """Whether 撤销 is offered."""
        return self._undo is not None

    def _offer(self, *, shown: bool) -> None:
        """The buttons beside the sentence, where the sentence itself is shown."""
        self._undo_button.setVisible(shown and self._undo is not None)
        self._open_button.setVisible(shown and self._open is not None)

    def _rescale(self) -> None:
        self.setFixedHeight(px(34))

    def _was_saved(self) -> None:
        self._saved.setText(f"已保存 {hour_words(self._clock.now())}")

    def _began(self, job: "Job") -> None:
        if self._job is None:
            self._job = job
            self._progress.begin(job.title)
            self._delay.start()

    def _moved(self, job: "Job", done: int, total: int, unit: str) -> None:
        if job is not self._job:
            return
        self._progress.tell(done, total, unit)

    def _ended(self, job: "Job") -> None:
        if job is self._job:
            self._job = None
            self._delay.stop()
            self._hide_progress()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _show_progress(self) -> None:
        self._done.hide()
        self._offer(shown=False)
        self._progress.show()

    def _hide_progress(self) -> None:
        self._progress.hide()
        self._done.show()
        self._offer(shown=True)
