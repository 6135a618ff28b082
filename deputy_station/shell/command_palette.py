"""The one search box (Ctrl+K): pages, the open page's actions, and whatever the features find."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QStringListModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QListView, QWidget

from deputy_station.shell.entries import Found, SearchProvider
from deputy_station.widgets.chips import SearchLine
from deputy_station.widgets.style import px, scale, set_role

if TYPE_CHECKING:
    from deputy_station.widgets.work import Work

MOST = 9


@dataclass(frozen=True)
class Command:
    """Something the palette offers: its words, what it is, what happens."""

    words: str
    kind: str
    do: Callable[[], object]


class _Lines(QStringListModel):
    """The lines of the list; a sentence that nothing was found cannot be chosen."""

    sentence = False

    def say(self, lines: Sequence[str], *, sentence: bool = False) -> None:
        """Show these lines, or one sentence."""
        self.sentence = sentence
        self.setStringList(lines)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        return Qt.ItemFlag.NoItemFlags if self.sentence else super().flags(index)


class Palette(SearchLine):
    """A search line with a list under it; arrows move, Enter does, Esc leaves."""

    left = Signal()

    def __init__(
        self, commands: Callable[[], Sequence[Command]], found: Callable[[Found], object], parent: QWidget
    ) -> None:
        super().__init__("找人、找诉求、找命令　Ctrl+K", width=320, parent=parent)
        self._commands, self._open_found = commands, found
        self._work: Work | None = None
        self._providers: Sequence[SearchProvider] = ()
        self._offered: list[Command] = []
        self._holder = parent.window()
        self._list: QListView | None = None
        self.textEdited.connect(lambda _text: self._offer([]))
        self.searched.connect(self._search)
        self.installEventFilter(self)
        scale.changed.connect(self.close_list)

    def serve(self, work: "Work", providers: Sequence[SearchProvider]) -> None:
        """Let the features answer."""
        self._work, self._providers = work, providers

    def open_list(self) -> None:
        """Come to the front, as Ctrl+K does."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        self._offer([])

    def close_list(self) -> None:
        """Put the list away."""
        if self._list is not None:
            self._list.hide()

    @property
    def answers(self) -> QListView:
        """The list under the line, made when it is first needed: it would hold up the first paint."""
        if self._list is None:
            made = QListView(self._holder)
            made.setModel(_Lines(made))
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            made.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
            set_role(made, "popup")
            made.clicked.connect(lambda index: self._do(index.row()))
            self._list = made
        return self._list

    @property
    def offered(self) -> list[Command]:
        """What the list offers now."""
        return list(self._offered)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event.key())
        return super().eventFilter(watched, event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.close_list()

    def mousePressEvent(self, event: object) -> None:
        super().mousePressEvent(event)  # type: ignore[arg-type]
        self._offer([])

    def _key(self, key: int) -> bool:
        if key == Qt.Key.Key_Escape:
            self.clear()
            self.close_list()
            self.left.emit()
            return True
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            self._mark(self.answers.currentIndex().row() + step)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._do(max(0, self.answers.currentIndex().row()))
            return True
        return False

    def _search(self, text: str) -> None:
        if not text or self._work is None or not self.hasFocus():
            return

        def find(session: object, text: str) -> tuple[str, list[Found]]:
            return text, [found for provider in self._providers for found in provider(session, text)]

        self._work.ask(find, then=self._take_found, owner=self, key=(self, "found"), text=text)

    def _take_found(self, answer: tuple[str, list[Found]]) -> None:
        asked, found = answer
        if not self.hasFocus() or asked != self.words:  # more was typed meanwhile: its own answer comes
            return
        self._offer(
            [Command(one.words, one.kind, lambda one=one: self._open_found(one)) for one in found]  # type: ignore[misc]
        )
        if not self._offered:
            self._lines.say([f"没有找到“{asked}”，换个说法试试"], sentence=True)
            self.answers.show()
            self._place()

    @property
    def _lines(self) -> _Lines:
        model = self.answers.model()
        assert isinstance(model, _Lines)
        return model

    def _offer(self, found: Sequence[Command]) -> None:
        text = self.words.casefold()
        fitting = [one for one in self._commands() if text in one.words.casefold()]
        # Whoever types the name of a page or an action means it, whatever matters happen to hold the words.
        named = [one for one in fitting if one.words.casefold().startswith(text)]
        others = [one for one in fitting if one not in named]
        self._offered = [*named, *found, *others][:MOST]
        self._lines.say([f"{one.words}　{one.kind}" for one in self._offered])
        self.answers.setVisible(bool(self._offered))
        if self._offered:
            self._place()
            self._mark(0)

    def _place(self) -> None:
        holder = self._holder
        corner = self.mapTo(holder, QPoint(0, self.height() + px(4)))
        width = min(max(self.width(), px(360)), holder.width() - px(16))
        height = self._lines.rowCount() * self.answers.sizeHintForRow(0) + px(14)
        left = max(px(8), min(corner.x(), holder.width() - width - px(8)))
        self.answers.setGeometry(left, corner.y(), width, min(height, holder.height() - corner.y() - px(8)))
        self.answers.raise_()

    def _mark(self, place: int) -> None:
        if self._offered:
            self.answers.setCurrentIndex(self.answers.model().index(place % len(self._offered), 0))

    def _do(self, place: int) -> None:
        if self._list is not None and self._list.isVisible() and place < len(self._offered):
            command = self._offered[place]
            self.clear()
            self.close_list()
            self.clearFocus()
            command.do()
