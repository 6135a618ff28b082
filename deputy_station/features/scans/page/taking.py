"""Files are taken: read a few at a time on the reading thread, so that lists still come between, then filed at once."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deputy_station.core.progress import Progress
from deputy_station.features.scans.imports.files import SUFFIXES, collect_files
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.drop_area import DropArea
from deputy_station.widgets.labels import Words
from deputy_station.widgets.page import Page

if TYPE_CHECKING:
    from deputy_station.features.scans.imports.reading import Piece, Place
    from deputy_station.features.scans.rules.read_pages import ReadPage

TITLE = "读扫描件"


def list_files(_database: Any, _progress: Progress, *, paths: Sequence[Path]) -> Any:
    """The files meant; a folder on a stick may take its time."""
    return collect_files(paths)


def read_piece(database: Any, progress: Progress, *, paths: Sequence[Path], place: "Place | None") -> Any:
    """Read some of the pages; what reads pictures is loaded on the worker, when the first come."""
    from deputy_station.features.scans.imports.reading import Place, read_some

    return read_some(database, progress, paths=paths, place=place or Place())


class Taking:
    """One drop on its way. `done(pages, left_out)` when all is read; cancelled or refused, nothing happens."""

    def __init__(self, page: Page, done: "Callable[[list[ReadPage], list[str]], object]") -> None:
        self._page, self._done = page, done
        self._paths: tuple[Path, ...] = ()
        self._left_out: list[str] = []
        self._pages: list[ReadPage] = []
        self._place: Place | None = None
        self.busy = False

    def begin(self, paths: Sequence[Path]) -> None:
        """Find out which files are meant, then read them."""
        self.busy = True
        self._page.work.run(
            list_files,
            then=self._listed,
            on_refusal=self._stopped,
            owner=self._page,
            progress=False,
            paths=list(paths),
        )

    def _listed(self, collected: Any) -> None:
        self._paths, self._left_out = collected.paths, list(collected.left_out)
        if self._paths:
            self._next()
        else:
            self._finish()

    def _next(self) -> None:
        self._page.work.run(
            read_piece,
            then=self._took,
            on_refusal=self._stopped,
            owner=self._page,
            job_title=TITLE,
            paths=self._paths,
            place=self._place,
        )

    def _took(self, piece: "Piece") -> None:
        self._pages += piece.pages
        self._place = piece.rest
        if piece.rest is not None:
            self._next()
        else:
            self._finish()

    def _finish(self) -> None:
        self.busy = False
        self._done(self._pages, self._left_out)

    def _stopped(self, sentence: str) -> None:
        self.busy = False
        self._page.notice.refuse(sentence)


class TakeDialog(Dialog):
    """A place to drop scans on, or to choose them."""

    def __init__(self, page: Page, take: Callable[[Sequence[Path]], object]) -> None:
        super().__init__(page, "收回纸表", width=640)
        self._take = take
        self.drop = DropArea(page.context.settings, "扫描件或照片", SUFFIXES, several=True)
        self.drop.dropped.connect(self.take)
        self.body.addWidget(self.drop)
        self.body.addWidget(
            Words(
                "签到表、来访登记便条、积分清单回执、述职测评票都可以，混在一起、放倒放歪都认得出。"
                "不打开这里，直接拖到窗口上也行。",
                role="small",
            )
        )
        self.body.addStretch(1)
        self.action_row.set_actions([Action("取消", self.reject)])

    def take(self, paths: list[Path]) -> None:
        """Hand the files over; the page says what became of them."""
        self.accept()
        self._take(paths)
