"""A page with what stands around it, for tests that use it as a person does."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Generic, TypeVar

from PySide6.QtWidgets import QApplication

from deputy_station.app import keep_paper
from deputy_station.core.clock import Clock
from deputy_station.core.settings import Settings
from deputy_station.features.history.service import undo_step
from deputy_station.store.database import Database
from deputy_station.widgets.dialogs import Dialog, FormDialog
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.search_fields import SearchField
from deputy_station.widgets.work import Work
from tests.widgets.print_preview.preview_desk import let_out

P = TypeVar("P", bound=ListDetailPage)


def taking_back(work: Work, said: list[str]) -> Callable[[int], object]:
    """What the window does behind 撤销: takes the step back and says so, or says why not."""

    def take_back(step_id: int) -> None:
        work.change(
            undo_step,
            step_id=step_id,
            then=lambda undone: said.append(undone.sentence),
            on_refusal=said.append,
        )

    return take_back


class PageDesk(Generic[P]):
    """The page, the sentences said on the bottom bar with their undo, where `go` led, the open dialog."""

    def __init__(self, make: type[P], database: Database, clock: Clock, folder: Path) -> None:
        self.database = database
        self.said: list[str] = []
        self.undo: Callable[[], object] | None = None
        self.open_made: Callable[[], object] | None = None
        self.went: list[tuple[str, dict[str, Any]]] = []
        self.waiting = 0
        self.bugs: list[str] = []
        self.work = Work(database)
        self.work.reported.connect(lambda report: self.bugs.append(f"{report.sentence} {report.details}"))
        self.page = make(
            PageContext(
                self.work,
                Settings(folder),
                clock,
                self._go,
                self._say,
                take_back=taking_back(self.work, self.said),
                keep_paper=keep_paper,
            )
        )
        self.page.waiting.connect(self._count)
        self.page.resize(1180, 660)
        self.page.show()
        self.reload()

    def _say(
        self,
        sentence: str,
        undo: Callable[[], object] | None = None,
        open_made: Callable[[], object] | None = None,
    ) -> None:
        self.said.append(sentence)
        self.undo, self.open_made = undo, open_made

    def _go(self, page: str, **filters: Any) -> None:
        self.went.append((page, filters))

    def _count(self, number: int) -> None:
        self.waiting = number

    def settle(self) -> None:
        """Until nothing is under way."""
        for _ in range(3):
            assert self.work.wait()
            QApplication.processEvents()
        assert self.bugs == []

    def reload(self) -> None:
        """What the shell does when a table changed."""
        self.page.reload()
        self.settle()

    def press(self, word: str) -> None:
        """A button of the page's head or of the detail."""
        rows = (self.page.detail.action_row, self.page.action_row)
        for row in rows:
            if word in [action.text for action in row.actions_shown]:
                row.button(word).click()
                self.settle()
                return
        raise AssertionError(f"no button {word}")

    def save_paper(self) -> None:
        """The preview came up: save the paper as PDF, as seen."""
        let_out(self.work, "另存为 PDF")
        self.settle()

    def dialog(self) -> Dialog:
        """The one open dialog."""
        [shown] = [
            each for each in QApplication.topLevelWidgets() if isinstance(each, Dialog) and each.isVisible()
        ]
        return shown

    def dialogs(self) -> int:
        """How many dialogs are open."""
        return sum(isinstance(each, Dialog) and each.isVisible() for each in QApplication.topLevelWidgets())

    def fill(self, word: str, **values: Any) -> None:
        """Fill the open form and press its button; text for a search field is typed and its first hit taken."""
        dialog = self.dialog()
        assert isinstance(dialog, FormDialog)
        for name, value in values.items():
            field = dialog.form[name]
            if isinstance(field, SearchField) and isinstance(value, str):
                field.entry.setText(value)
                field.entry.textEdited.emit(value)
                field._search()  # without waiting for the pause after typing
                self.settle()
                field.entry.returnPressed.emit()
            else:
                field.put(value)
        dialog.action_row.button(word).click()
        self.settle()

    def column(self, title: str) -> list[str]:
        """The texts of one column, as shown."""
        model = self.page.table.model
        [column] = [each for each in model.columns if each.title == title]
        rows = [model.row_at(place) for place in range(model.rowCount())]
        return [model.text_of(column, row) for row in rows if row is not None]

    def chip(self, key: str) -> None:
        """Press a chip."""
        self.page.filters.chip(key).click()
        self.settle()

    def type(self, words: str) -> None:
        """Search."""
        assert self.page.filters.search is not None
        self.page.filters.search.put(words)
        self.settle()


@contextmanager
def page_desk(make: type[P], database: Database, clock: Clock, folder: Path) -> Iterator[PageDesk[P]]:
    """A desk that is cleared away at the end."""
    desk = PageDesk(make, database, clock, folder)
    try:
        yield desk
    finally:
        for each in QApplication.topLevelWidgets():
            if isinstance(each, Dialog):
                each.close()
        desk.settle()
        desk.work.close()
        desk.page.close()
        desk.page.deleteLater()
