"""The one search box (Ctrl+K): what was opened lately, commands, and whatever the features find, in one list.

Commands are matched while typing; the features answer from the reading thread, and an answer to what is no longer
typed is dropped. Enter pressed before the answer came waits for it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from deputy_station.core.fitting import Fit, split_words
from deputy_station.shell.entries import Found, SearchProvider
from deputy_station.shell.offers import Offer, fitting_offers, in_order
from deputy_station.widgets.chips import SearchLine
from deputy_station.widgets.living import is_there
from deputy_station.widgets.style import px, scale

if TYPE_CHECKING:
    from deputy_station.shell.palette_list import OfferList
    from deputy_station.widgets.work import Work

PAGE_STEP = 8
WIDTH = 620
ASK_AFTER_MS = 60


class Palette(SearchLine):
    """A search line with a list under it; arrows and PageDown move, Enter does, Esc leaves."""

    left = Signal()

    def __init__(
        self, commands: Callable[[], Sequence[Offer]], found: Callable[[Found], object], parent: QWidget
    ) -> None:
        super().__init__("找人、找诉求、找命令　Ctrl+K", width=320, parent=parent)
        self.setAccessibleName("查找人、诉求、活动、文书、设置和命令")
        self._timer.setInterval(ASK_AFTER_MS)
        self._commands, self._open_found = commands, found
        self._work: Work | None = None
        self._providers: Sequence[SearchProvider] = ()
        self._read_opened: Callable[[Any], Sequence[Found]] | None = None
        self._is_here: Callable[[Found], bool] = lambda _found: False
        self._spellings: dict[str, str] = {}
        self._offered: list[Offer] = []
        self._answered: str | None = None
        self._moved = self._composing = self._entered = False
        self._came_from: QWidget | None = None
        self._holder = parent.window()
        self._list: OfferList | None = None
        self.textEdited.connect(self._typed)
        self.searched.connect(self._search)
        self.installEventFilter(self)
        scale.changed.connect(self.close_list)

    def serve(
        self,
        work: "Work",
        providers: Sequence[SearchProvider],
        read_opened: Callable[[Any], Sequence[Found]] | None = None,
        is_here: Callable[[Found], bool] = lambda _found: False,
    ) -> None:
        """Let the features answer; what `is_here` already need not be offered as opened lately."""
        self._work, self._providers, self._read_opened = work, providers, read_opened
        self._is_here = is_here

    def open_list(self) -> None:
        """Come to the front, as Ctrl+K does."""
        before = QApplication.focusWidget()
        if before is not self:
            self._came_from = before
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        self._begin()

    def close_list(self) -> None:
        """Put the list away."""
        if self._list is not None:
            self._list.hide()

    @property
    def answers(self) -> "OfferList":
        """The list under the line, made when it is first needed: it would hold up the first paint."""
        if self._list is None:
            from deputy_station.shell.palette_list import OfferList

            self._list = OfferList(self._holder)
            self._list.clicked.connect(lambda index: self._do(index.row()))
        return self._list

    @property
    def offered(self) -> list[Offer]:
        """What the list offers now."""
        return list(self._offered)

    # ------------------------------------------------------------------ keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return not self._composing and self._key(event)
        return super().eventFilter(watched, event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._composing = self._entered = False
        self.close_list()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._begin()

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        row = self.answers.currentIndex().row()
        if key == Qt.Key.Key_Escape:
            self._leave()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if not self.answers.isVisible():
                self._begin()
            else:
                self._move(row + (1 if key == Qt.Key.Key_Down else -1), around=True)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self._move(row + (PAGE_STEP if key == Qt.Key.Key_PageDown else -PAGE_STEP), around=False)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        else:
            return False
        return True

    def _move(self, row: int, *, around: bool) -> None:
        if self._offered:
            self._moved = True
            last = len(self._offered) - 1
            self.answers.mark(row % (last + 1) if around else max(0, min(row, last)))

    def _enter(self) -> None:
        """Do what is marked; what was typed without looking waits for the answer unless a command is meant."""
        meant = self._offered and (self._moved or self._offered[0].fit <= Fit.BEGINS)
        if meant or self._answered == self.words or not self.words:
            self._do(max(0, self.answers.currentIndex().row()))
        else:
            self._entered = True
            self._say()

    def _leave(self) -> None:
        """Back to where the keyboard was."""
        self.clear()
        self.close_list()
        back, self._came_from = self._came_from, None
        if back is not None and is_there(back) and back.isVisible():
            back.setFocus()
        self.left.emit()

    # ------------------------------------------------------------------ answers

    def _begin(self) -> None:
        """Opened, or emptied: what was opened lately, then the commands."""
        self._moved = self._entered = False
        self._learn_spellings()
        self._answered = None
        if self.words:
            self._typed(self.words)
            self._say()
            return
        self._offer(self._commands())
        if self._work is not None and self._read_opened is not None:
            self._work.ask(self._read_opened, then=self._take_opened, owner=self, key=(self, "found"))

    def _typed(self, _text: str) -> None:
        if not self.words:
            self._begin()
            return
        self._moved = self._entered = False
        self._offer(in_order(self._fitting()))

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
        self._answered = asked
        self._offer(in_order([*self._fitting(), *self._as_offers(found)]))
        if not self._offered:
            self._say_sentence(f"没有找到“{asked}”，换个说法试试")
        elif self._entered:
            self._do(0)
        self._entered = False

    def _take_opened(self, found: Sequence[Found]) -> None:
        if self.hasFocus() and not self.words and self.answers.isVisible():
            lately = [
                Offer(one.words, f"最近 {one.kind}", one.do, note=one.note)
                for one in self._as_offers(each for each in found if not self._is_here(each))
            ]
            self._offer([*lately, *self._commands()])

    def _as_offers(self, found: Iterable[Found]) -> list[Offer]:
        return [
            Offer(
                one.words,
                one.kind,
                lambda one=one: self._open_found(one),  # type: ignore[misc]
                note=one.note,
                fit=one.fit,
            )
            for one in found
        ]

    def _fitting(self) -> list[Offer]:
        return fitting_offers(split_words(self.words), self._commands(), self._spellings)

    def _learn_spellings(self) -> None:
        """The pinyin of the commands' words, from the reading thread: its dictionary takes time to load."""
        new = [one.words for one in self._commands() if one.words not in self._spellings]
        if new and self._work is not None:
            self._work.ask(_spell, then=self._take_spellings, owner=self, key=(self, "spell"), texts=new)

    def _take_spellings(self, spellings: Mapping[str, str]) -> None:
        self._spellings.update(spellings)

    # ------------------------------------------------------------------ the list

    def _offer(self, offers: Sequence[Offer]) -> None:
        before = self._marked if self._moved else None
        self._offered = list(offers)
        lines = self.answers
        lines.lines.say(self._offered)
        lines.setVisible(bool(self._offered))
        if self._offered:
            self._place()
            same = [row for row, one in enumerate(self._offered) if one.identity == before]
            lines.mark(same[0] if same else 0)

    def _say_sentence(self, sentence: str) -> None:
        self.answers.lines.say([], sentence=sentence)
        self.answers.show()
        self._place()

    @property
    def _marked(self) -> tuple[str, str, str] | None:
        row = self.answers.currentIndex().row()
        return self._offered[row].identity if 0 <= row < len(self._offered) else None

    def _place(self) -> None:
        holder = self._holder
        corner = self.mapTo(holder, QPoint(0, self.height() + px(4)))
        width = min(max(self.width(), px(WIDTH)), holder.width() - px(16))
        left = max(px(8), min(corner.x(), holder.width() - width - px(8)))
        height = min(self.answers.height_needed, holder.height() - corner.y() - px(8))
        self.answers.setGeometry(left, corner.y(), width, height)
        self.answers.raise_()

    def _do(self, place: int) -> None:
        if self._list is not None and self._list.isVisible() and place < len(self._offered):
            offer = self._offered[place]
            self.clear()
            self.close_list()
            self._give_back()
            offer.do()

    def _give_back(self) -> None:
        """The keyboard goes where it was: a dialog that opens now and closes again leaves it there."""
        back, self._came_from = self._came_from, None
        if back is not None and is_there(back) and back.isVisible():
            back.setFocus()
        else:
            self.clearFocus()


def _spell(_session: Any, texts: Sequence[str]) -> dict[str, str]:
    from deputy_station.core.pinyin import search_keys

    return {text: search_keys(text) for text in texts}
