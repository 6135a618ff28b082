"""Step 4: how far the import is, then what came of it."""

from PySide6.QtWidgets import QWidget

from deputy_station.widgets.labels import Words
from deputy_station.widgets.layouts import VBox
from deputy_station.widgets.progress_strip import ProgressStrip


class ResultStep(QWidget):
    """A bar while it runs; afterwards sentences."""

    def __init__(self) -> None:
        super().__init__()
        self.said = Words("", role="heading")
        self.more = Words("")
        self.strip = ProgressStrip()
        box = VBox(self, gap=12)
        for part in (self.said, self.strip, self.more):
            box.addWidget(part)
        box.addStretch(1)

    def show_running(self, sentence: str) -> None:
        """Something is under way; how far is not known yet."""
        self.said.say(sentence)
        self.strip.begin("")
        self.strip.show()
        self.more.hide()

    def show_progress(self, done: int, total: int, unit: str) -> None:
        """How far it is."""
        self.strip.tell(done, total, unit)

    def show_result(self, sentence: str, more: str) -> None:
        """What came of it."""
        self.strip.hide()
        self.said.say(sentence)
        self.more.say(more)
        self.more.setVisible(bool(more))
