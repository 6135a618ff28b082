"""A place to drop files on, or to press and choose them: pictures of signed sheets, workbooks."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QWidget

from deputy_station.core.settings import Settings
from deputy_station.widgets.buttons import Button
from deputy_station.widgets.labels import Words
from deputy_station.widgets.layouts import VBox
from deputy_station.widgets.style import px, set_role


class DropArea(QFrame):
    """`dropped(list of paths)` when files of the wanted kinds came; others are told in the words below.

    `what` names them (“扫描件或照片”), `suffixes` are lower case with the dot, `several` whether more than one
    makes sense.
    """

    dropped = Signal(list)

    def __init__(
        self,
        settings: Settings,
        what: str,
        suffixes: Sequence[str],
        *,
        several: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings, self._what, self._suffixes, self._several = settings, what, tuple(suffixes), several
        set_role(self, "drop")
        self.setAcceptDrops(True)
        self.setAccessibleName(f"拖放{what}")
        box = VBox(self, gap=10, margins=(18, 22, 18, 22))
        self._words = Words(f"把{what}拖到这里，或者", role="soft")
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.choose_button = Button("选文件", self.choose)
        self.choose_button.setAccessibleName(f"选{what}")
        box.addWidget(self._words)
        box.addWidget(self.choose_button, 0, Qt.AlignmentFlag.AlignHCenter)

    @property
    def words(self) -> str:
        """What it says."""
        return self._words.text()

    def choose(self) -> None:
        """Ask for files."""
        kinds = f"{self._what} ({' '.join(f'*{suffix}' for suffix in self._suffixes)})"
        last = self._settings.text("last_folder")
        folder = last if last and Path(last).is_dir() else str(Path.home())
        ask: Callable[..., tuple[list[str] | str, str]] = (
            QFileDialog.getOpenFileNames if self._several else QFileDialog.getOpenFileName
        )
        chosen, _kind = ask(self, f"选{self._what}", folder, kinds)
        names = [chosen] if isinstance(chosen, str) else chosen
        self.take([Path(name) for name in names if name])

    def take(self, paths: Sequence[Path]) -> None:
        """Take files as if they had been dropped."""
        fitting = [path for path in paths if path.suffix.casefold() in self._suffixes]
        others = [path.name for path in paths if path not in fitting]
        if not self._several:
            others += [path.name for path in fitting[1:]]
            fitting = fitting[:1]
        if others:
            kinds = "、".join(suffix.lstrip(".") for suffix in self._suffixes)
            self._words.say(
                f"没有收下“{'”“'.join(others)}”：这里只收{self._what}（{kinds}）"
                + ("。" if self._several else "，一次一个。")
            )
        if fitting:
            self._settings.keep("last_folder", str(fitting[0].parent))
            self.dropped.emit(fitting)

    def sizeHint(self) -> QSize:
        return QSize(px(420), super().sizeHint().height())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            set_role(self, "drop-over")

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        set_role(self, "drop")

    def dropEvent(self, event: QDropEvent) -> None:
        set_role(self, "drop")
        event.acceptProposedAction()
        self.take([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
