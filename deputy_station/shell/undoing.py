"""Undo by name: takes back what was done, says so on the bottom line with 重做, and lists the last things done."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from deputy_station.widgets.style import px

if TYPE_CHECKING:
    from deputy_station.shell.window import Window
    from deputy_station.widgets.work import Job

LISTED = 10
LONGEST_PX = 460
"""Width (at 100 %) of an entry; a longer sentence ends in …, the page 经手记录 has it whole."""
HISTORY = "history"


class Undoing(QObject):
    """Knows the window and what the history feature offers (`entries.Services`)."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        self._menu: QMenu | None = None
        window.bottom.recent_button.clicked.connect(lambda: self.show_recent())

    def take_back(self, step_id: int) -> None:
        """Take back exactly this step."""
        self._do(self._window.services.undo_step, step_id=step_id)

    def undo_last(self) -> None:
        """Ctrl+Z: what the bottom line offers where that is no step of the journal, else the last thing done."""
        offered = self._window.bottom.offered
        if offered is not None and not self._is_step(offered):
            self._window.bottom.undo()
        else:
            self._do(self._window.services.undo_last)

    def redo_last(self) -> None:
        """Ctrl+Y: what was taken back last, done again."""
        self._do(self._window.services.redo_last)

    def show_recent(self) -> None:
        """List the last things this person did, by name; a click takes one back."""
        work, own_steps = self._window.work, self._window.services.own_steps
        if work is not None and own_steps is not None:
            work.ask(own_steps, then=self._list, owner=self, key=(self, "recent"), limit=LISTED)

    @property
    def menu(self) -> QMenu | None:
        """The list as it was shown last."""
        return self._menu

    def _list(self, steps: Sequence[Any]) -> None:
        menu = QMenu(self._window)
        metrics = menu.fontMetrics()
        for step in steps:
            words = _elided(metrics.horizontalAdvance, f"撤销：{step.sentence}", px(LONGEST_PX))
            menu.addAction(words.replace("&", "&&")).triggered.connect(partial(self._picked, step.id))
        if not steps:
            menu.addAction("还没有做过可以撤销的事").setEnabled(False)
        if HISTORY in self._window.entries:
            menu.addSeparator()
            menu.addAction("全部经手记录").triggered.connect(lambda: self._window.go(HISTORY))
        self._menu = menu
        button = self._window.bottom.recent_button
        top = button.mapToGlobal(button.rect().topLeft())
        top.setY(top.y() - menu.sizeHint().height())
        menu.popup(top)

    def _picked(self, step_id: int, _checked: bool = False) -> None:
        self.take_back(step_id)

    def _is_step(self, offered: Callable[[], object]) -> bool:
        return isinstance(offered, partial) and offered.func == self.take_back

    def _do(self, function: Callable[..., Any] | None, **values: Any) -> None:
        work = self._window.work
        if work is None or function is None:
            return
        job: Job = work.change(
            function,
            then=lambda undone: self._done(job, undone),
            on_refusal=self._refused,
            owner=self,
            **values,
        )

    def _done(self, job: "Job", undone: Any) -> None:
        step_id = job.step_id
        word, _, sentence = undone.sentence.partition("：")
        again = "重做" if word == "撤销" else "撤销"
        self._window.bottom.say_done(
            f"已{word}：{sentence}",
            None if step_id is None else partial(self.take_back, step_id),
            undo_word=again,
        )

    def _refused(self, sentence: str) -> None:
        page = self._window.pages.get(self._window.open_key)
        if page is not None:
            page.notice.refuse(sentence)
        else:
            self._window.bottom.say_done(sentence)


def _elided(width: Callable[[str], int], words: str, room: int) -> str:
    """The words, cut to the room with … at the end."""
    if width(words) <= room:
        return words
    while words and width(f"{words}…") > room:
        words = words[:-1]
    return f"{words}…"
