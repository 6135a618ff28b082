"""How far long work is, in one line: a bar, what it is at (“第 312 / 1,000 张”), and 取消 where it can be stopped."""

from collections.abc import Callable

from PySide6.QtWidgets import QProgressBar, QWidget

from deputy_station.widgets.buttons import Button
from deputy_station.widgets.labels import Line
from deputy_station.widgets.layouts import HBox

CANCEL_HEIGHT = 28


class ProgressStrip(QWidget):
    """`begin(title)` when it starts and how far it goes is not known; `tell()` as it goes on."""

    def __init__(
        self, cancel: Callable[[], object] | None = None, *, role: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title = ""
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self._at = Line("", role=role or "soft")
        row = HBox(self, gap=10)
        row.addWidget(self.bar, 1)
        row.addWidget(self._at)
        self._cancel = cancel
        if cancel is not None:
            row.addWidget(Button("取消", self.cancel, role=role, height=CANCEL_HEIGHT))

    @property
    def words(self) -> str:
        """What it says it is at."""
        return self._at.text()

    def begin(self, title: str) -> None:
        """Something began; `title` stands before how far it is."""
        self._title = title
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(f"{title or '处理'}的进度")
        self._at.setText(title or "正在处理")

    def tell(self, done: int, total: int, unit: str) -> None:
        """How far it is; a total of 0 is one nobody knows."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        title = f"{self._title}：" if self._title else ""
        self._at.setText(f"{title}第 {done:,} / {total:,} {unit}" if total else f"{title}{done:,} {unit}")

    def cancel(self) -> None:
        """Ask for an end; it comes when the work next tells how far it is."""
        if self._cancel is not None:
            self._at.setText("正在取消")
            self._cancel()
