"""What a preview holds behind the window: the private folder, the thread of pictures, the threads that print and save."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QCoreApplication

from deputy_station.core.errors import Trouble, report_error
from deputy_station.core.progress import Progress
from deputy_station.widgets.print_preview.page_pictures import PagePictures
from deputy_station.widgets.print_preview.private_folder import PrivateFolder
from deputy_station.widgets.work import Job, Work


class Backstage:
    """Everything that has to go when the preview does, however it goes."""

    def __init__(self) -> None:
        self.folder = PrivateFolder()
        self.pdf = self.folder.path / "paper.pdf"
        self.work = Work(_NoDatabase())
        """Printing and saving run here, so that the window's own reading never waits for a printer."""
        self.pictures: PagePictures | None = None
        self.making: Job | None = None
        """The paper is being made, in the folder."""
        self.over = False

    def made_here(self, make: Callable[..., Any]) -> Callable[..., Any]:
        """`make` with its place to write; the folder of a preview given up goes when it has ended."""

        def there(database: Any, progress: Progress, **values: Any) -> Any:
            try:
                return make(database, progress, out=self.pdf, **values)
            finally:
                if self.over:
                    self.folder.remove()

        return there

    def show(self) -> PagePictures:
        """What draws the paper that was made; to be started."""
        self.making = None
        self.pictures = PagePictures(self.pdf, gone=self.folder.remove)
        app = QCoreApplication.instance()
        assert app is not None
        # A method of an object of Qt: of anything else the program would hold it, and the whole preview, to its end.
        app.aboutToQuit.connect(self.pictures.end_program)
        return self.pictures

    def end(self, *_gone: object) -> None:
        """Stop everything and take the folder away, without waiting."""
        if self.over:
            return
        self.over = True
        if self.pictures is not None:
            self.pictures.close()  # the folder goes when its thread has let the file go
        elif self.making is not None:
            self.making.cancel()
        else:
            self.folder.remove()
        self.work.close(0)


@contextmanager
def trouble_in_words() -> Iterator[list[str]]:
    """What the world refuses becomes the sentence in the list: it belongs in the preview, which stays open."""
    said = [""]
    try:
        yield said
    except (Trouble, OSError, MemoryError) as trouble:
        said[0] = report_error(trouble).sentence


class _NoDatabase:
    """Work that never asks for records."""

    def transaction(self) -> Any:
        raise AssertionError("printing asked for the database")

    reading = transaction

    def subscribe(self, callback: object) -> None:
        """Nothing changes here."""
