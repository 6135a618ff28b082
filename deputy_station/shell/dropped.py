"""Files dropped anywhere on the window go to the page that takes returned papers; a page's own drop area comes first."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent

if TYPE_CHECKING:
    from deputy_station.shell.window import Window

PAGE = "scans"


class Dropped(QObject):
    """Hears drags and drops that no widget inside the window took."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent):
            if self._ready and files_of(event.mimeData()):
                event.acceptProposedAction()
                return True
        elif isinstance(event, QDropEvent) and event.type() is QEvent.Type.Drop:
            files = files_of(event.mimeData())
            if self._ready and files:
                event.acceptProposedAction()
                self._window.go(PAGE, files=files)
                return True
        return super().eventFilter(watched, event)

    @property
    def _ready(self) -> bool:
        """Whether a page is open: not before the first one, nor at the first start."""
        return bool(self._window.open_key) and PAGE in self._window.entries


def files_of(mime: QMimeData) -> tuple[str, ...]:
    """The files of a drag that lie on this computer."""
    return tuple(url.toLocalFile() for url in mime.urls() if url.isLocalFile())
