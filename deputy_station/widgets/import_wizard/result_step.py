"""Step 4: how far the import is, then what came of it."""

from PySide6.QtWidgets import QProgressBar, QWidget

from deputy_station.widgets.labels import Words
from deputy_station.widgets.layouts import VBox


class ResultStep(QWidget):
    """A bar while it runs; afterwards sentences."""

    def __init__(self) -> None:
        super().__init__()
        self.said = Words("", role="heading")
        self.more = Words("")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("导入的进度")
        self.at = Words("", role="soft")
        box = VBox(self, gap=12)
        for part in (self.said, self.bar, self.at, self.more):
            box.addWidget(part)
        box.addStretch(1)

    def show_running(self, sentence: str) -> None:
        """Something is under way; how far is not known yet."""
        self.said.say(sentence)
        self.bar.setRange(0, 0)
        self.at.say("")
        self.bar.show()
        self.at.show()
        self.more.hide()

    def show_progress(self, done: int, total: int, unit: str) -> None:
        """How far it is."""
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)
        self.at.say(f"第 {done:,} / {total:,} {unit}")

    def show_result(self, sentence: str, more: str) -> None:
        """What came of it."""
        self.bar.hide()
        self.at.hide()
        self.said.say(sentence)
        self.more.say(more)
        self.more.setVisible(bool(more))
