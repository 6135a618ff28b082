"""The folder the scanner writes to is looked into every few seconds, on the reading thread."""

from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from deputy_station.shell.window import Window
    from deputy_station.widgets.work import Job

SETTING = "watch_folder"
LOOK_EVERY_MS = 5000


class FolderLike(Protocol):
    """What looks into a folder, files what is new, and remembers it."""

    def look(self, database: Any, progress: Any, *, folder: str) -> Any: ...

    def file(self, session: Any, *, pages: Any) -> Any: ...

    def remember(self, pages: Any, result: Any) -> None: ...


class FolderWatch(QObject):
    """Looks while a folder is set and a page is open; what it filed is said on the bottom line, with 撤销."""

    def __init__(self, window: "Window", folder: FolderLike) -> None:
        super().__init__(window)
        self._window, self._folder = window, folder
        self._busy = False
        self._told = ""
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Look once, unless the last look is still under way."""
        folder, work = self._window.settings.text(SETTING), self._window.work
        if self._busy or not folder or work is None or not self._window.open_key:
            return
        self._busy = True
        work.run(
            self._folder.look,
            then=self._looked,
            on_refusal=self._tell,
            always=self._idle,
            owner=self,
            progress=False,
            folder=folder,
        )

    def _looked(self, look: Any) -> None:
        if look.problem:
            self._tell(look.problem)
            return
        self._told = ""
        work = self._window.work
        if not look.pages or work is None:
            return
        job = work.change(
            self._folder.file,
            then=lambda result: self._filed(look.pages, result, job),
            on_refusal=self._tell,
            owner=self,
            pages=look.pages,
        )

    def _filed(self, pages: Any, result: Any, job: "Job") -> None:
        self._folder.remember(pages, result)
        self._window.say_done(f"监视文件夹：{result.sentence}", self._window.taking_back(job))

    def _tell(self, sentence: str) -> None:
        """Once, not every five seconds."""
        if sentence != self._told:
            self._told = sentence
            self._window.say_done(sentence)

    def _idle(self) -> None:
        self._busy = False
